"""What follows the log while it is measured, in a process of its own: sequencer, signer, and a reader in order.

Reads one JSON job from its first line, says `ready`, follows until its standard input ends, and prints what it came to.
"""

import asyncio
import gc
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from api import logs
from bench.rounds import percentile
from eventstore.sequencer import Sequencer
from eventstore.signer import run_signer
from eventstore.signer_store import ensure_key
from eventstore.subscription import read_positions

INTERVAL = 0.05  # seconds between two steps of the sequencer
SIGN_EVERY = 1.0


async def _follow(job: dict[str, Any]) -> dict[str, float]:
    stop, poked = asyncio.Event(), asyncio.Event()
    async with (
        asyncpg.create_pool(job["sequencer"], min_size=1, max_size=1) as sequencer_pool,
        asyncpg.create_pool(job["reader"], min_size=1, max_size=1) as reader_pool,
    ):
        sequencer = Sequencer(sequencer_pool, job["log_id"], sequenced=poked.set)
        delays: list[float] = []
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(sequencer.run(stop, INTERVAL))
            if job["folder"]:
                folder = Path(job["folder"])
                tasks.create_task(
                    run_signer(job["signer"], job["log_id"], job["origin"], folder, stop, SIGN_EVERY)
                )
            if job["read"]:
                tasks.create_task(_read(reader_pool, job["log_id"], stop, poked, delays))
            gc.collect()  # as `jejak worker` does before it begins
            gc.freeze()
            print("ready", flush=True)
            began = time.process_time()
            await asyncio.to_thread(sys.stdin.read)
            used = time.process_time() - began
            stop.set()
            poked.set()
    return {
        "cpu_seconds": used,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "read": len(delays),
        "p50": percentile(delays, 50) if delays else 0.0,
        "p99": percentile(delays, 99) if delays else 0.0,
    }


async def _read(
    pool: asyncpg.Pool, log_id: int, stop: asyncio.Event, poked: asyncio.Event, delays: list[float]
) -> None:
    """Read every event in order, and note how long after its writing (the database's clock) that was."""
    after = -1
    async with pool.acquire() as connection:
        while not stop.is_set():
            poked.clear()
            records = await read_positions(connection, log_id, after, 1_000)  # type: ignore[arg-type]
            now = time.time()
            delays.extend(now - record.recorded_at.timestamp() for record in records)
            if records:
                after = records[-1].position or 0
            else:
                await asyncio.wait([asyncio.ensure_future(poked.wait())], timeout=INTERVAL)


def main() -> None:
    """One job."""
    logs.configure(level="error")
    job = json.loads(sys.stdin.readline())
    if job["folder"]:
        ensure_key(Path(job["folder"]), job["origin"])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(_follow(job))), flush=True)


if __name__ == "__main__":
    main()
