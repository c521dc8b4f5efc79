"""The harness can fail: a promise is broken on purpose, and the drill must say so.

A drill that never reports anything proves nothing. Each of these takes one thing away that a promise rests on, and is
itself a failure if the checker then finds nothing, or not the thing that was broken.
"""

import shutil
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch
from uuid import UUID

from drills.changes import EDITS
from drills.checker import examine
from drills.cluster import hand_over
from drills.drill import Effort, at_work
from drills.site import Site
from drills.tampering import played
from drills.timing import append_in
from drills.writers import SCOPE, command, told

DEFINITIONS = """
SELECT pg_get_functiondef(oid) FROM pg_proc
 WHERE pronamespace = 'ledger'::regnamespace AND prokind = 'f' AND proname LIKE $1
"""
NAIVE = """
CREATE OR REPLACE FUNCTION ledger.committed_since(p_log smallint, p_since pg_snapshot, p_until pg_snapshot,
                                                  p_above bigint)
RETURNS TABLE (seq bigint, leaf_hash bytea, stream_id uuid, version bigint) LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT e.seq, e.leaf_hash, e.stream_id, e.version FROM ledger.event e
     WHERE e.log_id = p_log AND e.seq > (SELECT coalesce(max(l.seq), 0) FROM ledger.leaf l WHERE l.log_id = p_log);
END
"""


@dataclass(frozen=True, slots=True)
class Sabotage:
    """What was taken away, and the checks of which one must speak."""

    what: str
    told_by: tuple[str, ...]
    run: Callable[[Effort], Coroutine[Any, Any, list[str]]]


async def rewrite(site: Site, functions: str, old: str, new: str) -> None:
    """Replace text in functions of the log, as their owner could."""
    async with site.connected() as conn:
        texts = [row[0] for row in await conn.fetch(DEFINITIONS, functions) if old in row[0]]
        if not texts:
            raise LookupError(f"{functions} does not hold what was to be broken")
        for text in texts:
            await conn.execute(text.replace(old, new))


async def acknowledged_too_early(effort: Effort) -> list[str]:
    """F2, where a commit does not wait for the disk."""
    lazy = {"wal_writer_delay": "10s", "wal_writer_flush_after": "1GB"}
    async with effort.grounds.site("too-early", settings=lazy) as site:
        await rewrite(site, "%append", "'synchronous_commit', 'on'", "'synchronous_commit', 'off'")
        async with site.connected() as conn:
            await conn.execute("ALTER ROLE jejak_app SET synchronous_commit = off")
        async with site.watched(), site.writers(seed=effort.seed).running() as writers:
            for _ in range(effort.often(5, 5)):
                await writers.until_acknowledged(100)
                site.cluster.cut()
                await site.cluster.start(settings=lazy)
        return (await examine(site)).lines()


async def numbered_by_the_usual_way(effort: Effort) -> list[str]:
    """A sequencer that takes what is visible above the last number, and a client that takes its time to commit."""
    dice = effort.dice("naive")
    async with effort.grounds.site("naive") as site:
        async with site.connected() as conn:
            await conn.execute(NAIVE)
        async with at_work(site, seed=effort.seed, seconds=3) as writers, site.connected() as conn:
            slow = command([UUID(int=dice.getrandbits(128))], dice)
            answer = await append_in(conn, site, slow)
            await writers.until_acknowledged(50)
            await conn.execute("COMMIT")
            site.journal.acknowledged(SCOPE, slow.key, told(answer))
        return (await examine(site)).lines()


async def numbered_in_any_order(effort: Effort) -> list[str]:
    """A sequencer that numbers each batch in the order of its hashes."""
    async with effort.grounds.site("any-order") as site:
        await rewrite(site, "sequence", "OVER (ORDER BY c.seq)", "OVER (ORDER BY c.leaf_hash)")
        async with at_work(site, many=12, seed=effort.seed, seconds=5) as writers:
            await writers.until_acknowledged(400)
        return (await examine(site)).lines()


async def everything_restored(effort: Effort) -> list[str]:
    """Database and signer's folder are both put back together: only somebody outside can still tell."""
    async with effort.grounds.site("put-back") as site:
        async with at_work(site, seed=effort.seed) as writers:
            await writers.until_acknowledged(100)
        site.end_children()
        site.cluster.stop()
        kept, folder = site.cluster.home / "kept", site.folder / "kept-signer"
        shutil.copytree(site.cluster.data, kept, symlinks=True)
        shutil.copytree(site.signer_folder, folder)
        await site.cluster.start()
        async with at_work(site, seed=effort.seed + 1) as writers:
            await writers.until_acknowledged(100)
        site.end_children()
        site.cluster.stop()
        for now, before in ((site.cluster.data, kept), (site.signer_folder, folder)):
            shutil.rmtree(now)
            before.rename(now)
        hand_over(site.cluster.home)
        await site.cluster.start()
        async with at_work(site, seed=effort.seed + 2) as writers:
            await writers.until_acknowledged(200)
        return (await examine(site)).lines()


async def verification_that_sees_no_events(effort: Effort) -> list[str]:
    """F10, with the checks of a stored event taken out of the verification."""
    with patch("eventstore.verify.event_faults", lambda *_: iter(())):
        return (await played(effort, "blind", EDITS, ("verify:",))).wrong


SABOTAGES = (
    Sabotage("F2 with commits that do not wait for the disk", ("acknowledged_lost",), acknowledged_too_early),
    Sabotage(
        "a sequencer that takes whatever is above the last number",
        ("passed_over",),
        numbered_by_the_usual_way,
    ),
    Sabotage(
        "a sequencer that orders a batch by its hashes",
        ("real_time_order", "stream_order"),
        numbered_in_any_order,
    ),
    Sabotage("database and signer's folder restored together", ("no_fork",), everything_restored),
    Sabotage(
        "F10 with the checks of events taken out of the verification",
        ("facts at position",),
        verification_that_sees_no_events,
    ),
)
