"""How far the parts that follow the log are behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from eventstore.log_events import ENTRIES_FETCHED
from eventstore.sql import Statements
from eventstore.tiles import WIDTH

SQL = Statements.load(Path(__file__).parent / "queries.sql")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLag:
    """`size` events have a position, and the newest checkpoint covers `signed` of them.

    The times are those at which the oldest event was recorded that has no position, or is not covered; None where
    there is none.
    """

    size: int
    unsequenced_since: datetime | None
    signed: int
    unsigned_since: datetime | None


async def read_lag(conn: asyncpg.Connection | asyncpg.Pool, log_id: int) -> LogLag:
    """As of now, for the application's role."""
    row = await conn.fetchrow(SQL["lag"], log_id)
    assert row is not None, "the function answers one row"
    return LogLag(
        size=row["size"],
        unsequenced_since=row["unsequenced_since"],
        signed=row["signed"],
        unsigned_since=row["unsigned_since"],
    )


async def recorded_at(
    conn: asyncpg.Connection | asyncpg.Pool, log_id: int, positions: Iterable[int]
) -> Mapping[int, datetime]:
    """When the events at these positions were recorded; without those that the log has not reached."""
    rows = await conn.fetch(SQL["recorded_at"], log_id, sorted(set(positions)))
    return {row["position"]: row["recorded_at"] for row in rows}


async def fetched_until(
    conn: asyncpg.Connection | asyncpg.Pool, log_id: int, streams: Sequence[UUID]
) -> Mapping[UUID, int]:
    """For each stream of fetches, the position after the newest bundle; without those that never fetched one."""
    found = {}
    for row in await conn.fetch(SQL["newest"], log_id, list(streams)):
        entry: dict[str, Any] = orjson.loads(row["entry"])
        if entry["type"] == ENTRIES_FETCHED:
            found[row["stream"]] = entry["content"]["bundle"] * WIDTH + entry["content"]["width"]
    return found
