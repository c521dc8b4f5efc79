"""What a superuser could do to a log: edits of what is stored, as one change each."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import asyncpg

from eventstore import canonical
from eventstore.tree import leaf_hash

Change = Callable[[asyncpg.Connection, int], Awaitable[None]]

FLIPPED = "set_byte({0}, octet_length({0}) / 2, get_byte({0}, octet_length({0}) / 2) # 1)"
AT = "(log_id, stream_id, version) = (SELECT log_id, stream_id, version FROM ledger.leaf WHERE position = $1)"
WITH_TEXT = (
    "SELECT l.position FROM ledger.leaf l JOIN ledger.sealed s USING (log_id, stream_id, version)"
    " WHERE l.position >= $1 ORDER BY l.position LIMIT 1"
)
SLIPPED_IN = """
INSERT INTO ledger.event (log_id, stream_id, version, seq, tx, event_id, command_print, recorded_at, entry, leaf_hash,
                          facts, salt)
SELECT o.log_id, $1, 1, nextval('ledger.event_seq'), o.tx, $2, o.command_print, o.recorded_at, $3,
       sha256('\\x00'::bytea || $3), o.facts, o.salt
  FROM ledger.event o
 WHERE encode(o.command_print, 'hex') = convert_from($3, 'UTF8')::json ->> 'command'
   AND to_char(o.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
       = convert_from($3, 'UTF8')::json ->> 'recorded'
   AND encode(sha256(o.salt || o.facts), 'hex') = convert_from($3, 'UTF8')::json ->> 'facts_commit'
"""
LAST_OF_A_STREAM = (
    "SELECT max(position) FROM ledger.leaf WHERE position < $1 GROUP BY stream_id"
    " HAVING max(version) = (SELECT max(o.version) FROM ledger.leaf o WHERE o.stream_id = ledger.leaf.stream_id)"
    " ORDER BY 1 DESC LIMIT 1"
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


async def swap_facts(conn: asyncpg.Connection, position: int) -> None:
    """Two events exchange facts and salts."""
    await conn.execute(
        "UPDATE ledger.event e SET facts = o.facts, salt = o.salt FROM ledger.event o"
        " JOIN ledger.leaf p ON p.seq = o.seq, ledger.leaf l"
        " WHERE l.seq = e.seq AND l.position IN ($1::bigint, $1::bigint + 1)"
        "   AND p.position = 2 * $1::bigint + 1 - l.position",
        position,
    )


async def remove_record(conn: asyncpg.Connection, position: int) -> None:
    """A sealed record is gone, and not emptied as an erasure leaves it."""
    place = await conn.fetchval(WITH_TEXT, position)
    await conn.execute(f"DELETE FROM ledger.sealed WHERE {AT}", place)


async def exchange_record(conn: asyncpg.Connection, position: int) -> None:
    """A sealed record takes the place of another event's."""
    place = await conn.fetchval(WITH_TEXT, position)
    other = await conn.fetchval(WITH_TEXT, place + 1)
    await conn.execute(
        "UPDATE ledger.sealed s SET record = o.record FROM ledger.sealed o, ledger.leaf l, ledger.leaf p"
        " WHERE l.position = $1 AND (s.stream_id, s.version) = (l.stream_id, l.version)"
        "   AND p.position = $2 AND (o.stream_id, o.version) = (p.stream_id, p.version)",
        *(place, other),
    )


async def add_record(conn: asyncpg.Connection, position: int) -> None:
    """A sealed record that the entry does not name."""
    place = await conn.fetchval(WITH_TEXT, position)
    await conn.execute(
        "INSERT INTO ledger.sealed (log_id, stream_id, version, part, record)"
        f" SELECT log_id, stream_id, version, 9, record FROM ledger.sealed WHERE {AT}",
        place,
    )


async def move_to_another_stream(conn: asyncpg.Connection, position: int) -> None:
    """The last event of a stream, its row and its leaf moved to the end of another stream."""
    place = await conn.fetchval(LAST_OF_A_STREAM, position + 1)
    stream = await conn.fetchval("SELECT stream_id FROM ledger.leaf WHERE position = $1", place)
    other = await conn.fetchval(
        "SELECT stream_id FROM ledger.event WHERE stream_id <> $1 ORDER BY 1 LIMIT 1", stream
    )
    version = await conn.fetchval("SELECT max(version) + 1 FROM ledger.event WHERE stream_id = $1", other)
    for table in ("sealed", "event"):
        await conn.execute(
            f"UPDATE ledger.{table} SET stream_id = $2, version = $3 WHERE {AT}", place, other, version
        )
    await conn.execute(
        "UPDATE ledger.leaf SET stream_id = $2, version = $3 WHERE position = $1", place, other, version
    )


async def date_back(conn: asyncpg.Connection, position: int) -> None:
    """The time beside the entry."""
    await conn.execute(
        f"UPDATE ledger.event SET recorded_at = recorded_at - interval '1 day' WHERE {AT}", position
    )


async def break_chain(conn: asyncpg.Connection, position: int) -> None:
    """An entry that continues another version than the one before it, with its hashes made to fit."""
    place = await conn.fetchval(
        "SELECT min(position) FROM ledger.leaf WHERE position >= $1 AND version > 1", position
    )
    raw = bytes(await conn.fetchval(f"SELECT entry FROM ledger.event WHERE {AT}", place))
    await put_entry(conn, place, canonical.encode({**canonical.decode(raw), "prev": "0" * 64}))


async def exchange_leaves(conn: asyncpg.Connection, position: int) -> None:
    """The leaves of two events are said to belong to each other's event."""
    rows = await conn.fetch(
        "SELECT seq FROM ledger.leaf WHERE position IN ($1::bigint, $1::bigint + 1) ORDER BY position",
        position,
    )
    first, second = (row["seq"] for row in rows)
    for before, after in ((first, -1), (second, first), (-1, second)):
        await conn.execute("UPDATE ledger.leaf SET seq = $2 WHERE seq = $1", before, after)


async def miscount(conn: asyncpg.Connection, position: int) -> None:  # noqa: ARG001  (it is one for the whole log)
    """The sequencer's counter."""
    await conn.execute("UPDATE ledger.seq_state SET next_position = next_position + 1")


async def add_unnumbered(conn: asyncpg.Connection, position: int) -> None:
    """An event put in beside the append, dated back: written by a transaction that the sequencer has passed."""
    await conn.execute(SLIPPED_IN, *await another_like(conn, position))


async def another_like(conn: asyncpg.Connection, position: int) -> tuple[UUID, UUID, bytes]:
    """Stream, id and entry of an event that never happened, made from one that did and that has no text beside it."""
    raw = await conn.fetchval(
        "SELECT e.entry FROM ledger.event e JOIN ledger.leaf l USING (seq) WHERE l.position >= $1"
        " AND NOT EXISTS (SELECT FROM ledger.sealed s WHERE s.stream_id = e.stream_id AND s.version = e.version)"
        " ORDER BY l.position LIMIT 1",
        position,
    )
    members = dict(canonical.decode(bytes(raw)))
    stream, identity = uuid4(), UUID(f"{uuid4()}"[:14] + "8" + f"{uuid4()}"[15:])  # of version 8
    members |= {"stream": str(stream), "version": 1, "event_id": str(identity)}
    members.pop("prev", None)
    return stream, identity, canonical.encode(members)


async def put_entry(conn: asyncpg.Connection, place: int, entry: bytes) -> None:
    """Another entry at a position, with the hash beside it and its leaf made to fit."""
    await conn.execute(
        f"UPDATE ledger.event SET entry = $2, leaf_hash = $3 WHERE {AT}", place, entry, leaf_hash(entry)
    )
    await conn.execute("UPDATE ledger.leaf SET leaf_hash = $2 WHERE position = $1", place, leaf_hash(entry))


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
    "facts of two events exchanged": swap_facts,
    "sealed record removed": remove_record,
    "sealed record of another event": exchange_record,
    "sealed record added": add_record,
    "event moved to another stream": move_to_another_stream,
    "link to the version before, with its hashes": break_chain,
    "time beside the entry": date_back,
    "leaves of two events exchanged": exchange_leaves,
    "counter of the sequencer": miscount,
    "event put in without a position, dated back": add_unnumbered,
}
