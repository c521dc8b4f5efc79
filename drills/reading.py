"""F18, F19, F20: read models whose projectors die, that meet a hole in the log, that are made again under load."""

import asyncio
import random
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
import httpx

from api.devtools.operations import UNITS
from api.devtools.postgres import free_port
from drills.crashes import backend_of, kill_process
from drills.drill import Drill, Effort, Seen, asked_again, settled
from drills.rehearsal import TABLES, made_again
from drills.requests import CLIENTS, People, filed, serve
from drills.restoring import REFUSED_SECONDS, organised
from drills.site import Site, end

CURSORS = "SELECT min(position) FROM read.cursor"
HEAD = "SELECT next_position - 1 FROM ledger.seq_state WHERE log_id = $1"
CAUGHT_UP = f"SELECT ({CURSORS}) = ({HEAD})"
LOOK_SECONDS = 0.02
GROWING = frozenset(
    {"read.unit", "read.category", "read.case_file", "read.history_entry"}
)  # never fewer rows


@asynccontextmanager
async def in_use(site: Site) -> AsyncIterator[People]:
    """The API and people who file complaints, with a signer; who numbers and projects is up to the block."""
    site.signer()
    port = free_port()
    serve(site, port)
    people = People(f"http://127.0.0.1:{port}", site.journal)
    tasks = [asyncio.create_task(people.file()) for _ in range(CLIENTS)]
    async with site.watched():
        try:
            yield people
        finally:
            people.stop()
            async with asyncio.timeout(120):
                await asyncio.gather(*tasks)
        await settled(site)


def worker(site: Site) -> "subprocess.Popen[bytes]":
    """A worker that has nobody to compare its log with."""
    return site.begin(["-m", "api.cli", "worker"], environment=site.environment())


async def caught_up(site: Site) -> None:
    """Until every read model stands at the head of the log, within bounds; the digests judge."""
    with suppress(TimeoutError):
        async with asyncio.timeout(60), site.connected() as conn:
            async for whole in asked_again(conn, CAUGHT_UP, site.log_id):
                if whole:
                    return


async def same_as_clean(site: Site, seen: Seen) -> int:
    """Whether the read models are what the log makes of nothing; answers how many tables there are."""
    async with asyncpg.create_pool(site.dsn("jejak_proj"), min_size=1, max_size=2) as pool:
        before, after = await made_again(pool, site.log_id)
    for table in before:
        seen.require(
            before[table] == after[table], f"{table}: {before[table]} before, {after[table]} made again."
        )
    seen.require(any(not digest.startswith("0 ") for digest in after.values()), "The read models are empty.")
    seen.checks = ["digest of every table against a clean rebuild"]
    return len(after)


async def projectors_killed(effort: Effort) -> Seen:
    """F18: two workers at once; one of them, or its connection, dies in the middle of a batch."""
    dice, often = effort.dice("F18"), effort.often(12, 500)
    seen = Seen(times=f"{often} (SIGKILL for a worker, for its server process), two workers at once")
    async with effort.grounds.site("F18") as site:
        await organised(site)
        async with in_use(site) as people:
            running = [worker(site) for _ in range(2)]
            restarted = 0
            for number in range(often):
                await filed(people, dice.randint(1, 8))
                await asyncio.sleep(dice.random() * 0.5)
                if number % 2:
                    kill_process(await backend_of(site, "jejak_proj"))
                else:
                    end(dice.choice(running))
                gone = [each for each in running if each.poll() is not None]
                restarted += len(gone)
                running = [each for each in running if each not in gone] + [worker(site) for _ in gone]
        seen.require(refusals(site) == 0, "A worker stopped a read model, or refused to go on: see its log.")
        await caught_up(site)
        site.end_children()
        tables = await same_as_clean(site, seen)
        seen.what = (
            f"{len(people.filings)} complaints; workers started again {restarted} times (also those whose start met a "
            f"recovering server); {tables} tables equal to a clean rebuild"
        )
    return seen


def refusals(site: Site) -> int:
    """How often a worker gave up for another reason than a lost connection."""
    text = (site.folder / "worker.log").read_text(errors="replace")
    return sum(text.count(word) for word in ("projection_stopped", "projection_gap", "jejak: "))


async def gap_in_the_log(effort: Effort) -> Seen:
    """F19: a superuser takes a leaf away above where the read models stand."""
    seen = Seen(times="1 hole, then mended", checks=["exit status, the sentence, the cursors"])
    async with effort.grounds.site("F19") as site:
        await organised(site)
        sequencer = site.sequencer()
        async with in_use(site) as people:
            await filed(people, 20)
        end(sequencer)
        async with site.connected() as conn:
            first, head = await conn.fetchval(CURSORS), await conn.fetchval(HEAD, site.log_id)
            hole = random.Random(effort.seed).randrange(first + 2, head)
            await conn.execute("CREATE TABLE taken AS SELECT * FROM ledger.leaf WHERE position = $1", hole)
            await _take(conn, hole)
        status, said = await site.command("worker", environment=site.environment(), seconds=REFUSED_SECONDS)
        last = (said.strip().splitlines() or [""])[-1]
        seen.require(status == 1, f"The worker ended with {status} and not 1.")
        seen.require(f"Position {hole} is missing" in last, f"It said {last[:200]!r}.")
        async with site.connected() as conn:
            stands = await conn.fetchval("SELECT max(position) FROM read.cursor")
            seen.require(
                stands == hole - 1 or stands < hole, f"A read model stands at {stands}, beyond the hole."
            )
            await conn.execute("INSERT INTO ledger.leaf SELECT * FROM taken")
        mended = worker(site)
        await caught_up(site)
        seen.require(mended.poll() is None, "The worker does not go on after the hole was mended.")
        async with site.connected() as conn:
            seen.require(await conn.fetchval(CAUGHT_UP, site.log_id), "The read models did not catch up.")
        seen.what = f"stopped at position {hole} with exit status 1, went on when it was mended"
    return seen


async def _take(conn: asyncpg.Connection, position: int) -> None:
    await conn.execute("ALTER TABLE ledger.leaf DISABLE TRIGGER leaf_only_grows")
    await conn.execute("DELETE FROM ledger.leaf WHERE position = $1", position)
    await conn.execute("ALTER TABLE ledger.leaf ENABLE ALWAYS TRIGGER leaf_only_grows")


class Reader:
    """Somebody who reads all the time: over HTTP, and the tables' sizes, which must never shrink."""

    def __init__(self, site: Site, url: str) -> None:
        self._site = site
        self._url = url
        self._sizes: dict[str, int] = {}
        self.units = 0
        self.reads = 0
        self.wrong: list[str] = []

    async def read(self, stop: asyncio.Event) -> None:
        """Until told to stop."""
        async with httpx.AsyncClient(base_url=self._url, timeout=30) as http, self._site.connected() as conn:
            names = [row[0] for row in await conn.fetch(TABLES)]
            while not stop.is_set():
                await self._over_http(http)
                for name in names:
                    size = await conn.fetchval(f"SELECT count(*) FROM {name}")
                    if name in GROWING and size < self._sizes.get(name, 0):
                        self.wrong.append(f"{name} had {self._sizes[name]} rows, then {size}.")
                    self._sizes[name] = size
                await asyncio.sleep(LOOK_SECONDS)

    async def _over_http(self, http: httpx.AsyncClient) -> None:
        response = await http.post("/graphql", json={"query": UNITS})
        self.reads += 1
        answer: Any = response.json() if response.status_code == httpx.codes.OK else {}
        units = len(answer.get("data", {}).get("units", ()))
        if response.status_code != httpx.codes.OK or units < self.units:
            self.wrong.append(f"HTTP {response.status_code} with {units} units, after {self.units}.")
        self.units = max(self.units, units)


async def rebuild(site: Site, seen: Seen, word: str) -> None:
    """Run `jejak rebuild` to its end; with --flip it compares before it flips, and refuses what differs."""
    status, said = await site.command("rebuild", word, environment=site.environment())
    seen.require(status == 0, f"jejak rebuild {word}: {said.strip()[-300:]}")


async def rebuilt_under_load(effort: Effort) -> Seen:
    """F20: a rebuild is killed at any moment, those that are not are flipped to and flipped back from."""
    dice, often = effort.dice("F20"), effort.often(3, 60)
    seen = Seen(times=f"{often} rebuilds killed, 2 finished and flipped to, 1 flip back")
    async with effort.grounds.site("F20") as site:
        await organised(site)
        async with in_use(site) as people:
            worker(site)
            await filed(people, 30)
            reader, stop = Reader(site, people.url), asyncio.Event()
            reading = asyncio.create_task(reader.read(stop))
            start = time.monotonic()
            await rebuild(site, seen, "--flip")
            whole = time.monotonic() - start
            for _ in range(often):
                words = ("rebuild", *dice.choice(((), ("--flip",))))
                await site.command(*words, environment=site.environment(), seconds=dice.random() * whole)
            for word in ("--flip", "--flip-back"):
                await rebuild(site, seen, word)
            stop.set()
            await reading
        await caught_up(site)
        site.end_children()
        tables = await same_as_clean(site, seen)
        seen.wrong += reader.wrong[:5]
        seen.require(reader.units > 0, "Nobody read anything.")
        seen.what = (
            f"{reader.reads} reads over HTTP meanwhile, none failed and none saw less than before; "
            f"{len(people.filings)} complaints; {tables} tables equal to a clean rebuild"
        )
    return seen


DRILLS = (
    Drill(
        "F18",
        "Two workers at once; one is killed in the middle of a batch, or its server process is",
        "The read models equal a clean rebuild",
        projectors_killed,
    ),
    Drill(
        "F19",
        "A leaf is taken out of the log above where the read models stand",
        "The projector stops with the position, exit status 1, and applies nothing beyond",
        gap_in_the_log,
    ),
    Drill(
        "F20",
        "Read models are rebuilt beside those that are read, under load; the rebuild is killed; flips and flips back",
        "No wrong read and no 5xx; the result equals a clean rebuild",
        rebuilt_under_load,
    ),
)
