"""`python -m bench.log`: measure, write bench/results/log.json and docs/bench-log.md.

BENCH_SCALE (0.02 to 1) takes fewer events, rounds and seconds, for a quick look: the results are then printed and no
file is written.
"""

import asyncio
import json
import os
import time
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
    """Measure everything once."""
    logs.configure(level="error")
    scale = min(1.0, max(0.02, float(os.environ.get("BENCH_SCALE", "1"))))
    results = run(scale)
    report = table(results)
    print(report)
    if scale < 1:
        say("A quick look: no file was written.")
        return
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    REPORT.write_text(report, encoding="utf-8")
    say(f"Written: {RESULTS.relative_to(ROOT)}, {REPORT.relative_to(ROOT)}")


def run(scale: float) -> dict[str, Any]:
    """All of it in one go."""
    rounds, seconds = max(3, round(ROUNDS * scale)), max(1, round(SECONDS * scale))
    busy = machine.load()
    with ground() as here:
        peers = Peers(here)
        described = machine.described(PACKAGES) | SERVER
        described |= {"postgresql": asyncio.run(_version(here)), "syncs": _syncs(here.folder)}
        return {
            "machine": described,
            "rounds": rounds,
            "seconds": seconds,
            "load_before": busy,
            "sql": from_sql(here, peers, rounds=rounds, seconds=seconds),
            "python": from_python(here, peers, rounds=rounds, seconds=seconds),
            "followed": followed(here, rounds=rounds, seconds=seconds + 1),
            "audit": auditing(here, events=max(2_000, round(AUDITED * scale)), rounds=rounds),
            "projection": projecting(here, complaints=max(600, round(PROJECTED * scale)), rounds=rounds),
            "growth": growth(here, events=max(50_000, round(GROWN * scale)), rounds=rounds, seconds=seconds),
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
