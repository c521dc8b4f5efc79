"""Apply events in the order of the log: writes and cursor in one transaction, and no position skipped."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from domain import wire
from domain.events import Event
from eventstore.log_events import LOG_EVENTS
from eventstore.records import RecordedEvent
from eventstore.sql import Statements
from eventstore.subscription import head, read_positions
from projections.folds import Folds
from projections.write import Fact, Projection

log = structlog.get_logger(__name__)

LOCK_CURSOR = "SELECT position FROM read.cursor WHERE name = $1 FOR UPDATE"
START_CURSOR = "INSERT INTO read.cursor (name, position) VALUES ($1, -1) ON CONFLICT (name) DO NOTHING"
MOVE_CURSOR = "UPDATE read.cursor SET position = $3 WHERE name = $1 AND position = $2"


class CursorMoved(Exception):
    """Another runner moved this projection's cursor; the step was undone and can be taken again."""


class Runner:
    """Keeps a set of projections up with one log, each with a cursor of its own."""

    def __init__(
        self, pool: asyncpg.Pool, log_id: int, projections: Sequence[Projection], zone: ZoneInfo
    ) -> None:
        self._pool = pool
        self._log_id = log_id
        self._projections = projections
        self._zone = zone
        self._folds = Folds(log_id)
        self._statements = {each.name: Statements.load(each.queries) for each in projections}
        self._poked = asyncio.Event()

    def poke(self) -> None:
        """Look at the log now instead of at the next interval."""
        self._poked.set()

    async def step(self, *, limit: int = 500) -> int:
        """Take at most `limit` positions in each projection; answers how many were applied in all."""
        applied = 0
        async with self._connection() as conn:
            for projection in self._projections:
                async with conn.transaction():
                    applied += await self._advance(conn, projection, limit)
        return applied

    async def catch_up(self) -> None:
        """Step until every projection stands at the head of the log."""
        while await self.step():
            pass

    async def rebuild(self) -> int:
        """Empty every table and apply the log again, in one transaction; answers the size of the log.

        Readers see the old rows until the new ones are complete.
        """
        async with self._connection() as conn, conn.transaction():
            for projection in self._projections:
                await self._empty(conn, projection)
                while await self._advance(conn, projection, 1000):
                    pass
            return await head(conn, self._log_id)

    async def run(self, stop: asyncio.Event, *, interval: float = 0.05) -> None:
        """Step until told to stop; a lost connection is tried again, anything else ends the run loudly."""
        while not stop.is_set():
            self._poked.clear()
            try:
                applied = await self.step()
            except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError) as lost:
                log.warning("projection_connection_lost", error=type(lost).__name__)
                applied = 0
            if not applied:
                await self._wait(stop, interval)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection]:
        async with self._pool.acquire() as conn:
            yield cast(asyncpg.Connection, conn)

    async def _wait(self, stop: asyncio.Event, interval: float) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in (stop, self._poked)]
        try:
            await asyncio.wait(waits, timeout=interval, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _advance(self, conn: asyncpg.Connection, projection: Projection, limit: int) -> int:
        await conn.execute(START_CURSOR, projection.name)
        cursor = await conn.fetchval(LOCK_CURSOR, projection.name)
        records = await read_positions(conn, self._log_id, after=cursor, limit=limit)
        for record in records:
            await self._apply(conn, projection, record)
        if records:
            reached = cursor + len(records)
            moved = await conn.execute(MOVE_CURSOR, projection.name, cursor, reached)
            if moved != "UPDATE 1":
                raise CursorMoved(projection.name)
        return len(records)

    async def _apply(self, conn: asyncpg.Connection, projection: Projection, record: RecordedEvent) -> None:
        if record.type in LOG_EVENTS:
            return
        event = wire.unpack(record.type, record.schema_version, record.facts)
        case = await self._folds.with_event(conn, record, event) if isinstance(event, Event) else None
        assert record.position is not None
        fact = Fact(event=event, record=record, position=record.position, zone=self._zone, case=case)
        statements = self._statements[projection.name]
        for write in projection.handler(fact):
            await conn.execute(statements[write.statement], *write.arguments)

    async def _empty(self, conn: asyncpg.Connection, projection: Projection) -> None:
        await conn.execute(START_CURSOR, projection.name)
        await conn.fetchval(LOCK_CURSOR, projection.name)
        for table in projection.tables:
            await conn.execute(f"DELETE FROM read.{table}")
        await conn.execute("UPDATE read.cursor SET position = -1 WHERE name = $1", projection.name)
