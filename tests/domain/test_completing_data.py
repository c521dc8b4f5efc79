"""What is missing: asking for it, waiting ten working days, parking, and coming back (BAB VI.B.1.a.4, 10 and 11)."""

from datetime import UTC, datetime

import pytest

from domain.complaint import replay
from domain.deadlines import Clock
from domain.errors import (
    AlreadyAsked,
    AlreadyCompleted,
    AlreadyForwarded,
    AnswerFirst,
    CaseIsParked,
    LeadIsAnother,
    NotParked,
    NotYourCase,
    ProcessingMustGoOn,
)
from domain.events import Event
from domain.monitoring import pass_time
from domain.people import Actor, Tier
from domain.states import Archived, InReview, Submitted, Unsubmitted, WithLiaison, holds_back
from domain.vocabulary import ArchiveReason, RestoreGround
from tests.support.cast import (
    COMPLAINT,
    DINAS_KESEHATAN,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    occasion,
)
from tests.support.days import national_review, silence, statutory
from tests.support.handling_samples import withdrawn
from tests.support.histories import parked
from tests.support.procedure_requests import (
    dispute,
    link,
    reply,
    request_completion,
    request_data,
    restore,
    supply,
    withdraw,
)
from tests.support.requests import accept, complete, forward, verify
from tests.support.review_samples import (
    archived,
    completion_requested,
    data_requested,
    entered,
    linked,
    restored,
    supplied,
)
from tests.support.samples import (
    confirmed,
    copied,
    forwarded,
    in_institution_review,
    in_national_review,
    submitted,
    taken_up,
    verified,
    with_answer,
    with_liaison,
)
from tests.support.scenario import given
from tests.support.walker import SYSTEM

clause = pytest.mark.clause
WAITING = (submitted(), completion_requested())
TENTH_DAY = datetime(2026, 3, 30, 15, 59, tzinfo=UTC)  # 23:59 in Lombok Tengah
DAY_AFTER = datetime(2026, 3, 30, 16, 0, tzinfo=UTC)  # midnight


def state(history: tuple[Event, ...]) -> Submitted:
    complaint = replay(history)
    assert not isinstance(complaint, Unsubmitted)
    return complaint


@clause("a-10")
@pytest.mark.parametrize("history", [(submitted(),), (submitted(), *verified())])
def test_to_find_it_incomplete_is_to_ask_the_complainant(history: tuple[Event, ...]) -> None:
    given(history).when(request_completion()).then(completion_requested())


@clause("a-10")
def test_completion_is_asked_for_once_at_a_time() -> None:
    given(WAITING).when(request_completion()).then_refused(AlreadyAsked)
    given(WAITING, supplied(national_review())).when(request_completion()).then(completion_requested())


@clause("a-10", "a-11")
@pytest.mark.edge_case(4)
@pytest.mark.parametrize("by", [institution_admin(), liaison(), auditor()])
def test_no_other_tier_has_what_follows_from_silence(by: Actor) -> None:
    history = with_liaison() if by.role == liaison().role else in_institution_review()
    given(history).when(request_completion(by)).then_refused(NotYourCase)


@clause("a-10")
def test_the_national_admin_asks_for_completion_before_forwarding_it() -> None:
    given(in_institution_review()).when(request_completion()).then_refused(AlreadyForwarded)


@clause("a-11")
@pytest.mark.edge_case(3)
def test_ten_working_days_of_silence_park_the_case_and_only_then() -> None:
    waiting = state(WAITING)
    assert pass_time(waiting, occasion(SYSTEM, TENTH_DAY)) == ()
    assert pass_time(waiting, occasion(SYSTEM, DAY_AFTER)) == (archived(),)
    case = state((*WAITING, archived()))
    assert isinstance(case, Archived)
    assert case.reason is ArchiveReason.INCOMPLETE_10WD


@clause("a-11")
@pytest.mark.edge_case(3)
def test_a_supplement_on_the_eleventh_day_brings_the_case_back_with_its_clocks() -> None:
    given(parked()).when(supply()).then(supplied(national_review(), *statutory()))
    back = state((*parked(), supplied(national_review(), *statutory())))
    assert isinstance(back, InReview)
    assert back.awaiting is False
    assert {*back.file.clocks} == {
        Clock.NATIONAL_REVIEW,
        Clock.STATUTORY_RESPONSE,
        Clock.STATUTORY_DECISION,
    }


@clause("a-11")
def test_a_supplement_in_time_starts_the_review_anew() -> None:
    given(WAITING).when(supply()).then(supplied(national_review()))
    back = state((*WAITING, supplied(national_review())))
    assert isinstance(back, InReview)
    assert not back.awaiting
    assert Clock.COMPLETION not in back.file.clocks


@clause("IV-1-c", "a-4")
@pytest.mark.parametrize("history", [in_national_review(), in_institution_review(), taken_up()])
def test_what_nobody_waited_for_moves_no_clock(history: tuple[Event, ...]) -> None:
    given(history).when(supply()).then(supplied())


@clause("IV-1-c")
def test_what_comes_after_the_answer_breaks_the_silence() -> None:
    given(with_answer()).when(supply()).then(supplied(silence()))


def test_nothing_is_added_to_a_completed_case() -> None:
    given(with_answer(), confirmed()).when(supply()).then_refused(AlreadyCompleted)


def test_only_the_complainant_supplies() -> None:
    given(WAITING).when(supply(national_admin())).then_refused(NotYourCase)


@clause("a-6", "a-7")
def test_a_case_that_can_be_forwarded_after_all_waits_no_longer() -> None:
    case = state((*WAITING, *verified(), forwarded()))
    assert isinstance(case, InReview)
    assert not case.awaiting
    assert Clock.COMPLETION not in case.file.clocks
    given(WAITING, *verified()).when(forward()).then(forwarded())


@clause("a-4", "b-4", "IV-1-c")
@pytest.mark.edge_case(2)
@pytest.mark.parametrize(
    ("history", "by", "tier"),
    [
        (in_national_review(), national_admin(), Tier.NATIONAL),
        (in_institution_review(), institution_admin(), Tier.INSTITUTION),
        (taken_up(), liaison(), Tier.LIAISON),
    ],
    ids=["national", "institution", "liaison"],
)
def test_every_tier_asks_for_supporting_data_and_no_clock_stops(
    history: tuple[Event, ...], by: Actor, tier: Tier
) -> None:
    given(history).when(request_data(by)).then(data_requested(tier))
    assert state((*history, data_requested(tier))).file.clocks == state(history).file.clocks


@clause("IV-1-c")
@pytest.mark.parametrize("by", [liaison(DINAS_KESEHATAN), complainant(), institution_admin(OTHER_COUNTY)])
def test_only_whoever_handles_the_case_asks_the_complainant(by: Actor) -> None:
    given(taken_up(), copied()).when(request_data(by)).then_refused(NotYourCase)


@clause("a-11")
@pytest.mark.parametrize(
    ("by", "ground"),
    [
        (national_admin(), RestoreGround.NATIONAL_ADMIN),
        (national_admin(), RestoreGround.OMBUDSMAN),
        (national_admin(), RestoreGround.COURT),
    ],
)
def test_a_parked_case_is_taken_up_again_also_without_the_complainant(
    by: Actor, ground: RestoreGround
) -> None:
    given(parked()).when(restore(by, ground=ground)).then(
        restored(national_review(), *statutory(), ground=ground)
    )


@clause("a-11")
def test_the_inspectorate_takes_up_a_parked_case_of_its_institution() -> None:
    history = (*with_liaison(), withdrawn())
    given(history).when(restore(auditor(), ground=RestoreGround.INSPECTORATE)).then_is(WithLiaison)
    given(history).when(restore(auditor())).then_refused(NotYourCase)


@clause("a-11")
@pytest.mark.parametrize("by", [institution_admin(), liaison(), complainant()])
def test_nobody_else_takes_a_parked_case_up(by: Actor) -> None:
    given(with_liaison(), withdrawn()).when(restore(by)).then_refused(NotYourCase)


def test_only_a_parked_case_is_restored() -> None:
    given(with_liaison()).when(restore()).then_refused(NotParked)


@clause("a-11", "IV-2-a")
@pytest.mark.edge_case(3)
def test_nothing_but_taking_it_up_again_happens_to_a_parked_case() -> None:
    for asked in (
        verify(),
        forward(),
        request_data(national_admin()),
        reply(),
        withdraw(),
        link(national_admin()),
    ):
        given(parked()).when(asked).then_refused(CaseIsParked)
    given(parked()).when(complete(national_admin())).then_refused(ProcessingMustGoOn)


@clause("IV-2-a")
@pytest.mark.edge_case(19)
@pytest.mark.parametrize("by", [national_admin(), institution_admin()])
def test_a_duplicate_follows_its_lead_and_goes_on(by: Actor) -> None:
    given(with_liaison()).when(link(by)).then(linked())
    given(with_liaison(), linked()).when(accept()).then_is(WithLiaison)


@clause("IV-2-a")
@pytest.mark.edge_case(19)
def test_no_ring_of_cases_waits_for_itself() -> None:
    given(with_liaison()).when(link(lead=COMPLAINT)).then_refused(LeadIsAnother)
    given(with_liaison(), linked()).when(link()).then_refused(LeadIsAnother)
    given(with_liaison()).when(link(may_lead=False)).then_refused(LeadIsAnother)


@clause("IV-2-a")
@pytest.mark.edge_case(19)
@pytest.mark.parametrize(
    ("history", "waits"),
    [
        (taken_up(), True),
        (WAITING, True),
        (with_answer(), False),
        ((*with_answer(), confirmed()), False),
        (parked(), False),
    ],
    ids=["handled", "waiting", "answered", "complete", "parked"],
)
def test_a_follower_waits_for_a_lead_that_goes_on_and_for_no_other(
    history: tuple[Event, ...], waits: bool
) -> None:
    assert holds_back(state(history)) is waits


@pytest.mark.parametrize("by", [liaison(), complainant(), auditor()])
def test_only_an_admin_links_a_duplicate(by: Actor) -> None:
    given(with_liaison()).when(link(by)).then_refused(NotYourCase)


def test_there_is_no_answer_to_dispute_in_a_parked_case() -> None:
    given(parked()).when(dispute()).then_refused(AnswerFirst)


@clause("a-11")
def test_what_a_liaison_entered_and_nobody_examined_comes_back_after_a_withdrawal() -> None:
    given(entered(), withdrawn()).when(supply()).then(supplied(*statutory()))
