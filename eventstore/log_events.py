"""Events about the log itself. They carry their content openly in the entry, for whoever audits it."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from eventstore import canonical
from eventstore.records import NewEvent

SCHEMA_REGISTERED: Final = "SchemaRegistered"
ENTRIES_FETCHED: Final = "EntriesFetched"
STREAMS_EXPORTED: Final = "StreamsExported"
LOG_EVENTS: Final = frozenset({SCHEMA_REGISTERED, ENTRIES_FETCHED, STREAMS_EXPORTED})


def shape_of(name: str) -> bytes:
    """The JSON Schema of such an event's facts, which are always empty: what it says is its content."""
    return canonical.encode(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": name,
            "type": "object",
            "additionalProperties": False,
            "properties": {},
        }
    )


def schema_registered(
    *, type_: str, schema_version: int, json_schema: bytes, occurred_at: datetime
) -> NewEvent:
    """The JSON Schema (canonical JSON) of one event type and version: what its bytes mean is provable too."""
    content = {
        "type": type_,
        "schema_version": schema_version,
        "schema_hash": hashlib.sha256(json_schema).hexdigest(),
        "schema": canonical.decode(json_schema),
    }
    return _log_event(SCHEMA_REGISTERED, content, occurred_at)


def entries_fetched(*, bundle: int, width: int, occurred_at: datetime) -> NewEvent:
    """Somebody took an entry bundle: `width` entries from position `bundle` * 256 on. Who, the entry's actor says."""
    return _log_event(ENTRIES_FETCHED, {"bundle": bundle, "width": width}, occurred_at)


def streams_exported(*, streams: Sequence[UUID], recipient: UUID | None, occurred_at: datetime) -> NewEvent:
    """These streams were taken out of the log, with their facts, salts and open texts, for `recipient` if known."""
    content: dict[str, Any] = {"streams": [str(stream) for stream in streams]}
    if recipient is not None:
        content["recipient"] = str(recipient)
    return _log_event(STREAMS_EXPORTED, content, occurred_at)


def _log_event(name: str, content: Mapping[str, Any], occurred_at: datetime) -> NewEvent:
    return NewEvent(
        type=name,
        schema_version=1,
        schema_hash=hashlib.sha256(shape_of(name)).digest(),
        facts=canonical.encode({}),
        occurred_at=occurred_at,
        content=canonical.encode(content),
    )
