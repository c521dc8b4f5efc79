"""What can happen to a complaint.

An event is a fact: past tense, and unchanged once stored; a new meaning gets a new class.
There is no event for stopping, rejecting or deleting. A rule is safest when it cannot be put into words.
"""

from dataclasses import dataclass
from datetime import date

from domain.people import CategoryId, ComplaintId, PersonId, Tier, UnitId
from domain.texts import Sealed, Shown, TextKind
from domain.vocabulary import Channel, ComplaintType, Nature, Outcome, Purpose, SlaClass


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintSubmitted:
    """A complainant filed it; the national review of three working days starts (BAB VI.A, VI.B.1.a).

    `complainant` is a pseudonym made for this case alone. `policy` and `calendar` name the versions that
    gave `review_due_on`.
    """

    complaint: ComplaintId
    tracking_number: str
    complainant: PersonId
    channel: Channel
    asked_anonymous: bool
    asked_confidential: bool
    identity: Sealed
    narrative: Sealed
    review_due_on: date
    policy: str
    calendar: str


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
class Classified:
    """Type and the two flags that together choose the limit (BAB VI.C.1 to 3)."""

    complaint: ComplaintId
    tier: Tier
    type: ComplaintType
    supervisory_nature: bool
    requires_field_inspection: bool
    sla_class: SlaClass


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
class ForwardedToInstitution:
    """Complete, and sent by category to the institution, which has three working days (BAB VI.B.1.a.7, VI.B.1.b)."""

    complaint: ComplaintId
    category: CategoryId
    institution: UnitId
    review_due_on: date
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposedToLiaison:
    """Handed to a unit's liaison by category (BAB VI.B.1.b.7); delivery is receipt, so the clock of VI.C starts.

    `intervene_by` is the monitoring point of BAB VII.A.1.e. `provisional`: a year in between has no decree yet.
    """

    complaint: ComplaintId
    category: CategoryId
    unit: UnitId
    sla_class: SlaClass
    due_on: date
    intervene_by: date
    provisional: bool
    reason: Sealed | None
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CcAdded:
    """A second unit with authority of its own was copied in; the owner stays one (BAB VI.B.1.b.9)."""

    complaint: ComplaintId
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityAccepted:
    """The liaison found the matter within the unit's authority (BAB VI.B.1.c.3)."""

    complaint: ComplaintId
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedToInstitutionAdmin:
    """The liaison found the matter outside the unit's authority (BAB VI.B.1.c.5). The case goes on."""

    complaint: ComplaintId
    unit: UnitId
    reason: Sealed
    review_due_on: date
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InitialResponseGiven:
    """The complainant was told that and how the unit takes it up (BAB VI.D.3.e, respon awal)."""

    complaint: ComplaintId
    unit: UnitId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRecorded:
    """One action taken on the case (tindak lanjut, BAB VI.D.3.b and d)."""

    complaint: ComplaintId
    unit: UnitId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalAnswerGiven:
    """The answer that resolves the case (BAB VI.D.3.e, jawaban); the clock of VI.C stops here."""

    complaint: ComplaintId
    unit: UnitId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionConfirmed:
    """The complainant accepted the answer."""

    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedByAdmin:
    """The institution recorded the handling as complete, after a final answer (BAB IV.A.1.d)."""

    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingGiven:
    """The complainant rated the handling, one to five stars, once for each completion."""

    complaint: ComplaintId
    stars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentViewed:
    """Somebody opened sealed text. Recorded before anything is decrypted (BAB IV.A.1.e).

    What may be shown for it are texts of these kinds up to this version of the complaint, and none written later.
    """

    complaint: ComplaintId
    purpose: Purpose
    kinds: tuple[TextKind, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRefused:
    """Somebody asked for what a rule forbids, and was told so. `complaint` is None where no case was named."""

    complaint: ComplaintId | None
    command: str
    rule: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProhibitedActionAttempted:
    """Somebody asked for what BAB IV.A.2 prohibits outright, such as ending a case without an answer."""

    complaint: ComplaintId | None
    command: str
    rule: str
    clause: str


Event = (
    ComplaintSubmitted
    | ComplaintVerified
    | NatureDetermined
    | PartiesIdentified
    | ConfidentialitySet
    | Classified
    | ContentRedacted
    | ForwardedToInstitution
    | DisposedToLiaison
    | CcAdded
    | AuthorityAccepted
    | ReturnedToInstitutionAdmin
    | InitialResponseGiven
    | FollowUpRecorded
    | FinalAnswerGiven
    | CompletionConfirmed
    | CompletedByAdmin
    | RatingGiven
)
Access = ContentViewed | CommandRefused | ProhibitedActionAttempted
