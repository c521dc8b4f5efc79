"""F10 and F11: a superuser, who can switch every guard off, against the witnesses he cannot reach.

Each change is made in a copy of the database: first with the triggers in place, also in a session that calls itself a
replica, then with every trigger disabled. Then everybody looks who could: the verification, the signer with its own
store, the comparison at the start of a sequencer (with the signer's store, and with a checkpoint kept outside), and
the auditor in Go on the served log. What nobody finds is a failure of the drill.
"""

from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from drills.auditor import audited, auditor
from drills.changes import EDITS, Change
from drills.cluster import ClusterFault, run_as_server
from drills.drill import Drill, Effort, Seen, at_work
from drills.rewrites import REWRITES
from drills.site import DATABASE, ORIGIN, Site
from drills.timing import proven
from drills.witnesses import Copy, copied, kind_of, looked_at, tables
from eventstore.note import Checkpoint
from eventstore.restore import signers_checkpoint
from eventstore.tile_source import TileSource
from eventstore.tiles import Tile

PIECES = 6  # so that there are checkpoints from different moments
GUARDED = "JJK00"  # what the triggers on the tables of the log raise
PSQL_EDIT = """UPDATE ledger.event SET facts = '{"drill":-1}' WHERE version = 1;"""
PSQL_TAIL = """
DELETE FROM ledger.checkpoint WHERE size > 40;
DELETE FROM ledger.event USING ledger.leaf WHERE event.seq = leaf.seq AND position >= 40;
DELETE FROM ledger.sealed s
 WHERE NOT EXISTS (SELECT FROM ledger.event e WHERE (e.stream_id, e.version) = (s.stream_id, s.version));
DELETE FROM ledger.leaf WHERE position >= 40;
UPDATE ledger.seq_state SET next_position = 40;
"""


async def played(effort: Effort, name: str, changes: dict[str, Change], by: tuple[str, ...]) -> Seen:
    """Every change, at some positions; each must be found by one whose name begins with one of `by`."""
    dice, often = effort.dice(name), effort.often(1, 12)
    seen = Seen(times=f"{len(changes)} changes, each in {often} {'place' if often == 1 else 'places'}")
    caught: dict[str, set[str]] = {}
    guards: dict[str, str] = {}
    async with effort.grounds.site(name) as site:
        async with at_work(site, many=4, seed=effort.seed, signer_interval=0.05) as writers:
            newest = await proven(site, above=0)
            for _ in range(PIECES):
                await writers.until_acknowledged(150 // PIECES)
                newest = await proven(site, above=newest)
        site.end_children()
        size = signers_checkpoint(site.signer_folder).size
        first, *_, older, _ = sorted(site.sightings.roots)
        kept = Checkpoint(ORIGIN, older, site.sightings.roots[older])
        whole = Copy(site, DATABASE)
        seen.require(not await looked_at(whole, kept), "Something is found in a log that nobody touched.")
        for change, number in ((change, number) for change in changes for number in range(often)):
            copy = Copy(site, f"changed_{len(caught)}_{number}")
            position = dice.randrange(first, first + (older - first) * 3 // 4)
            async with copied(copy):
                guards[change] = await guarded(copy, changes[change], position)
                await made(copy, changes[change], position)
                found = await looked_at(copy, kept)
            caught.setdefault(change, set()).update(found)
            seen.require(
                any(each.startswith(by) for each in found),
                f"{change} at position {position}: found by {', '.join(sorted(found)) or 'nobody'}.",
            )
    seen.what = f"every change caught, in a log of {size} entries"
    seen.changes = [(change, guards[change], ", ".join(sorted(found))) for change, found in caught.items()]
    return seen


async def guarded(copy: Copy, change: Change, position: int) -> str:
    """What the triggers say to a superuser who leaves them in place, and to one who calls himself a replica."""
    refused = [await _refused(copy, change, position, role) for role in ("origin", "replica")]
    return {2: "refused", 0: "passes"}.get(sum(refused), "refused as a superuser, passes as a replica")


async def _refused(copy: Copy, change: Change, position: int, role: str) -> bool:
    conn = await asyncpg.connect(copy.address())
    transaction = conn.transaction()
    await transaction.start()
    try:
        await conn.execute(f"SET LOCAL session_replication_role = {role}")
        await change(conn, position)
    except asyncpg.PostgresError as error:
        if error.sqlstate != GUARDED:
            raise
        return True
    finally:
        await transaction.rollback()
        await conn.close()
    return False


async def made(copy: Copy, change: Change, position: int) -> None:
    """Make a change with every trigger switched off, and leave no other trace."""
    conn = await asyncpg.connect(copy.address())
    async with conn.transaction():
        for table in tables(copy.site):
            await conn.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER USER")
        await change(conn, position)
        for table in tables(copy.site):
            await conn.execute(f"ALTER TABLE ledger.{table} ENABLE TRIGGER USER")
    await conn.close()


async def edited(effort: Effort) -> Seen:
    """F10: the database, and then a tile among the files that are served."""
    seen = await played(effort, "F10", EDITS, ("verify:",))
    async with effort.grounds.site("F10-tile") as site:
        async with at_work(site, many=4, seed=effort.seed) as writers:
            await writers.until_acknowledged(260)
        site.end_children()
        await typed(site, seen, PSQL_EDIT, "facts, typed in psql")
        if auditor() is not None:
            await tile_edited(site, seen, effort.dice("F10-tile").randrange(8192))
    seen.times = seen.times.replace(f"{len(EDITS)} changes", f"{len(seen.changes)} changes")
    return seen


async def tile_edited(site: Site, seen: Seen, byte: int) -> None:
    """One bit of a full tile's file; the database stays as it is."""
    tiles, served = site.folder / "tiles", site.folder / "served-tiles"
    async with asyncpg.create_pool(site.superuser, min_size=1, max_size=1) as pool:
        written = await TileSource(pool, site.log_id, tiles).fill()
    given = (site.superuser, site.log_id, site.vkey, served, site.sightings.notes)
    seen.require(written > 0, "There was no full tile to edit.")
    seen.require(not await audited(*given, tiles=tiles), "Something is found in tiles that nobody touched.")
    flip(tiles / Tile(0, 0).path, byte)
    caught = {f"auditor:{kind_of(line)}" for line in await audited(*given, tiles=tiles)}
    seen.require(caught == {"auditor:tile"}, f"An edited tile was named {caught or 'by nobody'}.")
    seen.changes.append(("a served tile", "not asked", ", ".join(caught)))


def flip(path: Path, place: int) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


async def rewritten(effort: Effort) -> Seen:
    """F11."""
    seen = await played(effort, "F11", REWRITES, ("signer:", "start-up:", "verify:"))
    async with effort.grounds.site("F11-psql") as site:
        async with at_work(site, many=4, seed=effort.seed) as writers:
            await writers.until_acknowledged(60)
        site.end_children()
        await typed(site, seen, PSQL_TAIL, "tail, typed in psql")
    seen.times = seen.times.replace(f"{len(REWRITES)} changes", f"{len(seen.changes)} changes")
    return seen


async def typed(site: Site, seen: Seen, statements: str, what: str) -> None:
    """The same by the hand of somebody who has psql: first with the triggers in place, then with all of them off."""
    kept = signers_checkpoint(site.signer_folder)
    copy = Copy(site, "typed")
    async with copied(copy):
        try:
            psql(copy, f"SET session_replication_role = replica; {statements}")
            seen.require(False, f"{what}: no trigger refused it.")
        except ClusterFault as refused:
            seen.require("are never changed" in str(refused), f"{what}: psql said {refused}")
        off = "".join(f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL;" for table in tables(site))
        psql(copy, off + statements)
        found = await looked_at(copy, kept)
    seen.require(bool(found), f"{what}: found by nobody.")
    seen.changes.append((what, "refused", ", ".join(sorted(found))))


def psql(copy: Copy, statements: str) -> None:
    """Type statements into psql as the superuser. Raises ClusterFault with what it said."""
    address = urlsplit(copy.address())
    words = ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=terse", copy.name]
    where = {"PGHOST": "127.0.0.1", "PGPORT": str(address.port), "PGUSER": str(address.username)}
    secret = {"PGPASSWORD": str(address.password)}
    run_as_server(words, cwd=copy.site.cluster.home, environment=where | secret, given=statements.encode())


DRILLS = (
    Drill(
        "F10",
        "A superuser edits an entry, facts, a salt, a sealed record, a link, a leaf, a root, a signature, a tile, ...",
        "Each is found by a check of the verification, by name",
        edited,
    ),
    Drill(
        "F11",
        "A superuser removes the tail or the middle, swaps positions, puts altered or back-dated events in their place "
        "with consistent hashes",
        "The signer refuses, and so does a sequencer at its start; an older checkpoint is enough",
        rewritten,
    ),
)
