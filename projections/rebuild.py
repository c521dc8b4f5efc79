"""Make the read models again beside those that are read, compare the two, and flip. Nobody who reads or writes waits.

A rebuild that is killed goes on where it stood when it is started again; two at once help each other.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final
from zoneinfo import ZoneInfo

import asyncpg

from eventstore.subscription import head
from projections import generations
from projections.digests import digests
from projections.faults import ProjectionStopped, RebuildRefused
from projections.generations import LIVE, Generation, State
from projections.runner import Runner
from projections.write import Projection

BATCH: Final = 2000  # positions in one transaction of each projection
PAUSE: Final = 0.05
TRIES: Final = 200
VERSIONS: Final = f"SELECT name, version FROM {LIVE}.cursor"
STANDS: Final = "SELECT name, position, stopped_at, stopped_by FROM read.cursor ORDER BY position"

Progress = Callable[[int, int], None]
"""Told how many events are applied, of how many."""


class Rebuild:
    """One rebuild. `owner` may make and rename schemas; `pool` is the projector's, with four connections."""

    def __init__(
        self,
        owner: asyncpg.Connection,
        pool: asyncpg.Pool,
        log_id: int,
        projections: Sequence[Projection],
        zone: ZoneInfo,
    ) -> None:
        self._owner = owner
        self._pool = pool
        self._log_id = log_id
        self._projections = projections
        self._zone = zone

    async def outdated(self) -> frozenset[str]:
        """The projections whose rows that are read were made by another version of their logic."""
        versions = {each.name: each.version for each in self._projections}
        rows = await self._owner.fetch(VERSIONS)
        return frozenset(
            row["name"] for row in rows if versions.get(row["name"]) not in (None, row["version"])
        )

    async def build(self, progress: Progress | None = None) -> tuple[Generation, int]:
        """A generation that stands ready, and how many events it was made of.

        Raises ProjectionStopped where an event cannot be applied, RebuildRefused, MigrationRefused.
        """
        versions = {each.name: each.version for each in self._projections}
        made = await generations.begin(self._owner, versions)
        runner = self._runner(made.number)
        while True:
            applied = await runner.step(limit=BATCH)
            stands = await self._stands(made)
            if progress:
                progress(1 + stands, await head(self._owner, self._log_id))
            if applied < BATCH:
                break
        if made.state is State.BUILDING:
            made = await generations.set_ready(self._owner, made)
        return made, 1 + stands

    async def differing(self, generation: Generation) -> Sequence[str]:
        """The tables whose rows are not those that are read, both taken at one position in one snapshot.

        Raises RebuildRefused where the two do not meet at a position, as when one of them is stopped.
        """
        everywhere = self._runner(None)
        for _ in range(TRIES):
            await everywhere.step()
            async with self._pool.acquire() as reader, reader.transaction(isolation="repeatable_read"):
                if await self._meet(reader, generation):  # type: ignore[arg-type]
                    return await self._different(reader, generation)  # type: ignore[arg-type]
            await asyncio.sleep(PAUSE)
        raise RebuildRefused(
            f"Generation {generation.number} and the one that is read do not meet at a position: see whether "
            "one is stopped (jejak projections), or flip with --expect-different."
        )

    async def flip(self, number: int) -> None:
        """Let this generation be read. Raises RebuildRefused, and then nothing was changed."""
        runner = self._runner(number)
        await generations.flip(self._owner, number, lambda limit: runner.step(limit=limit))

    def _runner(self, generation: int | None) -> Runner:
        return Runner(self._pool, self._log_id, self._projections, self._zone, generation=generation)

    async def _stands(self, generation: Generation) -> int:
        """The position that all of it has reached. Raises ProjectionStopped."""
        rows = await self._owner.fetch(generation.sql(STANDS))
        for row in rows:
            if row["stopped_at"] is not None:
                raise ProjectionStopped(
                    projection=row["name"], position=row["stopped_at"], error=row["stopped_by"]
                )
        return int(rows[0]["position"])

    async def _meet(self, reader: asyncpg.Connection, generation: Generation) -> bool:
        """Whether the snapshot that the reader takes here finds every cursor at one position.

        Projectors are held back while it is taken, and for no longer.
        """
        both = [f"{LIVE}.cursor", f"{generation.schema}.cursor"]
        try:
            async with self._pool.acquire() as holder, holder.transaction():
                await holder.execute(generations.HOLD, "400ms")
                await holder.execute(f"LOCK TABLE {', '.join(both)} IN SHARE MODE")
                rows = await reader.fetch(" UNION ".join(f"SELECT position FROM {table}" for table in both))
        except asyncpg.LockNotAvailableError:
            return False
        return len(rows) == 1

    async def _different(self, reader: asyncpg.Connection, generation: Generation) -> Sequence[str]:
        tables = [table for projection in self._projections for table in projection.tables]
        read, made = [await digests(reader, schema, tables) for schema in (LIVE, generation.schema)]
        return [table for table in tables if read[table] != made[table]]
