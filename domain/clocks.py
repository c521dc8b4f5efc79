"""The clocks of a case: how each is set, what ends it, and what follows when it runs out (BAB VI.C, VII.A.1.e).

They run side by side. Nothing pauses one and nothing extends it; a later decree may move a last day forward.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from domain.calendar import Calendar
from domain.deadlines import Clock, Counted, Deadline
from domain.events import (
    AnswerDisputed,
    ArchivedForIncompleteness,
    AutoClosed,
    ComplaintVerified,
    CompletedByAdmin,
    CompletionConfirmed,
    CompletionRequested,
    DataSupplied,
    DeadlineBreached,
    DeadlineRecalculated,
    DirectAnswerGiven,
    DisposedToLiaison,
    DocumentReceived,
    Event,
    FinalAnswerGiven,
    ForwardedToInstitution,
    InitialResponseGiven,
    InterventionRecorded,
    ReferredToInspectorate,
    ReturnedToInstitutionAdmin,
    ReturnedToNationalAdmin,
    SuperiorActed,
    WithdrawnByComplainant,
)
from domain.occasion import Occasion
from domain.people import Tier
from domain.vocabulary import About, SlaClass

_REVIEWS = MappingProxyType(
    {Tier.NATIONAL: Clock.NATIONAL_REVIEW, Tier.INSTITUTION: Clock.INSTITUTION_REVIEW}
)
_RESOLUTION = frozenset({Clock.RESOLUTION, Clock.INTERVENTION, Clock.FIRST_RESPONSE})
_UNTIL_ANSWER = _RESOLUTION | {Clock.STATUTORY_RESPONSE, Clock.STATUTORY_DECISION}
_EVERY = frozenset(Clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A clock that has started and not ended. `breached`: that its last day passed is in the log already."""

    deadline: Deadline
    breached: bool = False


Clocks = Mapping[Clock, Running]
NONE: Clocks = MappingProxyType({})


def review(tier: Tier, occasion: Occasion, since: date | None = None) -> Deadline:
    """Three working days at each arrival (BAB VI.B.1.a and b)."""
    return _working(_REVIEWS[tier], since, occasion.policy.review.working_days, occasion)


def completion(occasion: Occasion) -> Deadline:
    """What the complainant has to supply the missing data (BAB VI.B.1.a.11)."""
    return _working(Clock.COMPLETION, None, occasion.policy.completion.working_days, occasion)


def silence(occasion: Occasion) -> Deadline:
    """From the last word of either side to the system's closing."""
    return _working(Clock.SILENCE, None, occasion.policy.silence.working_days, occasion)


def superior(occasion: Occasion) -> Deadline:
    """What the superior of a reported official has to act (PP 48/2016)."""
    return _working(Clock.SUPERIOR_ACTION, None, occasion.policy.superior.working_days, occasion)


def first_response(occasion: Occasion) -> Deadline:
    """Advice rather than duty."""
    return _working(Clock.FIRST_RESPONSE, None, occasion.policy.first_response.working_days, occasion)


def resolution(
    sla_class: SlaClass, occasion: Occasion, since: date | None = None
) -> tuple[Deadline, Deadline]:
    """The limit of BAB VI.C with the monitoring point of BAB VII.A.1.e before its end."""
    due = _working(Clock.RESOLUTION, since, occasion.policy.limit(sla_class), occasion)
    return due, _intervention(due, occasion.policy.intervention(sla_class), occasion.calendar)


def reopened(sla_class: SlaClass, occasion: Occasion, left: int = 0) -> tuple[Deadline, ...]:
    """What was left of the limit, and never less than the minimum; a point before its end if there is room."""
    working_days = max(left, occasion.policy.reopened_minimum.working_days)
    due = _working(Clock.RESOLUTION, None, working_days, occasion)
    before = occasion.policy.intervention(sla_class)
    return (due, _intervention(due, before, occasion.calendar)) if before < working_days else (due,)


def statutory(occasion: Occasion, since: date | None = None) -> tuple[Deadline, Deadline]:
    """The backstop of UU 25/2009 in calendar days, which no move between offices starts again."""
    day = since or occasion.today
    limits = (
        (Clock.STATUTORY_RESPONSE, occasion.policy.statutory_reply.calendar_days),
        (Clock.STATUTORY_DECISION, occasion.policy.statutory_decision.calendar_days),
    )
    response, decision = (
        Deadline(
            clock=clock,
            started_on=day,
            limit=days,
            counted=Counted.CALENDAR_DAYS,
            due_on=day + timedelta(days=days),
            provisional=False,
        )
        for clock, days in limits
    )
    return response, decision


def backstop(clocks: Clocks, occasion: Occasion) -> tuple[Deadline, ...]:
    """The decision of UU 25/2009 for a case that goes on after its answer; nothing where it runs already."""
    return () if Clock.STATUTORY_DECISION in clocks else statutory(occasion)[1:]


def after(clocks: Clocks, event: Event) -> Clocks:
    """The running clocks once the event has happened: what it ends, ends; what it starts, starts anew."""
    match event:
        case DeadlineBreached(clock=clock) if clock in clocks:
            return {**clocks, clock: replace(clocks[clock], breached=True)}
        case DeadlineRecalculated(clock=clock) if clock in clocks:
            moved = replace(clocks[clock].deadline, due_on=event.due_on, provisional=event.provisional)
            return {**clocks, clock: replace(clocks[clock], deadline=moved)}
        case _:
            ended = ended_by(event)
            started: tuple[Deadline, ...] = getattr(event, "deadlines", ())
            going_on = {clock: running for clock, running in clocks.items() if clock not in ended}
            return going_on | {deadline.clock: Running(deadline=deadline) for deadline in started}


def ended_by(event: Event) -> Set[Clock]:
    """The clocks that run no longer once the event has happened, whichever of them ran; what it starts, starts anew."""
    match event:
        case ComplaintVerified(tier=tier) if tier in _REVIEWS:
            return {_REVIEWS[tier]}
        case ForwardedToInstitution():
            return {Clock.NATIONAL_REVIEW, Clock.COMPLETION, Clock.SILENCE}
        case DisposedToLiaison():
            return {Clock.INSTITUTION_REVIEW, Clock.NATIONAL_REVIEW, Clock.SILENCE}
        case ReturnedToNationalAdmin() | ReferredToInspectorate():
            return {Clock.INSTITUTION_REVIEW, Clock.NATIONAL_REVIEW, Clock.SILENCE}
        case ReturnedToInstitutionAdmin():
            return _RESOLUTION
        case CompletionRequested():
            return {Clock.NATIONAL_REVIEW, Clock.STATUTORY_RESPONSE}
        case DataSupplied() | DocumentReceived(about=About.SUPPORTING):
            return {Clock.COMPLETION}
        case InitialResponseGiven():
            return {Clock.FIRST_RESPONSE, Clock.STATUTORY_RESPONSE}
        case InterventionRecorded():
            return {Clock.INTERVENTION}
        case DirectAnswerGiven():
            return _UNTIL_ANSWER | {*_REVIEWS.values(), Clock.COMPLETION}
        case FinalAnswerGiven():
            return _UNTIL_ANSWER
        case SuperiorActed():
            return {Clock.SUPERIOR_ACTION}
        case CompletionConfirmed() | CompletedByAdmin() | AutoClosed() | AnswerDisputed():
            return {Clock.SILENCE}
        case ArchivedForIncompleteness() | WithdrawnByComplainant(goes_on=False):
            return _EVERY
        case _:
            return frozenset()


def met_by(event: Event) -> Set[Clock]:
    """Those of `ended_by` that end because what they were set for was done; the others since the case moved on."""
    match event:
        case InterventionRecorded() | CompletionConfirmed() | AnswerDisputed():
            return ended_by(event)
        case (
            ReturnedToInstitutionAdmin()
            | CompletedByAdmin()
            | AutoClosed()
            | ArchivedForIncompleteness()
            | WithdrawnByComplainant()
        ):
            return frozenset()
        case _:
            done = frozenset(ended_by(event)) - {Clock.INTERVENTION, Clock.SILENCE}
            return done if isinstance(event, DataSupplied | DocumentReceived) else done - {Clock.COMPLETION}


def started_on(clocks: Clocks, clock: Clock) -> date | None:
    """The day a running clock started; None where it does not run."""
    running = clocks.get(clock)
    return None if running is None else running.deadline.started_on


def next_due(clocks: Clocks) -> Deadline | None:
    """The nearest last day that is not over; among those that are, the latest. None where nothing runs."""
    open_ = [running.deadline for running in clocks.values() if not running.breached]
    if open_:
        return min(open_, key=lambda deadline: (deadline.due_on, deadline.clock))
    return max(
        (running.deadline for running in clocks.values()),
        key=lambda deadline: deadline.due_on,
        default=None,
    )


def moved_by(clocks: Clocks, calendar: Calendar) -> Iterator[Deadline]:
    """The running deadlines that this calendar moves forward or settles. One that is over stays as it was."""
    for running in clocks.values():
        old = running.deadline
        if running.breached or old.counted is not Counted.WORKING_DAYS:
            continue
        new = _recounted(old, clocks, calendar)
        new = replace(new, due_on=max(new.due_on, old.due_on))
        if new != old:
            yield new


def overdue(clocks: Clocks, today: date) -> Iterator[Deadline]:
    """The deadlines whose last day is over, and of which the log does not know it yet."""
    for running in clocks.values():
        if not running.breached and running.deadline.due_on < today:
            yield running.deadline


def _working(clock: Clock, since: date | None, working_days: int, occasion: Occasion) -> Deadline:
    day = since or occasion.today
    due = occasion.calendar.after(day, working_days)
    return Deadline(
        clock=clock,
        started_on=day,
        limit=working_days,
        counted=Counted.WORKING_DAYS,
        due_on=due.on,
        provisional=due.provisional,
    )


def _intervention(resolution: Deadline, before: int, calendar: Calendar) -> Deadline:
    return replace(
        resolution,
        clock=Clock.INTERVENTION,
        limit=before,
        due_on=calendar.before(resolution.due_on, before),
    )


def _recounted(old: Deadline, clocks: Clocks, calendar: Calendar) -> Deadline:
    if old.clock is Clock.INTERVENTION:
        resolution = clocks[Clock.RESOLUTION].deadline
        due = calendar.after(resolution.started_on, resolution.limit)
        end = max(due.on, resolution.due_on)
        return replace(old, due_on=calendar.before(end, old.limit), provisional=due.provisional)
    due = calendar.after(old.started_on, old.limit)
    return replace(old, due_on=due.on, provisional=due.provisional)
