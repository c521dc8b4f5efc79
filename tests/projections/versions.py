"""Read models in versions, as tests make them: a rebuild over a chronicle, and what is registered."""

from collections.abc import Sequence

import asyncpg

from projections.catalogue import PROJECTIONS
from projections.rebuild import Rebuild
from projections.write import Projection
from tests.conftest import Connect, Pool
from tests.support.cast import WITA
from tests.support.database import Database

# Rows of read models as text, so that a mark can be left on every one of them.
MARKED = {"unit": "name", "category": "label_id", "case_file": "channel", "history_entry": "actor_role"}


async def rebuild_of(
    database: Database, connect: Connect, pool: Pool, projections: Sequence[Projection] = PROJECTIONS
) -> Rebuild:
    """A rebuild as the command makes it."""
    owner, projector = await connect(), await pool("jejak_proj", max_size=4)
    return Rebuild(owner, projector, database.log_id, projections, WITA)


async def registered(conn: asyncpg.Connection) -> dict[int, tuple[str, str]]:
    """Generation to its state and the schema it lies in."""
    rows = await conn.fetch("SELECT number, state, schema_name FROM projection.generation")
    return {row["number"]: (row["state"], row["schema_name"]) for row in rows}


async def mark(conn: asyncpg.Connection, schema: str, words: str) -> None:
    """Leave these words in every row of the marked tables of one generation."""
    for table, column in MARKED.items():
        await conn.execute(f"UPDATE {schema}.{table} SET {column} = $1", words)
