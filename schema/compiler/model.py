"""A schema and its bindings, looked up and completed once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type

from .bindings import Bindings, Connection, FieldSpec, Target, TypeBinding
from .errors import BindingError
from .scalars import STANDARD


class Model:
    """What the compiler looks up while it works: bound targets by key, types by name, scalars, rows per field."""

    def __init__(self, schema: GraphQLSchema, bindings: Bindings) -> None:
        self.schema = schema
        self.bindings = bindings
        self.scalars = {**STANDARD, **bindings.scalars}
        self._targets: dict[str, Target] = {}
        for target in bindings.types:
            if target.key in self._targets:
                raise BindingError([f"Two bindings are named '{target.key}'."])
            self._targets[target.key] = target
        self.query = self.object_type(schema.query_type.name if schema.query_type else "Query")
        self._specs = self._by_field()
        self._connections = frozenset(self._connection_types())

    def target(self, key: str) -> Target:
        try:
            return self._targets[key]
        except KeyError:
            raise BindingError([f"Nothing is bound under the name '{key}'."]) from None

    def object_type(self, name: str) -> GraphQLObjectType:
        named = self.schema.type_map.get(name)
        if not isinstance(named, GraphQLObjectType):
            raise BindingError([f"The schema has no object type '{name}'."])
        return named

    def specs(self, type_name: str, field: str) -> list[FieldSpec]:
        """Every way a field is bound, over all bindings of its type and, for an interface, of its members."""
        return self._specs.get((type_name, field), [])

    def is_connection(self, type_name: str) -> bool:
        """Whether a type is what some bound connection answers with."""
        return type_name in self._connections

    def _connection_types(self) -> Iterator[str]:
        for (type_name, field), specs in self._specs.items():
            definition = getattr(self.schema.type_map.get(type_name), "fields", {}).get(field)
            if definition is not None and any(isinstance(spec, Connection) for spec in specs):
                yield get_named_type(definition.type).name

    def _by_field(self) -> dict[tuple[str, str], list[FieldSpec]]:
        found: dict[tuple[str, str], list[FieldSpec]] = {}
        bound: list[tuple[str, Any]] = [(self.query.name, self.bindings.query)]
        bound += [
            (each.type_name, each.fields) for each in self.bindings.types if isinstance(each, TypeBinding)
        ]
        bound += [
            (name, {field: spec})
            for name, field, spec in (
                (*key.partition(".")[::2], cast("Any", one)) for key, one in self.bindings.payloads.items()
            )
        ]
        for name, fields in bound:
            named = self.schema.type_map.get(name)
            types = [name, *(each.name for each in getattr(named, "interfaces", ()))]
            for field, spec in fields.items():
                for each in types:
                    found.setdefault((each, field), []).append(spec)
        return found
