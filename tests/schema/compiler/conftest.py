"""One database with the toy domain for the whole session: every test here only reads."""

from __future__ import annotations

import asyncio
import decimal
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from api.devtools.postgres import EmbeddedPostgres
from schema.compiler import ClaimedPool, Compiler
from tests.schema.compiler import bound, tables

Answering = Callable[..., Awaitable[Any]]

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]


async def _create(dsn: str, name: str) -> None:
    server = await asyncpg.connect(dsn)
    await server.execute(f"CREATE DATABASE {name}")
    await server.close()
    connection = await asyncpg.connect(urlunsplit(urlsplit(dsn)._replace(path=f"/{name}")))
    await connection.execute("CREATE SCHEMA toy")
    for table in tables.metadata.sorted_tables:
        await connection.execute(str(CreateTable(table).compile(dialect=DIALECT)))
    await connection.execute(tables.RIGHTS)
    for table in tables.metadata.sorted_tables:
        rows = tables.rows()[table.name]
        columns = list(rows[0])
        records = [tuple(_stored(row[column]) for column in columns) for row in rows]
        await connection.copy_records_to_table(
            table.name, schema_name="toy", records=records, columns=columns
        )
    await connection.execute("ANALYZE")
    await connection.close()


def _stored(value: object) -> object:
    return decimal.Decimal(value) if isinstance(value, str) and value.replace(".", "").isdigit() else value


@pytest.fixture(scope="session")
def toy_dsn(server: EmbeddedPostgres) -> str:
    """The superuser's address of the toy database."""
    dsn = server.superuser_dsn()
    asyncio.run(_create(dsn, "toy"))
    return urlunsplit(urlsplit(dsn)._replace(path="/toy"))


@pytest.fixture(scope="session")
def reader_dsn(toy_dsn: str) -> str:
    """The address of a role that sees only what the row policy lets it see."""
    parts = urlsplit(toy_dsn)
    return urlunsplit(
        parts._replace(netloc=f"{tables.READER}:{tables.PASSWORD}@{parts.hostname}:{parts.port}")
    )


@pytest.fixture
async def connection(toy_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """A superuser's connection to the toy database."""
    opened = await asyncpg.connect(toy_dsn)
    yield opened
    await opened.close()


@pytest.fixture
async def reading(reader_dsn: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool of two connections for the role that the row policy holds to."""
    async with asyncpg.create_pool(reader_dsn, min_size=1, max_size=2) as opened:
        yield opened


@pytest.fixture
async def pool(reading: asyncpg.Pool) -> AsyncIterator[ClaimedPool]:
    claimed = ClaimedPool(reading, size=2)
    yield claimed
    await claimed.close()


@pytest.fixture
def compiler() -> Compiler:
    return bound.compiler()


@pytest.fixture
def answer(compiler: Compiler, pool: ClaimedPool) -> Answering:
    """`await answer(document, **variables)` is the data that a member of the staff gets."""

    async def ask(document: str, audience: str = "staff", **variables: Any) -> Any:
        done = await pool.run(compiler.prepare(document, variables), {"audience": audience})
        return json.loads(done.data)

    return ask
