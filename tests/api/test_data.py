"""What is kept as data: days off, limits, the regency's units and its printed table."""

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

# Month and day, from another compilation of the same decrees (the holidays package, 0.109, cross-checked by hand).
HOLIDAYS = {
    2023: "0101 0122 0218 0322 0407 0422 0423 0501 0518 0601 0604 0629 0719 0817 0928 1225",
    2024: "0101 0208 0210 0311 0329 0331 0410 0411 0501 0509 0523 0601 0617 0707 0817 0916 1225",
    2025: "0101 0127 0129 0329 0331 0401 0418 0420 0501 0512 0529 0601 0606 0627 0817 0905 1225",
    2026: "0101 0116 0217 0319 0321 0322 0403 0405 0501 0514 0527 0531 0601 0616 0817 0825 1225",
}
LEAVE = {
    2023: "0123 0323 0419 0420 0421 0424 0425 0602 0628 0630 1226",
    2024: "0209 0312 0408 0409 0412 0415 0510 0524 0618 1226",
    2025: "0128 0328 0402 0403 0404 0407 0513 0530 0609 0818 1226",
    2026: "0216 0318 0320 0323 0324 0515 0528 1224",
}
ELECTIONS = {2023: "", 2024: "0214 1127", 2025: "", 2026: ""}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (DayKind.NATIONAL_HOLIDAY, HOLIDAYS),
        (DayKind.COLLECTIVE_LEAVE, LEAVE),
        (DayKind.SPECIAL, ELECTIONS),
    ],
)
@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_each_day_off_is_the_one_its_decree_names(year: int, kind: DayKind, expected: dict[int, str]) -> None:
    days = [day.date for day in load_calendar().days_off.values() if day.kind is kind]
    assert " ".join(f"{day:%m%d}" for day in sorted(days) if day.year == year) == expected[year]


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
    assert policy.first_response.working_days == policy.superior.working_days == 5
    assert policy.integration_reply.working_days == 30
    assert policy.evaluation.months == 6
    assert policy.privacy.hours == 72
    assert (policy.statutory_reply.calendar_days, policy.statutory_decision.calendar_days) == (14, 60)
    assert policy.reopened_minimum.working_days == 5
    assert policy.returns_before_flag.times == 3
    assert policy.constraint_notice.working_days == 0
    assert all(limit.source and limit.instrument for limit in policy.limits)


def test_what_the_regulation_does_not_say_is_not_passed_off_as_its_own() -> None:
    policy = load_policy()
    for limit in (policy.aspiration, policy.first_response, policy.silence):
        assert limit.instrument == "Praktik LAPOR!, bukan Rencana Aksi"
    assert policy.aspiration.working_days == 5


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
