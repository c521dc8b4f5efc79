"""One generation as a projector writes it: its cursors, and every statement with its schema's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg

from eventstore.sql import Statements
from projections.batches import is_of_one_case
from projections.faults import CursorMoved, GenerationGone
from projections.generations import Generation
from projections.write import Projection

CURSORS: Final = "SELECT name, version, position FROM read.cursor"
# Not where the schema has become another generation's meanwhile.
START: Final = """
INSERT INTO read.cursor (name, version, position)
SELECT $1, $2, -1 FROM projection.generation WHERE number = $3 AND schema_name = $4
ON CONFLICT (name) DO NOTHING
"""
# Whoever finds the cursor elsewhere was overtaken; whoever moves it holds it until the writes are committed.
MOVE: Final = """
UPDATE read.cursor SET position = $3, stopped_at = NULL, stopped_by = NULL
WHERE name = $1 AND position = $2 AND generation = $4
"""
STOP: Final = """
UPDATE read.cursor SET stopped_at = $2, stopped_by = $3
WHERE name = $1 AND position = $2 - 1 AND generation = $4
"""
GONE: Final = (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError)


@dataclass(frozen=True, slots=True)
class Cursors:
    """Where each projection of a generation stands, and which of them are made by another version of the logic."""

    positions: Mapping[str, int]
    foreign: frozenset[str]


class Target:
    """Moves the cursors of one generation."""

    def __init__(self, generation: Generation, projections: Sequence[Projection]) -> None:
        self.generation = generation
        self._projections = projections
        self._statements = {
            each.name: {name: generation.sql(text) for name, text in Statements.load(each.queries).items()}
            for each in projections
        }
        self._of_one_case = {
            (projection, name): is_of_one_case(text)
            for projection, statements in self._statements.items()
            for name, text in statements.items()
        }
        self._cursors, self._start = generation.sql(CURSORS), generation.sql(START)
        self._move, self._stop = generation.sql(MOVE), generation.sql(STOP)

    def statement(self, projection: str, name: str) -> str:
        """A named statement of a projection's `queries.sql`, about this generation. Raises KeyError."""
        return self._statements[projection][name]

    def is_of_one_case(self, projection: str, name: str) -> bool:
        """Whether that statement concerns no complaint but its first argument. Raises KeyError."""
        return self._of_one_case[projection, name]

    async def cursors(self, conn: asyncpg.Connection) -> Cursors:
        """Where they stand; a projection that is new starts before the first position. Raises GenerationGone."""
        number, schema = self.generation.number, self.generation.schema
        try:
            found = {row["name"]: row for row in await conn.fetch(self._cursors)}
            for each in self._projections:
                if each.name not in found:
                    await conn.execute(self._start, each.name, each.version, number, schema)
        except GONE as gone:
            raise GenerationGone(schema) from gone
        return Cursors(
            {
                each.name: found[each.name]["position"] if each.name in found else -1
                for each in self._projections
            },
            frozenset(
                each.name
                for each in self._projections
                if each.name in found and found[each.name]["version"] != each.version
            ),
        )

    async def move(self, conn: asyncpg.Connection, projection: str, before: int, reached: int) -> None:
        """Raises CursorMoved where it does not stand at `before`, or the schema is another generation's now."""
        try:
            moved = await conn.execute(self._move, projection, before, reached, self.generation.number)
        except GONE as gone:
            raise GenerationGone(projection) from gone
        if moved != "UPDATE 1":
            raise CursorMoved(projection)

    async def stop(self, conn: asyncpg.Connection, projection: str, position: int, error: str) -> None:
        """Say that a projection cannot go past a position, where it still stands before it."""
        try:
            await conn.execute(self._stop, projection, position, error, self.generation.number)
        except GONE as gone:
            raise GenerationGone(projection) from gone
