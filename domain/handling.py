"""The rules from the liaison's receipt to the complainant's rating (BAB VI.B.1.c, VI.D.3, IV.A.1.d)."""

from domain.commands import (
    AcceptAuthority,
    CompleteComplaint,
    ConfirmCompletion,
    GiveFinalAnswer,
    GiveInitialResponse,
    RateHandling,
    RecordFollowUp,
    ReturnToInstitutionAdmin,
)
from domain.errors import (
    AcceptFirst,
    AlreadyAccepted,
    AlreadyAnswered,
    AlreadyCompleted,
    AlreadyRated,
    AlreadyResponded,
    AnswerFirst,
    CompletionFirst,
    InitialResponseFirst,
    NotYourCase,
    ProcessingMustGoOn,
    StarsOutOfRange,
)
from domain.events import (
    AuthorityAccepted,
    CompletedByAdmin,
    CompletionConfirmed,
    FinalAnswerGiven,
    FollowUpRecorded,
    InitialResponseGiven,
    RatingGiven,
    ReturnedToInstitutionAdmin,
)
from domain.occasion import Occasion
from domain.people import Role
from domain.states import Answered, Completed, InReview, Submitted, WithLiaison

_STARS = range(1, 6)


def accept(command: AcceptAuthority, complaint: Submitted, occasion: Occasion) -> AuthorityAccepted:
    """BAB VI.B.1.c.3: to accept is a recorded decision, as returning it is."""
    held = _held_by_liaison(complaint, occasion)
    if held.accepted:
        raise AlreadyAccepted
    return AuthorityAccepted(complaint=command.complaint, unit=held.unit)


def return_to_admin(
    command: ReturnToInstitutionAdmin, complaint: Submitted, occasion: Occasion
) -> ReturnedToInstitutionAdmin:
    """BAB VI.B.1.c.5: to the institution's admin and to nobody else, whose three working days start again.

    Also after acceptance, since a unit may find out late; never after the answer.
    """
    held = _held_by_liaison(complaint, occasion)
    return ReturnedToInstitutionAdmin(
        complaint=command.complaint,
        unit=held.unit,
        reason=command.reason,
        review_due_on=occasion.calendar.after(occasion.today, occasion.policy.review.working_days).on,
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def respond(command: GiveInitialResponse, complaint: Submitted, occasion: Occasion) -> InitialResponseGiven:
    """BAB VI.D.3.e: the first of two distinct acts."""
    held = _held_by_liaison(complaint, occasion)
    if not held.accepted:
        raise AcceptFirst
    if held.responded:
        raise AlreadyResponded
    return InitialResponseGiven(complaint=command.complaint, unit=held.unit, text=command.text)


def follow_up(command: RecordFollowUp, complaint: Submitted, occasion: Occasion) -> FollowUpRecorded:
    """BAB VI.D.3.b and d: as often as something is done."""
    held = _responded(complaint, occasion)
    return FollowUpRecorded(complaint=command.complaint, unit=held.unit, text=command.text)


def answer(command: GiveFinalAnswer, complaint: Submitted, occasion: Occasion) -> FinalAnswerGiven:
    """BAB VI.D.3.e: the second act, and the only one that resolves the case."""
    held = _responded(complaint, occasion)
    return FinalAnswerGiven(complaint=command.complaint, unit=held.unit, text=command.text)


def confirm(command: ConfirmCompletion, complaint: Submitted, occasion: Occasion) -> CompletionConfirmed:
    """The complainant accepts the answer."""
    _complainant(occasion)
    match complaint:
        case Answered():
            return CompletionConfirmed(complaint=command.complaint)
        case Completed():
            raise AlreadyCompleted
        case _:
            raise AnswerFirst


def complete(command: CompleteComplaint, complaint: Submitted, occasion: Occasion) -> CompletedByAdmin:
    """BAB IV.A.1.d and IV.A.2.a: an admin records completion after the final answer; nobody does before it."""
    if occasion.by.role is Role.COMPLAINANT:
        raise NotYourCase
    if isinstance(complaint, Completed):
        raise AlreadyCompleted
    admin = occasion.by.role in (Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN)
    if not admin or not isinstance(complaint, Answered):
        raise ProcessingMustGoOn
    return CompletedByAdmin(complaint=command.complaint)


def rate(command: RateHandling, complaint: Submitted, occasion: Occasion) -> RatingGiven:
    """One to five stars, once for each completion (the column RHP of BAB VII)."""
    _complainant(occasion)
    if not isinstance(complaint, Completed):
        raise CompletionFirst
    if complaint.rated:
        raise AlreadyRated
    if command.stars not in _STARS:
        raise StarsOutOfRange
    return RatingGiven(complaint=command.complaint, stars=command.stars)


def _complainant(occasion: Occasion) -> None:
    if occasion.by.role is not Role.COMPLAINANT:
        raise NotYourCase


def _held_by_liaison(complaint: Submitted, occasion: Occasion) -> WithLiaison:
    """BAB VI.B.1.c.4: only the unit that holds the case acts on it; a unit with a copy does not."""
    by = occasion.by
    if isinstance(complaint, InReview) or by.role is not Role.LIAISON_OFFICER or by.unit != complaint.unit:
        raise NotYourCase
    match complaint:
        case WithLiaison():
            return complaint
        case Answered():
            raise AlreadyAnswered
        case Completed():
            raise AlreadyCompleted


def _responded(complaint: Submitted, occasion: Occasion) -> WithLiaison:
    held = _held_by_liaison(complaint, occasion)
    if not held.responded:
        raise InitialResponseFirst
    return held
