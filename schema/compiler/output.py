"""How a leaf's column becomes the JSON its GraphQL type promises."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

import sqlalchemy as sa
from graphql import (
    GraphQLEnumType,
    GraphQLOutputType,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_list_type,
)
from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import aggregate_order_by

from .scalars import Scalar
from .sql import JSON, empty_list


def leaf(
    type_: GraphQLOutputType, column: ColumnElement[Any], scalars: Mapping[str, Scalar]
) -> ColumnElement[Any]:
    """The JSON value of a scalar, an enum, or a list of them."""
    named = get_named_type(type_)
    if is_list_type(get_nullable_type(type_)):
        return _list(named, column, scalars)
    return _single(named, column, scalars)


def stored_names(type_: GraphQLEnumType) -> dict[str, str]:
    """From the text an enum's value is stored as to its GraphQL name."""
    names = {}
    for name, value in type_.values.items():
        stored = value.value.value if isinstance(value.value, Enum) else value.value
        names[str(stored)] = name
    return names


def _single(named: Any, column: ColumnElement[Any], scalars: Mapping[str, Scalar]) -> ColumnElement[Any]:
    if is_enum_type(named):
        names = stored_names(named)
        if all(stored == name for stored, name in names.items()):
            return column
        text = sa.cast(column, sa.Text)
        return sa.case(
            *(
                (text == sa.literal(stored, sa.Text()), sa.literal(name, sa.Text()))
                for stored, name in names.items()
            ),
            else_=text,
        )
    scalar = scalars.get(named.name)
    return scalar.to_json(column) if scalar and scalar.to_json else column


def _list(named: Any, column: ColumnElement[Any], scalars: Mapping[str, Scalar]) -> ColumnElement[Any]:
    item_type = column.type.item_type if isinstance(column.type, sa.ARRAY) else sa.Text()
    probe: ColumnElement[Any] = sa.column("item", item_type)
    if _single(named, probe, scalars) is probe:
        return column
    items = sa.func.unnest(column).table_valued(sa.column("item", item_type), with_ordinality="place")
    items = items.render_derived()
    json = sa.func.json_agg(aggregate_order_by(_single(named, items.c.item, scalars), items.c.place))
    values = sa.select(sa.func.coalesce(json, empty_list(), type_=JSON)).select_from(items)
    return sa.case((column.is_not(None), values.correlate_except(items).scalar_subquery()))
