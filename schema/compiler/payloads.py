"""Mutation payloads: the executor runs the mutation, and reads the objects in its payload from a compiled answer.

`Compiler.select` compiles what a payload's field selects; the resolver returns `answer.selected()`; and the resolvers
set here take each value from that answer by its response key, finished as it is.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    default_field_resolver,
    default_type_resolver,
    get_named_type,
    is_leaf_type,
    is_specified_scalar_type,
)

from .sql import TYPE_KEY


class Compiled(dict[str, Any]):
    """An object of a compiled answer, by response key."""


class Selected(dict[str, Any]):
    """What a payload's field selected, by the response key the field answers under."""


class Finished:
    """A leaf's JSON value; serialising it once more would spoil it."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def selected(data: bytes) -> Selected:
    return Selected(json.loads(data, object_hook=Compiled))


def install(schema: GraphQLSchema, payloads: Iterable[str]) -> None:
    """Let the executor read compiled objects: fields by response key, types from their tag, leaves as they are."""
    roots = {
        each.name for each in (schema.query_type, schema.mutation_type, schema.subscription_type) if each
    }
    for named in schema.type_map.values():
        if named.name.startswith("__") or named.name in roots:
            continue
        if isinstance(named, GraphQLObjectType):
            for field in named.fields.values():
                field.resolve = _reading(field)
            if named.is_type_of is not None:
                named.is_type_of = _is_type_of(named.is_type_of)
        elif isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            named.resolve_type = _resolve_type(named.resolve_type or default_type_resolver)
        elif isinstance(named, GraphQLEnumType | GraphQLScalarType) and not is_specified_scalar_type(named):
            _pass_finished(named)
    for key in payloads:
        type_name, _, field_name = key.partition(".")
        named = schema.type_map[type_name]
        assert isinstance(named, GraphQLObjectType)
        field = named.fields[field_name]
        field.resolve = _picking(field.resolve or default_field_resolver)


def _reading(field: GraphQLField) -> Callable[..., Any]:
    resolve = field.resolve or default_field_resolver
    named = get_named_type(field.type)
    finish = is_leaf_type(named) and not is_specified_scalar_type(named)

    def read(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if not isinstance(source, Compiled):
            return resolve(source, info, **arguments)
        value = source[str(info.path.key)]
        return _finished(value) if finish else value

    return read


def _picking(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def pick(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        value = resolve(source, info, **arguments)
        if inspect.isawaitable(value):

            async def later() -> Any:
                return _picked(await value, info)

            return later()
        return _picked(value, info)

    return pick


def _picked(value: Any, info: GraphQLResolveInfo[Any]) -> Any:
    return value[str(info.path.key)] if isinstance(value, Selected) else value


def _finished(value: Any) -> Any:
    if value is None:
        return None
    return [_finished(each) for each in value] if isinstance(value, list) else Finished(value)


def _is_type_of(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda value, info: True if isinstance(value, Compiled) else original(value, info)


def _resolve_type(original: Callable[..., Any]) -> Callable[..., Any]:
    def resolve(value: Any, info: GraphQLResolveInfo[Any], type_: Any) -> Any:
        return value[TYPE_KEY] if isinstance(value, Compiled) else original(value, info, type_)

    return resolve


def _pass_finished(leaf: GraphQLEnumType | GraphQLScalarType) -> None:
    original = leaf.coerce_output_value

    def coerce_output_value(value: Any) -> Any:
        return value.value if isinstance(value, Finished) else original(value)

    vars(leaf)["coerce_output_value"] = coerce_output_value


def path_keys(info: GraphQLResolveInfo[Any]) -> list[tuple[str, str]]:
    """Type and response key of each field from the root to the one being resolved."""
    keys: list[tuple[str, str]] = []
    path: Any = info.path
    while path is not None:
        if isinstance(path.key, str):
            keys.append((path.typename, path.key))
        path = path.prev
    return keys[::-1]
