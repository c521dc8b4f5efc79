"""Documents made to cost more than they are: refused before any SQL, and never looked at longer than they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from graphql import Lexer, OperationDefinitionNode, Source, TokenKind, get_variable_values, parse
from graphql.execution.values import VariableValues
from hypothesis import given as for_all
from hypothesis import settings

from schema.compiler import Code, LimitExceeded, Limits, RequestError, core_schema
from schema.compiler.collect import Collector
from schema.compiler.cost import Costing
from schema.compiler.documents import pick_operation
from schema.compiler.inputs import Inputs
from schema.compiler.limits import Walk
from schema.compiler.model import Model
from tests.schema.compiler import bound, toy
from tests.schema.compiler.documents import Document, documents
from tests.schema.compiler.samples import SCHEMA, values

UNBOUND = Limits(
    characters=10**7,
    tokens=10**6,
    depth=10**6,
    aliases=10**6,
    repeats=10**6,
    directives=10**6,
    list_length=10**6,
    cost=10**60,
    expressions=10**6,
)
BOOK = '{ book(isbn: "x") { ...F0 } }'


def chain(length: int, link: Callable[[int], str], last: str = "isbn") -> str:
    """Fragments F0 to Fn, each leading to the next as `link` says."""
    fragments = [f"fragment F{each} on Book {{ {link(each + 1)} }}" for each in range(length)]
    return "\n".join([BOOK, *fragments, f"fragment F{length} on Book {{ {last} }}"])


def doubling(length: int) -> str:
    return chain(length, lambda following: f"sequelOf {{ ...F{following} }} sequels {{ ...F{following} }}")


def flat(length: int) -> str:
    return chain(length, lambda following: f"... {{ ...F{following} }} ... {{ ...F{following} }}")


def tokens_of(text: str) -> int:
    lexer = Lexer(Source(text))
    count = 0
    while lexer.advance().kind is not TokenKind.EOF:
        count += 1
    return count


def inputs_of(text: str, variables: dict[str, Any] | None = None, limits: Limits = UNBOUND) -> Inputs:
    document = parse(text)
    operation = pick_operation(document, Walk(document, limits), None)
    node = operation.node
    assert isinstance(node, OperationDefinitionNode)
    coerced = get_variable_values(SCHEMA, node.variable_definitions or (), variables or {})
    assert isinstance(coerced, VariableValues)
    return Inputs(operation, coerced)


MODEL = Model(core_schema(toy.build_schema()), bound.BINDINGS)


@pytest.mark.parametrize("bomb", [doubling(80), flat(80), chain(300, lambda following: f"...F{following}")])
def test_a_bomb_of_fragments_is_walked_once(bomb: str) -> None:
    tokens = tokens_of(bomb)

    inputs = inputs_of(bomb)
    costing = Costing(MODEL, inputs, UNBOUND)

    assert inputs.operation.walk.visited <= tokens
    assert costing.visited <= tokens


def test_a_bomb_is_reckoned_exactly_though_it_is_walked_once() -> None:
    assert inputs_of(doubling(80)).operation.walk.depth == 82
    assert Costing(MODEL, inputs_of(flat(80)), UNBOUND).cost == 1 + 2**80


def test_collecting_remembers_where_fragments_lead() -> None:
    text = chain(
        9, lambda following: f"sequelOf {{ ...F{following} }} author {{ books {{ ...F{following} }} }}"
    )
    inputs = inputs_of(text)
    collector = Collector(MODEL.schema, inputs)

    def descend(type_name: str, sets: list[Any]) -> int:
        objects = 1
        for nodes in collector.collect(MODEL.object_type(type_name), sets).values():
            inside = [node.selection_set for node in nodes if node.selection_set]
            if inside:
                objects += descend({"author": "Author"}.get(nodes[0].name.value, "Book"), inside)
        return objects

    assert descend("Query", [inputs.operation.node.selection_set]) > 1000
    assert collector.visited <= tokens_of(text)


@settings(max_examples=200, deadline=None)
@for_all(document=documents(SCHEMA, values))
def test_no_document_is_looked_at_longer_than_it_is(document: Document) -> None:
    inputs = inputs_of(document.text, document.variables)

    costing = Costing(MODEL, inputs, UNBOUND)

    assert inputs.operation.walk.visited <= tokens_of(document.text)
    assert costing.visited <= tokens_of(document.text)


@settings(max_examples=200, deadline=None)
@for_all(document=documents(SCHEMA, values))
def test_depth_is_what_a_walk_without_memory_finds(document: Document) -> None:
    inputs = inputs_of(document.text, document.variables)
    fragments = inputs.operation.fragments

    def depth(selections: Any) -> int:
        found = [0]
        for node in selections.selections:
            if node.kind == "fragment_spread":
                found.append(depth(fragments[node.name.value].selection_set))
            else:
                inside = depth(node.selection_set) if node.selection_set else 0
                found.append(inside + (node.kind == "field"))
        return max(found)

    assert inputs.operation.walk.depth == depth(inputs.operation.node.selection_set)


def many(count: int, part: Callable[[int], str], between: str = " ") -> str:
    return "{ " + between.join(part(each) for each in range(count)) + " }"


TOO_MUCH = {
    "depth: a bomb": (doubling(60), "depth"),
    "cost: a flat bomb": (flat(40), "cost"),
    "depth: twelve fields": (
        '{ book(isbn: "x") ' + "{ sequelOf " * 10 + "{ isbn }" + " }" * 10 + " }",
        "depth",
    ),
    "depth: nested beyond parsing": ("{ a " * 300 + "}" * 300, "depth"),
    "tokens: too many": (many(1200, lambda _: "position"), "tokens"),
    "characters": (many(5000, lambda _: "position"), "characters"),
    "aliases": (many(16, lambda each: f"a{each}: position"), "aliases"),
    "repeats": (many(21, lambda _: "position"), "repeats"),
    "directives": ("{ position " + "@skip(if: false) " * 51 + "}", "directives"),
    "directives on fragments": (many(51, lambda _: "... @skip(if: false) { position }"), "directives"),
    "list in the document": (
        '{ book(isbn: "x") { happenings(kinds: [' + "lent, " * 51 + "]) { __typename } } }",
        "list_length",
    ),
    "cost: pages in pages": (
        "{ libraries { books(first: 50) { nodes { author { books { sequels { isbn } } } } } } }",
        "cost",
    ),
    "first": ("{ shelf(first: 51) { nodes { isbn } } }", "first"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_asks_for_too_much_is_refused_and_the_limit_named(name: str) -> None:
    text, limit = TOO_MUCH[name]

    with pytest.raises(LimitExceeded) as caught:
        bound.compiler(Limits()).prepare(text)

    assert caught.value.code is Code.LIMIT_EXCEEDED
    assert caught.value.limit == limit
    extensions = caught.value.errors[0]["extensions"]
    assert isinstance(extensions, dict)
    assert extensions["allowed"] == (50 if limit == "first" else getattr(Limits(), limit))


def test_a_long_list_among_variables_is_refused_before_it_is_coerced() -> None:
    text = 'query ($kinds: [Kind!]) { book(isbn: "x") { happenings(kinds: $kinds) { __typename } } }'
    compiler = bound.compiler(Limits())

    for value in [["lent"] * 51, ["3201234567890001"] * 10**5, [[[["lent"]]] * 51]]:
        with pytest.raises(LimitExceeded) as caught:
            compiler.prepare(text, {"kinds": value})
        assert caught.value.limit == "list_length"


def test_cost_counts_variables(compiler: Any) -> None:
    text = "query ($first: Int) { shelf(first: $first) { edges { cursor node { isbn title } } } }"

    assert compiler.prepare(text, {"first": 1}).cost == 1 + 1 * (1 + 1 + 1 + 2)
    assert compiler.prepare(text, {"first": 50}).cost == 1 + 50 * (1 + 1 + 1 + 2)
    assert compiler.prepare(text).cost == 1 + 20 * (1 + 1 + 1 + 2)


def test_a_refusal_by_cost_can_be_lifted_by_a_smaller_page() -> None:
    text = "query ($n: Int!) { libraries { books(first: $n) { nodes { isbn title note } } } }"
    compiler = bound.compiler(Limits(cost=500))

    with pytest.raises(LimitExceeded, match="LIMIT_EXCEEDED"):
        compiler.prepare(text, {"n": 50})
    assert compiler.prepare(text, {"n": 5}).cost <= 500


def test_introspection_may_be_as_deep_as_graphql_core_lets_it() -> None:
    deep = "{ __schema { types { fields { type { " + "ofType { " * 9 + "name" + " }" * 9 + " } } } } }"

    assert bound.compiler(Limits()).prepare(deep).introspects


def test_what_the_stack_cannot_hold_is_too_deep() -> None:
    deep = '{ book(isbn: "x") ' + "{ sequelOf " * 150 + "{ isbn }" + " }" * 150 + " }"

    with pytest.raises(LimitExceeded) as caught:
        bound.compiler(UNBOUND).prepare(deep)

    assert caught.value.limit == "depth"


def test_a_cycle_of_fragments_is_an_error_of_validation(compiler: Any) -> None:
    for text in [
        BOOK + " fragment F0 on Book { sequelOf { ...F0 } }",
        BOOK + " fragment F0 on Book { ...F1 } fragment F1 on Book { ...F0 }",
        BOOK
        + " fragment F0 on Book { ...F1 } fragment F1 on Book { ...F2 ...F1 } fragment F2 on Book { ...F1 isbn }",
    ]:
        with pytest.raises(RequestError) as caught:
            compiler.prepare(text)
        assert caught.value.code is Code.VALIDATION_FAILED


def test_members_of_unions_do_not_multiply_a_statement_without_end() -> None:
    text = '{ book(isbn: "x") { log { ' + " ".join(f"k{each}: kind" for each in range(40)) + " } } }"

    with pytest.raises(LimitExceeded) as caught:
        bound.compiler(Limits(aliases=100, expressions=100)).prepare(text)

    assert caught.value.limit == "expressions"
