"""F12, F23 and the rehearsal: what happens after somebody has put an older state, or another server, in place."""

import asyncio
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from drills.cluster import Cluster, hand_over, run_as_server
from drills.drill import Drill, Effort, Seen, asked_again, examined, settled
from drills.site import DATABASE, Site
from eventstore.restore import signers_checkpoint

UNITS = ("DINSOS", "DLH", "DINKES")
MANY_TRANSACTIONS = """
DO $$ BEGIN FOR number IN 1..10000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$
"""
REFUSED_SECONDS = 60.0
MOST_NOTICED = 0.06  # seconds between the end of a server and the moment in which who works on it is frozen
SIZE = "SELECT next_position FROM ledger.seq_state WHERE log_id = $1"
EVENTS = "SELECT count(*) FROM ledger.event WHERE log_id = $1"


async def organised(site: Site) -> None:
    """Real events: the organisation and the schemas, numbered and signed."""
    async with at_office(site):
        status, said = await site.command("enroll", environment=site.environment())
        if status:
            raise RuntimeError(said)


@asynccontextmanager
async def at_office(site: Site) -> AsyncIterator[None]:
    """A worker and the signer; at the end of the block they catch up, and end."""
    site.signer()
    environment = site.environment(signer_folder=site.signer_folder)
    worker = site.begin(["-m", "api.cli", "worker"], environment=environment)
    async with site.watched():
        yield
        await settled(site)
    if worker.poll() is not None:
        raise RuntimeError(f"A worker in its own log ended: see {site.folder / 'worker.log'}.")
    site.end_children()


async def caught_up(site: Site) -> None:
    """Let a worker and the signer catch up."""
    async with at_office(site):
        pass


async def acted(site: Site, unit: str) -> None:
    """One more decision in the log."""
    status, said = await site.command(
        *("grant", str(uuid4()), "LIAISON_OFFICER", unit, "--basis", "CIVIL_SERVANT"),
        environment=site.environment(),
    )
    if status:
        raise RuntimeError(said)


async def value(site: Site, question: str) -> Any:
    """A figure of the log."""
    async with site.connected() as conn:
        return await conn.fetchval(question, site.log_id)


async def refuses(site: Site, seen: Seen, who: str, environment: Mapping[str, str], sentence: str) -> None:
    """A worker must end with status 1 and one sentence, and must have numbered nothing."""
    before = await value(site, SIZE)
    status, said = await site.command("worker", environment=environment, seconds=REFUSED_SECONDS)
    last = said.strip().splitlines()[-1:] or [""]
    seen.require(status == 1, f"{who}: exit status {status} and not 1.")
    seen.require(sentence in last[0] and last[0].startswith("jejak:"), f"{who}: it said {last[0][:200]!r}.")
    seen.require(await value(site, SIZE) == before, f"{who}: it numbered something.")


async def ended(process: "subprocess.Popen[bytes]") -> int | None:
    """The exit status of a process that is expected to end by itself, None if it does not."""
    try:
        return await asyncio.to_thread(process.wait, REFUSED_SECONDS)
    except subprocess.TimeoutExpired:
        return None


async def yesterdays_backup(effort: Effort) -> Seen:
    """F12: the cluster's files of an earlier day are put in place, with nobody running and under running workers."""
    dice, often = effort.dice("F12"), effort.often(4, 40)
    seen = Seen(
        times=f"3 starts, and {often} swaps under a running worker, {often - 1} of them frozen meanwhile"
    )
    async with effort.grounds.site("F12") as site:
        await organised(site)
        before = max(site.sightings.notes)
        site.cluster.stop()
        yesterday, today = site.cluster.home / "yesterday", site.cluster.home / "today"
        shutil.copytree(site.cluster.data, yesterday, symlinks=True)
        await site.cluster.start()
        for unit in UNITS:
            await acted(site, unit)
        await caught_up(site)
        seen.require(max(site.sightings.notes) > before, "Nothing was signed after yesterday.")
        kept = site.folder / "kept-checkpoint"
        kept.write_text(site.sightings.notes[max(site.sightings.notes)])
        size = signers_checkpoint(site.signer_folder).size

        site.cluster.stop()
        site.cluster.data.rename(today)
        shutil.copytree(yesterday, site.cluster.data, symlinks=True)
        hand_over(site.cluster.home)
        await site.cluster.start()
        beside = site.environment(signer_folder=site.signer_folder)
        elsewhere = {
            **site.environment(),
            "JEJAK_TRUSTED_CHECKPOINT": str(kept),
            "JEJAK_LOG_VKEY": site.vkey,
        }
        await acted(site, "DLH")  # writing goes on; what it writes is not numbered
        await refuses(site, seen, "worker beside the signer's folder", beside, "restored from an older state")
        await refuses(site, seen, "worker with a kept checkpoint", elsewhere, "restored from an older state")
        signer = site.signer()
        status = await ended(signer)
        seen.require(status not in (0, None), "The signer went on with yesterday's database.")

        swaps = [None, *(dice.random() * MOST_NOTICED for _ in range(often - 1))]
        for notices in swaps:
            await swapped_under_a_worker(site, seen, today, yesterday, notices)
        site.end_children()
    seen.what = (
        f"worker and signer refuse with exit status 1; with today's state in place ({size} signed) they go on"
    )
    seen.checks = ["start-up:LogBehind, signer:refuses"]
    return seen


async def swapped_under_a_worker(
    site: Site, seen: Seen, today: Path, yesterday: Path, notices: float | None
) -> None:
    """A worker runs in its own log when an older one takes its place. It must end, and number nothing of it.

    `notices`: seconds that it sees of the change before it is frozen until it is over; None: all of it.
    """
    size = signers_checkpoint(site.signer_folder).size
    await put(site, today)
    running = site.begin(
        ["-m", "api.cli", "worker"], environment=site.environment(signer_folder=site.signer_folder)
    )
    await acted(site, "DINKES")
    seen.require(await grown(site, size), "A worker in its own log numbers nothing.")
    if notices is not None:
        site.cluster.interrupt()
        await asyncio.sleep(notices)
        running.send_signal(signal.SIGSTOP)
    await put(site, yesterday)
    running.send_signal(signal.SIGCONT)
    status = await ended(running)
    seen.require(status == 1, f"A running worker met yesterday's database and ended with {status}.")
    reached = await value(site, SIZE)
    seen.require(reached < size, f"A running worker numbered yesterday's database up to {reached}.")


async def grown(site: Site, size: int) -> bool:
    """Whether the log grows beyond a size, within bounds."""
    with suppress(TimeoutError):
        async with site.connected() as conn, asyncio.timeout(60):
            async for now in asked_again(conn, SIZE, site.log_id):
                if now > size:
                    return True
    return False


async def put(site: Site, data: Path) -> None:
    """Another data folder in the place of the cluster's."""
    site.cluster.stop()
    shutil.rmtree(site.cluster.data)
    shutil.copytree(data, site.cluster.data, symlinks=True)
    hand_over(site.cluster.home)
    await site.cluster.start()


async def dump_and_anchor(effort: Effort) -> Seen:
    """F23: a dump is restored into a fresh cluster, whose transaction numbers start again."""
    seen = Seen(times="1 dump with events that had no position yet")
    async with effort.grounds.site("F23") as old:
        await organised(old)
        async with old.connected() as conn:
            await conn.execute(MANY_TRANSACTIONS)
        await acted(old, "DINSOS")  # in the dump without a position
        unnumbered = await value(old, EVENTS) - await value(old, SIZE)
        seen.require(unnumbered > 0, "The dump was to hold events without a position.")
        fresh = await dumped_and_restored(old, old.folder / "fresh")
        old.cluster.stop()
        old.cluster = fresh
        beside = old.environment(signer_folder=old.signer_folder)
        await refuses(old, seen, "worker on the restored dump", beside, "jejak anchor")
        status, said = await old.command("anchor", environment=old.environment())
        seen.require(status == 1, "It was anchored with nothing to compare it with.")
        status, said = await old.command("anchor", environment=beside)
        seen.require(status == 0, f"jejak anchor: {said.strip()[-300:]}")
        await acted(old, "DLH")
        await caught_up(old)
        await examined(old, seen, others=True)
        seen.what = f"refused, anchored with {unnumbered} events numbered, went on; " + seen.what
        fresh.stop()
    return seen


async def dumped_and_restored(site: Site, home: Path) -> Cluster:
    """The runbook's steps: roles, then the database, into a cluster that was made a moment ago."""
    dump = site.cluster.home / "dump"
    where = {"PGHOST": "127.0.0.1", "PGPORT": str(site.cluster.port), "PGUSER": "postgres"}
    secret = {"PGPASSWORD": site.cluster.password}
    cwd = site.cluster.home
    roles = run_as_server(["pg_dumpall", "--roles-only"], cwd=cwd, environment=where | secret)
    run_as_server(["pg_dump", "-Fc", f"--file={dump}", DATABASE], cwd=cwd, environment=where | secret)
    fresh = Cluster.made(home)
    await fresh.start()
    there = {**where, "PGPORT": str(fresh.port), "PGPASSWORD": fresh.password}
    mine = b"\n".join(line for line in roles.splitlines() if b" postgres" not in line)
    run_as_server(["psql", "--quiet", "postgres"], cwd=cwd, environment=there, given=mine)
    run_as_server(["createdb", DATABASE], cwd=cwd, environment=there)
    run_as_server(
        ["pg_restore", "--exit-on-error", f"--dbname={DATABASE}", str(dump)], cwd=cwd, environment=there
    )
    return fresh


DRILLS = (
    Drill(
        "F12",
        "Yesterday's files are put in place and everything is started; also under a running worker, frozen meanwhile",
        "Nothing is numbered; exit status 1 and one sentence that says what to do",
        yesterdays_backup,
    ),
    Drill(
        "F23",
        "A dump is restored into a fresh cluster, whose transaction numbers start again",
        "Nothing is numbered until jejak anchor has verified everything; then the order goes on",
        dump_and_anchor,
    ),
)
