"""The reviews of the tiers: what each found, and what it asked for (BAB VI.B.1.a, b and c)."""

from dataclasses import dataclass

from domain.deadlines import Deadline
from domain.people import ComplaintId, PersonId, Tier, UnitId
from domain.texts import Sealed, Shown
from domain.vocabulary import ComplaintType, Nature, Outcome, RestoreGround, SlaClass


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
class CompletionRequested:
    """The national admin found it incomplete and asked the complainant for what is missing (BAB VI.B.1.a.10).

    Ten working days without an answer park the case; an answer at any time brings it back.
    """

    complaint: ComplaintId
    what: Sealed
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportingDataRequested:
    """A tier asked the complainant for supporting data; no clock stops (BAB IV.A.1.c, VI.B.1.a.4, b.4)."""

    complaint: ComplaintId
    tier: Tier
    what: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSupplied:
    """The complainant supplied data, asked for or not. A parked case is live again, and a review starts anew."""

    complaint: ComplaintId
    text: Sealed
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedForIncompleteness:
    """Ten working days passed in silence after the request; only the system does this (BAB VI.B.1.a.11)."""

    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A parked case was taken up again without the complainant."""

    complaint: ComplaintId
    ground: RestoreGround
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateLinked:
    """The same matter as `lead`. Both go on, and each complainant is answered."""

    complaint: ComplaintId
    lead: ComplaintId
