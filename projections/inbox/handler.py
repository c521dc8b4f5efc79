"""What waits for whom: one item per case that somebody has to act on, and gone while it is answered or parked."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from domain import confidentiality
from domain.confidentiality import Audience
from domain.deadlines import Clock
from domain.events import Event
from domain.standing import Stage
from domain.vocabulary import Status
from projections.folds import Known
from projections.write import Fact, Write


class Task(StrEnum):
    """What the custodian has to do next. COMPLETION: the complainant has been asked for what is missing."""

    REVIEW = "REVIEW"
    COMPLETION = "COMPLETION"
    ANSWER = "ANSWER"
    EXAMINE = "EXAMINE"


_TASKS = {Stage.REVIEW: Task.REVIEW, Stage.HANDLING: Task.ANSWER, Stage.EXAMINATION: Task.EXAMINE}
_CLOCKS = {
    Task.REVIEW: (Clock.NATIONAL_REVIEW, Clock.INSTITUTION_REVIEW),
    Task.COMPLETION: (Clock.COMPLETION,),
    Task.ANSWER: (Clock.RESOLUTION,),
    Task.EXAMINE: (Clock.RESOLUTION,),
}
_OTHERWISE = (Clock.RESOLUTION, Clock.STATUTORY_RESPONSE, Clock.STATUTORY_DECISION)


def inbox(fact: Fact) -> Iterator[Write]:
    """Every open case waits for exactly one audience, which may see it (BAB I.B)."""
    known, before = fact.known, fact.known_before
    if not isinstance(fact.event, Event) or known is None:
        return
    complaint = known.case.complaint
    had = before is not None and before.standing.is_open
    if not known.standing.is_open:
        if had:
            yield Write("drop_item", (complaint,))
        return
    audience, task, due_on = _item(known)
    if before is None or not had or _place(known) != _place(before):
        due_on = due_on or _due(known, _OTHERWISE) or fact.day
        yield Write("hand_over", (complaint, audience, task, fact.record.occurred_at, due_on))
    elif (audience, task, due_on) != _item(before):
        # what is done in time leaves the item at the day it had
        yield Write("change_item", (complaint, audience, task, due_on))


def _item(known: Known) -> tuple[Audience, Task, date | None]:
    waits = known.standing.status is Status.AWAITING_COMPLETION
    task = Task.COMPLETION if waits else _TASKS[known.standing.stage]
    return confidentiality.custodian(known.case), task, _due(known, _CLOCKS[task])


def _due(known: Known, clocks: tuple[Clock, ...]) -> date | None:
    return next((known.clocks[each].deadline.due_on for each in clocks if each in known.clocks), None)


def _place(known: Known) -> tuple[object, ...]:
    return known.case.institution, known.case.unit, known.case.referred
