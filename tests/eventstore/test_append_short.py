"""The short ways in: what they take, what they leave to the way for all commands, and how they meet it."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest

from eventstore.arguments import apart, as_arguments, as_single
from eventstore.records import ANY, NONE, Answer, AppendCommand, Guard, Item, SealedPart
from eventstore.sealing import open_record
from eventstore.store import SQL, Store
from tests.conftest import Connect
from tests.support.database import Database
from tests.support.log import answered, command, event, is_waiting, until


def with_a_text(**more: int) -> AppendCommand:
    part = SealedPart(part=1, record=open_record("judul"))
    return command(Item(stream=uuid4(), expected=ANY, event=event(sealed=[part])), **more)  # type: ignore[arg-type]


async def many(conn: asyncpg.Connection, database: Database, *asked: AppendCommand) -> list[asyncpg.Record]:
    singles = [as_single(each, database.origin, bytes(32)) for each in asked]
    return await conn.fetch(SQL["append_many"], database.log_id, singles)


def test_those_go_together_that_write_and_guard_what_no_other_writes() -> None:
    stream, role = uuid4(), uuid4()
    alone, texts = command(), with_a_text()
    same_role = [command(guards=[Guard(stream=role, expected=1)]) for _ in range(2)]
    same_stream = [command(stream=stream), command(stream=stream)]
    rests_on_it = command(guards=[Guard(stream=stream, expected=1)])
    two_events = command(*[Item(stream=uuid4(), expected=NONE, event=event()) for _ in range(2)])
    two_guards = command(guards=[Guard(stream=uuid4(), expected=0) for _ in range(2)])
    same_key = [command(), command()]
    same_key[1] = replace(same_key[1], key=same_key[0].key)

    together = [alone, texts, *same_role]
    others = [*same_stream, rests_on_it, two_events, two_guards, *same_key]

    assert apart([*together, *others]) == set(range(len(together)))


async def test_of_many_each_is_written_that_finds_what_it_expects(
    database: Database, connect: Connect
) -> None:
    app, there = await connect("jejak_app"), command()
    await many(app, database, there)
    stream = there.items[0].stream
    fine = [
        command(stream=stream, expected=1),
        with_a_text(),
        command(guards=[Guard(stream=uuid4(), expected=0)]),
    ]
    moved = [command(expected=3), command(guards=[Guard(stream=uuid4(), expected=1)])]

    rows = await many(app, database, fine[0], moved[0], fine[1], moved[1], fine[2])

    assert [row["event_id"] for row in rows] == [
        as_arguments(each, database.origin, bytes(32))[0] for each in fine
    ]
    assert [row["version"] for row in rows] == [2, 1, 1]
    seqs = [row["seq"] for row in rows]
    assert seqs == sorted(seqs)


async def test_of_many_none_is_written_where_a_new_stream_or_a_command_is_there_already(
    database: Database, connect: Connect, auditor: asyncpg.Connection
) -> None:
    app, there = await connect("jejak_app"), command()
    await many(app, database, there)
    again, taken = there, command(stream=there.items[0].stream, expected=NONE)

    for refused in (again, taken):
        with pytest.raises(asyncpg.UniqueViolationError):
            await many(app, database, command(), refused, command())

    assert await auditor.fetchval("SELECT count(*) FROM ledger.event") == 1


async def test_many_cannot_rest_on_what_one_of_them_writes(database: Database, connect: Connect) -> None:
    """The library sends none such; this is the application's role, calling the function by hand."""
    app, stream = await connect("jejak_app"), uuid4()
    writes, rests = command(stream=stream), command(guards=[Guard(stream=stream, expected=0)])

    rows = await many(app, database, rests, writes)

    assert [row["event_id"] for row in rows] == [as_arguments(writes, database.origin, bytes(32))[0]]


@pytest.mark.parametrize("how", ["off", "repeatable_read"])
async def test_many_are_not_written_where_the_promises_cannot_be_kept(
    database: Database, connect: Connect, how: str
) -> None:
    app = await connect("jejak_app")
    if how == "off":
        await app.execute("SET synchronous_commit = off")
        assert await many(app, database, command()) == []
    else:
        async with app.transaction(isolation="repeatable_read"):
            assert await many(app, database, command()) == []


@pytest.mark.parametrize("events", [1, 2])
async def test_a_command_that_the_short_way_is_writing_is_answered_by_the_long_way_when_it_is_there(
    database: Database, connect: Connect, store: Store, events: int
) -> None:
    """The short way does not hold the key, so they meet at the unique event id."""
    observer, slow, asked = await connect(), await connect("jejak_app"), command()
    items = tuple(Item(stream=uuid4(), expected=ANY, event=event()) for _ in range(events))
    twin = replace(asked, items=items, guards=(Guard(stream=uuid4(), expected=0),) * 2)
    async with slow.transaction():
        await slow.fetchval(
            SQL["append_one"], database.log_id, *as_arguments(asked, database.origin, bytes(32))
        )
        again = asyncio.create_task(store.append([command(), twin]))
        await until(lambda: is_waiting(observer, "jejak_app"), or_done=again)
        assert not again.done()

    beside, outcome = await again
    assert isinstance(beside, Answer)
    assert answered(outcome).repeated
    assert [each.stream for each in answered(outcome).events] == [asked.items[0].stream]


async def test_an_answer_stands_where_its_command_stood(store: Store) -> None:
    """Whatever way each of them took."""
    stream = uuid4()
    asked = [
        command(stream=stream),
        with_a_text(),
        command(*[Item(stream=uuid4(), expected=NONE, event=event()) for _ in range(3)]),
        command(stream=stream),
        command(),
    ]

    outcomes = await store.append([*asked, asked[1]])

    assert [[each.stream for each in answered(outcome).events] for outcome in outcomes] == [
        [item.stream for item in each.items] for each in (*asked, asked[1])
    ]
    assert [answered(outcome).repeated for outcome in outcomes] == [False] * 5 + [True]
