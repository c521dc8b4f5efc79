"""The rules of what a complaint lacks: ask, supply, take up what was parked (BAB VI.B.1.a.10 and 11, IV.A.1.c)."""

from domain import clocks
from domain.commands.completing import (
    CompletingCommand,
    RequestCompletion,
    RequestSupportingData,
    RestoreComplaint,
    SupplyData,
)
from domain.deadlines import Deadline
from domain.errors import AlreadyAsked, AlreadyCompleted, NotParked, NotYourCase
from domain.events import CompletionRequested, DataSupplied, Event, Restored, SupportingDataRequested
from domain.holding import handler_in_charge, handler_tier, reviewer, still_open
from domain.occasion import Occasion
from domain.people import Role, Tier
from domain.states import Answered, Archived, Completed, InReview, Submitted, place_of
from domain.vocabulary import RestoreGround

_GROUNDS = {
    Role.NATIONAL_ADMIN: frozenset(RestoreGround) - {RestoreGround.INSPECTORATE},
    Role.INTERNAL_AUDITOR: frozenset({RestoreGround.INSPECTORATE}),
}


def decide(command: CompletingCommand, complaint: Submitted, occasion: Occasion) -> Event:
    """One request for what is missing, or one answer to it."""
    match command:
        case RequestCompletion():
            return _request_completion(command, complaint, occasion)
        case RequestSupportingData():
            return _request_data(command, complaint, occasion)
        case SupplyData():
            return _supply(command, complaint, occasion)
        case RestoreComplaint():
            return _restore(command, complaint, occasion)


def _request_completion(
    command: RequestCompletion, complaint: Submitted, occasion: Occasion
) -> CompletionRequested:
    """BAB VI.B.1.a.10: to find it incomplete is to ask; no other tier has what follows from silence."""
    if occasion.by.role is not Role.NATIONAL_ADMIN:
        raise NotYourCase
    review = reviewer(complaint, occasion)
    if review.tier is not Tier.NATIONAL:
        raise NotYourCase
    if review.awaiting:
        raise AlreadyAsked
    return CompletionRequested(
        complaint=command.complaint,
        what=command.what,
        deadlines=(clocks.completion(occasion),),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _request_data(
    command: RequestSupportingData, complaint: Submitted, occasion: Occasion
) -> SupportingDataRequested:
    """BAB IV.A.1.c: whoever handles it may ask, and no clock stops for it."""
    handler_in_charge(complaint, occasion)
    still_open(complaint)
    return SupportingDataRequested(
        complaint=command.complaint, tier=handler_tier(occasion), what=command.what
    )


def _supply(command: SupplyData, complaint: Submitted, occasion: Occasion) -> DataSupplied:
    """BAB VI.B.1.a.11: at any time; a case that was waiting or parked goes on, and its review starts anew."""
    if occasion.by.role is not Role.COMPLAINANT:
        raise NotYourCase
    if isinstance(complaint, Completed):
        raise AlreadyCompleted
    return DataSupplied(
        complaint=command.complaint,
        text=command.text,
        deadlines=taken_up(complaint, occasion),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _restore(command: RestoreComplaint, complaint: Submitted, occasion: Occasion) -> Restored:
    """Parked is not ended: the national admin takes it up again, or the inspectorate, or on the Ombudsman's word."""
    if command.ground not in _GROUNDS.get(occasion.by.role, frozenset()):
        raise NotYourCase
    if not isinstance(complaint, Archived):
        raise NotParked
    return Restored(
        complaint=command.complaint,
        ground=command.ground,
        deadlines=taken_up(complaint, occasion),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def taken_up(complaint: Submitted, occasion: Occasion) -> tuple[Deadline, ...]:
    """The clocks of a case that goes on after it waited or was parked, as if it had arrived where it was.

    Of an answered case, the days of silence: the complainant has just broken it.
    """
    if isinstance(complaint, Answered):
        return (clocks.silence(occasion),)
    place = place_of(complaint)
    parked = isinstance(complaint, Archived)
    if not (parked or (isinstance(place, InReview) and place.awaiting)):
        return ()
    statutory = clocks.statutory(occasion) if parked else ()
    if isinstance(place, InReview) and place.tier is not Tier.LIAISON:
        return (clocks.review(place.tier, occasion), *statutory)
    if complaint.file.sla_class is None:  # entered by a liaison, and not examined yet
        return statutory
    return (*clocks.reopened(complaint.file.sla_class, occasion), *statutory)
