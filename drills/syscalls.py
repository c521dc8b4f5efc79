"""Every system call of the signer's store and of the tile writer, failing or deadly, one at a time.

The loop of Tessera's tests: each call that touches a file, at each of its occurrences, with EIO, with ENOSPC, and with
SIGKILL on its way in. After each, a full check: the folder is given back to an honest log, and to one that lies.
"""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from api.devtools.children import dying_with_parent
from drills.drill import Drill, Effort, Seen
from drills.pretence import HONEST, ORIGIN, TILES, sign_history, tile_bytes
from drills.site import ROOT
from drills.tracing import attached, trace
from eventstore.durable_files import DRAFT
from eventstore.note import Checkpoint, VerifyingKey, open_note
from eventstore.signer_store import SignerRefused, ensure_key
from eventstore.tile_folder import TileFolder
from eventstore.tiles import Tile

CALLS = (
    *(
        "openat",
        "link",
        "linkat",
        "mkdir",
        "mkdirat",
        "rename",
        "renameat",
        "renameat2",
        "unlink",
        "unlinkat",
    ),
    *("fsync", "fdatasync", "close", "read", "write", "fstat", "newfstatat", "flock"),
)
HARM = ("error=EIO", "error=ENOSPC", "signal=KILL")
LIAR = "another"
DONE = ("(INJECTED)", "+++ killed by SIGKILL +++")  # how a tracer notes that it did harm
CALL = re.compile(r"^(\w+)\(")


@dataclass(frozen=True, slots=True)
class Case:
    """One call, one of its occurrences, one harm."""

    call: str
    occurrence: int
    harm: str

    def __str__(self) -> str:
        return f"{self.call} number {self.occurrence} with {self.harm}"


class Stage:
    """Forks a process for each case, stopped before its work, so that a tracer can get hold of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.not_reached = 0  # cases whose call did not happen: an earlier run had one more
        self._log = (folder / "stage.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "drills.process", "stage"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            preexec_fn=dying_with_parent(signal.SIGKILL),
        )

    def close(self) -> None:
        """End the stage, and with it whatever still waits."""
        self._process.kill()
        self._process.communicate()
        self._log.close()

    async def play(self, part: str, folder: Path, case: Case | None) -> list[str]:
        """Run a part under the tracer: what it handed out, as lines. Without a case it is only written down."""
        output, calls = self.folder / "handed-out", self.folder / "calls"
        output.unlink(missing_ok=True)
        pid = int(await self._said(f"{part} {folder} {output}\n"))
        words = ["strace", "-q", "-o", str(calls), "-e", f"trace={','.join(CALLS)}", "-p", str(pid)]
        if case is not None:
            words += ["-e", f"inject={case.call}:{case.harm}:when={case.occurrence}"]
        tracer = trace(words, self._log)
        try:
            await attached(tracer, pid)
            os.kill(pid, signal.SIGUSR1)
            await self._said("")
        finally:
            tracer.terminate()
            tracer.wait()
        if case is not None and not any(mark in "".join(self.calls()) for mark in DONE):
            self.not_reached += 1
        return output.read_text().splitlines() if output.exists() else []

    async def _said(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line)
        self._process.stdin.flush()
        return await asyncio.wait_for(asyncio.to_thread(self._process.stdout.readline), 60)

    def calls(self) -> list[str]:
        """The lines of the last run's calls."""
        return (self.folder / "calls").read_text(errors="replace").splitlines()


@contextmanager
def staged(effort: Effort, name: str) -> Iterator[Stage]:
    """A stage in a folder that is removed with it."""
    with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=effort.grounds.folder) as folder:
        stage = Stage(Path(folder))
        try:
            yield stage
        finally:
            stage.close()


def cases(calls: list[str]) -> list[Case]:
    """Every call that was seen, at each of its occurrences, with each harm."""
    found = Counter(match[1] for line in calls if (match := CALL.match(line)))
    return [
        Case(call, occurrence, harm)
        for call in CALLS
        for occurrence in range(1, found[call] + 1)
        for harm in HARM
    ]


async def store_fails(effort: Effort) -> Seen:
    """F4 and F14 for the signer: its folder, from the first key to the third tree."""
    seen = Seen(checks=["signatures, one root a size, an honest log and one that lies on the same folder"])
    with staged(effort, "store") as stage:
        await stage.play("store", stage.folder / "whole", None)
        calls = stage.calls()
        seen.require(synced_before_handed_out(calls), "A note left before its tree was on disk.")
        every = cases(calls)
        refused = 0
        for number, case in enumerate(every):
            folder = stage.folder / f"case-{number}"
            handed = notes(await stage.play("store", folder, case))
            problem, liar_refused = await asyncio.to_thread(store_problem, folder, handed)
            refused += liar_refused
            seen.require(problem is None, f"{case}: {problem}")
            shutil.rmtree(folder, ignore_errors=True)
    seen.times = f"each of {len(every)} (call, occurrence, harm)"
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
        every = cases(stage.calls())
        missing = 0
        for number, case in enumerate(every):
            folder = stage.folder / f"case-{number}"
            folder.mkdir()
            await stage.play("tiles", folder, case)
            problem, absent = tiles_problem(folder)
            missing += absent
            seen.require(problem is None, f"{case}: {problem}")
            shutil.rmtree(folder, ignore_errors=True)
    seen.times = f"each of {len(every)} (call, occurrence, harm)"
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
