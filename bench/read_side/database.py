"""The database of the bench: embedded, durable as in production, and filled once with synthetic complaints."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import asyncpg

from api.bootstrap import prepare_database
from api.devtools.postgres import EmbeddedPostgres
from api.devtools.secrets import address_of, role_passwords
from api.settings import Part, Settings
from bench.console import say
from bench.read_side.cases import COLUMNS, Complaints
from bench.read_side.people import Organisation, organisation
from domain.people import Role
from eventstore.sql import Statements
from eventstore.vault_keys import VaultKeys
from projections.catalogue import PROJECTIONS

SEED = 20260304
MEASURED_CASES = 2_000
BATCH = 20_000
SERVER = {"shared_buffers": "2GB", "max_wal_size": "8GB"}
"""Set on the embedded server, whose defaults are for a small development database. It syncs to disk."""

_STATEMENTS = Statements.load(Path(__file__).with_name("load.sql"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A loaded database: the settings our API starts with, and its address for who passes every right."""

    settings: Settings
    superuser: str
    organisation: Organisation
    rows: int


@contextmanager
def ground(folder: Path, rows: int, institutions: int) -> Iterator[Ground]:
    """Start the server in this folder and load `rows` complaints, unless an earlier run left the same ones."""
    server = EmbeddedPostgres(folder)
    server.start()
    try:
        if asyncio.run(_configured(server.superuser_dsn())):
            server.stop()
            server.start()
        superuser = server.superuser_dsn()
        settings = _settings(folder, superuser)
        known = organisation(random.Random(SEED), institutions)
        asyncio.run(_filled(superuser, settings, known, rows))
        yield Ground(settings=settings, superuser=superuser, organisation=known, rows=rows)
    finally:
        server.stop()


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[asyncpg.Connection]:
    """One connection."""
    connection = await asyncpg.connect(address)
    try:
        yield connection
    finally:
        await connection.close()


def _settings(folder: Path, superuser: str) -> Settings:
    settings = Settings(data_dir=folder, log_level="error")
    if not settings.vault_keys.exists():
        settings.vault_keys.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        VaultKeys.create(settings.vault_keys)
    passwords = role_passwords(folder)
    return settings.with_addresses(
        {part: address_of(superuser, part.role, passwords[part.role]) for part in Part}
    )


async def _configured(superuser: str) -> bool:
    """Set what the server is to run with; whether it has to start again for it."""
    async with connected(superuser) as connection:
        found = {name: await connection.fetchval(f"SHOW {name}") for name in SERVER}
        for name, value in SERVER.items():
            await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    return found != SERVER


async def _filled(superuser: str, settings: Settings, known: Organisation, rows: int) -> None:
    passwords = role_passwords(settings.data_dir)
    await prepare_database(superuser, settings.origin, passwords)
    async with connected(superuser) as connection:
        if await connection.fetchval("SELECT count(*) FROM read.case_file") == rows:
            say("The complaints of an earlier run are still there.")
            return
        began = time.perf_counter()
        async with connection.transaction():
            await _copy(connection, known, rows)
            for name in ("relations", "berry", "plain"):
                await connection.execute(_STATEMENTS[name])
        await connection.execute("VACUUM (ANALYZE)")
        await connection.execute("CHECKPOINT")
        say(f"Copied {rows:,} complaints in {time.perf_counter() - began:.0f} s.")


async def _copy(connection: asyncpg.Connection, known: Organisation, rows: int) -> None:
    await connection.execute(
        "TRUNCATE read.unit, read.assignment, read.cursor, read.case_file, read.visible, read.inbox_item, "
        "read.placement, read.history_entry"
    )
    await _copy_organisation(connection, known)
    complaints = Complaints(random.Random(SEED + 1), known, measured=min(MEASURED_CASES, rows // 10))
    while complaints.number < rows:
        batch = complaints.batch(min(BATCH, rows - complaints.number))
        for table, records in batch.items():
            await connection.copy_records_to_table(
                table, schema_name="read", columns=COLUMNS[table], records=records
            )
        if complaints.number % (BATCH * 10) == 0:
            say(f"  {complaints.number:,} of {rows:,} complaints ...")
    cursors = [(each.name, complaints.position - 1) for each in PROJECTIONS]
    await connection.copy_records_to_table(
        "cursor", schema_name="read", columns=("name", "position"), records=cursors
    )


async def _copy_organisation(connection: asyncpg.Connection, known: Organisation) -> None:
    units: list[tuple[object, ...]] = [
        (head, f"I{number}", name, "INSTITUTION", None)
        for number, (head, name) in enumerate(known.institutions)
    ]
    units += [
        (office.unit, f"U{number}", office.name, "AGENCY", office.institution)
        for number, office in enumerate(known.offices)
    ]
    await connection.copy_records_to_table("unit", schema_name="read", records=units)
    since = date(2023, 1, 1)
    held = [
        (
            *(office.assignment, office.liaison, Role.LIAISON_OFFICER.value, office.unit, office.institution),
            *("CIVIL_SERVANT", since, None, number),
        )
        for number, office in enumerate(known.offices)
    ]
    await connection.copy_records_to_table("assignment", schema_name="read", records=held)
