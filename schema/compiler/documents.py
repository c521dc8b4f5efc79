"""From text to a validated operation, with errors that repeat nothing of it.

graphql-core words its validation errors with names and literals of the document. Which rule was broken, and where, is
all a client gets here; an editor that knows the schema explains the rest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    get_variable_values,
    parse,
    specified_rules,
    validate,
)

from .errors import Code, LimitExceeded, RequestError, formatted
from .limits import Limits, Walk

_SENTENCES: Mapping[str, str] = {
    "ExecutableDefinitionsRule": "A document may hold operations and fragments only.",
    "FieldsOnCorrectTypeRule": "There is no such field on this type.",
    "FragmentsOnCompositeTypesRule": "A fragment is possible on objects, interfaces and unions only.",
    "KnownArgumentNamesRule": "There is no such argument.",
    "KnownDirectivesRule": "There is no such directive, or it may not stand here.",
    "KnownFragmentNamesRule": "There is no such fragment in the document.",
    "KnownTypeNamesRule": "There is no such type.",
    "LoneAnonymousOperationRule": "An operation without a name must be the only one.",
    "NoFragmentCyclesRule": "A fragment may not contain itself.",
    "NoUndefinedVariablesRule": "This variable is not defined by the operation.",
    "NoUnusedFragmentsRule": "This fragment is never used.",
    "NoUnusedVariablesRule": "This variable is never used.",
    "OverlappingFieldsCanBeMergedRule": "These fields answer under the same name but differ; use an alias.",
    "PossibleFragmentSpreadsRule": "This fragment can never apply here.",
    "ProvidedRequiredArgumentsRule": "A required argument is missing.",
    "ScalarLeafsRule": "An object needs a selection of fields, and a scalar must have none.",
    "SingleFieldSubscriptionsRule": "A subscription selects exactly one field.",
    "UniqueArgumentNamesRule": "This argument is given twice.",
    "UniqueDirectivesPerLocationRule": "This directive may be used only once in a place.",
    "UniqueFragmentNamesRule": "Two fragments have the same name.",
    "UniqueInputFieldNamesRule": "This input field is given twice.",
    "UniqueOperationNamesRule": "Two operations have the same name.",
    "UniqueVariableNamesRule": "Two variables have the same name.",
    "ValuesOfCorrectTypeRule": "This value does not fit the type that is expected here.",
    "VariablesAreInputTypesRule": "A variable's type must be an input type.",
    "VariablesInAllowedPositionRule": "This variable's type does not fit where it is used.",
    "MaxIntrospectionDepthRule": "Introspection goes too deep.",
}


@dataclass(slots=True, eq=False)
class Operation:
    """One validated operation of a document. `probes` grows as compiling finds what the statement's shape hangs on."""

    document: DocumentNode
    node: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    walk: Walk
    probes: dict[Any, None] = field(default_factory=dict)

    @property
    def is_query(self) -> bool:
        return self.node.operation is OperationType.QUERY


def _named(rule: type[ASTValidationRule]) -> type[ASTValidationRule]:
    """The rule, which signs its errors with its name: the error itself does not say who made it."""
    name = rule.__name__

    def report_error(self: ASTValidationRule, error: GraphQLError) -> None:
        error.extensions = {"rule": name}
        self.context.report_error(error)

    return type(name, (rule,), {"report_error": report_error})


_RULES = tuple(_named(rule) for rule in specified_rules)


def read_document(schema: GraphQLSchema, text: str, limits: Limits) -> tuple[DocumentNode, Walk]:
    """Parse, measure and validate; measured first, so that validation never meets a bomb."""
    if len(text) > limits.characters:
        raise LimitExceeded("characters", allowed=limits.characters, actual=len(text))
    try:
        document = parse(text, max_lexical_tokens=limits.tokens)
    except GraphQLError as error:
        raise _unparsed(error, limits) from None
    except RecursionError:
        raise LimitExceeded("depth", allowed=limits.depth) from None
    walk = Walk(document, limits)
    _validate(schema, document)
    return document, walk


def _unparsed(error: GraphQLError, limits: Limits) -> RequestError:
    if re.search(r"contains more than \d+ tokens", error.message):
        return LimitExceeded("tokens", allowed=limits.tokens)
    if "nested too deeply" in error.message:
        return LimitExceeded("depth", allowed=limits.depth)
    return RequestError.of(
        Code.PARSE_FAILED, "This is not a well-formed GraphQL document.", error.locations or ()
    )


def _validate(schema: GraphQLSchema, document: DocumentNode) -> None:
    errors = validate(schema, document, _RULES, max_errors=20, hide_suggestions=True)
    if not errors:
        return
    entries = []
    for error in errors:
        rule = str((error.extensions or {}).get("rule", ""))
        message = _SENTENCES.get(rule, "The document does not fit the schema.")
        named: dict[str, Any] = {"rule": rule.removesuffix("Rule")} if rule else {}
        entries.append(formatted(Code.VALIDATION_FAILED, message, error.locations or (), **named))
    raise RequestError(Code.VALIDATION_FAILED, entries)


def pick_operation(document: DocumentNode, walk: Walk, name: str | None) -> Operation:
    """The operation of that name; without a name the document must have just one."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fitting = [
        each for each in operations if name is None or (each.name is not None and each.name.value == name)
    ]
    if len(fitting) != 1:
        message = (
            "The document has no such operation." if name else "Say which operation of the document to run."
        )
        raise RequestError.of(Code.OPERATION_UNKNOWN, message)
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    return Operation(document, fitting[0], fragments, walk)


def coerce_variables(schema: GraphQLSchema, operation: Operation, inputs: Mapping[str, Any]) -> Any:
    """graphql-core's coerced variables; a value that does not fit is named by its variable, never shown."""
    definitions = operation.node.variable_definitions or ()
    try:
        result = get_variable_values(schema, definitions, dict(inputs), max_errors=20, hide_suggestions=True)
    except RecursionError:
        raise RequestError.of(Code.BAD_INPUT, "The variables are nested too deeply.") from None
    if isinstance(result, list):
        message = "The value of a variable does not fit its type."
        entries = [formatted(Code.BAD_INPUT, message, error.locations or ()) for error in result]
        raise RequestError(Code.BAD_INPUT, entries)
    return result
