"""The reviews of the tiers: what each found (BAB VI.B.1.a.1 to 6, b.1 to 6, c.1 and 2)."""

from dataclasses import dataclass

from domain.deadlines import Deadline
from domain.people import ComplaintId, PersonId, Tier, UnitId
from domain.texts import Sealed, Shown
from domain.vocabulary import ComplaintType, Nature, Outcome, SlaClass


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintVerified:
    """A tier examined identity, substance and evidence: three outcomes (BAB VI.B.1.a.1, b.1)."""

    complaint: ComplaintId
    tier: Tier
    identity: Outcome
    substance: Outcome
    evidence: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class NatureDetermined:
    """Dispute or indicated violation (BAB VI.B.1.a.2, b.2)."""

    complaint: ComplaintId
    tier: Tier
    nature: Nature


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiesIdentified:
    """Who and what is complained about (BAB VI.B.1.a.3, b.3). Ids bar people; a sealed name asks for an id."""

    complaint: ComplaintId
    tier: Tier
    reported_units: tuple[UnitId, ...]
    reported_officers: tuple[PersonId, ...]
    reported_name: Sealed | None
    object: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidentialitySet:
    """Whether the case is anonymous and whether it is confidential, decided outright (BAB VI.B.1.a.5, b.5)."""

    complaint: ComplaintId
    tier: Tier
    anonymous: bool
    confidential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionRaised:
    """An officer or the complainant closed the case further (BAB VI.B.1.a.5, b.5, c.2)."""

    complaint: ComplaintId
    anonymous: bool
    confidential: bool
    redacted_narrative: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionLowered:
    """The complainant gave up a protection. Nobody else can."""

    complaint: ComplaintId
    anonymous: bool
    confidential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Classified:
    """Type and the two flags that together choose the limit (BAB VI.C.1 to 3).

    `deadlines` are those of a case that a liaison entered by hand: its resolution runs since the paper arrived.
    `policy` and `calendar` name the versions that gave class and deadlines; None in what was stored without them.
    """

    complaint: ComplaintId
    tier: Tier
    type: ComplaintType
    supervisory_nature: bool
    requires_field_inspection: bool
    sla_class: SlaClass
    deadlines: tuple[Deadline, ...]
    policy: str | None
    calendar: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentRedacted:
    """An officer wrote what may be read without opening, and what the liaison of an anonymous case may open.

    A confidential case has neither headline nor shown text (BAB IV.A.1.e).
    """

    complaint: ComplaintId
    tier: Tier
    headline: Shown | None
    shown_text: Shown | None
    redacted_narrative: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateLinked:
    """The same matter as `lead`. Both go on, and each complainant is answered."""

    complaint: ComplaintId
    lead: ComplaintId
