"""R8: a full audit against sha256sum, by our program and by the one that shares no code with it, and a proof."""

import asyncio
import hashlib
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from api.settings import Part
from bench.console import say
from bench.log.from_python import new_command
from bench.log.ground import ORIGIN, Ground, fill
from bench.processes import ROOT
from bench.rounds import Rounds, Spread, percentile
from eventstore.log_source import FolderSource
from eventstore.mirror import Mirror
from eventstore.note import VerifyingKey
from eventstore.signer import LogSigner
from eventstore.signer_store import SignerStore, ensure_key
from eventstore.tile_source import TileSource
from eventstore.verify import verify_database
from eventstore.verify_tiles import verify_tiles

PROOFS = 300
TITLES = {
    "database": "`jejak verify`, of the database",
    "mirror": "`jejak verify`, of a mirror",
    "go": "the auditor in Go, of a mirror",
}
_ENTRIES = "SELECT e.entry FROM ledger.event e ORDER BY e.seq"
_BUILD_WITHIN_SECONDS = 300


def auditing(ground: Ground, *, events: int, rounds: int) -> dict[str, Any]:
    """The speed of each audit over a log of so many events, over that of sha256sum over the same entries."""
    say(f"Audit of {events:,} events, {rounds} rounds ...")
    ground.empty()
    keys = ground.folder / "bench-signer"
    vkey = ensure_key(keys, ORIGIN)
    asyncio.run(_written(ground, events, keys, vkey))
    audit = _Audit(ground, events, vkey)
    arms = [*TITLES] if audit.program else ["database", "mirror"]
    measured = Rounds([*arms, "sha256sum"], rounds, audit.seconds)
    proofs = asyncio.run(_proofs(ground))
    return {
        "events": events,
        "bytes": audit.size,
        "arms": {name: _figures(measured, name, audit) for name in arms},
        "proof_ms": {"p50": round(proofs[0] * 1000, 2), "p99": round(proofs[1] * 1000, 2)},
    }


def _figures(measured: Rounds[float], name: str, audit: "_Audit") -> dict[str, Any]:
    taken = Spread.of([1 / each for each in measured.results[name]])
    pairs = zip(measured.results["sha256sum"], measured.results[name], strict=True)
    against = Spread.of([theirs / ours for theirs, ours in pairs])
    return {
        "title": TITLES[name],
        "megabytes_per_second": round(audit.size / 1e6 * taken.median, 1),
        "events_per_second": round(audit.events * taken.median),
        "over_sha256sum": {
            "median": round(against.median, 3),
            "range": [round(against.least, 3), round(against.most, 3)],
        },
    }


async def _written(ground: Ground, events: int, keys: Path, vkey: str) -> None:
    """The log, signed, its entries in one file, and a mirror of it."""
    async with ground.store() as store:
        await fill(ground, store, (new_command() for _ in range(events)))
    async with ground.connected(Part.SIGNER) as connection:
        with SignerStore.opened(keys, ORIGIN) as signed:
            await LogSigner(connection, signed, ground.log_id).step()
    async with ground.connected(Part.AUDIT) as connection:
        entries = [row["entry"] for row in await connection.fetch(_ENTRIES)]
    (ground.folder / "entries").write_bytes(b"".join(entries))
    async with ground.pool(Part.APP, size=1) as pool:
        await Mirror(ground.folder / "mirror", VerifyingKey.parse(vkey)).update(
            TileSource(pool, ground.log_id)
        )


class _Audit:
    """The same log, audited in one way after the other; each must find it whole."""

    def __init__(self, ground: Ground, events: int, vkey: str) -> None:
        self._ground = ground
        self._vkey = vkey
        self._file, self._mirror = ground.folder / "entries", ground.folder / "mirror"
        self.events = events
        self.size = self._file.stat().st_size
        self.program = _built(ground.folder / "auditor")

    def seconds(self, name: str) -> float:
        """How long it took, after whatever has to be there first. Raises RuntimeError if anything was found."""
        match name:
            case "sha256sum":
                return min(self._sha256sum() for _ in range(2))  # the first one warms up
            case "go":
                return self._go()
            case _:
                return asyncio.run(self._python(name))

    async def _python(self, name: str) -> float:
        async with self._ground.connected(Part.AUDIT) as connection:
            began = time.perf_counter()
            if name == "database":
                report = await verify_database(connection, self._ground.log_id, self._vkey)
                whole = report.ok and report.size == self.events
            else:
                served = await verify_tiles(FolderSource(self._mirror), VerifyingKey.parse(self._vkey))
                whole = served.ok and served.size == self.events
            taken = time.perf_counter() - began
        if not whole:
            raise RuntimeError(f"the audit of the {name} found something")
        return taken

    def _go(self) -> float:
        began = time.perf_counter()
        done = subprocess.run(
            [str(self.program), "-vkey", self._vkey, str(self._mirror)],
            capture_output=True,
            text=True,
            check=False,
        )
        taken = time.perf_counter() - began
        if done.returncode != 0 or f"ok: {self.events} entries" not in done.stdout:
            raise RuntimeError(f"the auditor found: {done.stdout[:500]}{done.stderr[:500]}")
        return taken

    def _sha256sum(self) -> float:
        program = shutil.which("sha256sum")
        began = time.perf_counter()
        if program is not None:
            subprocess.run([program, str(self._file)], check=True, capture_output=True)
        else:
            hashlib.sha256(self._file.read_bytes())
        return time.perf_counter() - began


def _built(target: Path) -> Path | None:
    """The auditor, where there is what it is built with."""
    if shutil.which("go") is None:
        say("The auditor in Go is left out: there is no Go compiler.")
        return None
    try:
        subprocess.run(
            [str(ROOT / "conformance" / "build"), str(target)],
            check=True,
            capture_output=True,
            timeout=_BUILD_WITHIN_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as problem:
        say(f"The auditor in Go is left out: {problem}")
        return None
    return target


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
