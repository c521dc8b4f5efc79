"""A table as the log stood: whatever happens later, the same report comes out again; and what it counts besides."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all

from domain.deadlines import Clock
from domain.events import Event
from domain.office_events import InboxViewed
from domain.people import ComplaintId, UnitId
from domain.vocabulary import Cause, Resolution
from tests.conftest import Connect
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about
from tests.projections.test_calendar import shipped
from tests.support.cast import COUNTY, DINAS_KESEHATAN, DINAS_SOSIAL, NOW, liaison
from tests.support.days import resolution
from tests.support.handling_samples import breached, disputed, reclassified, withdrawn
from tests.support.properties import PATIENT
from tests.support.review_samples import archived, completion_requested, linked, supplied
from tests.support.samples import (
    accepted,
    answered,
    confirmed,
    copied,
    disposed,
    in_institution_review,
    rated,
    responded,
    returned,
    taken_up,
    verified,
    with_answer,
    with_liaison,
)
from tests.support.walker import Step, Walker
from tests.support.walks import WALKS

QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
LATE = breached(Clock.RESOLUTION, date(2026, 4, 6), DINAS_SOSIAL)
MUCH_LATER = NOW + timedelta(days=60)


@pytest.fixture
async def application(connect: Connect) -> asyncpg.Connection:
    """Whoever reads the table: the API's role."""
    return await connect("jejak_app")


async def table(application: asyncpg.Connection, as_of: int | None = None) -> dict[UnitId, dict[str, Any]]:
    """The county's recapitulation of the first quarter, by unit."""
    rows = await application.fetch(
        "SELECT * FROM read.recapitulation($1, $2, $3, $4)", COUNTY, *QUARTER, as_of
    )
    return {row["unit"]: dict(row) for row in rows}


async def dataset(
    application: asyncpg.Connection, as_of: int | None = None, *, whole: bool = True
) -> list[tuple[Any, ...]]:
    """The county's cells of the first quarter."""
    rows = await application.fetch(
        "SELECT * FROM read.evaluation_dataset($1, $2, $3, $4, $5) ORDER BY merged, complaints DESC, type, cause",
        *(COUNTY, *QUARTER, as_of, whole),
    )
    return [tuple(row.values()) for row in rows]


async def told(chronicle: Chronicle, *histories: Sequence[Event]) -> list[ComplaintId]:
    """Each history is a case of its own."""
    cases = [ComplaintId(uuid4()) for _ in histories]
    await chronicle.happened(organisation(), *shipped())
    for case, history in zip(cases, histories, strict=True):
        await chronicle.happened(about(case, history))
    return cases


async def head(chronicle: Chronicle) -> int:
    """The last position."""
    return max((await chronicle.cursors()).values())


@pytest.mark.edge_case(17)
async def test_a_closed_period_comes_out_the_same_after_a_reopening_in_a_later_one(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    """Edge 17: the case is disputed in the second quarter, answered late and otherwise, and rated again."""
    first, _ = await told(chronicle, (*with_answer(), confirmed(), rated(5)), taken_up())
    closed = await head(chronicle)
    before = (await table(application), await dataset(application))
    assert before[0][COUNTY]["completed"] == 1

    again = answered()
    await chronicle.happened(about(first, disputed(*resolution()), LATE, copied()), at=MUCH_LATER)
    await chronicle.happened(about(first, again, confirmed(), rated(1), disputed()), at=MUCH_LATER)

    assert (await table(application, closed), await dataset(application, closed)) == before
    now = (await table(application))[COUNTY]
    assert (now["completed"], now["in_process"], now["average_rating"]) == (0, 2, 1.0)
    assert (now["resolved_on_time"], now["resolved_late"]) == (1, 1)


@settings(PATIENT, max_examples=25, suppress_health_check=[*HealthCheck])
@for_all(WALKS)
async def test_at_every_position_the_table_is_the_one_that_stood_there(
    chronicle: Chronicle, connect: Connect, steps: list[Step]
) -> None:
    await chronicle.without_cases(organisation(), *shipped())
    reader = await connect("jejak_app")
    complaint, walker = ComplaintId(uuid4()), Walker()
    seen: list[tuple[int, object, object]] = []
    for step in steps:
        if events := walker.take(step):
            await chronicle.happened(about(complaint, events), at=walker.at)
            stood = (await table(reader), await dataset(reader))
            seen.append((await head(chronicle), *stood))
    assert await chronicle.stops() == {}
    for position, figures, cells in seen:
        assert await table(reader, position) == figures
        assert await dataset(reader, position) == cells
    await reader.close()


async def test_nothing_leaves_the_total_unseen(chronicle: Chronicle, application: asyncpg.Connection) -> None:
    await told(
        chronicle,
        with_liaison(),
        (*with_liaison(), withdrawn()),
        (*with_liaison(), completion_requested(), archived()),
        (*with_liaison(), completion_requested()),
        (*with_liaison(), withdrawn(), supplied()),
    )
    for row in (await table(application)).values():
        assert (row["unverified"], row["deferred"], row["archived"], row["total"]) == (
            (2, 1, 2, 5) if row["unit"] == DINAS_SOSIAL else (0, 1, 2, 5)
        )
        assert (row["archived_incomplete"], row["archived_withdrawn"]) == (1, 1)


async def test_what_was_late_counts_with_the_unit_that_had_it_then(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    moved = (returned(), disposed(DINAS_KESEHATAN), accepted(DINAS_KESEHATAN), responded(DINAS_KESEHATAN))
    await told(
        chronicle,
        with_answer(),
        (*taken_up(), LATE),
        (*taken_up(), LATE, answered()),
        (*taken_up(), LATE, copied(), *moved, answered(DINAS_KESEHATAN)),
        (*taken_up(), LATE, reclassified(*resolution(), after_breach=True), answered()),
    )
    rows = await table(application)
    resolved = {unit: (row["resolved_on_time"], row["resolved_late"]) for unit, row in rows.items()}
    assert resolved == {COUNTY: (3, 4), DINAS_SOSIAL: (2, 4), DINAS_KESEHATAN: (1, 0)}
    assert {unit: row["overdue_open"] for unit, row in rows.items()} == {
        COUNTY: 1,
        DINAS_SOSIAL: 1,
        DINAS_KESEHATAN: 0,
    }


async def test_days_are_told_in_both_ways_for_the_first_response_and_for_the_answer(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    """From Monday 9 March: to Monday 16 March 5 working days, to Thursday 26 March 8 (two holidays and leave)."""
    [case] = await told(chronicle, (*with_liaison(), accepted()))
    await chronicle.happened(about(case, responded()), at=NOW + timedelta(days=7))
    await chronicle.happened(about(case, answered()), at=NOW + timedelta(days=17))
    for row in (await table(application)).values():
        assert (row["average_first_response_days"], row["average_final_answer_days"]) == (7.0, 17.0)
        assert row["average_first_response_working_days"] == 5.0
        assert row["average_final_answer_working_days"] == 8.0
        assert (row["average_follow_up_days"], row["average_follow_up_working_days"]) == (12.0, 6.5)


async def test_linked_complaints_are_one_matter(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    [lead] = await told(chronicle, with_liaison())
    for _ in range(2):
        follower = ComplaintId(uuid4())
        link = type(linked())(complaint=follower, lead=lead)
        await chronicle.happened(about(follower, with_liaison()), link)
    row = (await table(application))[COUNTY]
    assert (row["total"], row["subjects"]) == (3, 1)


async def test_a_case_that_ended_though_nobody_of_the_unit_looked_is_counted(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    look = InboxViewed(person=liaison().person, unit=DINAS_SOSIAL)
    await chronicle.happened(organisation(), *shipped(), look)
    unseen, seen = ComplaintId(uuid4()), ComplaintId(uuid4())
    await chronicle.happened(about(unseen, with_answer(), confirmed()), look)
    await chronicle.happened(about(seen, with_liaison()), look)
    await chronicle.happened(about(seen, [*with_answer()[len(with_liaison()) :], confirmed()]))

    rows = await table(application)

    assert {unit: row["completed_without_view"] for unit, row in rows.items()} == {COUNTY: 1, DINAS_SOSIAL: 1}


def coded(cause: Cause, resolved: Resolution) -> tuple[Event, ...]:
    """A case that was answered for this cause, in this way."""
    answer = answered()
    made = type(answer)(
        complaint=answer.complaint,
        unit=answer.unit,
        text=answer.text,
        cause=cause,
        resolution=resolved,
        deadlines=answer.deadlines,
        policy=answer.policy,
        calendar=answer.calendar,
    )
    return (*taken_up(), made)


async def test_the_data_set_of_an_evaluation_adds_up_to_the_total(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    await told(
        chronicle,
        *4 * [coded(Cause.DELAY, Resolution.REMEDIED)],
        *2 * [coded(Cause.COST, Resolution.EXPLAINED)],
        coded(Cause.CONDUCT, Resolution.NOTED),
        with_liaison(),
        in_institution_review(),
        in_institution_review()[:1] + verified() + in_institution_review()[-1:],
    )
    cells = await dataset(application)
    assert cells == [
        ("GRIEVANCE", "DELAY", "REMEDIED", 4, False),
        ("GRIEVANCE", None, None, 3, False),
        ("GRIEVANCE", "COST", "EXPLAINED", 2, False),
        ("GRIEVANCE", "CONDUCT", "NOTED", 1, False),
    ]
    assert sum(cell[3] for cell in cells) == (await table(application))[COUNTY]["total"]


async def test_small_cells_are_put_together_and_never_alone(
    chronicle: Chronicle, application: asyncpg.Connection
) -> None:
    await told(
        chronicle,
        *4 * [coded(Cause.DELAY, Resolution.REMEDIED)],
        *3 * [coded(Cause.COST, Resolution.EXPLAINED)],
        coded(Cause.CONDUCT, Resolution.NOTED),
    )
    # one case alone would be known by what is missing, so the next smallest cell goes with it
    assert await dataset(application, whole=False) == [
        ("GRIEVANCE", "DELAY", "REMEDIED", 4, False),
        (None, None, None, 4, True),
    ]
