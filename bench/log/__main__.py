"""`python -m bench.log`: measure, write bench/results/log.json and docs/bench-log.md.

`python -m bench.log audit followed` measures these parts again and keeps what the files have of the others: each part
is a run of its own, with all its arms. BENCH_SCALE (0.02 to 1) takes fewer events, rounds and seconds, for a quick
look: the results are then printed and no file is written.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api import logs
from bench import machine
from bench.console import say
from bench.log.auditing import auditing
from bench.log.followed import followed
from bench.log.from_python import from_python
from bench.log.from_sql import from_sql
from bench.log.ground import SERVER, Ground, ground
from bench.log.growth import growth
from bench.log.projecting import projecting
from bench.log.report import table
from bench.log.rivals import Peers
from bench.processes import ROOT

ROUNDS = 9
SECONDS = 2
AUDITED = 50_000  # events
PROJECTED = 4_000  # complaints
GROWN = 1_000_000  # events
RESULTS = ROOT / "bench" / "results" / "log.json"
REPORT = ROOT / "docs" / "bench-log.md"
PACKAGES = ("asyncpg", "cryptography", "uvloop")


def main() -> None:
    """Measure everything once, or the named parts again."""
    logs.configure(level="error")
    scale = min(1.0, max(0.02, float(os.environ.get("BENCH_SCALE", "1"))))
    parts = sys.argv[1:]
    if unknown := set(parts) - PARTS.keys():
        sys.exit(f"There is no part {min(unknown)}: {', '.join(PARTS)}.")
    results = run(scale, parts or list(PARTS))
    if parts:
        kept = json.loads(RESULTS.read_text(encoding="utf-8"))
        again = dict.fromkeys(parts, results["load_before"])
        results = kept | {name: results[name] for name in parts} | {"again": kept.get("again", {}) | again}
    report = table(results)
    print(report)
    if scale < 1:
        say("A quick look: no file was written.")
        return
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    REPORT.write_text(report, encoding="utf-8")
    say(f"Written: {RESULTS.relative_to(ROOT)}, {REPORT.relative_to(ROOT)}")


@dataclass(frozen=True, slots=True)
class Effort:
    """How much of everything: `scale` of the events, and so many rounds of so many seconds."""

    scale: float
    rounds: int
    seconds: int

    def of(self, events: int, least: int) -> int:
        return max(least, round(events * self.scale))


Part = Callable[[Ground, Peers, Effort], dict[str, Any]]
PARTS: Mapping[str, Part] = {
    "sql": lambda here, peers, by: from_sql(here, peers, rounds=by.rounds, seconds=by.seconds),
    "python": lambda here, peers, by: from_python(here, peers, rounds=by.rounds, seconds=by.seconds),
    "followed": lambda here, _, by: followed(here, rounds=by.rounds, seconds=by.seconds + 1),
    "audit": lambda here, _, by: auditing(here, events=by.of(AUDITED, 2_000), rounds=by.rounds),
    "projection": lambda here, _, by: projecting(here, complaints=by.of(PROJECTED, 600), rounds=by.rounds),
    "growth": lambda here, _, by: growth(
        here, events=by.of(GROWN, 50_000), rounds=by.rounds, seconds=by.seconds
    ),
}


def run(scale: float, parts: Sequence[str]) -> dict[str, Any]:
    """These parts in one go, and what they were measured on."""
    effort = Effort(scale, max(3, round(ROUNDS * scale)), max(1, round(SECONDS * scale)))
    busy = machine.load()
    with ground() as here:
        peers = Peers(here)
        described = machine.described(PACKAGES) | SERVER
        described |= {"postgresql": asyncio.run(_version(here)), "syncs": _syncs(here.folder)}
        return {
            "machine": described,
            "rounds": effort.rounds,
            "seconds": effort.seconds,
            "load_before": busy,
            **{name: PARTS[name](here, peers, effort) for name in parts},
            "load_after": machine.load(),
        }


async def _version(here: Ground) -> str:
    async with here.connected() as connection:
        return str(await connection.fetchval("SHOW server_version"))


def _syncs(folder: Path) -> int:
    """How many times a second this disk takes 8 KiB for good: what one writer alone could commit at best."""
    times, file = 100, folder / "sync"
    with file.open("wb", buffering=0) as disk:
        began = time.perf_counter()
        for _ in range(times):
            disk.seek(0)
            disk.write(b"x" * 8192)
            os.fdatasync(disk.fileno())
        taken = time.perf_counter() - began
    file.unlink()
    return round(times / taken)


if __name__ == "__main__":
    main()
