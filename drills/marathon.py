"""F2b: a log of 200,000 entries, written while everything that takes part in it is killed at random."""

import asyncio
import subprocess
from collections import Counter

from drills.crashes import MOST_PAUSE, backend_of, kill_database, kill_process
from drills.drill import Drill, Effort, Length, Seen, examined, settled
from drills.site import Site, end

MANY_STREAMS = 500  # so that batches seldom wait for each other
BATCH = 10  # commands in one call
DATABASE = ("postmaster", "everything", "a backend", "the sequencer's backend")
VICTIMS = (*DATABASE, "the signer's backend", "sequencer", "signer")
LENGTHS = {Length.TINY: (2_000, 7), Length.SHORT: (20_000, 21), Length.LONG: (200_000, 140)}  # entries, kills


async def everything_killed(effort: Effort) -> Seen:
    """Batches of ten commands from eight clients; each kind of victim as often, in an order that is thrown."""
    dice = effort.dice("F2b")
    entries, kills = LENGTHS[effort.length]
    victims = [VICTIMS[number % len(VICTIMS)] for number in range(kills)]
    dice.shuffle(victims)
    seen = Seen()
    async with effort.grounds.site("F2b") as site:
        pair = {"sequencer": site.sequencer(), "signer": site.signer(interval=0.2)}
        clients = site.writers(many=8, streams=MANY_STREAMS, batch=BATCH, seed=effort.seed)
        async with site.watched():
            async with clients.running() as writers:
                for victim in victims:
                    await writers.until_events(entries // (kills + 1))
                    await asyncio.sleep(dice.random() * MOST_PAUSE)
                    if victim in pair:
                        pair[victim] = started_again(site, victim, pair[victim], seen)
                    elif victim == "the signer's backend":
                        kill_process(await backend_of(site, "jejak_sign"))
                    else:
                        await kill_database(site, victim, dice)
                await writers.until_events(max(0, entries - writers.events))
            await settled(site)
        found = await examined(site, seen)
        seen.require(found.events >= entries, f"The log has {found.events:,} entries and not {entries:,}.")
    count = Counter(victims)
    seen.times = f"{kills} (" + ", ".join(f"{victim} {count[victim]}" for victim in VICTIMS) + ")"
    return seen


def started_again(
    site: Site, name: str, process: "subprocess.Popen[bytes]", seen: Seen
) -> "subprocess.Popen[bytes]":
    """Kill one of our own two processes, which must have been alive until now, and start another."""
    seen.require(process.poll() is None, f"The {name} ended by itself: see its log.")
    end(process)
    return site.sequencer() if name == "sequencer" else site.signer(interval=0.2)


DRILLS = (
    Drill(
        "F2b",
        "A log of 200,000 entries (20,000 in short loops) in batches of ten commands, while postmaster, server "
        "processes, sequencer and signer get SIGKILL at random",
        "The journal holds, and the auditor in Go accepts every tile, with every checkpoint that was ever shown",
        everything_killed,
    ),
)
