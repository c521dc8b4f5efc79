"""The order under any interleaving of transactions and steps, against a model that knows what happened."""

import asyncio
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import asyncpg
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as some

from eventstore.arguments import as_composite
from eventstore.records import ANY
from eventstore.sequencer import Sequencer
from tests.conftest import Connect, Pool
from tests.support.database import Database
from tests.support.log import command

WRITERS, STREAMS = 4, 3

moves = some.lists(
    some.tuples(some.just("append"), some.integers(0, WRITERS - 1), some.integers(0, STREAMS - 1))
    | some.tuples(some.sampled_from(["commit", "rollback"]), some.integers(0, WRITERS - 1), some.just(0))
    | some.tuples(some.just("step"), some.just(0), some.just(0)),
    max_size=40,
)


@dataclass
class Writer:
    """A connection with a transaction that is open as long as it has written something."""

    conn: asyncpg.Connection
    transaction: asyncpg.transaction.Transaction | None = None
    wrote: list[tuple[int, UUID]] = field(default_factory=list)  # when it was asked for, and the event
    holds: set[int] = field(default_factory=set)


@for_all(moves=moves)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_interleaving_gives_each_committed_event_one_position_in_a_true_order(
    database: Database, connect: Connect, sequencer: Sequencer, moves: list[tuple[str, int, int]]
) -> None:
    writers = [Writer(await connect("jejak_app")) for _ in range(WRITERS)]
    streams = [uuid4() for _ in range(STREAMS)]
    clock, committed = (
        0,
        dict[UUID, tuple[int, int]](),
    )  # event: when it was asked for, when it was acknowledged
    for move, writer_number, stream_number in [*moves, *[("commit", n, 0) for n in range(WRITERS)]]:
        clock += 1
        writer = writers[writer_number]
        if move == "append":
            if any(stream_number in other.holds for other in writers if other is not writer):
                continue  # it would wait for the other's transaction
            if writer.transaction is None:
                writer.transaction = writer.conn.transaction()
                await writer.transaction.start()
            asked = as_composite(command(stream=streams[stream_number], expected=ANY))
            [row] = await writer.conn.fetch("SELECT * FROM ledger.append($1, $2)", database.log_id, [asked])
            writer.wrote.append((clock, row["event_id"]))
            writer.holds.add(stream_number)
        elif move == "step":
            await sequencer.step()
        elif writer.transaction is not None:
            if move == "commit":
                await writer.transaction.commit()
                committed |= {event: (asked_at, clock) for asked_at, event in writer.wrote}
            else:
                await writer.transaction.rollback()
            writer.transaction, writer.wrote, writer.holds = None, [], set()
    await sequencer.step()
    for writer in writers:
        await writer.conn.close()

    auditor = await connect("jejak_audit")
    rows = await auditor.fetch(
        """SELECT l.position, l.stream_id, l.version, e.event_id FROM ledger.leaf l
             JOIN ledger.event e USING (log_id, stream_id, version) ORDER BY l.position"""
    )
    await auditor.close()
    assert [row["position"] for row in rows] == list(range(len(rows)))
    ours = [row for row in rows if row["stream_id"] in streams]
    assert {row["event_id"] for row in ours} == committed.keys()
    for stream in streams:
        versions = [row["version"] for row in ours if row["stream_id"] == stream]
        assert versions == list(range(1, len(versions) + 1))
    for place, row in enumerate(ours):
        asked_at, _ = committed[row["event_id"]]
        for later in ours[place + 1 :]:
            _, acknowledged_at = committed[later["event_id"]]
            assert acknowledged_at > asked_at, "it was acknowledged before the other was asked for"


async def test_writers_that_hold_transactions_open_at_random_lose_nothing_and_keep_the_order(
    database: Database, pool: Pool, sequencer: Sequencer
) -> None:
    app = await pool("jejak_app", max_size=12)
    streams = [uuid4() for _ in range(5)]
    stop = asyncio.Event()
    running = asyncio.create_task(sequencer.run(stop, interval=0.001))
    acknowledged: list[tuple[UUID, int]] = []

    async def write(number: int) -> None:
        for turn in range(12):
            async with app.acquire() as conn:
                transaction = conn.transaction()
                await transaction.start()
                asked = command(stream=streams[(number * 7 + turn * 3) % len(streams)], expected=ANY)
                [row] = await conn.fetch(
                    "SELECT * FROM ledger.append($1, $2)", database.log_id, [as_composite(asked)]
                )
                for _ in range((number + turn) % 4):
                    await conn.execute("SELECT 1")
                if (number + turn) % 5 == 0:
                    await transaction.rollback()
                else:
                    await transaction.commit()
                    acknowledged.append((row["stream_id"], row["version"]))

    await asyncio.gather(*[write(number) for number in range(12)])
    stop.set()
    await running
    await sequencer.step()

    async with (await pool("jejak_audit")).acquire() as auditor:
        rows = await auditor.fetch("SELECT position, stream_id, version FROM ledger.leaf ORDER BY position")
    assert [row["position"] for row in rows] == list(range(len(acknowledged)))
    assert {(row["stream_id"], row["version"]) for row in rows} == set(acknowledged)
    for stream in streams:
        versions = [row["version"] for row in rows if row["stream_id"] == stream]
        assert versions == list(range(1, len(versions) + 1))
