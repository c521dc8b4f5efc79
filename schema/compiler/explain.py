"""For whoever develops: the statement behind a document, and how PostgreSQL would run it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .plan import Request


@dataclass(frozen=True, slots=True)
class Explained:
    """A statement's text, its plan as PostgreSQL prints it, and its cost in rows × fields. No values of the request."""

    sql: str
    plan: str
    cost: int


async def explain(
    connection: Any, request: Request, claims: Mapping[str, Any], *, analyze: bool = False
) -> Explained:
    """Explain a request under its claims; with `analyze` it is also run. The connection stays as it was."""
    sql, parameters = request.statement(claims)
    options = "ANALYZE, BUFFERS, COSTS" if analyze else "COSTS"
    async with connection.transaction(readonly=True):
        for claim, setting in request.ready().settings:
            value = claims[claim]
            await connection.fetchval(
                "SELECT set_config($1, $2, true)", setting, "" if value is None else str(value)
            )
        lines = await connection.fetch(f"EXPLAIN ({options}) {sql}", *parameters)
    return Explained(sql, "\n".join(line[0] for line in lines), request.cost)
