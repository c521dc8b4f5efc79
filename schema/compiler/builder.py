"""From a selection to SQL expressions. One builder makes one statement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from graphql import FieldNode, GraphQLField, GraphQLObjectType, SelectionSetNode
from sqlalchemy import ColumnElement, FromClause

from . import output
from .bindings import (
    Connection,
    FieldSpec,
    Many,
    Node,
    One,
    Target,
    Variants,
    leaf_expression,
    selectable,
)
from .collect import Collector, inner
from .connections import connection
from .errors import LimitExceeded
from .gates import looked_up
from .ids import key_in, tag_of
from .inputs import Inputs, argument_values
from .introspection import INTROSPECTION, introspected
from .model import Model
from .parameters import FieldArgs, FieldAsk, Parameters
from .places import Members, Place, Reached
from .rows import Row
from .sql import JSON, TYPE_KEY, JsonObject, json_list, sql_null, text


class Builder:
    """Builds the expressions of one statement; `parameters` collects what must be bound when it runs.

    limit: how many values one statement may have.
    tagged: write each object's type beside its fields where a union or interface leaves it open (mutation payloads
    are completed by an executor, which has to know).
    """

    def __init__(self, model: Model, inputs: Inputs, *, limit: int = 5000, tagged: bool = False) -> None:
        self.model = model
        self.inputs = inputs
        self.tagged = tagged
        self.parameters = Parameters()
        self.collect = Collector(model.schema, inputs).collect
        self._sources: list[FromClause] = []
        self._expressions = 0
        self._limit = limit

    # Fields

    def members(
        self,
        fields: Mapping[str, FieldSpec],
        type_: GraphQLObjectType,
        place: Place,
        sets: Sequence[SelectionSetNode],
    ) -> Members:
        """Response keys and values of one object, in the document's order."""
        found: Members = []
        for key, nodes in self.collect(type_, sets).items():
            name = nodes[0].name.value
            self._count_one()
            if name == "__typename":
                found.append((key, text(type_.name)))
            elif name in INTROSPECTION:
                extract = introspected(self.model.schema, self.inputs.operation, key, nodes)
                found.append((key, sa.cast(self.parameters.add(sa.Text(), extract), JSON)))
            else:
                found.append((key, self.field(fields[name], type_, type_.fields[name], place, nodes)))
        return found

    def _count_one(self) -> None:
        self._expressions += 1
        if self._expressions > self._limit:
            raise LimitExceeded("expressions", allowed=self._limit, actual=self._expressions)

    def payload(self, payload: str, path: Sequence[tuple[str, str]]) -> Members:
        """A payload's field, or all fields of that name if the path ends at the mutation itself."""
        spec = self.model.bindings.payloads[payload]
        type_name, _, field = payload.partition(".")
        sets = [self.inputs.operation.node.selection_set]
        nodes: list[FieldNode] = []
        for parent, key in path:
            nodes = self.collect(self.model.object_type(parent), sets)[key]
            sets = inner(nodes)
        type_ = self.model.object_type(type_name)
        if path[-1][0] == type_name:
            return [(path[-1][1], self.field(spec, type_, type_.fields[field], Place(), nodes))]
        groups = self.collect(type_, sets)
        return [
            (key, self.field(spec, type_, type_.fields[field], Place(), group))
            for key, group in groups.items()
            if group[0].name.value == field
        ]

    def field(
        self,
        spec: FieldSpec,
        type_: GraphQLObjectType,
        definition: GraphQLField,
        place: Place,
        nodes: list[FieldNode],
    ) -> ColumnElement[Any]:
        ask = self.ask(definition, nodes[0], place.scope)
        if isinstance(spec, One):
            return self.one(spec, place, ask, inner(nodes))
        if isinstance(spec, Many):
            return self.many(spec, place, ask, inner(nodes))
        if isinstance(spec, Connection):
            return connection(
                self, spec, f"{type_.name}.{nodes[0].name.value}", definition, place, ask, nodes
            )
        if isinstance(spec, Node):
            return self.node(spec, place, ask, nodes)
        column = self.settled(leaf_expression(spec, place.row, ask))
        return output.leaf(definition.type, column, self.model.scalars)

    def ask(self, definition: GraphQLField, node: FieldNode, scope: Row) -> FieldAsk:
        values = argument_values(definition, node, self.inputs.values)
        for argument in node.arguments or ():
            self.inputs.probe("shape", argument.value)
        types = {name: argument.type for name, argument in definition.args.items()}
        extract = self.parameters.arguments_of(definition, node, values)
        args = FieldArgs(self.parameters, self.model.scalars, values, types, extract)
        return self.asking(args, node, scope)

    def asking(self, args: FieldArgs, node: FieldNode | None, scope: Row) -> FieldAsk:
        bindings = self.model.bindings
        claims = {
            name: self.parameters.named(f"claim_{name}", type_, _claim(name))
            for name, type_ in bindings.claims.items()
        }
        given = {
            name: self.parameters.named(f"given_{name}", type_, _given(name))
            for name, type_ in bindings.given.items()
        }
        return FieldAsk(
            inputs=self.inputs, node=node, args=args, claims=claims, given=given, scope=scope, key_in=key_in
        )

    # Relations

    def reach(self, spec: One | Many | Connection, place: Place, ask: FieldAsk) -> Reached | None:
        """The selectables and the condition behind a relation; None where the target is embedded in its parent."""
        target = self.model.target(spec.target)
        source = spec.source if spec.source is not None else target.source
        if not isinstance(spec, Connection) and spec.lateral is not None:
            child = self.source(spec.lateral(place.row, ask))
        elif source is not None:
            child = self.source(selectable(source, ask))
        else:
            return None
        gate = self.source(spec.gate) if spec.gate is not None else None
        scope = ask.scope if gate is None else Row.of(gate, "The gate")
        ask.scope = scope
        row = Row.of(child, f"The source of {target.key}")
        condition = None if spec.on is None else self.settled(spec.on(place.row, row, ask))
        if gate is not None and condition is not None and isinstance(spec, Connection) and spec.row_by_row:
            gate, condition = looked_up(gate, condition)
            self._sources.append(gate)
            scope = ask.scope = Row.of(gate, "The gate")
        if isinstance(target, Variants) and not isinstance(spec, One):
            known = self.discriminator(target, row, ask).in_(list(target.members))
            condition = known if condition is None else sa.and_(condition, known)
        return Reached(target, child, gate, condition, Place(row, scope))

    def one(
        self, spec: One, place: Place, ask: FieldAsk, sets: Sequence[SelectionSetNode]
    ) -> ColumnElement[Any]:
        reached = self.reach(spec, place, ask)
        if reached is None:
            embedded = self.object(self.model.target(spec.target), place, ask, sets)
            if spec.on is None:
                return embedded
            return sa.case((self.settled(spec.on(place.row, place.row, ask)), embedded))
        value = self.object(reached.target, reached.place, ask, sets)
        return self.select([value], reached).limit(1).scalar_subquery()

    def many(
        self, spec: Many, place: Place, ask: FieldAsk, sets: Sequence[SelectionSetNode]
    ) -> ColumnElement[Any]:
        reached = self.reach(spec, place, ask)
        assert reached is not None
        order = [] if spec.order_by is None else spec.order_by(reached.place.row, ask)
        page, within = self.page(reached, [self.settled(each) for each in order], spec.limit)
        ask.scope = within.scope
        value = self.object(reached.target, within, ask, sets).label("value")
        # Written below and put together above: an aggregate over nothing but outer columns would belong to the outer
        # query by the rules of SQL.
        rows = self.source(sa.select(value).select_from(page).correlate_except(page).subquery())
        return sa.select(json_list(rows.c.value)).select_from(rows).correlate_except(rows).scalar_subquery()

    def node(self, spec: Node, place: Place, ask: FieldAsk, nodes: list[FieldNode]) -> ColumnElement[Any]:
        for argument in nodes[0].arguments or ():
            self.inputs.probe("tag", argument.value)
        one = spec.types.get(tag_of(ask.args.values.get(spec.argument)) or "")
        return sql_null(JSON) if one is None else self.one(one, place, ask, inner(nodes))

    def select(self, columns: Sequence[ColumnElement[Any]], reached: Reached) -> sa.Select[Any]:
        statement = sa.select(*columns).select_from(*reached.own).correlate_except(*reached.own)
        return statement if reached.condition is None else statement.where(reached.condition)

    def page(
        self,
        reached: Reached,
        order: Sequence[ColumnElement[Any]],
        limit: int | None,
        extra: Mapping[str, ColumnElement[Any]] | None = None,
        further: ColumnElement[bool] | None = None,
    ) -> tuple[FromClause, Place]:
        """The rows cut to order and limit, in a subquery, so that JSON is made for no other; and the place on them."""
        names: list[tuple[Row, dict[str, str]]] = []
        columns: list[ColumnElement[Any]] = []
        for prefix, source in zip("cg", reached.own, strict=False):
            row = Row.of(source, "")
            names.append((row, {name: f"{prefix}_{name}" for name in row}))
            columns += [row[name].label(f"{prefix}_{name}") for name in row]
        columns += [column.label(name) for name, column in (extra or {}).items()]
        statement = self.select(columns, reached).order_by(*order)
        if further is not None:
            statement = statement.where(further)
        page = self.source((statement if limit is None else statement.limit(limit)).subquery())
        rows = [
            Row({name: page.c[label] for name, label in labels.items()}, f"A row of {reached.target.key}")
            for _, labels in names
        ]
        return page, Place(rows[0], rows[1] if len(rows) > 1 else reached.place.scope)

    # Objects

    def object(
        self, target: Target, place: Place, ask: FieldAsk, sets: Sequence[SelectionSetNode]
    ) -> ColumnElement[Any]:
        """The JSON object of a row: of its type, or of whichever member of a union or interface the row is."""
        if isinstance(target, Variants):
            return self.variant(target, place, ask, sets)
        type_ = self.model.object_type(target.type_name)
        members = self.members(target.fields, type_, place, sets)
        if self.tagged:
            members.append((TYPE_KEY, text(type_.name)))
        return JsonObject(members)

    def variant(
        self, target: Variants, place: Place, ask: FieldAsk, sets: Sequence[SelectionSetNode]
    ) -> ColumnElement[Any]:
        which = self.discriminator(target, place.row, ask)
        cases = []
        for value, member in target.members.items():
            if isinstance(member, One):
                made = self.one(member, place, ask, sets)
            else:
                made = self.object(self.model.target(member), place, ask, sets)
            cases.append((which == text(value), made))
        return sa.case(*cases)

    def discriminator(self, target: Variants, row: Row, ask: FieldAsk) -> ColumnElement[Any]:
        which: ColumnElement[Any] = self.settled(leaf_expression(target.discriminator, row, ask))
        return which

    # Selectables

    def source(self, source: FromClause) -> FromClause:
        """The selectable under a name of its own, remembered so that subqueries can refer to it from below."""
        fresh = sa.select(source).subquery() if isinstance(source, sa.Join) else source.alias()
        self._sources.append(fresh)
        return fresh

    def settled(self, expression: Any) -> Any:
        """An expression of a binding, whose own subqueries may refer to rows of any level above them.

        SQLAlchemy lets a subquery refer by itself to the next level only, and would otherwise repeat the FROM.
        """
        for element in sa.sql.visitors.iterate(expression):
            if isinstance(element, sa.Select) and element._auto_correlate:
                element._auto_correlate = False
                element._correlate = tuple(self._sources)
        return expression


def _claim(name: str) -> Callable[[Any], Any]:
    return lambda execution: execution.claims[name]


def _given(name: str) -> Callable[[Any], Any]:
    return lambda execution: execution.given[name]
