"""What can follow what, and whether the samples of the tests are what the rules would have decided."""

import pytest

from domain.complaint import replay
from domain.events import Event
from tests.support.handling_samples import withdrawn
from tests.support.histories import parked, with_inspectorate
from tests.support.requests import (
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
from tests.support.walks import PATH, play


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
        (with_inspectorate(), disposed()),
        (parked(), forwarded()),
        (parked(), withdrawn()),
        ((*with_answer(), confirmed()), withdrawn(goes_on=True)),
    ],
)
def test_an_event_that_cannot_have_happened_is_a_bug(history: tuple[Event, ...], event: Event) -> None:
    impossible = f"{type(event).__name__} cannot follow {type(replay(history)).__name__}"
    with pytest.raises(AssertionError, match=impossible):
        replay((*history, event))


def test_the_samples_are_what_the_rules_would_have_decided() -> None:
    """Histories in other tests are made of samples; this holds the samples to the rules."""
    answer = PATH.index(final_answer())
    assert play(PATH[:answer]) == [*taken_up(), followed_up()]
    assert play(PATH) == [*taken_up(), followed_up(), answered(), confirmed(), rated()]
