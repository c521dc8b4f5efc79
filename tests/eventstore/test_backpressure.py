"""A log whose sequencer cannot follow takes no more until it has, and then takes again without anybody's help."""

from datetime import timedelta

import asyncpg
import pytest

from eventstore import store as module
from eventstore.coalescing import Coalescer
from eventstore.errors import Overloaded
from eventstore.records import Guard
from eventstore.sequencer import Sequencer
from eventstore.store import Store
from tests.conftest import Connect
from tests.support.database import Database
from tests.support.log import append, command

LIMITS = "UPDATE ledger.log SET most_waiting = $1, longest_wait = $2"
MARKED = "SELECT crowded FROM ledger.log"
HOURS = timedelta(hours=9)


@pytest.fixture
async def superuser(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> asyncpg.Connection:
    """Somebody who may set the limits; and every append looks."""
    monkeypatch.setattr(module, "WATCH_EVERY", 1)
    return await connect()


async def fill(store: Store, events: int) -> None:
    """Append this many, one by one."""
    for _ in range(events):
        await store.append_one(command())


@pytest.mark.parametrize("guarded", [False, True])
async def test_a_log_in_which_too_much_waits_refuses_and_recovers_alone(
    store: Store, sequencer: Sequencer, superuser: asyncpg.Connection, guarded: bool
) -> None:
    await superuser.execute(LIMITS, 20, HOURS)
    await fill(store, 21)
    asked = command(guards=[Guard(stream=command().key, expected=0)] if guarded else ())

    for _ in range(2):
        with pytest.raises(Overloaded, match="Send the same request again"):
            await store.append_one(asked)
        with pytest.raises(Overloaded):
            await store.append([asked, command()])
    assert await store.read(asked.items[0].stream) == []

    await sequencer.step()
    assert not (await store.append_one(asked)).repeated
    assert await superuser.fetchval(MARKED) is False
    await store.append([command(), command()])


async def test_as_many_as_may_wait_are_taken(
    store: Store, superuser: asyncpg.Connection, sequencer: Sequencer
) -> None:
    await superuser.execute(LIMITS, 20, HOURS)
    for _ in range(3):
        await fill(store, 20)
        assert await superuser.fetchval(MARKED) is False
        await sequencer.step()


async def test_the_mark_stays_until_half_of_it_has_been_worked_off(
    database: Database, store: Store, superuser: asyncpg.Connection
) -> None:
    """Otherwise the log would refuse and take by turns."""

    async def work_off(events: int) -> None:
        while events > 0:
            events -= await superuser.fetchval(
                "SELECT sequenced FROM ledger.sequence($1, 1)", database.log_id
            )

    await superuser.execute(LIMITS, 20, HOURS)
    await fill(store, 21)
    await work_off(10)
    with pytest.raises(Overloaded):
        await store.append_one(command())

    await work_off(1)
    await store.append_one(command())


async def test_one_event_that_waits_too_long_is_enough(
    store: Store, sequencer: Sequencer, superuser: asyncpg.Connection
) -> None:
    await superuser.execute(LIMITS, 1000, timedelta())
    await store.append_one(command())
    with pytest.raises(Overloaded):
        await store.append_one(command())

    await sequencer.step()
    await store.append_one(command())


async def test_numbers_of_what_was_rolled_back_do_not_count(
    database: Database, connect: Connect, store: Store, superuser: asyncpg.Connection
) -> None:
    await superuser.execute(LIMITS, 20, HOURS)
    app = await connect("jejak_app")
    rolled_back = app.transaction()
    await rolled_back.start()
    await append(app, database.log_id, *[command() for _ in range(50)])
    await rolled_back.rollback()

    await store.append_one(command())
    assert await superuser.fetchval(MARKED) is False
    await store.append_one(command())


async def test_a_repeat_is_answered_before_it_is_decided_even_then(
    store: Store, superuser: asyncpg.Connection
) -> None:
    await superuser.execute(LIMITS, 2, HOURS)
    asked = command()
    first = await store.append_one(asked)
    await fill(store, 2)
    with pytest.raises(Overloaded):
        await store.append_one(command())

    again = await store.answer_of(asked.scope, asked.key, asked.fingerprint)
    assert again is not None
    assert again.events == first.events


async def test_commands_that_go_together_are_refused_together_and_once(
    store: Store, superuser: asyncpg.Connection
) -> None:
    await superuser.execute(LIMITS, 2, HOURS)
    await fill(store, 3)
    coalescer = Coalescer(store)
    for _ in range(3):
        with pytest.raises(Overloaded):
            await coalescer.append_one(command())
    await coalescer.close()


async def test_every_64th_event_looks_and_no_other(
    store: Store, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[int] = []

    async def watch(_store: Store, _conn: object, written: list[int]) -> None:
        looked.extend(seq for seq in written if seq % module.WATCH_EVERY == 0)

    monkeypatch.setattr(Store, "_watch", watch)
    await store.append([command() for _ in range(64)])
    await fill(store, 64)

    assert len(looked) == 2
    assert [seq % 64 for seq in looked] == [0, 0]
    assert await (await connect()).fetchval(MARKED) is False
