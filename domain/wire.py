"""Events to JSON and back. Stored shapes are lifted, never changed.

The bytes are canonical: keys sorted, no spaces, UTF-8, and only strings, integers, booleans, null,
arrays and objects. One fact has one spelling, so its hash can be recomputed by anybody.

A stored name is a promise of the domain, and so is the shape that was stored under it: each event type has versions of
its own. `pack` writes the newest one, `unpack` reads all of them: it holds the facts against the schema of their
own version (`domain/schemas`), then `domain.upcasters` lifts them step by step to the class of today. Nothing else
in the system meets an old shape.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast, get_args

from domain import upcasters
from domain.codecs import Codec, MalformedFacts, canonical, check_shape, codec
from domain.decree_events import DecreeEvent
from domain.events import Access, Event
from domain.notice_events import NoticeEvent
from domain.office_events import OfficeEvent
from domain.oversight_events import OversightEvent
from domain.texts import Text

__all__ = [
    "TYPES",
    "AnyEvent",
    "MalformedFacts",
    "Packed",
    "UnknownEvent",
    "pack",
    "schema_hash",
    "schema_of",
    "texts_of",
    "unpack",
    "version_of",
    "versions",
]

AnyEvent = Event | OfficeEvent | DecreeEvent | OversightEvent | NoticeEvent | Access
TYPES: Mapping[str, type[AnyEvent]] = MappingProxyType({kind.__name__: kind for kind in get_args(AnyEvent)})
SCHEMAS = Path(__file__).parent / "schemas"
"""The schema of every type and version that was ever released, `Type.version.json`."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class UnknownEvent(Exception):
    """Stored under a type or a schema version that this code has no class for."""

    def __init__(self, event_type: str, schema_version: int) -> None:
        super().__init__(f"No class for event type {event_type!r}, schema version {schema_version}.")
        self.event_type = event_type
        self.schema_version = schema_version


@dataclass(frozen=True, slots=True)
class Packed:
    """An event as it is stored: its name, the version of its shape, and canonical JSON."""

    type: str
    schema_version: int
    facts: bytes


def pack(event: AnyEvent) -> Packed:
    """The event's stored form. Raises MalformedFacts where a value has no exact form in JSON."""
    name = type(event).__name__
    return Packed(type=name, schema_version=version_of(name), facts=canonical(_codec_of(name).write(event)))


def unpack(event_type: str, schema_version: int, facts: bytes, *, occurred_on: date) -> AnyEvent:
    """The event of its stored form, of whatever version; `occurred_on` is the day in the institution's zone.

    Raises UnknownEvent for a name or version nobody wrote yet, and MalformedFacts for bytes that `pack`
    would not have written when that version was the newest: other keys, other types, another spelling.
    """
    if event_type not in TYPES or not 1 <= schema_version <= version_of(event_type):
        raise UnknownEvent(event_type, schema_version)
    try:
        value = json.loads(facts)
    except (ValueError, RecursionError):
        raise MalformedFacts(f"{event_type}: not JSON") from None
    lifted = value
    if schema_version < version_of(event_type):
        check_shape(schema_of(event_type, schema_version), value, event_type)
        for step in upcasters.STEPS[event_type][schema_version - 1 :]:
            lifted = step(dict(lifted), occurred_on)
    event = _codec_of(event_type).read(lifted, event_type)
    if canonical(value) != facts:
        raise MalformedFacts(f"{event_type}: not in canonical form")
    return cast(AnyEvent, event)


def version_of(event_type: str) -> int:
    """The version that is written today: one more than there are steps that lead to it. Raises UnknownEvent."""
    if event_type not in TYPES:
        raise UnknownEvent(event_type, 1)
    return 1 + len(upcasters.STEPS.get(event_type, ()))


def versions() -> Iterator[tuple[str, int]]:
    """Every event type with every version that was ever written."""
    return ((name, version) for name in TYPES for version in range(1, version_of(name) + 1))


def schema_of(event_type: str, version: int | None = None) -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of a version, the newest if none is given. Raises UnknownEvent.

    Today's is made from the dataclass alone, older ones are kept as they were.
    """
    newest = version_of(event_type)
    version = newest if version is None else version
    if not 1 <= version <= newest:
        raise UnknownEvent(event_type, version)
    if version < newest:
        return _kept_schema(event_type, version)
    return {"$schema": _DIALECT, **_codec_of(event_type).schema}


def schema_hash(event_type: str, version: int | None = None) -> bytes:
    """SHA-256 of the schema's canonical JSON: 32 bytes that stand in every entry of this type and version."""
    return _hash_of(event_type, version_of(event_type) if version is None else version)


def texts_of(event: AnyEvent) -> tuple[Text, ...]:
    """The handles of all texts that belong beside the event, in the order of its fields."""
    values = (getattr(event, field.name) for field in fields(event))
    return tuple(value for value in values if isinstance(value, Text))


@cache
def _codec_of(event_type: str) -> Codec:
    kind: Any = TYPES[event_type]
    return codec(kind)


@cache
def _hash_of(event_type: str, version: int) -> bytes:
    return hashlib.sha256(canonical(schema_of(event_type, version))).digest()


@cache
def _kept_schema(event_type: str, version: int) -> dict[str, object]:
    kept = (SCHEMAS / f"{event_type}.{version}.json").read_text(encoding="utf-8")
    return cast(dict[str, object], json.loads(kept))
