"""Where a complaint can be. A state holds what it cannot be without, so that nothing has to be checked twice.

There is no state for stopped, rejected or deleted. From each state somebody has a next step: the tier in review,
the unit or the inspectorate that holds the case, once answered the complainant and the admin, and, from where it
is parked, the complainant at any time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain import attached, cases, clocks
from domain.attached import Documents
from domain.cases import Case
from domain.clocks import Clocks
from domain.deadlines import Clock
from domain.events import (
    Classified,
    ComplaintEntered,
    ComplaintSubmitted,
    ComplaintVerified,
    DocumentAnnounced,
    DocumentReceived,
    DuplicateLinked,
    Event,
    FinalAnswerGiven,
    InspectorateFound,
    NationalNumberRecorded,
    ProtectionRaised,
    ReclassificationProposed,
    Reclassified,
    ReturnedByInspectorate,
    ReturnedToInstitutionAdmin,
    ReturnedToNationalAdmin,
    SupervisionAnswered,
    SupervisionAsked,
)
from domain.people import ComplaintId, Tier, UnitId
from domain.vocabulary import ArchiveReason, ClosedBy, ComplaintType, Finding, SlaClass


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """What is known of a case wherever it is. `case` is the same value that decides who may see the complaint.

    A tier, once it has verified, stays in `verified`, also when the case comes back to it. `policy` is the version
    that was in force when it came in. `questions` are the supervision questions that wait, with the tier asked.
    `answered` is the day of the last final answer and the last day it had: what was left.
    """

    case: Case
    policy: str
    received_on: date
    asked_anonymous: bool
    asked_confidential: bool
    clocks: Clocks = field(default_factory=dict)
    verified: frozenset[Tier] = frozenset()
    type: ComplaintType | None = None
    flags: tuple[bool, bool] = (False, False)
    sla_class: SlaClass | None = None
    proposal: ReclassificationProposed | None = None
    finding: Finding | None = None
    lead: ComplaintId | None = None
    returns: int = 0
    asked: int = 0
    questions: Mapping[int, Tier] = field(default_factory=dict)
    answered: tuple[date, date] | None = None
    documents: Documents = field(default_factory=dict)
    national_number: int | None = None

    @classmethod
    def of(cls, event: ComplaintSubmitted | ComplaintEntered) -> "CaseFile":
        """The file of a complaint that has just come in; its clocks start on the day it was received."""
        return cls(
            case=cases.after(None, event),
            policy=event.policy,
            received_on=event.deadlines[0].started_on,
            asked_anonymous=event.asked_anonymous,
            asked_confidential=event.asked_confidential,
            clocks=clocks.after(clocks.NONE, event),
        )

    @property
    def must_stay_anonymous(self) -> bool:
        """What an officer may not lower: what was asked for, then what was decided."""
        return self.case.anonymous if self.case.decided else self.asked_anonymous

    @property
    def must_stay_confidential(self) -> bool:
        return self.case.confidential if self.case.decided else self.asked_confidential

    def after(self, event: Event) -> "CaseFile":
        """The file once the event has happened."""
        case, running = cases.after(self.case, event), clocks.after(self.clocks, event)
        file = replace(self, case=case, clocks=running)
        match event:
            case ComplaintVerified(tier=tier):
                return replace(file, verified=file.verified | {tier})
            case Classified() | Reclassified():
                flags = (event.supervisory_nature, event.requires_field_inspection)
                return replace(file, type=event.type, flags=flags, sla_class=event.sla_class, proposal=None)
            case ReclassificationProposed():
                return replace(file, proposal=event)
            case InspectorateFound(finding=finding):
                return replace(file, finding=finding)
            case ReturnedByInspectorate():
                return replace(file, finding=None)
            case ProtectionRaised() if not self.case.decided:
                anonymous = file.asked_anonymous or event.anonymous
                confidential = file.asked_confidential or event.confidential
                return replace(file, asked_anonymous=anonymous, asked_confidential=confidential)
            case DuplicateLinked(lead=lead):
                return replace(file, lead=lead)
            case ReturnedToInstitutionAdmin() | ReturnedToNationalAdmin():
                return replace(file, returns=file.returns + 1, proposal=None, finding=None)
            case SupervisionAsked(number=number, of_tier=tier):
                return replace(file, asked=number, questions={**file.questions, number: tier})
            case SupervisionAnswered(number=number):
                waiting = {asked: tier for asked, tier in file.questions.items() if asked != number}
                return replace(file, questions=waiting)
            case NationalNumberRecorded(number=number):
                return replace(file, national_number=number)
            case FinalAnswerGiven():
                return replace(file, answered=_left(event, self.clocks))
            case DocumentAnnounced() | DocumentReceived():
                return replace(file, documents=attached.after(file.documents, event))
            case _:
                return file


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubmitted:
    """Nothing has happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InReview:
    """A tier examines it: the national one, an institution's, or the liaison of a unit that entered it by hand.

    `awaiting`: the national admin found it incomplete, and the complainant has been asked (BAB VI.B.1.a.10).
    """

    file: CaseFile
    tier: Tier
    institution: UnitId | None = None
    unit: UnitId | None = None
    awaiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WithLiaison:
    """A unit holds it, and the clock of BAB VI.C runs. A new unit starts with nothing accepted."""

    file: CaseFile
    institution: UnitId
    unit: UnitId
    accepted: bool = False
    responded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WithInspectorate:
    """The inspectorate examines it (BAB VI.B.1.b.11)."""

    file: CaseFile
    institution: UnitId


Open = InReview | WithLiaison | WithInspectorate


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Whoever held it gave the answer; `before` is where a dispute takes it back to."""

    file: CaseFile
    before: Open


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The handling is complete, always after an answer."""

    file: CaseFile
    before: Open
    closed_by: ClosedBy
    rated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """Parked, not finished: what the complainant sends at any time brings it back to `before`."""

    file: CaseFile
    before: Open
    reason: ArchiveReason


Live = Open | Answered
Submitted = Live | Completed | Archived
Complaint = Unsubmitted | Submitted


def _left(event: FinalAnswerGiven, running: Clocks) -> tuple[date, date] | None:
    if Clock.RESOLUTION not in running:  # nobody has it who could answer; the transition says so
        return None
    (silence,) = event.deadlines
    return silence.started_on, running[Clock.RESOLUTION].deadline.due_on


def place_of(complaint: Submitted) -> Open:
    """Where it is, or was when it was answered or parked."""
    return complaint.before if isinstance(complaint, Answered | Completed | Archived) else complaint


def holder(complaint: Submitted) -> UnitId | None:
    """The unit that has it, else the institution; None: the national admin. The inspectorate counts as its
    institution."""
    place = place_of(complaint)
    match place:
        case WithLiaison(unit=unit):
            return unit
        case WithInspectorate(institution=institution):
            return institution
        case InReview(institution=institution, unit=unit):
            return unit or institution


def holds_back(lead: Submitted) -> bool:
    """Whether those that follow this one wait for its answer. A parked one may never get any, and a case that
    waited for it would have been stopped (BAB IV.A.2.a)."""
    return not isinstance(lead, Answered | Completed | Archived)
