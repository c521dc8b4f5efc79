"""After the answer: the complainant's word, and how a case comes to rest (BAB IV.A.1.d)."""

from dataclasses import dataclass

from domain.deadlines import Deadline
from domain.people import ComplaintId
from domain.texts import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplainantReplied:
    """The complainant wrote back; the days of silence count anew."""

    complaint: ComplaintId
    text: Sealed
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDisputed:
    """The complainant does not accept the answer; whoever gave it takes the case up again.

    What was complete before stays in the history. The resolution goes on with what was left, and at least five days.
    """

    complaint: ComplaintId
    reason: Sealed
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionConfirmed:
    """The complainant accepted the answer."""

    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedByAdmin:
    """The institution recorded the handling as complete, after a final answer (BAB IV.A.1.d)."""

    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoClosed:
    """Ten working days passed in silence after a final answer; the system records it as complete."""

    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingGiven:
    """The complainant rated the handling, one to five stars, once for each completion."""

    complaint: ComplaintId
    stars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawnByComplainant:
    """The complainant withdrew it. A matter of abuse or violation goes on all the same (`goes_on`)."""

    complaint: ComplaintId
    reason: Sealed
    goes_on: bool
