"""The rules of how a case comes to rest, and of how the complainant takes it up again (BAB IV.A.1.d, IV.A.2.a)."""

from domain import clocks
from domain.commands.ending import (
    CompleteComplaint,
    ConfirmCompletion,
    DisputeAnswer,
    EndingCommand,
    RateHandling,
    ReplyToAnswer,
    WithdrawComplaint,
)
from domain.deadlines import Deadline
from domain.errors import (
    AlreadyCompleted,
    AlreadyRated,
    AnswerFirst,
    CompletionFirst,
    NotYourCase,
    ProcessingMustGoOn,
    StarsOutOfRange,
)
from domain.events import (
    AnswerDisputed,
    ComplainantReplied,
    CompletedByAdmin,
    CompletionConfirmed,
    Event,
    RatingGiven,
    WithdrawnByComplainant,
)
from domain.holding import still_open
from domain.occasion import Occasion
from domain.people import Role, Tier
from domain.states import Answered, Completed, InReview, Submitted, place_of

_STARS = range(1, 6)


def decide(command: EndingCommand, complaint: Submitted, occasion: Occasion) -> Event:
    """One word of the complainant's, or an admin's record that all is done."""
    if isinstance(command, CompleteComplaint):
        return _complete(command, complaint, occasion)
    if occasion.by.role is not Role.COMPLAINANT:
        raise NotYourCase
    match command:
        case ReplyToAnswer():
            return _reply(command, complaint, occasion)
        case DisputeAnswer():
            return _dispute(command, complaint, occasion)
        case ConfirmCompletion():
            return _confirm(command, complaint)
        case RateHandling():
            return _rate(command, complaint)
        case WithdrawComplaint():
            return _withdraw(command, complaint)


def _reply(command: ReplyToAnswer, complaint: Submitted, occasion: Occasion) -> ComplainantReplied:
    """LAPOR! practice: a word from either side starts the ten days of silence again."""
    still_open(complaint)
    waiting = isinstance(complaint, Answered)
    return ComplainantReplied(
        complaint=command.complaint,
        text=command.text,
        deadlines=(clocks.silence(occasion),) if waiting else (),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _dispute(command: DisputeAnswer, complaint: Submitted, occasion: Occasion) -> AnswerDisputed:
    """The answer does not settle it: the case goes on where it was answered, also after its completion."""
    if not isinstance(complaint, Answered | Completed):
        raise AnswerFirst
    return AnswerDisputed(
        complaint=command.complaint,
        reason=command.reason,
        deadlines=_reopened(complaint, occasion),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _confirm(command: ConfirmCompletion, complaint: Submitted) -> CompletionConfirmed:
    """The complainant accepts the answer."""
    match complaint:
        case Answered():
            return CompletionConfirmed(complaint=command.complaint)
        case Completed():
            raise AlreadyCompleted
        case _:
            raise AnswerFirst


def _complete(command: CompleteComplaint, complaint: Submitted, occasion: Occasion) -> CompletedByAdmin:
    """BAB IV.A.1.d and IV.A.2.a: an admin records completion after the final answer; nobody does before it."""
    if occasion.by.role is Role.COMPLAINANT:
        raise NotYourCase
    if isinstance(complaint, Completed):
        raise AlreadyCompleted
    admin = occasion.by.role in (Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN)
    if not admin or not isinstance(complaint, Answered):
        raise ProcessingMustGoOn
    return CompletedByAdmin(complaint=command.complaint)


def _rate(command: RateHandling, complaint: Submitted) -> RatingGiven:
    """One to five stars, once for each completion (the column RHP of BAB VII)."""
    if not isinstance(complaint, Completed):
        raise CompletionFirst
    if complaint.rated:
        raise AlreadyRated
    if command.stars not in _STARS:
        raise StarsOutOfRange
    return RatingGiven(complaint=command.complaint, stars=command.stars)


def _withdraw(command: WithdrawComplaint, complaint: Submitted) -> WithdrawnByComplainant:
    """The complainant's own act. What concerns abuse or a violation is examined all the same, ex officio."""
    still_open(complaint)
    case = complaint.file.case
    return WithdrawnByComplainant(
        complaint=command.complaint, reason=command.reason, goes_on=case.abuse or case.violation
    )


def _reopened(complaint: Answered | Completed, occasion: Occasion) -> tuple[Deadline, ...]:
    place, backstop = place_of(complaint), clocks.backstop(complaint.file.clocks, occasion)
    if isinstance(place, InReview):
        assert place.tier is not Tier.LIAISON, "only an admin answers what is under review"
        return (clocks.review(place.tier, occasion), *backstop)
    assert complaint.file.sla_class is not None, "classified before a unit had it"
    assert complaint.file.answered is not None, "answered before it could be disputed"
    left = occasion.calendar.working_days_between(*complaint.file.answered)
    return (*clocks.reopened(complaint.file.sla_class, occasion, left), *backstop)
