"""A log in a test's own database, written as the application writes it, and the projector that follows it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import asyncpg

from domain import wire
from domain.office_events import CategoryDefined, UnitRegistered
from domain.people import Actor
from domain.wire import AnyEvent
from eventstore.records import ANY, AppendCommand, Cause, Item, NewEvent, SealedPart
from eventstore.sealing import open_record
from eventstore.sequencer import Sequencer
from eventstore.store import Store
from projections.catalogue import PROJECTIONS
from projections.runner import Runner
from projections.write import Projection
from tests.conftest import Connect, Pool
from tests.projections.facts import Happened, flat, words_of
from tests.support.cast import CATEGORIES, NOW, UNITS, WITA, national_admin
from tests.support.database import Database

TABLES = tuple(table for projection in PROJECTIONS for table in projection.tables)


def organisation() -> tuple[AnyEvent, ...]:
    """The units and categories of the cast."""
    units = [
        UnitRegistered(
            unit=unit, code=f"U{number}", name=f"Unit {number}", kind=facts.kind, parent=facts.parent
        )
        for number, (unit, facts) in enumerate(UNITS.items())
    ]
    categories = [
        CategoryDefined(category=category, label_id=category.title(), label_en=category.title(), unit=unit)
        for category, unit in CATEGORIES.items()
    ]
    return (*units, *categories)


class Chronicle:
    """What happens is appended as the application appends it, and numbered; `happened` applies it too."""

    def __init__(
        self,
        database: Database,
        store: Store,
        sequencer: Sequencer,
        projector: asyncpg.Pool,
        superuser: asyncpg.Connection,
    ) -> None:
        self._database = database
        self._store = store
        self._sequencer = sequencer
        self._projector = projector
        self.superuser = superuser
        self.runner = self.another_runner()

    @classmethod
    async def opened(cls, database: Database, connect: Connect, pool: Pool) -> "Chronicle":
        """An empty log, with every projection before its first position."""
        return cls(
            database,
            Store(await pool("jejak_app", max_size=4), database.log_id, database.origin),
            Sequencer(await pool("jejak_seq", max_size=1), database.log_id),
            await pool("jejak_proj", max_size=4),
            await connect(),
        )

    def another_runner(self, projections: Sequence[Projection] = PROJECTIONS) -> Runner:
        """A projector with nothing in its memory."""
        return Runner(self._projector, self._database.log_id, projections, WITA)

    async def noted(self, *happened: Happened, at: datetime = NOW, by: Actor | None = None) -> None:
        """The events have positions."""
        await self.appended([_new(event, at) for event in flat(happened)], flat(happened), by)

    async def appended(
        self, events: Iterable[NewEvent], of: Iterable[AnyEvent | None], by: Actor | None = None
    ) -> None:
        """Each event is appended to the stream of its complaint, or to one of its own."""
        by = by or national_admin()
        items = tuple(
            Item(stream=getattr(source, "complaint", None) or uuid4(), expected=ANY, event=event)
            for event, source in zip(events, of, strict=True)
        )
        await self._store.append_one(
            AppendCommand(
                scope="person:1",
                key=uuid4(),
                fingerprint=bytes(32),
                cause=Cause(actor=by.person, actor_role=by.role, correlation=uuid4()),
                items=items,
            )
        )
        await self._sequencer.step()

    async def happened(self, *happened: Happened, at: datetime = NOW, by: Actor | None = None) -> None:
        """The events have positions, and every projection has applied them."""
        await self.noted(*happened, at=at, by=by)
        await self.runner.catch_up()

    async def rows(self, query: str, *arguments: Any) -> list[dict[str, Any]]:
        """What the superuser finds; no row policy is in the way."""
        return [dict(row) for row in await self.superuser.fetch(query, *arguments)]

    async def cursors(self) -> dict[str, int]:
        """The last position that each projection has applied."""
        return {row["name"]: row["position"] for row in await self.rows("SELECT * FROM read.cursor")}

    async def stops(self) -> dict[str, tuple[int, str]]:
        """Each projection that is stopped: before which position, and by what."""
        rows = await self.rows("SELECT * FROM read.cursor WHERE stopped_at IS NOT NULL")
        return {row["name"]: (row["stopped_at"], row["stopped_by"]) for row in rows}

    async def digests(self, tables: Sequence[str] = TABLES) -> Mapping[str, str]:
        """For each table a digest of its rows, whatever their order."""
        return {
            table: await self.superuser.fetchval(
                f"SELECT md5(coalesce(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"), ''))"
                f" FROM (SELECT each::text AS line FROM read.{table} AS each) AS lines"
            )
            for table in tables
        }

    async def without_cases(self, *organisation: Happened) -> None:
        """No complaint was ever applied; the organisation stands, and is there after the first call."""
        if not await self.cursors():
            await self.happened(*organisation)
        kept = {"unit", "category", "assignment", "inbox_view", "agency"}
        tables = ", ".join(f"read.{table}" for table in TABLES if table not in kept)
        await self.superuser.execute(f"TRUNCATE {tables}")

    async def forgotten(self) -> None:
        """Nothing was ever applied."""
        tables = ", ".join(f"read.{table}" for table in (*TABLES, "cursor"))
        await self.superuser.execute(f"TRUNCATE {tables}")


def _new(event: AnyEvent, at: datetime) -> NewEvent:
    packed = wire.pack(event)
    return NewEvent(
        type=packed.type,
        schema_version=packed.schema_version,
        schema_hash=wire.schema_hash(packed.type, packed.schema_version),
        facts=packed.facts,
        occurred_at=at,
        sealed=tuple(
            SealedPart(part=part, record=open_record(words)) for part, words in words_of(event).items()
        ),
    )
