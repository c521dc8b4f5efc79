"""How values leave as JSON and arrive as parameters, by GraphQL scalar."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.types import TypeEngine


@dataclass(frozen=True, slots=True)
class Scalar:
    """One scalar: the SQL type its arguments are bound as, how a column becomes its JSON, how a value is bound.

    to_json of None leaves the column as JSON_OBJECT writes it. to_parameter gets the value graphql-core coerced.
    """

    type: TypeEngine[Any]
    to_json: Callable[[ColumnElement[Any]], ColumnElement[Any]] | None = None
    to_parameter: Callable[[Any], Any] | None = None


def as_text(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """As a JSON string: for ids, positions and decimals, which a JavaScript number would round."""
    type_ = column.type.impl_instance if isinstance(column.type, sa.TypeDecorator) else column.type
    return column if isinstance(type_, sa.String) else sa.cast(column, sa.Text)


def as_utc(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """RFC 3339 in UTC with microseconds, whatever the session's time zone is."""
    moment = sa.func.timezone("UTC", column)
    return sa.func.to_char(moment, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"', type_=sa.Text)


def int8(value: Any) -> int:
    """A whole number that a bigint holds."""
    number = int(value)
    if not -(2**63) <= number < 2**63:
        raise ValueError("out of range")
    return number


def aware(moment: datetime) -> datetime:
    """A moment that says its offset: without one it would mean another moment on every server."""
    if moment.tzinfo is None:
        raise ValueError("no offset")
    return moment


def numeric(value: Decimal) -> Decimal:
    """A number that numeric holds in a reasonable space."""
    if not value.is_finite() or abs(value.adjusted()) > 1000:
        raise ValueError("out of range")
    return value


STANDARD: Mapping[str, Scalar] = {
    "String": Scalar(sa.Text(), as_text),
    "ID": Scalar(sa.Text(), as_text),
    "Int": Scalar(sa.Integer()),
    "Float": Scalar(sa.Double()),
    "Boolean": Scalar(sa.Boolean()),
    "Date": Scalar(sa.Date()),
    "Time": Scalar(sa.Time()),
    "DateTime": Scalar(TIMESTAMP(timezone=True), as_utc, aware),
    "UUID": Scalar(sa.Uuid(), as_text),
    "Decimal": Scalar(sa.Numeric(), as_text, numeric),
    "Position": Scalar(sa.BigInteger(), as_text, int8),
    "JSON": Scalar(sa.JSON(), None, json.dumps),
}
