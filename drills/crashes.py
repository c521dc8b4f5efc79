"""F2, F3, F4: servers, sequencers and signers that are killed, doubled and frozen, while clients append."""

import asyncio
import os
import random
import signal
from contextlib import suppress

from drills.drill import Drill, Effort, Seen, asked_again, at_work, examined, settled
from drills.site import Site, end

MOST_PAUSE = 0.3  # seconds between work that was seen and the fault


async def database_killed(effort: Effort) -> Seen:
    """F2: the postmaster, everything at once, or single server processes."""
    dice, often = effort.dice("F2"), effort.often(12, 300)
    seen = Seen()
    done = dict.fromkeys(("postmaster", "everything", "a backend", "the sequencer's backend"), 0)
    async with effort.grounds.site("F2") as site:
        async with at_work(site, seed=effort.seed) as writers:
            for number in range(often):
                await writers.until_acknowledged(dice.randint(5, 60))
                await asyncio.sleep(dice.random() * MOST_PAUSE)
                kind = [*done][number % len(done)]
                done[kind] += 1
                await kill_database(site, kind, dice)
        await examined(site, seen)
    seen.times = f"{often} (" + ", ".join(f"{kind} {times}" for kind, times in done.items()) + ")"
    return seen


async def kill_database(site: Site, kind: str, dice: random.Random) -> None:
    """Bring one of these faults about, and start the server again where it is gone."""
    match kind:
        case "postmaster":
            site.cluster.kill()
        case "everything":
            site.cluster.cut()
        case "a backend":
            kill_process(dice.choice(site.cluster.backends() or [0]))
        case _:
            kill_process(await backend_of(site, "jejak_seq"))
    if not site.cluster.running:
        await site.cluster.start()


async def backend_of(site: Site, role: str) -> int:
    """The server process that works for a role, 0 if none does now."""
    with suppress(Exception):
        async with site.connected() as conn:
            found = await conn.fetchval(
                "SELECT pid FROM pg_stat_activity WHERE usename = $1 ORDER BY backend_start DESC LIMIT 1",
                role,
            )
            return int(found or 0)
    return 0


def kill_process(pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to a process of the drill; 0 stands for none."""
    if pid:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


async def sequencers_killed(effort: Effort) -> Seen:
    """F3: three sequencers at once; one is killed, or frozen while the others go on, or its backend is frozen."""
    dice, often = effort.dice("F3"), effort.often(15, 300)
    seen = Seen()
    done = dict.fromkeys(("killed", "frozen and resumed", "backend frozen"), 0)
    async with effort.grounds.site("F3") as site:
        running = [site.sequencer() for _ in range(2)]  # and the one that is at work anyway
        async with at_work(site, seed=effort.seed) as writers:
            for number in range(often):
                kind = [*done][number % len(done)]
                done[kind] += 1
                victim = dice.choice(running)
                await asyncio.sleep(dice.random() * MOST_PAUSE)
                if kind == "killed":
                    end(victim)
                    running.remove(victim)
                    running.append(site.sequencer())
                elif kind == "frozen and resumed":
                    victim.send_signal(signal.SIGSTOP)
                    await writers.until_acknowledged(20)
                    seen.require(await numbering_goes_on(site), "A frozen sequencer stopped the others.")
                    victim.send_signal(signal.SIGCONT)
                else:
                    backend = await backend_of(site, "jejak_seq")
                    kill_process(backend, signal.SIGSTOP)
                    # It may hold what every commit needs, so nothing is waited for but time.
                    await asyncio.sleep(dice.random())
                    kill_process(backend, signal.SIGCONT)
        await examined(site, seen)
    seen.times = f"{often} (" + ", ".join(f"{kind} {times}" for kind, times in done.items()) + ")"
    return seen


async def numbering_goes_on(site: Site) -> bool:
    """Whether the size of the log grows."""
    with suppress(TimeoutError):
        async with asyncio.timeout(30), site.connected() as conn:
            question = "SELECT next_position FROM ledger.seq_state WHERE log_id = $1"
            before = await conn.fetchval(question, site.log_id)
            async for now in asked_again(conn, question, site.log_id):
                if now != before:
                    return True
    return False


async def signer_killed(effort: Effort) -> Seen:
    """F4: the signer dies at any moment, again and again, and is started again."""
    dice, often = effort.dice("F4"), effort.often(25, 500)
    seen = Seen(times=f"{often}")
    async with effort.grounds.site("F4") as site:
        site.sequencer()
        async with site.watched():
            async with site.writers(seed=effort.seed, many=4).running() as writers:
                for _ in range(often):
                    signer = site.signer(interval=0.0)
                    await writers.until_acknowledged(dice.randint(1, 10))
                    await asyncio.sleep(dice.random() * 1.2)  # its start alone takes some of this
                    seen.require(signer.poll() is None, "A signer ended by itself: see its log.")
                    end(signer)
            site.signer()
            await settled(site)
        await examined(site, seen)
    seen.checks.append("signer ends with nothing but its death")
    return seen


DRILLS = (
    Drill(
        "F2",
        "SIGKILL for the postmaster, for everything at once, for one backend, for the sequencer's backend, during "
        "append and sequencing",
        "Nothing acknowledged is lost; versions and positions without gap; one history",
        database_killed,
    ),
    Drill(
        "F3",
        "Three sequencers at once; SIGKILL; SIGSTOP for one or for its backend, resumed after others took over",
        "Positions dense, none twice, order kept, the others go on",
        sequencers_killed,
    ),
    Drill(
        "F4",
        "SIGKILL for the signer at random moments while the log grows",
        "Never two roots for a size; it starts again by itself",
        signer_killed,
    ),
)
