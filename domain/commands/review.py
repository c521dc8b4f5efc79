"""What a reviewing tier finds and asks for, and what the complainant supplies (BAB VI.B.1.a, b, c)."""

from dataclasses import dataclass

from domain.people import ComplaintId, PersonId, UnitId
from domain.texts import Sealed, Shown
from domain.vocabulary import ComplaintType, Nature, Outcome, RestoreGround


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
class RequestCompletion:
    """Find it incomplete, and ask the complainant for what is missing: one act."""

    complaint: ComplaintId
    what: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSupportingData:
    complaint: ComplaintId
    what: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyData:
    complaint: ComplaintId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreComplaint:
    complaint: ComplaintId
    ground: RestoreGround


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDuplicate:
    complaint: ComplaintId
    lead: ComplaintId


ReviewCommand = (
    VerifyComplaint
    | IdentifyParties
    | RedactContent
    | RaiseProtection
    | LowerProtection
    | RequestCompletion
    | RequestSupportingData
    | SupplyData
    | RestoreComplaint
    | LinkDuplicate
)
