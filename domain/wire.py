"""Events to JSON and back. A stored name is a promise of the domain; old shapes are lifted here.

The bytes are canonical: keys sorted, no spaces, UTF-8, and only strings, integers, booleans, null,
arrays and objects. One fact has one spelling, so its hash can be recomputed by anybody.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType, UnionType
from typing import Any, NewType, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from domain.events import Access, Event
from domain.office_events import OfficeEvent
from domain.texts import Sealed, Shown

AnyEvent = Event | OfficeEvent | Access
TYPES: Mapping[str, type[AnyEvent]] = MappingProxyType({kind.__name__: kind for kind in get_args(AnyEvent)})
SCHEMA_VERSION = 1
_LARGEST_INTEGER = 2**53 - 1  # what every JSON reader holds exactly (RFC 8785, 3.2.2.3)
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class UnknownEvent(Exception):
    """Stored under a type or a schema version that this code has no class for."""

    def __init__(self, event_type: str, schema_version: int) -> None:
        super().__init__(f"No class for event type {event_type!r}, schema version {schema_version}.")
        self.event_type = event_type
        self.schema_version = schema_version


class MalformedFacts(Exception):
    """The facts do not fit the event's schema. The message names places and types, never values."""


@dataclass(frozen=True, slots=True)
class Packed:
    """An event as it is stored: its name, the version of its shape, and canonical JSON."""

    type: str
    schema_version: int
    facts: bytes


@dataclass(frozen=True, slots=True)
class _Codec:
    """How one annotated type is written, read and described. `read` gets what `json.loads` gave."""

    write: Callable[[Any], object]
    read: Callable[[object, str], Any]
    schema: dict[str, object]


def pack(event: AnyEvent) -> Packed:
    """The event's stored form. Raises MalformedFacts where a value has no exact form in JSON."""
    name = type(event).__name__
    return Packed(type=name, schema_version=SCHEMA_VERSION, facts=_canonical(_codec_of(name).write(event)))


def unpack(event_type: str, schema_version: int, facts: bytes) -> AnyEvent:
    """The event of its stored form.

    Raises UnknownEvent for a name or version nobody wrote yet, and MalformedFacts for bytes that `pack`
    would not have written: other keys, other types, another spelling.
    """
    if event_type not in TYPES or schema_version != SCHEMA_VERSION:
        raise UnknownEvent(event_type, schema_version)
    try:
        value = json.loads(facts)
    except (ValueError, RecursionError):
        raise MalformedFacts(f"{event_type}: not JSON") from None
    event = _codec_of(event_type).read(value, event_type)
    if _canonical(value) != facts:
        raise MalformedFacts(f"{event_type}: not in canonical form")
    return cast(AnyEvent, event)


def schema_of(event_type: str) -> dict[str, object]:
    """The event's JSON Schema (draft 2020-12), made from its dataclass alone. Raises UnknownEvent."""
    if event_type not in TYPES:
        raise UnknownEvent(event_type, SCHEMA_VERSION)
    return {"$schema": _DIALECT, **_codec_of(event_type).schema}


@cache
def schema_hash(event_type: str) -> bytes:
    """SHA-256 of the schema's canonical JSON: 32 bytes that stand in every entry of this type."""
    return hashlib.sha256(_canonical(schema_of(event_type))).digest()


def texts_of(event: AnyEvent) -> tuple[Sealed | Shown, ...]:
    """The handles of all texts that belong beside the event, in the order of its fields."""
    values = (getattr(event, field.name) for field in fields(event))
    return tuple(value for value in values if isinstance(value, Sealed | Shown))


@cache
def _codec_of(event_type: str) -> _Codec:
    return _object(TYPES[event_type])


def _canonical(value: object) -> bytes:
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
        return text.encode()
    except ValueError:  # a lone surrogate
        raise MalformedFacts("a text is not Unicode") from None


@cache
def _codec(kind: Any) -> _Codec:
    if isinstance(kind, NewType):
        return _codec(kind.__supertype__)
    origin = get_origin(kind)
    if origin is tuple:
        return _array(_codec(get_args(kind)[0]))
    if origin in (UnionType, Union):
        (inner,) = (member for member in get_args(kind) if member is not type(None))
        return _optional(_codec(inner))
    if kind in _SCALARS:
        return _SCALARS[kind]
    if issubclass(kind, StrEnum):
        return _enum(kind)
    return _object(kind)


def _scalar(kind: type, schema: dict[str, object], check: Callable[[Any], bool] = lambda _: True) -> _Codec:
    def read(value: object, place: str) -> object:
        if type(value) is not kind or not check(value):  # a bool is an int to isinstance
            raise MalformedFacts(f"{place}: not {schema['type']}")
        return value

    return _Codec(write=lambda value: read(value, kind.__name__), read=read, schema=schema)


def _spelled(parse: Callable[[str], object], spell: Callable[[Any], str], name: str) -> _Codec:
    """A value with a text form, of which only the one that `spell` gives is accepted."""

    def read(value: object, place: str) -> object:
        try:
            parsed = parse(value) if isinstance(value, str) else None
        except ValueError:
            parsed = None
        if parsed is None or spell(parsed) != value:
            raise MalformedFacts(f"{place}: not a {name}")
        return parsed

    return _Codec(write=spell, read=read, schema={"type": "string", "format": name})


def _enum(kind: type[StrEnum]) -> _Codec:
    def read(value: object, place: str) -> StrEnum:
        try:
            return kind(cast(str, value))
        except ValueError:
            raise MalformedFacts(f"{place}: not a {kind.__name__}") from None

    return _Codec(write=str, read=read, schema={"type": "string", "enum": [member.value for member in kind]})


def _optional(inner: _Codec) -> _Codec:
    return _Codec(
        write=lambda value: None if value is None else inner.write(value),
        read=lambda value, place: None if value is None else inner.read(value, place),
        schema={"anyOf": [inner.schema, {"type": "null"}]},
    )


def _array(inner: _Codec) -> _Codec:
    def read(value: object, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise MalformedFacts(f"{place}: not an array")
        return tuple(inner.read(item, place) for item in value)

    return _Codec(
        write=lambda values: [inner.write(value) for value in values],
        read=read,
        schema={"type": "array", "items": inner.schema},
    )


def _object(kind: Any) -> _Codec:
    hints = get_type_hints(kind)
    parts = {field.name: _codec(hints[field.name]) for field in fields(kind)}

    def write(value: Any) -> object:
        return {name: part.write(getattr(value, name)) for name, part in parts.items()}

    def read(value: object, place: str) -> object:
        if not isinstance(value, dict) or value.keys() != parts.keys():
            raise MalformedFacts(f"{place}: not the fields of {kind.__name__}")
        return kind(**{name: part.read(value[name], f"{place}.{name}") for name, part in parts.items()})

    schema: dict[str, object] = {
        "title": kind.__name__,
        "type": "object",
        "properties": {name: part.schema for name, part in parts.items()},
        "required": sorted(parts),
        "additionalProperties": False,
    }
    return _Codec(write=write, read=read, schema=schema)


_SCALARS: dict[Any, _Codec] = {
    bool: _scalar(bool, {"type": "boolean"}),
    str: _scalar(str, {"type": "string"}, check=lambda text: "\0" not in text),
    int: _scalar(int, {"type": "integer"}, check=lambda number: abs(number) <= _LARGEST_INTEGER),
    UUID: _spelled(UUID, str, "uuid"),
    date: _spelled(date.fromisoformat, date.isoformat, "date"),
}
