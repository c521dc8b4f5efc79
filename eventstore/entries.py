"""From stored rows to records: what is read is what is hashed, so everything comes out of the entry's bytes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from eventstore.records import RecordedEvent
from eventstore.sealing import read_open


def recorded(row: asyncpg.Record) -> RecordedEvent:
    """The event of a row with position, entry, facts, leaf_hash, parts and records.

    Raises RecordDamaged if an open part is not what its commitment says.
    """
    entry: dict[str, Any] = orjson.loads(row["entry"])
    return RecordedEvent(
        position=row["position"],
        stream=UUID(entry["stream"]),
        version=entry["version"],
        event_id=UUID(entry["event_id"]),
        type=entry["type"],
        schema_version=entry["schema_version"],
        facts=row["facts"],
        occurred_at=datetime.fromisoformat(entry["occurred"]),
        recorded_at=datetime.fromisoformat(entry["recorded"]),
        actor=UUID(entry["actor"]),
        actor_role=entry["actor_role"],
        correlation=UUID(entry["correlation"]),
        leaf_hash=row["leaf_hash"],
        open_parts=_open_parts(row),
    )


def _open_parts(row: asyncpg.Record) -> Mapping[int, bytes | None]:
    if row["parts"] is None:
        return {}
    return {
        part: read_open(record).encode() if record else None
        for part, record in zip(row["parts"], row["records"], strict=True)
    }
