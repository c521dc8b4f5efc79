"""R5, R10, R11: what it costs to be followed, how soon a reader has an event, and what old transactions do to both."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg

from api.devtools.children import dying_with_parent, stop
from api.settings import Part
from bench.console import say
from bench.log.follower import INTERVAL
from bench.log.ground import ORIGIN, Ground
from bench.log.pgbench import Pgbench
from bench.log.scripts import scripts
from bench.processes import ROOT
from bench.rounds import Rounds

CLIENTS = 8
HELD_BEFORE_SECONDS = 2.0  # and for as long as the arm takes
TITLES = {
    "alone": "nobody follows",
    "followed": "sequencer and signer follow",
    "held": "nobody follows, transactions stay open in this and in another database",
    "paced": "half that rate, with sequencer, signer and a reader",
    "paced-held": "the same, transactions stay open in this and in another database",
}
_TICKS = os.sysconf("SC_CLK_TCK")
_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE usename = ANY ($1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One arm: appends a second, cores the followers used, and how late their reader was, in seconds."""

    rate: float
    cores: float
    p50: float
    p99: float
    read: int


def followed(ground: Ground, *, rounds: int, seconds: int) -> dict[str, Any]:
    """The arms in turns. The pace of R10 and R11 is half of what the first run comes to."""
    bench = Pgbench(ground=ground, seconds=seconds)
    script = scripts({})["append"].sql
    ground.empty()
    pace = bench.rate(script, clients=CLIENTS) / 2
    say(f"Followed: {len(TITLES)} arms, {rounds} rounds, paced at {pace:.0f} a second ...")

    def measure(name: str) -> Followed:
        ground.empty()
        follows, paced = name in ("followed", "paced", "paced-held"), name.startswith("paced")
        with _held(ground) if name.endswith("held") else nullcontext():
            if not follows:
                return Followed(rate=bench.rate(script, clients=CLIENTS), cores=0, p50=0, p99=0, read=0)
            with _Follower(ground, read=paced) as follower:
                began = time.perf_counter()
                rate = bench.rate(script, clients=CLIENTS, at_most=pace if paced else None)
                return follower.ended(rate, time.perf_counter() - began)

    measured = Rounds(list(TITLES), rounds, measure)
    results: dict[str, Any] = {name: _figures(measured, name) for name in TITLES}
    return {"arms": results, "interval_ms": INTERVAL * 1000, "pace": round(pace), "seconds": seconds}


def _figures(measured: Rounds[Followed], name: str) -> dict[str, Any]:
    rate = measured.of(name, lambda each: each.rate)
    against = measured.ratio(name, "alone", lambda each: each.rate)
    figures: dict[str, Any] = {
        "title": TITLES[name],
        "events_per_second": round(rate.median),
        "over_alone": {
            "median": round(against.median, 3),
            "range": [round(against.least, 3), round(against.most, 3)],
        },
    }
    if name in ("followed", "paced", "paced-held"):
        cores = measured.of(name, lambda each: each.cores / each.rate * 5_000)
        figures["cores_for_5000_a_second"] = round(cores.median, 3)
    if name.startswith("paced"):
        p50, p99 = (measured.of(name, value) for value in (lambda each: each.p50, lambda each: each.p99))
        figures["read_after_ms"] = {"p50": round(p50.median * 1000, 1), "p99": round(p99.median * 1000, 1)}
        figures["p99_range_ms"] = [round(p99.least * 1000, 1), round(p99.most * 1000, 1)]
    return figures


class _Follower:
    """The process of `bench.log.follower`, and the CPU time of its database sessions."""

    def __init__(self, ground: Ground, *, read: bool) -> None:
        self._ground = ground
        self._folder = TemporaryDirectory(prefix="jejak-bench-signer-")
        self._job = {
            "log_id": ground.log_id,
            "origin": ORIGIN,
            "folder": str(Path(self._folder.name) / "signer"),
            "read": read,
            "sequencer": ground.dsn(Part.SEQUENCER),
            "signer": ground.dsn(Part.SIGNER),
            "reader": ground.dsn(Part.PROJECTOR),
        }

    def __enter__(self) -> "_Follower":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.log.follower"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=dying_with_parent(signal.SIGKILL),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(self._job), file=self._process.stdin, flush=True)
        if self._process.stdout.readline().strip() != "ready":
            raise RuntimeError("the follower did not start")
        self._roles = [Part.SEQUENCER.role, Part.SIGNER.role]
        self._before = self._sessions_used()
        return self

    def ended(self, rate: float, seconds: float) -> Followed:
        """End it, and say what it came to."""
        used = self._sessions_used() - self._before
        said, _ = self._process.communicate(timeout=60)
        done = json.loads(said)
        return Followed(
            rate=rate,
            cores=(used + done["cpu_seconds"]) / seconds,
            p50=done["p50"],
            p99=done["p99"],
            read=done["read"],
        )

    def __exit__(self, *_: object) -> None:
        stop(self._process, (signal.SIGTERM, 5.0))  # type: ignore[arg-type]
        self._folder.cleanup()

    def _sessions_used(self) -> float:
        """Seconds of CPU time that the followers' database sessions have used so far."""

        async def pids() -> list[int]:
            async with self._ground.connected() as connection:
                return [row["pid"] for row in await connection.fetch(_BACKENDS, self._roles)]

        total = 0
        for pid in asyncio.run(pids()):
            try:
                fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue  # a session that has ended since, or a system without /proc
            total += int(fields[11]) + int(fields[12])
        return total / _TICKS


@contextmanager
def _held(ground: Ground) -> Iterator[None]:
    """A writing transaction open in this database and one in another, each with a snapshot, from before until after."""
    let_go, begun = threading.Event(), threading.Event()

    async def hold() -> None:
        addresses = (ground.superuser, ground.superuser.rpartition("/")[0] + "/postgres")
        connections = [await asyncpg.connect(address) for address in addresses]
        for connection in connections:
            await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT pg_current_xact_id()")
        begun.set()
        await asyncio.to_thread(let_go.wait)
        for connection in connections:
            await connection.close()

    holder = threading.Thread(target=lambda: asyncio.run(hold()))
    holder.start()
    try:
        if not begun.wait(30):
            raise RuntimeError("no transaction could be opened to be held")
        time.sleep(HELD_BEFORE_SECONDS)
        yield
    finally:
        let_go.set()
        holder.join()
