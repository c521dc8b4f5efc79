"""The values given with a request, and the memory of which of them the statement's shape hangs on.

A statement is compiled for the shape of its variables, not for their values: a status to filter by stays a parameter,
but whether there is a filter at all decides if the WHERE is written. What compiling looked at is a *probe*; the answers
to an operation's probes are the key its statements are cached under.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Literal

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableNode,
    get_argument_values,
    parse,
)
from graphql.execution.values import VariableValues

from .documents import Operation
from .errors import Code, RequestError, locations_of
from .ids import tag_of
from .limits import Limits, Walk

Kind = Literal["shape", "value", "tag"]
Probe = tuple[Kind, str]


class Inputs:
    """Coerced variables; every look at one that shapes the statement goes through `probe`."""

    def __init__(self, operation: Operation, values: VariableValues) -> None:
        self.operation = operation
        self.values = values

    @classmethod
    def none(cls) -> Inputs:
        """No variables at all, of an operation that asks for nothing."""
        document = parse("{ __typename }")
        node = document.definitions[0]
        assert isinstance(node, OperationDefinitionNode)
        return cls(Operation(document, node, {}, Walk(document, Limits())), VariableValues({}, {}))

    def probe(self, kind: Kind, node: ValueNode) -> None:
        for name in variables_in(node):
            self.operation.probes[(kind, name)] = None

    def key(self) -> tuple[object, ...]:
        """The answers to all probes so far; equal keys mean equal statements."""
        coerced = self.values.coerced
        return tuple((probe, _answer(probe[0], probe[1], coerced)) for probe in self.operation.probes)

    def boolean(self, node: ValueNode) -> bool:
        """The value of a @skip or @include condition."""
        if isinstance(node, VariableNode):
            self.probe("value", node)
            value = self.values.coerced.get(node.name.value)
            if value is None:
                raise not_usable(node)
            return bool(value)
        return bool(getattr(node, "value", False))

    def included(self, node: Any) -> bool:
        """Whether a selection stands, by its @skip and @include."""
        for directive in node.directives or ():
            name = directive.name.value
            if name in ("skip", "include"):
                condition = self.boolean(directive.arguments[0].value)
                if condition == (name == "skip"):
                    return False
        return True


def argument_values(definition: GraphQLField, node: FieldNode, values: VariableValues) -> dict[str, Any]:
    """A field's coerced arguments. Raises RequestError (BAD_USER_INPUT) where a variable's null may not stand."""
    try:
        return get_argument_values(definition, node, values, hide_suggestions=True)
    except GraphQLError:
        raise not_usable(node) from None


def not_usable(node: Node) -> RequestError:
    return RequestError.of(Code.BAD_INPUT, "The value of an argument cannot be used.", locations_of(node))


def variables_in(node: ValueNode) -> Iterator[str]:
    stack = [node]
    while stack:
        each = stack.pop()
        if isinstance(each, VariableNode):
            yield each.name.value
        elif isinstance(each, ListValueNode):
            stack.extend(each.values)
        elif isinstance(each, ObjectValueNode):
            stack.extend(member.value for member in each.fields)


def has_variables(node: FieldNode) -> bool:
    return any(True for argument in node.arguments or () for _ in variables_in(argument.value))


def plain(value: Any) -> Any:
    """A coerced value as it is stored: an enum member is its value."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def _answer(kind: Kind, name: str, coerced: Mapping[str, Any]) -> object:
    if name not in coerced:
        return "absent"
    value = coerced[name]
    if kind == "value":
        return ("value", _hashable(plain(value)))
    if kind == "tag":
        return ("tag", tag_of(value))
    return _shape(value)


def _shape(value: Any) -> object:
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return tuple(sorted((name, _shape(each)) for name, each in value.items()))
    return "given"


def _hashable(value: Any) -> object:
    if isinstance(value, Mapping):
        return tuple(sorted((name, _hashable(each)) for name, each in value.items()))
    if isinstance(value, list):
        return tuple(_hashable(each) for each in value)
    return value
