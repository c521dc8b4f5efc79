"""Apply events in the order of the log: writes and cursor in one transaction, and no position skipped."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from typing import cast
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from eventstore.errors import PositionGap
from eventstore.sql import Statements
from eventstore.subscription import head
from projections.faults import CursorMoved, ProjectionStopped, is_passing
from projections.reader import Entry, Reader
from projections.write import Projection, Write

log = structlog.get_logger(__name__)

RETRY_SECONDS = 0.5
CURSORS = "SELECT name, position FROM read.cursor"
START_CURSOR = "INSERT INTO read.cursor (name, position) VALUES ($1, -1) ON CONFLICT (name) DO NOTHING"
# Whoever finds the cursor elsewhere was overtaken; whoever moves it holds it until the writes are committed.
MOVE_CURSOR = """
UPDATE read.cursor SET position = $3, stopped_at = NULL, stopped_by = NULL WHERE name = $1 AND position = $2
"""
STOP_CURSOR = "UPDATE read.cursor SET stopped_at = $2, stopped_by = $3 WHERE name = $1 AND position = $2 - 1"
RESET_CURSOR = "UPDATE read.cursor SET position = -1, stopped_at = NULL, stopped_by = NULL WHERE name = $1"


class Runner:
    """Keeps a set of projections up with one log, each with a cursor of its own.

    Any number of them may run: each event is applied once. A projection that cannot apply an event stops before it
    and says so in `read.cursor`; the others go on, except past one that says who may see. It is tried again by the
    next process, and by this one once somebody else has brought it past that event.
    """

    def __init__(
        self, pool: asyncpg.Pool, log_id: int, projections: Sequence[Projection], zone: ZoneInfo
    ) -> None:
        self._pool = pool
        self._log_id = log_id
        self._projections = sorted(projections, key=lambda projection: not projection.rights)
        self._reader = Reader(log_id, zone)
        self._statements = {each.name: Statements.load(each.queries) for each in projections}
        self._stuck_after: dict[str, int] = {}
        self._poked = asyncio.Event()

    def poke(self) -> None:
        """Look at the log now instead of at the next interval."""
        self._poked.set()

    async def step(self, *, limit: int = 500) -> int:
        """Take at most `limit` positions in each projection; answers how many were applied, 0 at the head.

        Raises PositionGap where the log has a hole, RecordDamaged, ConnectionError and
        what asyncpg raises for a lost connection.
        """
        async with self._connection() as conn:
            while True:
                try:
                    return await self._pass(conn, limit, rebuilding=False)
                except CursorMoved:
                    continue  # what is left to do has become less

    async def catch_up(self) -> None:
        """Step until every projection stands at the head of the log, or is stopped."""
        while await self.step():
            pass

    async def rebuild(self) -> int:
        """Empty every table and apply the log again, in one transaction; answers how many events were applied.

        Readers see the old rows until the new ones are complete. Raises ProjectionStopped where an event cannot be
        applied, and then leaves everything as it was.
        """
        async with self._connection() as conn, conn.transaction():
            for projection in self._projections:
                await conn.execute(START_CURSOR, projection.name)
                await conn.execute(RESET_CURSOR, projection.name)  # and hold it: others wait from here on
                for table in projection.tables:
                    await conn.execute(f"DELETE FROM read.{table}")
            while await self._pass(conn, 1000, rebuilding=True):
                pass
            return 1 + min((await self._cursors(conn)).values())

    async def run(self, stop: asyncio.Event, *, interval: float = 0.05) -> None:
        """Step until told to stop; a lost connection is tried again, a hole in the log ends the run loudly."""
        while not stop.is_set():
            self._poked.clear()
            pause = interval
            try:
                if await self.step():
                    continue
            except PositionGap as gap:
                log.critical("projection_gap", position=gap.expected)
                raise
            except Exception as error:
                if not is_passing(error):
                    raise
                log.warning("projection_connection_lost", error=type(error).__name__)
                pause = RETRY_SECONDS
            await self._wait(stop, pause)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection]:
        async with self._pool.acquire() as acquired:
            conn = cast(asyncpg.Connection, acquired)
            try:
                yield conn
            except asyncpg.InterfaceError as error:
                if is_passing(error, conn):
                    raise ConnectionError("the database closed the connection") from error
                raise

    async def _wait(self, stop: asyncio.Event, seconds: float) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in (stop, self._poked)]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _pass(self, conn: asyncpg.Connection, limit: int, *, rebuilding: bool) -> int:
        """Each projection once, those that say who may see first: no other one gets ahead of them."""
        reach = await head(conn, self._log_id) - 1
        cursors = await self._cursors(conn)
        read: dict[tuple[int, int], Sequence[Entry]] = {}
        applied, allowed = 0, reach
        for projection in self._projections:
            cursor = cursors[projection.name]
            upto = min(reach if projection.rights else allowed, cursor + limit)
            if upto > cursor and (rebuilding or self._stuck_after.get(projection.name) != cursor):
                if (cursor, upto) not in read:
                    read[cursor, upto] = await self._reader.read(conn, after=cursor, upto=upto)
                try:
                    await self._advance(conn, projection, read[cursor, upto])
                except ProjectionStopped as stopped:
                    if rebuilding:
                        raise
                    await self._note_stop(conn, stopped)
                    upto = stopped.position - 1
                applied += upto - cursor
                cursor = upto
            if projection.rights:
                allowed = min(allowed, cursor)
        return applied

    async def _cursors(self, conn: asyncpg.Connection) -> dict[str, int]:
        """Where each projection stands; one that is new starts before the first position."""
        found = {row["name"]: row["position"] for row in await conn.fetch(CURSORS)}
        for projection in self._projections:
            if projection.name not in found:
                await conn.execute(START_CURSOR, projection.name)
        return {each.name: found.get(each.name, -1) for each in self._projections}

    async def _advance(
        self, conn: asyncpg.Connection, projection: Projection, entries: Sequence[Entry]
    ) -> None:
        """Apply these entries in one transaction; if that fails, one by one, up to the one to blame."""
        try:
            await self._apply(conn, projection, entries)
            return
        except CursorMoved:
            raise
        except Exception as error:
            if is_passing(error, conn):
                raise
            if len(entries) == 1:
                raise ProjectionStopped(
                    projection=projection.name, position=entries[0].position, error=type(error).__name__
                ) from error
        for entry in entries:
            await self._advance(conn, projection, [entry])

    async def _apply(
        self, conn: asyncpg.Connection, projection: Projection, entries: Sequence[Entry]
    ) -> None:
        statements = self._statements[projection.name]
        writes = [write for entry in entries for write in _writes(projection, entry)]
        before, reached = entries[0].position - 1, entries[-1].position
        async with conn.transaction():
            if await conn.execute(MOVE_CURSOR, projection.name, before, reached) != "UPDATE 1":
                raise CursorMoved(projection.name)
            for statement, alike in groupby(writes, key=lambda write: write.statement):
                await conn.executemany(statements[statement], [write.arguments for write in alike])

    async def _note_stop(self, conn: asyncpg.Connection, stop: ProjectionStopped) -> None:
        self._stuck_after[stop.projection] = stop.position - 1
        await conn.execute(STOP_CURSOR, stop.projection, stop.position, stop.error)
        log.error("projection_stopped", projection=stop.projection, position=stop.position, error=stop.error)


def _writes(projection: Projection, entry: Entry) -> Iterable[Write]:
    if entry.trouble is not None:
        raise entry.trouble
    return () if entry.fact is None else projection.handler(entry.fact)
