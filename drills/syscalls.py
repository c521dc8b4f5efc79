"""Every system call of the signer's store and of the tile writer, failing or deadly, one at a time.

The loop of Tessera's tests: each call that touches a file, at each of its occurrences, with EIO, with ENOSPC, and with
SIGKILL on its way in. After each, a full check: the folder is given back to an honest log, and to one that lies.
"""

import asyncio
import json
import shutil
from contextlib import suppress
from pathlib import Path

from drills.drill import Drill, Effort, Seen
from drills.pretence import HONEST, ORIGIN, TILES, sign_history, tile_bytes
from drills.stage import cases, kinds, staged, untried
from eventstore.durable_files import DRAFT
from eventstore.note import Checkpoint, VerifyingKey, open_note
from eventstore.signer_store import SignerRefused, ensure_key
from eventstore.tile_folder import TileFolder
from eventstore.tiles import Tile

LIAR = "another"


async def store_fails(effort: Effort) -> Seen:
    """F4 and F14 for the signer: its folder, from the first key to the third tree."""
    seen = Seen(checks=["signatures, one root a size, an honest log and one that lies on the same folder"])
    with staged(effort, "store") as stage:
        await stage.play("store", stage.folder / "whole", None)
        calls = stage.calls()
        seen.require(synced_before_handed_out(calls), "A note left before its tree was on disk.")
        seen.require(not untried(calls), f"Calls that are not tried: {', '.join(untried(calls))}.")
        every = cases(calls)
        refused = 0
        for number, case in enumerate(every):
            folder = stage.folder / f"case-{number}"
            handed = notes(await stage.play("store", folder, case))
            problem, liar_refused = await asyncio.to_thread(store_problem, folder, handed)
            refused += liar_refused
            seen.require(problem is None, f"{case}: {problem}")
            shutil.rmtree(folder, ignore_errors=True)
    seen.times = f"each of {len(every)} (call, occurrence, harm): {kinds(every)}"
    seen.require(stage.not_reached == 0, f"{stage.not_reached} of the calls never happened.")
    seen.what = (
        f"the honest log was signed on every time, without anybody's help; the lying one was refused {refused} times "
        "and otherwise met a signer that had committed to nothing against it"
    )
    return seen


def notes(lines: list[str]) -> list[str]:
    """The notes that left; the last line may be cut off."""
    found = []
    for line in lines:
        with suppress(json.JSONDecodeError):
            found.append(str(json.loads(line)))
    return found


def synced_before_handed_out(calls: list[str]) -> bool:
    """In the calls of a whole run: draft synced, renamed, folder synced, and only then handed out."""
    steps = ["fsync", "rename", "fsync", "write(1,"]
    reached, handed = 0, 0
    for line in calls:
        if line.startswith(steps[reached]):
            reached += 1
        elif line.startswith("write(1,"):
            return False
        if reached == len(steps):
            reached, handed = 0, handed + 1
    return handed > 0 and reached == 0


def store_problem(folder: Path, handed: list[str]) -> tuple[str | None, bool]:
    """What is wrong after a case, and whether the lying log was refused."""
    newest = max((_checkpoint(note).size for note in handed), default=0)
    honest, lying = folder.with_name("honest"), folder.with_name("lying")
    for copy in (honest, lying):
        shutil.rmtree(copy, ignore_errors=True)
        if folder.exists():
            shutil.copytree(folder, copy)
    after: list[str] = []
    try:
        sign_history(honest, HONEST, tell=after.append, newest=newest)
    except (SignerRefused, OSError) as error:
        return f"the signer does not start again: {error}", False
    if problem := _contradiction(ensure_key(honest, ORIGIN), handed + after):
        return problem, False
    lies: list[str] = []
    refused = False
    try:
        sign_history(lying, LIAR, tell=lies.append)
    except SignerRefused:
        refused = True
    return _contradiction(ensure_key(lying, ORIGIN), handed + lies), refused


def _contradiction(vkey: str, published: list[str]) -> str | None:
    roots: dict[int, bytes] = {}
    largest = 0
    for note in published:
        open_note(note, [VerifyingKey.parse(vkey)])
        checkpoint = _checkpoint(note)
        if roots.setdefault(checkpoint.size, checkpoint.root) != checkpoint.root:
            return f"two roots for size {checkpoint.size}"
        if checkpoint.size < largest:
            return f"size {checkpoint.size} was signed after size {largest}"
        largest = max(largest, checkpoint.size)
    return None


def _checkpoint(note: str) -> Checkpoint:
    return Checkpoint.decode(note.partition("\n\n")[0] + "\n")


async def tiles_fail(effort: Effort) -> Seen:
    """F14 for the tile writer."""
    seen = Seen(checks=["bytes of every file, written again afterwards"])
    with staged(effort, "tiles") as stage:
        (stage.folder / "whole").mkdir()
        await stage.play("tiles", stage.folder / "whole", None)
        calls = stage.calls()
        seen.require(not untried(calls), f"Calls that are not tried: {', '.join(untried(calls))}.")
        every = cases(calls)
        missing = 0
        for number, case in enumerate(every):
            folder = stage.folder / f"case-{number}"
            folder.mkdir()
            await stage.play("tiles", folder, case)
            problem, absent = tiles_problem(folder)
            missing += absent
            seen.require(problem is None, f"{case}: {problem}")
            shutil.rmtree(folder, ignore_errors=True)
    seen.times = f"each of {len(every)} (call, occurrence, harm): {kinds(every)}"
    seen.require(stage.not_reached == 0, f"{stage.not_reached} of the calls never happened.")
    seen.what = f"no torn tile under a served name; {missing} tiles were missing then, and whole after the next writing"
    return seen


def tiles_problem(folder: Path) -> tuple[str | None, int]:
    """What is wrong with the files after a case, and how many tiles were not there."""
    whole = {Tile(0, index).path: tile_bytes(index) for index in range(TILES)}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.name.startswith(DRAFT) and path.read_bytes() != whole.get(name):
            return f"{name} is torn", 0
    written = TileFolder(folder)
    absent = sum(written.read(Tile(0, index)) is None for index in range(TILES))
    for index in range(TILES):
        written.write(Tile(0, index), tile_bytes(index))
        if written.read(Tile(0, index)) != tile_bytes(index):
            return f"{Tile(0, index).path} is not whole after it was written again", absent
    return None, absent


DRILLS = (
    Drill(
        "F4b",
        "Each system call of the signer's store, at each occurrence: EIO, ENOSPC, SIGKILL (strace)",
        "Never two roots for a size, nothing handed out before it is durable; it starts again by itself",
        store_fails,
        needs=("strace",),
    ),
    Drill(
        "F14b",
        "Each system call of the tile writer, at each occurrence: EIO, ENOSPC, SIGKILL (strace)",
        "No torn tile is ever served; what is missing is made again",
        tiles_fail,
        needs=("strace",),
    ),
)
