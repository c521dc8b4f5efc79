"""Working days, with the vectors of 2025 and 2026."""

import doctest
from datetime import date, timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

import domain.calendar
from api.data import load_calendar, load_policy
from domain.calendar import STARTING_DAY, WEEKEND, WORKING_DAY, Due
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
    assert days[0].why == STARTING_DAY
    assert days[1].why == WEEKEND
    assert days[3].why == WORKING_DAY
    (leave,) = (day for day in days if day.date == date(2026, 3, 18))
    assert leave.counted is None
    assert "1497 Tahun 2025" in leave.why


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
