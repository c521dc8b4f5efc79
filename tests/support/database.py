"""A database of its own for every test, cloned from one that was migrated once."""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg

from api.devtools.secrets import address_of, role_passwords
from eventstore.migrate import migrate, set_passwords

ORIGIN: Final = "jejak.test/log"
AUTHORITY: Final = UUID("6f0d1c52-3d0e-4c4b-9a53-2f8b7f0f7a11")

_ROOT = Path(__file__).parents[2]
# In this order: the others refer to roles that the first migration of the log creates.
MIGRATIONS: Final = (
    ("ledger", _ROOT / "eventstore" / "migrations"),
    ("vault", _ROOT / "eventstore" / "vault_migrations"),
    ("read", _ROOT / "projections" / "migrations"),
    ("projection", _ROOT / "projections" / "registry_migrations"),
)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """One database: its addresses, for the superuser and for each role that logs in."""

    name: str
    superuser: str
    passwords: Mapping[str, str]
    log_id: int
    origin: str = ORIGIN

    def dsn(self, role: str) -> str:
        """The address for a role, for example `jejak_app`."""
        return address_of(self.superuser, role, self.passwords[role])


class Cluster:
    """The superuser's view of the test server: makes databases and drops them.

    It has an event loop of its own, apart from the loops that pytest-asyncio makes for tests.
    """

    def __init__(self, superuser_dsn: str, folder: Path) -> None:
        self._dsn = superuser_dsn
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._connection = self._run(asyncpg.connect(superuser_dsn))
        self._passwords = role_passwords(folder)
        self._numbers = itertools.count(1)
        self._log_id = 0

    def close(self) -> None:
        """End the superuser's connection and the event loop."""
        self._run(self._connection.close())
        self._runner.close()

    def migrated(self, name: str) -> Database:
        """A database with every migration of the project, an open log, and passwords for the roles."""
        self._execute(f"CREATE DATABASE {name}")
        self._run(self._migrate(name))
        return self._database(name)

    def clone(self, template: Database) -> Database:
        """A copy of a database that nobody is connected to."""
        name = f"test_{next(self._numbers)}"
        # Copying files is the quicker way here: the server of the tests does not wait for the disk.
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template.name} STRATEGY file_copy")
        return self._database(name)

    def prepared(self, template: Database, work: Callable[[Database], Coroutine[Any, Any, None]]) -> Database:
        """A copy that something is done to once, to be copied in its turn."""
        database = self.clone(template)
        self._run(work(database))
        return database

    def drop(self, database: Database) -> None:
        """Remove it, whoever is still connected."""
        self._execute(f"DROP DATABASE {database.name} WITH (FORCE)")

    async def _migrate(self, name: str) -> None:
        connection = await asyncpg.connect(self._dsn_of(name))
        try:
            for schema, folder in MIGRATIONS:
                await migrate(connection, folder, schema)
            await set_passwords(connection, self._passwords)
            self._log_id = await connection.fetchval("SELECT ledger.open_log($1, $2)", ORIGIN, AUTHORITY)
        finally:
            await connection.close()

    def _database(self, name: str) -> Database:
        return Database(
            name=name, superuser=self._dsn_of(name), passwords=self._passwords, log_id=self._log_id
        )

    def _dsn_of(self, name: str) -> str:
        return urlunsplit(urlsplit(self._dsn)._replace(path=f"/{name}"))

    def _execute(self, statement: str) -> None:
        self._run(self._connection.execute(statement))

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        return self._runner.run(work)
