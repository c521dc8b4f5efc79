"""How far each projection is behind the log, in every generation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from eventstore.lag import recorded_at
from eventstore.subscription import head
from projections.catalogue import PROJECTIONS
from projections.generations import Generation, State, present
from projections.write import Projection

CURSORS = "SELECT name, version, position, stopped_by FROM read.cursor"
LOOKS = 5  # schemas change their names while they are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one projection of one generation stands. `oldest` is the age in seconds of the oldest event that it has
    not applied, None at the head; `stopped_by` the type of the error that stopped it."""

    generation: Generation
    name: str
    version: int
    position: int
    behind: int
    oldest: float | None
    stopped_by: str | None

    def told(self) -> dict[str, object]:
        """As plain values, none of which says anything of a case or a person."""
        return {
            "generation": self.generation.number,
            "state": self.generation.state.value,
            "projection": self.name,
            "version": self.version,
            "position": self.position,
            "behind": self.behind,
            "oldest_seconds": self.oldest,
            "stopped_by": self.stopped_by,
        }


async def read_standing(
    conn: asyncpg.Connection, log_id: int, now: datetime, projections: Iterable[Projection] = PROJECTIONS
) -> Sequence[Standing]:
    """Every projection of every generation, by generation and name.

    One of this release's that nobody has started yet stands before the first position of the generation that is read.
    """
    expected = {each.name: each.version for each in projections}
    for _ in range(LOOKS - 1):
        try:
            return await _read(conn, log_id, now, expected)
        except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
            continue
    return await _read(conn, log_id, now, expected)


async def _read(
    conn: asyncpg.Connection, log_id: int, now: datetime, expected: Mapping[str, int]
) -> Sequence[Standing]:
    rows: list[tuple[Generation, Mapping[str, Any]]] = []
    for generation in await present(conn):
        found = {row["name"]: dict(row) for row in await conn.fetch(generation.sql(CURSORS))}
        if generation.state is State.LIVE:
            found = {
                name: {"name": name, "version": version, "position": -1, "stopped_by": None}
                for name, version in expected.items()
            } | found
        rows += [(generation, found[name]) for name in sorted(found)]
    size = await head(conn, log_id)  # after the cursors, so that none is ahead of it
    since = await recorded_at(conn, log_id, [row["position"] + 1 for _, row in rows])
    return [
        Standing(
            generation=generation,
            name=row["name"],
            version=row["version"],
            position=row["position"],
            behind=size - 1 - row["position"],
            oldest=age(now, since.get(row["position"] + 1)),
            stopped_by=row["stopped_by"],
        )
        for generation, row in rows
    ]


def age(now: datetime, since: datetime | None) -> float | None:
    """Seconds, never less than none: two clocks may differ by a little."""
    return None if since is None else max(0.0, round((now - since).total_seconds(), 3))
