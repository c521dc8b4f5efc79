"""A PostgreSQL that is there to be killed: durable as in production, on one port for all its starts."""

import asyncio
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from api.devtools.binaries import account, binaries
from api.devtools.children import dying_with_parent, stop
from api.devtools.postgres import free_port

SUPERUSER = "postgres"
REHEARSAL = "jejak_rehearsal"
READY_SECONDS = 90.0
POLL_SECONDS = 0.01

_SETTINGS: Mapping[str, str] = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "max_prepared_transactions": "5",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "restart_after_crash": "on",
    "checkpoint_timeout": "30s",  # so that crashes meet checkpoints too
}
_INITDB = (
    *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    *("--data-checksums", "--auth=scram-sha-256", "--no-instructions"),
)


class ClusterFault(Exception):
    """The server did not do what the drill needs; the text says where its log is."""


class Cluster:
    """One data folder and the server on it. `home` is handed to the account that PostgreSQL runs under."""

    def __init__(self, home: Path, password: str, superuser: str = SUPERUSER) -> None:
        self.home = home
        self.data = home / "data"
        self.log_file = home / "server.log"
        self.port = free_port()
        self.password = password
        self._superuser = superuser
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def made(cls, home: Path) -> "Cluster":
        """A new cluster with checksums, as the embedded server has it."""
        home.mkdir(mode=0o700)
        password = secrets.token_urlsafe(24)
        given = home / "password"
        given.write_text(password)
        hand_over(home)
        try:
            words = ["initdb", f"--pgdata={home / 'data'}", f"--username={SUPERUSER}", f"--pwfile={given}"]
            run_as_server([*words, *_INITDB], cwd=home)
        finally:
            given.unlink()
        return cls(home, password)

    @classmethod
    def restored(cls, home: Path) -> "Cluster":
        """The cluster that lies in `home/data`, whatever its passwords: it gets a superuser of our own."""
        hand_over(home)
        password = secrets.token_urlsafe(24)
        statement = f"CREATE ROLE {REHEARSAL} SUPERUSER LOGIN PASSWORD '{password}'\n"
        run_as_server(
            ["postgres", "--single", "-D", str(home / "data"), "postgres"], cwd=home, given=statement.encode()
        )
        return cls(home, password, REHEARSAL)

    def copied(self, home: Path) -> "Cluster":
        """A copy of this stopped cluster in a folder of its own, with the same password."""
        home.mkdir(mode=0o700)
        shutil.copytree(self.data, home / "data", symlinks=True)
        hand_over(home)
        return Cluster(home, self.password)

    @property
    def pid(self) -> int:
        """The postmaster's process number."""
        assert self._process is not None, "the server was not started"
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether what `start` began still runs."""
        return self._process is not None and self._process.poll() is None

    def superuser(self, database: str) -> str:
        """The superuser's address of a database."""
        return f"postgresql://{self._superuser}:{self.password}@127.0.0.1:{self.port}/{database}"

    async def start(
        self,
        *,
        settings: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start and wait until it takes connections.

        Children of a killed server may still hold its memory, so a start that fails is tried again for a while.
        """
        deadline = time.monotonic() + READY_SECONDS
        words = self._words({**_SETTINGS, **(settings or {}), "port": str(self.port)})
        while True:
            self._process = begin(words, cwd=self.home, log=self.log_file, environment=environment or {})
            if await self._ready(deadline):
                return
            if time.monotonic() > deadline:
                raise ClusterFault(f"The server in {self.home} did not start: see {self.log_file}.")
            await asyncio.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL for the postmaster; its children notice, and end."""
        self._signal(signal.SIGKILL)

    def cut(self) -> None:
        """SIGKILL for the postmaster and everything it started, at once."""
        children = self.backends()
        self._signal(signal.SIGKILL)
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def interrupt(self) -> None:
        """Let it begin to stop in order, and do not wait for it."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)

    def backends(self) -> list[int]:
        """The process numbers of the postmaster's children."""
        return children_of(self.pid)

    def stop(self) -> None:
        """End in order, or by force where that takes too long."""
        if self._process is None or self._process.poll() is not None:
            self._process = None
            return
        stop(self._process, (signal.SIGINT, 20.0), (signal.SIGQUIT, 20.0))
        self._process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
        self._process.wait()
        self._process = None

    def _words(self, settings: Mapping[str, str]) -> list[str]:
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [program("postgres"), "-D", str(self.data), *options]

    async def _ready(self, deadline: float) -> bool:
        assert self._process is not None
        while self._process.poll() is None and time.monotonic() < deadline:
            if self._says_ready():
                with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5):
                    return True
            await asyncio.sleep(POLL_SECONDS)
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        return False

    def _says_ready(self) -> bool:
        with suppress(OSError, IndexError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return int(lines[0]) == self.pid and lines[7].strip() == "ready"
        return False


def program(name: str) -> str:
    """A program of PostgreSQL, where whoever runs it may read it."""
    return str(binaries(account()) / name)


def run_as_server(
    words: Sequence[str], *, cwd: Path, environment: Mapping[str, str] | None = None, given: bytes = b""
) -> bytes:
    """Run a program of PostgreSQL to its end, under the server's account; ClusterFault with its last words."""
    runs_as = account()
    done = subprocess.run(
        [program(words[0]), *words[1:]],
        cwd=cwd,
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", **(environment or {})},
        user=runs_as.uid if runs_as else None,
        group=runs_as.gid if runs_as else None,
        extra_groups=[] if runs_as else None,
        input=given,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise ClusterFault(f"{words[0]} failed: {said[-1] if said else done.returncode}")
    return done.stdout


def begin(
    words: Sequence[str], *, cwd: Path, log: Path, environment: Mapping[str, str]
) -> "subprocess.Popen[bytes]":
    """Start a program under the server's account; it ends with us."""
    runs_as = account()
    with log.open("ab") as output:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC", **environment},
            user=runs_as.uid if runs_as else None,
            group=runs_as.gid if runs_as else None,
            extra_groups=[] if runs_as else None,
            umask=0o077,
            start_new_session=True,
            preexec_fn=dying_with_parent(signal.SIGINT),
        )


def hand_over(folder: Path) -> None:
    """Give a folder and everything in it to the server's account, where that is another one."""
    runs_as = account()
    if runs_as is None:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, runs_as.uid, runs_as.gid, follow_symlinks=False)


def children_of(parent: int) -> list[int]:
    """The process numbers of a process's children."""
    try:
        return [int(word) for word in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except OSError:
        return []
