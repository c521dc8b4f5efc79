"""Which fields a selection comes to for one object type, in the document's order, merged by response key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    is_abstract_type,
)

from .inputs import Inputs

Groups = Mapping[str, list[FieldNode]]


class Collector:
    """Collects for one statement. What a selection comes to is remembered, however often fragments lead there."""

    def __init__(self, schema: GraphQLSchema, inputs: Inputs) -> None:
        self._schema = schema
        self._inputs = inputs
        self._known: dict[tuple[str, tuple[int, ...]], Groups] = {}
        self.visited = 0

    def collect(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Groups:
        """The specification's CollectFields: each named fragment at most once per selection."""
        key = (type_.name, tuple(id(each) for each in sets))
        if key not in self._known:
            self._known[key] = self._collect(type_, sets)
        return self._known[key]

    def _collect(self, type_: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> Groups:
        groups: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()

        def add(selections: SelectionSetNode) -> None:
            for node in selections.selections:
                self.visited += 1
                if not self._inputs.included(node):
                    continue
                if isinstance(node, FieldNode):
                    key = node.alias.value if node.alias else node.name.value
                    groups.setdefault(key, []).append(node)
                elif isinstance(node, InlineFragmentNode):
                    if node.type_condition is None or self._applies(node.type_condition.name.value, type_):
                        add(node.selection_set)
                elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                    fragment = self._inputs.operation.fragments[node.name.value]
                    if self._applies(fragment.type_condition.name.value, type_):
                        spread.add(node.name.value)
                        add(fragment.selection_set)

        for selections in sets:
            add(selections)
        return groups

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        """Whether a fragment on `condition` applies to objects of the type."""
        if condition == type_.name:
            return True
        named = self._schema.type_map[condition]
        return is_abstract_type(named) and self._schema.is_sub_type(named, type_)


def inner(nodes: Iterable[FieldNode]) -> list[SelectionSetNode]:
    """The selection sets below fields that answer under one key."""
    return [node.selection_set for node in nodes if node.selection_set is not None]
