"""strace, which answers system calls in the place of the kernel: for processes that we started, as long as we say."""

import asyncio
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from api.devtools.children import dying_with_parent

ATTACHED_SECONDS = 20.0
POLL_SECONDS = 0.005


class TracerFault(Exception):
    """Nothing would have been injected, so nothing may be said to have held."""


def trace(words: Sequence[str], log: IO[bytes]) -> "subprocess.Popen[bytes]":
    """Start a tracer; what it says goes to `log`. Where it ends, what it traced goes on untraced."""
    return subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=dying_with_parent(signal.SIGTERM)
    )


async def attached(tracer: "subprocess.Popen[bytes]", pid: int) -> None:
    """Until a process is traced. Raises TimeoutError, and TracerFault where the tracer may not."""
    async with asyncio.timeout(ATTACHED_SECONDS):
        while tracer.poll() is None and not is_traced(pid):  # noqa: ASYNC110  (the kernel is asked, nobody tells)
            await asyncio.sleep(POLL_SECONDS)
    if tracer.poll() is not None:
        raise TracerFault(
            f"strace ended with {tracer.returncode}: it may not trace process {pid}; see its log."
        )


def is_traced(pid: int) -> bool:
    """Whether somebody traces this process."""
    with suppress(OSError), open(f"/proc/{pid}/status", encoding="ascii") as status:
        return any(line.startswith("TracerPid:") and line.split()[1] != "0" for line in status)
    return False
