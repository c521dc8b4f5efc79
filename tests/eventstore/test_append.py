"""What one call writes: entries, versions, hashes, and what it reports when it may not write."""

import asyncio
import hashlib
from uuid import uuid4

import asyncpg
import orjson
import pytest

from eventstore import ids
from eventstore.arguments import as_arguments, as_composite
from eventstore.errors import StreamMoved
from eventstore.records import ANY, EXISTS, NONE, Guard, Item, Moved, SealedPart
from eventstore.sealing import open_record
from eventstore.store import SQL, Store
from tests.conftest import Connect
from tests.support.database import Database
from tests.support.log import FACTS, answered, command, event

STORED = "SELECT * FROM ledger.event WHERE stream_id = $1 ORDER BY version"


async def test_an_append_is_read_back_as_it_was_written(store: Store) -> None:
    asked = command(expected=NONE)
    [item] = asked.items

    [written] = (await store.append_one(asked)).events
    [read] = await store.read(item.stream)

    assert (written.stream, written.version, written.type) == (item.stream, 1, item.event.type)
    assert (read.stream, read.version, read.event_id, read.leaf_hash) == (
        item.stream,
        1,
        written.event_id,
        written.leaf_hash,
    )
    assert (read.facts, read.occurred_at, read.schema_version) == (FACTS, item.event.occurred_at, 1)
    assert (read.actor, read.actor_role, read.correlation) == (
        asked.cause.actor,
        asked.cause.actor_role,
        asked.cause.correlation,
    )
    assert read.position is None
    assert written.event_id == ids.event_id(store.origin, asked.scope, asked.key, 0)
    assert await store.read(item.stream, after_version=1) == []


async def test_versions_follow_each_other_and_name_the_hash_before_them(
    store: Store, auditor: asyncpg.Connection
) -> None:
    stream = uuid4()
    several = command(*[Item(stream=stream, expected=NONE, event=event(str(n))) for n in range(3)])

    first = await store.append_one(several)
    second = await store.append_one(command(stream=stream, expected=3))

    rows = await auditor.fetch(STORED, stream)
    entries = [orjson.loads(row["entry"]) for row in rows]
    assert [row["version"] for row in rows] == [1, 2, 3, 4]
    assert [row["leaf_hash"] for row in rows] == [each.leaf_hash for each in (*first.events, *second.events)]
    assert "prev" not in entries[0]
    assert [entry["prev"] for entry in entries[1:]] == [row["leaf_hash"].hex() for row in rows[:-1]]
    assert all(hashlib.sha256(b"\x00" + row["entry"]).digest() == row["leaf_hash"] for row in rows)


async def test_an_entry_commits_to_facts_and_sealed_records(
    store: Store, auditor: asyncpg.Connection
) -> None:
    stream, subject = uuid4(), uuid4()
    parts = [
        SealedPart(part=7, record=bytes(range(200)), subject=subject),
        SealedPart(part=2, record=open_record("judul")),
    ]
    await store.append_one(command(Item(stream=stream, expected=ANY, event=event(sealed=parts))))

    row = await auditor.fetchrow(STORED, stream)
    assert row is not None
    entry = orjson.loads(row["entry"])
    assert entry["facts_commit"] == hashlib.sha256(row["salt"] + row["facts"]).hexdigest()
    assert entry["sealed"] == [
        {
            "part": part.part,
            "commitment": part.record[38:70].hex(),
            "record_hash": hashlib.sha256(part.record).hexdigest(),
        }
        for part in reversed(parts)
    ]
    assert await store.sealed(stream, 1) == list(reversed(parts))
    [read] = await store.read(stream)
    assert read.open_parts == {2: b"judul"}, "the other one is not open text"


async def test_salts_are_never_the_same(store: Store, auditor: asyncpg.Connection) -> None:
    await store.append([command() for _ in range(50)])

    assert await auditor.fetchval("SELECT count(DISTINCT salt) FROM ledger.event") == 50


@pytest.mark.parametrize("of_command", [3, 4, 5])  # actor, role, correlation
async def test_a_command_without_its_cause_is_refused(
    database: Database, connect: Connect, of_command: int
) -> None:
    """The library cannot send one; this is the application's role, calling the functions by hand."""
    app, asked = await connect("jejak_app"), command()
    composite, arguments = list(as_composite(asked)), list(as_arguments(asked, database.origin, bytes(32)))
    composite[of_command] = arguments[of_command - 1] = None

    with pytest.raises(asyncpg.NotNullViolationError):
        await app.fetch(SQL["append"], database.log_id, [tuple(composite)])
    with pytest.raises(asyncpg.NotNullViolationError):
        await app.fetch(SQL["append_one"], database.log_id, *arguments)


@pytest.mark.parametrize("of_event", range(4))  # type, version and hash of its schema, time
async def test_an_event_without_a_name_or_a_time_is_refused(
    database: Database, connect: Connect, of_event: int
) -> None:
    app, asked = await connect("jejak_app"), command()
    composite, arguments = list(as_composite(asked)), list(as_arguments(asked, database.origin, bytes(32)))
    item = list(composite[7][0])
    item[2 + of_event] = arguments[8 + of_event] = None
    composite[7] = [tuple(item)]

    with pytest.raises(asyncpg.NotNullViolationError):
        await app.fetch(SQL["append"], database.log_id, [tuple(composite)])
    with pytest.raises(asyncpg.NotNullViolationError):
        await app.fetch(SQL["append_one"], database.log_id, *arguments)


@pytest.mark.parametrize(
    ("there", "expected", "holds"),
    [
        (0, ANY, True),
        (0, NONE, True),
        (0, EXISTS, False),
        (0, 1, False),
        (2, ANY, True),
        (2, EXISTS, True),
        (2, 2, True),
        (2, NONE, False),
        (2, 1, False),
        (2, 3, False),
    ],
)
@pytest.mark.parametrize("guarded", [False, True])
async def test_a_command_is_written_only_if_its_streams_are_as_expected(
    store: Store, there: int, expected: int, holds: bool, guarded: bool
) -> None:
    stream = uuid4()
    earlier = [await store.append_one(command(stream=stream)) for _ in range(there)]
    asked = (
        command(guards=[Guard(stream=stream, expected=expected)])
        if guarded
        else command(stream=stream, expected=expected)
    )

    [outcome] = await store.append([asked])

    if holds:
        assert not answered(outcome).repeated
        return
    ids_there = [answer.events[0].event_id for answer in earlier]
    missed = tuple(ids_there[expected:]) if expected >= 0 else ()
    assert outcome == Moved(stream=stream, expected=expected, current=there, missed=missed)
    assert len(await store.read(stream)) == there
    with pytest.raises(StreamMoved) as raised:
        await store.append_one(asked)
    assert raised.value.moved == outcome


async def test_a_conflict_does_not_use_up_the_key(store: Store) -> None:
    stream = uuid4()
    asked = command(stream=stream, expected=1)
    with pytest.raises(StreamMoved):
        await store.append_one(asked)
    await store.append_one(command(stream=stream, expected=NONE))

    assert not (await store.append_one(asked)).repeated


async def test_a_conflict_names_the_first_hundred_events_that_were_missed(store: Store) -> None:
    stream = uuid4()
    several = command(*[Item(stream=stream, expected=NONE, event=event()) for _ in range(120)])
    written = (await store.append_one(several)).events

    [outcome] = await store.append([command(stream=stream, expected=1)])

    assert isinstance(outcome, Moved)
    assert (outcome.current, outcome.missed) == (120, tuple(each.event_id for each in written[1:101]))


async def test_one_command_that_fails_leaves_the_others_of_its_call_alone(store: Store) -> None:
    fine, moved, also_fine = command(), command(expected=EXISTS), command()

    outcomes = await store.append([fine, moved, also_fine])

    assert isinstance(outcomes[1], Moved)
    for asked, outcome in ((fine, outcomes[0]), (also_fine, outcomes[2])):
        assert [each.stream for each in answered(outcome).events] == [asked.items[0].stream]
    assert await store.read(moved.items[0].stream) == []


async def test_a_command_sees_what_the_one_before_it_in_the_call_wrote(store: Store) -> None:
    stream = uuid4()

    outcomes = await store.append(
        [
            command(stream=stream, expected=0),
            command(stream=stream, expected=1),
            command(stream=stream, expected=1),
        ]
    )

    assert [answered(each).events[0].version for each in outcomes[:2]] == [1, 2]
    assert isinstance(outcomes[2], Moved)


async def test_commands_of_one_call_on_one_stream_are_written_one_after_the_other(store: Store) -> None:
    stream = uuid4()

    outcomes = await store.append([command(stream=stream) for _ in range(20)])

    assert [answered(each).events[0].version for each in outcomes] == list(range(1, 21))
    assert [each.version for each in await store.read(stream)] == list(range(1, 21))


async def test_more_commands_than_fit_in_one_call_are_all_answered_in_order(store: Store) -> None:
    asked = [command() for _ in range(150)]

    outcomes = await store.append(asked)

    assert [answered(each).events[0].stream for each in outcomes] == [each.items[0].stream for each in asked]


async def test_a_command_over_several_streams_is_written_to_all_or_none(store: Store) -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    await store.append_one(command(stream=two))

    def over_three(expected_of_two: int) -> list[Item]:
        expected = {one: NONE, two: expected_of_two, three: NONE}
        return [
            Item(stream=stream, expected=expected[stream], event=event()) for stream in (one, two, one, three)
        ]

    with pytest.raises(StreamMoved):
        await store.append_one(command(*over_three(NONE)))
    assert [len(await store.read(stream)) for stream in (one, two, three)] == [0, 1, 0]

    written = (await store.append_one(command(*over_three(1)))).events
    assert [(each.stream, each.version) for each in written] == [(one, 1), (two, 2), (one, 2), (three, 1)]
    assert [each.seq for each in written] == sorted(each.seq for each in written)
    assert len({each.event_id for each in written}) == 4


async def test_writers_at_the_same_time_leave_no_gap_in_a_stream(store: Store) -> None:
    stream = uuid4()

    async def write() -> int:
        return (await store.append_one(command(stream=stream))).events[0].version

    versions = await asyncio.gather(*[write() for _ in range(32 * 8)])

    assert sorted(versions) == list(range(1, 32 * 8 + 1))
    assert [each.version for each in await store.read(stream)] == sorted(versions)


async def test_of_all_who_expect_the_same_version_exactly_one_writes_it(store: Store) -> None:
    stream = uuid4()
    for version in range(5):
        outcomes = await asyncio.gather(
            *[store.append([command(stream=stream, expected=version)]) for _ in range(32)]
        )
        won = [outcome for [outcome] in outcomes if not isinstance(outcome, Moved)]
        assert [answered(each).events[0].version for each in won] == [version + 1]
