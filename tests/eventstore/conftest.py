"""The log of a test's own database, as its roles see it."""

import asyncpg
import pytest

from eventstore.sequencer import Sequencer
from eventstore.store import Store
from tests.conftest import Connect, Pool
from tests.support.database import Database


@pytest.fixture
async def store(database: Database, pool: Pool) -> Store:
    """The log as the application sees it."""
    return Store(await pool("jejak_app", max_size=20), database.log_id, database.origin)


@pytest.fixture
async def sequencer(database: Database, pool: Pool) -> Sequencer:
    """A sequencer with its own role."""
    return Sequencer(await pool("jejak_seq", max_size=2), database.log_id)


@pytest.fixture
async def auditor(connect: Connect) -> asyncpg.Connection:
    """A connection that may read every table of the log and nothing else."""
    return await connect("jejak_audit")
