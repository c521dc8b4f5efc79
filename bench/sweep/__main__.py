"""`python -m bench.sweep`: 50,000 open cases take a sweep in less than a minute; write docs/bench-sweep.md.

BENCH_SCALE (0.02 to 1) takes fewer cases, for a quick look: nothing is written then.
"""

import asyncio
import json
import os
import time
from datetime import datetime, timedelta
from typing import Any, cast

from api import logs
from api.application.occasions import Rules
from api.application.sweep import Sweep
from api.settings import Part
from bench import machine
from bench.console import say
from bench.log.ground import Ground, fill, ground
from bench.processes import ROOT
from bench.sweep.cases import DAYS, FIRST, ZONE, occasion, open_cases
from domain.occasion import Occasion
from domain.people import Actor
from projections.catalogue import PROJECTIONS
from projections.runner import Runner

CASES = 50_000
AIM = 60.0  # seconds
RESULTS = ROOT / "bench" / "results" / "sweep.json"
REPORT = ROOT / "docs" / "bench-sweep.md"


class SetRules:
    """The rules on a day that the bench chooses."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def clock(self) -> datetime:
        return self.at

    async def occasion(self, _: object, by: Actor) -> Occasion:
        return occasion(by, self.at)


def main() -> None:
    """Measure once, and write what came out."""
    logs.configure(level="error")
    scale = min(1.0, max(0.02, float(os.environ.get("BENCH_SCALE", "1"))))
    cases = round(CASES * scale)
    busy = machine.load()
    with ground() as here:
        found = asyncio.run(_measured(here, cases))
    results = {"machine": machine.described(("asyncpg",)), "load": busy, "cases": cases, **found}
    report = _report(results)
    print(report)
    if scale < 1:
        say("A quick look: no file was written.")
        return
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    REPORT.write_text(report, encoding="utf-8")


async def _measured(ground: Ground, cases: int) -> dict[str, Any]:
    say(f"{cases:,} open cases ...")
    async with ground.store() as store:
        await fill(ground, store, open_cases(cases))
    say("Their clocks ...")
    clocks = [each for each in PROJECTIONS if each.name == "clocks"]
    async with ground.pool(Part.PROJECTOR, size=2) as pool:
        await Runner(pool, ground.log_id, clocks, ZONE).catch_up()
    days = {"nothing due": FIRST, "an ordinary day": FIRST + timedelta(days=8)}
    days["every case due"] = FIRST + timedelta(days=DAYS + 200)
    return {"sweeps": [await _sweep(ground, name, at) for name, at in days.items()]}


async def _sweep(ground: Ground, name: str, at: datetime) -> dict[str, Any]:
    say(f"A sweep with {name} ...")
    async with ground.pool(Part.APP, size=4) as pool, ground.store(size=4) as store:
        rules = cast(Rules, SetRules(at))
        sweep = Sweep(store=store, pool=pool, rules=rules)
        began = time.perf_counter()
        touched = await sweep.step()
        return {"name": name, "cases": touched, "seconds": round(time.perf_counter() - began, 2)}


def _report(results: dict[str, Any]) -> str:
    worst = max(sweep["seconds"] for sweep in results["sweeps"])
    lines = [
        "# The sweep, measured",
        "",
        "Written by `make bench`; do not edit. One process, one database on the same cores.",
        "",
        f"{results['cases']:,} open cases of 15 events each. The aim is less than {AIM:.0f} seconds for one sweep, "
        f"whatever is due: reached in **{worst:.1f} s** at the worst.",
        "",
        "| sweep | cases touched | seconds | cases a second |",
        "|---|---:|---:|---:|",
        *[
            f"| {each['name']} | {each['cases']:,} | {each['seconds']:.2f} | {each['cases'] / each['seconds']:,.0f} |"
            for each in results["sweeps"]
        ],
        "",
        f"Load before: {results['load']}. "
        + ", ".join(f"{key}: {value}" for key, value in results["machine"].items() if key != "packages")
        + ".",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
