"""BerryQL over the same tables: Strawberry types mapped to SQLAlchemy models, as its own README shows. No rights.

Runs in an environment of its own, so it imports nothing of ours but `serving`, which lies beside it.
"""

import os
from datetime import date, datetime
from uuid import UUID

from berryql import BerrySchema, BerryType, field, relation
from serving import serve
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from starlette.applications import Starlette
from strawberry.asgi import GraphQL
from strawberry.schema.config import StrawberryConfig

CONNECTIONS = 8


class Base(DeclarativeBase):
    """Views over the read models, with keys named as BerryQL expects."""

    __table_args__ = {"schema": "berry"}  # noqa: RUF012


class Unit(Base):
    __tablename__ = "unit"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class Complaint(Base):
    __tablename__ = "complaint"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    tracking_number: Mapped[str]
    status: Mapped[str]
    tier: Mapped[str]
    headline: Mapped[str | None]
    submitted_at: Mapped[datetime]
    due_on: Mapped[date | None]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("berry.unit.id"))
    institution_id: Mapped[UUID | None] = mapped_column(ForeignKey("berry.unit.id"))
    unit: Mapped[Unit | None] = relationship(foreign_keys=[unit_id])
    institution: Mapped[Unit | None] = relationship(foreign_keys=[institution_id])
    history: Mapped[list["Entry"]] = relationship(back_populates="complaint")


class Entry(Base):
    __tablename__ = "history_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    complaint_id: Mapped[UUID] = mapped_column(ForeignKey("berry.complaint.id"))
    type: Mapped[str]
    occurred_at: Mapped[datetime]
    actor_role: Mapped[str]
    due_on: Mapped[date | None]
    unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("berry.unit.id"))
    complaint: Mapped[Complaint] = relationship(back_populates="history")
    unit: Mapped[Unit | None] = relationship()


class Item(Base):
    __tablename__ = "inbox_item"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    complaint_id: Mapped[UUID] = mapped_column(ForeignKey("berry.complaint.id"))
    audience: Mapped[str]
    task: Mapped[str]
    due_on: Mapped[date]
    complaint: Mapped[Complaint] = relationship()


berry = BerrySchema()


@berry.type(model=Unit)
class UnitQL(BerryType):
    name = field()


@berry.type(model=Entry)
class EntryQL(BerryType):
    id = field()
    type = field()
    occurred_at = field()
    actor_role = field()
    due_on = field()
    unit = relation("UnitQL", single=True)


@berry.type(model=Complaint)
class ComplaintQL(BerryType):
    tracking_number = field()
    status = field()
    tier = field()
    headline = field()
    submitted_at = field()
    due_on = field()
    unit = relation("UnitQL", single=True)
    institution = relation("UnitQL", single=True)
    history = relation("EntryQL", order_by="id", order_dir="asc")


@berry.type(model=Item)
class ItemQL(BerryType):
    id = field()
    task = field()
    due_on = field()
    complaint = relation("ComplaintQL", single=True)


@berry.query()
class Query:
    inbox = relation(
        "ItemQL",
        order_multi=["due_on:asc", "id:asc"],
        arguments={"audience": {"column": "audience", "op": "eq"}},
    )
    complaints = relation("ComplaintQL", arguments={"number": {"column": "tracking_number", "op": "eq"}})


class Server(GraphQL):
    """Gives each request a session of its own."""

    def __init__(self) -> None:
        schema = berry.to_strawberry(strawberry_config=StrawberryConfig(auto_camel_case=True))
        super().__init__(schema, graphql_ide=None)
        address = os.environ["BENCH_DATABASE"].replace("postgresql://", "postgresql+asyncpg://", 1)
        self._sessions = async_sessionmaker(
            create_async_engine(address, pool_size=CONNECTIONS, max_overflow=0), expire_on_commit=False
        )

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        async with self._sessions() as session:
            scope["state"] = {"session": session}
            await super().__call__(scope, receive, send)

    async def get_context(self, request, response) -> dict[str, object]:  # type: ignore[no-untyped-def]  # noqa: ARG002
        """What BerryQL's resolvers read with."""
        return {"db_session": request.scope["state"]["session"]}


async def main() -> None:
    """Serve until told to end."""
    app = Starlette()
    app.add_route("/graphql", Server())
    await serve(app)


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
