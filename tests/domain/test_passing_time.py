"""What time itself does to a case: breaches stay, days move forward, it parks and it closes (BAB VI.C, VII.A)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain import clocks
from domain.calendar import Calendar, DayKind, DayOff
from domain.complaint import replay
from domain.deadlines import Clock, first_due
from domain.events import (
    ArchivedForIncompleteness,
    DeadlineBreached,
    DeadlineRecalculated,
    Event,
)
from domain.monitoring import pass_time
from domain.occasion import Occasion
from domain.people import Tier
from domain.states import Submitted, Unsubmitted
from domain.vocabulary import Nature, SlaClass
from tests.support.cast import COMPLAINT, COUNTY, DINAS_SOSIAL, institution_admin, occasion
from tests.support.days import ENDS, FIVE_DAYS_ON, TEN_DAYS_ON, statutory
from tests.support.handling_samples import breached, closed_by_system, intervened, replied
from tests.support.histories import at_both_tiers, with_inspectorate
from tests.support.procedure_requests import reclassify
from tests.support.requests import dispose
from tests.support.review_samples import answered_by_inspectorate, completion_requested, found, superior_added
from tests.support.samples import (
    MONDAY,
    THURSDAY,
    completed,
    disposed,
    forwarded,
    in_institution_review,
    in_national_review,
    returned,
    submitted,
    taken_up,
    verified,
    with_answer,
    with_liaison,
    working,
)
from tests.support.scenario import given
from tests.support.walker import SYSTEM

clause = pytest.mark.clause
DUE = ENDS[SlaClass.STANDARD][0]
INTERVENE_BY = ENDS[SlaClass.STANDARD][1]


def state(history: tuple[Event, ...]) -> Submitted:
    complaint = replay(history)
    assert not isinstance(complaint, Unsubmitted)
    return complaint


def after(day: date, calendar: Calendar | None = None) -> Occasion:
    """The first minute of the day after this one, where the office is."""
    midnight = datetime(day.year, day.month, day.day, 16, tzinfo=UTC)
    there = occasion(SYSTEM, midnight)
    return there if calendar is None else replace(there, calendar=calendar)


def end_of(day: date) -> Occasion:
    return replace(after(day), at=after(day).at - timedelta(seconds=1))


def with_day_off(day: date) -> Calendar:
    calendar = occasion(SYSTEM).calendar
    off = DayOff(date=day, kind=DayKind.COLLECTIVE_LEAVE, name_id="Cuti bersama", instrument="SKB")
    return replace(calendar, version="later", days_off={**calendar.days_off, day: off})


def test_what_an_event_is_due_on_is_the_last_day_of_the_clock_it_is_about() -> None:
    assert first_due(forwarded().deadlines) == THURSDAY
    assert first_due(statutory()[::-1]) == statutory()[1].due_on
    assert first_due(()) is None


@clause("a-0")
def test_a_national_review_is_overdue_on_the_fourth_day() -> None:
    case = state(in_national_review())
    assert pass_time(case, end_of(THURSDAY)) == ()
    assert pass_time(case, after(THURSDAY)) == (breached(Clock.NATIONAL_REVIEW, THURSDAY),)


@clause("b-0")
def test_an_institutions_review_has_a_clock_of_its_own_whose_breach_is_the_institutions() -> None:
    late = breached(Clock.INSTITUTION_REVIEW, THURSDAY, COUNTY)
    assert pass_time(state(in_institution_review()), after(THURSDAY)) == (late,)


@clause("VI-C-0", "VI-C-1", "VI-C-2", "VI-C-3", "III-N")
@pytest.mark.edge_case(6)
@pytest.mark.parametrize("sla_class", SlaClass)
def test_a_unit_that_never_looks_is_in_breach_like_any_other(sla_class: SlaClass) -> None:
    due_on, intervene_by = ENDS[sla_class]
    examined = verified(Tier.INSTITUTION, sla_class=sla_class)
    history = (
        *in_institution_review(),
        *examined,
        disposed(sla_class=sla_class, due_on=due_on, intervene_by=intervene_by),
    )
    over = pass_time(state(history), after(due_on))
    assert breached(Clock.RESOLUTION, due_on, DINAS_SOSIAL) in over
    assert breached(Clock.INTERVENTION, intervene_by, DINAS_SOSIAL) in over
    before = pass_time(state(history), end_of(due_on))
    assert Clock.RESOLUTION not in {event.clock for event in before if isinstance(event, DeadlineBreached)}


@clause("VI-C-0")
@pytest.mark.edge_case(5)
def test_a_breach_belongs_to_whoever_had_the_case_when_the_day_ended() -> None:
    held = pass_time(state(with_liaison()), after(DUE))
    assert {event.unit for event in held if isinstance(event, DeadlineBreached)} == {DINAS_SOSIAL}
    back = pass_time(state((*with_liaison(), returned())), after(DUE))
    assert Clock.RESOLUTION not in {event.clock for event in back if isinstance(event, DeadlineBreached)}


@clause("VI-C-0")
def test_a_breach_is_found_once_and_stays() -> None:
    late = pass_time(state(with_liaison()), after(DUE))
    known = state((*with_liaison(), *late))
    assert pass_time(known, after(DUE + timedelta(days=30))) != late
    assert (
        clocks.Running(deadline=known.file.clocks[Clock.RESOLUTION].deadline, breached=True)
        == known.file.clocks[Clock.RESOLUTION]
    )


@clause("e-1", "e-2", "e-3", "VII-A-1-e")
def test_an_intervention_that_was_recorded_is_not_missed() -> None:
    case = state((*taken_up(), intervened()))
    assert pass_time(case, after(INTERVENE_BY)) == ()
    assert pass_time(state(taken_up()), after(INTERVENE_BY)) == (
        breached(Clock.INTERVENTION, INTERVENE_BY, DINAS_SOSIAL),
    )


@clause("VI-C-0", "IV-1-d")
@pytest.mark.edge_case(16)
def test_after_ten_working_days_of_silence_the_system_closes_an_answered_case() -> None:
    case = state(with_answer())
    assert pass_time(case, end_of(TEN_DAYS_ON)) == ()
    assert pass_time(case, after(TEN_DAYS_ON)) == (closed_by_system(),)
    assert pass_time(state((*with_answer(), closed_by_system())), after(TEN_DAYS_ON)) == ()


@clause("D-3-e", "IV-1-d")
@pytest.mark.edge_case(16)
def test_an_initial_response_followed_by_silence_closes_nothing() -> None:
    over = pass_time(state(taken_up()), after(date(2026, 8, 3)))
    assert closed_by_system() not in over
    assert all(isinstance(event, DeadlineBreached) for event in over)


@clause("IV-1-d")
@pytest.mark.edge_case(16)
def test_the_silence_counts_from_the_last_word() -> None:
    later = working(Clock.SILENCE, 10, date(2026, 4, 7), since=date(2026, 3, 16))
    case = state((*with_answer(), replied(later)))
    assert pass_time(case, after(TEN_DAYS_ON)) == ()
    assert pass_time(case, after(date(2026, 4, 7))) == (closed_by_system(),)


@clause("a-11")
def test_parking_comes_after_the_breaches_of_the_same_day() -> None:
    case = state((submitted(), completion_requested()))
    over = pass_time(case, after(date(2026, 5, 8)))
    assert isinstance(over[-1], ArchivedForIncompleteness)
    assert {event.clock for event in over[:-1] if isinstance(event, DeadlineBreached)} == {
        Clock.STATUTORY_DECISION
    }
    assert state((submitted(), completion_requested(), *over)).file.clocks == {}


@clause("VI-C-0")
@pytest.mark.edge_case(1)
def test_a_holiday_declared_on_the_last_day_moves_it_forward_and_both_days_are_kept() -> None:
    later = with_day_off(DUE)
    moved = pass_time(state(with_liaison()), after(MONDAY, later))
    (resolution,) = (
        event
        for event in moved
        if isinstance(event, DeadlineRecalculated) and event.clock is Clock.RESOLUTION
    )
    assert (resolution.was_due_on, resolution.due_on) == (DUE, date(2026, 4, 7))
    assert (resolution.complaint, resolution.calendar) == (COMPLAINT, "later")
    known = state((*with_liaison(), *moved))
    assert pass_time(known, after(MONDAY, later)) == ()
    assert Clock.RESOLUTION not in {
        event.clock for event in pass_time(known, after(DUE, later)) if isinstance(event, DeadlineBreached)
    }


@clause("VI-C-0")
@pytest.mark.edge_case(1)
def test_nobody_is_in_breach_of_a_day_that_became_a_holiday_before_anybody_looked() -> None:
    over = pass_time(state(with_liaison()), after(DUE, with_day_off(DUE)))
    assert breached(Clock.RESOLUTION, DUE, DINAS_SOSIAL) not in over
    assert any(isinstance(event, DeadlineRecalculated) for event in over)


@clause("VI-C-0")
@pytest.mark.edge_case(1)
def test_a_day_that_becomes_a_working_day_again_moves_nothing_back() -> None:
    calendar = occasion(SYSTEM).calendar
    fewer = replace(
        calendar,
        version="fewer",
        days_off={day: off for day, off in calendar.days_off.items() if day != date(2026, 3, 18)},
    )
    moved = pass_time(state(with_liaison()), after(MONDAY, fewer))
    dates = {event.clock: event for event in moved if isinstance(event, DeadlineRecalculated)}
    assert dates.keys() == {Clock.INTERVENTION}
    assert dates[Clock.INTERVENTION].due_on > INTERVENE_BY


@clause("VI-C-0")
@pytest.mark.edge_case(1)
def test_a_recorded_breach_is_not_undone_by_a_later_holiday() -> None:
    late = pass_time(state(with_liaison()), after(DUE))
    known = state((*with_liaison(), *late))
    again = pass_time(known, after(DUE, with_day_off(DUE)))
    assert not [
        event
        for event in again
        if isinstance(event, DeadlineRecalculated) and event.clock is Clock.RESOLUTION
    ]


@clause("VI-C-3")
@pytest.mark.edge_case(25)
def test_a_provisional_last_day_is_settled_when_the_decree_comes() -> None:
    examined = verified(Tier.INSTITUTION, sla_class=SlaClass.FIELD_INSPECTION)
    disposed_late = given(in_institution_review(), examined).when(
        replace(dispose(), at=datetime(2026, 11, 24, 3, tzinfo=UTC))
    )
    history = (*in_institution_review(), *examined, *disposed_late.decided())
    resolution = state(history).file.clocks[Clock.RESOLUTION].deadline
    assert (resolution.due_on, resolution.provisional) == (date(2027, 2, 19), True)
    calendar = occasion(SYSTEM).calendar
    for off, due_on in ((None, date(2027, 2, 19)), (date(2027, 2, 5), date(2027, 2, 22))):
        new_year = {
            date(2027, 1, 1): DayOff(
                date=date(2027, 1, 1), kind=DayKind.NATIONAL_HOLIDAY, name_id="Tahun Baru", instrument="SKB"
            )
        }
        days_off = {**calendar.days_off, **new_year}
        if off is not None:
            days_off[off] = DayOff(date=off, kind=DayKind.NATIONAL_HOLIDAY, name_id="Imlek", instrument="SKB")
        decreed = replace(
            calendar, version="2027", days_off=days_off, decreed_years=calendar.decreed_years | {2027}
        )
        there = replace(occasion(SYSTEM, datetime(2026, 11, 25, 3, tzinfo=UTC)), calendar=decreed)
        moved = [
            event
            for event in pass_time(state(history), there)
            if isinstance(event, DeadlineRecalculated) and event.clock is Clock.RESOLUTION
        ]
        assert [(event.due_on, event.provisional) for event in moved] == [(due_on, False)]
        settled = [
            each for each in pass_time(state(history), there) if isinstance(each, DeadlineRecalculated)
        ]
        assert {each.clock for each in settled} == {Clock.RESOLUTION, Clock.INTERVENTION}
        assert not any(each.provisional for each in settled)
        running = state((*history, *settled)).file.clocks
        assert not any(running[each.clock].deadline.provisional for each in settled)


@clause("VI-C-2", "VI-C-3")
@pytest.mark.edge_case(7)
def test_another_class_after_a_breach_can_be_breached_again() -> None:
    late = pass_time(state(with_liaison()), after(DUE))
    there = replace(reclassify(), at=after(DUE).at)
    history = (*with_liaison(), *late, *given(*with_liaison(), *late).when(there).decided())
    end = ENDS[SlaClass.FIELD_INSPECTION][0]
    assert breached(Clock.RESOLUTION, end, DINAS_SOSIAL) in pass_time(state(history), after(end))


@clause("b-11")
@pytest.mark.edge_case(14)
def test_a_superior_who_does_nothing_is_in_breach_also_after_the_end() -> None:
    history = (*with_inspectorate(DINAS_SOSIAL), superior_added())
    late = breached(Clock.SUPERIOR_ACTION, FIVE_DAYS_ON, COUNTY)
    assert late in pass_time(state(history), after(FIVE_DAYS_ON))
    ended = (*history, found(), answered_by_inspectorate(), completed())
    assert pass_time(state(ended), after(FIVE_DAYS_ON)) == (late,)


@clause("I-B")
@pytest.mark.edge_case(14)
def test_sixty_working_days_end_after_the_statutes_sixty_days() -> None:
    """The backstop of UU 25/2009 fires before the limit of BAB VI.C.3 does, whatever the start."""
    there = occasion(institution_admin())
    for ahead in range(250):
        day = MONDAY + timedelta(days=ahead)
        _, decision = clocks.statutory(there, since=day)
        due, _ = clocks.resolution(SlaClass.FIELD_INSPECTION, there, since=day)
        assert decision.due_on < due.due_on


def test_the_next_date_is_the_nearest_that_is_not_over_and_then_the_latest() -> None:
    running = state(with_liaison()).file.clocks
    first = clocks.next_due(running)
    assert first is not None
    assert first.clock is Clock.FIRST_RESPONSE
    over = {clock: replace(each, breached=True) for clock, each in running.items()}
    last = clocks.next_due(over)
    assert last is not None
    assert last.clock is Clock.STATUTORY_DECISION
    assert clocks.next_due({}) is None


def test_nothing_is_due_of_a_case_that_is_over() -> None:
    assert pass_time(state((*with_answer(), completed())), after(date(2026, 12, 31))) == ()


def test_the_law_and_the_practice_behind_a_case_run_side_by_side() -> None:
    assert set(state(with_liaison()).file.clocks) == {
        Clock.RESOLUTION,
        Clock.INTERVENTION,
        Clock.FIRST_RESPONSE,
        Clock.STATUTORY_RESPONSE,
        Clock.STATUTORY_DECISION,
    }
    assert Clock.STATUTORY_RESPONSE not in state(taken_up()).file.clocks
    assert set(state(at_both_tiers(nature=Nature.DISPUTE)).file.clocks) == {
        Clock.STATUTORY_RESPONSE,
        Clock.STATUTORY_DECISION,
    }
