"""Positions: each committed event gets one, none is lost, and their order is the order of what happened."""

import asyncpg
import pytest

from eventstore.errors import LogMissing, LogRestored
from eventstore.sequencer import Sequencer
from eventstore.store import Store
from tests.conftest import Connect, Pool
from tests.support.database import Database
from tests.support.log import append, command, order


async def test_committed_events_get_positions_in_the_order_they_were_acknowledged(
    store: Store, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    streams = [(await store.append_one(command())).events[0].stream for _ in range(5)]

    assert await sequencer.step() == 5
    assert await sequencer.step() == 0
    assert await order(auditor) == streams


async def test_an_event_knows_its_position_once_it_has_one(store: Store, sequencer: Sequencer) -> None:
    [first] = (await store.append_one(command())).events
    [second] = (await store.append_one(command())).events
    assert await store.position_of(second) is None

    await sequencer.step()

    assert [await store.position_of(each) for each in (first, second)] == [0, 1]
    assert [each.position for each in await store.read(second.stream)] == [1]


async def test_a_transaction_that_began_early_and_commits_late_gets_the_later_position(
    database: Database, connect: Connect, store: Store, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    slow = await connect("jejak_app")
    transaction = slow.transaction()
    await transaction.start()
    late = await append(slow, database.log_id, command())  # draws the lower seq
    early = (await store.append_one(command())).events[0].stream

    assert await sequencer.step() == 1
    await transaction.commit()
    assert await sequencer.step() == 1

    assert await order(auditor) == [early, late]


async def test_nobody_waits_for_a_transaction_that_stays_open(
    database: Database, connect: Connect, store: Store, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    slow = await connect("jejak_app")
    transaction = slow.transaction()
    await transaction.start()
    late = await append(slow, database.log_id, command())

    streams = []
    for _ in range(20):
        streams.append((await store.append_one(command())).events[0].stream)
        assert await sequencer.step() == 1
    await transaction.commit()
    assert await sequencer.step() == 1

    assert await order(auditor) == [*streams, late]


async def test_what_is_rolled_back_leaves_no_gap(
    database: Database, connect: Connect, store: Store, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    undone = await connect("jejak_app")
    streams = []
    for _ in range(5):
        transaction = undone.transaction()
        await transaction.start()
        await append(undone, database.log_id, command())
        streams.append((await store.append_one(command())).events[0].stream)
        await sequencer.step()
        await transaction.rollback()

    assert await sequencer.step() == 0
    assert await order(auditor) == streams


async def test_an_event_of_a_savepoint_is_numbered_with_its_transaction(
    database: Database, connect: Connect, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    conn = await connect("jejak_app")
    async with conn.transaction():
        async with conn.transaction():
            kept = await append(conn, database.log_id, command())
        undone = conn.transaction()
        await undone.start()
        await append(conn, database.log_id, command())
        await undone.rollback()
        assert await sequencer.step() == 0

    assert await sequencer.step() == 1
    assert await order(auditor) == [kept]


async def test_a_backlog_is_worked_off_in_bounded_transactions_and_in_order(
    database: Database, connect: Connect, pool: Pool, store: Store, auditor: asyncpg.Connection
) -> None:
    conn = await connect("jejak_seq")
    streams = [(await store.append_one(command())).events[0].stream for _ in range(10)]

    async def one_chunk() -> int:
        row = await conn.fetchrow("SELECT * FROM ledger.sequence($1, 3)", database.log_id)
        assert row is not None
        return 0 if row["sequenced"] == 0 and row["pending"] else row["sequenced"]

    while await one_chunk() == 0:  # a first call may only make sure that all is on disk
        pass
    streams += [(await store.append_one(command())).events[0].stream for _ in range(4)]
    assert await one_chunk() == 3
    assert len(await order(auditor)) == 6

    another = Sequencer(await pool("jejak_seq", max_size=1), database.log_id, chunk=3)  # the first one died
    await another.step()
    await another.step()
    assert await order(auditor) == streams


@pytest.mark.parametrize("known_before", [False, True])
async def test_what_commits_while_a_backlog_is_worked_off_waits_for_the_next_snapshot(
    database: Database,
    connect: Connect,
    store: Store,
    sequencer: Sequencer,
    auditor: asyncpg.Connection,
    known_before: bool,
) -> None:
    """It was running in the snapshot that is worked off, and would be judged a second time after it."""
    slow, small = await connect("jejak_app"), await connect("jejak_seq")
    transaction, streams = slow.transaction(), []
    await transaction.start()
    late = [await append(slow, database.log_id, command())]
    if known_before:
        streams.append((await store.append_one(command())).events[0].stream)
        await sequencer.step()
    streams += [(await store.append_one(command())).events[0].stream for _ in range(4)]
    late.append(await append(slow, database.log_id, command()))

    row = None
    while row is None or not row["sequenced"]:  # a first call may only make sure that all is on disk
        row = await small.fetchrow("SELECT * FROM ledger.sequence($1, 3)", database.log_id)
    await transaction.commit()

    assert [await sequencer.step(), await sequencer.step()] == [1, 2]
    assert await order(auditor) == streams + late


async def test_nothing_is_numbered_before_it_is_known_to_be_on_disk(
    database: Database, connect: Connect, store: Store, sequencer: Sequencer
) -> None:
    """A WAL record that nobody flushed stands for a commit that was not flushed either."""
    await store.append_one(command())
    superuser = await connect()

    row = await superuser.fetchrow(
        """SELECT s.* FROM (SELECT pg_logical_emit_message(false, 'test', 'not flushed') OFFSET 0) m,
                           LATERAL ledger.sequence(($1 + length(m::text) * 0)::smallint, 10) s""",
        database.log_id,
    )
    assert row is not None
    assert (row["sequenced"], row["pending"]) == (0, True)
    target = await superuser.fetchval("SELECT target_lsn <= pg_current_wal_flush_lsn() FROM ledger.seq_state")
    assert target is True, "the step that numbered nothing made it so"

    assert await sequencer.step() == 1


@pytest.mark.parametrize(
    "begin", ["BEGIN ISOLATION LEVEL REPEATABLE READ", "BEGIN; SELECT pg_current_xact_id()"]
)
async def test_a_step_needs_a_fresh_transaction_of_its_own(
    database: Database, connect: Connect, begin: str
) -> None:
    conn = await connect("jejak_seq")
    await conn.execute(begin)
    with pytest.raises(asyncpg.PostgresError) as raised:
        await conn.fetch("SELECT * FROM ledger.sequence($1, 10)", database.log_id)
    assert raised.value.sqlstate == "JJK04"


async def test_a_log_that_is_not_there_cannot_be_numbered(pool: Pool) -> None:
    with pytest.raises(LogMissing):
        await Sequencer(await pool("jejak_seq", max_size=1), 77).step()


async def test_an_idle_sequencer_writes_nothing(connect: Connect, store: Store, sequencer: Sequencer) -> None:
    superuser = await connect()
    await store.append_one(command())
    await sequencer.step()
    before = await superuser.fetchrow("SELECT xmin::text, ctid::text FROM ledger.seq_state")

    for _ in range(5):
        await superuser.execute("SELECT pg_current_xact_id()")  # others do something elsewhere
        await sequencer.step()

    assert await superuser.fetchrow("SELECT xmin::text, ctid::text FROM ledger.seq_state") == before


async def test_a_log_restored_from_a_dump_is_not_numbered_until_it_is_anchored(
    database: Database, connect: Connect, store: Store, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    """Transaction numbers start again in a restored database: the kept snapshot would hide every new event."""
    superuser = await connect()
    streams = [(await store.append_one(command())).events[0].stream]
    await sequencer.step()
    await superuser.execute("UPDATE ledger.seq_state SET snap = '900000000:900000000:'")
    with pytest.raises(LogRestored):
        await sequencer.step()

    assert await superuser.fetchval("SELECT ledger.anchor($1)", database.log_id) == 2
    streams.append((await store.append_one(command())).events[0].stream)
    assert await sequencer.step() == 1
    assert await order(auditor) == streams


async def test_anchoring_numbers_what_a_dump_held_without_a_position_in_the_order_it_was_written(
    database: Database, connect: Connect, store: Store, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    superuser = await connect()
    streams = [(await store.append_one(command())).events[0].stream]
    await sequencer.step()
    streams += [(await store.append_one(command())).events[0].stream for _ in range(3)]

    assert await superuser.fetchval("SELECT ledger.anchor($1)", database.log_id) == 2
    streams.append((await store.append_one(command())).events[0].stream)
    assert await sequencer.step() == 1
    assert await order(auditor) == streams


async def test_what_was_being_written_while_a_log_is_anchored_is_numbered_afterwards(
    database: Database, connect: Connect, store: Store, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    """It drew its transaction number before, and writes once the anchoring lets it."""
    superuser, slow = await connect(), await connect("jejak_app")
    streams = [(await store.append_one(command())).events[0].stream]
    transaction = slow.transaction()
    await transaction.start()
    await slow.execute("SELECT pg_current_xact_id()")

    assert await superuser.fetchval("SELECT ledger.anchor($1)", database.log_id) == 2
    streams.append(await append(slow, database.log_id, command()))
    await transaction.commit()
    assert await sequencer.step() == 1
    assert await order(auditor) == streams


async def test_a_log_that_is_not_there_cannot_be_anchored(connect: Connect) -> None:
    with pytest.raises(asyncpg.PostgresError) as raised:
        await (await connect()).execute("SELECT ledger.anchor(99::smallint)")
    assert raised.value.sqlstate == "JJK02"
