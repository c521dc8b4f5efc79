"""A log that tests write to, and the projector that follows it."""

import pytest

from eventstore.sequencer import Sequencer
from eventstore.store import Store
from tests.conftest import Connect, Pool
from tests.projections.chronicle import Chronicle
from tests.support.database import Database


@pytest.fixture
async def chronicle(database: Database, pool: Pool, connect: Connect) -> Chronicle:
    """An empty log, with every projection before its first position."""
    return Chronicle(
        database,
        Store(await pool("jejak_app", max_size=4), database.log_id, database.origin),
        Sequencer(await pool("jejak_seq", max_size=1), database.log_id),
        await pool("jejak_proj", max_size=4),
        await connect(),
    )
