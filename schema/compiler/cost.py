"""What a document asks for in rows × fields, reckoned before any of it is compiled.

A fragment is reckoned once, in terms of what one row of the connection around it costs. Fields that answer under one
key from several fragments are each counted, so the figure is an upper bound of the work, never less than it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLField,
    InlineFragmentNode,
    SelectionSetNode,
    get_named_type,
    is_composite_type,
)

from .bindings import Connection, Many
from .errors import LimitExceeded
from .inputs import Inputs, argument_values
from .limits import Limits
from .model import Model


@dataclass(slots=True)
class Sum:
    """once: counted once. each: counted for each row of the connection around it."""

    once: int = 0
    each: int = 0

    def add(self, other: Sum) -> None:
        self.once += other.once
        self.each += other.each


class Costing:
    """`cost` of one operation with its variables. Raises LimitExceeded (cost, first)."""

    def __init__(self, model: Model, inputs: Inputs, limits: Limits) -> None:
        self._model = model
        self._inputs = inputs
        self._fragments: dict[str, Sum] = {}
        self.visited = 0
        operation = inputs.operation
        used = _reachable(operation.node.selection_set, operation.fragments)
        for name in operation.walk.order:
            if name in used:
                fragment = operation.fragments[name]
                self._fragments[name] = self._set(fragment.type_condition.name.value, fragment.selection_set)
        root = model.schema.get_root_type(operation.node.operation)
        assert root is not None
        self.cost = self._set(root.name, operation.node.selection_set).once
        if self.cost > limits.cost:
            raise LimitExceeded("cost", allowed=limits.cost, actual=self.cost)

    def _set(self, type_name: str, selections: SelectionSetNode) -> Sum:
        total = Sum()
        spread: set[str] = set()
        for node in selections.selections:
            self.visited += 1
            if not self._inputs.included(node):
                continue
            if isinstance(node, FieldNode):
                total.add(self._field(type_name, node))
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition.name.value if node.type_condition else type_name
                total.add(self._set(condition, node.selection_set))
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                total.add(self._fragments[node.name.value])
        return total

    def _field(self, type_name: str, node: FieldNode) -> Sum:
        name = node.name.value
        if name.startswith("__"):
            return Sum(once=1)
        type_: Any = self._model.schema.type_map[type_name]
        definition: GraphQLField = type_.fields[name]
        named = get_named_type(definition.type)
        if node.selection_set is None or not is_composite_type(named):
            return Sum(once=1)
        below = self._set(named.name, node.selection_set)
        specs = self._model.specs(type_name, name)
        connections = [spec for spec in specs if isinstance(spec, Connection)]
        if connections:
            return Sum(once=1 + below.once + self._page(connections, definition, node) * below.each)
        if self._model.is_connection(type_name) and name in ("edges", "nodes"):
            return Sum(each=1 + below.once)
        rows = max([each.rows or each.limit or 20 for each in specs if isinstance(each, Many)], default=1)
        return Sum(once=1 + rows * below.once, each=below.each)

    def _page(self, connections: list[Connection], definition: GraphQLField, node: FieldNode) -> int:
        """Rows asked for; refused here already where they are more than the connection gives."""
        for argument in node.arguments or ():
            if argument.name.value == "first":
                self._inputs.probe("value", argument.value)
        first = argument_values(definition, node, self._inputs.values).get("first")
        largest = max(each.largest for each in connections)
        if first is None:
            return max(each.page for each in connections)
        if not 0 <= first <= largest:
            raise LimitExceeded("first", allowed=largest)
        return int(first)


def _reachable(selections: SelectionSetNode, fragments: Any) -> set[str]:
    """The fragments an operation uses: a document may hold others, for other operations."""
    found: set[str] = set()
    stack = [selections]
    while stack:
        for node in stack.pop().selections:
            if isinstance(node, FragmentSpreadNode):
                if node.name.value not in found:
                    found.add(node.name.value)
                    stack.append(fragments[node.name.value].selection_set)
            elif isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None:
                stack.append(node.selection_set)
    return found
