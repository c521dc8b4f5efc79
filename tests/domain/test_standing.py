"""How a case is reported agrees with what may happen to it, wherever it goes and however long it takes."""

from hypothesis import given as for_all

from domain import standing
from domain.events import AnswerDisputed, DirectAnswerGiven, Event
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
from domain.vocabulary import Status
from tests.support.properties import OFTEN
from tests.support.review_samples import archived, completion_requested, supplied
from tests.support.samples import submitted, verified
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
