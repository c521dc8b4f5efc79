"""The database that the log is measured in: embedded, syncing to disk, and thrown away afterwards."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from api.bootstrap import prepare_database
from api.devtools.postgres import EmbeddedPostgres
from api.devtools.secrets import address_of, role_passwords
from api.settings import Part
from eventstore.records import AppendCommand
from eventstore.sequencer import Sequencer
from eventstore.store import MOST_COMMANDS, Store

ORIGIN = "jejak.bench/log"
DATABASE = "log"
SERVER = {"shared_buffers": "1GB", "max_wal_size": "8GB"}
"""Set on the embedded server, whose defaults are for a small development database. It syncs to disk."""

_RIVALS = Path(__file__).with_name("rivals.sql")
# Only here may the log be emptied, so that every arm of every round begins with as little as the others.
_EMPTY = "TRUNCATE ledger.event, ledger.sealed, ledger.leaf, ledger.checkpoint, bench.physical, bench.same"
_BEGIN_AGAIN = "UPDATE ledger.seq_state SET snap = pg_current_snapshot(), target = NULL, target_lsn = NULL,"
_BEGIN_AGAIN += " progress = 0, next_position = 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where to measure: the addresses of one database, for its superuser and for the roles of the parts."""

    folder: Path
    superuser: str
    passwords: Mapping[str, str]
    log_id: int
    server: int
    """The process of the server."""

    def dsn(self, part: Part) -> str:
        """The address for a part's role."""
        return address_of(self.superuser, part.role, self.passwords[part.role])

    @asynccontextmanager
    async def connected(self, part: Part | None = None) -> AsyncIterator[asyncpg.Connection]:
        """One connection; without a part it is the superuser's."""
        connection = await asyncpg.connect(self.dsn(part) if part else self.superuser)
        try:
            yield connection
        finally:
            await connection.close()

    @asynccontextmanager
    async def pool(self, part: Part, *, size: int) -> AsyncIterator[asyncpg.Pool]:
        """So many connections, all of them open."""
        async with asyncpg.create_pool(self.dsn(part), min_size=size, max_size=size) as pool:
            yield pool

    @asynccontextmanager
    async def store(self, *, size: int = 8) -> AsyncIterator[Store]:
        """The log as the application sees it."""
        async with self.pool(Part.APP, size=size) as pool:
            yield Store(pool, self.log_id, ORIGIN)

    def execute(self, *statements: str) -> None:
        """As the superuser, one after the other."""
        asyncio.run(self._execute(statements))

    def empty(self) -> None:
        """Nothing in any table that is written to."""
        self.execute(_EMPTY, _BEGIN_AGAIN)

    async def _execute(self, statements: tuple[str, ...]) -> None:
        async with self.connected() as connection:
            for statement in statements:
                await connection.execute(statement)


@contextmanager
def ground() -> Iterator[Ground]:
    """A server of its own with a migrated database, an open log, and the rivals."""
    folder = Path(tempfile.mkdtemp(prefix="jejak-bench-"))
    server = EmbeddedPostgres(folder)
    try:
        server.start()
        asyncio.run(_configured(server.superuser_dsn()))
        server.stop()
        server.start()
        yield asyncio.run(_prepared(folder, server))
    finally:
        server.remove()
        shutil.rmtree(folder, ignore_errors=True)


async def fill(ground: Ground, store: Store, commands: Iterable[AppendCommand]) -> None:
    """Append so many commands at once as go in one call, and number them."""
    waiting = list(commands)
    for start in range(0, len(waiting), MOST_COMMANDS):
        await store.append(waiting[start : start + MOST_COMMANDS])
    async with ground.pool(Part.SEQUENCER, size=1) as pool:
        await Sequencer(pool, ground.log_id).step()


async def _configured(superuser: str) -> None:
    connection = await asyncpg.connect(superuser)
    try:
        for name, value in SERVER.items():
            await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        await connection.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        await connection.close()


async def _prepared(folder: Path, server: EmbeddedPostgres) -> Ground:
    address, passwords = server.superuser_dsn(DATABASE), role_passwords(folder)
    await prepare_database(address, ORIGIN, passwords)
    connection = await asyncpg.connect(address)
    try:
        log_id = await connection.fetchval("SELECT ledger.find_log($1)", ORIGIN)
        await connection.execute(_RIVALS.read_text(encoding="utf-8"))
        [process, *_] = (await connection.fetchval("SELECT pg_read_file('postmaster.pid')")).splitlines()
    finally:
        await connection.close()
    return Ground(folder=folder, superuser=address, passwords=passwords, log_id=log_id, server=int(process))
