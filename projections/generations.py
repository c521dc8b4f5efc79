"""Versions of the read models side by side, and the flip from one to another.

A generation is the whole set of read models in a PostgreSQL schema of its own. The one that is read has the schema
`read`, so nothing that reads pays for the others; a flip swaps names in one short transaction. No statement sees
tables of both:

* The flip holds the table `cursor` of the generation that is read, alone. Every compiled statement names that table
  first, and names are looked up and locked in that order. One that has it is waited for, and its other names still
  mean the old tables; one that comes later waits, and finds the new ones under every name. Nobody waits for
  anything else, so nobody waits in a circle. A plan that was kept is made anew: its schema has another meaning.
* The other generation has every position that the one before it had, so positions never go back, and whoever waited
  for a position still sees what it waited for.
* A projector that is between two statements moves a cursor only in the generation it means (`read.cursor`, migration
  0004), and does so before it writes anything else.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import asyncpg
import structlog

from eventstore.migrate import in_schema, migrate, pending
from projections.catalogue import MIGRATIONS
from projections.faults import RebuildRefused

log = structlog.get_logger(__name__)

LIVE: Final = "read"
FIELDS: Final = "number, schema_name, state"
HELD_FOR: Final = "400ms"  # how long readers wait for one try of a flip, far less than they may take in all
TRIES: Final = 50

FOLLOWED = """
SELECT number, schema_name, state FROM projection.generation
WHERE state IN ('ready', 'live', 'standby') ORDER BY state <> 'live', number
"""
PRESENT = f"SELECT {FIELDS} FROM projection.generation WHERE state <> 'dropped' ORDER BY number"
NEXT_NUMBER = "SELECT max(number) + 1 FROM projection.generation"
ADD = "INSERT INTO projection.generation (number, schema_name, state) VALUES ($1, $2, 'building')"
CHANGE = """
UPDATE projection.generation SET state = $2, schema_name = $3, changed_at = clock_timestamp() WHERE number = $1
"""
SET_STATE = """
UPDATE projection.generation SET state = $3, changed_at = clock_timestamp() WHERE number = $1 AND state = $2
"""
# A projection that the other generation lacks is one that this release has no more.
BEHIND = """
SELECT other.name FROM {other}.cursor AS other LEFT JOIN read.cursor AS live USING (name)
WHERE other.position < coalesce(live.position, (SELECT min(position) FROM read.cursor)) ORDER BY other.name
"""
HOLD = "SELECT set_config('lock_timeout', $1, true)"
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(1784310124)"
RENAME_NOTES = "UPDATE migration.applied SET schema = $2 WHERE schema = $1"


class State(StrEnum):
    """What a generation is for. A new one is building, then ready; what was live is standby until it is dropped."""

    BUILDING = "building"
    READY = "ready"
    LIVE = "live"
    STANDBY = "standby"


@dataclass(frozen=True, slots=True)
class Generation:
    """One set of read models: its number, the schema it lies in now, and its state."""

    number: int
    schema: str
    state: State

    @classmethod
    def of(cls, row: asyncpg.Record) -> "Generation":
        """From a row of the registry."""
        return cls(row["number"], row["schema_name"], State(row["state"]))

    def sql(self, statement: str) -> str:
        """A statement about the schema `read`, about this generation instead."""
        return statement if self.schema == LIVE else in_schema(statement, LIVE, self.schema)


async def followed(conn: asyncpg.Connection) -> Sequence[Generation]:
    """The generations that projectors keep up, the one that is read first."""
    return [Generation.of(row) for row in await conn.fetch(FOLLOWED)]


async def present(conn: asyncpg.Connection) -> Sequence[Generation]:
    """Every generation that was not dropped, by number."""
    return [Generation.of(row) for row in await conn.fetch(PRESENT)]


async def make(owner: asyncpg.Connection) -> Generation:
    """A new, empty generation with the tables of this release. Raises MigrationRefused."""
    async with owner.transaction():
        await owner.execute(ONE_AT_A_TIME)
        number: int = await owner.fetchval(NEXT_NUMBER)
        made = Generation(number, f"{LIVE}_{number}", State.BUILDING)
        await owner.execute(ADD, number, made.schema)
        await migrate(owner, MIGRATIONS, made.schema, written_for=LIVE)
        await owner.execute(f"ALTER TABLE {made.schema}.cursor ALTER COLUMN generation SET DEFAULT {number}")
    log.info("generation_made", generation=number)
    return made


async def is_of_this_release(
    owner: asyncpg.Connection, generation: Generation, versions: Mapping[str, int]
) -> bool:
    """Whether its tables are those of this release, and its rows made by these versions of the projections."""
    if await pending(owner, MIGRATIONS, generation.schema):
        return False
    rows = await owner.fetch(f"SELECT name, version FROM {generation.schema}.cursor")
    return all(versions.get(row["name"]) == row["version"] for row in rows)


async def set_ready(owner: asyncpg.Connection, generation: Generation) -> Generation:
    """It stands near the head: from now on every projector of its version keeps it up."""
    await owner.execute(SET_STATE, generation.number, State.BUILDING, State.READY)
    log.info("generation_ready", generation=generation.number)
    return Generation(generation.number, generation.schema, State.READY)


async def flip(owner: asyncpg.Connection, number: int) -> None:
    """Let this generation be the one that is read. Tried again while it is behind or readers are slow.

    Raises RebuildRefused where it is not ready or standby, or where that did not help.
    """
    cause = ""
    for _ in range(TRIES):
        try:
            async with owner.transaction():
                await _swap(owner, number)
            return
        except asyncpg.LockNotAvailableError:
            cause = "statements that read it take too long"
        except _Behind as behind:
            cause = f"it is behind in {behind}, so nothing follows it that can"
        await asyncio.sleep(0.1)
    raise RebuildRefused(f"Generation {number} cannot be read yet: {cause}. Nothing was changed; try again.")


class _Behind(Exception):
    """Positions would go back."""


async def _swap(owner: asyncpg.Connection, number: int) -> None:
    await owner.execute(HOLD, HELD_FOR)
    await owner.execute(ONE_AT_A_TIME)
    now = {each.number: each for each in await present(owner)}
    chosen = now.get(number)
    if chosen is None or chosen.state not in (State.READY, State.STANDBY):
        found = "is not there" if chosen is None else f"is {chosen.state}"
        raise RebuildRefused(f"Generation {number} {found}: only one that is ready or standby can be read.")
    [live] = [each for each in now.values() if each.state is State.LIVE]
    await owner.execute(f"LOCK TABLE {LIVE}.cursor IN ACCESS EXCLUSIVE MODE")
    if behind := await owner.fetch(BEHIND.format(other=chosen.schema)):
        raise _Behind(", ".join(row["name"] for row in behind))
    kept = f"{LIVE}_{live.number}"
    for before, after in ((LIVE, kept), (chosen.schema, LIVE)):
        await owner.execute(f"ALTER SCHEMA {before} RENAME TO {after}")
        await owner.execute(RENAME_NOTES, before, after)
    await owner.execute(CHANGE, live.number, State.STANDBY, kept)
    await owner.execute(CHANGE, number, State.LIVE, LIVE)
    log.warning("generation_flipped", generation=number, before=live.number)


async def drop(owner: asyncpg.Connection, number: int) -> None:
    """Remove a generation that is not read, for good. Raises RebuildRefused."""
    async with owner.transaction():
        await owner.execute(ONE_AT_A_TIME)
        found = {each.number: each for each in await present(owner)}.get(number)
        if found is None or found.state is State.LIVE:
            why = "is not there" if found is None else "is the one that is read"
            raise RebuildRefused(f"Generation {number} {why} and cannot be dropped.")
        await owner.execute(f"DROP SCHEMA {found.schema} CASCADE")
        await owner.execute("DELETE FROM migration.applied WHERE schema = $1", found.schema)
        await owner.execute(CHANGE, number, "dropped", found.schema)
    log.warning("generation_dropped", generation=number)
