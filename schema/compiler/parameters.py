"""From arguments in a document to numbered parameters, and from a request's values to what is bound to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputType,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_list_type,
)
from graphql.execution.values import VariableValues
from sqlalchemy import ARRAY, ColumnElement
from sqlalchemy.types import Text, TypeEngine

from .errors import BindingError, Code, RequestError
from .inputs import Inputs, argument_values, has_variables, plain
from .scalars import Scalar
from .sql import Param, sql_null

Slot = tuple[GraphQLField, FieldNode]


@dataclass(slots=True)
class Execution:
    """What one execution gives: coerced variables, claims, a mutation's own values, and arguments worked out so far."""

    variables: VariableValues
    claims: Mapping[str, Any]
    given: Mapping[str, Any]
    cursor_key: Callable[[str], bytes]
    arguments: dict[int, dict[str, Any]] = field(default_factory=dict)


Extract = Callable[[Execution], Any]


class Parameters:
    """The parameters of one statement under construction."""

    def __init__(self) -> None:
        self.extracts: dict[str, Extract] = {}
        self.slots: list[Slot] = []

    def add(self, type_: TypeEngine[Any], extract: Extract) -> Param:
        name = f"p{len(self.extracts)}"
        self.extracts[name] = extract
        return Param(name, type_)

    def named(self, name: str, type_: TypeEngine[Any], extract: Extract) -> Param:
        """The same parameter wherever the name is used."""
        self.extracts.setdefault(name, extract)
        return Param(name, type_)

    def arguments_of(self, definition: GraphQLField, node: FieldNode, values: Mapping[str, Any]) -> Extract:
        """How a field's coerced arguments are had at execution: worked out again only where variables are in them."""
        if not has_variables(node):
            return lambda _: values
        slot = len(self.slots)
        self.slots.append((definition, node))

        def extract(execution: Execution) -> Any:
            if slot not in execution.arguments:
                execution.arguments[slot] = argument_values(definition, node, execution.variables)
            return execution.arguments[slot]

        return extract


@dataclass(slots=True)
class FieldArgs:
    """Implements `rows.Args` over one field's arguments, or one input object among them."""

    parameters: Parameters
    scalars: Mapping[str, Scalar]
    values: Mapping[str, Any]
    types: Mapping[str, GraphQLInputType]
    extract: Extract
    made: dict[str, Any] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        self._type(str(name))
        return self.values.get(str(name)) is not None

    def get(self, name: str) -> Any:
        if name not in self:
            return None
        return self[name]

    def __getitem__(self, name: str) -> Any:
        type_ = get_nullable_type(self._type(name))
        if is_input_object_type(type_):
            return self._object(name, type_)
        if name not in self.made:
            self.made[name] = self._parameter(name, type_)
        return self.made[name]

    def within(self, name: str, least: Any, most: Any) -> Any:
        outer = self.extract

        def checked(execution: Execution) -> Any:
            values = outer(execution)
            if not least <= values[name] <= most:
                message = f"The argument '{name}' is from {least} to {most}."
                raise RequestError.of(Code.BAD_INPUT, message, argument=name)
            return values

        return FieldArgs(self.parameters, self.scalars, self.values, self.types, checked)[name]

    def _type(self, name: str) -> GraphQLInputType:
        try:
            return self.types[name]
        except KeyError:
            raise BindingError([f"The field has no argument '{name}'."]) from None

    def _object(self, name: str, type_: Any) -> FieldArgs:
        types = {key: member.type for key, member in type_.fields.items()}
        outer = self.extract
        values = self.values.get(name) or {}
        return FieldArgs(
            self.parameters, self.scalars, values, types, lambda execution: outer(execution)[name]
        )

    def _parameter(self, name: str, type_: Any) -> ColumnElement[Any]:
        scalar = self.scalars.get(get_named_type(type_).name, _TEXT)
        sql_type: TypeEngine[Any] = ARRAY(scalar.type) if is_list_type(type_) else scalar.type
        if self.values.get(name) is None:
            return sql_null(sql_type)
        extract = self.extract
        return self.parameters.add(sql_type, lambda execution: bound(extract(execution)[name], scalar))


_TEXT = Scalar(Text())


def bound(value: Any, scalar: Scalar) -> Any:
    """A coerced value as the driver takes it. Raises RequestError (BAD_USER_INPUT) for what no column can hold."""
    if isinstance(value, list | tuple):
        return [bound(each, scalar) for each in value]
    value = plain(value)
    if value is None:
        return None
    try:
        value = scalar.to_parameter(value) if scalar.to_parameter else value
        if isinstance(value, str):
            storable(value)
    except (ValueError, TypeError, ArithmeticError):
        raise RequestError.of(Code.BAD_INPUT, "The value of an argument cannot be used.") from None
    return value


def storable(text: str) -> str:
    """The text, unless PostgreSQL cannot hold it: NUL, or half of a surrogate pair. Raises ValueError."""
    text.encode()
    if "\x00" in text:
        raise ValueError("NUL in text")
    return text


class FieldAsk:
    """Implements `rows.Ask` for one field."""

    def __init__(
        self,
        *,
        inputs: Inputs,
        node: FieldNode | None,
        args: FieldArgs,
        claims: Mapping[str, ColumnElement[Any]],
        given: Mapping[str, ColumnElement[Any]],
        scope: Any,
        key_in: Callable[[Any, str, TypeEngine[Any]], Any],
    ) -> None:
        self._inputs = inputs
        self._node = node
        self._key_in = key_in
        self.args = args
        self.claims = claims
        self.given = given
        self.scope = scope

    def choice(self, name: str) -> Any:
        self._probe("value", name)
        return plain(self.args.values.get(name))

    def id(self, name: str, tag: str, type_: TypeEngine[Any]) -> ColumnElement[Any]:
        extract = self.args.extract
        return self.args.parameters.add(
            type_, lambda execution: self._key_in(extract(execution).get(name), tag, type_)
        )

    def _probe(self, kind: Any, name: str) -> None:
        for argument in (self._node.arguments or ()) if self._node else ():
            if argument.name.value == name:
                self._inputs.probe(kind, argument.value)
