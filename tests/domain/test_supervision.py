"""Monitoring and tiered supervision (BAB VI.D.1, VI.D.2, VII.A)."""

import pytest

from domain.complaint import replay
from domain.deadlines import Clock
from domain.errors import AlreadyAnswered, AlreadyCompleted, NoOpenQuestion, NotYourCase
from domain.events import Event
from domain.people import Actor, Tier
from domain.states import Submitted, Unsubmitted
from tests.support.cast import (
    DINAS_KESEHATAN,
    DINAS_KOMINFO,
    HEALTH,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
)
from tests.support.handling_samples import intervened, supervision_answered, supervision_asked
from tests.support.histories import at_both_tiers, with_inspectorate
from tests.support.procedure_requests import answer_supervision, ask_supervision, intervene
from tests.support.samples import (
    confirmed,
    copied,
    disposed,
    in_institution_review,
    in_national_review,
    returned,
    taken_up,
    with_answer,
    with_liaison,
)
from tests.support.scenario import given

clause = pytest.mark.clause
TO_INSTITUTION = supervision_asked()
TO_LIAISON = supervision_asked(of_tier=Tier.LIAISON)


def state(history: tuple[Event, ...]) -> Submitted:
    complaint = replay(history)
    assert not isinstance(complaint, Unsubmitted)
    return complaint


@clause("VII-A-1-e", "e-1", "e-2", "e-3", "VII-A-1-a", "D-2-a", "II-D-c")
@pytest.mark.parametrize("history", [with_liaison(), taken_up(), with_inspectorate()])
def test_the_institution_steps_in_while_a_case_is_being_handled(history: tuple[Event, ...]) -> None:
    given(history).when(intervene()).then(intervened())
    clocks = state((*history, intervened())).file.clocks
    assert Clock.INTERVENTION not in clocks
    assert clocks[Clock.RESOLUTION] == state(history).file.clocks[Clock.RESOLUTION]


@pytest.mark.parametrize("by", [national_admin(), liaison(), auditor(), institution_admin(OTHER_COUNTY)])
def test_only_the_institution_steps_in(by: Actor) -> None:
    given(taken_up()).when(intervene(by)).then_refused(NotYourCase)


def test_there_is_nothing_to_step_into_before_a_unit_has_it_or_after_its_answer() -> None:
    given(in_institution_review()).when(intervene()).then_refused(NotYourCase)
    given(with_answer()).when(intervene()).then_refused(AlreadyAnswered)


@clause("VII-A-1-g", "D-1-a", "VIII-B-1")
@pytest.mark.parametrize("history", [in_institution_review(), with_liaison(), with_answer()])
def test_the_national_admin_asks_the_institution(history: tuple[Event, ...]) -> None:
    given(history).when(ask_supervision()).then(TO_INSTITUTION)
    given(history, TO_INSTITUTION).when(ask_supervision()).then(supervision_asked(2))


@clause("D-2-a", "VII-A-1-a")
def test_the_institution_asks_its_liaison() -> None:
    given(with_liaison()).when(ask_supervision(institution_admin())).then(TO_LIAISON)
    given(in_institution_review()).when(ask_supervision(institution_admin())).then_refused(NotYourCase)


@clause("D-1-d", "VII-A-1-g")
def test_where_the_institution_may_not_know_of_it_the_liaison_is_asked_in_its_stead() -> None:
    history = (*at_both_tiers(reported=(DINAS_KOMINFO,)), disposed())
    given(history).when(ask_supervision()).then(TO_LIAISON)


@clause("VII-A-1-g")
def test_whoever_was_asked_answers() -> None:
    given(with_liaison(), TO_INSTITUTION).when(answer_supervision()).then(supervision_answered())
    given(with_liaison(), TO_LIAISON).when(answer_supervision(liaison())).then(supervision_answered())
    assert not state((*with_liaison(), TO_INSTITUTION, supervision_answered())).file.questions


@clause("VII-A-1-g")
def test_a_question_is_answered_after_the_end_as_well() -> None:
    history = (*with_liaison(), TO_INSTITUTION, *taken_up()[-2:], *with_answer()[-1:], confirmed())
    given(history).when(answer_supervision()).then(supervision_answered())


@pytest.mark.parametrize(
    ("asked", "by", "number"),
    [
        (TO_INSTITUTION, institution_admin(), 2),
        (TO_INSTITUTION, liaison(), 1),
        (TO_LIAISON, institution_admin(), 1),
    ],
)
def test_a_question_is_answered_by_its_number_and_by_the_tier_that_was_asked(
    asked: Event, by: Actor, number: int
) -> None:
    given(with_liaison(), asked).when(answer_supervision(by, number=number)).then_refused(NoOpenQuestion)


def test_a_question_is_answered_once() -> None:
    history = (*with_liaison(), TO_INSTITUTION, supervision_answered())
    given(history).when(answer_supervision()).then_refused(NoOpenQuestion)


@pytest.mark.parametrize("by", [national_admin(), auditor(), complainant()])
def test_nobody_answers_who_is_asked_by_nobody(by: Actor) -> None:
    given(with_liaison(), TO_INSTITUTION).when(answer_supervision(by)).then_refused(NotYourCase)


def test_a_unit_that_has_only_a_copy_is_not_asked() -> None:
    history = (*with_liaison(), copied(), TO_LIAISON)
    given(history).when(answer_supervision(liaison(DINAS_KESEHATAN))).then_refused(NotYourCase)


@clause("VII-A-1-g")
def test_the_unit_that_has_the_case_now_answers_for_it() -> None:
    history = (*with_liaison(), TO_LIAISON, returned(), disposed(DINAS_KESEHATAN, category=HEALTH))
    given(history).when(answer_supervision(liaison(DINAS_KESEHATAN))).then(supervision_answered())


@pytest.mark.parametrize("by", [liaison(), auditor(), complainant()])
def test_only_a_tier_above_asks(by: Actor) -> None:
    given(with_liaison()).when(ask_supervision(by)).then_refused(NotYourCase)


def test_there_is_nobody_below_to_ask_in_national_review_or_after_the_end() -> None:
    given(in_national_review()).when(ask_supervision()).then_refused(NotYourCase)
    given(with_answer(), confirmed()).when(ask_supervision()).then_refused(AlreadyCompleted)
