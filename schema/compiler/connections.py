"""A keyset connection as SQL: one page read forwards, its cursors, and a count that knows when to stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from graphql import FieldNode, GraphQLField, GraphQLObjectType, get_named_type
from sqlalchemy import ColumnElement, FromClause
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from . import output
from .bindings import Connection, leaf_expression
from .collect import Groups, inner
from .cursors import bad_cursor, open_cursor, pads, sealed
from .errors import BindingError, LimitExceeded
from .parameters import Execution, FieldAsk, storable
from .places import Place, Reached
from .sql import JsonObject, json_list, text

if TYPE_CHECKING:
    from .builder import Builder

_COUNTS = frozenset({"totalCount", "totalCountIsCapped"})
_ROWS = frozenset({"edges", "nodes", "pageInfo"})
FIELDS = _COUNTS | _ROWS
EDGE_FIELDS = frozenset({"cursor", "node"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page under construction. `keys` names the columns of `rows` that hold the keyset's values."""

    builder: Builder
    spec: Connection
    field: str
    ask: FieldAsk
    first: int
    after: bool
    looks_ahead: bool
    rows: FromClause
    place: Place
    keys: Sequence[str]
    reached: Reached

    def only(self) -> ColumnElement[Any] | None:
        """Leaves out the one row that was fetched to see whether there is more."""
        return self.rows.c.place <= self.first if self.looks_ahead else None

    def cursor(self) -> ColumnElement[Any]:
        field = self.field
        inside = self.builder.parameters.named(
            f"inner_{field}", sa.LargeBinary(), lambda execution: pads(execution.cursor_key(field))[0]
        )
        outside = self.builder.parameters.named(
            f"outer_{field}", sa.LargeBinary(), lambda execution: pads(execution.cursor_key(field))[1]
        )
        return sealed([self.rows.c[key] for key in self.keys], inside, outside)


def page_size(spec: Connection, ask: FieldAsk) -> int:
    """How many rows are asked for. Raises LimitExceeded."""
    first = ask.choice("first") if "first" in ask.args.types else None
    if first is None:
        return spec.page
    if not 0 <= first <= spec.largest:
        raise LimitExceeded("first", allowed=spec.largest)
    return int(first)


def connection(
    builder: Builder,
    spec: Connection,
    field: str,
    definition: GraphQLField,
    place: Place,
    ask: FieldAsk,
    nodes: list[FieldNode],
) -> ColumnElement[Any]:
    """The JSON object of a connection."""
    type_ = builder.model.object_type(get_named_type(definition.type).name)
    groups = builder.collect(type_, inner(nodes))
    names = {group[0].name.value for group in groups.values()}
    reached = builder.reach(spec, place, ask)
    if reached is None:
        raise BindingError([f"{field} has no source."])
    parts: list[FromClause] = []
    values: dict[str, ColumnElement[Any]] = {}
    if names & _ROWS:
        page = _cut(
            builder, spec, field, reached, ask, page_size(spec, ask), _looks_ahead(builder, type_, groups)
        )
        answered, values = _answered(page, type_, groups)
        parts.append(answered)
    if names & _COUNTS:
        counted = _count(builder, spec, reached)
        parts.append(counted)
        capped = {
            "totalCount": sa.func.least(counted.c.n, spec.count_to),
            "totalCountIsCapped": counted.c.n > spec.count_to,
        }
        values |= {
            key: capped[group[0].name.value] for key, group in groups.items() if group[0].name.value in capped
        }
    values |= {key: text(type_.name) for key, group in groups.items() if group[0].name.value == "__typename"}
    whole = JsonObject([(key, values[key]) for key in groups])
    if not parts:
        return whole
    return sa.select(whole).select_from(*parts).correlate_except(*parts).scalar_subquery()


def _answered(
    page: Page, type_: GraphQLObjectType, groups: Groups
) -> tuple[FromClause, dict[str, ColumnElement[Any]]]:
    """One row with a column for each part that needs the page's rows, and the columns by response key.

    Rows are written first and put together in a query above: an aggregate over nothing but outer columns would, by
    the rules of SQL, belong to the outer query.
    """
    builder, rows = page.builder, page.rows
    names = {key: group[0].name.value for key, group in groups.items() if group[0].name.value in _ROWS}
    listed = [key for key, name in names.items() if name != "pageInfo"]
    kept = [column for column in rows.c if column.key in ("place", "found") or column.key in page.keys]
    made = [_row(page, type_, groups[key]).label(f"row_{index}") for index, key in enumerate(listed)]
    written = builder.source(sa.select(*kept, *made).select_from(rows).correlate_except(rows).subquery())
    page = replace(page, rows=written)
    columns = {key: json_list(written.c[f"row_{index}"], page.only()) for index, key in enumerate(listed)}
    columns |= {key: _info(page, type_, groups[key]) for key in names if key not in columns}
    # The count makes it one row even where no other part aggregates.
    labelled = [column.label(f"part_{index}") for index, column in enumerate(columns.values())]
    together = sa.select(*labelled, sa.func.count().label("rows")).select_from(written)
    answered = builder.source(together.correlate_except(written).subquery())
    return answered, {key: answered.c[f"part_{index}"] for index, key in enumerate(columns)}


def _looks_ahead(builder: Builder, type_: GraphQLObjectType, groups: Groups) -> bool:
    """Whether one row more must be fetched: only hasNextPage needs to know, and endCursor which row is the last."""
    infos = [group for group in groups.values() if group[0].name.value == "pageInfo"]
    for group in infos:
        info = builder.model.object_type(get_named_type(type_.fields["pageInfo"].type).name)
        for nodes in builder.collect(info, inner(group)).values():
            if nodes[0].name.value in ("hasNextPage", "endCursor", "startCursor"):
                return True
    return False


def _cut(
    builder: Builder,
    spec: Connection,
    field: str,
    reached: Reached,
    ask: FieldAsk,
    first: int,
    looks_ahead: bool,
) -> Page:
    assert spec.keyset is not None
    order = [builder.settled(each) for each in spec.keyset(reached.place.row, ask)]
    keys = [order_key(each) for each in order]
    field = signed_field(field, keys)
    after = "after" in ask.args.types and "after" in ask.args
    further = _after(builder, field, ask, keys) if after else None
    named = {f"k{index}": key for index, (key, _) in enumerate(keys)}
    rows, place = builder.page(reached, order, first + looks_ahead, named, further)
    if looks_ahead:
        numbered = sa.select(
            *rows.c, sa.func.row_number().over().label("place"), sa.func.count().over().label("found")
        )
        inside = rows
        rows = builder.source(numbered.select_from(inside).correlate_except(inside).subquery())
        place = place.moved(rows, inside)
    ask.scope = place.scope
    return Page(builder, spec, field, ask, first, after, looks_ahead, rows, place, list(named), reached)


def _row(page: Page, type_: GraphQLObjectType, group: list[FieldNode]) -> ColumnElement[Any]:
    """What one row adds to `edges` or `nodes`."""
    builder, name = page.builder, group[0].name.value
    if name == "nodes":
        return builder.object(page.reached.target, page.place, page.ask, inner(group))
    return _object(page, type_.fields[name], group, _edge)


def _object(
    page: Page,
    definition: GraphQLField,
    group: list[FieldNode],
    make: Callable[[Page, GraphQLObjectType, list[FieldNode]], ColumnElement[Any]],
) -> ColumnElement[Any]:
    part = page.builder.model.object_type(get_named_type(definition.type).name)
    return JsonObject(
        [
            (key, text(part.name) if nodes[0].name.value == "__typename" else make(page, part, nodes))
            for key, nodes in page.builder.collect(part, inner(group)).items()
        ]
    )


def _edge(page: Page, edge: GraphQLObjectType, nodes: list[FieldNode]) -> ColumnElement[Any]:
    name = nodes[0].name.value
    if name == "cursor":
        return page.cursor()
    if name == "node":
        return page.builder.object(page.reached.target, page.place, page.ask, inner(nodes))
    ask = page.builder.ask(edge.fields[name], nodes[0], page.place.scope)
    column = page.builder.settled(leaf_expression(page.spec.edge[name], page.place.row, ask))
    return output.leaf(edge.fields[name].type, column, page.builder.model.scalars)


def _info(page: Page, type_: GraphQLObjectType, group: list[FieldNode]) -> ColumnElement[Any]:
    return _object(page, type_.fields["pageInfo"], group, _told)


def _told(page: Page, _: GraphQLObjectType, nodes: list[FieldNode]) -> ColumnElement[Any]:
    name = nodes[0].name.value
    if name == "hasNextPage":
        return sa.func.count() > page.first
    if name == "hasPreviousPage":
        return sa.cast(sa.literal(page.after), sa.Boolean)
    last = sa.func.least(page.rows.c.found, page.first)
    wanted = page.rows.c.place == (sa.literal(1) if name == "startCursor" else last)
    return sa.func.max(page.cursor()).filter(sa.and_(wanted, page.rows.c.place <= page.first))


def _count(builder: Builder, spec: Connection, reached: Reached) -> FromClause:
    some = builder.source(
        builder.select([sa.literal(1).label("one")], reached).limit(spec.count_to + 1).subquery()
    )
    counted = sa.select(sa.func.count().label("n")).select_from(some).correlate_except(some).subquery()
    return builder.source(counted)


def signed_field(field: str, keys: Sequence[tuple[ColumnElement[Any], bool]]) -> str:
    """A field with the order it is read in: a cursor of one order means nothing in another."""
    parts = (
        f"{key.key or ''} {type(key.type).__name__} {'desc' if descends else 'asc'}" for key, descends in keys
    )
    return f"{field}({', '.join(parts)})"


def order_key(order: ColumnElement[Any]) -> tuple[ColumnElement[Any], bool]:
    """A keyset element's expression, and whether it descends."""
    if isinstance(order, UnaryExpression) and order.modifier in (operators.asc_op, operators.desc_op):
        return order.element, order.modifier is operators.desc_op
    return order, False


def _after(
    builder: Builder, field: str, ask: FieldAsk, keys: Sequence[tuple[ColumnElement[Any], bool]]
) -> ColumnElement[bool]:
    """Rows behind the cursor: a row comparison where all keys run one way, spelt out where they do not."""
    extract = ask.args.extract
    count = len(keys)

    def value(index: int) -> Callable[[Execution], str]:
        def opened(execution: Execution) -> str:
            values = open_cursor(extract(execution)["after"], execution.cursor_key(field), count)
            try:
                return storable(values[index])
            except ValueError:
                raise bad_cursor() from None

        return opened

    parameters = [builder.parameters.add(sa.Text(), value(index)) for index in range(count)]
    bounds = [sa.cast(parameter, key.type) for parameter, (key, _) in zip(parameters, keys, strict=True)]
    if len({descends for _, descends in keys}) == 1:
        here, there = sa.tuple_(*(key for key, _ in keys)), sa.tuple_(*bounds)
        return here < there if keys[0][1] else here > there
    ways = []
    for index, (key, descends) in enumerate(keys):
        same = [keys[before][0] == bounds[before] for before in range(index)]
        ways.append(sa.and_(*same, key < bounds[index] if descends else key > bounds[index]))
    return sa.or_(*ways)
