"""What a superuser could do to a log: history written anew, as one change each."""

from hashlib import sha256

import asyncpg

from drills.changes import AT, LAST_OF_A_STREAM, SLIPPED_IN, Change, another_like, put_entry
from drills.site import ORIGIN
from eventstore.note import Checkpoint, SigningKey, sign_note
from eventstore.tree import root_of


async def rewrite_one(conn: asyncpg.Connection, position: int) -> None:
    """Other facts for the last event of a stream, everything about them consistent, and no checkpoint that says no."""
    place = await conn.fetchval(LAST_OF_A_STREAM, position + 1)
    row = await conn.fetchrow(f"SELECT entry, facts, salt FROM ledger.event WHERE {AT}", place)
    assert row is not None
    facts = b'{"drill":-1}'
    before, after = (sha256(row["salt"] + each).hexdigest().encode() for each in (row["facts"], facts))
    entry = bytes(row["entry"]).replace(before, after)
    await conn.execute(f"UPDATE ledger.event SET facts = $2 WHERE {AT}", place, facts)
    await put_entry(conn, place, entry)
    await conn.execute("DELETE FROM ledger.checkpoint WHERE size > $1", place)


async def rewrite_and_sign(conn: asyncpg.Connection, position: int) -> None:
    """The same, with a checkpoint over the new history, signed by a key of his own under the log's name."""
    await rewrite_one(conn, position)
    leaves = [
        row["leaf_hash"] for row in await conn.fetch("SELECT leaf_hash FROM ledger.leaf ORDER BY position")
    ]
    checkpoint = Checkpoint(ORIGIN, len(leaves), root_of(leaves))
    note = sign_note(checkpoint.encode(), SigningKey.generate(ORIGIN))
    await conn.execute(
        "INSERT INTO ledger.checkpoint SELECT log_id, $1, $2, $3, clock_timestamp() FROM ledger.log",
        *(checkpoint.size, checkpoint.root, note),
    )


async def cut_tail(conn: asyncpg.Connection, position: int) -> None:
    """Everything from a position on, with its checkpoints: what is left is a log that is merely shorter."""
    await conn.execute("DELETE FROM ledger.checkpoint WHERE size > $1", position)
    await cut_tail_only(conn, position)


async def cut_tail_only(conn: asyncpg.Connection, position: int) -> None:
    """Everything from a position on, and the sequencer's counter; the checkpoints stay."""
    await conn.execute(
        "DELETE FROM ledger.sealed s USING ledger.leaf l"
        " WHERE l.position >= $1 AND (s.stream_id, s.version) = (l.stream_id, l.version)",
        position,
    )
    await conn.execute(
        "DELETE FROM ledger.event e USING ledger.leaf l WHERE l.position >= $1 AND e.seq = l.seq", position
    )
    await conn.execute("DELETE FROM ledger.leaf WHERE position >= $1", position)
    await conn.execute("UPDATE ledger.seq_state SET next_position = $1", position)


async def cut_middle(conn: asyncpg.Connection, position: int) -> None:
    """One event, and nothing else."""
    await conn.execute(f"DELETE FROM ledger.event WHERE {AT}", position)


async def cut_middle_and_close(conn: asyncpg.Connection, position: int) -> None:
    """The last event of a stream, the gap closed, and no checkpoint that says no."""
    place = await conn.fetchval(LAST_OF_A_STREAM, position + 1)
    await conn.execute(f"DELETE FROM ledger.sealed WHERE {AT}", place)
    await conn.execute(f"DELETE FROM ledger.event WHERE {AT}", place)
    await conn.execute("DELETE FROM ledger.leaf WHERE position = $1", place)
    rows = await conn.fetch("SELECT position FROM ledger.leaf WHERE position > $1 ORDER BY position", place)
    for row in rows:
        await conn.execute(
            "UPDATE ledger.leaf SET position = position - 1 WHERE position = $1", row["position"]
        )
    await conn.execute("DELETE FROM ledger.checkpoint WHERE size > $1", place)
    await conn.execute("UPDATE ledger.seq_state SET next_position = next_position - 1")


async def swap(conn: asyncpg.Connection, position: int) -> None:
    """Two neighbours change places."""
    for number, place in ((10**9, position), (position, position + 1), (position + 1, 10**9)):
        await conn.execute("UPDATE ledger.leaf SET position = $1 WHERE position = $2", number, place)


async def add_in_the_middle(conn: asyncpg.Connection, position: int) -> None:
    """The same, whole in itself, with a position among the old ones, and no checkpoint that says no."""
    stream, identity, raw = await another_like(conn, position)
    await conn.execute(SLIPPED_IN, stream, identity, raw)
    rows = await conn.fetch("SELECT position FROM ledger.leaf WHERE position > $1 ORDER BY 1 DESC", position)
    for row in rows:
        await conn.execute("UPDATE ledger.leaf SET position = position + 1 WHERE position = $1", row[0])
    await conn.execute(
        "INSERT INTO ledger.leaf (log_id, position, seq, leaf_hash, stream_id, version)"
        " SELECT log_id, $1, seq, leaf_hash, stream_id, version FROM ledger.event WHERE stream_id = $2",
        *(position + 1, stream),
    )
    await conn.execute("UPDATE ledger.seq_state SET next_position = next_position + 1")
    await conn.execute("DELETE FROM ledger.checkpoint WHERE size > $1", position)


REWRITES: dict[str, Change] = {
    "tail, checkpoints too": cut_tail,
    "tail, checkpoints stay": cut_tail_only,
    "middle": cut_middle,
    "middle, gap closed, checkpoints too": cut_middle_and_close,
    "two positions swapped": swap,
    "event put into the middle, consistent, checkpoints removed": add_in_the_middle,
    "altered again, consistent, checkpoints removed": rewrite_one,
    "altered again, consistent, signed by a stranger": rewrite_and_sign,
}
