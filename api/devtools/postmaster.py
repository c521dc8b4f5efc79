"""What a PostgreSQL server says about itself in its data folder, and how to end one that lost its parent."""

import contextlib
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The lines of `postmaster.pid` that we use."""

    pid: int
    port: int | None
    ready: bool


def status(data: Path) -> Status | None:
    """What the server of this data folder last said; None when there is none, or it has not said enough yet.

    The file outlives a server that was killed: `serves` tells.
    """
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return Status(
            pid=abs(int(lines[0])),  # negative in single-user mode
            port=int(lines[3]) if len(lines) > 3 else None,
            ready=len(lines) > 7 and lines[7].strip() == "ready",
        )
    except (FileNotFoundError, IndexError, ValueError):
        return None


def serves(pid: int, data: Path) -> bool:
    """Whether this process is the server of this data folder, and not a later one with a reused number.

    A server makes its data folder its working folder. Where the system does not tell, the number must do.
    """
    try:
        if sys.platform == "linux":
            return Path(f"/proc/{pid}/cwd").readlink() == data
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def end(data: Path) -> bool:
    """End the server of this data folder, within bounds. Answers whether none is left."""
    last = status(data)
    if last is None:
        return True
    for number, seconds in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
        if not serves(last.pid, data):
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(last.pid, number)
        deadline = time.monotonic() + seconds
        while serves(last.pid, data) and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
    if serves(last.pid, data):
        return False
    _mark_stale(data)
    return True


def _mark_stale(data: Path) -> None:
    """Put our own number in place of the dead server's.

    Where nobody collects dead processes (a container without an init) the number of a killed server stays
    taken, and the next one would believe it alive. The number of its own parent it knows to be stale. The rest
    of the file stays: by it the next server sees children of the killed one that still hold its memory.
    """
    with contextlib.suppress(FileNotFoundError):
        # The folder may be another account's, so a link in it is not followed.
        descriptor = os.open(data / "postmaster.pid", os.O_RDWR | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "r+") as file:
            _, *others = file.read().splitlines(keepends=True)
            file.seek(0)
            file.write("".join([f"{os.getpid()}\n", *others]))
            file.truncate()
