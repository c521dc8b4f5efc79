"""How a case comes to rest, and how the complainant takes it up again (BAB IV.A.1.d, IV.A.2.a)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.complaint import replay
from domain.deadlines import Clock, Deadline, due_on
from domain.errors import (
    AlreadyCompleted,
    AlreadyRated,
    AnswerFirst,
    CaseIsParked,
    NotYourCase,
    ProcessingMustGoOn,
    RuleBroken,
)
from domain.events import AnswerDisputed, Event, FinalAnswerGiven
from domain.people import Actor, Tier
from domain.states import (
    Answered,
    Archived,
    Completed,
    InReview,
    Submitted,
    Unsubmitted,
    WithInspectorate,
    WithLiaison,
)
from domain.vocabulary import ArchiveReason, ClosedBy, ComplaintType, Nature
from tests.support.cast import (
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
)
from tests.support.days import institution_review, national_review, resolution, silence, statutory
from tests.support.handling_samples import (
    answered_directly,
    closed_by_system,
    disputed,
    replied,
    withdrawn,
)
from tests.support.histories import completed_by_system, entered_and_verified, with_inspectorate
from tests.support.procedure_requests import dispute, reply, supply, withdraw
from tests.support.requests import Asked, complete, confirm, final_answer, rate, verify
from tests.support.review_samples import answered_by_inspectorate, found, supplied
from tests.support.samples import (
    accepted,
    answered,
    completed,
    confirmed,
    in_institution_review,
    in_national_review,
    rated,
    responded,
    returned,
    submitted,
    taken_up,
    verified,
    with_answer,
    with_liaison,
    working,
)
from tests.support.scenario import given

clause = pytest.mark.clause
DECISION = statutory()[1]
OPEN = [in_national_review(), in_institution_review(), with_liaison(), taken_up(), with_inspectorate()]


def state(history: tuple[Event, ...]) -> Submitted:
    complaint = replay(history)
    assert not isinstance(complaint, Unsubmitted)
    return complaint


@clause("IV-1-d")
@pytest.mark.edge_case(16)
@pytest.mark.parametrize(
    ("end", "closed_by"),
    [
        (confirmed(), ClosedBy.COMPLAINANT),
        (completed(), ClosedBy.ADMIN),
        (closed_by_system(), ClosedBy.SYSTEM),
    ],
)
def test_a_case_is_complete_by_one_of_three_after_its_answer(end: Event, closed_by: ClosedBy) -> None:
    ended = state((*with_answer(), end))
    assert isinstance(ended, Completed)
    assert ended.closed_by is closed_by


@clause("IV-1-d", "IV-2-a")
@pytest.mark.edge_case(3)
@pytest.mark.parametrize("history", OPEN)
@pytest.mark.parametrize("by", [national_admin(), institution_admin(), liaison(), auditor()])
def test_no_officer_ends_a_case_without_its_answer(history: tuple[Event, ...], by: Actor) -> None:
    with pytest.raises(RuleBroken) as refused:
        given(history).when(complete(by)).decided()
    assert type(refused.value) in (ProcessingMustGoOn, NotYourCase)


@clause("IV-1-d")
def test_a_word_of_the_complainants_starts_the_silence_again() -> None:
    given(with_answer()).when(reply()).then(replied(silence()))
    given(taken_up()).when(reply()).then(replied())
    given(completed_by_system()).when(reply()).then_refused(AlreadyCompleted)


@clause("IV-1-d")
@pytest.mark.edge_case(17)
@pytest.mark.parametrize("end", [(), (confirmed(),), (completed(),), (closed_by_system(),)])
def test_a_disputed_answer_takes_the_case_back_to_whoever_gave_it(end: tuple[Event, ...]) -> None:
    history = (*with_answer(), *end)
    given(history).when(dispute()).then_is(WithLiaison)
    again = state((*history, *given(history).when(dispute()).decided()))
    assert isinstance(again, WithLiaison)
    assert (again.accepted, again.responded) == (True, True)
    assert Clock.SILENCE not in again.file.clocks


@clause("IV-1-d")
@pytest.mark.edge_case(17)
def test_a_dispute_goes_on_with_what_was_left_of_the_limit() -> None:
    """Answered on the day it began, fourteen days were left; answered at the end, there are five."""
    given(with_answer()).when(dispute()).then(disputed(*resolution(), DECISION))
    late = given(taken_up()).when(_at(final_answer(), date(2026, 4, 2))).decided()
    (event,) = given(taken_up(), late).when(_at(dispute(), date(2026, 4, 6))).decided()
    assert isinstance(event, AnswerDisputed)
    assert due_on(event.deadlines, Clock.RESOLUTION) == date(2026, 4, 13)
    assert due_on(event.deadlines, Clock.INTERVENTION) is None


@clause("IV-1-d", "VII-A-1-e")
@pytest.mark.edge_case(17)
@pytest.mark.parametrize(("answered_on", "left", "monitored"), [(16, 9, True), (17, 8, False)])
def test_what_is_left_after_a_dispute_is_monitored_where_the_point_comes_after_its_start(
    answered_on: int, left: int, monitored: bool
) -> None:
    day = date(2026, 3, answered_on)
    answer = given(taken_up()).when(_at(final_answer(), day)).decided()
    (event,) = given(taken_up(), answer).when(_at(dispute(), day)).decided()
    assert isinstance(event, AnswerDisputed)
    [resumed] = [deadline for deadline in event.deadlines if deadline.clock is Clock.RESOLUTION]
    assert resumed.limit == left
    assert (due_on(event.deadlines, Clock.INTERVENTION) is not None) is monitored


@clause("IV-1-d")
@pytest.mark.edge_case(17)
def test_a_dispute_after_a_breach_has_five_days_and_no_fewer() -> None:
    late = given(taken_up()).when(_at(final_answer(), date(2026, 4, 20))).decided()
    assert isinstance(late[0], FinalAnswerGiven)
    (event,) = given(taken_up(), late).when(_at(dispute(), date(2026, 4, 20))).decided()
    assert isinstance(event, AnswerDisputed)
    assert due_on(event.deadlines, Clock.RESOLUTION) == date(2026, 4, 27)


@clause("a-8", "b-8")
@pytest.mark.edge_case(17)
@pytest.mark.parametrize("tier", [Tier.NATIONAL, Tier.INSTITUTION])
def test_a_disputed_direct_answer_is_reviewed_anew(tier: Tier) -> None:
    history = in_institution_review() if tier is Tier.INSTITUTION else in_national_review()
    asked = verify(institution_admin() if tier is Tier.INSTITUTION else None, type_=ComplaintType.ASPIRATION)
    examined = given(history).when(asked).decided()
    review = institution_review() if tier is Tier.INSTITUTION else national_review()
    given(history, examined, answered_directly(tier)).when(dispute()).then(disputed(review, DECISION))
    given(history, examined, answered_directly(tier)).when(dispute()).then_is(InReview)


@clause("b-11")
@pytest.mark.edge_case(17)
def test_what_the_inspectorate_answered_is_disputed_before_the_inspectorate() -> None:
    history = (*with_inspectorate(), found(), answered_by_inspectorate())
    given(history).when(dispute()).then_is(WithInspectorate)


@clause("IV-1-d")
@pytest.mark.edge_case(17)
def test_what_was_handed_back_after_a_dispute_keeps_a_last_day() -> None:
    history = (*entered_and_verified(), accepted(), responded(), answered())
    back = (*history, *given(history).when(dispute()).decided(), returned())
    examined = given(back).when(verify(institution_admin())).decided()
    assert Clock.STATUTORY_DECISION in state((*back, *examined)).file.clocks


@pytest.mark.parametrize("history", OPEN)
def test_there_is_nothing_to_dispute_before_an_answer(history: tuple[Event, ...]) -> None:
    given(history).when(dispute()).then_refused(AnswerFirst)


@clause("VII-T")
@pytest.mark.edge_case(17)
def test_a_rating_belongs_to_one_completion() -> None:
    given(completed_by_system(), rated(2)).when(rate(4)).then_refused(AlreadyRated)
    again = (*completed_by_system(), rated(2), disputed(*resolution(), DECISION), answered(), confirmed())
    given(again).when(rate(4)).then(rated(4))


@clause("IV-2-a")
@pytest.mark.edge_case(3)
@pytest.mark.parametrize("history", [*OPEN[:4], with_answer()])
def test_the_complainant_may_withdraw_and_come_back(history: tuple[Event, ...]) -> None:
    given(history).when(withdraw()).then(withdrawn())
    parked = state((*history, withdrawn()))
    assert isinstance(parked, Archived)
    assert parked.reason is ArchiveReason.WITHDRAWN_BY_COMPLAINANT
    assert not parked.file.clocks
    given(history, withdrawn()).when(supply()).decided()
    given(history, withdrawn()).when(withdraw()).then_refused(CaseIsParked)


@clause("IV-2-a")
def test_what_was_withdrawn_from_a_unit_comes_back_to_it_with_a_limit() -> None:
    shortest = working(Clock.RESOLUTION, 5, date(2026, 3, 16))
    given(taken_up(), withdrawn()).when(supply()).then(supplied(shortest, *statutory()))
    back = state((*taken_up(), withdrawn(), supplied(shortest, *statutory())))
    assert isinstance(back, WithLiaison)
    assert back.file.clocks[Clock.RESOLUTION].deadline == shortest


@clause("b-11")
@pytest.mark.edge_case(14)
@pytest.mark.parametrize("nature", [Nature.ABUSE_OF_AUTHORITY, Nature.SUSPECTED_VIOLATION])
def test_abuse_and_violations_go_on_without_the_complainant(nature: Nature) -> None:
    history = (submitted(), *verified(nature=nature))
    given(history).when(withdraw()).then(withdrawn(goes_on=True))
    assert state((*history, withdrawn(goes_on=True))) == state(history)


@pytest.mark.parametrize(
    ("asked", "rule"),
    [(withdraw, AlreadyCompleted), (confirm, AlreadyCompleted), (complete, AlreadyCompleted)],
)
def test_a_completed_case_is_disputed_or_rated_and_nothing_else(
    asked: Callable[[], Asked], rule: type[RuleBroken]
) -> None:
    given(completed_by_system()).when(asked()).then_refused(rule)


@clause("VI-B-0")
@pytest.mark.parametrize("by", [national_admin(), institution_admin(), liaison()])
@pytest.mark.parametrize("ask", [reply, dispute, withdraw, confirm])
def test_no_officer_speaks_for_the_complainant(ask: Callable[[Actor], Asked], by: Actor) -> None:
    given(with_answer()).when(ask(by)).then_refused(NotYourCase)


@clause("IV-1-d", "D-3-e")
@pytest.mark.edge_case(16)
def test_an_initial_response_alone_is_no_answer() -> None:
    assert not isinstance(state(taken_up()), Answered)
    given(taken_up()).when(confirm(complainant())).then_refused(AnswerFirst)


def _at(asked: Asked, day: date) -> Asked:
    return replace(asked, at=datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


def test_deadlines_of_a_dispute_begin_on_the_day_of_it() -> None:
    (event,) = given(with_answer()).when(_at(dispute(), date(2026, 3, 12))).decided()
    deadlines: tuple[Deadline, ...] = getattr(event, "deadlines", ())
    assert {deadline.started_on for deadline in deadlines} == {date(2026, 3, 12)}
