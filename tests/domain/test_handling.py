"""From the liaison's receipt to the complainant's rating."""

from collections.abc import Callable

import pytest

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
    RuleBroken,
    StarsOutOfRange,
)
from domain.events import Event
from domain.people import Actor
from domain.states import Answered, Completed, InReview, WithLiaison
from tests.support.cast import (
    DINAS_KESEHATAN,
    HEALTH,
    OTHER_COMPLAINT,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    person,
)
from tests.support.requests import (
    Asked,
    accept,
    complete,
    confirm,
    final_answer,
    follow_up,
    hand_back,
    initial_response,
    rate,
)
from tests.support.samples import (
    accepted,
    answered,
    completed,
    confirmed,
    copied,
    disposed,
    followed_up,
    in_institution_review,
    in_national_review,
    rated,
    responded,
    returned,
    taken_up,
    with_answer,
    with_liaison,
)
from tests.support.scenario import given

History = tuple[Event, ...]
OF_THE_LIAISON = [accept, hand_back, initial_response, follow_up, final_answer]
CLOSED: History = (*with_answer(), confirmed())


def test_to_accept_is_a_recorded_decision() -> None:
    given(with_liaison()).when(accept()).then(accepted())


def test_a_unit_accepts_once() -> None:
    given(with_liaison(), accepted()).when(accept()).then_refused(AlreadyAccepted)


def test_a_matter_outside_its_authority_goes_back_to_the_institution() -> None:
    given(with_liaison()).when(hand_back()).then(returned())


@pytest.mark.parametrize("history", [(*with_liaison(), accepted()), taken_up()])
def test_a_unit_may_find_out_late_that_it_has_no_authority(history: History) -> None:
    given(history).when(hand_back()).then_is(InReview)


def test_a_new_unit_starts_from_nothing_accepted() -> None:
    history = (*taken_up(), returned(), disposed(DINAS_KESEHATAN, category=HEALTH))
    given(history).when(initial_response(liaison(DINAS_KESEHATAN))).then_refused(AcceptFirst)


def test_a_unit_that_gave_the_case_back_does_not_act_on_it() -> None:
    given(with_liaison(), returned()).when(accept()).then_refused(NotYourCase)


def test_nobody_responds_before_the_authority_is_accepted() -> None:
    given(with_liaison()).when(initial_response()).then_refused(AcceptFirst)


def test_the_initial_response_comes_first_and_once() -> None:
    given(with_liaison(), accepted()).when(initial_response()).then(responded())
    given(taken_up()).when(initial_response()).then_refused(AlreadyResponded)


@pytest.mark.parametrize("asked", [follow_up(), final_answer()])
def test_response_and_answer_are_two_acts(asked: Asked) -> None:
    given(with_liaison(), accepted()).when(asked).then_refused(InitialResponseFirst)


def test_follow_ups_are_recorded_as_often_as_they_happen() -> None:
    given(taken_up()).when(follow_up()).then(followed_up())
    given(taken_up(), followed_up(), followed_up()).when(follow_up()).then(followed_up())


def test_the_final_answer_resolves_the_case() -> None:
    given(taken_up()).when(final_answer()).then(answered())
    given(taken_up(), followed_up()).when(final_answer()).then_is(Answered)


@pytest.mark.parametrize("ask", OF_THE_LIAISON)
def test_the_liaison_is_done_after_the_final_answer(ask: Callable[[], Asked]) -> None:
    given(with_answer()).when(ask()).then_refused(AlreadyAnswered)
    given(CLOSED).when(ask()).then_refused(AlreadyCompleted)


@pytest.mark.parametrize("ask", OF_THE_LIAISON)
@pytest.mark.parametrize(
    "by",
    [
        liaison(DINAS_KESEHATAN),
        institution_admin(),
        national_admin(),
        institution_admin(OTHER_COUNTY),
        auditor(),
        complainant(),
    ],
    ids=lambda by: by.role,
)
def test_only_the_unit_that_holds_the_case_acts_on_it(ask: Callable[[Actor], Asked], by: Actor) -> None:
    given(taken_up()).when(ask(by)).then_refused(NotYourCase)


@pytest.mark.parametrize("ask", OF_THE_LIAISON)
def test_a_unit_with_a_copy_does_not_answer(ask: Callable[[Actor], Asked]) -> None:
    given(taken_up(), copied()).when(ask(liaison(DINAS_KESEHATAN))).then_refused(NotYourCase)


def test_two_liaisons_of_one_unit_both_act_each_in_their_own_name() -> None:
    other = liaison(who=person("second liaison"))
    given(with_liaison()).when(accept(other)).then(accepted())


def test_the_complainant_confirms_completion() -> None:
    given(with_answer()).when(confirm()).then(confirmed())
    given(with_answer()).when(confirm()).then_is(Completed)


@pytest.mark.parametrize("history", [in_national_review(), with_liaison(), taken_up()])
def test_there_is_nothing_to_confirm_before_an_answer(history: History) -> None:
    given(history).when(confirm()).then_refused(AnswerFirst)


def test_completion_is_confirmed_once() -> None:
    given(CLOSED).when(confirm()).then_refused(AlreadyCompleted)


@pytest.mark.parametrize("by", [complainant(OTHER_COMPLAINT), liaison(), institution_admin()])
def test_only_the_complainant_of_this_case_confirms(by: Actor) -> None:
    given(with_answer()).when(confirm(by)).then_refused(NotYourCase)


@pytest.mark.parametrize("by", [institution_admin(), national_admin()])
def test_an_admin_records_completion_after_the_answer(by: Actor) -> None:
    given(with_answer()).when(complete(by)).then(completed())


@pytest.mark.parametrize(
    "history", [in_national_review(), in_institution_review(), with_liaison(), taken_up()]
)
def test_nobody_ends_a_case_before_its_answer(history: History) -> None:
    refused = given(history).when(complete(national_admin())).then_refused(ProcessingMustGoOn)
    assert refused.prohibited
    assert refused.clause == "BAB IV.A.2.a"


@pytest.mark.parametrize("history", [with_liaison(), taken_up(), with_answer()])
def test_a_liaison_never_ends_a_case(history: History) -> None:
    given(history).when(complete(liaison())).then_refused(ProcessingMustGoOn)


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        (complainant(), NotYourCase),
        (institution_admin(OTHER_COUNTY), NotYourCase),
        (liaison(DINAS_KESEHATAN), NotYourCase),
        (auditor(), ProcessingMustGoOn),
    ],
    ids=lambda value: value.role if isinstance(value, Actor) else value.__name__,
)
def test_who_is_no_admin_of_the_case_does_not_complete_it(by: Actor, expected: type[RuleBroken]) -> None:
    given(with_answer()).when(complete(by)).then_refused(expected)


def test_a_completed_case_is_not_completed_again() -> None:
    given(CLOSED).when(complete()).then_refused(AlreadyCompleted)


@pytest.mark.parametrize("end", [confirmed(), completed()])
@pytest.mark.parametrize("stars", [1, 5])
def test_the_complainant_rates_the_handling(end: Event, stars: int) -> None:
    given(with_answer(), end).when(rate(stars)).then(rated(stars))


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_a_rating_is_one_to_five_stars(stars: int) -> None:
    given(CLOSED).when(rate(stars)).then_refused(StarsOutOfRange)


def test_a_handling_is_rated_once() -> None:
    given(CLOSED, rated(2)).when(rate(5)).then_refused(AlreadyRated)


@pytest.mark.parametrize("history", [in_national_review(), taken_up(), with_answer()])
def test_what_is_not_complete_is_not_rated(history: History) -> None:
    given(history).when(rate()).then_refused(CompletionFirst)


@pytest.mark.parametrize("by", [institution_admin(), liaison(), complainant(OTHER_COMPLAINT)])
def test_only_the_complainant_rates(by: Actor) -> None:
    given(CLOSED).when(rate(by=by)).then_refused(NotYourCase)


def test_the_whole_path_is_lawful_from_end_to_end() -> None:
    given(CLOSED).when(rate()).then_is(Completed)
    given(with_liaison(), accepted()).when(initial_response()).then_is(WithLiaison)
