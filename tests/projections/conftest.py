"""A log that tests write to, and the projector that follows it."""

import pytest

from tests.conftest import Connect, Pool
from tests.projections.chronicle import Chronicle
from tests.support.database import Database


@pytest.fixture
async def chronicle(database: Database, connect: Connect, pool: Pool) -> Chronicle:
    """An empty log, with every projection before its first position."""
    return await Chronicle.opened(database, connect, pool)
