"""Fixtures for every test: a real PostgreSQL 18, and a database of its own for each test that asks.

server, cluster, template, organised: once a session. database: one test's own, dropped afterwards. connect and pool:
open connections to it, for any role or the superuser, that are closed when the test ends. system: everything, running
over a database of its own.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import settings

from api.devtools.postgres import EmbeddedPostgres
from tests.support.database import Cluster, Database
from tests.support.memory import quickest_folder
from tests.support.system import System, organise, started

# What a change is judged by gives the same verdict twice; `--hypothesis-profile=explore` looks for something new.
settings.register_profile("repeatable", derandomize=True)
settings.register_profile("explore", derandomize=False, print_blob=True)
settings.load_profile("repeatable")

Connect = Callable[..., Awaitable[asyncpg.Connection]]
Pool = Callable[..., Awaitable[asyncpg.Pool]]


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedPostgres]:
    """The server of this test session, in a private folder that is removed with it."""
    with quickest_folder() as folder:
        embedded = EmbeddedPostgres(folder, fast=True)
        try:
            embedded.start()
            yield embedded
        finally:
            embedded.remove()


@pytest.fixture(scope="session")
def cluster(server: EmbeddedPostgres) -> Iterator[Cluster]:
    """The superuser's view of the server."""
    cluster = Cluster(server.superuser_dsn(), server.folder)
    try:
        yield cluster
    finally:
        cluster.close()


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> Database:
    """The migrated database that the others are copies of. Connect to a copy, never to this one."""
    return cluster.migrated("jejak_template")


@pytest.fixture
def database(cluster: Cluster, template: Database) -> Iterator[Database]:
    """A migrated database with an open, empty log, for this test alone."""
    clone = cluster.clone(template)
    try:
        yield clone
    finally:
        cluster.drop(clone)


@pytest.fixture
async def connect(database: Database) -> AsyncIterator[Connect]:
    """`await connect("jejak_app")` opens a connection; without a role it is the superuser's."""
    async with AsyncExitStack() as open_until_the_test_ends:

        async def open_connection(role: str | None = None) -> asyncpg.Connection:
            connection = await asyncpg.connect(database.dsn(role) if role else database.superuser)
            open_until_the_test_ends.callback(connection.terminate)
            return connection

        yield open_connection


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[Pool]:
    """`await pool("jejak_app")` opens a pool; without a role it is the superuser's. Sizes as in asyncpg."""
    async with AsyncExitStack() as open_until_the_test_ends:

        async def open_pool(
            role: str | None = None, *, min_size: int = 1, max_size: int = 10
        ) -> asyncpg.Pool:
            dsn = database.dsn(role) if role else database.superuser
            opened = await asyncpg.create_pool(dsn, min_size=min_size, max_size=max_size)
            open_until_the_test_ends.callback(opened.terminate)
            return opened

        yield open_pool


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the keys of vault and token issuer that every system of this session has."""
    return tmp_path_factory.mktemp("keys")


@pytest.fixture(scope="session")
def organised(cluster: Cluster, template: Database, keys: Path) -> Database:
    """A database with the regency's organisation and officers. Connect to a copy, never to this one."""
    return cluster.prepared(template, lambda database: organise(database, keys))


@pytest.fixture
def regency(cluster: Cluster, organised: Database) -> Iterator[Database]:
    """The database of this test's own system."""
    clone = cluster.clone(organised)
    try:
        yield clone
    finally:
        cluster.drop(clone)


@pytest.fixture(scope="module")
def shared_regency(cluster: Cluster, organised: Database) -> Iterator[Database]:
    """The database of the system that a module shares."""
    clone = cluster.clone(organised)
    try:
        yield clone
    finally:
        cluster.drop(clone)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(shared_regency: Database, keys: Path) -> AsyncIterator[System]:
    """A running system for all tests of a module, which must not mind each other's cases.

    The module marks its tests with `pytest.mark.asyncio(loop_scope="module")`.
    """
    async with started(shared_regency, keys) as running:
        yield running


@pytest.fixture
async def system(regency: Database, keys: Path) -> AsyncIterator[System]:
    """A running system over a database of this test's own, with the regency's organisation and officers."""
    async with started(regency, keys) as running:
        yield running
