"""F10 and F11: a superuser, who can switch every guard off, against the witnesses he cannot reach.

Each change is made in a copy of the database. Then everybody looks who could: the verification, the signer with its
own store, and the comparison at the start of a sequencer (with the signer's store, and with a checkpoint kept
outside). What nobody finds is a failure of the drill.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from drills.auditor import audited, auditor
from drills.changes import EDITS, REWRITES, Change
from drills.drill import Drill, Effort, Seen, at_work
from drills.site import DATABASE, ORIGIN, Site
from drills.timing import proven
from eventstore.note import Checkpoint
from eventstore.restore import NotTheSignedLog, confirm_signed, signers_checkpoint
from eventstore.signer import LogSigner
from eventstore.signer_store import SignerRefused, SignerStore
from eventstore.tile_source import TileSource
from eventstore.tiles import Tile
from eventstore.verify import verify_database

PIECES = 6  # so that there are checkpoints from different moments


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a site's database, for one change."""

    site: Site
    name: str

    def address(self, role: str | None = None) -> str:
        """Its address for a role, or the superuser's."""
        there = self.site.dsn(role) if role else self.site.superuser
        return urlunsplit(urlsplit(there)._replace(path=f"/{self.name}"))


async def looked_at(copy: Copy, kept: Checkpoint) -> set[str]:
    """Who finds something, by name."""
    site = copy.site
    found: set[str] = set()
    auditor = await asyncpg.connect(copy.address("jejak_audit"))
    report = await verify_database(auditor, site.log_id, site.vkey)
    found |= {f"verify:{problem.check}" for problem in report.problems}
    await auditor.close()
    projector = await asyncpg.connect(copy.address("jejak_proj"))
    for name, known in (
        ("signer's store", signers_checkpoint(site.signer_folder)),
        ("kept checkpoint", kept),
    ):
        try:
            await confirm_signed(projector, site.log_id, known)
        except NotTheSignedLog as refused:
            found.add(f"start-up:{type(refused).__name__} ({name})")
    await projector.close()
    served = site.folder / f"served-{copy.name}"
    if await audited(copy.address(), site.log_id, site.vkey, served, site.sightings.notes):
        found.add("auditor")
    if await signer_refuses(copy):
        found.add("signer:refuses")
    return found


async def signer_refuses(copy: Copy) -> bool:
    """Whether the signer, with a copy of its folder, will not go on with this database."""
    folder = Path(f"{copy.site.signer_folder}-{copy.name}")
    shutil.copytree(copy.site.signer_folder, folder)
    conn = await asyncpg.connect(copy.address("jejak_sign"))
    try:
        with SignerStore.opened(folder, ORIGIN) as store:
            signer = LogSigner(conn, store, copy.site.log_id)
            await signer.confirm()
            await signer.step()
        return False
    except SignerRefused:
        return True
    finally:
        await conn.close()
        shutil.rmtree(folder)


async def played(effort: Effort, name: str, changes: dict[str, Change], by: tuple[str, ...]) -> Seen:
    """Every change, at some positions; each must be found by one whose name begins with one of `by`."""
    dice, often = effort.dice(name), effort.often(1, 12)
    seen = Seen(times=f"{len(changes)} changes, each in {often} {'place' if often == 1 else 'places'}")
    caught: dict[str, set[str]] = {}
    async with effort.grounds.site(name) as site:
        async with at_work(site, many=4, seed=effort.seed, signer_interval=0.05) as writers:
            for _ in range(PIECES):
                await writers.until_acknowledged(150 // PIECES)
                await proven(site, above=max(site.sightings.roots, default=0))
        site.end_children()
        size = signers_checkpoint(site.signer_folder).size
        older = max(known for known in site.sightings.roots if known <= size * 3 // 4)
        kept = Checkpoint(ORIGIN, older, site.sightings.roots[older])
        whole = Copy(site, DATABASE)
        seen.require(not await looked_at(whole, kept), "Something is found in a log that nobody touched.")
        for change, number in ((change, number) for change in changes for number in range(often)):
            copy = Copy(site, f"changed_{len(caught)}_{number}")
            position = dice.randrange(size // 8, older * 3 // 4)
            found = await changed(copy, changes[change], position, kept)
            caught.setdefault(change, set()).update(found)
            seen.require(
                any(each.startswith(by) for each in found),
                f"{change} at position {position}: found by {', '.join(sorted(found)) or 'nobody'}.",
            )
    seen.what = f"every change caught, in a log of {size} entries"
    seen.checks = [f"{change}: {', '.join(sorted(found))}" for change, found in caught.items()]
    return seen


async def changed(copy: Copy, change: Change, position: int, kept: Checkpoint) -> set[str]:
    """Make a change in a copy of the database, and ask everybody."""
    admin = await asyncpg.connect(Copy(copy.site, "postgres").address())
    await admin.execute(f"DROP DATABASE IF EXISTS {copy.name}")
    await admin.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", DATABASE
    )
    await admin.execute(f"CREATE DATABASE {copy.name} TEMPLATE {DATABASE}")
    conn = await asyncpg.connect(copy.address())
    tables = ("event", f"event_{copy.site.log_id}", "sealed", "leaf", "checkpoint", "seq_state")
    async with conn.transaction():
        for table in tables:
            await conn.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER USER")
        await change(conn, position)
        for table in tables:
            await conn.execute(f"ALTER TABLE ledger.{table} ENABLE TRIGGER USER")
    await conn.close()
    found = await looked_at(copy, kept)
    await admin.execute(f"DROP DATABASE {copy.name} WITH (FORCE)")
    await admin.close()
    return found


async def edited(effort: Effort) -> Seen:
    """F10: the database, and then a tile among the files that are served."""
    seen = await played(effort, "F10", EDITS, ("verify:",))
    if auditor() is not None:
        await tile_edited(effort, seen)
    return seen


async def tile_edited(effort: Effort, seen: Seen) -> None:
    """One bit of a full tile's file; the database stays as it is."""
    async with effort.grounds.site("F10-tile") as site:
        async with at_work(site, many=4, seed=effort.seed) as writers:
            await writers.until_acknowledged(260)
        tiles, served = site.folder / "tiles", site.folder / "served-tiles"
        async with asyncpg.create_pool(site.superuser, min_size=1, max_size=1) as pool:
            written = await TileSource(pool, site.log_id, tiles).fill()
        given = (site.superuser, site.log_id, site.vkey, served, site.sightings.notes)
        seen.require(written > 0, "There was no full tile to edit.")
        seen.require(
            not await audited(*given, tiles=tiles), "Something is found in tiles that nobody touched."
        )
        flip(tiles / Tile(0, 0).path, effort.dice("F10-tile").randrange(8192))
        caught = await audited(*given, tiles=tiles)
        seen.require(bool(caught), "An edited tile was accepted.")
        seen.checks.append("tile: auditor")
    seen.times = seen.times.replace(f"{len(EDITS)} changes", f"{len(EDITS) + 1} changes")


def flip(path: Path, place: int) -> None:
    """Change one bit of a file."""
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


async def rewritten(effort: Effort) -> Seen:
    """F11."""
    return await played(effort, "F11", REWRITES, ("signer:", "start-up:", "verify:"))


DRILLS = (
    Drill(
        "F10",
        "A superuser edits an entry, facts, a salt, a sealed record, a leaf hash, a root, a signature, a tile",
        "Each is found by a check of the verification, by name",
        edited,
    ),
    Drill(
        "F11",
        "A superuser removes the tail or the middle, swaps positions, puts altered events back with consistent hashes",
        "The signer refuses, and so does a sequencer at its start; an older checkpoint is enough",
        rewritten,
    ),
)
