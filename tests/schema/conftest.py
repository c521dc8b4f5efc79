"""The API's read side over a test's own database."""

from collections.abc import AsyncIterator

import pytest

from schema.compiler import ClaimedPool
from tests.conftest import Connect, Pool
from tests.projections.chronicle import Chronicle
from tests.schema.asking import Api
from tests.support.database import Database


@pytest.fixture
async def chronicle(database: Database, connect: Connect, pool: Pool) -> Chronicle:
    """An empty log, with every projection before its first position."""
    return await Chronicle.opened(database, connect, pool)


@pytest.fixture
async def api(pool: Pool) -> AsyncIterator[Api]:
    """Compiled documents in the application's role."""
    claimed = ClaimedPool(await pool("jejak_app"), size=2)
    yield Api(claimed)
    await claimed.close()
