"""Reading the log in order, and stopping where it has a hole."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from eventstore.errors import LogMissing, PositionGap
from eventstore.records import ANY, Item, SealedPart
from eventstore.sealing import open_record
from eventstore.sequencer import Sequencer
from eventstore.store import Store
from eventstore.subscription import head, read_positions, read_stream
from tests.conftest import Connect
from tests.support.database import Database
from tests.support.log import command, event


@pytest.fixture
async def projector(connect: Connect) -> asyncpg.Connection:
    return await connect("jejak_proj")


async def test_positions_are_read_from_nought_in_order_and_in_pages(
    database: Database, store: Store, sequencer: Sequencer, projector: asyncpg.Connection
) -> None:
    streams = [(await store.append_one(command())).events[0].stream for _ in range(7)]
    assert await read_positions(projector, database.log_id, -1, 10) == []
    await sequencer.step()

    first = await read_positions(projector, database.log_id, after=-1, limit=4)
    rest = await read_positions(projector, database.log_id, after=3, limit=4)

    assert [each.position for each in first + rest] == list(range(7))
    assert [each.stream for each in first + rest] == streams
    assert await read_positions(projector, database.log_id, 6, 4) == []
    assert await head(projector, database.log_id) == 7
    assert first == [(await store.read(stream))[0] for stream in streams[:4]]


async def test_a_reader_during_writing_sees_every_position(
    database: Database, store: Store, sequencer: Sequencer, projector: asyncpg.Connection
) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(sequencer.run(stop, interval=0.001))
    writing = asyncio.gather(*[store.append_one(command()) for _ in range(200)])
    seen: list[UUID] = []
    async with asyncio.timeout(60):
        while len(seen) < 200:
            page = await read_positions(projector, database.log_id, len(seen) - 1, 7)
            seen += [each.event_id for each in page]
    stop.set()
    await running

    assert set(seen) == {answer.events[0].event_id for answer in await writing}


async def test_open_parts_are_read_with_the_event_and_encrypted_ones_are_not(
    database: Database,
    connect: Connect,
    store: Store,
    sequencer: Sequencer,
    projector: asyncpg.Connection,
) -> None:
    parts = [
        SealedPart(part=1, record=open_record("Jalan rusak")),
        SealedPart(part=2, record=b"\x01\x01" + bytes(100)),
        SealedPart(part=3, record=open_record("")),
        SealedPart(part=4, record=open_record("lama")),
    ]
    item = Item(stream=uuid4(), expected=ANY, event=event(sealed=parts))
    await store.append_one(command(item))
    await sequencer.step()
    superuser = await connect()
    await superuser.execute("ALTER TABLE ledger.sealed DISABLE TRIGGER ALL")
    await superuser.execute("UPDATE ledger.sealed SET record = '' WHERE part = 4")  # as an erasure would

    [read] = await read_positions(projector, database.log_id, -1, 10)
    assert read.open_parts == {1: b"Jalan rusak", 3: b"", 4: None}
    assert (await store.read(item.stream))[0].open_parts == read.open_parts
    assert [part.record for part in await store.sealed(item.stream, 1)][3] == b""


@pytest.mark.parametrize(("lost", "expected", "found"), [(0, 0, 1), (2, 2, 3)])
@pytest.mark.parametrize("table", ["leaf", "event"])
async def test_a_reader_stops_at_a_position_that_is_missing(
    database: Database,
    connect: Connect,
    store: Store,
    sequencer: Sequencer,
    projector: asyncpg.Connection,
    table: str,
    lost: int,
    expected: int,
    found: int,
) -> None:
    await store.append([command() for _ in range(5)])
    await sequencer.step()
    superuser = await connect()
    await superuser.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL")
    await superuser.execute("ALTER TABLE ledger.event_1 DISABLE TRIGGER ALL")
    hole = "position = $1" if table == "leaf" else "seq = (SELECT seq FROM ledger.leaf WHERE position = $1)"
    await superuser.execute(f"DELETE FROM ledger.{table} WHERE {hole}", lost)

    assert len(await read_positions(projector, database.log_id, -1, lost)) == lost
    with pytest.raises(PositionGap) as raised:
        await read_positions(projector, database.log_id, -1, 100)
    assert raised.value.expected == expected
    assert raised.value.found == (found if table == "leaf" else lost)


async def test_a_stream_is_read_up_to_a_version_with_or_without_positions(
    database: Database, store: Store, sequencer: Sequencer, projector: asyncpg.Connection
) -> None:
    stream = uuid4()
    for _ in range(2):
        await store.append_one(command(stream=stream))
    await sequencer.step()
    await store.append([command(stream=stream), command(stream=stream)])

    read = await read_stream(projector, database.log_id, stream, before_version=4)

    assert [(each.version, each.position) for each in read] == [(1, 0), (2, 1), (3, None)]
    assert read == (await store.read(stream))[:3]


async def test_a_log_that_is_not_there_has_no_head(projector: asyncpg.Connection) -> None:
    with pytest.raises(LogMissing):
        await head(projector, 77)
