"""Documents drawn at random from a schema: valid by construction, awkward by intent.

Fields are aliased, repeated and spread through inline and named fragments, arguments are literals, variables, nulls or
left out, and @skip and @include hang everywhere. A document comes with variables for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)
from hypothesis import strategies as st

Draw = Callable[..., Any]
Values = Callable[[str, str], st.SearchStrategy[Any]]  # of a scalar argument: its name and its type's name


@dataclass(frozen=True, slots=True)
class Document:
    text: str
    variables: dict[str, Any]


@dataclass(frozen=True, slots=True)
class EnumName:
    """An enum's value, which a literal writes without quotes."""

    name: str


@st.composite
def documents(
    draw: Draw, schema: GraphQLSchema, values: Values, depth: int = 4, fields: int = 25
) -> Document:
    """Documents of one query operation, at most so deep and with about so many fields."""
    writer = _Writer(draw, schema, values, fields)
    assert schema.query_type is not None
    selection = writer.selection(schema.query_type, depth, (1, 4))
    head = f"query Drawn({', '.join(writer.definitions)}) " if writer.definitions else ""
    return Document("\n".join([f"{head}{selection}", *writer.fragments]), writer.variables)


@dataclass(slots=True)
class _Writer:
    draw: Draw
    schema: GraphQLSchema
    values: Values
    budget: int
    definitions: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    count: int = 0

    def fresh(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def chance(self, one_in: int) -> bool:
        return bool(self.draw(st.integers(1, one_in)) == one_in)

    def selection(self, type_: Any, depth: int, sizes: tuple[int, int] = (1, 5)) -> str:
        parts = [self.part(type_, depth) for _ in range(self.draw(st.integers(*sizes)))]
        return "{ " + " ".join(parts) + " }"

    def part(self, type_: Any, depth: int) -> str:
        """One member of a selection: a field, or a fragment around some."""
        if self.chance(12):
            return str(self.draw(st.sampled_from(["__typename", "kind_of: __typename"])))
        if depth > 0 and self.budget > 0 and (self.chance(6) or not hasattr(type_, "fields")):
            return self.fragment(type_, depth)
        return self.field(type_, depth) if hasattr(type_, "fields") else "__typename"

    def fragment(self, type_: Any, depth: int) -> str:
        condition = self.draw(st.sampled_from(self.conditions(type_)))
        inside = self.selection(condition, depth - 1, (1, 3))
        kind = self.draw(st.sampled_from(["inline", "named", "bare"]))
        if kind == "named":
            name = self.fresh("Fragment")
            self.fragments.append(f"fragment {name} on {condition.name} {inside}")
            return f"...{name}{self.directives()}" + (f" ...{name}" if self.chance(3) else "")
        on = "" if kind == "bare" and condition is type_ else f" on {condition.name}"
        return f"...{on}{self.directives()} {inside}"

    def conditions(self, type_: Any) -> list[Any]:
        if not is_abstract_type(type_):
            return [type_, *type_.interfaces]
        possible = self.schema.get_possible_types(type_)
        interfaces = {each.name: each for member in possible for each in member.interfaces}
        return [*possible, *(interfaces[name] for name in sorted(interfaces))]

    def field(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> str:
        deep = depth > 0 and self.budget > 0
        names = [
            name
            for name, each in type_.fields.items()
            if deep or not is_composite_type(get_named_type(each.type))
        ]
        if not names:
            return "__typename"
        if deep:  # objects lead to more; most lists of fields are mostly leaves
            names += 2 * [
                name for name in names if is_composite_type(get_named_type(type_.fields[name].type))
            ]
        self.budget -= 1
        name = self.draw(st.sampled_from(names))
        definition = type_.fields[name]
        arguments = self.arguments(definition.args)
        aliased = bool(definition.args) or self.chance(4)
        head = f"{self.fresh('a')}: {name}" if aliased else name
        head += f"({', '.join(arguments)})" if arguments else ""
        named = get_named_type(definition.type)
        if not is_composite_type(named):
            return head + self.directives()
        again = f" {head} {self.selection(named, depth - 1)}" if self.chance(5) else ""
        return f"{head}{self.directives()} {self.selection(named, depth - 1)}{again}"

    def directives(self) -> str:
        if not self.chance(5):
            return ""
        name = self.draw(st.sampled_from(["skip", "include"]))
        wanted = self.draw(st.booleans())
        if self.chance(2):
            return f" @{name}(if: {'true' if wanted else 'false'})"
        variable = self.fresh("flag")
        default = self.draw(st.sampled_from(["", " = true", " = false"]))
        self.definitions.append(f"${variable}: Boolean{'' if default else '!'}{default}")
        if not default or self.chance(2):
            self.variables[variable] = wanted
        return f" @{name}(if: ${variable})"

    def arguments(self, args: Any) -> list[str]:
        return [
            f"{name}: {self.argument(name, argument)}"
            for name, argument in args.items()
            if (is_non_null_type(argument.type) and argument.default is None) or not self.chance(3)
        ]

    def argument(self, name: str, argument: Any) -> str:
        """A literal, or a variable that is given, null or left out."""
        if self.chance(2):
            return literal(self.value(name, argument.type))
        variable = self.fresh("v")
        default = ""
        if self.chance(3):
            default = f" = {literal(self.value(name, argument.type))}"
        self.definitions.append(f"${variable}: {argument.type}{default}")
        required = is_non_null_type(argument.type) and not default
        if required or self.chance(2):
            self.variables[variable] = as_json(self.value(name, argument.type))
        return f"${variable}"

    def value(self, name: str, type_: Any) -> Any:
        if not is_non_null_type(type_) and self.chance(6):
            return None
        type_ = get_nullable_type(type_)
        if is_list_type(type_):
            return [self.value(name, type_.of_type) for _ in range(self.draw(st.integers(0, 3)))]
        if isinstance(type_, GraphQLInputObjectType):
            return {key: self.value(key, each.type) for key, each in type_.fields.items() if self.chance(2)}
        if isinstance(type_, GraphQLEnumType):
            return EnumName(self.draw(st.sampled_from(sorted(type_.values))))
        return self.draw(self.values(name, type_.name))


def literal(value: Any) -> str:
    """A value as a document writes it."""
    if isinstance(value, EnumName):
        return value.name
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {literal(each)}" for key, each in value.items()) + "}"
    return json.dumps(value)


def as_json(value: Any) -> Any:
    """A value as variables carry it."""
    if isinstance(value, EnumName):
        return value.name
    if isinstance(value, list):
        return [as_json(each) for each in value]
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    return value
