"""An embedded PostgreSQL 18 for a developer and for tests; never for production.

One server per data folder, on a free port of 127.0.0.1, without a socket file and without anything shared: two
users of one machine, or root and a user, do not meet. Its superuser has a random password in a file that only
the owner reads. It ends with the process that started it, however that process ends.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import IO

from api.devtools import postmaster
from api.devtools.binaries import (
    EmbeddedPostgresError,
    account,
    binaries,
    make_root_home,
    root_home,
    sweep_root_homes,
)
from api.devtools.children import dying_with_parent, stop
from api.devtools.secrets import write_private

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError"]

SUPERUSER = "postgres"

_MAJOR = "18"
_CLUSTER = (
    *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    *("--data-checksums", "--auth=scram-sha-256", "--no-instructions"),
)
_READY_WITHIN_SECONDS = 60.0
_ATTEMPTS = 10
_RETRY_SECONDS = 0.1
_POLL_SECONDS = 0.01
# Another program took the port first; or the children of a killed server are still on their way out.
_PASSING_TROUBLES = (b"could not bind", b"pre-existing shared memory block")

# Statements, parameters and details may hold what people wrote, so the server's log never repeats them: it
# keeps what concerns the server itself (LOG and above) and leaves errors to the client that caused them.
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# What a power cut would destroy. A test's data is thrown away anyway; synchronous_commit stays as it is, so a
# test may still tell a commit that waits from one that does not.
_FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
}


class EmbeddedPostgres:
    """The server of one data folder: made at the first start, kept for the next.

    folder: the data folder of this installation (for example `.jejak`); the server keeps to `folder/postgres`,
    or, when root runs it, to a private folder outside root's home. fast: for tests only; a machine that loses
    power loses the data. Every failure is an EmbeddedPostgresError.
    """

    def __init__(self, folder: Path, *, fast: bool = False) -> None:
        self.folder = folder.resolve()
        self._fast = fast
        self._private = self.folder / "postgres"
        self._password_file = self._private / "superuser-password"
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None

    @property
    def running(self) -> bool:
        """Whether this object has started a server that still runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def log_file(self) -> Path:
        """Where the server writes what concerns itself."""
        return self._private / "server.log"

    def superuser_dsn(self, database: str = "postgres") -> str:
        """The address of a database for its superuser, also when another process started the server."""
        said = postmaster.status(self.data)
        if said is None or not said.ready or not postmaster.serves(said.pid, self.data):
            raise EmbeddedPostgresError(f"No database runs in {self.folder}: start one with make dev.")
        password = self._password_file.read_text()
        return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{said.port}/{database}"

    def start(self) -> None:
        """Start and wait until it takes connections. Main thread only (see `dying_with_parent`)."""
        if self.running:
            return
        try:
            unused = not self._private.exists()
            self._take_lock()
            try:
                self._prepare(unused=unused)
                self._launch()
            except BaseException:
                self.stop()
                raise
        except OSError as problem:
            raise EmbeddedPostgresError(
                f"The database in {self.folder} cannot be used: {problem.strerror} ({problem.filename}); "
                "set its owner right, or choose another folder with JEJAK_DATA_DIR."
            ) from problem

    def stop(self) -> None:
        """End the server in order, or within bounds by force; the data stay."""
        if self._process is not None:
            stop(self._process, (signal.SIGINT, 20.0), (signal.SIGQUIT, 10.0))
            self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def remove(self) -> None:
        """Stop, and delete the server's data for good."""
        self.stop()
        for path in {self._home, self._private}:
            shutil.rmtree(path, ignore_errors=True)

    @property
    def _home(self) -> Path:
        if os.geteuid() != 0:
            return self._private
        return root_home(self.folder)

    @property
    def data(self) -> Path:
        """The cluster: PGDATA, in PostgreSQL's own word."""
        return self._home / "data"

    def _take_lock(self) -> None:
        """One process per folder. The kernel drops the lock with its holder, so none is ever left behind."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._private.mkdir(mode=0o700, exist_ok=True)
        lock = (self._private / "in-use-by").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "another one"
            lock.close()
            raise EmbeddedPostgresError(
                f"The database in {self.folder} is in use by process {holder}: stop that process, "
                "or choose another folder with JEJAK_DATA_DIR."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock

    def _prepare(self, *, unused: bool) -> None:
        # We hold the folder's lock, so a server that still runs here has lost its parent.
        if not postmaster.end(self.data):
            raise EmbeddedPostgresError(
                f"A database server left over in {self.folder} does not end: stop the process "
                f"whose number is in {self.data / 'postmaster.pid'}."
            )
        if unused and self._home != self._private:
            shutil.rmtree(self._home, ignore_errors=True)  # what is left of a data folder thrown away since
        if not self.data.exists():
            self._create()
        elif not self._password_file.exists():
            raise EmbeddedPostgresError(
                f"The password of the database in {self.folder} is gone ({self._password_file}): "
                f"put it back, or remove {self._private} and with it the data."
            )
        found = (self.data / "PG_VERSION").read_text().strip()
        if found != _MAJOR:
            raise EmbeddedPostgresError(
                f"The database in {self.folder} was made by PostgreSQL {found} and this is {_MAJOR}: "
                "choose another folder with JEJAK_DATA_DIR."
            )

    def _create(self) -> None:
        """Make the cluster aside and rename it: one that was interrupted is made anew, never half used."""
        runs_as = account()
        aside, password_copy = self._home / "data.new", self._home / "password.new"
        if runs_as is not None:
            sweep_root_homes(self.folder)
            make_root_home(self.folder)
        shutil.rmtree(aside, ignore_errors=True)
        password = secrets.token_urlsafe(24)
        write_private(self._password_file, password)
        try:
            write_private(password_copy, password)
            if runs_as is not None:
                os.chown(password_copy, runs_as.uid, runs_as.gid)
                os.chown(self._home, runs_as.uid, runs_as.gid)
            options = [*_CLUSTER, "--no-sync"] if self._fast else _CLUSTER
            words = [f"--pgdata={aside}", f"--username={SUPERUSER}", f"--pwfile={password_copy}", *options]
            status = self._begin("initdb", words, end=signal.SIGKILL).wait()
        finally:
            password_copy.unlink(missing_ok=True)
        if status != 0:
            raise EmbeddedPostgresError(
                f"PostgreSQL could not make a database in {self._home}: see {self.log_file}."
            )
        aside.rename(self.data)

    def _launch(self) -> None:
        """Start on a free port. Another program may take it in between, so a taken port is tried again."""
        for _ in range(_ATTEMPTS):
            port = free_port()
            settings = _SETTINGS | (_FAST if self._fast else {}) | {"port": str(port)}
            words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
            log_start = self.log_file.stat().st_size if self.log_file.exists() else 0
            self._process = self._begin("postgres", ["-D", str(self.data), *words], end=signal.SIGINT)
            if self._becomes_ready(port):
                return
            with self.log_file.open("rb") as log:
                log.seek(log_start)
                said = log.read()
            if not any(passing in said for passing in _PASSING_TROUBLES):
                break
            time.sleep(_RETRY_SECONDS)
        raise EmbeddedPostgresError(f"The database in {self.folder} did not start: see {self.log_file}.")

    def _begin(self, program: str, words: list[str], *, end: signal.Signals) -> "subprocess.Popen[bytes]":
        """Run a program of PostgreSQL for this folder; what it prints goes to the log file."""
        runs_as = account()
        with self.log_file.open("ab") as log:
            return subprocess.Popen(
                [str(binaries(runs_as) / program), *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._home,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                user=runs_as.uid if runs_as else None,
                group=runs_as.gid if runs_as else None,
                extra_groups=[] if runs_as else None,
                umask=0o077,
                start_new_session=True,  # Ctrl-C is for the parent, which then stops the server in order
                preexec_fn=dying_with_parent(end),
            )

    def _becomes_ready(self, port: int) -> bool:
        process = self._process
        assert process is not None
        deadline = time.monotonic() + _READY_WITHIN_SECONDS
        while process.poll() is None:
            said = postmaster.status(self.data)
            if said is not None and said.pid == process.pid and said.ready:
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
                    return True
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"The database in {self.folder} was not ready within {_READY_WITHIN_SECONDS:.0f} seconds: "
                    f"see {self.log_file}, then try again."
                )
            time.sleep(_POLL_SECONDS)
        return False


def free_port() -> int:
    """A port of 127.0.0.1 that nobody used just now; somebody may in the next moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
