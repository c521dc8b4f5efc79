"""What the reference works with: rows, arguments and cursors as Python values."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLInputObjectType, get_named_type, get_nullable_type, is_list_type

from schema.compiler import decode_id
from schema.compiler.rows import NO_ROW, NO_SCOPE, Row
from schema.compiler.scalars import STANDARD


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: its values and those of the gate it came through, each with its SQL type."""

    type_name: str
    fields: Mapping[str, Any]
    row: Mapping[str, Any] = field(default_factory=dict)
    types: Mapping[str, Any] = field(default_factory=dict)
    scope: Mapping[str, Any] = field(default_factory=dict)
    scope_types: Mapping[str, Any] = field(default_factory=dict)

    def as_row(self) -> Row:
        return literal_row(self.row, self.types) if self.types else NO_ROW

    def as_scope(self) -> Row:
        return literal_row(self.scope, self.scope_types) if self.scope_types else NO_SCOPE


def literal_row(values: Mapping[str, Any], types: Mapping[str, Any]) -> Row:
    return Row(
        {name: sa.cast(sa.literal(values[name], type_), type_) for name, type_ in types.items()}, "values"
    )


class PlainArgs:
    """`rows.Args` over Python values."""

    def __init__(self, values: Mapping[str, Any], types: Mapping[str, Any]) -> None:
        self._values = values
        self._types = types

    def __contains__(self, name: object) -> bool:
        return self._values.get(str(name)) is not None

    def get(self, name: str) -> Any:
        return self[name] if self._values.get(name) is not None else None

    def within(self, name: str, least: Any, most: Any) -> Any:
        assert least <= self._values[name] <= most
        return self[name]

    def __getitem__(self, name: str) -> Any:
        type_: Any = get_nullable_type(self._types[name])
        value = self._values.get(name)
        if isinstance(type_, GraphQLInputObjectType):
            return PlainArgs(value or {}, {key: each.type for key, each in type_.fields.items()})
        known = STANDARD.get(get_named_type(type_).name)
        sql_type: Any = known.type if known else sa.Text()
        if is_list_type(type_):
            value = (
                None if value is None else [each.value if isinstance(each, Enum) else each for each in value]
            )
            return sa.cast(sa.literal(value, sa.ARRAY(sql_type)), sa.ARRAY(sql_type))
        return sa.cast(sa.literal(value.value if isinstance(value, Enum) else value, sql_type), sql_type)


class PlainAsk:
    """`rows.Ask` over Python values."""

    def __init__(
        self, values: Mapping[str, Any], types: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> None:
        self._values = values
        self.args = PlainArgs(values, types)
        self.claims = {
            name: sa.cast(sa.literal(value, sa.Text()), sa.Text()) for name, value in claims.items()
        }
        self.given: Mapping[str, Any] = {}
        self.scope = NO_SCOPE

    def choice(self, name: str) -> Any:
        value = self._values.get(name)
        return value.value if isinstance(value, Enum) else value

    def id(self, name: str, tag: str, type_: Any) -> Any:
        found = decode_id(self._values.get(name))
        try:
            key = type_.python_type(found[1]) if found and found[0] == tag else None
        except ValueError:
            key = None
        return sa.cast(sa.literal(key, type_), type_)


def behind(cursor: str, after: str, keyset: list[tuple[str, str, bool]]) -> bool:
    """Whether a row comes after another, by the values in their cursors."""
    for here, there, (_, _, descends) in zip(values_in(cursor), values_in(after), keyset, strict=True):
        if here != there:
            return bool(here < there) if descends else bool(here > there)
    return False


def values_in(cursor: str) -> list[Any]:
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[16:]
    return [datetime.fromisoformat(each) if each[10:11] == "T" else each for each in json.loads(raw)]
