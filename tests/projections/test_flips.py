"""F20: flips under load. Readers of every kind never see tables of two generations, never a position that went
back, and never an error."""

import asyncio
import json
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from api.application.files import claims_of
from api.auth import Caller
from api.parts import build_compiler
from domain.people import ComplaintId
from projections import generations
from schema.build import build_schema
from schema.compiler import ClaimedPool
from schema.compiler import Request as Prepared
from tests.conftest import Connect, Pool
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about
from tests.projections.versions import mark, rebuild_of
from tests.schema.asking import TODAY
from tests.support.cast import national_admin
from tests.support.database import Database
from tests.support.log import is_waiting, until
from tests.support.samples import with_answer

FLIPS = 20
EVERYTHING = "{ units { name } asOf categories { labelIndonesian } again: units { name } }"


async def nothing_to_catch_up(_: int) -> None:
    """The log stands still."""


class Readers:
    """Readers of one document: some prepare it once, some anew each time, as after a start."""

    def __init__(self, pool: asyncpg.Pool, database: Database) -> None:
        officer = national_admin()
        caller = Caller(actor=officer, person=officer.person, assignments=(officer,))
        self._claims = claims_of(caller, TODAY)
        self._request: Prepared = build_compiler(build_schema(), bytes(32)).prepare(EVERYTHING, {}, None)
        self._claimed = ClaimedPool(pool, size=4)
        self._dsn = database.dsn("jejak_app")
        self.answers = 0
        self.marks: set[frozenset[str]] = set()

    async def keep_a_plan(self, stop: asyncio.Event) -> None:
        """As the API reads."""
        position = -1
        while not stop.is_set():
            position = await self.read_once(position)

    async def read_once(self, position: int = -1) -> int:
        """The same, once; answers the position."""
        answer = await self._claimed.run(self._request, self._claims)
        return self._check(position, answer.data)

    async def parse_anew(self, stop: asyncio.Event) -> None:
        """Names are looked up in every single statement."""
        position = -1
        while not stop.is_set():
            position = await self.parse_once(position)

    async def parse_once(self, position: int = -1) -> int:
        """The same, once; answers the position."""
        sql, parameters = self._request.statement(self._claims)
        conn = await asyncpg.connect(self._dsn, statement_cache_size=0)
        try:
            row = await conn.fetchrow(sql, *parameters)
        finally:
            await conn.close()
        assert row is not None
        return self._check(position, self._request.answer(tuple(row)).data)

    async def close(self) -> None:
        await self._claimed.close()

    def _check(self, position: int, data: bytes) -> int:
        found = json.loads(data)
        rows = [*found["units"], *found["categories"], *found["again"]]
        self.answers += 1
        self.marks.add(frozenset(value for row in rows for value in row.values()))
        assert int(found["asOf"]) >= position
        return int(found["asOf"])


@pytest.fixture
async def readers(pool: Pool, database: Database) -> AsyncIterator[Readers]:
    readers = Readers(await pool("jejak_app"), database)
    yield readers
    await readers.close()


async def test_no_statement_sees_tables_of_two_generations_and_no_position_goes_back(
    chronicle: Chronicle, database: Database, connect: Connect, pool: Pool, readers: Readers
) -> None:
    await chronicle.happened(organisation())
    rebuild = await rebuild_of(database, connect, pool)
    made, _ = await rebuild.build()
    await mark(chronicle.superuser, "read", "old")
    await mark(chronicle.superuser, made.schema, "new")
    stop = asyncio.Event()

    async def flip() -> None:
        for number in [made.number, 1] * (FLIPS // 2):
            await rebuild.flip(number)
        stop.set()

    async def write() -> None:
        while not stop.is_set():
            await chronicle.happened(about(ComplaintId(uuid4()), with_answer()))

    async with asyncio.TaskGroup() as tasks:
        for _ in range(3):
            tasks.create_task(readers.keep_a_plan(stop))
            tasks.create_task(readers.parse_anew(stop))
        tasks.create_task(write())
        tasks.create_task(chronicle.runner.run(stop))
        tasks.create_task(flip())

    assert readers.marks == {frozenset({"old"}), frozenset({"new"})}


@pytest.mark.parametrize("planned", [True, False])
async def test_a_statement_that_meets_a_flip_half_way_finds_the_new_tables_under_every_name(
    chronicle: Chronicle, database: Database, connect: Connect, pool: Pool, readers: Readers, planned: bool
) -> None:
    """Its first name is that of the cursors, so it waits there, before any other name has a meaning."""
    await chronicle.happened(organisation())
    rebuild = await rebuild_of(database, connect, pool)
    made, _ = await rebuild.build()
    await mark(chronicle.superuser, "read", "old")
    await mark(chronicle.superuser, made.schema, "new")
    owner, watcher = await connect(), await connect()
    read = readers.read_once if planned else readers.parse_once
    await read()
    await rebuild.flip(made.number)  # a plan that was kept is of no use any more
    async with owner.transaction():
        await generations._swap(owner, 1, nothing_to_catch_up)
        reading = asyncio.create_task(read())
        await until(lambda: is_waiting(watcher, "jejak_app"), or_done=reading)
        assert not reading.done()
    await reading

    assert readers.marks == {frozenset({"old"})}
