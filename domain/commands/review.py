"""What a reviewing tier finds, and whom a case protects (BAB VI.B.1.a.1 to 6, b.1 to 6, c.1 and 2)."""

from dataclasses import dataclass

from domain.people import ComplaintId, PersonId, UnitId
from domain.texts import Sealed, Shown
from domain.vocabulary import ComplaintType, Nature, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyComplaint:
    complaint: ComplaintId
    identity: Outcome
    substance: Outcome
    evidence: Outcome
    nature: Nature
    reported_units: tuple[UnitId, ...]
    reported_officers: tuple[PersonId, ...]
    reported_name: Sealed | None
    object: Sealed
    anonymous: bool
    confidential: bool
    type: ComplaintType
    supervisory_nature: bool
    requires_field_inspection: bool
    headline: Shown | None
    shown_text: Shown | None
    redacted_narrative: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifyParties:
    """Add parties found later; those named before stay. `nature`: what it turned out to be, where that is new."""

    complaint: ComplaintId
    reported_units: tuple[UnitId, ...]
    reported_officers: tuple[PersonId, ...]
    reported_name: Sealed | None
    object: Sealed
    nature: Nature | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactContent:
    complaint: ComplaintId
    headline: Shown | None
    shown_text: Shown | None
    redacted_narrative: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseProtection:
    complaint: ComplaintId
    anonymous: bool
    confidential: bool
    redacted_narrative: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerProtection:
    """The complainant alone."""

    complaint: ComplaintId
    anonymous: bool
    confidential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDuplicate:
    complaint: ComplaintId
    lead: ComplaintId


ReviewCommand = (
    VerifyComplaint | IdentifyParties | RedactContent | RaiseProtection | LowerProtection | LinkDuplicate
)
