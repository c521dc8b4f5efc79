"""A rebuild makes the same rows again, and readers see the old ones until all new ones are there."""

import asyncio
from dataclasses import replace
from typing import get_args
from uuid import uuid4

from domain import wire
from domain.events import Access, ContentViewed, Event
from domain.office_events import CategoryDefined, RoleGranted, RoleRevoked, UnitRegistered
from domain.people import ComplaintId, Role
from domain.texts import TextKind
from domain.vocabulary import Purpose
from tests.conftest import Connect
from tests.projections.chronicle import TABLES, Chronicle, organisation
from tests.projections.facts import about
from tests.support.cast import (
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    UNITS,
    institution_admin,
    liaison,
    national_admin,
)
from tests.support.document_samples import announced, document_opened, received
from tests.support.examples import example
from tests.support.handling_samples import supervision_asked
from tests.support.log import is_waiting, until
from tests.support.review_samples import conflict_declared
from tests.support.samples import (
    confirmed,
    copied,
    disposed,
    in_institution_review,
    rated,
    returned,
    submitted,
    verified,
    with_answer,
    with_liaison,
)

# Every case in one row, and whether each table that should know of it does.
WHOLE = """
SELECT count(*) AS cases,
       count(*) FILTER (WHERE EXISTS (SELECT FROM read.visible AS v WHERE v.complaint = c.complaint
                                      AND v.audience = 'national')) AS visible,
       count(*) FILTER (WHERE EXISTS (SELECT FROM read.history_entry AS h WHERE h.complaint = c.complaint
                                      AND h.type = 'ComplaintSubmitted')) AS told,
       (SELECT count(*) FROM read.unit) AS units
FROM read.case_file AS c WHERE c.complaint = ANY ($1)
"""


# What happens to no complaint, is not part of the organisation below, and takes no row away.
IN_THE_OFFICE = [
    name
    for name, kind in wire.TYPES.items()
    if kind not in {*get_args(Event), *get_args(Access), UnitRegistered, CategoryDefined, RoleRevoked}
]


async def a_busy_week(chronicle: Chronicle) -> list[ComplaintId]:
    """Something for every table."""
    cases = [ComplaintId(uuid4()) for _ in range(5)]
    await chronicle.happened(organisation())
    await chronicle.happened([example(name) for name in IN_THE_OFFICE])
    granted = example("RoleGranted")
    assert isinstance(granted, RoleGranted)
    await chronicle.happened(replace(granted, role=Role.LIAISON_OFFICER))
    await chronicle.happened(about(cases[0], with_answer(), confirmed(), rated(4)), by=liaison())
    await chronicle.happened(about(cases[1], with_liaison(), copied(DINAS_KESEHATAN), supervision_asked()))
    await chronicle.happened(about(cases[1], returned(DINAS_SOSIAL)))
    await chronicle.happened(about(cases[2], in_institution_review(), disposed()), by=institution_admin())
    await chronicle.happened(about(cases[3], submitted(), verified(anonymous=True, confidential=True)))
    opened = ContentViewed(
        complaint=cases[4], purpose=Purpose.VERIFICATION, kinds=(TextKind.NARRATIVE,), version=2
    )
    stepped_back = conflict_declared(national_admin().person)
    with_document = (submitted(contact=True), announced(), received(), stepped_back)
    looked_at = (opened, document_opened(complaint=cases[4]))
    await chronicle.happened(about(cases[4], with_document), looked_at)
    return cases


async def test_a_rebuild_makes_the_rows_that_were_there(chronicle: Chronicle) -> None:
    await a_busy_week(chronicle)
    live, cursors = await chronicle.digests(), await chronicle.cursors()
    for table in TABLES:
        assert await chronicle.rows(f"SELECT FROM read.{table}"), f"{table} proves nothing"

    applied = [await chronicle.runner.rebuild(), await chronicle.another_runner().rebuild()]

    assert set(applied) == {max(cursors.values()) + 1}
    assert await chronicle.digests() == live
    assert await chronicle.cursors() == cursors


async def test_a_rebuild_mends_rows_that_were_lost_and_removes_those_that_should_not_be(
    chronicle: Chronicle,
) -> None:
    cases = await a_busy_week(chronicle)
    live = await chronicle.digests()
    await chronicle.superuser.execute("DELETE FROM read.visible WHERE complaint = $1", cases[0])
    await chronicle.superuser.execute("UPDATE read.case_file SET headline = 'x'")
    await chronicle.superuser.execute(
        "INSERT INTO read.visible (audience, complaint, level, status, submitted_at)"
        " VALUES ('public', $1, 5, 'COMPLETED', now())",
        uuid4(),
    )

    await chronicle.runner.rebuild()

    assert await chronicle.digests() == live


async def test_readers_of_a_rebuild_see_all_old_rows_and_then_all_new_ones(
    chronicle: Chronicle, connect: Connect
) -> None:
    cases = await a_busy_week(chronicle)
    blocker, reader = await connect(), await connect()
    whole = {"cases": 5, "visible": 5, "told": 5, "units": len(UNITS)}
    async with blocker.transaction():
        # the rebuild comes to a halt here, with the tables of every projection before this one emptied
        await blocker.execute("LOCK TABLE read.placement IN EXCLUSIVE MODE")
        rebuilding = asyncio.create_task(chronicle.another_runner().rebuild())
        await until(lambda: is_waiting(blocker, "jejak_proj"), or_done=rebuilding)
        assert dict(await reader.fetchrow(WHOLE, cases)) == whole  # type: ignore[arg-type]

        late = ComplaintId(uuid4())
        await chronicle.noted(about(late, with_answer()))
        live = asyncio.create_task(chronicle.runner.catch_up())
    while not rebuilding.done():
        assert dict(await reader.fetchrow(WHOLE, cases)) == whole  # type: ignore[arg-type]

    await asyncio.gather(rebuilding, live)
    assert dict(await reader.fetchrow(WHOLE, [*cases, late])) == {  # type: ignore[arg-type]
        "cases": 6,
        "visible": 6,
        "told": 6,
        "units": len(UNITS),
    }


async def test_a_rebuild_amid_appends_and_other_runners_ends_with_the_same_rows(
    chronicle: Chronicle, connect: Connect
) -> None:
    cases = await a_busy_week(chronicle)
    reader, done = await connect(), asyncio.Event()

    async def append() -> None:
        for _ in range(15):
            await chronicle.noted(about(ComplaintId(uuid4()), with_answer()))
        done.set()

    async def follow() -> None:
        while await chronicle.runner.step(limit=20) or not done.is_set():
            pass

    async def rebuild() -> None:
        while not done.is_set():
            await chronicle.another_runner().rebuild()

    async def read() -> None:
        while not done.is_set():
            found = await reader.fetchrow(WHOLE, cases)
            assert found is not None
            assert dict(found) == {"cases": 5, "visible": 5, "told": 5, "units": len(UNITS)}

    await asyncio.gather(append(), follow(), rebuild(), read())

    await chronicle.runner.catch_up()
    live = await chronicle.digests()
    await chronicle.another_runner().rebuild()
    assert await chronicle.digests() == live
    assert len(await chronicle.rows("SELECT FROM read.case_file")) == 20
