"""What follows from a command, and what a complaint is after an event.

`decide` may refuse; `evolve` may not: what it is given has happened, so an impossible pair is a bug.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from typing import assert_never

from domain import handling, review
from domain.commands import (
    AcceptAuthority,
    AddCc,
    Command,
    CompleteComplaint,
    ConfirmCompletion,
    DisposeToLiaison,
    ForwardToInstitution,
    GiveFinalAnswer,
    GiveInitialResponse,
    RateHandling,
    RecordFollowUp,
    ReturnToInstitutionAdmin,
    SubmitComplaint,
    VerifyComplaint,
)
from domain.confidentiality import may_see
from domain.errors import NoSuchCase, NotYourCase
from domain.events import (
    AuthorityAccepted,
    CcAdded,
    Classified,
    ComplaintSubmitted,
    ComplaintVerified,
    CompletedByAdmin,
    CompletionConfirmed,
    ConfidentialitySet,
    ContentRedacted,
    DisposedToLiaison,
    Event,
    FinalAnswerGiven,
    FollowUpRecorded,
    ForwardedToInstitution,
    InitialResponseGiven,
    NatureDetermined,
    PartiesIdentified,
    RatingGiven,
    ReturnedToInstitutionAdmin,
)
from domain.occasion import Occasion
from domain.people import Tier
from domain.states import (
    Answered,
    CaseFile,
    Complaint,
    Completed,
    InReview,
    Submitted,
    Unsubmitted,
    WithLiaison,
)
from domain.vocabulary import ClosedBy


def replay(events: Iterable[Event]) -> Complaint:
    """The complaint that a history made."""
    start: Complaint = Unsubmitted()
    return reduce(evolve, events, start)


def decide(command: Command, complaint: Complaint, occasion: Occasion) -> tuple[Event, ...]:
    """The events that follow from the command, at least one. Raises the RuleBroken of the rule it breaks.

    Whoever may not see the case is refused before anything of it could show in the answer; a reported
    officer is one of them.
    """
    if isinstance(command, SubmitComplaint):
        return (review.submit(command, complaint, occasion),)
    if isinstance(complaint, Unsubmitted):
        raise NoSuchCase
    if may_see(complaint.file.case, occasion.by) is None:
        raise NotYourCase
    match command:
        case VerifyComplaint():
            return review.verify(command, complaint, occasion)
        case ForwardToInstitution():
            return (review.forward(command, complaint, occasion),)
        case DisposeToLiaison():
            return (review.dispose(command, complaint, occasion),)
        case AddCc():
            return (review.add_cc(command, complaint, occasion),)
        case AcceptAuthority():
            return (handling.accept(command, complaint, occasion),)
        case ReturnToInstitutionAdmin():
            return (handling.return_to_admin(command, complaint, occasion),)
        case GiveInitialResponse():
            return (handling.respond(command, complaint, occasion),)
        case RecordFollowUp():
            return (handling.follow_up(command, complaint, occasion),)
        case GiveFinalAnswer():
            return (handling.answer(command, complaint, occasion),)
        case ConfirmCompletion():
            return (handling.confirm(command, complaint, occasion),)
        case CompleteComplaint():
            return (handling.complete(command, complaint, occasion),)
        case RateHandling():
            return (handling.rate(command, complaint, occasion),)
        case _:
            assert_never(command)


def evolve(complaint: Complaint, event: Event) -> Complaint:
    """The complaint after the event. Raises AssertionError where the event cannot have happened."""
    match complaint, event:
        case Unsubmitted(), ComplaintSubmitted():
            return InReview.of(event)
        case (InReview() | WithLiaison() | Answered() | Completed()) as submitted, _:
            return _evolve(submitted, submitted.file.after(event), event)
        case _:
            raise _impossible(complaint, event)


def _evolve(complaint: Submitted, file: CaseFile, event: Event) -> Complaint:
    match complaint:
        case InReview():
            return _review(complaint, file, event)
        case WithLiaison():
            return _handle(complaint, file, event)
        case Answered() | Completed():
            return _finish(complaint, file, event)


def _review(complaint: InReview, file: CaseFile, event: Event) -> Complaint:
    match event:
        case (
            ComplaintVerified(tier=tier)
            | NatureDetermined(tier=tier)
            | PartiesIdentified(tier=tier)
            | ConfidentialitySet(tier=tier)
            | Classified(tier=tier)
            | ContentRedacted(tier=tier)
        ) if tier is complaint.tier:
            return replace(complaint, file=file)
        case CcAdded():
            return replace(complaint, file=file)
        case ForwardedToInstitution(institution=institution) if complaint.tier is Tier.NATIONAL:
            return InReview(
                file=file, tier=Tier.INSTITUTION, institution=institution, review_due_on=event.review_due_on
            )
        case DisposedToLiaison(unit=unit, due_on=due_on) if complaint.institution is not None:
            return WithLiaison(file=file, institution=complaint.institution, unit=unit, due_on=due_on)
        case _:
            raise _impossible(complaint, event)


def _handle(complaint: WithLiaison, file: CaseFile, event: Event) -> Complaint:
    match event:
        case CcAdded() | FollowUpRecorded():
            return replace(complaint, file=file)
        case AuthorityAccepted():
            return replace(complaint, file=file, accepted=True)
        case InitialResponseGiven():
            return replace(complaint, file=file, responded=True)
        case FinalAnswerGiven():
            return Answered(file=file, institution=complaint.institution, unit=complaint.unit)
        case ReturnedToInstitutionAdmin(review_due_on=review_due_on):
            return InReview(
                file=file,
                tier=Tier.INSTITUTION,
                institution=complaint.institution,
                review_due_on=review_due_on,
            )
        case _:
            raise _impossible(complaint, event)


def _finish(complaint: Answered | Completed, file: CaseFile, event: Event) -> Complaint:
    match complaint, event:
        case Answered(), CcAdded():
            return replace(complaint, file=file)
        case Answered(institution=institution, unit=unit), CompletionConfirmed():
            return Completed(file=file, institution=institution, unit=unit, closed_by=ClosedBy.COMPLAINANT)
        case Answered(institution=institution, unit=unit), CompletedByAdmin():
            return Completed(file=file, institution=institution, unit=unit, closed_by=ClosedBy.ADMIN)
        case Completed(), RatingGiven():
            return replace(complaint, file=file, rated=True)
        case _:
            raise _impossible(complaint, event)


def _impossible(complaint: Complaint, event: Event) -> AssertionError:
    return AssertionError(f"{type(event).__name__} cannot follow {type(complaint).__name__}")
