"""How large a document may be, measured before anything else is done with it.

One walk over each definition, once, however often a fragment is spread: what a fragment adds is remembered, so nodes
visited never exceed the tokens of the document. A limit that is passed stops the walk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
)

from .errors import LimitExceeded

_INTROSPECTION = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request may ask for.

    repeats: how often one response key may stand in one selection; each pair of them has to be compared.
    depth: fields above one another; introspection is exempt, graphql-core bounds it. cost: rows × fields.
    expressions: values in one statement, where each member of a union counts its own.
    list_length: of any list, in the document or its variables.
    """

    characters: int = 15_000
    tokens: int = 1000
    depth: int = 11
    aliases: int = 15
    repeats: int = 20
    directives: int = 50
    list_length: int = 50
    cost: int = 2000
    expressions: int = 5000


class Walk:
    """The measures of a document: `depth`, `aliases`, `directives`, `visited` nodes, and fragments in `order`.

    `order` names each fragment after those it spreads; a fragment in a cycle is measured as if the cycle were cut.
    Raises LimitExceeded.
    """

    def __init__(self, document: DocumentNode, limits: Limits) -> None:
        self._limits = limits
        self.visited = 0
        self.aliases = 0
        self.directives = 0
        self.depth = 0
        own: dict[str, tuple[int, dict[str, int]]] = {}
        operations: list[tuple[int, dict[str, int]]] = []
        for definition in document.definitions:
            if isinstance(definition, FragmentDefinitionNode):
                self._directives(definition)
                introspects = definition.type_condition.name.value.startswith("__")
                own[definition.name.value] = self._definition(
                    definition.selection_set, measured=not introspects
                )
            elif isinstance(definition, OperationDefinitionNode):
                self._operation(definition)
                operations.append(self._definition(definition.selection_set))
        self.order = tuple(_dependencies_first({name: spreads for name, (_, spreads) in own.items()}))
        depths: dict[str, int] = {}
        for name in self.order:
            depths[name] = self._deepest(*own[name], depths)
        for depth, spreads in operations:
            self.depth = max(self.depth, self._deepest(depth, spreads, depths))

    def _deepest(self, depth: int, spreads: Mapping[str, int], depths: Mapping[str, int]) -> int:
        deepest = max([depth, *(at + depths.get(name, 0) for name, at in spreads.items())])
        return self._within("depth", self._limits.depth, deepest)

    def _definition(
        self, selections: SelectionSetNode, *, measured: bool = True
    ) -> tuple[int, dict[str, int]]:
        """The depth of one definition, and where in it, at the deepest, each fragment is spread."""
        deepest = 0
        spreads: dict[str, int] = {}
        stack: list[tuple[SelectionNode, int, bool]] = [(each, 0, measured) for each in self._set(selections)]
        while stack:
            node, depth, counts = stack.pop()
            self.visited += 1
            self._directives(node)
            if isinstance(node, FragmentSpreadNode):
                spreads[node.name.value] = max(spreads.get(node.name.value, 0), depth)
                continue
            if isinstance(node, FieldNode):
                counts = counts and node.name.value not in _INTROSPECTION
                depth = self._within("depth", self._limits.depth, depth + 1) if counts else depth
                deepest = max(deepest, depth)
                self._field(node)
            inner = node.selection_set if isinstance(node, FieldNode | InlineFragmentNode) else None
            if inner is not None:
                stack.extend((each, depth, counts) for each in self._set(inner))
        return deepest, spreads

    def _set(self, selections: SelectionSetNode) -> tuple[SelectionNode, ...]:
        keys = Counter(
            (each.alias or each.name).value for each in selections.selections if isinstance(each, FieldNode)
        )
        if keys:
            self._within("repeats", self._limits.repeats, max(keys.values()))
        return selections.selections

    def _field(self, node: FieldNode) -> None:
        if node.alias is not None:
            self.aliases = self._within("aliases", self._limits.aliases, self.aliases + 1)
        for argument in node.arguments or ():
            self._value(argument.value)

    def _operation(self, node: OperationDefinitionNode) -> None:
        self._directives(node)
        for variable in node.variable_definitions or ():
            self._directives(variable)
            if variable.default_value is not None:
                self._value(variable.default_value)

    def _directives(self, node: Any) -> None:
        for directive in node.directives or ():
            self.visited += 1
            self.directives = self._within("directives", self._limits.directives, self.directives + 1)
            for argument in directive.arguments or ():
                self._value(argument.value)

    def _value(self, value: ValueNode) -> None:
        stack = [value]
        while stack:
            node = stack.pop()
            self.visited += 1
            if isinstance(node, ListValueNode):
                self._within("list_length", self._limits.list_length, len(node.values))
                stack.extend(node.values)
            elif isinstance(node, ObjectValueNode):
                stack.extend(each.value for each in node.fields)

    def _within(self, limit: str, allowed: int, actual: int) -> int:
        if actual > allowed:
            raise LimitExceeded(limit, allowed=allowed, actual=actual)
        return actual


def check_lists(inputs: Mapping[str, Any], limits: Limits) -> None:
    """Refuse long lists among raw variable values, before anything is coerced. Raises LimitExceeded."""
    stack: list[Any] = [inputs]
    while stack:
        value = stack.pop()
        if isinstance(value, Mapping):
            stack.extend(value.values())
        elif isinstance(value, list | tuple):
            if len(value) > limits.list_length:
                raise LimitExceeded("list_length", allowed=limits.list_length, actual=len(value))
            stack.extend(value)


def _dependencies_first(spreads: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """Fragment names, each after the fragments it spreads; without recursion, since a chain may be long."""
    done: set[str] = set()
    for root in spreads:
        if root in done:
            continue
        path = [(root, iter(spreads[root]))]
        on_path = {root}
        while path:
            name, inner = path[-1]
            following = next(
                (each for each in inner if each in spreads and each not in done and each not in on_path), None
            )
            if following is not None:
                path.append((following, iter(spreads[following])))
                on_path.add(following)
                continue
            path.pop()
            on_path.discard(name)
            done.add(name)
            yield name
