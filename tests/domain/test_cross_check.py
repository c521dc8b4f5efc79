"""Days off and due dates against another compilation of the same decrees: the package `holidays`.

It is a cross-check and nothing else; no deadline comes from it. Where the two differ, the decree decides, and the
difference is listed here with its reason.
"""

from datetime import date, timedelta
from functools import cache

import holidays
import pytest
from hypothesis import assume
from hypothesis import given as for_all
from hypothesis import strategies as st

from api.data import load_calendar
from tests.support.properties import OFTEN

CALENDAR = load_calendar()
LAST = date(2025, 12, 31)  # of what the package takes from decrees; later years are its own reckoning
NOT_KNOWN_THERE = {
    # Keputusan Bersama 1497/2025 names these. The release that fits our other dependencies reckons the feasts of 2026
    # from astronomy, which gives Idulfitri one day, and knows no collective leave of that year.
    date(2026, 2, 16),
    date(2026, 3, 18),
    date(2026, 3, 20),
    date(2026, 3, 22),
    date(2026, 3, 23),
    date(2026, 3, 24),
    date(2026, 5, 15),
    date(2026, 5, 28),
    date(2026, 12, 24),
}


@cache
def elsewhere(year: int) -> frozenset[date]:
    """National holidays, election days and collective leave, as the package has them."""
    known = holidays.country_holidays("ID", years=year, categories=(holidays.PUBLIC, holidays.GOVERNMENT))
    return frozenset(day for day in known if day.year == year)


def counted_elsewhere(start: date, working_days: int) -> date:
    """The n-th working day, counted by hand over the package's days."""
    day = start
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5 and day not in elsewhere(day.year)
    return day


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_every_day_off_is_one_elsewhere_too(year: int) -> None:
    assert {day for day in CALENDAR.days_off if day.year == year} == elsewhere(year)


def test_what_2026_has_more_is_what_its_decree_names() -> None:
    here = {day for day in CALENDAR.days_off if day.year == 2026}
    assert elsewhere(2026) <= here
    assert here - elsewhere(2026) <= NOT_KNOWN_THERE


@OFTEN
@for_all(
    st.dates(min_value=date(2023, 1, 1), max_value=date(2025, 12, 1)), st.integers(min_value=1, max_value=120)
)
def test_a_limit_ends_where_it_ends_elsewhere(start: date, working_days: int) -> None:
    due = CALENDAR.after(start, working_days).on
    assume(due <= LAST)
    assert due == counted_elsewhere(start, working_days)
