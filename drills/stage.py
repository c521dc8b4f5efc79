"""Where a process is forked for each case, stopped before its work, and traced through it, call by call."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.devtools.children import dying_with_parent
from drills.drill import Effort
from drills.site import ROOT
from drills.tracing import attached, trace

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
    *("fsync", "fdatasync", "close", "read", "write", "fstat", "newfstatat", "flock", "lseek", "ioctl"),
    "getrandom",
)
# What the two do beside these: memory, signals, their own numbers, and the event loop. No disk answers there.
OTHERS = frozenset(
    [
        "brk",
        "clock_gettime",
        "epoll_create1",
        "epoll_ctl",
        "epoll_pwait",
        "epoll_wait",
        "exit_group",
        "futex",
        "getegid",
        "geteuid",
        "getgid",
        "getpid",
        "getsockname",
        "gettid",
        "getuid",
        "madvise",
        "mmap",
        "mprotect",
        "mremap",
        "munmap",
        "rt_sigaction",
        "rt_sigprocmask",
        "rt_sigtimedwait",
        "socketpair",
    ]
)
HARM = ("error=EIO", "error=ENOSPC", "signal=KILL")
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
        seen = ",".join(CALLS) if case else "all"
        words = ["strace", "-q", "-o", str(calls), "-e", f"trace={seen}", "-p", str(pid)]
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


def untried(calls: list[str]) -> list[str]:
    """Calls that were seen, that are no case, and of which it was not said why."""
    return sorted({match[1] for line in calls if (match := CALL.match(line))} - {*CALLS, *OTHERS})


def cases(calls: list[str]) -> list[Case]:
    """Every call that was seen, at each of its occurrences, with each harm."""
    found = Counter(match[1] for line in calls if (match := CALL.match(line)))
    return [
        Case(call, occurrence, harm)
        for call in CALLS
        for occurrence in range(1, found[call] + 1)
        for harm in HARM
    ]


def kinds(every: list[Case]) -> str:
    """The calls that were tried, with how often each occurs."""
    count = Counter(case.call for case in every)
    return ", ".join(f"{call} {times // len(HARM)}" for call, times in count.items())
