"""A plain Strawberry server: resolvers over the same tables, data loaders against N + 1, no rights."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import strawberry
from starlette.applications import Starlette
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.types import Info

from bench.read_side.peers.serving import address, open_pool, serve

_INBOX = "SELECT * FROM read.inbox_item WHERE audience = $1 ORDER BY due_on, complaint LIMIT $2"
_CASES = "SELECT * FROM read.case_file WHERE complaint = ANY ($1)"
_CASE = "SELECT * FROM read.case_file WHERE tracking_number = $1"
_UNITS = "SELECT * FROM read.unit WHERE unit = ANY ($1)"
_HISTORY = "SELECT * FROM read.history_entry WHERE complaint = $1 AND NOT for_auditors_only ORDER BY position"


@strawberry.type
class Unit:
    name: str


@strawberry.type
class HistoryEntry:
    row: strawberry.Private[asyncpg.Record]
    position: str
    type: str
    occurred_at: datetime
    actor_role: str
    due_on: date | None

    @strawberry.field
    async def unit(self, info: Info) -> Unit | None:
        return await unit_of(info, self.row["unit"])


@strawberry.type
class Complaint:
    row: strawberry.Private[asyncpg.Record]
    tracking_number: str
    status: str
    tier: str
    headline: str | None
    submitted_at: datetime
    due_on: date | None

    @strawberry.field
    async def unit(self, info: Info) -> Unit | None:
        return await unit_of(info, self.row["unit"])

    @strawberry.field
    async def institution(self, info: Info) -> Unit | None:
        return await unit_of(info, self.row["institution"])

    @strawberry.field
    async def history(self, info: Info) -> list[HistoryEntry]:
        rows = await info.context["pool"].fetch(_HISTORY, self.row["complaint"])
        return [
            HistoryEntry(
                row=row,
                position=str(row["position"]),
                type=row["type"],
                occurred_at=row["occurred_at"],
                actor_role=row["actor_role"],
                due_on=row["due_on"],
            )
            for row in rows
        ]


@strawberry.type
class InboxItem:
    row: strawberry.Private[asyncpg.Record]
    task: str
    due_on: date

    @strawberry.field
    async def complaint(self, info: Info) -> Complaint | None:
        row = await info.context["cases"].load(self.row["complaint"])
        return None if row is None else complaint_of(row)


@strawberry.type
class InboxEdge:
    node: InboxItem


@strawberry.type
class InboxConnection:
    edges: list[InboxEdge]


@strawberry.type
class Query:
    @strawberry.field
    async def inbox(self, info: Info, audience: str, first: int = 50) -> InboxConnection:
        rows = await info.context["pool"].fetch(_INBOX, audience, first)
        return InboxConnection(
            edges=[InboxEdge(node=InboxItem(row=row, task=row["task"], due_on=row["due_on"])) for row in rows]
        )

    @strawberry.field
    async def complaint(self, info: Info, tracking_number: str) -> Complaint | None:
        row = await info.context["pool"].fetchrow(_CASE, tracking_number)
        return None if row is None else complaint_of(row)


def complaint_of(row: asyncpg.Record) -> Complaint:
    """A row of `case_file` as its type."""
    return Complaint(
        row=row,
        tracking_number=row["tracking_number"],
        status=row["status"],
        tier=row["tier"],
        headline=row["headline"],
        submitted_at=row["submitted_at"],
        due_on=row["due_on"],
    )


async def unit_of(info: Info, unit: UUID | None) -> Unit | None:
    """The unit of this id, loaded together with the others of its request."""
    row = None if unit is None else await info.context["units"].load(unit)
    return None if row is None else Unit(name=row["name"])


class Server(GraphQL[dict[str, Any], None]):
    """Gives each request its own loaders."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        super().__init__(strawberry.Schema(query=Query), graphql_ide=None)
        self._pool = pool

    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:  # noqa: ARG002  (Strawberry's)
        """What the resolvers work with."""

        def loader(statement: str, key: str) -> DataLoader[UUID, asyncpg.Record | None]:
            async def load(keys: Sequence[UUID]) -> Sequence[asyncpg.Record | None]:
                rows = {row[key]: row for row in await self._pool.fetch(statement, list(keys))}
                return [rows.get(each) for each in keys]

            return DataLoader(load_fn=load)

        return {"pool": self._pool, "cases": loader(_CASES, "complaint"), "units": loader(_UNITS, "unit")}


async def main() -> None:
    """Serve until told to end."""
    async with open_pool(address()) as pool:
        app = Starlette()
        server: Any = Server(
            pool
        )  # an ASGI application, which Starlette takes here though its types do not say so
        app.add_route("/graphql", server)
        await serve(app)


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
