"""Crowds and cuts: many writers on one stream, one key many times, and acknowledgements that never arrive."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from eventstore.coalescing import Coalescer
from eventstore.errors import CommandKeyReused, StreamMoved
from eventstore.records import ANY, Answer, AppendCommand, Guard, Item, SealedPart
from eventstore.sealing import open_record
from eventstore.store import Store
from tests.support.database import Database
from tests.support.log import command, event
from tests.support.proxy import CuttingProxy

Append = Callable[[AppendCommand], Awaitable[Answer]]
LOST = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError)


@pytest.fixture(params=["alone", "together"])
async def append_one(request: pytest.FixtureRequest, store: Store) -> AsyncIterator[Append]:
    """Both ways in: straight to the store, and gathered."""
    coalescer = Coalescer(store)
    yield store.append_one if request.param == "alone" else coalescer.append_one
    await coalescer.close()


async def test_64_writers_who_expect_a_version_leave_each_version_one_winner(
    store: Store, append_one: Append
) -> None:
    """Everybody writes five events and goes on from the version that a conflict reports."""
    stream = uuid4()
    won: dict[int, UUID] = {}

    async def write() -> None:
        expected, left = 0, 5
        while left:
            try:
                [appended] = (await append_one(command(stream=stream, expected=expected))).events
            except StreamMoved as conflict:
                expected = conflict.moved.current
                continue
            assert appended.version == expected + 1
            assert won.setdefault(appended.version, appended.event_id) == appended.event_id
            expected, left = appended.version, left - 1

    await asyncio.gather(*[write() for _ in range(64)])

    history = await store.read(stream)
    assert [each.version for each in history] == list(range(1, 64 * 5 + 1))
    assert {each.version: each.event_id for each in history} == won


async def test_a_thousand_of_one_command_at_once_have_one_effect_and_one_answer(
    append_one: Append, auditor: asyncpg.Connection
) -> None:
    """Each would go to a stream of its own, so that nothing but the key holds them together."""
    same = command()

    def elsewhere() -> AppendCommand:
        return replace(same, items=(replace(same.items[0], stream=uuid4()),))

    answers = await asyncio.gather(*[append_one(elsewhere()) for _ in range(1000)])

    assert len({answer.events for answer in answers}) == 1
    assert [answer.repeated for answer in answers].count(False) == 1
    assert await auditor.fetchval("SELECT count(*) FROM ledger.event") == 1


async def test_a_key_under_which_two_things_are_asked_at_once_stands_for_one_of_them(
    append_one: Append, auditor: asyncpg.Connection
) -> None:
    one = command(asked="this")
    two = command(asked="that", key=one.key)

    outcomes = await asyncio.gather(
        *[append_one(each) for _ in range(200) for each in (one, two)], return_exceptions=True
    )

    kinds = [{type(outcome) for outcome in outcomes[first::2]} for first in (0, 1)]
    assert sorted(kinds, key=str) == sorted([{Answer}, {CommandKeyReused}], key=str)
    assert await auditor.fetchval("SELECT count(*) FROM ledger.event") == 1


def usual() -> AppendCommand:
    return command(expected=0)


def guarded() -> AppendCommand:
    return command(guards=[Guard(stream=uuid4(), expected=0)])


def with_a_text() -> AppendCommand:
    part = SealedPart(part=1, record=open_record("judul"))
    return command(Item(stream=uuid4(), expected=ANY, event=event(sealed=[part])))


def over_two_streams() -> AppendCommand:
    return command(*[Item(stream=uuid4(), expected=0, event=event()) for _ in range(2)])


@pytest.fixture
async def proxy(database: Database) -> AsyncIterator[CuttingProxy]:
    async with CuttingProxy(database.dsn("jejak_app")).running() as proxy:
        yield proxy


@pytest.fixture
async def distant(database: Database, proxy: CuttingProxy) -> AsyncIterator[Store]:
    """The log as seen through the proxy, over one connection that has everything it needs prepared."""
    pool = await asyncpg.create_pool(proxy.address, min_size=1, max_size=1)
    store = Store(pool, database.log_id, database.origin)
    for make in (usual, guarded, with_a_text, over_two_streams):
        await store.append_one(make())
    yield store
    pool.terminate()


@pytest.mark.parametrize("make", [usual, guarded, with_a_text, over_two_streams])
async def test_a_command_whose_acknowledgement_was_lost_is_answered_when_it_is_sent_again(
    proxy: CuttingProxy, distant: Store, auditor: asyncpg.Connection, make: Callable[[], AppendCommand]
) -> None:
    asked = make()
    proxy.lose_the_answer()
    with pytest.raises(LOST):
        await distant.append_one(asked)
    stored = await auditor.fetch(
        "SELECT stream_id, version, event_id, seq, leaf_hash FROM ledger.event WHERE stream_id = ANY ($1)"
        " ORDER BY seq",
        [item.stream for item in asked.items],
    )
    assert len(stored) == len(asked.items), "it had been committed"

    again = await distant.append_one(asked)

    assert again.repeated
    assert [(e.stream, e.version, e.event_id, e.seq, e.leaf_hash) for e in again.events] == [
        tuple(row) for row in stored
    ]
    assert [len(await distant.read(item.stream)) for item in asked.items] == [1] * len(asked.items)


async def test_commands_that_never_arrived_are_written_when_they_are_sent_again(
    proxy: CuttingProxy, distant: Store
) -> None:
    asked = usual()
    proxy.lose_the_question()
    with pytest.raises(LOST):
        await distant.append_one(asked)
    assert await distant.read(asked.items[0].stream) == []

    assert not (await distant.append_one(asked)).repeated


async def test_of_commands_that_went_together_each_is_answered_after_a_lost_acknowledgement(
    proxy: CuttingProxy, distant: Store, auditor: asyncpg.Connection
) -> None:
    coalescer = Coalescer(distant)
    asked = [usual() for _ in range(20)]
    events = await auditor.fetchval("SELECT count(*) FROM ledger.event")
    proxy.lose_the_answer()

    lost = await asyncio.gather(*[coalescer.append_one(each) for each in asked], return_exceptions=True)
    again = await asyncio.gather(*[coalescer.append_one(each) for each in asked])
    await coalescer.close()

    assert all(isinstance(outcome, LOST) for outcome in lost)
    assert all(answer.repeated for answer in again)
    assert [answer.events[0].stream for answer in again] == [each.items[0].stream for each in asked]
    assert await auditor.fetchval("SELECT count(*) FROM ledger.event") == events + 20
