"""R8 and R9: a full audit against sha256sum, a proof, and a read model caught up and rebuilt against COPY."""

import asyncio
import hashlib
import shutil
import subprocess
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import asyncpg

from api.settings import Part
from bench.console import say
from bench.log.from_python import new_command
from bench.log.ground import ORIGIN, Ground
from bench.rounds import Spread, percentile
from domain import wire
from domain.deadlines import Clock, Deadline
from domain.events import ComplaintSubmitted
from domain.people import ComplaintId, PersonId
from domain.policy import LimitUnit
from domain.texts import Sealed, TextKind
from domain.vocabulary import Channel
from eventstore.records import NONE, AppendCommand, Cause, Item, NewEvent, SealedPart
from eventstore.sealing import open_record
from eventstore.sequencer import Sequencer
from eventstore.signer import LogSigner
from eventstore.signer_store import SignerStore, ensure_key
from eventstore.store import MOST_COMMANDS, Store
from eventstore.tile_source import TileSource
from eventstore.verify import verify_database
from projections.catalogue import PROJECTIONS
from projections.runner import Runner

PROOFS = 300
LIVE = 200  # events that are applied one by one
_ZONE = ZoneInfo("Asia/Makassar")
_ENTRIES = "SELECT e.entry FROM ledger.event e ORDER BY e.seq"
_TABLES = (
    "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'read'::regnamespace AND c.relkind = 'r'"
    " AND c.relname <> 'cursor' ORDER BY 1"
)
_COLUMNS = (
    "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped"
    " AND attgenerated = '' ORDER BY attnum"
)


def reading(ground: Ground, *, events: int, complaints: int, rounds: int) -> dict[str, Any]:
    """Both, over a log of so many events and then over one of so many complaints."""
    say(f"Audit of {events:,} events, {rounds} rounds ...")
    ground.empty()
    audit = asyncio.run(_audit(ground, events, rounds))
    say(f"Read models over {complaints:,} complaints, {rounds} rounds ...")
    ground.empty()
    return {"audit": audit, "projection": asyncio.run(_projection(ground, complaints, rounds))}


async def _fill(ground: Ground, store: Store, commands: Iterable[AppendCommand]) -> None:
    waiting = list(commands)
    for start in range(0, len(waiting), MOST_COMMANDS):
        await store.append(waiting[start : start + MOST_COMMANDS])
    async with ground.pool(Part.SEQUENCER, size=1) as pool:
        await Sequencer(pool, ground.log_id).step()


async def _audit(ground: Ground, events: int, rounds: int) -> dict[str, Any]:
    keys = ground.folder / "bench-signer"
    vkey = ensure_key(keys, ORIGIN)
    file = ground.folder / "entries"
    async with ground.store() as store:
        await _fill(ground, store, (new_command() for _ in range(events)))
    async with ground.connected(Part.SIGNER) as connection:
        with SignerStore.opened(keys, ORIGIN) as signed:
            await LogSigner(connection, signed, ground.log_id).step()
    ratios, speeds = [], []
    async with ground.connected(Part.AUDIT) as connection:
        file.write_bytes(b"".join([row["entry"] for row in await connection.fetch(_ENTRIES)]))
        size = file.stat().st_size
        for _ in range(rounds):
            began = time.perf_counter()
            report = await verify_database(connection, ground.log_id, vkey)
            taken = time.perf_counter() - began
            if not report.ok or report.size != events:
                raise RuntimeError(f"the audit found {report}")
            ratios.append(_sha256sum(file) / taken)
            speeds.append(size / taken / 1e6)
    proofs = await _proofs(ground)
    return {
        "events": events,
        "bytes": size,
        "megabytes_per_second": round(Spread.of(speeds).median, 1),
        "events_per_second": round(events / size * Spread.of(speeds).median * 1e6),
        "over_sha256sum": _rounded(ratios),
        "proof_ms": {"p50": round(proofs[0] * 1000, 2), "p99": round(proofs[1] * 1000, 2)},
    }


def _sha256sum(file: Path) -> float:
    """Seconds for the digest of the file: by the program if there is one, else by Python, after one that warms up."""
    program = shutil.which("sha256sum")

    def digest() -> float:
        began = time.perf_counter()
        if program is not None:
            subprocess.run([program, str(file)], check=True, capture_output=True)
        else:
            hashlib.sha256(file.read_bytes())
        return time.perf_counter() - began

    return min(digest() for _ in range(2))


async def _proofs(ground: Ground) -> tuple[float, float]:
    """Half and 99 hundredths of the times until an inclusion proof was there, in seconds; no tile is kept anywhere."""
    async with ground.connected(Part.AUDIT) as connection:
        rows = await connection.fetch(
            "SELECT event_id, leaf_hash FROM ledger.event ORDER BY random() LIMIT $1", PROOFS
        )
    taken = []
    async with ground.pool(Part.APP, size=1) as pool:
        source = TileSource(pool, ground.log_id)
        for row in rows:
            began = time.perf_counter()
            if await source.proof_of_receipt(row["event_id"], row["leaf_hash"]) is None:
                raise RuntimeError("an event has no proof")
            taken.append(time.perf_counter() - began)
    return percentile(taken, 50), percentile(taken, 99)


async def _projection(ground: Ground, complaints: int, rounds: int) -> dict[str, Any]:
    async with ground.store() as store:
        await _fill(ground, store, (_submission(number) for number in range(complaints)))
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
    counted=LimitUnit.WORKING_DAYS,
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
