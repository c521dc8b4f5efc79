"""Bindings held against the schema, at start: every field bound, of the right kind, and non-null only by right.

Every expression is built once with all arguments given and once with none, so a misspelt column, argument, claim or
scope stops the start and not a request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg

from . import output
from .bindings import (
    Connection,
    FieldSpec,
    Many,
    Node,
    One,
    TypeBinding,
    Value,
    Variants,
    leaf_expression,
)
from .builder import Builder
from .connections import EDGE_FIELDS, FIELDS, order_key
from .errors import BindingError
from .inputs import Inputs
from .model import Model
from .parameters import FieldArgs, FieldAsk
from .places import Place

_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]


def check(model: Model) -> list[str]:
    """What does not fit, one sentence each; empty where all is well."""
    walk = _Check(model)
    walk.fields(model.query, model.bindings.query, Place())
    for key, one in model.bindings.payloads.items():
        type_name, _, field = key.partition(".")
        with_field = {field: one}
        type_ = model.schema.type_map.get(type_name)
        if not isinstance(type_, GraphQLObjectType) or field not in type_.fields:
            walk.problems.append(f"{key}: the schema has no such field.")
        else:
            walk.field(type_, field, with_field[field], Place())
    return walk.problems


class _Check:
    def __init__(self, model: Model) -> None:
        self.problems: list[str] = []
        self._model = model
        self._seen: set[tuple[str, frozenset[str]]] = set()

    def fields(self, type_: GraphQLObjectType, specs: Mapping[str, FieldSpec], place: Place) -> None:
        for name in type_.fields:
            if name in specs:
                self.field(type_, name, specs[name], place)
            else:
                self.problems.append(f"{type_.name}.{name} is not bound.")
        for name in specs:
            if name not in type_.fields:
                self.problems.append(f"{type_.name}.{name} is bound, but the schema has no such field.")

    def field(self, type_: GraphQLObjectType, name: str, spec: FieldSpec, place: Place) -> None:
        where, definition = f"{type_.name}.{name}", type_.fields[name]
        problem = _kind(definition, spec)
        if problem:
            self.problems.append(f"{where} {problem}")
            return
        for given in (True, False):
            builder = Builder(self._model, Inputs.none())
            ask = _asking(builder, definition, place, given)
            try:
                self._built(where, builder, definition, spec, place, ask)
            except BindingError as error:
                self.problems += [f"{where}: {problem}" for problem in error.problems]
                return
            except Exception as error:
                self.problems.append(f"{where}: {type(error).__name__}: {error}")
                return

    def _built(
        self,
        where: str,
        builder: Builder,
        definition: GraphQLField,
        spec: FieldSpec,
        place: Place,
        ask: FieldAsk,
    ) -> None:
        if isinstance(spec, Node):
            for one in spec.types.values():
                self._reached(
                    where, builder, definition, one, place, _asking(builder, definition, place, True)
                )
        elif isinstance(spec, One | Many | Connection):
            self._reached(where, builder, definition, spec, place, ask)
        else:
            self._leaf(where, builder, definition, spec, place, ask)

    def _leaf(
        self, where: str, builder: Builder, definition: GraphQLField, spec: Any, place: Place, ask: FieldAsk
    ) -> None:
        column = builder.settled(leaf_expression(spec, place.row, ask))
        rendered = output.leaf(definition.type, column, self._model.scalars)
        rendered.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
        named = get_named_type(definition.type)
        if not is_enum_type(named) and named.name not in self._model.scalars:
            self._once(f"{where}: how the scalar {named.name} is written is not bound.")
        promised = isinstance(spec, Value) and spec.not_null
        if is_non_null_type(definition.type) and not promised and not _never_null(column):
            self._once(f"{where} is non-null, but what it is bound to may be NULL.")

    def _reached(
        self,
        where: str,
        builder: Builder,
        definition: GraphQLField,
        spec: One | Many | Connection,
        place: Place,
        ask: FieldAsk,
    ) -> None:
        target = self._model.target(spec.target)
        self._fits(where, definition, spec, target.type_name)
        reached = builder.reach(spec, place, ask)
        if reached is None:
            if not isinstance(spec, One):
                raise BindingError(["the target has no source."])
            if spec.on is not None:
                builder.settled(spec.on(place.row, place.row, ask))
            self.target(target, place, ask, builder)
            return
        if isinstance(spec, Many) and spec.order_by is not None:
            spec.order_by(reached.place.row, ask)
        if isinstance(spec, Connection):
            self._connection(where, builder, definition, spec, reached.place, ask)
        self.target(target, reached.place, ask, builder)

    def _fits(self, where: str, definition: GraphQLField, spec: One | Many | Connection, target: str) -> None:
        expected: Any = get_named_type(definition.type)
        if isinstance(spec, Connection):
            edges = expected.fields.get("edges") or expected.fields.get("nodes")
            inside: Any = get_named_type(edges.type)
            expected = get_named_type(inside.fields["node"].type) if "node" in inside.fields else inside
        elif is_non_null_type(definition.type) and isinstance(spec, One) and not spec.not_null:
            self._once(f"{where} is non-null, but a row may be missing; promise one with not_null=True.")
        found = self._model.schema.type_map.get(target)
        fits = found is expected or (
            found is not None
            and is_abstract_type(expected)
            and self._model.schema.is_sub_type(expected, found)
        )
        if not fits:
            self._once(f"{where} is a {expected.name}, but leads to a {target}.")

    def _connection(
        self,
        where: str,
        builder: Builder,
        definition: GraphQLField,
        spec: Connection,
        place: Place,
        ask: FieldAsk,
    ) -> None:
        keys = [order_key(each)[0] for each in spec.keyset(place.row, ask)] if spec.keyset else []
        if not keys:
            self._once(f"{where} has no keyset.")
        if any(isinstance(key, sa.Column) and not _never_null(key) for key in keys):
            self._once(f"{where}: a column of the keyset may be NULL.")
        type_: Any = get_named_type(definition.type)
        for name in set(type_.fields) - FIELDS:
            self._once(f"{type_.name}.{name} is no field the compiler knows of a connection.")
        edge: Any = get_named_type(type_.fields["edges"].type) if "edges" in type_.fields else None
        for name, field in edge.fields.items() if edge is not None else ():
            if name in spec.edge:
                self._leaf(f"{edge.name}.{name}", builder, field, spec.edge[name], place, ask)
            elif name not in EDGE_FIELDS:
                self._once(f"{edge.name}.{name} is not bound.")

    def target(self, target: TypeBinding | Variants, place: Place, ask: FieldAsk, builder: Builder) -> None:
        seen = (target.key, frozenset(place.scope))
        if seen in self._seen:
            return
        self._seen.add(seen)
        if isinstance(target, TypeBinding):
            self.fields(self._model.object_type(target.type_name), target.fields, place)
            return
        builder.discriminator(target, place.row, ask)
        for member in target.members.values():
            if isinstance(member, One):
                reached = builder.reach(member, place, ask)
                inside = place if reached is None else reached.place
                self.target(self._model.target(member.target), inside, ask, builder)
            else:
                self.target(self._model.target(member), place, ask, builder)

    def _once(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def _kind(definition: GraphQLField, spec: FieldSpec) -> str | None:
    """What is wrong with the kind of a binding, if anything: a leaf for a leaf, a list for a list."""
    type_ = definition.type
    if is_leaf_type(get_named_type(type_)):
        return (
            "is a leaf, but bound to objects." if isinstance(spec, One | Many | Connection | Node) else None
        )
    if not isinstance(spec, One | Many | Connection | Node):
        return "is an object, but bound to a value."
    if is_list_type(get_nullable_type(type_)) != isinstance(spec, Many):
        return "is a list on one side, and a single object on the other."
    if isinstance(spec, Node) and is_non_null_type(type_):
        return "is non-null, but an id may lead nowhere."
    return None


def _never_null(column: sa.ColumnElement[Any]) -> bool:
    """Whether a table's own constraint says so. A subquery's columns may have come through an outer join."""
    source = getattr(column, "table", None)
    source = getattr(source, "element", source)
    return isinstance(column, sa.Column) and isinstance(source, sa.Table) and column.nullable is False


def _asking(builder: Builder, definition: GraphQLField, place: Place, given: bool) -> FieldAsk:
    types = {name: argument.type for name, argument in definition.args.items()}
    values = {name: _sample(type_, 3) for name, type_ in types.items() if given or is_non_null_type(type_)}
    args = FieldArgs(builder.parameters, builder.model.scalars, values, types, lambda _: values)
    return builder.asking(args, None, place.scope)


def _sample(type_: GraphQLInputType, depth: int) -> Any:
    """Something given for an argument; the value never matters, only that there is one."""
    nullable = get_nullable_type(type_)
    if isinstance(nullable, GraphQLInputObjectType):
        return dict(_members(nullable, depth))
    if isinstance(nullable, GraphQLEnumType):
        return next(iter(nullable.values.values())).value
    return [] if is_list_type(nullable) else "given"


def _members(type_: GraphQLInputObjectType, depth: int) -> Iterator[tuple[str, Any]]:
    for name, field in type_.fields.items():
        if depth > 0:
            yield name, _sample(field.type, depth - 1)
