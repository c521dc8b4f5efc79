"""The hardest cases of endings, copies, people and calendars (14 to 19, 23 and 25), each as its sentence."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.complaint import replay
from domain.confidentiality import PUBLIC, grants, may_see
from domain.deadlines import Clock
from domain.errors import (
    FourEyes,
    LeadAnswersFirst,
    LeadIsAnother,
    NotYourCase,
    ProofOfArrivalNeeded,
    ReceivedBeforeEntered,
    ReferToInspectorateFirst,
)
from domain.events import (
    AnswerDisputed,
    AutoClosed,
    Classified,
    ComplaintEntered,
    DeadlineRecalculated,
    Event,
)
from domain.monitoring import pass_time
from domain.occasion import Occasion
from domain.people import Tier
from domain.states import Answered, Completed, InReview, Submitted, Unsubmitted, WithLiaison
from domain.vocabulary import ClosedBy, Finding, SlaClass
from tests.support.cast import (
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    institution_admin,
    liaison,
    occasion,
    person,
)
from tests.support.days import TEN_DAYS_ON
from tests.support.handling_samples import contributed, proposed
from tests.support.histories import completed_by_system, of_abuse, with_inspectorate
from tests.support.procedure_requests import (
    add_superior,
    contribute,
    dispute,
    enter,
    find,
    link,
    reclassify,
    refer,
    return_from_inspectorate,
    unit_head,
)
from tests.support.requests import accept, add_cc, dispose, final_answer, verify
from tests.support.review_samples import (
    copied_for_reason,
    found,
    linked,
    referred,
    returned_by_inspectorate,
    superior_added,
)
from tests.support.samples import (
    answered,
    copied,
    forwarded,
    in_institution_review,
    rated,
    submitted,
    taken_up,
    verified,
    with_answer,
    with_liaison,
)
from tests.support.scenario import given
from tests.support.walker import SYSTEM

edge_case = pytest.mark.edge_case


def state(history: tuple[Event, ...]) -> Submitted:
    complaint = replay(history)
    assert not isinstance(complaint, Unsubmitted)
    return complaint


def after(day: date) -> Occasion:
    """The first minute of the day after this one, where the office is."""
    return occasion(SYSTEM, datetime(day.year, day.month, day.day, 16, tzinfo=UTC))


@edge_case(14)
def test_a_case_of_abuse_is_the_inspectorates_and_the_reported_unit_learns_nothing() -> None:
    given(of_abuse(DINAS_SOSIAL)).when(dispose(to=DINAS_KESEHATAN, reason=True)).then_refused(
        ReferToInspectorateFirst
    )
    given(of_abuse(DINAS_SOSIAL)).when(refer()).then(referred())
    held = with_inspectorate(DINAS_SOSIAL)
    case = state(held).file.case
    assert may_see(case, liaison(DINAS_SOSIAL)) is None
    assert PUBLIC not in grants(case)
    given(held).when(add_superior()).then(superior_added())
    assert may_see(case, unit_head()) is None
    assert may_see(state((*held, superior_added())).file.case, unit_head()) is not None
    given(held).when(find(finding=Finding.ADMINISTRATIVE_FAULT)).then(found(Finding.ADMINISTRATIVE_FAULT))
    given(held, found()).when(return_from_inspectorate()).then(returned_by_inspectorate())
    back = state((*held, found(), returned_by_inspectorate()))
    assert isinstance(back, InReview)
    assert back.file.clocks[Clock.RESOLUTION] == state(held).file.clocks[Clock.RESOLUTION]


@edge_case(15)
def test_a_copy_has_one_owner_beside_it_who_alone_answers() -> None:
    history = (*taken_up(), copied())
    given(history).when(contribute()).then(contributed())
    given(history).when(final_answer(liaison(DINAS_KESEHATAN))).then_refused(NotYourCase)
    given(history).when(final_answer()).then(answered())
    confidential = (submitted(), *verified(confidential=True), forwarded())
    closed = (*confidential, copied())
    assert may_see(state(closed).file.case, liaison(DINAS_KESEHATAN)) is None
    given(confidential).when(add_cc(reason=True)).then(copied_for_reason())


@edge_case(16)
def test_silence_closes_a_case_after_its_final_answer_and_never_before() -> None:
    assert not any(
        isinstance(event, AutoClosed) for event in pass_time(state(taken_up()), after(date(2026, 9, 1)))
    )
    (closed,) = pass_time(state(with_answer()), after(TEN_DAYS_ON))
    assert isinstance(closed, AutoClosed)
    ended = state((*with_answer(), closed))
    assert isinstance(ended, Completed)
    assert ended.closed_by is ClosedBy.SYSTEM
    assert Clock.RESOLUTION not in state(with_answer()).file.clocks
    given(with_answer(), closed).when(dispute()).then_is(WithLiaison)


@edge_case(17)
def test_a_disputed_case_goes_on_with_what_was_left_and_its_completion_stays_in_the_history() -> None:
    history = (*completed_by_system(), rated(2))
    (event,) = given(history).when(dispute()).decided()
    assert isinstance(event, AnswerDisputed)
    again = (*history, event)
    assert isinstance(state(again), WithLiaison)
    assert again[: len(history)] == history
    late = given(taken_up()).when(replace(final_answer(), at=datetime(2026, 4, 6, 2, tzinfo=UTC))).decided()
    (event,) = (
        given(taken_up(), late).when(replace(dispute(), at=datetime(2026, 4, 6, 3, tzinfo=UTC))).decided()
    )
    assert isinstance(event, AnswerDisputed)
    [resumed] = [deadline for deadline in event.deadlines if deadline.clock is Clock.RESOLUTION]
    assert (resumed.limit, resumed.due_on) == (5, date(2026, 4, 13))


@edge_case(18)
def test_what_arrived_on_friday_and_was_typed_in_on_monday_counts_from_friday() -> None:
    friday = date(2026, 3, 6)
    (entry,) = given().when(enter(received_on=friday, proof=True)).decided()
    assert isinstance(entry, ComplaintEntered)
    assert (entry.received_on, entry.entered_on, entry.backdated) == (friday, date(2026, 3, 9), True)
    (classified,) = (
        event for event in given(entry).when(verify(liaison())).decided() if isinstance(event, Classified)
    )
    assert {deadline.started_on for deadline in classified.deadlines} == {friday}
    given().when(enter(received_on=friday)).then_refused(ProofOfArrivalNeeded)
    given().when(enter(received_on=date(2026, 3, 10), proof=True)).then_refused(ReceivedBeforeEntered)


@edge_case(19)
def test_a_duplicate_goes_on_and_is_answered_when_its_lead_is() -> None:
    given(with_liaison()).when(link()).then(linked())
    followed = (*with_liaison(), linked())
    given(followed).when(accept()).then_is(WithLiaison)
    given(taken_up(), linked()).when(final_answer()).then_refused(LeadAnswersFirst)
    given(taken_up(), linked()).when(replace(final_answer(), lead_answered=True)).then_is(Answered)
    given(followed).when(link()).then_refused(LeadIsAnother)
    assert state(followed).file.clocks == state(with_liaison()).file.clocks


@edge_case(23)
def test_four_eyes_are_two_persons_even_where_one_holds_both_roles() -> None:
    both = person("liaison and admin")
    history = (*taken_up(), proposed(both))
    given(history).when(reclassify(institution_admin(who=both))).then_refused(FourEyes)
    assert given(history).when(reclassify()).decided()


@edge_case(25)
def test_a_limit_that_runs_into_a_year_without_a_decree_is_provisional_until_it_comes() -> None:
    examined = verified(Tier.INSTITUTION, sla_class=SlaClass.FIELD_INSPECTION)
    asked = replace(dispose(), at=datetime(2026, 11, 24, 3, tzinfo=UTC))
    history = (*in_institution_review(), *examined)
    history = (*history, *given(history).when(asked).decided())
    due = state(history).file.clocks[Clock.RESOLUTION].deadline
    assert (due.due_on, due.provisional) == (date(2027, 2, 19), True)
    there = occasion(SYSTEM, datetime(2026, 11, 25, 3, tzinfo=UTC))
    new_year = replace(there.calendar.days_off[date(2026, 1, 1)], date=date(2027, 1, 1))
    decreed = replace(
        there.calendar,
        version="2027",
        days_off={**there.calendar.days_off, date(2027, 1, 1): new_year},
        decreed_years=there.calendar.decreed_years | {2027},
    )
    settled = pass_time(state(history), replace(there, calendar=decreed))
    [moved] = [
        event
        for event in settled
        if isinstance(event, DeadlineRecalculated) and event.clock is Clock.RESOLUTION
    ]
    assert (moved.due_on, moved.provisional) == (date(2027, 2, 19), False)
