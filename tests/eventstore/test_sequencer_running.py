"""Sequencers as they run: several at once, poked, cut off from the database."""

import asyncio

import asyncpg
from structlog.testing import capture_logs

from eventstore.sequencer import Sequencer
from eventstore.store import Store
from tests.conftest import Connect, Pool
from tests.support.database import Database
from tests.support.log import command, is_waiting, order, until


async def test_any_number_of_sequencers_at_once_do_no_harm(
    database: Database, pool: Pool, store: Store, auditor: asyncpg.Connection
) -> None:
    seq_pool = await pool("jejak_seq", max_size=6)
    sequencers = [Sequencer(seq_pool, database.log_id, chunk=7) for _ in range(6)]
    stop = asyncio.Event()
    running = [asyncio.create_task(each.run(stop, interval=0.001)) for each in sequencers]

    await asyncio.gather(*[store.append_one(command()) for _ in range(300)])

    async def all_numbered() -> bool:
        return bool(await auditor.fetchval("SELECT count(*) = 300 FROM ledger.leaf"))

    await until(all_numbered)
    stop.set()
    await asyncio.gather(*running)
    assert len(set(await order(auditor))) == 300


async def test_two_sequencers_in_the_same_step_number_everything_once(
    database: Database, connect: Connect, store: Store, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    """The first is held in the middle of its step; the second does not wait for it and does nothing."""
    await store.append_one(command())
    blocker, first = await connect(), await connect("jejak_seq")
    blocking = blocker.transaction()
    await blocking.start()
    await blocker.execute("LOCK TABLE ledger.seq_state IN EXCLUSIVE MODE")
    held = asyncio.create_task(first.fetchrow("SELECT * FROM ledger.sequence($1, 10)", database.log_id))
    await until(lambda: is_waiting(blocker, "jejak_seq"))

    assert await sequencer.step() == 0
    await blocking.rollback()
    await held
    await sequencer.step()

    assert len(await order(auditor)) == 1


async def test_a_sequencer_that_loses_its_connection_says_so_and_goes_on(
    connect: Connect, store: Store, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    superuser, stop = await connect(), asyncio.Event()
    await store.append_one(command())
    with capture_logs() as logs:
        async with superuser.transaction():
            await superuser.execute("LOCK TABLE ledger.seq_state IN EXCLUSIVE MODE")
            running = asyncio.create_task(sequencer.run(stop))
            await until(lambda: is_waiting(superuser, "jejak_seq"))
            await superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename = 'jejak_seq' AND datname = current_database()"
            )

        async def numbered() -> bool:
            return bool(await auditor.fetchval("SELECT count(*) = 1 FROM ledger.leaf"))

        await until(numbered)
        stop.set()
        await running

    assert [(line["event"], line["log_level"]) for line in logs] == [("sequencer_connection_lost", "warning")]


async def test_a_poke_makes_the_sequencer_look_at_once(
    store: Store, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(sequencer.run(stop, interval=3600))

    for size in range(1, 6):
        await store.append_one(command())
        sequencer.poke()

        async def numbered(size: int = size) -> bool:
            return bool(await auditor.fetchval("SELECT count(*) = $1 FROM ledger.leaf", size))

        await until(numbered)
    stop.set()
    await running
