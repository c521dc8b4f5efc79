"""Every clock that a case ever had: what it was set to, whose duty it is, and how it ended.

Which events start and end a clock is said in `domain.clocks`; here it becomes rows. A row whose last day was over when
it ended is a breach, whether or not the log was told of it in between.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from domain import clocks as rules
from domain.cases import Case
from domain.deadlines import Deadline
from domain.events import ConstraintNotified, DeadlineBreached, DeadlineRecalculated, Event
from domain.people import UnitId
from projections.write import Fact, Write


class ClockState(StrEnum):
    """How a clock stands. What was late stays BREACHED, also once it has ended."""

    RUNNING = "RUNNING"
    MET = "MET"
    ENDED = "ENDED"
    BREACHED = "BREACHED"


def clocks(fact: Fact) -> Iterator[Write]:
    """First what ends, then whose duty it has become, then what starts."""
    event = fact.event
    match event:
        case DeadlineBreached(complaint=complaint, clock=clock, unit=unit):
            yield Write("breach", (complaint, clock, unit, fact.position))
        case DeadlineRecalculated(complaint=complaint, clock=clock):
            values = (event.was_due_on, event.due_on, _end_of(event.due_on, fact), event.provisional)
            yield Write("recalculate", (complaint, clock, *values, event.calendar))
        case ConstraintNotified(complaint=complaint):
            yield Write("notice", (complaint, fact.day))
        case _ if isinstance(event, Event):
            assert fact.case is not None, "it is an event of one complaint"
            started: tuple[Deadline, ...] = getattr(event, "deadlines", ())
            met = frozenset(rules.met_by(event))
            # a clock that starts anew takes the place of the one that ran
            overtaken = {each.clock for each in started}.union(rules.ended_by(event)) - met
            if met or overtaken:
                yield Write("end", (event.complaint, fact.day, sorted(met), sorted(overtaken), fact.position))
            if fact.case_before is not None and _holder(fact.case) != _holder(fact.case_before):
                yield Write("hand_over", (event.complaint, _holder(fact.case)))
            for deadline in started:
                yield Write("start", _row(deadline, event, fact, fact.case))
        case _:
            return


def _row(deadline: Deadline, event: Event, fact: Fact, case: Case) -> tuple[object, ...]:
    return (
        case.complaint,
        fact.position,
        deadline.clock,
        deadline.started_on,
        deadline.limit,
        deadline.counted,
        deadline.due_on,
        _end_of(deadline.due_on, fact),
        deadline.provisional,
        _holder(case),
        getattr(event, "sla_class", None),
        getattr(event, "policy", None),
        getattr(event, "calendar", None),
    )


def _holder(case: Case) -> UnitId | None:
    """As `domain.states.holder`."""
    return case.unit or case.institution


def _end_of(day: date, fact: Fact) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=fact.zone)
