"""Apply events in the order of the log: writes and cursor in one transaction, and no position skipped."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import cast
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from eventstore.errors import PositionGap
from eventstore.subscription import head
from projections.batches import in_batches
from projections.faults import CursorMoved, GenerationGone, ProjectionStopped, is_passing
from projections.generations import Generation, State, followed, present
from projections.reader import Entry, Reader
from projections.target import Target
from projections.write import Projection, Write

log = structlog.get_logger(__name__)

RETRY_SECONDS = 0.5
LOOKS = 5  # at the registry of generations, before tables that are not there are taken to be lost
PLAN_ONCE = "SET plan_cache_mode = force_generic_plan"  # to plan costs more than to write a row
RESET_CURSOR = """
UPDATE read.cursor SET position = -1, version = $2, stopped_at = NULL, stopped_by = NULL WHERE name = $1
"""


class Runner:
    """Keeps a set of projections up with one log, each with a cursor of its own.

    It does so in every generation of the read models that is followed, or in the one that is given, and there in each
    projection whose rows were made by the same version of its logic; others are kept up by another release's process.
    Any number of them may run: each event is applied once. A projection that cannot apply an event stops before it
    and says so in `read.cursor`; the others go on, except past one that says who may see. It is tried again by the
    next process, and by this one once somebody else has brought it past that event.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        log_id: int,
        projections: Sequence[Projection],
        zone: ZoneInfo,
        *,
        generation: int | None = None,
    ) -> None:
        self._pool = pool
        self._log_id = log_id
        self._projections = sorted(projections, key=lambda projection: not projection.rights)
        self._reader = Reader(log_id, zone)
        self._generation = generation
        self._targets: dict[Generation, Target] = {}
        self._stuck_after: dict[tuple[int, str], int] = {}
        self._foreign: dict[int, frozenset[str]] = {}
        self._poked = asyncio.Event()

    def poke(self) -> None:
        """Look at the log now instead of at the next interval."""
        self._poked.set()

    async def step(self, *, limit: int = 500) -> int:
        """Take at most `limit` positions in each projection; answers how many were applied, 0 at the head.

        Raises PositionGap where the log has a hole, RecordDamaged, ConnectionError and
        what asyncpg raises for a lost connection.
        """
        gone = 0
        async with self._connection() as conn:
            while True:
                try:
                    return sum([await self._pass(conn, each, limit) for each in await self._followed(conn)])
                except GenerationGone:
                    gone += 1
                    if gone == LOOKS:
                        raise
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
            [live] = [each for each in await self._followed(conn) if each.generation.state is State.LIVE]
            await live.cursors(conn)
            for projection in self._projections:
                # and hold it: others wait from here on
                await conn.execute(RESET_CURSOR, projection.name, projection.version)
                for table in projection.tables:
                    await conn.execute(f"DELETE FROM read.{table}")
            while await self._pass(conn, live, 1000, rebuilding=True):
                pass
            return 1 + min((await live.cursors(conn)).positions.values())

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
                await conn.execute(PLAN_ONCE)
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

    async def _followed(self, conn: asyncpg.Connection) -> Sequence[Target]:
        """What this runner keeps up now; the generation that is read comes first."""
        found = await (followed(conn) if self._generation is None else present(conn))
        wanted = [each for each in found if self._generation in (None, each.number)]
        self._targets = {each: self._targets.get(each) or Target(each, self._projections) for each in wanted}
        return list(self._targets.values())

    async def _pass(
        self, conn: asyncpg.Connection, target: Target, limit: int, *, rebuilding: bool = False
    ) -> int:
        """Each projection once, those that say who may see first: no other one gets ahead of them."""
        reach = await head(conn, self._log_id) - 1
        cursors = await target.cursors(conn)
        self._tell_foreign(target, cursors.foreign)
        read: dict[tuple[int, int], Sequence[Entry]] = {}
        applied, allowed = 0, reach
        for projection in self._projections:
            cursor = cursors.positions[projection.name]
            upto = min(reach if projection.rights else allowed, cursor + limit)
            stuck = self._stuck_after.get((target.generation.number, projection.name)) == cursor
            if upto > cursor and projection.name not in cursors.foreign and (rebuilding or not stuck):
                if (cursor, upto) not in read:
                    read[cursor, upto] = await self._reader.read(conn, after=cursor, upto=upto)
                try:
                    await self._advance(conn, target, projection, read[cursor, upto])
                except ProjectionStopped as stopped:
                    if rebuilding:
                        raise
                    await self._note_stop(conn, target, stopped)
                    upto = stopped.position - 1
                applied += upto - cursor
                cursor = upto
            if projection.rights:
                allowed = min(allowed, cursor)
        return applied

    def _tell_foreign(self, target: Target, foreign: frozenset[str]) -> None:
        """Once: rows of another version of the logic are not ours to write."""
        number = target.generation.number
        for name in sorted(foreign - self._foreign.get(number, frozenset())):
            log.error("projection_of_another_version", generation=number, projection=name)
        self._foreign[number] = foreign

    async def _advance(
        self, conn: asyncpg.Connection, target: Target, projection: Projection, entries: Sequence[Entry]
    ) -> None:
        """Apply these entries in one transaction; if that fails, one by one, up to the one to blame."""
        try:
            await self._apply(conn, target, projection, entries)
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
            await self._advance(conn, target, projection, [entry])

    async def _apply(
        self, conn: asyncpg.Connection, target: Target, projection: Projection, entries: Sequence[Entry]
    ) -> None:
        writes = [write for entry in entries for write in _writes(projection, entry)]
        async with conn.transaction():
            await target.move(conn, projection.name, entries[0].position - 1, entries[-1].position)
            of_one_case = partial(target.is_of_one_case, projection.name)
            for statement, arguments in in_batches(writes, of_one_case):
                await conn.executemany(target.statement(projection.name, statement), arguments)

    async def _note_stop(self, conn: asyncpg.Connection, target: Target, stop: ProjectionStopped) -> None:
        generation = target.generation.number
        self._stuck_after[generation, stop.projection] = stop.position - 1
        await target.stop(conn, stop.projection, stop.position, stop.error)
        log.error(
            "projection_stopped",
            projection=stop.projection,
            generation=generation,
            position=stop.position,
            error=stop.error,
        )


def _writes(projection: Projection, entry: Entry) -> Iterable[Write]:
    if entry.trouble is not None:
        raise entry.trouble
    return () if entry.fact is None else projection.handler(entry.fact)
