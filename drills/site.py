"""The ground a drill is held on: a cluster of its own, the processes around it, and the witnesses outside."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import asyncpg

from api.bootstrap import prepare_database
from api.devtools.children import dying_with_parent
from api.devtools.secrets import address_of, role_passwords
from api.settings import Part
from drills.cluster import Cluster, program
from drills.journal import Journal, Sightings
from drills.writers import TROUBLES, Writers
from eventstore.signer_store import ensure_key
from eventstore.vault_keys import VaultKeys

DATABASE = "jejak"
ORIGIN = "jejak.drill/log"
ROOT = Path(__file__).parents[1]
LOOK_SECONDS = 0.01


@dataclass(slots=True)
class Site:
    """One drill's place. `folder` is ours alone; the cluster's part of it belongs to PostgreSQL's account."""

    folder: Path
    cluster: Cluster
    passwords: Mapping[str, str]
    log_id: int
    journal: Journal
    sightings: Sightings = field(default_factory=Sightings)
    lies: dict[str, dict[str, str]] = field(default_factory=dict)  # variables for a process by its name
    seen_at: list[tuple[int, int]] = field(
        default_factory=list
    )  # nanoseconds, size: when a checkpoint was seen
    _children: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def signer_folder(self) -> Path:
        return self.folder / "signer"

    @property
    def vkey(self) -> str:
        """The verifier key, from the signer's folder and not from the database."""
        return ensure_key(self.signer_folder, ORIGIN)

    @property
    def superuser(self) -> str:
        return self.cluster.superuser(DATABASE)

    def dsn(self, role: str) -> str:
        """The address for a role, for example `jejak_app`."""
        return address_of(self.superuser, role, self.passwords[role])

    @asynccontextmanager
    async def connected(self, role: str | None = None) -> AsyncIterator[asyncpg.Connection]:
        """A connection in a role, or the superuser's."""
        conn = await asyncpg.connect(self.dsn(role) if role else self.superuser, timeout=30)
        try:
            yield conn
        finally:
            conn.terminate()

    def writers(self, *, many: int = 8, streams: int = 12, batch: int = 1, seed: int = 0) -> Writers:
        """Clients whose journal is this site's."""
        return Writers(
            self.dsn("jejak_app"),
            self.log_id,
            ORIGIN,
            self.journal,
            many=many,
            streams=streams,
            batch=batch,
            seed=seed,
        )

    def environment(self, *, signer_folder: Path | None = None) -> dict[str, str]:
        """What the commands of `jejak` are told: every address, and the signer's folder only where one is given."""
        office = self.folder / "office"
        office.mkdir(mode=0o700, exist_ok=True)
        if not (office / "vault-keys.json").exists():
            VaultKeys.create(office / "vault-keys.json")
        beside = {"JEJAK_SIGNER_DIR": str(signer_folder)} if signer_folder else {}
        return {
            **{part.variable: self.dsn(part.role) for part in Part},
            **beside,
            "JEJAK_MODE": "production",
            "PATH": f"{Path(program('postgres')).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "JEJAK_DATABASE_URL": self.superuser,
            "JEJAK_LOG_ORIGIN": ORIGIN,
            "JEJAK_DATA_DIR": str(office),
            "JEJAK_VAULT_KEY_FILE": str(office / "vault-keys.json"),
            "JEJAK_DOCUMENTS_DIR": str(office / "documents"),
        }

    async def command(
        self, *words: str, environment: Mapping[str, str], seconds: float = 120.0
    ) -> tuple[int, str]:
        """Run `jejak ...` to its end, or for so long; its exit status (-9 if it was ended) and what it printed."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "api.cli", *words),
            cwd=ROOT,
            env={**_without_settings(), **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            preexec_fn=dying_with_parent(signal.SIGKILL),
        )
        try:
            async with asyncio.timeout(seconds):
                said, _ = await process.communicate()
        except TimeoutError:
            process.kill()
            said, _ = await process.communicate()
        return process.returncode or 0, said.decode(errors="replace")

    def sequencer(self) -> "subprocess.Popen[bytes]":
        """Start a sequencer process."""
        return self.begin(["-m", "drills.process", "sequencer", self.dsn("jejak_seq"), str(self.log_id)])

    def signer(self, *, interval: float = 0.02) -> "subprocess.Popen[bytes]":
        """Start a signer process; what it publishes is in `signer.out`."""
        ensure_key(self.signer_folder, ORIGIN)
        words = ["-m", "drills.process", "signer", self.dsn("jejak_sign"), str(self.log_id), ORIGIN]
        return self.begin([*words, str(self.signer_folder), str(interval)])

    def begin(
        self, words: Sequence[str], *, environment: Mapping[str, str] | None = None, under: Sequence[str] = ()
    ) -> "subprocess.Popen[bytes]":
        """Start a Python process of ours; it ends with the site, and with us."""
        name = words[2]
        with (
            (self.folder / f"{name}.out").open("ab") as said,
            (self.folder / f"{name}.log").open("ab") as log,
        ):
            child = subprocess.Popen(
                [*under, sys.executable, *words],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=log,
                env={**_without_settings(), **(environment or {}), **self.lies.get(name, {})},
                start_new_session=True,
                preexec_fn=dying_with_parent(signal.SIGKILL),
            )
        self._children.append(child)
        return child

    def end_children(self) -> None:
        """SIGKILL for every process that this site started and that still runs."""
        for child in self._children:
            end(child)
        self._children.clear()

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Keep every checkpoint that is shown, from outside, while the block runs and once more at its end."""
        stop = asyncio.Event()
        task = asyncio.create_task(self._watch(stop))
        try:
            yield
        finally:
            stop.set()
            await task
            with suppress(*TROUBLES):
                async with self.connected("jejak_audit") as conn:
                    await self._look(conn, -1)
            self.read_signer_output()

    def read_signer_output(self) -> None:
        """What the signers said they published; a last line may be cut off by a kill."""
        said = self.folder / "signer.out"
        for line in said.read_text().splitlines() if said.exists() else ():
            with suppress(json.JSONDecodeError):
                checkpoint: dict[str, Any] = json.loads(line)
                self.sightings.saw(checkpoint["size"], bytes.fromhex(checkpoint["root"]), "")

    async def _watch(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            with suppress(*TROUBLES):
                async with self.connected("jejak_audit") as conn:
                    last = -1
                    while not stop.is_set():
                        last = await self._look(conn, last)
                        await asyncio.sleep(LOOK_SECONDS)
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self, conn: asyncpg.Connection, last: int) -> int:
        rows = await conn.fetch(
            "SELECT size, root, note FROM ledger.checkpoint WHERE log_id = $1 AND size > $2 ORDER BY size",
            self.log_id,
            last,
        )
        for row in rows:
            self.sightings.saw(row["size"], row["root"], row["note"])
            last = row["size"]
        if rows:
            self.sightings.saw_newest(last)
            self.seen_at.append((time.monotonic_ns(), last))
        return last


def _without_settings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("JEJAK_")}


def end(child: "subprocess.Popen[bytes]") -> None:
    """SIGKILL, and collect it."""
    child.kill()
    child.wait()


class Grounds:
    """Where sites come from: one cluster is prepared, the others are copies of it. Use as a context manager."""

    def __init__(self, keep: bool = False) -> None:
        self._keep = keep
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self.folder = Path(self._stack.enter_context(_folder(self._keep)))
        self.passwords = role_passwords(self.folder)
        self._template = Cluster.made(self.folder / "template")
        self.log_id = asyncio.run(self._prepare())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    async def _prepare(self) -> int:
        await self._template.start()
        try:
            conn = await asyncpg.connect(self._template.superuser("postgres"))
            await conn.execute(f"CREATE DATABASE {DATABASE}")
            await conn.close()
            address = self._template.superuser(DATABASE)
            await prepare_database(address, ORIGIN, self.passwords)
            conn = await asyncpg.connect(address)
            log_id: int = await conn.fetchval("SELECT log_id FROM ledger.log WHERE origin = $1", ORIGIN)
            await conn.close()
            return log_id
        finally:
            self._template.stop()

    @asynccontextmanager
    async def site(self, name: str, *, settings: Mapping[str, str] | None = None) -> AsyncIterator[Site]:
        """A fresh site whose server runs; everything it started is gone after the block."""
        place = self.folder / name
        place.mkdir(mode=0o711)
        site = Site(
            folder=place,
            cluster=self._template.copied(place / "cluster"),
            passwords=self.passwords,
            log_id=self.log_id,
            journal=Journal(place / "journal"),
        )
        try:
            await site.cluster.start(settings=settings)
            yield site
        finally:
            site.end_children()
            site.cluster.stop()
            site.journal.close()
            if not self._keep:
                shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _folder(keep: bool) -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="jejak-drill-")
    os.chmod(folder, 0o711)  # the server's account passes through to its own part
    try:
        yield folder
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
