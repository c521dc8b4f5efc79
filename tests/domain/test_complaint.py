"""What can follow what, and whether the samples of the tests are what the rules would have decided."""

from collections.abc import Callable

import pytest

from domain.complaint import replay
from domain.events import ComplaintEntered, ComplaintSubmitted, Event
from domain.people import Tier
from domain.states import CaseFile, InReview, Open, Unsubmitted, WithInspectorate, WithLiaison
from tests.support.cast import COUNTY, DINAS_KESEHATAN, DINAS_SOSIAL
from tests.support.handling_samples import (
    answered_directly,
    closed_by_system,
    constraint_notified,
    contributed,
    coordinated,
    disputed,
    intervened,
    official_informed,
    progress_reported,
    proposed,
    reclassified,
    withdrawn,
)
from tests.support.histories import entered_and_verified, parked, with_inspectorate
from tests.support.requests import (
    final_answer,
)
from tests.support.review_samples import (
    answered_by_inspectorate,
    archived,
    completion_requested,
    entered,
    found,
    linked,
    referred,
    replaced,
    restored,
    returned_by_inspectorate,
    returned_to_national,
    superior_added,
    supplied,
)
from tests.support.samples import (
    accepted,
    answered,
    completed,
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


NATIONAL, AT_COUNTY = {"tier": Tier.NATIONAL}, {"tier": Tier.INSTITUTION, "institution": COUNTY}
AT_SOSIAL = {"institution": COUNTY, "unit": DINAS_SOSIAL}
AT_KESEHATAN = {"institution": COUNTY, "unit": DINAS_KESEHATAN}
WAITING = (submitted(), completion_requested())


@pytest.mark.parametrize(
    ("history", "place", "known"),
    [
        ((submitted(),), InReview, NATIONAL),
        (WAITING, InReview, {**NATIONAL, "awaiting": True}),
        ((*WAITING, supplied()), InReview, NATIONAL),
        ((*WAITING, archived(), supplied()), InReview, NATIONAL),
        ((entered(Tier.INSTITUTION),), InReview, AT_COUNTY),
        ((entered(),), InReview, {**AT_SOSIAL, "tier": Tier.LIAISON}),
        ((entered(), replaced()), InReview, {**AT_KESEHATAN, "tier": Tier.LIAISON}),
        ((entered(), returned()), InReview, AT_COUNTY),
        ((*entered_and_verified(), accepted()), WithLiaison, {**AT_SOSIAL, "accepted": True}),
        (in_institution_review(), InReview, AT_COUNTY),
        ((*in_institution_review(), returned_to_national()), InReview, NATIONAL),
        (with_liaison(), WithLiaison, AT_SOSIAL),
        (taken_up(), WithLiaison, {**AT_SOSIAL, "accepted": True, "responded": True}),
        ((*taken_up(), replaced()), WithLiaison, AT_KESEHATAN),
        ((*taken_up(), returned()), InReview, AT_COUNTY),
        ((*taken_up(), referred()), WithInspectorate, {"institution": COUNTY}),
        (with_inspectorate(), WithInspectorate, {"institution": COUNTY}),
        ((*with_inspectorate(), returned_by_inspectorate()), InReview, AT_COUNTY),
        ((*with_inspectorate(), returned_to_national()), InReview, NATIONAL),
    ],
)
def test_who_has_a_case_and_how_far_it_is_there_follows_from_what_happened(
    history: tuple[Event, ...], place: Callable[..., Open], known: dict[str, object]
) -> None:
    there = replay(history)
    assert not isinstance(there, Unsubmitted)
    assert there == place(file=there.file, **known)


@pytest.mark.parametrize(
    "history",
    [
        (*taken_up(), copied(), followed_up(), answered(), confirmed(), rated()),
        (*with_answer(), completed(), disputed(), answered(), closed_by_system()),
        (*taken_up(), proposed(), reclassified(), returned(), disposed()),
        (*with_liaison(), linked(), supplied(), coordinated(), intervened(), replaced()),
        (*with_liaison(), progress_reported(), official_informed(), constraint_notified(), contributed()),
        (*in_institution_review(), copied(), linked(), supplied(), returned_to_national(), forwarded()),
        (*with_inspectorate(), superior_added(), found(), returned_by_inspectorate()),
        (*with_inspectorate(), supplied(), linked(), found(), answered_by_inspectorate(), supplied()),
        (*with_inspectorate(), intervened(), returned_to_national()),
        (*taken_up(), referred()),
        (*entered_and_verified(), accepted(), returned()),
        (entered(), replaced(), returned()),
        (*parked(), restored(), *verified(), answered_directly(), disputed()),
        (*parked(), supplied(), withdrawn()),
        (*taken_up(), withdrawn(), restored(), withdrawn(goes_on=True)),
    ],
)
def test_wherever_a_case_goes_its_file_goes_with_it(history: tuple[Event, ...]) -> None:
    first, *rest = history
    assert isinstance(first, ComplaintSubmitted | ComplaintEntered)
    file = CaseFile.of(first)
    for length, event in enumerate(rest, start=2):
        file = file.after(event)
        there = replay(history[:length])
        assert not isinstance(there, Unsubmitted)
        assert there.file == file


def test_the_samples_are_what_the_rules_would_have_decided() -> None:
    """Histories in other tests are made of samples; this holds the samples to the rules."""
    answer = PATH.index(final_answer())
    assert play(PATH[:answer]) == [*taken_up(), followed_up()]
    assert play(PATH) == [*taken_up(), followed_up(), answered(), confirmed(), rated()]
