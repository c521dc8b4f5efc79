"""A document that asks for everything a type has, made from the schema itself, so that no field is forgotten."""

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNullableType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    get_nullable_type,
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


def in_parts(type_name: str, depth: int = 3) -> list[str]:
    """As `everything`, in several selection sets: a document with all of it at once may ask for too much."""
    named = _SCHEMA.type_map[type_name]
    assert isinstance(named, GraphQLObjectType)
    leaves = [name for name, field in named.fields.items() if is_leaf_type(get_named_type(field.type))]
    deeper = [_field(name, field, depth) for name, field in named.fields.items() if name not in leaves]
    return [f"{{ __typename {' '.join(leaves)} }}", *(f"{{ {field} }}" for field in deeper)]


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


def on_complaints() -> frozenset[str]:
    """The names of all mutations that act on one complaint."""
    assert _SCHEMA.mutation_type is not None
    return frozenset(
        name
        for name, field in _SCHEMA.mutation_type.fields.items()
        if any(
            "complaint" in member.fields and member.name != "Refused"
            for member in getattr(get_named_type(field.type), "types", ())
        )
    )


def filled(name: str, *, text: str, identifier: str) -> dict[str, object]:
    """An input with something in every field of a mutation: `text` for words, `identifier` for ids."""
    assert _SCHEMA.mutation_type is not None
    given = get_named_type(_SCHEMA.mutation_type.fields[name].args["input"].type)
    assert isinstance(given, GraphQLInputObjectType)
    return _filled(given, text, identifier)


def _filled(given: GraphQLInputObjectType, text: str, identifier: str) -> dict[str, object]:
    return {
        field: _value(get_nullable_type(held.type), text, identifier)
        for field, held in given.fields.items()
        if field != "expectedVersion"
    }


def _value(type_: GraphQLNullableType, text: str, identifier: str) -> object:
    match type_:
        case GraphQLList(of_type=inner):
            return [_value(get_nullable_type(inner), text, identifier)]
        case GraphQLInputObjectType():
            return _filled(type_, text, identifier)
        case GraphQLEnumType():
            return next(iter(type_.values))
        case _:
            simple = {"Boolean": True, "Int": 1, "UUID": identifier, "Date": "2026-03-04"}
            return simple.get(type_.name, text)


def _field(name: str, field: GraphQLField, depth: int) -> str:
    named = get_named_type(field.type)
    if is_leaf_type(named):
        return name
    return f"{name} {everything(named.name, depth - 1)}" if depth > 1 else ""
