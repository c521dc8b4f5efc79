"""Events about the log itself. They carry their content openly in the entry, for whoever audits it."""

import hashlib
from datetime import datetime
from typing import Final

from eventstore import canonical
from eventstore.records import NewEvent

SCHEMA_REGISTERED: Final = "SchemaRegistered"
LOG_EVENTS: Final = frozenset({SCHEMA_REGISTERED})

_SHAPE: Final = canonical.encode(
    {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA_REGISTERED,
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
    return NewEvent(
        type=SCHEMA_REGISTERED,
        schema_version=1,
        schema_hash=hashlib.sha256(_SHAPE).digest(),
        facts=canonical.encode({}),
        occurred_at=occurred_at,
        content=canonical.encode(content),
    )
