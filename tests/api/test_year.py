"""The regency's printed table of 2023, counted by the system from a synthetic year that went through it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from api.application.names import unit_of
from api.data import PrintedRow, load_calendar, load_recapitulation
from api.devtools import operations
from api.devtools.demo.year import Year, cases
from domain.people import Role
from tests.support.journey import COUNTY
from tests.support.system import System

pytestmark = pytest.mark.asyncio(loop_scope="module")

PRINTED = load_recapitulation()


async def play(system: System) -> None:
    year = Year(public=system.public, officer=system.as_officer, clock=system.clock, calendar=load_calendar())
    for case in cases():
        await year.play(case)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def played(shared: System) -> AsyncIterator[System]:
    await play(shared)
    yield shared


async def rows(system: System, role: Role, **period: str) -> list[dict[str, Any]]:
    given = {
        "institution": str(unit_of(COUNTY)),
        "receivedFrom": str(PRINTED.first_day),
        "receivedUntil": str(PRINTED.last_day),
        **period,
    }
    answer: list[dict[str, Any]] = (await system.officer(role).ask(operations.STATISTICS, given))[
        "statistics"
    ]
    return answer


def printed_rating(row: PrintedRow) -> float | None:
    """The table prints 0 where nothing was rated; a rating is never 0."""
    return float(row.rhp) or None


async def test_the_parent_counts_complaints_and_its_units_count_placements(played: System) -> None:
    parent, *units = await rows(played, Role.INSTITUTION_ADMIN)

    assert (parent["total"], parent["placements"]) == (18, 19)
    assert sum(row["total"] for row in units) == sum(row["placements"] for row in units) == 19
    assert (parent["averageRating"], parent["ratedCount"]) == (3.5, 2)
    assert parent["isParent"]
    assert not [row for row in units if row["isParent"]]


async def test_every_row_has_the_counts_of_the_printed_one(played: System) -> None:
    parent, *units = await rows(played, Role.INSTITUTION_ADMIN)

    assert len(units) == len(PRINTED.units) == 11
    found = {row["unit"]: row for row in (parent, *units)}
    for printed in (PRINTED.parent, *PRINTED.units):
        row = found[printed.unit]
        counts = ("unverified", "notFollowedUp", "inProcess", "completed", "total")
        assert tuple(row[name] for name in counts) == (
            printed.unverified,
            printed.not_followed_up,
            printed.in_process,
            printed.completed,
            printed.total,
        ), printed.unit
        assert row["followUpPercent"] == printed.follow_up_percent
        assert row["averageRating"] == printed_rating(printed), printed.unit
        assert row["ratedCount"] == (0 if printed_rating(printed) is None else 2 if row["isParent"] else 1)
        assert (row["lastViewedAt"] is None) == (printed.last_viewed_at is None), printed.unit


async def test_where_nothing_was_rated_there_is_null_and_never_0(played: System) -> None:
    ratings = [row["averageRating"] for row in await rows(played, Role.INSTITUTION_ADMIN)]

    assert sorted(rating for rating in ratings if rating is not None) == [2.0, 3.5, 5.0]
    assert ratings.count(None) == 9


async def test_every_row_has_a_mean_of_days_since_every_unit_responded(played: System) -> None:
    """The printed RTL follows from no reading of the table, so it is not compared."""
    assert all(row["averageFollowUpDays"] > 0 for row in await rows(played, Role.INSTITUTION_ADMIN))


async def test_a_period_holds_the_complaints_that_the_institution_received_in_it_both_days_included(
    played: System,
) -> None:
    calendar = load_calendar()
    received = [calendar.after(case.submitted, working_days=1).on for case in cases()]
    first, last = received[0], received[-1]
    day = timedelta(days=1)

    for begin, end in (
        (first, last),
        (first + day, last),
        (first, last - day),
        (first, first),
        (last + day, last),
    ):
        parent = (
            await rows(played, Role.INSTITUTION_ADMIN, receivedFrom=str(begin), receivedUntil=str(end))
        )[0]
        assert parent["total"] == sum(begin <= each <= end for each in received)


async def test_the_same_table_for_all_who_may_see_it_and_none_for_others(played: System) -> None:
    table = await rows(played, Role.INSTITUTION_ADMIN)

    for role in (Role.NATIONAL_ADMIN, Role.RESPONSIBLE_HEAD, Role.PATRON, Role.INTERNAL_AUDITOR):
        assert await rows(played, role) == table
    given = {
        "institution": str(unit_of(COUNTY)),
        "receivedFrom": str(PRINTED.first_day),
        "receivedUntil": str(PRINTED.last_day),
    }
    assert (await played.public.ask(operations.STATISTICS, given))["statistics"] == []


async def test_playing_the_year_again_appends_nothing_and_changes_nothing(played: System) -> None:
    table, events = await rows(played, Role.INSTITUTION_ADMIN), await played.events()

    await play(played)

    assert await played.events() == events
    assert await rows(played, Role.INSTITUTION_ADMIN) == table
