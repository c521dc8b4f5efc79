"""Bring a database to the state this program was written for: numbered .sql files, each once, in order.

Each file runs in a transaction of its own together with the note that it ran, so there is no half-applied state.
What ran is kept with a checksum in migration.applied; a file that was edited later, or lost, is refused.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import structlog

from eventstore.errors import DatabaseNewer, MigrationEdited, MigrationFailed, MigrationMissing

log = structlog.get_logger(__name__)

LEDGER = Path(__file__).parent / "migrations"

_FILE = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_LOCK = "SELECT pg_advisory_lock(1784310122, 0)"
_UNLOCK = "SELECT pg_advisory_unlock(1784310122, 0)"
_PREPARE = """
    CREATE SCHEMA IF NOT EXISTS migration;
    CREATE TABLE IF NOT EXISTS migration.applied (
        schema     text        NOT NULL,
        number     integer     NOT NULL,
        name       text        NOT NULL,
        checksum   bytea       NOT NULL,  -- SHA-256 of the file
        applied_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT applied_pkey PRIMARY KEY (schema, number)
    )"""
_IS_PREPARED = "SELECT to_regclass('migration.applied') IS NOT NULL"
_APPLIED = "SELECT number, name, checksum FROM migration.applied WHERE schema = $1 ORDER BY number"
_NOTE = "INSERT INTO migration.applied (schema, number, name, checksum) VALUES ($1, $2, $3, $4)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Migration:
    number: int
    name: str
    text: str
    checksum: bytes


async def migrate(
    conn: asyncpg.Connection, folder: Path, schema: str = "ledger", *, written_for: str | None = None
) -> tuple[str, ...]:
    """Apply what is missing and answer the names of the files that ran.

    The connection's role is a superuser, or one that may create roles and schemas. Two calls at once wait for
    each other. `written_for` is the schema that the files name where they are to make another one, `schema`.
    Raises MigrationRefused with the cause and the remedy; what was applied before stays applied.
    """
    await conn.execute(_LOCK)
    try:
        await conn.execute(_PREPARE)
        missing = await _missing(conn, folder, schema)
        for migration in missing:
            text = migration.text if written_for is None else in_schema(migration.text, written_for, schema)
            await _apply(conn, schema, migration, text)
    finally:
        await conn.execute(_UNLOCK)
    return tuple(migration.name for migration in missing)


def in_schema(text: str, named: str, schema: str) -> str:
    """The same SQL about another schema: wherever `named` qualifies a name, or is called a SCHEMA."""
    return re.sub(rf"\b{named}(?=\.\w)|(?<=\bSCHEMA ){named}\b", schema, text)


async def pending(conn: asyncpg.Connection, folder: Path, schema: str = "ledger") -> tuple[str, ...]:
    """The names of the files that `migrate` would run; changes nothing. Raises MigrationRefused as it does."""
    if not await conn.fetchval(_IS_PREPARED):
        return tuple(migration.name for migration in _files(folder, schema))
    return tuple(migration.name for migration in await _missing(conn, folder, schema))


async def set_passwords(conn: asyncpg.Connection, passwords: Mapping[str, str]) -> None:
    """Give login roles their passwords (ASCII). Only SCRAM verifiers leave this process, never a password."""
    for role, password in passwords.items():
        statement = await conn.fetchval(
            "SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text)", role, _scram_verifier(password)
        )
        await conn.execute(statement)


async def _missing(conn: asyncpg.Connection, folder: Path, schema: str) -> Sequence[_Migration]:
    files = _files(folder, schema)
    applied = await conn.fetch(_APPLIED, schema)
    for place, (number, name, checksum) in enumerate(applied):
        if place >= len(files):
            raise DatabaseNewer(schema=schema, number=applied[-1]["number"])
        if number != files[place].number:
            raise MigrationMissing(schema=schema, number=place + 1)
        if checksum != files[place].checksum:
            raise MigrationEdited(schema=schema, name=name)
    return files[len(applied) :]


def _files(folder: Path, schema: str) -> Sequence[_Migration]:
    found: list[_Migration] = []
    for path in sorted(folder.glob("*.sql")):
        match = _FILE.fullmatch(path.name)
        if match is None or int(match[1]) != len(found) + 1:
            raise MigrationMissing(schema=schema, number=len(found) + 1)
        content = path.read_bytes()
        found.append(
            _Migration(
                number=int(match[1]),
                name=path.stem,
                text=content.decode("utf-8"),
                checksum=hashlib.sha256(content).digest(),
            )
        )
    return found


async def _apply(conn: asyncpg.Connection, schema: str, migration: _Migration, text: str) -> None:
    try:
        async with conn.transaction():
            await conn.execute(text)
            await conn.execute("RESET ROLE")  # a file acts as the owner of what it makes; the note is ours
            await conn.execute(_NOTE, schema, migration.number, migration.name, migration.checksum)
    except asyncpg.PostgresError as error:
        raise MigrationFailed(schema=schema, name=migration.name, cause=str(error)) from error
    log.info("migration_applied", schema=schema, migration=migration.name)


def _scram_verifier(password: str) -> str:
    """What PostgreSQL keeps of a password (RFC 5802 and 7677), so that it need not be sent."""
    iterations, salt = 4096, secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    encoded = [base64.b64encode(each).decode() for each in (salt, stored_key, server_key)]
    return f"SCRAM-SHA-256${iterations}:{encoded[0]}${encoded[1]}:{encoded[2]}"
