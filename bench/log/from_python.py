"""R4 and R6 from Python: one process, eight connections, plain inserts against the store and the gathering store."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import uvloop

from bench.console import say
from bench.log.ground import Ground
from bench.log.rivals import Peers
from bench.log.scripts import ENTRY_BYTES, FACTS
from bench.rounds import Rounds, percentile
from eventstore.coalescing import Coalescer
from eventstore.records import NONE, AppendCommand, Cause, Guard, Item, NewEvent

CONNECTIONS = 8
TASKS = (32, 128)
PYEVENTSOURCING_THREADS = 32

_HASH = bytes(32)
_ACTOR = uuid4()
_PHYSICAL = "INSERT INTO bench.physical VALUES ($1, $2)"
_SAME = (
    "INSERT INTO bench.same VALUES (1, $1, 1, nextval('bench.same_seq'), pg_current_xact_id(), $2, $3,"
    " clock_timestamp(), $4, $3, $5, $3)"
)

Write = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Measured:
    """Events a second, and the 99th hundredth of the times a writer waited, in seconds."""

    rate: float
    p99: float


def new_event() -> NewEvent:
    """An event whose facts have 600 bytes."""
    return NewEvent(
        type="ThingHappened",
        schema_version=1,
        schema_hash=_HASH,
        facts=FACTS.encode(),
        occurred_at=datetime.now(UTC),
    )


def new_command(*, guarded: bool = False) -> AppendCommand:
    """One event for a new stream, by somebody whose roles are guarded or not."""
    return AppendCommand(
        scope="person:1",
        key=uuid4(),
        fingerprint=_HASH,
        cause=Cause(actor=_ACTOR, actor_role="LIAISON", correlation=uuid4()),
        items=(Item(stream=uuid4(), expected=NONE, event=new_event()),),
        guards=(Guard(stream=_ACTOR, expected=NONE),) if guarded else (),
    )


TITLES = {
    "physical": "asyncpg, one-row INSERT",
    "same": "asyncpg, plain INSERT of the same row",
    "store": "**Store**",
    "guarded": "**Store**, with a guard",
    "coalesced": "**Coalescer**",
    "coalesced-guarded": "**Coalescer**, with a guard",
    "coalesced-many": "**Coalescer**, 128 writers",
    "eventsourcing": "eventsourcing, its recorder in 32 threads",
}


def from_python(ground: Ground, peers: Peers, *, rounds: int, seconds: float) -> dict[str, Any]:
    """What one process comes to, and its ratios to plain inserts over asyncpg."""
    names = [name for name in TITLES if name != "eventsourcing" or name in peers.scripts]
    say(f"From Python: {len(names)} arms, {rounds} rounds ...")

    def measure(name: str) -> Measured:
        ground.empty()
        peers.empty()
        if name == "eventsourcing":
            return Measured(*peers.eventsourcing_from_python(PYEVENTSOURCING_THREADS, seconds))
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_measured(ground, name, seconds))

    measured = Rounds(names, rounds, measure)
    return {name: _figures(measured, name) for name in names}


def _figures(measured: Rounds[Measured], name: str) -> dict[str, Any]:
    def over(against: str, value: Callable[[Measured], float]) -> dict[str, Any]:
        spread = measured.ratio(name, against, value)
        return {"median": round(spread.median, 3), "range": [round(spread.least, 3), round(spread.most, 3)]}

    against = [each for each in ("physical", "same", "eventsourcing") if each in measured.results]
    return {
        "title": TITLES[name],
        "events_per_second": round(measured.of(name, lambda each: each.rate).median),
        "p99_ms": round(measured.of(name, lambda each: each.p99).median * 1000, 1),
        "over": {each: over(each, lambda result: result.rate) for each in against},
        "p99_over": {each: over(each, lambda result: result.p99) for each in against},
    }


async def _measured(ground: Ground, name: str, seconds: float) -> Measured:
    if name in ("physical", "same"):
        async with asyncpg.create_pool(ground.superuser, min_size=CONNECTIONS, max_size=CONNECTIONS) as pool:
            return await _all_at_once(_plain(pool, name), TASKS[0], seconds)
    async with ground.store(size=CONNECTIONS) as store:
        guarded = name.endswith("guarded")
        if not name.startswith("coalesced"):
            return await _all_at_once(
                lambda: store.append_one(new_command(guarded=guarded)), TASKS[0], seconds
            )
        coalescer = Coalescer(store)
        tasks = TASKS[1] if name.endswith("many") else TASKS[0]
        measured = await _all_at_once(
            lambda: coalescer.append_one(new_command(guarded=guarded)), tasks, seconds
        )
        await coalescer.close()
        return measured


def _plain(pool: asyncpg.Pool, name: str) -> Write:
    if name == "physical":
        return lambda: pool.execute(_PHYSICAL, uuid4(), FACTS.encode())
    entry = b"e" * ENTRY_BYTES
    return lambda: pool.execute(_SAME, uuid4(), uuid4(), _HASH, entry, FACTS.encode())


async def _all_at_once(write: Write, tasks: int, seconds: float) -> Measured:
    await asyncio.gather(*[write() for _ in range(tasks)])  # statements are prepared, connections open
    taken: list[float] = []
    began = time.perf_counter()
    end = began + seconds

    async def writer() -> None:
        while (sent := time.perf_counter()) < end:
            await write()
            taken.append(time.perf_counter() - sent)

    await asyncio.gather(*[writer() for _ in range(tasks)])
    return Measured(len(taken) / (time.perf_counter() - began), percentile(taken, 99))
