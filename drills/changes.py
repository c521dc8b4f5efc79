"""What a superuser could do to a log, each as one change: an edit, or history written anew."""

from collections.abc import Awaitable, Callable
from hashlib import sha256

import asyncpg

from drills.site import ORIGIN
from eventstore.note import Checkpoint, SigningKey, sign_note
from eventstore.tree import leaf_hash, root_of

Change = Callable[[asyncpg.Connection, int], Awaitable[None]]

FLIPPED = "set_byte({0}, octet_length({0}) / 2, get_byte({0}, octet_length({0}) / 2) # 1)"
AT = "(log_id, stream_id, version) = (SELECT log_id, stream_id, version FROM ledger.leaf WHERE position = $1)"
WITH_TEXT = (
    "SELECT l.position FROM ledger.leaf l JOIN ledger.sealed s USING (log_id, stream_id, version)"
    " WHERE l.position >= $1 ORDER BY l.position LIMIT 1"
)
LAST_OF_A_STREAM = (
    "SELECT max(position) FROM ledger.leaf WHERE position < $1 GROUP BY stream_id"
    " HAVING max(version) = (SELECT max(o.version) FROM ledger.leaf o WHERE o.stream_id = ledger.leaf.stream_id)"
    " ORDER BY 1 LIMIT 1"
)


async def change_column(conn: asyncpg.Connection, position: int, column: str) -> None:
    """One bit of a stored event."""
    await conn.execute(f"UPDATE ledger.event SET {column} = {FLIPPED.format(column)} WHERE {AT}", position)


def bit_of(column: str) -> Change:
    """The change of one bit in a column."""

    async def change(conn: asyncpg.Connection, position: int) -> None:
        await change_column(conn, position, column)

    return change


async def change_record(conn: asyncpg.Connection, position: int) -> None:
    """One bit of a sealed record."""
    place = await conn.fetchval(WITH_TEXT, position)
    await conn.execute(f"UPDATE ledger.sealed SET record = {FLIPPED.format('record')} WHERE {AT}", place)


async def change_leaf(conn: asyncpg.Connection, position: int) -> None:
    """One bit of a leaf of the tree."""
    flipped = FLIPPED.format("leaf_hash")
    await conn.execute(f"UPDATE ledger.leaf SET leaf_hash = {flipped} WHERE position = $1", position)


async def change_root(conn: asyncpg.Connection, position: int) -> None:
    """The root of a checkpoint, which the note then contradicts."""
    await conn.execute(
        f"UPDATE ledger.checkpoint SET root = {FLIPPED.format('root')}"
        " WHERE size = (SELECT min(size) FROM ledger.checkpoint WHERE size > $1)",
        position,
    )


async def change_note(conn: asyncpg.Connection, position: int) -> None:
    """A signature."""
    await conn.execute(
        "UPDATE ledger.checkpoint SET note = overlay(note PLACING CASE substr(note, length(note) - 9, 1)"
        "   WHEN 'A' THEN 'B' ELSE 'A' END FROM length(note) - 9 FOR 1)"
        " WHERE size = (SELECT min(size) FROM ledger.checkpoint WHERE size > $1)",
        position,
    )


async def change_entry_and_its_hashes(conn: asyncpg.Connection, position: int) -> None:
    """An entry, with the hash beside it and its leaf made to fit."""
    await change_column(conn, position, "entry")
    await conn.execute(
        f"UPDATE ledger.event SET leaf_hash = sha256('\\x00'::bytea || entry) WHERE {AT}", position
    )
    await conn.execute(
        "UPDATE ledger.leaf l SET leaf_hash = e.leaf_hash FROM ledger.event e"
        " WHERE l.position = $1 AND e.seq = l.seq",
        position,
    )


async def rewrite_one(conn: asyncpg.Connection, position: int) -> None:
    """Other facts for the last event of a stream, everything about them consistent, and no checkpoint that says no."""
    place = await conn.fetchval(LAST_OF_A_STREAM, position + 1)
    row = await conn.fetchrow(f"SELECT entry, facts, salt FROM ledger.event WHERE {AT}", place)
    assert row is not None
    facts = b'{"drill":-1}'
    before, after = (sha256(row["salt"] + each).hexdigest().encode() for each in (row["facts"], facts))
    entry = bytes(row["entry"]).replace(before, after)
    await conn.execute(
        f"UPDATE ledger.event SET entry = $2, facts = $3, leaf_hash = $4 WHERE {AT}",
        *(place, entry, facts, leaf_hash(entry)),
    )
    await conn.execute("UPDATE ledger.leaf SET leaf_hash = $2 WHERE position = $1", place, leaf_hash(entry))
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


EDITS: dict[str, Change] = {
    "entry": bit_of("entry"),
    "entry and its hashes": change_entry_and_its_hashes,
    "facts": bit_of("facts"),
    "salt": bit_of("salt"),
    "sealed record": change_record,
    "leaf hash of the event": bit_of("leaf_hash"),
    "leaf hash of the tree": change_leaf,
    "fingerprint": bit_of("command_print"),
    "root of a checkpoint": change_root,
    "signature of a checkpoint": change_note,
}
REWRITES: dict[str, Change] = {
    "tail, checkpoints too": cut_tail,
    "tail, checkpoints stay": cut_tail_only,
    "middle": cut_middle,
    "middle, gap closed, checkpoints too": cut_middle_and_close,
    "two positions swapped": swap,
    "altered again, consistent, checkpoints removed": rewrite_one,
    "altered again, consistent, signed by a stranger": rewrite_and_sign,
}
