"""A document that asks for everything a type has, made from the schema itself, so that no field is forgotten."""

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from schema.build import build_schema
from schema.compiler import core_schema

_SCHEMA = core_schema(build_schema())


def everything(type_name: str, depth: int = 3) -> str:
    """A selection set of all fields without required arguments, down to this many objects in each other."""
    named = _SCHEMA.type_map[type_name]
    match named:
        case GraphQLObjectType() | GraphQLInterfaceType():
            fields = [_field(name, field, depth) for name, field in named.fields.items()]
            return "{ __typename " + " ".join(field for field in fields if field) + " }"
        case GraphQLUnionType():
            members = [f"... on {member.name} {everything(member.name, depth)}" for member in named.types]
            return "{ __typename " + " ".join(members) + " }"
        case _:
            raise TypeError(f"{type_name} has no fields")


def mutation(name: str) -> str:
    """A mutation with everything that it can answer."""
    root = _SCHEMA.mutation_type
    assert root is not None
    field = root.fields[name]
    given, answer = field.args["input"].type, get_named_type(field.type).name
    return f"mutation Asked($input: {given}) {{ {name}(input: $input) {everything(answer)} }}"


def mutations() -> tuple[str, ...]:
    """The names of all mutations."""
    assert _SCHEMA.mutation_type is not None
    return tuple(_SCHEMA.mutation_type.fields)


def inputs(name: str) -> tuple[str, ...]:
    """What a mutation's input holds."""
    assert _SCHEMA.mutation_type is not None
    given = get_named_type(_SCHEMA.mutation_type.fields[name].args["input"].type)
    assert isinstance(given, GraphQLInputObjectType)
    return tuple(given.fields)


def _field(name: str, field: GraphQLField, depth: int) -> str:
    named = get_named_type(field.type)
    if is_leaf_type(named):
        return name
    return f"{name} {everything(named.name, depth - 1)}" if depth > 1 else ""
