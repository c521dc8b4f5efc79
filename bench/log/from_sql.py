"""R1, R2, R3 and R6 from SQL: the append against plain inserts, against one lock for all, and against others."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from bench.console import say
from bench.log.ground import Ground
from bench.log.pgbench import Cost, Pgbench
from bench.log.rivals import Peers
from bench.log.scripts import ENTRY_BYTES, FACTS, scripts
from bench.rounds import Rounds

CLIENTS = (8, 32)
COPIED = 20_000  # rows in one COPY
ONLY_AT_8 = {"sealed", "ten", "ten-guarded", "ten-whole", "ten-same", "copy"}


def from_sql(ground: Ground, peers: Peers, *, rounds: int, seconds: int) -> dict[str, Any]:
    """Events a second of every arm, and their ratios to the two plain inserts, for 8 and for 32 clients."""
    arms = scripts(peers.scripts)
    bench = Pgbench(ground=ground, seconds=seconds)
    results: dict[str, Any] = {}
    for clients in CLIENTS:
        names = [name for name in (*arms, "copy") if clients == CLIENTS[0] or name not in ONLY_AT_8]

        def measure(name: str, clients: int = clients) -> Cost:
            ground.empty()
            peers.empty()
            if name == "copy":
                return Cost(asyncio.run(_copy(ground)), 0.0)
            arm = arms[name]
            cost = bench.cost(arm.sql, clients=clients, options=arm.options)
            return Cost(arm.events * cost.rate, cost.seconds / arm.events)

        say(f"From SQL, {clients} clients: {len(names)} arms, {rounds} rounds ...")
        measured = Rounds(names, rounds, measure)
        titles = {name: arms[name].title if name in arms else "COPY of such rows" for name in names}
        results[str(clients)] = {name: _figures(measured, name, titles) for name in names}
    return results


def _figures(measured: "Rounds[Cost]", name: str, titles: Mapping[str, str]) -> dict[str, Any]:
    ratios = {
        against: measured.ratio(name, against, lambda each: each.rate)
        for against in ("physical", "same", "nothing", "append", "copy", "message-db", "eventsourcing")
        if against in measured.results
    }
    return {
        "title": titles[name],
        "events_per_second": round(measured.of(name, lambda each: each.rate).median),
        "server_microseconds": round(measured.of(name, lambda each: each.seconds * 1e6).median, 1),
        "over": {
            against: {
                "median": round(spread.median, 3),
                "range": [round(spread.least, 3), round(spread.most, 3)],
            }
            for against, spread in ratios.items()
        },
    }


async def _copy(ground: Ground) -> float:
    """Rows a second of one COPY into the table with the same indexes: what no append can pass."""
    async with ground.connected() as connection:
        rows = await connection.fetch(
            "SELECT 1::smallint, gen_random_uuid(), 1::bigint, n::bigint, pg_current_xact_id(), gen_random_uuid(),"
            " sha256('a'), now(), $1::bytea, sha256('b'), $2::bytea, sha256('c') FROM generate_series(1, $3) n",
            b"e" * ENTRY_BYTES,
            FACTS.encode(),
            COPIED,
        )
        records = [tuple(row) for row in rows]
        began = time.perf_counter()
        await connection.copy_records_to_table("same", schema_name="bench", records=records)
        return COPIED / (time.perf_counter() - began)
