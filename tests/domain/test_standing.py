"""How a case is reported agrees with what may happen to it, wherever it goes and however long it takes."""

from dataclasses import replace

import pytest
from hypothesis import given as for_all

from domain import standing
from domain.events import AnswerDisputed, DirectAnswerGiven, Event
from domain.people import Tier
from domain.standing import Stage, Standing
from domain.states import (
    Answered,
    Archived,
    Completed,
    InReview,
    Submitted,
    Unsubmitted,
    WithInspectorate,
    WithLiaison,
    place_of,
)
from domain.vocabulary import ArchiveReason, Status
from tests.support.handling_samples import answered_directly, closed_by_system, disputed, withdrawn
from tests.support.properties import OFTEN
from tests.support.review_samples import (
    archived,
    completion_requested,
    entered,
    found,
    referred,
    replaced,
    restored,
    returned_by_inspectorate,
    returned_to_national,
    supplied,
)
from tests.support.samples import (
    accepted,
    answered,
    completed,
    confirmed,
    disposed,
    forwarded,
    rated,
    responded,
    returned,
    submitted,
    verified,
)
from tests.support.walker import Step, Walker
from tests.support.walks import WALKS


def _reported(complaint: Submitted, answered_here: bool) -> Status:
    """The columns of BAB VII from the domain's own states. `answered_here`: a direct answer that was disputed."""
    match complaint:
        case Archived():
            return Status.ARCHIVED
        case Completed():
            return Status.COMPLETED
        case InReview(awaiting=True):
            return Status.AWAITING_COMPLETION
        case Answered() | WithLiaison(responded=True):
            return Status.IN_PROCESS
        case WithInspectorate(file=file) if file.finding is not None:
            return Status.IN_PROCESS
        case InReview(file=file) if not answered_here:
            return Status.NOT_FOLLOWED_UP if file.verified else Status.UNVERIFIED
        case InReview():
            return Status.IN_PROCESS
        case _:
            return Status.NOT_FOLLOWED_UP


_STAGES = {InReview: Stage.REVIEW, WithLiaison: Stage.HANDLING, WithInspectorate: Stage.EXAMINATION}


@OFTEN
@for_all(WALKS)
def test_the_column_the_stage_and_the_turn_are_those_of_the_state(steps: list[Step]) -> None:
    walker = Walker()
    known: Standing | None = None
    place, answered_here = None, False
    for step in steps:
        for event in walker.take(step):
            known = standing.after(known, event)
            answered_here |= isinstance(event, DirectAnswerGiven)
        if isinstance(walker.state, Unsubmitted) or known is None:
            continue
        here = place_of(walker.state)
        where = (type(here), getattr(here, "tier", None), getattr(here, "institution", None))
        answered_here = answered_here and where == (place or where)
        place = where
        assert known.status is _reported(walker.state, answered_here)
        assert known.stage is _STAGES[type(here)]
        assert known.answered == isinstance(walker.state, Answered | Completed)
        assert known.is_open == isinstance(walker.state, InReview | WithLiaison | WithInspectorate)
        assert (known.before is None) == (known.status not in (Status.AWAITING_COMPLETION, Status.ARCHIVED))


NEW = Standing()
EXAMINED = Standing(status=Status.NOT_FOLLOWED_UP)
WAITING = Standing(status=Status.AWAITING_COMPLETION, before=Status.UNVERIFIED)
HANDED_ON = Standing(status=Status.NOT_FOLLOWED_UP, stage=Stage.HANDLING)
REFERRED = Standing(status=Status.NOT_FOLLOWED_UP, stage=Stage.EXAMINATION)
WORKED_ON = Standing(status=Status.IN_PROCESS, stage=Stage.HANDLING)
WITH_ANSWER = Standing(status=Status.IN_PROCESS, stage=Stage.HANDLING, answered=True)
COMPLETE = Standing(status=Status.COMPLETED, stage=Stage.HANDLING, answered=True)
INCOMPLETE = Standing(
    status=Status.ARCHIVED, before=Status.UNVERIFIED, reason=ArchiveReason.INCOMPLETE_10WD, stage=Stage.REVIEW
)
GIVEN_UP = Standing(
    status=Status.ARCHIVED,
    before=Status.IN_PROCESS,
    reason=ArchiveReason.WITHDRAWN_BY_COMPLAINANT,
    stage=Stage.HANDLING,
)
(EXAMINATION, *_) = verified()


@pytest.mark.clause("VII-T")
@pytest.mark.parametrize(
    ("before", "event", "then"),
    [
        (None, submitted(), NEW),
        (None, entered(Tier.LIAISON), NEW),
        (NEW, EXAMINATION, EXAMINED),
        (WORKED_ON, EXAMINATION, WORKED_ON),
        (NEW, completion_requested(), WAITING),
        (WAITING, EXAMINATION, replace(WAITING, before=Status.NOT_FOLLOWED_UP)),
        (WAITING, supplied(), NEW),
        (WAITING, forwarded(), NEW),
        (WAITING, archived(), INCOMPLETE),
        (INCOMPLETE, supplied(), NEW),
        (INCOMPLETE, restored(), NEW),
        (EXAMINED, supplied(), EXAMINED),
        (EXAMINED, forwarded(), EXAMINED),
        (EXAMINED, disposed(), HANDED_ON),
        (NEW, disposed(), replace(HANDED_ON, status=Status.UNVERIFIED)),
        (EXAMINED, referred(), REFERRED),
        (NEW, accepted(), Standing(stage=Stage.HANDLING)),
        (WORKED_ON, replaced(), HANDED_ON),
        (WORKED_ON, returned(), EXAMINED),
        (WORKED_ON, returned_to_national(), EXAMINED),
        (REFERRED, returned_by_inspectorate(), EXAMINED),
        (REFERRED, found(), replace(REFERRED, status=Status.IN_PROCESS)),
        (HANDED_ON, responded(), WORKED_ON),
        (WORKED_ON, answered(), WITH_ANSWER),
        (
            replace(WAITING, before=Status.NOT_FOLLOWED_UP),
            answered_directly(),
            Standing(status=Status.IN_PROCESS, answered=True),
        ),
        (WITH_ANSWER, confirmed(), COMPLETE),
        (WITH_ANSWER, completed(), COMPLETE),
        (WITH_ANSWER, closed_by_system(), COMPLETE),
        (WITH_ANSWER, disputed(), WORKED_ON),
        (COMPLETE, disputed(), WORKED_ON),
        (WITH_ANSWER, withdrawn(), GIVEN_UP),
        (WITH_ANSWER, withdrawn(goes_on=True), WITH_ANSWER),
        (GIVEN_UP, supplied(), WORKED_ON),
        (WAITING, withdrawn(), replace(INCOMPLETE, reason=ArchiveReason.WITHDRAWN_BY_COMPLAINANT)),
        (COMPLETE, rated(), COMPLETE),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else "",
)
def test_each_fact_moves_a_case_to_its_column(before: Standing | None, event: Event, then: Standing) -> None:
    assert standing.after(before, event) == then


@pytest.mark.clause("VII-T")
def test_a_handler_has_something_to_do_until_the_answer_and_while_it_is_not_parked() -> None:
    turns = {NEW, EXAMINED, WAITING, HANDED_ON, REFERRED, WORKED_ON}
    others = {WITH_ANSWER, COMPLETE, replace(COMPLETE, answered=False), INCOMPLETE, GIVEN_UP}
    assert all(each.is_open for each in turns)
    assert not any(each.is_open for each in others)


def _after(*events: Event) -> Status:
    known: Standing | None = None
    for event in events:
        known = standing.after(known, event)
    assert known is not None
    return known.status


def test_a_parked_case_goes_back_to_the_column_it_came_from() -> None:
    asked = (submitted(), completion_requested())
    assert _after(*asked) is Status.AWAITING_COMPLETION
    assert _after(*asked, archived()) is Status.ARCHIVED
    assert _after(*asked, archived(), supplied()) is Status.UNVERIFIED
    assert _after(*asked, *verified(), archived(), supplied()) is Status.NOT_FOLLOWED_UP


def test_nothing_that_can_be_recorded_is_refused() -> None:
    disputed = AnswerDisputed(
        complaint=submitted().complaint, reason=supplied().text, deadlines=(), policy="1", calendar="1"
    )
    assert _after(submitted(), disputed) is Status.IN_PROCESS
