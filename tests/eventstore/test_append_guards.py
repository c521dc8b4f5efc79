"""Guards: what a command rests on does not move before it is written, whichever way it goes."""

import asyncio
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest

from eventstore.arguments import as_arguments
from eventstore.errors import StreamMoved
from eventstore.records import ANY, EXISTS, Answer, AppendCommand, Guard, Item, Moved
from eventstore.store import SQL, Store
from tests.conftest import Connect
from tests.support.database import Database
from tests.support.log import answered, append, command, event, is_waiting, until


async def test_a_guard_sees_what_an_earlier_command_of_the_call_wrote_and_nothing_later(store: Store) -> None:
    early, late = uuid4(), uuid4()

    outcomes = await store.append(
        [
            command(stream=early),
            command(guards=[Guard(stream=early, expected=0)]),
            command(guards=[Guard(stream=early, expected=1)]),
            command(guards=[Guard(stream=late, expected=0)]),
            command(stream=late),
        ]
    )

    assert [type(each) for each in outcomes] == [Answer, Moved, Answer, Answer, Answer]
    seqs = [answered(outcomes[place]).events[0].seq for place in (3, 4)]
    assert seqs == sorted(seqs), "what was guarded is before what moved it"


async def test_a_guarded_stream_cannot_move_until_what_rests_on_it_is_written(
    database: Database, connect: Connect, store: Store
) -> None:
    role, observer, slow = uuid4(), await connect(), await connect("jejak_app")
    await store.append_one(command(stream=role))
    async with slow.transaction():
        await append(slow, database.log_id, command(guards=[Guard(stream=role, expected=1)]))
        await store.append_one(command(guards=[Guard(stream=role, expected=1)]))  # guards share
        revoking = asyncio.create_task(store.append_one(command(stream=role, expected=1)))
        await until(lambda: is_waiting(observer, "jejak_app"), or_done=revoking)
        assert not revoking.done()

    assert (await revoking).events[0].version == 2


async def test_nobody_writes_on_the_strength_of_a_guard_that_is_moving(
    database: Database, connect: Connect, store: Store
) -> None:
    role, observer, slow = uuid4(), await connect(), await connect("jejak_app")
    await store.append_one(command(stream=role))
    async with slow.transaction():
        await append(slow, database.log_id, command(stream=role, expected=1))  # a revocation under way
        acting = asyncio.create_task(store.append([command(guards=[Guard(stream=role, expected=1)])]))
        await until(lambda: is_waiting(observer, "jejak_app"), or_done=acting)
        assert not acting.done()

    [outcome] = await acting
    assert isinstance(outcome, Moved)
    assert (outcome.stream, outcome.current) == (role, 2)


async def test_a_stream_that_one_command_guards_and_another_writes_is_held_alone(
    database: Database, connect: Connect, store: Store
) -> None:
    stream, observer, slow = uuid4(), await connect(), await connect("jejak_app")

    def both() -> list[AppendCommand]:
        return [command(stream=stream), command(guards=[Guard(stream=stream, expected=EXISTS)])]

    async with slow.transaction():
        await append(slow, database.log_id, *both())
        second = asyncio.create_task(store.append(both()))
        await until(lambda: is_waiting(observer, "jejak_app"), or_done=second)
        assert not second.done()

    assert answered((await second)[0]).events[0].version == 2


async def test_calls_that_touch_the_same_streams_in_any_order_never_wait_for_each_other(store: Store) -> None:
    """Two of them in opposite order would deadlock if locks were taken as the items come."""
    streams = [uuid4() for _ in range(6)]

    async def write(shift: int) -> None:
        turned = streams[shift:] + streams[:shift]
        items = [Item(stream=stream, expected=ANY, event=event()) for stream in turned[:3]]
        guards = [Guard(stream=stream, expected=ANY) for stream in turned[3:]]
        reversed_call = command(*reversed(items), guards=guards)
        await store.append([command(*items, guards=guards), reversed_call])

    await asyncio.gather(*[write(n % 6) for n in range(60)])

    assert [len(await store.read(stream)) for stream in streams] == [60] * 6


async def append_short(conn: asyncpg.Connection, database: Database, asked: AppendCommand) -> None:
    """Append the usual command the short way, on a connection whose transaction the test ends itself."""
    arguments = as_arguments(asked, database.origin, bytes(32))
    written = await conn.fetchval(SQL["append_one"], database.log_id, *arguments)
    assert written is not None


async def test_the_short_way_holds_what_it_guards_until_it_is_written(
    database: Database, connect: Connect, store: Store
) -> None:
    """Sixteen, since the order of the locks depends on the ids."""
    observer, slow = await connect(), await connect("jejak_app")
    for _ in range(16):
        role = uuid4()
        await store.append_one(command(stream=role))
        async with slow.transaction():
            await append_short(slow, database, command(guards=[Guard(stream=role, expected=1)]))
            await store.append_one(command(guards=[Guard(stream=role, expected=1)]))  # guards share
            revoking = asyncio.create_task(store.append_one(command(stream=role, expected=1)))
            await until(lambda: is_waiting(observer, "jejak_app"), or_done=revoking)
            assert not revoking.done()
        assert (await revoking).events[0].version == 2


async def test_the_short_way_waits_for_what_is_moving_and_then_sees_it(
    database: Database, connect: Connect, store: Store
) -> None:
    observer, slow = await connect(), await connect("jejak_app")
    for _ in range(16):
        role = uuid4()
        await store.append_one(command(stream=role))
        async with slow.transaction():
            await append_short(slow, database, command(stream=role, expected=1))
            acting = asyncio.create_task(store.append_one(command(guards=[Guard(stream=role, expected=1)])))
            await until(lambda: is_waiting(observer, "jejak_app"), or_done=acting)
            assert not acting.done()
        with pytest.raises(StreamMoved) as raised:
            await acting
        assert (raised.value.moved.stream, raised.value.moved.current) == (role, 2)


async def test_the_short_way_and_the_long_one_never_wait_for_each_other(store: Store) -> None:
    """Streams that are guarded by some and written by others, and keys that meet: a deadlock would be raised."""
    streams = [uuid4() for _ in range(4)]

    async def act(number: int) -> None:
        stream, guarded = streams[number % 4], streams[(number + 1 + number // 4 % 3) % 4]
        asked = command(stream=stream, guards=[Guard(stream=guarded, expected=ANY)])
        twin = replace(asked, items=(replace(asked.items[0], stream=uuid4()),))
        await asyncio.gather(store.append_one(asked), store.append([twin, command(stream=guarded)]))

    await asyncio.gather(*[act(number) for number in range(96)])


@pytest.mark.parametrize(("asked_for", "taken"), [("off", False), ("local", False), ("remote_apply", True)])
async def test_the_short_way_is_not_taken_where_a_commit_would_not_wait_for_the_disk(
    database: Database, connect: Connect, asked_for: str, taken: bool
) -> None:
    conn, asked = await connect("jejak_app"), command()
    await conn.execute(f"SET synchronous_commit = {asked_for}")

    written = await conn.fetchval(
        SQL["append_one"], database.log_id, *as_arguments(asked, database.origin, bytes(32))
    )

    assert (written is not None) is taken


async def test_the_short_way_is_not_taken_where_a_guard_could_not_be_seen_moving(
    database: Database, connect: Connect
) -> None:
    conn, asked = await connect("jejak_app"), command(guards=[Guard(stream=uuid4(), expected=0)])
    async with conn.transaction(isolation="repeatable_read"):
        written = await conn.fetchval(
            SQL["append_one"], database.log_id, *as_arguments(asked, database.origin, bytes(32))
        )

    assert written is None
