"""Bring a deployment to where it can start: tables, roles, the log, and what the log says about itself."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

import asyncpg

from api.application.names import SYSTEM, unit_of
from api.application.occasions import Clock
from domain import wire
from eventstore import canonical
from eventstore import migrate as migrations
from eventstore.log_events import LOG_EVENTS, schema_registered, shape_of
from eventstore.records import ANY, AppendCommand, Cause, Item
from eventstore.store import Store
from projections.catalogue import MIGRATIONS as READ_MODELS
from projections.catalogue import REGISTRY

_LOG = Path(migrations.__file__).parent
FOLDERS: tuple[tuple[str, Path], ...] = (
    ("ledger", migrations.LEDGER),
    ("vault", _LOG / "vault_migrations"),
    ("read", READ_MODELS),
    ("projection", REGISTRY),
)
AUTHORITY = unit_of("LOMBOK-TENGAH")
_REGISTRATIONS = UUID("0d3c5f0e-6c1b-5d8f-8f4e-2f7f4f6e5b10")
_SCOPE = "system:schemas"


async def prepare_database(address: str, origin: str, passwords: Mapping[str, str]) -> tuple[str, ...]:
    """Apply what is missing, set the given roles' passwords, and open the log; answers the files that ran.

    `address` logs in as somebody who may create roles and schemas. Raises MigrationRefused.
    """
    conn = await asyncpg.connect(address)
    try:
        applied: list[str] = []
        for schema, folder in FOLDERS:
            applied += await migrations.migrate(conn, folder, schema)
        if passwords:
            await migrations.set_passwords(conn, passwords)
        await conn.execute("SELECT ledger.open_log($1, $2)", origin, AUTHORITY)
        return tuple(applied)
    finally:
        await conn.close()


async def register_schemas(store: Store, clock: Clock) -> int:
    """Put the JSON Schema of every event type and version into the log, each once; answers how many there are.

    An auditor reads from the log itself what its bytes mean.
    """
    schemas = {each: canonical.encode(wire.schema_of(*each)) for each in wire.versions()}
    schemas |= {(name, 1): shape_of(name) for name in LOG_EVENTS}
    commands = [_registration(*each, schemas[each], clock()) for each in sorted(schemas)]
    missing = [
        command
        for command in commands
        if await store.answer_of(command.scope, command.key, command.fingerprint) is None
    ]
    await store.append(missing)
    return len(commands)


def _registration(name: str, version: int, json_schema: bytes, at: datetime) -> AppendCommand:
    digest = hashlib.sha256(json_schema).digest()
    event = schema_registered(
        type_=name,
        schema_version=version,
        json_schema=json_schema,
        occurred_at=at,
    )
    # two versions may have one schema, where only the meaning changed
    key = uuid5(_REGISTRATIONS, digest.hex() if version == 1 else f"{digest.hex()} {version}")
    return AppendCommand(
        scope=_SCOPE,
        key=key,
        fingerprint=digest,
        cause=Cause(actor=SYSTEM.person, actor_role=SYSTEM.role.value, correlation=key),
        items=(Item(stream=uuid5(_REGISTRATIONS, name), expected=ANY, event=event),),
    )
