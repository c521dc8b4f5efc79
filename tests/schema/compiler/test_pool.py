"""Answers under row-level security: the policy sees the claim of whoever asks, on whichever connection."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import asyncpg
import pytest

from schema.compiler import ClaimedPool, ClaimsNotHeld, Compiler
from tests.schema.compiler import tables

ROWS = tables.rows()
DOCUMENT = "{ shelf(first: 50) { nodes { isbn } } }"


def seen_by(audience: str) -> list[str]:
    isbns = {book["id"]: book["isbn"] for book in ROWS["book"]}
    gates = [gate for gate in ROWS["visible"] if gate["audience"] == audience]
    return [
        isbns[gate["book_id"]] for gate in sorted(gates, key=lambda gate: (gate["due_on"], gate["book_id"]))
    ][:50]


async def isbns(pool: ClaimedPool, compiler: Compiler, audience: str) -> list[str]:
    done = await pool.run(compiler.prepare(DOCUMENT), {"audience": audience})
    return [node["isbn"] for node in json.loads(done.data)["shelf"]["nodes"]]


async def test_each_viewer_sees_their_own(pool: ClaimedPool, compiler: Compiler) -> None:
    for audience in [*tables.AUDIENCES, "nobody", *reversed(tables.AUDIENCES)]:
        assert await isbns(pool, compiler, audience) == seen_by(audience)


async def test_a_claim_sticks_to_its_connection(pool: ClaimedPool, compiler: Compiler) -> None:
    for _ in range(5):
        await isbns(pool, compiler, "staff")

    assert pool.set_anew == 1


async def test_connections_are_picked_by_the_claim_they_hold(pool: ClaimedPool, compiler: Compiler) -> None:
    await asyncio.gather(isbns(pool, compiler, "staff"), isbns(pool, compiler, "guest"))
    at_first = pool.set_anew

    for audience in ["staff", "guest", "guest", "staff"]:
        await isbns(pool, compiler, audience)

    assert at_first == pool.set_anew == 2


async def test_many_viewers_at_once_never_get_each_others_answers(
    pool: ClaimedPool, compiler: Compiler
) -> None:
    audiences = [(*tables.AUDIENCES, "nobody")[number % 4] for number in range(80)]

    answers = await asyncio.gather(*(isbns(pool, compiler, audience) for audience in audiences))

    for audience, answer in zip(audiences, answers, strict=True):
        assert answer == seen_by(audience)


async def test_without_its_claim_a_connection_shows_nothing(
    reading: asyncpg.Pool, compiler: Compiler
) -> None:
    async with reading.acquire() as connection:
        done = await compiler.run(connection, compiler.prepare(DOCUMENT), {"audience": "staff"})

    assert json.loads(done.data) == {"shelf": {"nodes": []}}


async def test_where_parameter_and_setting_differ_there_are_no_rows(
    reading: asyncpg.Pool, compiler: Compiler
) -> None:
    async with reading.acquire() as connection:
        await connection.execute("SELECT set_config('toy.audience', 'reader', false)")
        done = await compiler.run(connection, compiler.prepare(DOCUMENT), {"audience": "staff"})

    assert json.loads(done.data) == {"shelf": {"nodes": []}}


async def test_a_claim_that_was_lost_is_set_again(pool: ClaimedPool, compiler: Compiler) -> None:
    await isbns(pool, compiler, "staff")
    (held,) = pool.idle

    await held.execute("RESET ALL")

    assert await isbns(pool, compiler, "staff") == seen_by("staff")
    assert pool.set_anew == 2


class Forgetful(asyncpg.Connection):
    """A connection behind something that resets it before every statement."""

    async def fetchrow(self, query: str, *args: Any, **options: Any) -> Any:
        await self.execute("RESET ALL")
        return await super().fetchrow(query, *args, **options)


async def test_a_connection_that_keeps_no_claim_gives_no_answer(reader_dsn: str, compiler: Compiler) -> None:
    async with asyncpg.create_pool(reader_dsn, min_size=1, max_size=1, connection_class=Forgetful) as opened:
        pool = ClaimedPool(opened, size=1)
        with pytest.raises(ClaimsNotHeld):
            await isbns(pool, compiler, "staff")
        await pool.close()


async def until_somebody_waits(connection: asyncpg.Connection) -> None:
    """Asks, as often as it takes, whether a lock is being waited for."""
    waiting = 0
    while not waiting:
        waiting = await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted")


async def test_a_cancelled_request_leaves_its_connection_to_others(
    pool: ClaimedPool, compiler: Compiler, connection: asyncpg.Connection
) -> None:
    await isbns(pool, compiler, "staff")
    async with connection.transaction():
        await connection.execute("LOCK TABLE toy.visible IN ACCESS EXCLUSIVE MODE")
        waiting = asyncio.create_task(isbns(pool, compiler, "staff"))
        await until_somebody_waits(connection)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    for audience in tables.AUDIENCES:
        assert await isbns(pool, compiler, audience) == seen_by(audience)


async def test_connections_that_broke_are_replaced_and_nobody_notices(
    pool: ClaimedPool, compiler: Compiler, connection: asyncpg.Connection
) -> None:
    await asyncio.gather(isbns(pool, compiler, "staff"), isbns(pool, compiler, "guest"))
    broken = [held.get_server_pid() for held in pool.idle]
    for process in broken:
        await connection.execute("SELECT pg_terminate_backend($1, 10000)", process)

    assert await isbns(pool, compiler, "staff") == seen_by("staff")
    assert not {held.get_server_pid() for held in pool.idle} & set(broken)


async def test_a_server_that_is_not_there_is_an_error_and_not_a_loop(
    reader_dsn: str, compiler: Compiler
) -> None:
    async with asyncpg.create_pool(reader_dsn, min_size=1, max_size=1, connection_class=Broken) as opened:
        with pytest.raises(asyncpg.InterfaceError):
            await isbns(ClaimedPool(opened, size=1), compiler, "staff")


class Broken(asyncpg.Connection):
    """A connection whose server has gone, each time it is asked."""

    async def fetchrow(self, query: str, *args: Any, **options: Any) -> Any:
        await self.close()
        return await super().fetchrow(query, *args, **options)


async def test_kept_connections_only_read(pool: ClaimedPool, compiler: Compiler) -> None:
    await isbns(pool, compiler, "staff")
    (held,) = pool.idle

    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await held.execute("CREATE TABLE toy.forbidden (id int)")


async def test_closing_gives_the_connections_back_as_they_were(
    reading: asyncpg.Pool, compiler: Compiler
) -> None:
    pool = ClaimedPool(reading, size=2)
    await isbns(pool, compiler, "staff")

    await pool.close()

    async with reading.acquire() as one, reading.acquire() as other:
        for connection in (one, other):
            assert not await connection.fetchval("SELECT current_setting('toy.audience', true)")
            assert (
                await connection.fetchval("SELECT current_setting('default_transaction_read_only')") == "off"
            )
