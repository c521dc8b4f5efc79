"""How types and fields of a schema are bound to selectables. Declarations only; nothing here runs per request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause
from sqlalchemy.types import TypeEngine

from .errors import BindingError
from .rows import Ask, Condition, Expression, Lateral, Order, Row, Source
from .scalars import Scalar

Class = type[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A leaf computed from a row. `not_null` is a promise that the expression is never NULL."""

    expression: Expression
    not_null: bool = False


def not_null(spec: str | Column[Any] | ColumnElement[Any] | Expression) -> Value:
    """Promise that a column of a view, or an expression, is never NULL."""
    if isinstance(spec, str | ColumnElement):
        name = spec if isinstance(spec, str) else str(getattr(spec, "key", ""))
        return Value(expression=lambda row, _: row[name], not_null=True)
    return Value(expression=spec, not_null=True)


@dataclass(frozen=True, slots=True)
class One:
    """An object, or null where no row matches.

    on: which row of the target belongs to the parent row. Without a source (neither here nor at the target) the
        target is embedded: it reads the parent's own row, and `on`, if any, says when there is one.
    gate: a selectable joined by the same `on`; its row is `ask.scope` from here downwards.
    source: overrides the target's source; a callable may build it from `ask` (a function of the database, say).
    lateral: in place of a source, builds it from the parent row too: a function called with the parent's columns.
    not_null: a promise that a row always matches.
    """

    target: str
    on: Condition | None = None
    gate: FromClause | None = None
    source: FromClause | Source | None = None
    not_null: bool = False
    lateral: Lateral | None = None


@dataclass(frozen=True, slots=True)
class Many:
    """A list of objects. `limit` caps it; `rows` is what its cost is reckoned with: by default the limit, or 20.

    lateral: as for `One`.
    """

    target: str
    on: Condition | None = None
    order_by: Order | None = None
    gate: FromClause | None = None
    source: FromClause | Source | None = None
    limit: int | None = None
    rows: int | None = None
    lateral: Lateral | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """A keyset connection (edges, nodes, pageInfo, totalCount, totalCountIsCapped), read forwards with first/after.

    keyset: the order, total and of columns that are never NULL; the values go into the cursors, readable though sealed.
    page, largest: rows when `first` is not given, and at most. count_to: totalCount is counted no further.
    edge: fields of the edge type beside `node` and `cursor`.
    row_by_row: look the gate up for each row in the keyset's order, for a list whose rows nearly all pass it; otherwise
        the planner chooses how to join (see gates.py).
    """

    target: str
    on: Condition | None = None
    keyset: Order | None = None
    gate: FromClause | None = None
    source: FromClause | Source | None = None
    page: int = 50
    largest: int = 50
    count_to: int = 1000
    edge: Mapping[str, Value | Expression] = field(default_factory=dict)
    row_by_row: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """An object of any type by its opaque id: each tag leads to the type reached as its `One` says."""

    types: Mapping[str, One]
    argument: str = "id"


FieldSpec = str | ColumnElement[Any] | Expression | Value | One | Many | Connection | Node


@dataclass(frozen=True, slots=True)
class TypeBinding:
    """An object type over a source. `name` tells two bindings of one type apart; it is the type's name if not given."""

    type: str | Class
    source: FromClause | Source | Class | None = None
    fields: Mapping[str, FieldSpec] = field(default_factory=dict)
    name: str | None = None

    @property
    def type_name(self) -> str:
        return graphql_name(self.type)

    @property
    def key(self) -> str:
        return self.name or self.type_name


@dataclass(frozen=True, slots=True)
class Variants:
    """A union or interface over one source: the discriminator's value says which member a row is.

    Members read the same row; a member may also be a `One` that reaches a row of its own. Rows with another
    discriminator are left out of lists, and null where one object is asked for.
    """

    type: str | Class
    source: FromClause | Source | Class | None = None
    discriminator: str | Expression = "kind"
    members: Mapping[str, str | One] = field(default_factory=dict)
    name: str | None = None

    @property
    def type_name(self) -> str:
        return graphql_name(self.type)

    @property
    def key(self) -> str:
        return self.name or self.type_name


Target = TypeBinding | Variants


@dataclass(frozen=True, slots=True, kw_only=True)
class Bindings:
    """Everything the compiler knows of a schema's tables.

    claims, given: names and SQL types of the values given at execution, and by a mutation for its payload.
    settings: claims that are also settings of the session, for row policies: {"audience": "app.audience"}.
    payloads: "PayloadType.field" to how that object is reached. meta: expressions returned beside the data.
    scalars: how values of a scalar, by its GraphQL name, are written as JSON; the usual ones are known.
    """

    types: Sequence[Target]
    query: Mapping[str, FieldSpec]
    claims: Mapping[str, TypeEngine[Any]] = field(default_factory=dict)
    given: Mapping[str, TypeEngine[Any]] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    payloads: Mapping[str, One] = field(default_factory=dict)
    meta: Mapping[str, Callable[[Ask], ColumnElement[Any]]] = field(default_factory=dict)
    scalars: Mapping[str, Scalar] = field(default_factory=dict)

    def target(self, key: str) -> Target:
        for binding in self.types:
            if binding.key == key:
                return binding
        raise BindingError([f"Nothing is bound under the name '{key}'."])


def graphql_name(type_: str | type) -> str:
    """The GraphQL name of a type given by name or as a Strawberry class."""
    if isinstance(type_, str):
        return type_
    definition = getattr(type_, "__strawberry_definition__", None)
    name = getattr(definition, "name", None)
    return name if isinstance(name, str) else type_.__name__


def selectable(source: FromClause | Source | type, ask: Ask) -> FromClause:
    """The selectable behind a source: itself, a SQLModel class's table, or what a callable builds."""
    table = getattr(source, "__table__", source)
    if isinstance(table, FromClause):
        return table
    if callable(table) and not isinstance(table, type):
        built = table(ask)
        if isinstance(built, FromClause):
            return built
    raise BindingError([f"{source!r} is not a selectable."])


def leaf_expression(
    spec: str | ColumnElement[Any] | Expression | Value, row: Row, ask: Ask
) -> ColumnElement[Any]:
    """The expression of a leaf: a column is looked up by its name in the row at hand."""
    if isinstance(spec, Value):
        found: Any = spec.expression(row, ask)
    elif isinstance(spec, str):
        found = row[spec]
    elif isinstance(spec, ColumnElement):
        found = row[str(spec.key)]
    else:
        found = spec(row, ask)
    if not isinstance(found, ColumnElement):
        raise BindingError([f"A field's expression gave {type(found).__name__}, not a column expression."])
    return found
