"""Working days, with the vectors of 2025 and 2026."""

import doctest
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

import domain.calendar
from api.data import load_calendar, load_policy
from domain.calendar import (
    CALENDAR_DAY,
    STARTING_DAY,
    WEEKEND,
    WORKING_DAY,
    DayKind,
    Due,
    explain_calendar_days,
)
from domain.vocabulary import SlaClass
from tests.support.properties import PATIENT

CALENDAR = load_calendar()
DAYS = st.dates(min_value=date(2022, 12, 1), max_value=date(2028, 2, 1))
LIMITS = st.integers(min_value=1, max_value=60)


@pytest.mark.parametrize(
    ("start", "working_days", "due"),
    [
        (date(2026, 3, 9), 3, date(2026, 3, 12)),
        (date(2026, 3, 9), 5, date(2026, 3, 16)),
        (date(2026, 3, 9), 14, date(2026, 4, 6)),
        (date(2026, 3, 9), 60, date(2026, 6, 18)),
        (date(2026, 3, 13), 3, date(2026, 3, 25)),
        (date(2026, 3, 13), 5, date(2026, 3, 27)),
        (date(2026, 3, 13), 10, date(2026, 4, 6)),
        (date(2026, 3, 13), 14, date(2026, 4, 10)),
        (date(2026, 3, 17), 3, date(2026, 3, 27)),
        (date(2026, 3, 17), 5, date(2026, 3, 31)),
        (date(2026, 3, 17), 10, date(2026, 4, 8)),
        (date(2026, 3, 21), 3, date(2026, 3, 27)),
        (date(2026, 3, 21), 5, date(2026, 3, 31)),
        (date(2026, 5, 12), 5, date(2026, 5, 21)),
        (date(2026, 5, 12), 10, date(2026, 6, 2)),
        (date(2026, 5, 12), 14, date(2026, 6, 8)),
        (date(2026, 5, 12), 60, date(2026, 8, 12)),
        (date(2026, 8, 14), 5, date(2026, 8, 24)),
        (date(2026, 8, 14), 14, date(2026, 9, 7)),
        (date(2026, 8, 14), 60, date(2026, 11, 10)),
        (date(2026, 12, 18), 3, date(2026, 12, 23)),
        (date(2026, 12, 18), 5, date(2026, 12, 29)),
        (date(2026, 2, 12), 30, date(2026, 4, 7)),
        (date(2025, 8, 4), 10, date(2025, 8, 19)),
        (date(2025, 8, 4), 14, date(2025, 8, 25)),
    ],
)
def test_a_limit_ends_with_its_last_working_day(start: date, working_days: int, due: date) -> None:
    assert CALENDAR.after(start, working_days) == Due(on=due, provisional=False)


@pytest.mark.parametrize(
    ("start", "wrong"),
    [
        (date(2026, 3, 9), {3: (3, 12), 5: (3, 16), 14: (3, 30), 60: (6, 9)}),
        (date(2026, 3, 13), {3: (3, 18), 5: (3, 23), 10: (3, 30), 14: (4, 6)}),
        (date(2026, 3, 17), {3: (3, 23), 5: (3, 25), 10: (4, 1)}),
        (date(2026, 3, 21), {3: (3, 25), 5: (3, 27)}),
        (date(2026, 5, 12), {5: (5, 20), 10: (5, 28), 14: (6, 4), 60: (8, 10)}),
        (date(2026, 8, 14), {5: (8, 24), 14: (9, 7), 60: (11, 10)}),
        (date(2026, 12, 18), {3: (12, 23), 5: (12, 28)}),
        (date(2026, 2, 12), {30: (3, 30)}),
    ],
)
def test_collective_leave_is_what_makes_the_difference(
    start: date, wrong: dict[int, tuple[int, int]]
) -> None:
    """Counted as working days, these leave days would give the dates that others get wrong."""
    worked = {day: off for day, off in CALENDAR.days_off.items() if off.kind is not DayKind.COLLECTIVE_LEAVE}
    without = replace(CALENDAR, days_off=worked)
    assert {n: without.after(start, n).on for n in wrong} == {
        n: date(2026, month, day) for n, (month, day) in wrong.items()
    }


def test_sixty_working_days_of_2026_are_always_longer_than_sixty_calendar_days() -> None:
    spans = {(CALENDAR.after(day, 60).on - day).days for day in _year(2026)}
    assert (min(spans), max(spans)) == (82, 103)


def test_every_day_of_a_limit_in_calendar_days_counts() -> None:
    days = explain_calendar_days(date(2026, 3, 17), 3)
    assert [(day.date.day, day.counted, day.why) for day in days] == [
        (17, None, STARTING_DAY),
        (18, 1, CALENDAR_DAY),
        (19, 2, CALENDAR_DAY),
        (20, 3, CALENDAR_DAY),
    ]


def test_a_limit_into_a_year_without_a_decree_is_provisional() -> None:
    assert CALENDAR.after(date(2026, 11, 24), 60) == Due(on=date(2027, 2, 19), provisional=True)


def test_a_limit_that_ends_before_the_year_without_a_decree_is_not_provisional() -> None:
    assert not CALENDAR.after(date(2026, 11, 24), 14).provisional


@pytest.mark.parametrize(("working_days", "due"), [(10, date(2025, 8, 18)), (14, date(2025, 8, 22))])
def test_before_the_decree_of_7_august_2025_its_day_was_a_working_day(working_days: int, due: date) -> None:
    known_then = load_calendar(known_on=date(2025, 8, 6))
    assert known_then.after(date(2025, 8, 4), working_days).on == due
    assert load_calendar(known_on=date(2025, 8, 7)).version != known_then.version


@pytest.mark.parametrize(
    ("sla_class", "due", "intervene_by"),
    [
        (SlaClass.NORMATIVE, date(2026, 3, 16), date(2026, 3, 11)),
        (SlaClass.STANDARD, date(2026, 4, 6), date(2026, 3, 17)),
        (SlaClass.FIELD_INSPECTION, date(2026, 6, 18), date(2026, 4, 21)),
    ],
)
def test_the_intervention_point_counts_back_from_the_end(
    sla_class: SlaClass, due: date, intervene_by: date
) -> None:
    policy = load_policy()
    assert CALENDAR.after(date(2026, 3, 9), policy.limit(sla_class)).on == due
    assert CALENDAR.before(due, policy.intervention(sla_class)) == intervene_by


def test_an_explanation_names_the_instrument_of_each_day_it_skips() -> None:
    days = CALENDAR.explain(date(2026, 3, 13), 3)
    assert [(day.date.day, day.counted) for day in days if day.counted] == [(16, 1), (17, 2), (25, 3)]
    assert [day.date for day in days] == [date(2026, 3, 13) + timedelta(days=n) for n in range(13)]
    assert days[0].why == STARTING_DAY
    assert days[1].why == WEEKEND
    assert days[3].why == WORKING_DAY
    (leave,) = (day for day in days if day.date == date(2026, 3, 18))
    assert leave.counted is None
    assert "1497 Tahun 2025" in leave.why


def test_a_decreed_year_has_the_days_of_its_decree_and_no_others() -> None:
    silent = replace(CALENDAR, days_off={}, decreed_years=frozenset({2027}))
    assert silent.day_off(date(2027, 8, 17)) is None


def test_a_holiday_that_never_moves_is_told_with_its_day_and_its_instrument() -> None:
    off = CALENDAR.day_off(date(2027, 8, 17))
    assert off is not None
    assert (off.date, off.kind) == (date(2027, 8, 17), DayKind.NATIONAL_HOLIDAY)
    assert (off.name_id, off.instrument) == (
        "Proklamasi Kemerdekaan",
        "Keputusan Presiden Nomor 8 Tahun 2024 tentang Hari-Hari Libur",
    )


def test_a_year_without_a_decree_knows_the_holidays_that_never_move() -> None:
    moving = [day for day in _year(2027) if CALENDAR.day_off(day)]
    assert moving == [
        date(2027, 1, 1),
        date(2027, 5, 1),
        date(2027, 6, 1),
        date(2027, 8, 17),
        date(2027, 12, 25),
    ]


def test_a_limit_has_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        CALENDAR.after(date(2026, 3, 9), 0)


@PATIENT
@for_all(DAYS, LIMITS)
def test_a_limit_always_ends_on_a_working_day_that_counts_it_full(start: date, limit: int) -> None:
    due = CALENDAR.after(start, limit).on
    assert CALENDAR.is_working_day(due)
    assert CALENDAR.working_days_between(start, due) == limit
    assert CALENDAR.working_days_between(due, start) == -limit


@PATIENT
@for_all(DAYS, LIMITS)
def test_counting_back_undoes_counting_forward_between_working_days(start: date, limit: int) -> None:
    start = CALENDAR.after(start, 1).on
    assert CALENDAR.before(CALENDAR.after(start, limit).on, limit) == start


@PATIENT
@for_all(DAYS, LIMITS)
def test_an_explanation_has_every_day_and_counts_as_the_limit_does(start: date, limit: int) -> None:
    days = CALENDAR.explain(start, limit)
    assert [day.date for day in days] == [start + timedelta(days=n) for n in range(len(days))]
    assert days[-1].date == CALENDAR.after(start, limit).on
    assert [day.counted for day in days if day.counted] == list(range(1, limit + 1))


@PATIENT
@for_all(DAYS, LIMITS)
def test_a_decree_never_shortens_a_limit_by_adding_a_day(start: date, limit: int) -> None:
    before = load_calendar(known_on=date(2025, 8, 6))
    after = load_calendar(known_on=date(2025, 8, 7))
    assert before.after(start, limit).on <= after.after(start, limit).on


def test_the_examples_in_the_module_hold() -> None:
    assert doctest.testmod(domain.calendar).failed == 0


def _year(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
