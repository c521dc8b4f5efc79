"""R12 at a reduced scale: the append into a log that is large beside one that is small, in turns."""

import asyncio
from typing import Any
from uuid import uuid4

from bench.console import say
from bench.log.ground import Ground
from bench.log.pgbench import Pgbench
from bench.log.scripts import scripts
from bench.rounds import Rounds

CLIENTS = 8
SMALL = 20_000  # events
_BATCH = 50_000


def growth(ground: Ground, *, events: int, rounds: int, seconds: int) -> dict[str, Any]:
    """Appends a second into a log of `events`, over those into a log of 20,000."""
    ground.empty()
    logs = {"small": asyncio.run(_filled(ground, SMALL)), "large": asyncio.run(_filled(ground, events))}
    ground.execute("VACUUM (ANALYZE) ledger.event", "CHECKPOINT")
    say(f"Into logs of {SMALL:,} and of {events:,} events, {rounds} rounds ...")
    bench = Pgbench(ground=ground, seconds=seconds)
    script = scripts({})["append"].sql

    def measure(name: str) -> float:
        return bench.rate(script.replace("1::smallint", f"{logs[name]}::smallint"), clients=CLIENTS)

    measured = Rounds(list(logs), rounds, measure)
    ratio = measured.ratio("large", "small", float)
    return {
        "small": SMALL,
        "large": events,
        "events_per_second": {name: round(measured.of(name, float).median) for name in logs},
        "large_over_small": {
            "median": round(ratio.median, 3),
            "range": [round(ratio.least, 3), round(ratio.most, 3)],
        },
    }


async def _filled(ground: Ground, events: int) -> int:
    """The number of a new log with so many events."""
    async with ground.connected() as connection:
        log_id: int = await connection.fetchval(
            "SELECT ledger.open_log($1, $2)", f"jejak.bench/{events}", uuid4()
        )
        await connection.execute(
            "UPDATE ledger.log SET most_waiting = 2000000000, longest_wait = '1 year' WHERE log_id = $1",
            log_id,
        )
        for start in range(0, events, _BATCH):
            await connection.execute("SELECT bench.grow($1, $2)", log_id, min(_BATCH, events - start))
    return log_id
