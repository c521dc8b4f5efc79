"""Commands that go to the database together are as independent as if each had gone alone."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

import asyncpg
import pytest

from eventstore import coalescing
from eventstore.coalescing import Coalescer, CoalescingStore
from eventstore.errors import CommandKeyReused, EntryTooLarge, LogClosed, Overloaded, StreamMoved
from eventstore.records import ANY, EXISTS, NONE, Answer, AppendCommand, Guard, Item, Outcome
from eventstore.store import MOST_COMMANDS, Store
from tests.conftest import Connect, Pool
from tests.support.database import Database
from tests.support.log import append, command, event, is_waiting, until


class Watched(Store):
    """The store, and how many commands each of its calls carried."""

    def __init__(self, pool: asyncpg.Pool, log_id: int, origin: str) -> None:
        super().__init__(pool, log_id, origin)
        self.calls: list[int] = []
        self.under_way = self.most_under_way = 0

    async def append(self, commands: Sequence[AppendCommand]) -> list[Outcome]:
        self._begin(len(commands))
        try:
            return await super().append(commands)
        finally:
            self.under_way -= 1

    async def append_one(self, command: AppendCommand) -> Answer:
        self._begin(1)
        try:
            return await super().append_one(command)
        finally:
            self.under_way -= 1

    def _begin(self, commands: int) -> None:
        self.calls.append(commands)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)


@pytest.fixture
async def watched(database: Database, pool: Pool) -> Watched:
    return Watched(await pool("jejak_app", max_size=10), database.log_id, database.origin)


@pytest.fixture
async def coalescer(watched: Watched) -> AsyncIterator[Coalescer]:
    coalescer = Coalescer(watched)
    yield coalescer
    await coalescer.close()


def too_large() -> AppendCommand:
    """A command that the database refuses, and with it the whole call."""
    new = event(content=b'""')
    object.__setattr__(new, "content", b'"' + b"x" * 60_000 + b'"')  # past the check that the record makes
    return command(Item(stream=uuid4(), expected=ANY, event=new))


async def streams_of(conn: asyncpg.Connection) -> Counter[UUID]:
    return Counter(row["stream_id"] for row in await conn.fetch("SELECT stream_id FROM ledger.event"))


async def test_two_hundred_at_once_go_in_few_calls_and_each_gets_its_own_answer(
    coalescer: Coalescer, watched: Watched, auditor: asyncpg.Connection
) -> None:
    asked = [command(expected=NONE) for _ in range(200)]

    answers = await asyncio.gather(*[coalescer.append_one(each) for each in asked])

    assert [answer.events[0].stream for answer in answers] == [each.items[0].stream for each in asked]
    assert not any(answer.repeated for answer in answers)
    assert await streams_of(auditor) == Counter(each.items[0].stream for each in asked)
    assert len(watched.calls) <= 8
    assert max(watched.calls) == MOST_COMMANDS
    assert watched.most_under_way <= coalescing.MOST_CALLS


async def test_a_command_that_comes_alone_goes_alone_and_at_once(
    coalescer: Coalescer, watched: Watched
) -> None:
    for _ in range(3):
        await coalescer.append_one(command())

    assert watched.calls == [1, 1, 1]


async def test_one_command_that_the_database_refuses_harms_none_beside_it(
    coalescer: Coalescer, auditor: asyncpg.Connection
) -> None:
    good = [command() for _ in range(199)]
    asked = [*good[:100], too_large(), *good[100:]]

    outcomes = await asyncio.gather(*[coalescer.append_one(each) for each in asked], return_exceptions=True)

    assert isinstance(outcomes.pop(100), EntryTooLarge)
    assert all(isinstance(outcome, Answer) and not outcome.repeated for outcome in outcomes)
    assert await streams_of(auditor) == Counter(each.items[0].stream for each in good)


async def test_conflicts_and_used_keys_are_raised_to_those_whose_they_are(
    coalescer: Coalescer, store: Store
) -> None:
    earlier = command()
    first = await store.append_one(earlier)
    asked = [
        command(),
        command(expected=EXISTS),
        earlier,
        command(asked="another", key=earlier.key),
        command(guards=[Guard(stream=uuid4(), expected=1)]),
    ]

    outcomes = await asyncio.gather(*[coalescer.append_one(each) for each in asked], return_exceptions=True)

    assert isinstance(outcomes[0], Answer)
    assert outcomes[2] == replace(first, repeated=True)
    kinds = [StreamMoved, CommandKeyReused, StreamMoved]
    assert [type(outcomes[place]) for place in (1, 3, 4)] == kinds


async def test_a_stream_that_is_locked_delays_only_those_who_write_to_it(
    database: Database, connect: Connect
) -> None:
    slow, asked = await connect("jejak_app"), command()
    impatient = await asyncpg.create_pool(
        database.dsn("jejak_app"), min_size=1, max_size=10, server_settings={"lock_timeout": "10ms"}
    )
    coalescer = Coalescer(Store(impatient, database.log_id, database.origin))
    try:
        async with slow.transaction():
            stream = await append(slow, database.log_id, asked)
            outcomes = await asyncio.gather(
                coalescer.append_one(command(stream=stream)),
                *[coalescer.append_one(command()) for _ in range(20)],
                return_exceptions=True,
            )
    finally:
        await coalescer.close()
        await impatient.close()

    assert isinstance(outcomes[0], Overloaded)
    assert all(isinstance(outcome, Answer) for outcome in outcomes[1:])


async def test_what_concerns_the_whole_log_is_raised_to_all_in_one_call(
    coalescer: Coalescer, watched: Watched, connect: Connect
) -> None:
    await (await connect()).execute("UPDATE ledger.log SET state = 'closing'")

    outcomes = await asyncio.gather(
        *[coalescer.append_one(command()) for _ in range(50)], return_exceptions=True
    )

    assert {type(outcome) for outcome in outcomes} == {LogClosed}
    assert watched.calls == [50]


async def test_whoever_stops_waiting_harms_nobody(
    database: Database, connect: Connect, coalescer: Coalescer, auditor: asyncpg.Connection
) -> None:
    """One is cancelled before its call goes, one while it is under way."""
    slow, observer, asked = await connect("jejak_app"), await connect(), [command() for _ in range(30)]
    held = command(stream=asked[0].items[0].stream)
    async with slow.transaction():
        await append(slow, database.log_id, held)
        waiting = [asyncio.create_task(coalescer.append_one(each)) for each in asked]
        early = asyncio.create_task(coalescer.append_one(command()))
        early.cancel()
        await until(lambda: is_waiting(observer, "jejak_app"))
        late = waiting.pop(7)
        late.cancel()
        await asyncio.wait([early, late])
    answers = await asyncio.gather(*waiting)

    assert early.cancelled()
    assert late.cancelled()
    assert all(not answer.repeated for answer in answers)
    assert await streams_of(auditor) == Counter(each.items[0].stream for each in (held, *asked))


async def test_after_a_lost_connection_a_retry_gets_the_one_answer(
    database: Database, connect: Connect, coalescer: Coalescer, auditor: asyncpg.Connection
) -> None:
    slow, superuser, asked = await connect("jejak_app"), await connect(), [command() for _ in range(40)]
    async with slow.transaction():
        await append(slow, database.log_id, command(stream=asked[-1].items[0].stream))
        sent = [asyncio.create_task(coalescer.append_one(each)) for each in asked]
        await until(lambda: is_waiting(superuser, "jejak_app"))
        await superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'jejak_app' AND wait_event_type = 'Lock'"
        )
        failed = await asyncio.gather(*sent, return_exceptions=True)
    lost = [each for each, outcome in zip(asked, failed, strict=True) if isinstance(outcome, BaseException)]

    again = await asyncio.gather(*[coalescer.append_one(each) for each in asked])
    third = await asyncio.gather(*[coalescer.append_one(each) for each in asked])

    assert lost
    assert all(outcome.repeated is (each not in lost) for each, outcome in zip(asked, again, strict=True)), (
        "of the lost call nothing had been written"
    )
    assert [outcome.events for outcome in third] == [outcome.events for outcome in again]
    assert sum((await streams_of(auditor)).values()) == len(asked) + 1


async def test_one_caller_s_commands_keep_the_order_it_awaits_them_in(coalescer: Coalescer) -> None:
    async def write(stream: UUID) -> list[int]:
        return [
            (await coalescer.append_one(command(stream=stream, expected=n))).events[0].version
            for n in range(10)
        ]

    versions = await asyncio.gather(*[write(uuid4()) for _ in range(20)])

    assert versions == [list(range(1, 11))] * 20


async def test_closing_waits_until_everything_has_its_outcome(
    database: Database, pool: Pool, auditor: asyncpg.Connection
) -> None:
    store = CoalescingStore(await pool("jejak_app"), database.log_id, database.origin)
    sent = [asyncio.create_task(store.append_one(command())) for _ in range(150)]
    await asyncio.gather(*[asyncio.wait_for(asyncio.shield(sent[0]), 60), store.close()])

    assert all(each.done() for each in sent)
    assert sum((await streams_of(auditor)).values()) == 150


async def test_whoever_comes_when_too_many_wait_is_told_at_once(
    coalescer: Coalescer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coalescing, "MOST_WAITING", 10)

    outcomes = await asyncio.gather(
        *[coalescer.append_one(command()) for _ in range(11)], return_exceptions=True
    )

    assert [type(outcome) for outcome in outcomes] == [*[Answer] * 10, Overloaded]
    await coalescer.append_one(command())
