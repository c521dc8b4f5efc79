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
from collections.abc import Awaitable, Callable, Mapping, Sequence
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
HELD_FOR: Final = 0.4  # seconds that readers may wait while one try of a flip waits for others,
MISSING_FOR: Final = 0.8  # and while it makes up for what is missing: together less than they may take (2 s)
BATCH: Final = 500
TRIES: Final = 50
PAUSE: Final = 0.1  # seconds between two tries, for those who were held up

FOLLOWED = """
SELECT number, schema_name, state FROM projection.generation
WHERE state IN ('ready', 'live', 'standby') ORDER BY state <> 'live', number
"""
PRESENT = f"SELECT {FIELDS} FROM projection.generation WHERE state <> 'dropped' ORDER BY number"
LAST_STANDBY = """
SELECT number FROM projection.generation WHERE state = 'standby' ORDER BY changed_at DESC LIMIT 1
"""
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
SELECT other.name, wanted.position - other.position AS by
FROM {other}.cursor AS other
CROSS JOIN LATERAL (
    SELECT coalesce((SELECT position FROM read.cursor WHERE name = other.name),
                    (SELECT min(position) FROM read.cursor)) AS position
) AS wanted
WHERE other.position < wanted.position ORDER BY other.name
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


async def begin(owner: asyncpg.Connection, versions: Mapping[str, int]) -> Generation:
    """The generation to build: one that this release began or finished before, or else a new and empty one.

    `versions` are those of the projections of this release. What another release left half built is dropped.
    Raises RebuildRefused where another release's stands ready, and MigrationRefused.
    """
    async with owner.transaction():
        await owner.execute(ONE_AT_A_TIME)
        for each in await present(owner):
            if each.state not in (State.BUILDING, State.READY):
                continue
            if await _is_of_this_release(owner, each, versions):
                return each
            if each.state is State.READY:
                raise RebuildRefused(
                    f"Generation {each.number} stands ready and was made by another release: flip to it with that "
                    f"release, or remove it with --drop {each.number}."
                )
            await _drop(owner, each)
        number: int = await owner.fetchval(NEXT_NUMBER)
        made = Generation(number, f"{LIVE}_{number}", State.BUILDING)
        await owner.execute(ADD, number, made.schema)
        await migrate(owner, MIGRATIONS, made.schema, written_for=LIVE)
        await owner.execute(f"ALTER TABLE {made.schema}.cursor ALTER COLUMN generation SET DEFAULT {number}")
    log.info("generation_made", generation=number)
    return made


async def _is_of_this_release(
    owner: asyncpg.Connection, generation: Generation, versions: Mapping[str, int]
) -> bool:
    """Whether it has the tables of this release, and rows made by these versions of the projections."""
    if await pending(owner, MIGRATIONS, generation.schema):
        return False
    rows = await owner.fetch(f"SELECT name, version FROM {generation.schema}.cursor")
    return all(versions.get(row["name"]) == row["version"] for row in rows)


async def set_ready(owner: asyncpg.Connection, generation: Generation) -> Generation:
    """It stands near the head: from now on every projector of its version keeps it up."""
    await owner.execute(SET_STATE, generation.number, State.BUILDING, State.READY)
    log.info("generation_ready", generation=generation.number)
    return Generation(generation.number, generation.schema, State.READY)


async def before(owner: asyncpg.Connection) -> int:
    """The number of the generation that was read before this one. Raises RebuildRefused."""
    number: int | None = await owner.fetchval(LAST_STANDBY)
    if number is None:
        raise RebuildRefused("No generation was read before this one, so there is none to flip back to.")
    return number


async def flip(owner: asyncpg.Connection, number: int, catch_up: Callable[[int], Awaitable[object]]) -> None:
    """Let this generation be the one that is read. `catch_up` takes so many positions more: before each try, and
    once more while the other one stands still, just those that are missing.

    Raises RebuildRefused where it is neither ready nor standby, stays behind, or readers are too slow.
    """
    cause = ""
    await _chosen(owner, number)
    for _ in range(TRIES):
        await catch_up(BATCH)
        try:
            async with owner.transaction():
                await _swap(owner, number, catch_up)
            return
        except asyncpg.LockNotAvailableError:
            cause = "statements that read it take too long"
        except _Behind as behind:
            cause = f"it is behind in {behind}"
        except TimeoutError:
            cause = "it does not catch up"
        await asyncio.sleep(PAUSE)
    raise RebuildRefused(f"Generation {number} cannot be read yet: {cause}. Nothing was changed; try again.")


async def _chosen(owner: asyncpg.Connection, number: int) -> Generation:
    found = {each.number: each for each in await present(owner)}.get(number)
    if found is None or found.state not in (State.READY, State.STANDBY):
        state = "is not there" if found is None else f"is {found.state}"
        raise RebuildRefused(f"Generation {number} {state}: only one that is ready or standby can be read.")
    return found


class _Behind(Exception):
    """Positions would go back."""


async def _swap(owner: asyncpg.Connection, number: int, catch_up: Callable[[int], Awaitable[object]]) -> None:
    await owner.execute(HOLD, f"{int(HELD_FOR * 1000)}ms")
    await owner.execute(ONE_AT_A_TIME)
    chosen = await _chosen(owner, number)
    [live] = [each for each in await present(owner) if each.state is State.LIVE]
    await owner.execute(f"LOCK TABLE {LIVE}.cursor IN ACCESS EXCLUSIVE MODE")
    behind = await owner.fetch(BEHIND.format(other=chosen.schema))
    if behind:
        async with asyncio.timeout(MISSING_FOR):
            await catch_up(max(row["by"] for row in behind))
        behind = await owner.fetch(BEHIND.format(other=chosen.schema))
    if behind:
        raise _Behind(", ".join(row["name"] for row in behind))
    kept = f"{LIVE}_{live.number}"
    for before, after in ((LIVE, kept), (chosen.schema, LIVE)):
        await owner.execute(f"ALTER SCHEMA {before} RENAME TO {after}")
        await owner.execute(RENAME_NOTES, before, after)
    await owner.execute(CHANGE, live.number, State.STANDBY, kept)
    await owner.execute(CHANGE, number, State.LIVE, LIVE)
    log.warning("generation_flipped", generation=number)


async def drop(owner: asyncpg.Connection, number: int) -> None:
    """Remove a generation that is not read, for good. Raises RebuildRefused."""
    async with owner.transaction():
        await owner.execute(ONE_AT_A_TIME)
        found = {each.number: each for each in await present(owner)}.get(number)
        if found is None or found.state is State.LIVE:
            why = "is not there" if found is None else "is the one that is read"
            raise RebuildRefused(f"Generation {number} {why} and cannot be dropped.")
        await _drop(owner, found)


async def _drop(owner: asyncpg.Connection, generation: Generation) -> None:
    await owner.execute(f"DROP SCHEMA {generation.schema} CASCADE")
    await owner.execute("DELETE FROM migration.applied WHERE schema = $1", generation.schema)
    await owner.execute(CHANGE, generation.number, "dropped", generation.schema)
    log.warning("generation_dropped", generation=generation.number)
