"""Introspection fields beside data: graphql-core answers them from the schema alone, and the statement carries them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    execute_sync,
)

from .documents import Operation
from .parameters import Execution, Extract

INTROSPECTION = frozenset({"__schema", "__type"})


def introspected(
    schema: GraphQLSchema, operation: Operation, key: str, nodes: Sequence[FieldNode]
) -> Extract:
    """The JSON text of one introspection field; it depends on the schema and on variables only."""
    whole = operation.node
    reduced = OperationDefinitionNode(
        operation=whole.operation,
        variable_definitions=whole.variable_definitions,
        selection_set=SelectionSetNode(selections=tuple(nodes)),
    )
    document = DocumentNode(definitions=(reduced, *operation.fragments.values()))

    def extract(execution: Execution) -> str:
        sources = execution.variables.sources
        raw = {name: source.value for name, source in sources.items() if source.value is not Undefined}
        result: Any = execute_sync(schema, document, variable_values=raw)
        assert isinstance(result, ExecutionResult)
        return json.dumps((result.data or {}).get(key))

    return extract
