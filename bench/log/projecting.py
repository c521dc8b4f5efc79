"""R9: the read models caught up and rebuilt, against COPY of their rows."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import asyncpg

from api.settings import Part
from bench.console import say
from bench.log.ground import Ground, fill
from bench.rounds import Spread
from domain import wire
from domain.deadlines import Clock, Counted, Deadline
from domain.events import ComplaintSubmitted
from domain.people import ComplaintId, PersonId
from domain.texts import Sealed, TextKind
from domain.vocabulary import Channel
from eventstore.records import NONE, AppendCommand, Cause, Item, NewEvent, SealedPart
from eventstore.sealing import open_record
from projections.catalogue import PROJECTIONS
from projections.runner import Runner

LIVE = 200  # events that are applied one by one
_ZONE = ZoneInfo("Asia/Makassar")
_TABLES = (
    "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'read'::regnamespace AND c.relkind = 'r'"
    " AND c.relname <> 'cursor' ORDER BY 1"
)
_COLUMNS = (
    "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped"
    " AND attgenerated = '' ORDER BY attnum"
)


def projecting(ground: Ground, *, complaints: int, rounds: int) -> dict[str, Any]:
    """All of them over a log of so many complaints."""
    say(f"Read models over {complaints:,} complaints, {rounds} rounds ...")
    ground.empty()
    return asyncio.run(_projection(ground, complaints, rounds))


async def _projection(ground: Ground, complaints: int, rounds: int) -> dict[str, Any]:
    async with ground.store() as store:
        await fill(ground, store, (_submission(number) for number in range(complaints)))
    copied, rebuilt, catching_up, live = [], [], [], []
    async with ground.pool(Part.PROJECTOR, size=4) as pool, ground.connected() as owner:
        tables = [row["relname"] for row in await owner.fetch(_TABLES)]
        runner = Runner(pool, ground.log_id, PROJECTIONS, _ZONE)
        for _ in range(rounds):
            await owner.execute("TRUNCATE " + ", ".join(f"read.{name}" for name in (*tables, "cursor")))
            live.append(await _one_by_one(runner))
            began = time.perf_counter()
            await runner.catch_up()
            catching_up.append((complaints - LIVE) / (time.perf_counter() - began))
            began = time.perf_counter()
            await runner.rebuild()
            rebuilt.append(complaints / (time.perf_counter() - began))
            if await owner.fetchval("SELECT min(position) FROM read.cursor") != complaints - 1:
                raise RuntimeError("a projection did not come to the end of the log")
            rows, seconds = await _copy(owner, tables)
            copied.append(complaints / seconds)
    return {
        "complaints": complaints,
        "rows": rows,
        "events_per_second": {
            "one by one": round(Spread.of(live).median),
            "catching up": round(Spread.of(catching_up).median),
            "rebuilding": round(Spread.of(rebuilt).median),
            "COPY of their rows": round(Spread.of(copied).median),
        },
        "catching_up_over_copy": _rounded([a / b for a, b in zip(catching_up, copied, strict=True)]),
        "rebuilding_over_live": _rounded([a / b for a, b in zip(rebuilt, live, strict=True)]),
    }


async def _one_by_one(runner: Runner) -> float:
    began = time.perf_counter()
    for _ in range(LIVE):
        await runner.step(limit=1)
    return LIVE / (time.perf_counter() - began)


async def _copy(owner: asyncpg.Connection, tables: Sequence[str]) -> tuple[int, float]:
    """The rows of every table, and the seconds to COPY them into tables with the same indexes."""
    total, seconds = 0, 0.0
    for name in tables:
        columns = [row["attname"] for row in await owner.fetch(_COLUMNS, f"read.{name}")]
        rows = [tuple(row) for row in await owner.fetch(f"SELECT {', '.join(columns)} FROM read.{name}")]
        total += len(rows)
        await owner.execute(f"CREATE TABLE bench.copied (LIKE read.{name} INCLUDING ALL)")
        began = time.perf_counter()
        await owner.copy_records_to_table("copied", schema_name="bench", columns=columns, records=rows)
        seconds += time.perf_counter() - began
        await owner.execute("DROP TABLE bench.copied")
    return total, seconds


_REVIEW = Deadline(
    clock=Clock.NATIONAL_REVIEW,
    started_on=date(2026, 3, 9),
    limit=3,
    counted=Counted.WORKING_DAYS,
    due_on=date(2026, 3, 12),
    provisional=False,
)


def _submission(number: int) -> AppendCommand:
    complaint, person = ComplaintId(uuid4()), PersonId(uuid4())
    event = ComplaintSubmitted(
        complaint=complaint,
        tracking_number=f"LT-{number:08d}",
        complainant=person,
        channel=Channel.WEBSITE,
        channel_note=None,
        asked_anonymous=False,
        asked_confidential=False,
        identity=Sealed(TextKind.IDENTITY, 0),
        contact=None,
        representative=None,
        accessibility=None,
        narrative=Sealed(TextKind.NARRATIVE, 1),
        deadlines=(_REVIEW,),
        policy="1",
        calendar="ID-2025-09-19",
    )
    packed = wire.pack(event)
    return AppendCommand(
        scope="public",
        key=uuid4(),
        fingerprint=bytes(32),
        cause=Cause(actor=person, actor_role="COMPLAINANT", correlation=uuid4()),
        items=(Item(stream=UUID(str(complaint)), expected=NONE, event=_new(packed)),),
    )


def _new(packed: wire.Packed) -> NewEvent:
    return NewEvent(
        type=packed.type,
        schema_version=packed.schema_version,
        schema_hash=wire.schema_hash(packed.type),
        facts=packed.facts,
        occurred_at=datetime.now(UTC),
        sealed=tuple(SealedPart(part=part, record=open_record("teks")) for part in (0, 1)),
    )


def _rounded(values: Sequence[float]) -> dict[str, Any]:
    spread = Spread.of(values)
    return {"median": round(spread.median, 3), "range": [round(spread.least, 3), round(spread.most, 3)]}
