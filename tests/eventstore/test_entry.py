"""The bytes that are hashed: the database writes what any RFC 8785 encoder writes."""

import hashlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import rfc8785
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as some

from eventstore import canonical, ids
from eventstore.arguments import as_composite
from eventstore.errors import EntryTooLarge
from eventstore.records import ANY, AppendCommand, Cause, Item, NewEvent, SealedPart
from eventstore.store import Store
from tests.conftest import Connect
from tests.support.database import Database
from tests.support.log import command, event, names, texts, values

together = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def expected_entry(asked: AppendCommand, row: asyncpg.Record, origin: str) -> dict[str, Any]:
    """The entry of a command's only item, built from what was asked and what only the database knew."""
    [item] = asked.items
    entry: dict[str, Any] = {
        "format": 1,
        "log": origin,
        "event_id": str(ids.event_id(origin, asked.scope, asked.key, 0)),
        "stream": str(item.stream),
        "version": row["version"],
        "type": item.event.type,
        "schema_version": item.event.schema_version,
        "schema_hash": item.event.schema_hash.hex(),
        "occurred": instant(item.event.occurred_at),
        "recorded": instant(row["recorded_at"]),
        "actor": str(asked.cause.actor),
        "actor_role": asked.cause.actor_role,
        "correlation": str(asked.cause.correlation),
        "command": asked.fingerprint.hex(),
        "facts_commit": hashlib.sha256(row["salt"] + item.event.facts).hexdigest(),
        "sealed": [
            {
                "commitment": part.record[38:70].hex(),
                "part": part.part,
                "record_hash": hashlib.sha256(part.record).hexdigest(),
            }
            for part in sorted(item.event.sealed, key=lambda part: part.part)
        ],
    }
    if asked.cause.causation is not None:
        entry["causation"] = str(asked.cause.causation)
    if item.event.content is not None:
        entry["content"] = canonical.decode(item.event.content)
    if row["prev"] is not None:
        entry["prev"] = row["prev"].hex()
    return entry


parts = some.dictionaries(some.integers(0, 32767), some.binary(min_size=70, max_size=100), max_size=4)
events = some.builds(
    NewEvent,
    type=names,
    schema_version=some.integers(1, 2**31 - 1),
    schema_hash=some.binary(min_size=32, max_size=32),
    facts=values.map(canonical.encode),
    occurred_at=some.datetimes(datetime(2, 2, 1), datetime(9998, 1, 1), timezones=some.timezones()),
    sealed=parts.map(lambda each: tuple(SealedPart(part=n, record=r) for n, r in each.items())),
    content=some.none() | values.map(canonical.encode),
)
causes = some.builds(
    Cause,
    actor=some.uuids(),
    actor_role=names,
    correlation=some.uuids(),
    causation=some.none() | some.uuids(),
)


@for_all(event=events, cause=causes, scope=names, fingerprint=some.binary(min_size=32, max_size=32))
@together
async def test_an_entry_is_the_canonical_form_of_what_was_asked(
    store: Store, auditor: asyncpg.Connection, event: NewEvent, cause: Cause, scope: str, fingerprint: bytes
) -> None:
    stream = uuid4()
    for _ in range(2):
        asked = AppendCommand(
            scope=scope,
            key=uuid4(),
            fingerprint=fingerprint,
            cause=cause,
            items=(Item(stream=stream, expected=ANY, event=event),),
        )
        await store.append_one(asked)
        row = await auditor.fetchrow(
            """SELECT version, recorded_at, salt, entry, facts, leaf_hash, event_id,
                      (SELECT leaf_hash FROM ledger.event p WHERE p.stream_id = e.stream_id
                          AND p.version = e.version - 1) AS prev
                 FROM ledger.event e WHERE stream_id = $1 ORDER BY version DESC LIMIT 1""",
            stream,
        )
        assert row is not None
        entry = expected_entry(asked, row, store.origin)
        assert row["entry"] == canonical.encode(entry) == rfc8785.dumps(entry)
        assert row["leaf_hash"] == hashlib.sha256(b"\x00" + row["entry"]).digest()
        assert row["facts"] == event.facts
        assert str(row["event_id"]) == entry["event_id"]


@for_all(origin=texts, scope=texts, key=some.uuids(), ordinal=some.integers(0, 2**31 - 1))
@together
async def test_the_database_and_python_derive_the_same_event_id(
    connect: Connect, origin: str, scope: str, key: UUID, ordinal: int
) -> None:
    derived = ids.event_id(origin, scope, key, ordinal)

    owner = await connect()
    try:
        assert (
            await owner.fetchval("SELECT ledger.event_id($1, $2, $3, $4)", origin, scope, key, ordinal)
            == derived
        )
    finally:
        await owner.close()
    assert (derived.version, derived.variant) == (8, "specified in RFC 4122")


async def test_open_content_cannot_reach_out_of_its_place_in_the_entry(
    database: Database, connect: Connect
) -> None:
    """The library refuses it before; this is the application's role, calling the function by hand."""
    asked = command(Item(stream=uuid4(), expected=ANY, event=event(content=b'{"a":1}')))
    forged = b'{"a":1},"type":"Forged"'
    app = await connect("jejak_app")
    composite = list(as_composite(asked))
    composite[7] = [(*composite[7][0][:7], forged, [])]
    with pytest.raises(asyncpg.InvalidTextRepresentationError):
        await app.fetch("SELECT * FROM ledger.append($1, $2)", database.log_id, [tuple(composite)])


async def test_an_entry_beyond_its_limit_is_refused_as_such(store: Store) -> None:
    new = event(content=b'"' + b"x" * 1000 + b'"')
    object.__setattr__(new, "content", b'"' + b"x" * 60_000 + b'"')  # past the check that the record makes
    asked = command(Item(stream=uuid4(), expected=ANY, event=new))

    with pytest.raises(EntryTooLarge):
        await store.append_one(asked)
    assert await store.read(asked.items[0].stream) == []


async def test_the_longest_entry_a_record_allows_fits(store: Store) -> None:
    new = event(
        "\x01" * 128,
        content=b'"' + b"x" * (48 * 1024 - 2) + b'"',
        sealed=[SealedPart(part=32767 - n, record=b"\x01" * 70) for n in range(32)],
    )
    asked = command(
        Item(stream=uuid4(), expected=ANY, event=new),
        by=Cause(actor=uuid4(), actor_role="\x01" * 128, correlation=uuid4(), causation=uuid4()),
    )

    await store.append_one(asked)
    await store.append_one(command(Item(stream=asked.items[0].stream, expected=1, event=new), by=asked.cause))
