"""The table of BAB VII: a parent counts complaints, its units count placements; nothing is not nought."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from domain.events import Event
from domain.office_events import InboxViewed
from domain.people import ComplaintId, Tier, UnitId
from domain.wire import AnyEvent
from tests.conftest import Connect
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about
from tests.support.cast import COUNTY, DINAS_KESEHATAN, DINAS_SOSIAL, NOW, OTHER_COUNTY, OTHER_DINAS, person
from tests.support.samples import (
    accepted,
    answered,
    confirmed,
    copied,
    disposed,
    followed_up,
    forwarded,
    in_institution_review,
    rated,
    responded,
    submitted,
    taken_up,
    verified,
    with_answer,
    with_liaison,
)

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
async def application(connect: Connect) -> asyncpg.Connection:
    """Whoever reads the table: the API's role."""
    return await connect("jejak_app")


async def table(
    application: asyncpg.Connection, institution: UnitId = COUNTY, period: tuple[date, date] = YEAR
) -> dict[UnitId, dict[str, Any]]:
    """The recapitulation of an institution, by unit."""
    rows = await application.fetch("SELECT * FROM read.recapitulation($1, $2, $3)", institution, *period)
    return {row["unit"]: dict(row) for row in rows}


def another(*happened: Event | Iterable[Event]) -> tuple[AnyEvent, ...]:
    """The same history for a complaint of its own."""
    return about(ComplaintId(uuid4()), *happened)


@pytest.mark.edge_case(15)
async def test_a_copied_complaint_counts_once_above_and_in_each_of_its_units(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    await chronicle.happened(organisation())
    for to in (DINAS_SOSIAL, DINAS_SOSIAL, DINAS_KESEHATAN):
        await chronicle.happened(another(in_institution_review(), verified(Tier.INSTITUTION), disposed(to)))
    copy = (in_institution_review(), verified(Tier.INSTITUTION), disposed(DINAS_SOSIAL), copied())
    await chronicle.happened(another(*copy, accepted(), responded(), answered(), confirmed()))

    rows = await table(application)

    assert {unit: row["total"] for unit, row in rows.items()} == {
        COUNTY: 4,
        DINAS_SOSIAL: 3,
        DINAS_KESEHATAN: 2,
    }
    assert {unit: row["placements"] for unit, row in rows.items()} == {
        COUNTY: 5,
        DINAS_SOSIAL: 3,
        DINAS_KESEHATAN: 2,
    }
    assert [unit for unit, row in rows.items() if row["is_parent"]] == [COUNTY]
    assert {unit: row["completed"] for unit, row in rows.items()} == dict.fromkeys(rows, 1)


async def test_the_four_columns_count_each_case_where_it_stands(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    await chronicle.happened(organisation())
    stages = [with_liaison(), (*with_liaison(), accepted()), taken_up(), with_answer()]
    for stage in [*stages, *[(*with_answer(), confirmed())] * 6]:
        await chronicle.happened(another(stage))

    row = (await table(application))[DINAS_SOSIAL]

    counted = [row[name] for name in ("unverified", "not_followed_up", "in_process", "completed", "total")]
    assert counted == [1, 1, 2, 6, 10]


async def test_the_institution_has_a_case_before_and_after_its_own_verification(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    await chronicle.happened(organisation(), in_institution_review())
    assert (await table(application))[COUNTY]["unverified"] == 1
    await chronicle.happened(verified(Tier.INSTITUTION))
    row = (await table(application))[COUNTY]
    assert (row["unverified"], row["not_followed_up"], row["placements"]) == (0, 1, 0)


async def test_a_copy_for_a_unit_of_another_institution_counts_there(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    await chronicle.happened(
        organisation(), taken_up(), copied(OTHER_DINAS), answered(), confirmed(), rated(5)
    )

    here, there = await table(application), await table(application, OTHER_COUNTY)

    assert here.keys() == {COUNTY, DINAS_SOSIAL}
    assert (here[COUNTY]["total"], here[COUNTY]["placements"]) == (1, 1)
    assert (here[COUNTY]["average_rating"], here[DINAS_SOSIAL]["average_rating"]) == (5.0, 5.0)
    assert {unit: (row["total"], row["placements"], row["completed"]) for unit, row in there.items()} == {
        OTHER_COUNTY: (1, 1, 1),
        OTHER_DINAS: (1, 1, 1),
    }
    # it neither acted nor was it rated
    assert there[OTHER_COUNTY]["average_follow_up_days"] is there[OTHER_COUNTY]["average_rating"] is None
    assert there[OTHER_DINAS]["rated_count"] == there[OTHER_COUNTY]["rated_count"] == 0


async def test_the_parents_rating_is_the_mean_of_ratings_and_not_of_units(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    await chronicle.happened(organisation())
    for to, stars in ((DINAS_SOSIAL, 5), (DINAS_SOSIAL, 5), (DINAS_SOSIAL, 5), (DINAS_KESEHATAN, 1)):
        handled = (disposed(to), accepted(to), responded(to), answered(to), confirmed(), rated(stars))
        await chronicle.happened(another(in_institution_review(), *handled))
    await chronicle.happened(another(with_answer(), confirmed()))

    rows = await table(application)

    assert {unit: (row["average_rating"], row["rated_count"]) for unit, row in rows.items()} == {
        COUNTY: (4.0, 4),
        DINAS_SOSIAL: (5.0, 3),
        DINAS_KESEHATAN: (1.0, 1),
    }


async def test_a_copy_is_not_rated(chronicle: Chronicle, application: asyncpg.Connection) -> None:
    await chronicle.happened(organisation(), with_answer(), copied(), confirmed(), rated(2))

    rows = await table(application)

    assert rows[DINAS_KESEHATAN]["average_rating"] is None
    assert rows[COUNTY]["rated_count"] == rows[DINAS_SOSIAL]["rated_count"] == 1


async def test_days_are_counted_for_each_action_from_the_day_the_unit_got_the_case(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    await chronicle.happened(organisation(), with_liaison())
    for days, event in ((0, accepted()), (1, responded()), (4, followed_up()), (10, answered())):
        await chronicle.happened(event, at=NOW + timedelta(days=days))

    rows = await table(application)

    assert rows[DINAS_SOSIAL]["average_follow_up_days"] == rows[COUNTY]["average_follow_up_days"] == 5.0
    actions = await chronicle.rows("SELECT action, days FROM read.follow_up_action ORDER BY position")
    assert [(row["action"], row["days"]) for row in actions] == [
        ("InitialResponseGiven", 1),
        ("FollowUpRecorded", 4),
        ("FinalAnswerGiven", 10),
    ]


async def test_where_nothing_happened_there_is_null_and_not_nought(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    await chronicle.happened(organisation(), with_liaison())

    row = (await table(application))[DINAS_SOSIAL]

    assert [row[name] for name in ("average_follow_up_days", "average_rating", "last_viewed_at")] == [
        None
    ] * 3
    assert row["rated_count"] == 0


async def test_an_institution_without_a_case_has_a_row_and_its_units_have_none(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    await chronicle.happened(organisation(), with_answer())
    [(unit, row)] = (await table(application, OTHER_COUNTY)).items()
    assert (unit, row["is_parent"], row["total"], row["placements"]) == (OTHER_COUNTY, True, 0, 0)


async def test_the_day_a_case_reached_the_institution_decides_the_period(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    # the last hour of March in Greenwich is the first of April in Lombok Tengah
    await chronicle.happened(organisation(), submitted(), verified(), at=datetime(2026, 3, 30, tzinfo=UTC))
    await chronicle.happened(forwarded(), at=datetime(2026, 3, 31, 23, tzinfo=UTC))
    await chronicle.happened(disposed(), at=datetime(2026, 5, 4, tzinfo=UTC))

    async def totals(first: date, last: date) -> dict[UnitId, int]:
        rows = await table(application, period=(first, last))
        return {unit: row["total"] for unit, row in rows.items()}

    assert await totals(date(2026, 3, 1), date(2026, 3, 31)) == {COUNTY: 0}
    assert await totals(date(2026, 4, 1), date(2026, 4, 1)) == {COUNTY: 1, DINAS_SOSIAL: 1}
    assert await totals(date(2026, 4, 2), date(2026, 5, 31)) == {COUNTY: 0}


async def test_each_row_tells_when_somebody_of_the_unit_last_looked(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    await chronicle.happened(organisation(), with_answer())
    await chronicle.happened(InboxViewed(person=person("liaison"), unit=DINAS_SOSIAL), at=NOW)
    later = NOW + timedelta(days=400)
    await chronicle.happened(InboxViewed(person=person("deputy"), unit=DINAS_SOSIAL), at=later)
    await chronicle.happened(InboxViewed(person=person("admin"), unit=COUNTY), at=NOW)

    rows = await table(application)

    assert (rows[DINAS_SOSIAL]["last_viewed_at"], rows[COUNTY]["last_viewed_at"]) == (later, NOW)
