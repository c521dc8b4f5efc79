"""Child processes that never outlive the process that started them.

Ctrl-C, a crash and even SIGKILL of the parent must leave nothing behind: neither a database server nor a signer.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def dying_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` that asks the kernel to send this signal to the child when its parent ends.

    The kernel watches the starting *thread*, so only the main thread may start such a child: RuntimeError
    otherwise. Where the kernel offers nothing of the kind (not Linux) the child runs without the safeguard.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("Start it from the main thread: the child would end together with this one.")
    parent = os.getpid()
    # Loaded before the fork: a child between fork and exec should allocate as little as it can.
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def in_child() -> None:
        if libc is None:
            return
        if libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
            os._exit(127)
        if os.getppid() != parent:  # the parent ended before the kernel was asked
            os._exit(127)

    return in_child


def stop(process: "subprocess.Popen[bytes]", *steps: tuple[signal.Signals, float]) -> int:
    """End a child: each signal in turn, each with its seconds to obey; at last SIGKILL. Answers its exit status."""
    for number, seconds in steps:
        if process.poll() is None:
            process.send_signal(number)
        try:
            return process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    return process.wait()
