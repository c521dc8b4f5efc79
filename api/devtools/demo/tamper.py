"""The malicious database administrator: changes one byte of a stored event, and puts it back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

_CHOOSE = """
SELECT leaf.position, event.stream_id, event.version, event.entry
FROM ledger.leaf JOIN ledger.event USING (log_id, stream_id, version)
WHERE leaf.log_id = $1 ORDER BY leaf.position DESC OFFSET $2 LIMIT 1
"""
_OVERWRITE = "UPDATE ledger.event SET entry = $1 WHERE log_id = $2 AND stream_id = $3 AND version = $4"
STATEMENT = "UPDATE ledger.event SET entry = set_byte(entry, …)   -- triggers disabled, as superuser"


@asynccontextmanager
async def one_byte_changed(superuser: str, log_id: int, *, back_from_end: int = 5) -> AsyncIterator[int]:
    """An entry differs by one bit within the block, and is as it was afterwards; gives its position."""
    conn = await asyncpg.connect(superuser)
    try:
        chosen = await conn.fetchrow(_CHOOSE, log_id, back_from_end)
        assert chosen is not None, "the demonstration's log is not empty"
        entry: bytes = chosen["entry"]
        middle = len(entry) // 2
        forged = entry[:middle] + bytes([entry[middle] ^ 1]) + entry[middle + 1 :]
        where = (log_id, chosen["stream_id"], chosen["version"])
        await _overwrite(conn, forged, *where)
        try:
            yield chosen["position"]
        finally:
            await _overwrite(conn, entry, *where)
    finally:
        await conn.close()


async def _overwrite(conn: asyncpg.Connection, entry: bytes, *where: object) -> None:
    """What no role of the system can do: a superuser switches the triggers off first."""
    async with conn.transaction():
        await conn.execute("ALTER TABLE ledger.event DISABLE TRIGGER event_only_grows")
        await conn.execute(_OVERWRITE, entry, *where)
        await conn.execute("ALTER TABLE ledger.event ENABLE ALWAYS TRIGGER event_only_grows")
