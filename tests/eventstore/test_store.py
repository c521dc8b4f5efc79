"""The store's faults are typed, and what it acknowledges is on disk."""

from uuid import uuid4

import asyncpg
import pytest

from eventstore import store as module
from eventstore.arguments import as_composite
from eventstore.errors import AppendRefused, LogClosed, LogMissing, Overloaded
from eventstore.records import ANY, Item, SealedPart
from eventstore.store import Store, find_log
from tests.conftest import Connect, Pool
from tests.support.database import Database
from tests.support.log import command, event


async def test_a_log_is_found_by_its_origin(database: Database, connect: Connect) -> None:
    conn = await connect("jejak_app")

    assert await find_log(conn, database.origin) == database.log_id
    with pytest.raises(LogMissing):
        await find_log(conn, "jejak.test/another")


async def test_opening_a_log_again_finds_it_and_its_authority_cannot_change(connect: Connect) -> None:
    superuser = await connect()
    authority = uuid4()
    log_id = await superuser.fetchval("SELECT ledger.open_log('jejak.test/second', $1)", authority)

    assert await superuser.fetchval("SELECT ledger.open_log('jejak.test/second', $1)", authority) == log_id
    with pytest.raises(asyncpg.PostgresError) as raised:
        await superuser.fetchval("SELECT ledger.open_log('jejak.test/second', $1)", uuid4())
    assert raised.value.sqlstate == "JJK01"


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "line\nbreak", "é", "x" * 201])
async def test_an_origin_is_a_name_that_a_signature_can_carry(connect: Connect, origin: str) -> None:
    superuser = await connect()
    with pytest.raises(asyncpg.CheckViolationError):
        await superuser.fetchval("SELECT ledger.open_log($1, $2)", origin, uuid4())


async def test_two_logs_keep_apart(connect: Connect, pool: Pool, store: Store) -> None:
    superuser = await connect()
    log_id = await superuser.fetchval("SELECT ledger.open_log('jejak.test/second', $1)", uuid4())
    second = Store(await pool("jejak_app"), log_id, "jejak.test/second")
    asked = command()

    [here] = (await store.append_one(asked)).events
    [there] = (await second.append_one(asked)).events

    assert (here.version, there.version) == (1, 1)
    assert here.event_id != there.event_id
    assert [each.event_id for each in await second.read(there.stream)] == [there.event_id]


@pytest.mark.parametrize("state", ["closing", "closed"])
async def test_a_log_that_is_not_open_takes_nothing_but_is_read(
    connect: Connect, store: Store, state: str
) -> None:
    asked = command()
    await store.append_one(asked)
    await (await connect()).execute("UPDATE ledger.log SET state = $1", state)

    with pytest.raises(LogClosed):
        await store.append_one(command())
    assert len(await store.read(asked.items[0].stream)) == 1
    assert await store.answer_of(asked.scope, asked.key, asked.fingerprint) is not None


async def test_a_log_that_is_not_there_takes_nothing(pool: Pool) -> None:
    with pytest.raises(LogMissing):
        await Store(await pool("jejak_app"), 77, "nowhere").append_one(command())


async def test_without_a_free_connection_the_store_says_that_it_is_busy(
    database: Database, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.01)
    small = await pool("jejak_app", max_size=1)
    store = Store(small, database.log_id, database.origin)
    async with small.acquire():
        with pytest.raises(Overloaded):
            await store.append_one(command())
        with pytest.raises(Overloaded):
            await store.read(uuid4())

    assert not (await store.append_one(command())).repeated


async def test_a_stream_that_stays_locked_makes_the_store_say_that_it_is_busy(
    database: Database, connect: Connect
) -> None:
    slow, asked = await connect("jejak_app"), command()
    impatient = await asyncpg.create_pool(
        database.dsn("jejak_app"), min_size=1, max_size=1, server_settings={"lock_timeout": "10ms"}
    )
    try:
        async with slow.transaction():
            await slow.fetch("SELECT * FROM ledger.append($1, $2)", database.log_id, [as_composite(asked)])
            with pytest.raises(Overloaded):
                await Store(impatient, database.log_id, database.origin).append_one(
                    command(stream=asked.items[0].stream)
                )
    finally:
        await impatient.close()


async def test_the_shape_of_a_command_is_refused_by_the_database_too(store: Store) -> None:
    new = event(sealed=[SealedPart(part=1, record=bytes(70))])
    object.__setattr__(new, "sealed", new.sealed * 2)  # past the check that the record makes

    with pytest.raises(AppendRefused):
        await store.append_one(command(Item(stream=uuid4(), expected=ANY, event=new)))


async def test_an_append_is_synchronous_whatever_its_session_asked_for(
    database: Database, connect: Connect
) -> None:
    conn = await connect("jejak_app")
    await conn.execute("SET synchronous_commit = off")
    async with conn.transaction():
        await conn.fetch("SELECT * FROM ledger.append($1, $2)", database.log_id, [as_composite(command())])
        assert await conn.fetchval("SHOW synchronous_commit") == "on"
    assert await conn.fetchval("SHOW synchronous_commit") == "off"


async def test_an_append_never_weakens_what_its_session_asked_for(
    database: Database, connect: Connect
) -> None:
    conn = await connect("jejak_app")
    await conn.execute("SET synchronous_commit = remote_apply")
    async with conn.transaction():
        await conn.fetch("SELECT * FROM ledger.append($1, $2)", database.log_id, [as_composite(command())])
        assert await conn.fetchval("SHOW synchronous_commit") == "remote_apply"


async def test_an_append_needs_to_see_what_it_waited_for(database: Database, connect: Connect) -> None:
    conn = await connect("jejak_app")
    async with conn.transaction(isolation="repeatable_read"):
        with pytest.raises(asyncpg.PostgresError) as raised:
            await conn.fetch(
                "SELECT * FROM ledger.append($1, $2)", database.log_id, [as_composite(command())]
            )
    assert raised.value.sqlstate == "JJK04"


async def test_nobody_signs_less_or_other_than_was_signed(
    database: Database, connect: Connect, store: Store
) -> None:
    superuser, signer = await connect(), await connect("jejak_sign")
    await store.append([command() for _ in range(5)])
    await superuser.execute("UPDATE ledger.seq_state SET next_position = 5")
    publish = "SELECT ledger.publish_checkpoint($1, $2, $3, $4)"
    await signer.execute(publish, database.log_id, 3, bytes(32), "three")
    await signer.execute(publish, database.log_id, 3, bytes(32), "three again")

    for size, root in ((2, bytes(32)), (3, b"\x01" * 32), (6, bytes(32))):
        with pytest.raises(asyncpg.PostgresError) as raised:
            await signer.execute(publish, database.log_id, size, root, "other")
        assert raised.value.sqlstate == "JJK08"
    await signer.execute(publish, database.log_id, 5, bytes(32), "five")

    app = await connect("jejak_app")
    row = await app.fetchrow("SELECT * FROM ledger.latest_checkpoint($1)", database.log_id)
    assert row is not None
    assert (row["size"], row["root"], row["note"]) == (5, bytes(32), "five")
    assert await signer.fetchval("SELECT note FROM ledger.checkpoint WHERE size = 3") == "three"
