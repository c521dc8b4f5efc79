"""The log holds the schema of every event type and version that was ever written, each once."""

import json
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest

from api.bootstrap import register_schemas
from domain import upcasters, wire
from eventstore.bundle import registered_schemas
from eventstore.log_events import LOG_EVENTS
from eventstore.store import Store
from tests.conftest import Connect, Pool
from tests.support.database import Database

NOW = datetime(2026, 11, 24, tzinfo=UTC)
REGISTERED = (
    'SELECT entry FROM ledger.event WHERE entry LIKE \'%"type":"SchemaRegistered"%\'::bytea ORDER BY seq'
)


async def registered(conn: asyncpg.Connection) -> list[dict[str, Any]]:
    return [json.loads(row["entry"])["content"] for row in await conn.fetch(REGISTERED)]


async def test_every_type_and_version_is_registered_once(
    database: Database, connect: Connect, pool: Pool
) -> None:
    store = Store(await pool("jejak_app"), database.log_id, database.origin)
    conn = await connect()

    count = await register_schemas(store, lambda: NOW)
    assert await register_schemas(store, lambda: NOW) == count

    found = await registered(conn)
    assert len(found) == count
    assert {(each["type"], each["schema_version"]) for each in found} == {
        *wire.versions(),
        *((name, 1) for name in LOG_EVENTS),
    }
    of_events = [each for each in found if each["type"] not in LOG_EVENTS]
    assert all(
        bytes.fromhex(each["schema_hash"]) == wire.schema_hash(each["type"], each["schema_version"])
        for each in of_events
    )
    known = await registered_schemas(conn, database.log_id)
    assert {wire.schema_hash(*each).hex() for each in wire.versions()} <= known.keys()


async def test_a_version_that_changed_its_meaning_alone_is_registered_too(
    database: Database, connect: Connect, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its schema is that of the version before it, byte for byte."""
    store = Store(await pool("jejak_app"), database.log_id, database.origin)
    before = await register_schemas(store, lambda: NOW)
    monkeypatch.setattr(upcasters, "STEPS", {**upcasters.STEPS, "RatingGiven": (lambda facts, _: facts,)})

    assert await register_schemas(store, lambda: NOW) == before + 1

    found = [each for each in await registered(await connect()) if each["type"] == "RatingGiven"]
    assert [each["schema_version"] for each in found] == [1, 2]
    assert found[0]["schema"] == found[1]["schema"]
