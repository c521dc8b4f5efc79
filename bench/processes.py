"""Child processes of the bench: servers and the load generator. None outlives the bench, however it ends."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from api.devtools.children import dying_with_parent, stop

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
_READY_WITHIN_SECONDS = 60.0
_POLL_SECONDS = 0.05


class ServerDidNotStart(Exception):
    """A server ended, or did not listen in time; the text holds the end of what it said."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one job of the load generator came to. Latencies in seconds."""

    seconds: float
    latencies: tuple[float, ...]
    bytes: int
    failed: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


class LoadGenerator:
    """The process of `bench.load`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.load"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=dying_with_parent(signal.SIGKILL),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        stop(self._process, (signal.SIGTERM, 5.0))  # type: ignore[arg-type]

    def run(self, port: int, requests: Sequence[bytes], *, count: int, connections: int) -> Load:
        """Send `count` requests over `connections` and wait for the answers. Raises RuntimeError if it died."""
        job = {
            "port": port,
            "requests": [base64.b64encode(each).decode() for each in requests],
            "connections": connections,
            "count": count,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(job), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the load generator ended before it answered")
        done = json.loads(line)
        return Load(done["seconds"], tuple(done["latencies"]), done["bytes"], done["failed"])


@contextmanager
def server(
    words: Sequence[str], environment: Mapping[str, str], *, port: int, cwd: Path = ROOT
) -> Iterator[subprocess.Popen[bytes]]:
    """A server that listens on `port` when this is entered. Raises ServerDidNotStart."""
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            list(words),
            cwd=cwd,
            env={"PATH": os.environ.get("PATH", os.defpath), **environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=dying_with_parent(signal.SIGKILL),
        )
        try:
            if not _listens(child, port):
                said.seek(0)
                ending = said.read().decode(errors="replace")[-2000:].strip()
                raise ServerDidNotStart(f"exit status {child.poll()}: {ending}")
            yield child
        finally:
            stop(child, (signal.SIGTERM, 10.0))


def free_port() -> int:
    """A port of the loopback interface that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _listens(child: "subprocess.Popen[bytes]", port: int) -> bool:
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while time.monotonic() < deadline and child.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(_POLL_SECONDS)
        else:
            return True
    return False
