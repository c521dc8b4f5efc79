"""Errors are typed, and not a word of what was sent is in them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import GraphQLObjectType
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from schema.compiler import Code, Compiler, RequestError
from tests.schema.compiler import bound
from tests.schema.compiler.conftest import Answering
from tests.schema.compiler.samples import SCHEMA

SECRET = "Sentinel3201234567890001"
STAFF = {"audience": "staff"}

WRONG: list[tuple[str, dict[str, Any], Code]] = [
    (f"{{ {SECRET} }}", {}, Code.VALIDATION_FAILED),
    (f'{{ position "{SECRET}" }}', {}, Code.PARSE_FAILED),
    ("{ position(", {}, Code.PARSE_FAILED),
    (f"{{ book(isbn: {SECRET}) {{ title }} }}", {}, Code.VALIDATION_FAILED),
    (f'{{ shelf(first: "{SECRET}") {{ totalCount }} }}', {}, Code.VALIDATION_FAILED),
    (f'{{ tally(since: "{SECRET}") {{ books }} }}', {}, Code.VALIDATION_FAILED),
    (f"{{ shelf(filter: {{ {SECRET}: 1 }}) {{ totalCount }} }}", {}, Code.VALIDATION_FAILED),
    (f"{{ shelf(filter: {{ genre: {SECRET} }}) {{ totalCount }} }}", {}, Code.VALIDATION_FAILED),
    (f'{{ book({SECRET}: "x", isbn: "y") {{ title }} }}', {}, Code.VALIDATION_FAILED),
    (f"{{ position @{SECRET} }}", {}, Code.VALIDATION_FAILED),
    (f"{{ ...{SECRET} }}", {}, Code.VALIDATION_FAILED),
    (f"{{ position }} fragment {SECRET} on Book {{ isbn }}", {}, Code.VALIDATION_FAILED),
    (f"{{ ... on {SECRET} {{ isbn }} }}", {}, Code.VALIDATION_FAILED),
    (f"query (${SECRET}: Int) {{ position }}", {}, Code.VALIDATION_FAILED),
    (f"query ($a: {SECRET}) {{ position }}", {}, Code.VALIDATION_FAILED),
    (f"query {SECRET} {{ position }} query {SECRET} {{ position }}", {}, Code.VALIDATION_FAILED),
    ("query A { position } query B { position }", {}, Code.OPERATION_UNKNOWN),
    ("query ($f: Int) { shelf(first: $f) { totalCount } }", {"f": SECRET}, Code.BAD_INPUT),
    ("query ($f: Int) { shelf(first: $f) { totalCount } }", {"f": 2**40}, Code.BAD_INPUT),
    ("query ($d: Date!) { tally(since: $d) { books } }", {"d": SECRET}, Code.BAD_INPUT),
    ("query ($d: Date!) { tally(since: $d) { books } }", {}, Code.BAD_INPUT),
    ("query ($f: ShelfFilter) { shelf(filter: $f) { totalCount } }", {"f": {SECRET: 1}}, Code.BAD_INPUT),
    (
        "query ($f: ShelfFilter) { shelf(filter: $f) { totalCount } }",
        {"f": {"genre": SECRET}},
        Code.BAD_INPUT,
    ),
    (
        "query ($f: ShelfFilter) { shelf(filter: $f) { totalCount } }",
        {"f": {"title": {SECRET: [1]}}},
        Code.BAD_INPUT,
    ),
    ("query ($i: String!) { book(isbn: $i) { title } }", {"i": [SECRET]}, Code.BAD_INPUT),
    ("query ($i: String!) { book(isbn: $i) { title } }", {"i": f"\x00{SECRET}"}, Code.BAD_INPUT),
    ("query ($i: String!) { book(isbn: $i) { title } }", {"i": f"\ud800{SECRET}"}, Code.BAD_INPUT),
    ("query ($a: String) { shelf(after: $a) { nodes { isbn } } }", {"a": SECRET}, Code.BAD_CURSOR),
    (
        "query ($f: ShelfFilter) { shelf(filter: $f) { totalCount } }",
        {"f": {"addedSince": "2026-01-01T00:00:00"}},
        Code.BAD_INPUT,
    ),
]


@pytest.mark.parametrize(("text", "variables", "code"), WRONG)
def test_an_error_has_a_code_and_repeats_nothing(
    compiler: Compiler, text: str, variables: dict[str, Any], code: Code
) -> None:
    with pytest.raises(RequestError) as caught:
        compiler.prepare(text, variables).statement(STAFF)

    written = json.dumps(caught.value.errors) + str(caught.value) + repr(caught.value.as_graphql_errors())
    assert caught.value.code is code
    assert all(error["extensions"]["code"] == code for error in caught.value.errors)  # type: ignore[index]
    assert "3201" not in written
    assert "Sentinel" not in written


def test_an_unknown_operation_is_not_named(compiler: Compiler) -> None:
    with pytest.raises(RequestError) as caught:
        compiler.prepare("query A { position }", {}, SECRET)

    assert caught.value.code is Code.OPERATION_UNKNOWN
    assert SECRET not in str(caught.value.errors)


def test_no_misspelling_is_answered_with_a_suggestion(compiler: Compiler) -> None:
    tried = 0
    for type_ in SCHEMA.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("__"):
            continue
        for name in type_.fields:
            for place in range(len(name)):
                misspelt = name[:place] + "q" + name[place + 1 :]
                with pytest.raises(RequestError) as caught:
                    compiler.prepare(
                        f"{{ ... on Query {{ {misspelt} }} }} fragment F on {type_.name} {{ {misspelt} }}"
                    )
                assert all(str(error["message"]).count(name) == 0 for error in caught.value.errors)
                tried += 1
    assert tried > 300


async def test_text_that_looks_like_sql_is_only_text(answer: Answering) -> None:
    for text in ["'; DROP TABLE toy.book; --", "\\", "$1", "%s", ":x", '"', "E'\\x00'", "\u2028", "🌋"]:
        data = await answer("query ($name: String!) { greeting(name: $name) }", name=text)
        literally = await answer(f"{{ greeting(name: {json.dumps(text)}) }}")

        assert data == literally == {"greeting": f"Hello, {text}"}


@settings(max_examples=200, deadline=None)
@for_all(
    text=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1)
)
def test_no_text_of_a_client_is_in_the_statement(text: str) -> None:
    secret = f"{text}{SECRET}"
    compiler = bound.compiler()
    document = f"""query ($v: String = {json.dumps(secret)}) {{
        greeting(name: {json.dumps(secret)})
        book(isbn: $v) {{ isbn }}
        shelf(filter: {{ title: {json.dumps(secret)} }}) {{ nodes {{ isbn }} }}
        node(id: {json.dumps(secret)}) {{ id }}
    }}"""

    sql, parameters = compiler.prepare(document).statement(STAFF)

    assert SECRET not in sql
    assert parameters.count(secret) == 3
