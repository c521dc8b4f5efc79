"""How a value is written, read and described in JSON: one codec for each annotated type.

One value has one spelling, and only that spelling is read, so the hash of a fact can be recomputed by anybody.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, NewType, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

_LARGEST_INTEGER = 2**53 - 1  # what every JSON reader holds exactly (RFC 8785, 3.2.2.3)


class MalformedFacts(Exception):
    """The facts do not fit the event's schema. The message names places and types, never values."""


@dataclass(frozen=True, slots=True)
class Codec:
    """How one annotated type is written, read and described. `read` gets what `json.loads` gave."""

    write: Callable[[Any], object]
    read: Callable[[object, str], Any]
    schema: dict[str, object]


def canonical(value: object) -> bytes:
    """Keys sorted, no spaces, UTF-8. Raises MalformedFacts for a text that is not Unicode."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
        return text.encode()
    except ValueError:  # a lone surrogate
        raise MalformedFacts("a text is not Unicode") from None


@cache
def codec(kind: Any) -> Codec:
    """The codec of an annotated type: a scalar, an enumeration, a tuple of one type, an optional, a dataclass."""
    if isinstance(kind, NewType):
        return codec(kind.__supertype__)
    origin = get_origin(kind)
    if origin is tuple:
        return _array(codec(get_args(kind)[0]))
    if origin in (UnionType, Union):
        (inner,) = (member for member in get_args(kind) if member is not type(None))
        return _optional(codec(inner))
    if kind in _SCALARS:
        return _SCALARS[kind]
    if issubclass(kind, StrEnum):
        return _enum(kind)
    return _object(kind)


def _scalar(kind: type, schema: dict[str, object], check: Callable[[Any], bool] = lambda _: True) -> Codec:
    def read(value: object, place: str) -> object:
        if type(value) is not kind or not check(value):  # a bool is an int to isinstance
            raise MalformedFacts(f"{place}: not {schema['type']}")
        return value

    return Codec(write=lambda value: read(value, kind.__name__), read=read, schema=schema)


def _spelled(parse: Callable[[str], object], spell: Callable[[Any], str], name: str) -> Codec:
    """A value with a text form, of which only the one that `spell` gives is accepted."""

    def read(value: object, place: str) -> object:
        try:
            parsed = parse(value) if isinstance(value, str) else None
        except ValueError:
            parsed = None
        if parsed is None or spell(parsed) != value:
            raise MalformedFacts(f"{place}: not a {name}")
        return parsed

    return Codec(write=spell, read=read, schema={"type": "string", "format": name})


def _moment(moment: datetime) -> str:
    """To the microsecond, in UTC. Raises MalformedFacts for a moment without a zone."""
    if moment.tzinfo is None:
        raise MalformedFacts("a moment has no zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _enum(kind: type[StrEnum]) -> Codec:
    def read(value: object, place: str) -> StrEnum:
        try:
            return kind(cast(str, value))
        except ValueError:
            raise MalformedFacts(f"{place}: not a {kind.__name__}") from None

    return Codec(write=str, read=read, schema={"type": "string", "enum": [member.value for member in kind]})


def _optional(inner: Codec) -> Codec:
    return Codec(
        write=lambda value: None if value is None else inner.write(value),
        read=lambda value, place: None if value is None else inner.read(value, place),
        schema={"anyOf": [inner.schema, {"type": "null"}]},
    )


def _array(inner: Codec) -> Codec:
    def read(value: object, place: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise MalformedFacts(f"{place}: not an array")
        return tuple(inner.read(item, place) for item in value)

    return Codec(
        write=lambda values: [inner.write(value) for value in values],
        read=read,
        schema={"type": "array", "items": inner.schema},
    )


def _object(kind: Any) -> Codec:
    hints = get_type_hints(kind)
    parts = {field.name: codec(hints[field.name]) for field in fields(kind)}

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
    return Codec(write=write, read=read, schema=schema)


_SCALARS: dict[Any, Codec] = {
    bool: _scalar(bool, {"type": "boolean"}),
    str: _scalar(str, {"type": "string"}, check=lambda text: "\0" not in text),
    int: _scalar(int, {"type": "integer"}, check=lambda number: abs(number) <= _LARGEST_INTEGER),
    UUID: _spelled(UUID, str, "uuid"),
    date: _spelled(date.fromisoformat, date.isoformat, "date"),
    datetime: _spelled(datetime.fromisoformat, _moment, "date-time"),
    bytes: _spelled(bytes.fromhex, bytes.hex, "hex"),
}


def check_shape(schema: Mapping[str, Any], value: object, place: str) -> None:
    """Whether a value fits a schema that one of these codecs described, perhaps of a class that is gone.

    Raises MalformedFacts, as the codec itself would have done.
    """
    match schema:
        case {"anyOf": [inner, {"type": "null"}]}:
            if value is not None:
                check_shape(inner, value, place)
        case {"enum": names}:
            if value not in names:
                raise MalformedFacts(f"{place}: not one of its words")
        case {"type": "array", "items": inner}:
            if not isinstance(value, list):
                raise MalformedFacts(f"{place}: not an array")
            for item in value:
                check_shape(inner, item, place)
        case {"type": "object", "title": title, "properties": parts}:
            if not isinstance(value, dict) or value.keys() != parts.keys():
                raise MalformedFacts(f"{place}: not the fields of {title}")
            for name, part in parts.items():
                check_shape(part, value[name], f"{place}.{name}")
        case _:
            _DESCRIBED[canonical(schema)].read(value, place)


_DESCRIBED: Mapping[bytes, Codec] = {canonical(each.schema): each for each in _SCALARS.values()}
