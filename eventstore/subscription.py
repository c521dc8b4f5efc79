"""Follow the log in the order of its positions, as a role that may read its tables (the projector's)."""

from pathlib import Path
from uuid import UUID

import asyncpg

from eventstore.entries import recorded
from eventstore.errors import LogMissing, PositionGap
from eventstore.records import RecordedEvent
from eventstore.sql import Statements

SQL = Statements.load(Path(__file__).parent / "queries.sql")


async def read_positions(
    conn: asyncpg.Connection, log_id: int, after: int, limit: int
) -> list[RecordedEvent]:
    """The next events, `limit` at most, after the position `after` (-1 at first); empty at the head.

    Raises PositionGap if a position is missing, or has a leaf but no event: the reader must stop.
    """
    events = []
    for expected, row in enumerate(await conn.fetch(SQL["read_positions"], log_id, after, limit), after + 1):
        if row["position"] != expected or row["entry"] is None:
            raise PositionGap(expected=expected, found=row["position"])
        events.append(recorded(row))
    return events


async def head(conn: asyncpg.Connection, log_id: int) -> int:
    """The next position, which is the number of events that have one. Raises LogMissing."""
    size: int | None = await conn.fetchval(SQL["head"], log_id)
    if size is None:
        raise LogMissing(log=log_id)
    return size


async def read_stream(
    conn: asyncpg.Connection, log_id: int, stream: UUID, before_version: int
) -> list[RecordedEvent]:
    """The events of a stream before a version, whether or not they have a position yet."""
    rows = await conn.fetch(SQL["read_stream_before"], log_id, stream, before_version)
    return [recorded(row) for row in rows]
