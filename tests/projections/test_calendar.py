"""Calendar and limits by version, and days counted in the database as the domain counts them."""

from dataclasses import replace
from datetime import date, timedelta

import asyncpg
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from api.application.decrees import calendar_of, policy_of
from api.application.names import SYSTEM
from api.data import load_calendar, load_decrees, load_policy
from domain.calendar import Calendar, Day, DayKind, DayOff, explain_calendar_days
from domain.decree_commands import DecreeCommand, DecreedDay, LoadCalendar
from domain.decree_events import DecreeEvent
from domain.decrees import Rulebook, decide_decree, replay_decrees
from tests.projections.chronicle import Chronicle

COUNTED = "SELECT day AS date, counted, why FROM read.count_days($1, $2, $3) ORDER BY day"


def shipped() -> tuple[DecreeEvent, ...]:
    """Every version that a deployment starts with."""
    rulebook = Rulebook()
    events: list[DecreeEvent] = []
    commands: list[DecreeCommand] = [*map(calendar_of, load_decrees()), policy_of(load_policy())]
    for command in commands:
        events.append(decide_decree(command, rulebook, SYSTEM))
        rulebook = replay_decrees(events[-1:], rulebook)
    return tuple(events)


async def counted(connection: asyncpg.Connection, calendar: Calendar, start: date, until: date) -> list[Day]:
    return [Day(**row) for row in await connection.fetch(COUNTED, calendar.version, start, until)]


async def test_every_version_stands_there_with_all_its_days_and_limits(chronicle: Chronicle) -> None:
    await chronicle.happened(*shipped())
    for decree in load_decrees():
        calendar = load_calendar(decree.published)
        [row] = await chronicle.rows("SELECT * FROM read.calendar WHERE version = $1", decree.version)
        days = await chronicle.rows("SELECT * FROM read.day_off WHERE version = $1", decree.version)
        assert (row["instrument"], row["published_on"]) == (decree.instrument, decree.published)
        assert frozenset(row["decreed_years"]) == calendar.decreed_years
        assert {(day["day"], day["kind"], day["name_id"], day["instrument"]) for day in days} == {
            (day.date, day.kind, day.name_id, day.instrument) for day in calendar.days_off.values()
        }
    limits = await chronicle.rows("SELECT * FROM read.policy_limit ORDER BY place")
    assert [(row["name"], row["sla_class"], row["amount"], row["unit"], row["source"]) for row in limits] == [
        (limit.name, limit.sla_class, limit.amount, limit.unit, limit.source)
        for limit in load_policy().limits
    ]


async def test_days_are_counted_in_the_database_as_in_the_domain(chronicle: Chronicle) -> None:
    """All of what the domain can be asked: every version, years with and without a decree, any length."""
    await chronicle.happened(*shipped())
    calendars = [load_calendar(decree.published) for decree in load_decrees()]
    asked: list[tuple[Calendar, date, int]] = []

    @for_all(
        st.sampled_from(calendars),
        st.dates(min_value=date(2022, 1, 1), max_value=date(2029, 12, 31)),
        st.integers(min_value=1, max_value=90),
    )
    def collect(calendar: Calendar, start: date, limit: int) -> None:
        asked.append((calendar, start, limit))

    collect()
    for calendar, start, limit in asked:
        explained = calendar.explain(start, limit)
        found = await counted(chronicle.superuser, calendar, start, explained[-1].date)
        assert tuple(found) == explained, (calendar.version, start, limit)


async def test_the_end_of_a_limit_is_found_in_the_database_as_in_the_domain(chronicle: Chronicle) -> None:
    await chronicle.happened(*shipped())
    calendar = load_calendar()
    days = [date(2023, 1, 1) + timedelta(days=37 * n) for n in range(60)]
    for start, limit in [(day, limit) for day in days for limit in (1, 5, 60, 260)]:
        [row] = await chronicle.rows("SELECT * FROM read.due_date($1, $2)", start, limit)
        due = calendar.after(start, limit)
        assert (row["due_on"], row["provisional"]) == (due.on, due.provisional), (start, limit)
        assert (row["started_on"], row["working_days"]) == (start, limit)
        assert row["calendar_version"] == calendar.version


async def test_a_limit_ends_even_where_hardly_a_day_is_left_to_work(chronicle: Chronicle) -> None:
    """The function looks only so far ahead; a calendar full of days off must not put the end out of its sight."""
    await chronicle.happened(*shipped())
    full = [date(2026, 1, 1) + timedelta(days=n) for n in range(4 * 365 + 1)]
    await chronicle.superuser.execute(
        "INSERT INTO read.day_off SELECT $1, day, 'SPECIAL', 'x', 'y' FROM unnest($2::date[]) AS day"
        " ON CONFLICT DO NOTHING",
        load_calendar().version,
        full,
    )
    off = {day: DayOff(date=day, kind=DayKind.SPECIAL, name_id="x", instrument="y") for day in full}
    calendar = replace(load_calendar(), days_off={**load_calendar().days_off, **off})
    [row] = await chronicle.rows("SELECT * FROM read.due_date($1, 260)", date(2025, 12, 30))
    assert row["due_on"] == calendar.after(date(2025, 12, 30), 260).on > date(2030, 12, 1)


async def test_a_decree_outweighs_the_holidays_that_never_move(chronicle: Chronicle) -> None:
    """In a settled year only the decree says what is off; in any other one it says so first."""
    proclamation = DecreedDay(date=date(2027, 8, 17), kind=DayKind.REGIONAL, name_id="Upacara kabupaten")
    command = LoadCalendar(
        version="NTB-1",
        instrument="Keputusan Bupati",
        published=date(2026, 4, 1),
        settles=None,
        days=(proclamation,),
        withdrawn=(date(2026, 8, 17),),
    )
    event = decide_decree(command, replay_decrees(shipped()), SYSTEM)
    await chronicle.happened(*shipped(), event)
    calendar = replay_decrees([*shipped(), event]).calendar
    assert calendar is not None
    for year in (2026, 2027):
        explained = calendar.explain(date(year, 8, 13), 4)
        found = await counted(chronicle.superuser, calendar, date(year, 8, 13), explained[-1].date)
        assert tuple(found) == explained


async def test_calendar_days_all_count(chronicle: Chronicle) -> None:
    await chronicle.happened(*shipped())
    start = date(2026, 3, 13)
    rows = await chronicle.rows(
        "SELECT day AS date, counted, why FROM read.count_days($1, $2, $3, 'CALENDAR_DAYS') ORDER BY day",
        load_calendar().version,
        start,
        start + timedelta(days=14),
    )
    assert tuple(Day(**row) for row in rows) == explain_calendar_days(start, 14)


@pytest.mark.parametrize(("version", "unit"), [("ID-1999-01-01", "WORKING_DAYS"), (None, "HOURS")])
async def test_nothing_is_counted_by_an_unknown_calendar_or_in_hours(
    chronicle: Chronicle, version: str | None, unit: str
) -> None:
    await chronicle.happened(*shipped())
    question = "SELECT * FROM read.count_days($1, date '2026-03-09', date '2026-03-12', $2)"
    assert await chronicle.rows(question, version or load_calendar().version, unit) == []


async def test_before_any_calendar_there_is_no_answer(chronicle: Chronicle) -> None:
    assert await chronicle.rows("SELECT * FROM read.due_date(date '2026-03-09', 5)") == []
