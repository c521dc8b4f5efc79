"""Which fields a selection comes to for one object type, in the document's order, merged by response key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    is_abstract_type,
)

from schema.compiler.inputs import Inputs

Groups = Mapping[str, list[FieldNode]]


def collect(
    schema: GraphQLSchema, inputs: Inputs, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode]
) -> dict[str, list[FieldNode]]:
    """The specification's CollectFields: each named fragment at most once per selection."""
    groups: dict[str, list[FieldNode]] = {}
    spread: set[str] = set()

    def add(selections: SelectionSetNode) -> None:
        for node in selections.selections:
            if not inputs.included(node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                groups.setdefault(key, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or applies(schema, node.type_condition.name.value, type_):
                    add(node.selection_set)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                fragment = inputs.operation.fragments[node.name.value]
                if applies(schema, fragment.type_condition.name.value, type_):
                    spread.add(node.name.value)
                    add(fragment.selection_set)

    for selections in sets:
        add(selections)
    return groups


def inner(nodes: Iterable[FieldNode]) -> list[SelectionSetNode]:
    """The selection sets below fields that answer under one key."""
    return [node.selection_set for node in nodes if node.selection_set is not None]


def applies(schema: GraphQLSchema, condition: str, type_: GraphQLObjectType) -> bool:
    """Whether a fragment on `condition` applies to objects of the type."""
    if condition == type_.name:
        return True
    named = schema.type_map[condition]
    return is_abstract_type(named) and schema.is_sub_type(named, type_)
