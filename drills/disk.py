"""F14: the disk under the server says no. strace answers in the kernel's place, in processes we started."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from drills.drill import Drill, Effort, Seen, at_work, examined
from drills.site import Site
from drills.tracing import attached, trace
from drills.writers import Writers

# What fails, with what, and at which call of each process. Numbers are drawn from the range.
FAULTS = (
    ("fdatasync", "EIO", (1, 40)),
    ("fdatasync", "ENOSPC", (1, 40)),
    ("pwrite64", "EIO", (1, 60)),
    ("pwrite64", "ENOSPC", (1, 60)),
    ("fsync", "EIO", (1, 6)),
)
FAULT_SECONDS = 20.0


@asynccontextmanager
async def traced(site: Site, call: str, error: str, when: int) -> AsyncIterator[None]:
    """A tracer on the server and all its children, those to come included. When it goes, they are as before."""
    pids = [site.cluster.pid, *site.cluster.backends()]
    words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}"]
    words += ["-e", f"inject={call}:error={error}:when={when}"]
    words += [word for pid in pids for word in ("-p", str(pid))]
    with (site.folder / "strace.log").open("ab") as log:
        tracer = trace(words, log)
        try:
            await attached(tracer, site.cluster.pid)
            yield
        finally:
            tracer.terminate()
            await asyncio.to_thread(tracer.wait)


async def disk_refuses(effort: Effort) -> Seen:
    """Under writing, each of these calls fails somewhere in the server; then everything must come back whole."""
    dice, often = effort.dice("F14"), effort.often(2, 30)
    seen = Seen()
    crashes = dict.fromkeys((f"{call} {error}" for call, error, _ in FAULTS), 0)
    async with effort.grounds.site("F14") as site:
        async with at_work(site, seed=effort.seed, many=6) as writers:
            for call, error, among in FAULTS * often:
                await writers.until_acknowledged(10)
                before = panics(site)
                async with traced(site, call, error, dice.randint(*among)):
                    await until_it_happened(site, writers, before)
                crashes[f"{call} {error}"] += panics(site) - before
                if not await alive(site):
                    site.cluster.stop()
                    await site.cluster.start()
            await writers.until_acknowledged(10)
        await examined(site, seen)
    seen.times = f"{often} times each: " + ", ".join(crashes)
    seen.require(
        crashes["fdatasync EIO"] > 0, "No failed fdatasync stopped the server: it lied, or was not hit."
    )
    told = ", ".join(f"{fault}: {times}" for fault, times in crashes.items())
    seen.what = (
        f"server stopped itself (PANIC) {sum(crashes.values())} times ({told}) and recovered; {seen.what}"
    )
    return seen


async def until_it_happened(site: Site, writers: Writers, before: int) -> None:
    """Work, with checkpoints of the server, until it stopped itself once; not every fault makes it do so."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FAULT_SECONDS):
            while panics(site) == before and site.cluster.running:
                with suppress(Exception):
                    async with site.connected() as conn:
                        await conn.execute("CHECKPOINT")
                troubles = writers.troubles
                await asyncio.sleep(0.2)
                if writers.troubles > troubles and panics(site) == before:
                    await asyncio.sleep(0.5)


def panics(site: Site) -> int:
    """How often the server stopped itself rather than go on."""
    return site.cluster.log_file.read_text(errors="replace").count("PANIC:")


async def alive(site: Site) -> bool:
    """Whether the server answers, after it had time to recover."""
    with suppress(TimeoutError):
        async with asyncio.timeout(15):
            while site.cluster.running:
                with suppress(Exception):
                    async with site.connected() as conn:
                        await conn.fetchval("SELECT 1")
                        return True
                await asyncio.sleep(0.1)
    return False


DRILLS = (
    Drill(
        "F14",
        "fdatasync, fsync and writes of the server fail with EIO or ENOSPC (strace)",
        "It crashes rather than lies; nothing acknowledged is lost",
        disk_refuses,
        needs=("strace",),
    ),
)
