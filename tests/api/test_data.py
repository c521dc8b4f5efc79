"""What is kept as data: days off, limits, the regency's units and its printed table."""

from collections import Counter
from datetime import date

import pytest

from api.data import (
    load_calendar,
    load_decrees,
    load_organisation,
    load_policy,
    load_recapitulation,
)
from domain.calendar import DayKind
from domain.people import UnitKind
from domain.vocabulary import SlaClass


@pytest.mark.parametrize(
    ("year", "holidays", "leave", "special"),
    [(2023, 16, 11, 0), (2024, 17, 10, 2), (2025, 17, 11, 0), (2026, 17, 8, 0)],
)
def test_each_year_has_as_many_days_off_as_its_decrees_say(
    year: int, holidays: int, leave: int, special: int
) -> None:
    kinds = Counter(day.kind for day in load_calendar().days_off.values() if day.date.year == year)
    assert kinds == Counter(
        {
            DayKind.NATIONAL_HOLIDAY: holidays,
            DayKind.COLLECTIVE_LEAVE: leave,
            DayKind.SPECIAL: special,
        }
    )


def test_collective_leave_is_never_at_a_weekend() -> None:
    leave = [day for day in load_calendar().days_off.values() if day.kind is DayKind.COLLECTIVE_LEAVE]
    assert all(day.date.weekday() < 5 for day in leave)


def test_the_leave_of_lebaran_2023_was_moved_forward() -> None:
    first = load_calendar(known_on=date(2023, 3, 28))
    assert not first.is_working_day(date(2023, 4, 26))
    assert first.is_working_day(date(2023, 4, 19))
    assert load_calendar().is_working_day(date(2023, 4, 26))
    assert not load_calendar().is_working_day(date(2023, 4, 19))


def test_a_day_off_lies_in_the_year_of_its_decree_and_carries_its_instrument() -> None:
    for decree in load_decrees():
        assert {day.date.year for day in decree.days} == {decree.year}
        assert {day.instrument for day in decree.days} == {decree.instrument}


def test_2027_has_no_decree_yet() -> None:
    assert load_calendar().decreed_years == frozenset({2023, 2024, 2025, 2026})


def test_no_calendar_was_known_before_the_first_instrument() -> None:
    with pytest.raises(LookupError):
        load_calendar(known_on=date(2022, 1, 1))


def test_the_limits_are_those_of_the_regulation_each_with_its_clause() -> None:
    policy = load_policy()
    assert [policy.limit(each) for each in SlaClass] == [5, 14, 60]
    assert [policy.intervention(each) for each in SlaClass] == [3, 8, 35]
    assert policy.review.working_days == 3
    assert policy.completion.working_days == 10
    assert policy.silence.working_days == 10
    limits = [
        *policy.resolution.values(),
        *policy.interventions.values(),
        policy.review,
        policy.completion,
        policy.silence,
    ]
    assert all(limit.source for limit in limits)


def test_every_agency_of_the_regency_has_a_category_of_its_own() -> None:
    organisation = load_organisation()
    agencies = [unit.code for unit in organisation.units if unit.kind is UnitKind.AGENCY]
    assert len(agencies) == 12
    assert [category.unit for category in organisation.categories] == agencies
    assert len({category.category for category in organisation.categories}) == 12


def test_a_parent_comes_before_its_children() -> None:
    seen: set[str] = set()
    for unit in load_organisation().units:
        assert unit.parent is None or unit.parent in seen
        seen.add(unit.code)


def test_the_printed_table_is_kept_with_its_contradiction() -> None:
    table = load_recapitulation()
    assert table.parent.total == 18
    assert sum(row.total for row in table.units) == 19
    assert (table.parent.rtl, table.parent.rhp) == ("5.7", "3.50")
    names = {unit.name for unit in load_organisation().units}
    assert {row.unit for row in table.units} <= names
