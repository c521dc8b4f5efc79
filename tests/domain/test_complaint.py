"""What holds whatever is asked, by whomever, in whatever order."""

import pytest
from hypothesis import given as for_all

from domain.clocks import next_due
from domain.complaint import decide, replay
from domain.confidentiality import custodian, grants, may_see
from domain.errors import RuleBroken
from domain.events import Event, FinalAnswerGiven
from domain.states import Answered, Archived, Completed, InReview, Unsubmitted, WithInspectorate, WithLiaison
from domain.transitions import evolve
from tests.support.cast import (
    NOW,
    occasion,
)
from tests.support.properties import OFTEN
from tests.support.requests import (
    Asked,
    final_answer,
)
from tests.support.samples import (
    accepted,
    answered,
    confirmed,
    copied,
    disposed,
    followed_up,
    forwarded,
    in_institution_review,
    rated,
    responded,
    returned,
    submitted,
    taken_up,
    verified,
    with_answer,
    with_liaison,
)
from tests.support.walks import PATH, WALKS, play, requests


@OFTEN
@for_all(WALKS)
def test_whatever_is_asked_no_complaint_ends_without_an_answer(asked: list[Asked]) -> None:
    history = play(asked)
    if isinstance(replay(history), Completed):
        assert any(isinstance(event, FinalAnswerGiven) for event in history)


@OFTEN
@for_all(WALKS)
def test_an_open_complaint_always_has_an_owner_and_a_date(asked: list[Asked]) -> None:
    state = replay(play(asked))
    match state:
        case InReview() | WithLiaison() | WithInspectorate() | Answered():
            assert custodian(state.file.case) in grants(state.file.case)
            due = next_due(state.file.clocks)
            assert due is not None
            assert due.due_on > NOW.date()
        case Archived() | Completed() | Unsubmitted():
            pass


@OFTEN
@for_all(WALKS, requests())
def test_only_who_may_see_a_case_changes_it(asked: list[Asked], last: Asked) -> None:
    state = replay(play(asked))
    try:
        decide(last.command, state, occasion(last.by))
    except RuleBroken:
        return
    assert isinstance(state, Unsubmitted) or may_see(state.file.case, last.by) is not None


@OFTEN
@for_all(WALKS)
def test_protection_never_falls(asked: list[Asked]) -> None:
    state = replay([])
    anonymous = confidential = False
    for event in play(asked):
        state = evolve(state, event)
        assert not isinstance(state, Unsubmitted)
        assert state.file.must_stay_anonymous >= anonymous
        assert state.file.must_stay_confidential >= confidential
        anonymous, confidential = state.file.must_stay_anonymous, state.file.must_stay_confidential


@pytest.mark.parametrize(
    ("history", "event"),
    [
        ((), verified()[0]),
        ((submitted(),), submitted()),
        ((submitted(),), disposed()),
        ((submitted(),), answered()),
        (in_institution_review(), forwarded()),
        (in_institution_review(), verified()[0]),
        (with_liaison(), verified()[0]),
        (with_liaison(), confirmed()),
        (taken_up(), rated()),
        (with_answer(), answered()),
        (with_answer(), returned()),
        ((*with_answer(), confirmed()), copied()),
        ((*with_answer(), confirmed()), confirmed()),
        ((*with_answer(), confirmed()), accepted()),
        (in_institution_review(), responded()),
    ],
)
def test_an_event_that_cannot_have_happened_is_a_bug(history: tuple[Event, ...], event: Event) -> None:
    with pytest.raises(AssertionError, match=type(event).__name__):
        replay((*history, event))


def test_the_samples_are_what_the_rules_would_have_decided() -> None:
    """Histories in other tests are made of samples; this holds the samples to the rules."""
    answer = PATH.index(final_answer())
    assert play(PATH[:answer]) == [*taken_up(), followed_up()]
    assert play(PATH) == [*taken_up(), followed_up(), answered(), confirmed(), rated()]
