"""Commands and events with sensible defaults, for tests of the log."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from hypothesis import strategies as some

from eventstore.arguments import as_composite
from eventstore.records import (
    ANY,
    Answer,
    AppendCommand,
    Cause,
    Guard,
    Item,
    NewEvent,
    Outcome,
    SealedPart,
)

LEAVES = "SELECT position, seq, leaf_hash, stream_id, version FROM ledger.leaf ORDER BY position"
EVENTS = "SELECT seq, leaf_hash, stream_id, version FROM ledger.event ORDER BY seq"
FACTS = b'{"unit":"x"}'

# All that PostgreSQL can keep: no U+0000, no surrogates. Unassigned, control and astral characters included.
texts = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
names = texts.filter(bool)
values = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)


def event(
    name: str = "ThingHappened",
    *,
    facts: bytes = FACTS,
    sealed: Sequence[SealedPart] = (),
    content: bytes | None = None,
) -> NewEvent:
    """An event of schema version 1 at noon."""
    return NewEvent(
        type=name,
        schema_version=1,
        schema_hash=hashlib.sha256(b"schema").digest(),
        facts=facts,
        occurred_at=datetime(2026, 11, 24, 12, 0, 0, 4, tzinfo=UTC),
        sealed=tuple(sealed),
        content=content,
    )


def cause() -> Cause:
    """Somebody, within some request."""
    return Cause(actor=uuid4(), actor_role="LIAISON", correlation=uuid4())


def command(
    *items: Item,
    stream: UUID | None = None,
    expected: int = ANY,
    guards: Sequence[Guard] = (),
    key: UUID | None = None,
    asked: str = "this",
    by: Cause | None = None,
) -> AppendCommand:
    """A command with the items given, or with one event on `stream`; `asked` is what its fingerprint is made of."""
    one = (Item(stream=stream or uuid4(), expected=expected, event=event()),)
    return AppendCommand(
        scope="person:1",
        key=key or uuid4(),
        fingerprint=hashlib.sha256(asked.encode()).digest(),
        cause=by or cause(),
        items=items or one,
        guards=tuple(guards),
    )


def answered(outcome: Outcome) -> Answer:
    """The outcome, which must be an answer."""
    assert isinstance(outcome, Answer), outcome
    return outcome


async def append(conn: asyncpg.Connection, log_id: int, *asked: AppendCommand) -> UUID:
    """Append on a connection whose transaction the test ends itself; answers the first stream."""
    await conn.fetch("SELECT * FROM ledger.append($1, $2)", log_id, [as_composite(each) for each in asked])
    return asked[0].items[0].stream


async def until(holds: Callable[[], Awaitable[bool]], *, or_done: "asyncio.Task[Any] | None" = None) -> None:
    """Ask again and again, or until a task has ended; a test that hangs here would have failed."""
    async with asyncio.timeout(60):
        while not await holds() and not (or_done and or_done.done()):
            pass


async def is_waiting(conn: asyncpg.Connection, role: str) -> bool:
    """Whether a session of this role, in this database, waits for a lock."""
    return bool(
        await conn.fetchval(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE usename = $1 AND datname = current_database()"
            " AND wait_event_type = 'Lock')",
            role,
        )
    )


async def order(auditor: asyncpg.Connection) -> list[UUID]:
    """The streams in the order of positions, which must be dense and name each event once, correctly."""
    leaves = await auditor.fetch(LEAVES)
    events = {row["seq"]: row for row in await auditor.fetch(EVENTS)}
    assert [leaf["position"] for leaf in leaves] == list(range(len(leaves)))
    for leaf in leaves:
        assert [leaf[name] for name in ("leaf_hash", "stream_id", "version")] == list(events[leaf["seq"]])[1:]
    return [leaf["stream_id"] for leaf in leaves]
