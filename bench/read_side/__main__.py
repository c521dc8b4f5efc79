"""`python -m bench.read_side`: load, measure, write bench/results/read-side.json and docs/bench-read-side.md.

BENCH_SCALE (0.02 to 1) takes fewer complaints, requests and rounds, for a quick look: the results are then printed and
no file is written. BENCH_DATA names a folder to keep the loaded database in for the next run.
"""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from api import logs
from api.devtools.postgres import EmbeddedPostgres
from bench import machine
from bench.console import say
from bench.processes import ROOT, LoadGenerator
from bench.read_side import arms as servers
from bench.read_side.database import SERVER, Ground, connected, ground
from bench.read_side.documents import DOCUMENTS
from bench.read_side.endpoints import Scale, measured, same_answers, summary
from bench.read_side.policy import policy_cost
from bench.read_side.report import table
from bench.read_side.stages import stages
from bench.read_side.viewers import viewers

COMPLAINTS = 1_000_000
INSTITUTIONS = 20
ROUNDS = 11
REQUESTS = 3_200
CONNECTIONS = 8
OFFICERS = 64
RESULTS = ROOT / "bench" / "results" / "read-side.json"
REPORT = ROOT / "docs" / "bench-read-side.md"
PACKAGES = (
    "asyncpg",
    "graphql-core",
    "httptools",
    "sqlalchemy",
    "starlette",
    "strawberry-graphql",
    "uvicorn",
    "uvloop",
)


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
    """Load `scale` of the complaints and measure, all of it in one go."""
    rows = round(COMPLAINTS * scale)
    with _folder() as folder, ground(folder, rows, max(1, round(INSTITUTIONS * scale))) as loaded:
        busy = machine.load()
        results = {
            "machine": machine.described(PACKAGES) | {"postgresql": asyncio.run(_version(loaded)), **SERVER},
            "complaints": rows,
            "load_before": busy,
            "documents": _documents(loaded, _scale(scale)),
            "policy": asyncio.run(
                policy_cost(loaded, rounds=_scale(scale).rounds, executions=round(800 * scale) + 50)
            ),
            "stages": asyncio.run(stages(loaded, executions=round(1_000 * scale) + 100)),
        }
        return results | {"load_after": machine.load()}


def _documents(loaded: Ground, scale: Scale) -> Mapping[str, Any]:
    asking = asyncio.run(viewers(loaded, OFFICERS))
    asking = asking[: len(asking) // CONNECTIONS * CONNECTIONS]  # so that each stays on one connection
    results: dict[str, Any] = {}
    with ExitStack() as started:
        load = started.enter_context(LoadGenerator())
        arms = [
            *started.enter_context(servers.ours(loaded)),
            *started.enter_context(servers.handwritten(loaded)),
            *started.enter_context(servers.strawberry(loaded)),
            *started.enter_context(servers.postgraphile(loaded)),
            *started.enter_context(servers.berryql(loaded)),
        ]
        for document in DOCUMENTS:
            length = same_answers(document, arms, asking)
            rounds = measured(document, arms, asking, scale, load)
            results[document] = {"answer_bytes": length, "arms": summary(arms, rounds)}
    return {"rounds": scale.rounds, "connections": scale.connections, "officers": len(asking), **results}


def _scale(scale: float) -> Scale:
    return Scale(
        requests=max(800, round(REQUESTS * scale)),
        rounds=max(3, round(ROUNDS * scale)),
        connections=CONNECTIONS,
    )


async def _version(loaded: Ground) -> str:
    async with connected(loaded.superuser) as connection:
        return str(await connection.fetchval("SHOW server_version"))


@contextmanager
def _folder() -> Iterator[Path]:
    """Where the database lies: a folder that is kept if one was named, else one that is gone afterwards."""
    kept = os.environ.get("BENCH_DATA")
    if kept is not None:
        yield Path(kept)
        return
    folder = Path(tempfile.mkdtemp(prefix="jejak-bench-"))
    try:
        yield folder
    finally:
        EmbeddedPostgres(folder).remove()  # the data too, which root keeps elsewhere
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
