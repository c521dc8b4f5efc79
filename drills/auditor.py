"""The program that shares no code with us, asked about the log as anybody could be served it."""

import asyncio
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import asyncpg

from eventstore.errors import EventStoreError
from eventstore.log_source import CHECKPOINT, SourceMissing
from eventstore.note import Checkpoint, NoteError, split_note
from eventstore.tile_source import TileSource
from eventstore.tiles import entry_bundles, hash_tiles

VARIABLE = "CONFORMANCE_AUDITOR"
MOST_NOTES = 200  # earlier checkpoints that one run is given


def auditor() -> str | None:
    """The built program, where `make conformance` or `make drill` said that it is."""
    return os.environ.get(VARIABLE)


async def audited(
    address: str, log_id: int, vkey: str, folder: Path, notes: Mapping[int, str], *, tiles: Path | None = None
) -> list[str]:
    """What the auditor finds wrong in the served form of a database, with every checkpoint that was seen before.

    The copy is made without looking at it; judging is left to the program. `tiles`: the folder of full tiles that is
    served from. Empty where there is no program.
    """
    program = auditor()
    if program is None:
        return []
    make_empty(folder)
    async with asyncpg.create_pool(address, min_size=1, max_size=1) as pool:
        try:
            await _copied(TileSource(pool, log_id, tiles), folder)
        except (SourceMissing, NoteError, EventStoreError) as missing:
            return [f"auditor: cannot be served ({missing})"]
    words = [program, "-vkey", vkey]
    for size, note in sorted(notes.items())[-MOST_NOTES:]:
        kept = folder / f"kept-{size}"
        kept.write_text(note)
        words += ["-checkpoint", str(kept)]
    process = await asyncio.create_subprocess_exec(
        *words, str(folder), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    if process.returncode == 0:
        return []
    return [f"auditor: {line}" for line in said.decode(errors="replace").splitlines()]


async def _copied(source: TileSource, folder: Path) -> None:
    note = await source.fetch(CHECKPOINT)
    (folder / CHECKPOINT).write_bytes(note)
    size = Checkpoint.decode(split_note(note.decode())[0]).size
    for tile in (*hash_tiles(size), *entry_bundles(size)):
        path = folder / tile.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(await source.fetch(tile.path))


def make_empty(folder: Path) -> None:
    """The folder, with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
