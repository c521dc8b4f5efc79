"""F8, F9 and P7: transactions that stay open, clocks that lie, and how long it takes until something is proven."""

import asyncio
import random
import time
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import asyncpg

from drills.drill import Drill, Effort, Seen, asked_again, at_work, examined
from drills.journal import read_journal
from drills.site import ORIGIN, Site
from drills.writers import SCOPE, command, told
from eventstore.arguments import as_composite
from eventstore.ids import event_id
from eventstore.records import Answer, AppendCommand, Appended

APPEND = "SELECT * FROM ledger.append($1, $2) WHERE outcome = 'appended'"
HOUR, YEAR = 3600, 365 * 86400
PROVEN_SECONDS = 2.0  # P7
LIBRARIES = ("/usr/lib", "/usr/lib64", "/usr/local/lib")


async def transactions_left_open(effort: Effort) -> Seen:
    """F8: one transaction holds an early number, another is prepared and outlives a crash of the server."""
    seconds = effort.often(3, 120)
    seen = Seen(times=f"one open for {seconds} s, one prepared across a SIGKILL of the server")
    async with effort.grounds.site("F8") as site:
        dice = effort.dice("F8")
        late, prepared = (command([UUID(int=dice.getrandbits(128))], dice) for _ in range(2))
        async with at_work(site, seed=effort.seed) as writers:
            async with site.connected() as conn:
                await append_in(conn, site, prepared)
                await conn.execute("PREPARE TRANSACTION 'left behind'")
            await writers.until_acknowledged(20)
            site.cluster.kill()
            await site.cluster.start()
            async with site.connected() as conn:
                transaction = await append_in(conn, site, late)
                before = await proven(site)
                start = time.monotonic()
                while time.monotonic() - start < seconds:
                    await writers.until_acknowledged(20)
                seen.require(
                    await proven(site, above=before) > before, "Nothing was proven while it stayed open."
                )
                await conn.execute("COMMIT")
                site.journal.acknowledged(SCOPE, late.key, told(transaction))
            async with site.connected() as conn:
                await conn.execute("COMMIT PREPARED 'left behind'")
        found = await examined(site, seen)
        seen.require(
            await numbered(site, (late, prepared)),
            "An event of a transaction that was left open has no position.",
        )
        seen.what = (
            f"others went on and were proven meanwhile; both got their positions when done; {seen.what}"
        )
        seen.require(found.commands > 0, "Nobody wrote.")
    return seen


async def append_in(conn: asyncpg.Connection, site: Site, asked: AppendCommand) -> Answer:
    """Append in a transaction that is left open; the journal knows that it was sent."""
    site.journal.sent(SCOPE, asked.key, len(asked.items))
    await conn.execute("BEGIN")
    rows = await conn.fetch(APPEND, site.log_id, [as_composite(asked)])
    return Answer(
        events=tuple(
            Appended(
                stream=row["stream_id"],
                version=row["version"],
                event_id=row["event_id"],
                seq=row["seq"],
                leaf_hash=row["leaf_hash"],
                type=row["type"],
            )
            for row in rows
        ),
        repeated=False,
    )


async def proven(site: Site, *, above: int = -1) -> int:
    """The size of the newest checkpoint, once it is above a size."""
    async with site.connected() as conn, asyncio.timeout(60):
        async for size in asked_again(
            conn, "SELECT coalesce(max(size), 0) FROM ledger.checkpoint WHERE log_id = $1", site.log_id
        ):
            if size > above:
                return int(size)
    raise AssertionError("the loop above ends by returning or by its timeout")


async def numbered(site: Site, commands: Sequence[AppendCommand]) -> bool:
    """Whether the first event of each command has a position."""
    ids = [event_id(ORIGIN, SCOPE, each.key, 0) for each in commands]
    async with site.connected() as conn:
        count: int = await conn.fetchval(
            "SELECT count(*) FROM ledger.event e JOIN ledger.leaf l USING (log_id, seq) WHERE e.event_id = ANY ($1)",
            ids,
        )
    return count == len(commands)


def faketime_library() -> Path | None:
    """Debian's libfaketime, which lies to one process about the time."""
    for folder in LIBRARIES:
        for found in sorted(Path(folder).glob("**/faketime/libfaketime.so.1")):
            return found
    return None


async def clocks_moved(effort: Effort) -> Seen:
    """F9: server, sequencer and signer are each told another time, and the server's time jumps while it works."""
    often = effort.often(6, 60)
    library = faketime_library()
    seen = Seen(times=f"{often} jumps of the server's clock; sequencer a year ahead, signer an hour behind")
    if library is None:
        seen.require(False, "libfaketime is not here: apt-get install faketime.")
        return seen
    dice = effort.dice("F9")
    async with effort.grounds.site("F9") as site:
        site.cluster.stop()
        clock = site.cluster.home / "clock"
        clock.write_text("+0")
        lying = {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        await site.cluster.start(environment=lying)
        fixed = {"LD_PRELOAD": str(library), "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        site.lies = {
            "sequencer": fixed | {"FAKETIME": f"+{YEAR}"},
            "signer": fixed | {"FAKETIME": f"-{HOUR}"},
        }
        async with at_work(site, seed=effort.seed) as writers:
            for number in range(often):
                await writers.until_acknowledged(25)
                shift = (-HOUR, YEAR, 0)[number % 3] + dice.randint(-60, 60)
                clock.write_text(f"{shift:+d}")
            await writers.until_acknowledged(25)
        await examined(site, seen)
        back, span = await clock_figures(site)
        seen.require(back > 0 and span > YEAR, "The clock that was written into the log did not move.")
        seen.what = f"the recorded time went back {back} times and spans {span // 86400} days; {seen.what}"
    return seen


async def clock_figures(site: Site) -> tuple[int, int]:
    """How often the recorded time goes back in the order of the log by more than half an hour, and its span."""
    async with site.connected() as conn:
        row = await conn.fetchrow(
            "SELECT count(*) FILTER (WHERE at < before - interval '30 minutes') AS back,"
            "       extract(epoch FROM max(at) - min(at))::bigint AS span"
            "  FROM (SELECT recorded_at AS at, lag(recorded_at) OVER (ORDER BY l.position) AS before"
            "          FROM ledger.event e JOIN ledger.leaf l USING (log_id, seq)) t"
        )
    assert row is not None
    return row["back"], row["span"]


async def time_to_proof(effort: Effort) -> Seen:
    """P7: with the signer's usual interval of a second, from the acknowledgement to a checkpoint that covers it."""
    seconds = effort.often(15, 180)
    seen = Seen(times=f"{seconds} s of writing, 4 clients, signer once a second")
    async with effort.grounds.site("P7") as site:
        async with at_work(site, many=4, seed=effort.seed, signer_interval=1.0) as writers:
            start = time.monotonic()
            while time.monotonic() - start < seconds:
                await writers.until_acknowledged(1)
                await asyncio.sleep(random.Random(effort.seed).random() * 0.01)
        waits = await waiting_times(site)
        await examined(site, seen)
        median, p99 = (waits[int(len(waits) * part)] for part in (0.5, 0.99))
        seen.require(p99 <= PROVEN_SECONDS, f"p99 is {p99:.2f} s and the promise is {PROVEN_SECONDS:.0f} s.")
        seen.what = f"median {median:.2f} s, p99 {p99:.2f} s, worst {waits[-1]:.2f} s; {seen.what}"
    seen.checks.append("a watcher outside, 10 ms apart")
    return seen


async def waiting_times(site: Site) -> list[float]:
    """Seconds from each acknowledgement to the moment a checkpoint over it was seen from outside, sorted."""
    async with site.connected() as conn:
        rows = await conn.fetch(
            "SELECT e.event_id, l.position FROM ledger.event e JOIN ledger.leaf l USING (log_id, seq)"
        )
    position = {row["event_id"]: row["position"] for row in rows}
    waits = []
    for asked in read_journal(site.journal.path):
        if asked.acknowledged is None or asked.sendings > 1:
            continue
        place = max(position[each.event] for each in asked.told)
        seen_at = next((at for at, size in site.seen_at if size > place), None)
        if seen_at is not None:
            waits.append(max(0.0, (seen_at - asked.acknowledged) / 1e9))
    return sorted(waits)


DRILLS = (
    Drill(
        "F8",
        "A transaction stays open on an early number; a prepared one is left behind across a crash",
        "Others go on and are proven; its events appear once, when it is done",
        transactions_left_open,
    ),
    Drill(
        "F9",
        "The server's clock jumps back an hour and forward a year; sequencer and signer live in other years",
        "The order is unchanged; recorded times are data",
        clocks_moved,
        needs=("faketime",),
    ),
    Drill(
        "P7",
        "No fault: from the acknowledgement to a signed checkpoint over it",
        "p99 at most 2 s",
        time_to_proof,
        measures=True,
    ),
)
