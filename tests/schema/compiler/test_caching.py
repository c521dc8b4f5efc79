"""A document is compiled once for each shape it can take, and for no value."""

from __future__ import annotations

import json

import pytest

from schema.compiler import ClaimedPool, Compiler, core_schema
from tests.schema.compiler import bound, toy
from tests.schema.compiler.conftest import Answering

STAFF = {"audience": "staff"}


def plan_of(compiler: Compiler, text: str, **variables: object) -> object:
    return compiler.prepare(text, variables).ready()


def test_the_same_document_is_compiled_once(compiler: Compiler) -> None:
    text = "query ($isbn: String!) { book(isbn: $isbn) { title } }"

    assert plan_of(compiler, text, isbn="isbn-1") is plan_of(compiler, text, isbn="isbn-2")


def test_a_value_stays_a_parameter_but_its_absence_changes_the_statement(compiler: Compiler) -> None:
    text = "query ($f: ShelfFilter) { shelf(filter: $f) { nodes { isbn } } }"

    novels = compiler.prepare(text, {"f": {"genre": "NOVEL"}})
    poems = compiler.prepare(text, {"f": {"genre": "POETRY"}})
    every = compiler.prepare(text, {"f": {"genre": None}})

    assert novels.ready() is poems.ready()
    assert "novel" in novels.statement(STAFF)[1]
    assert "genre = $" in novels.ready().sql
    assert "genre = $" not in every.ready().sql


def test_skipped_fields_are_not_in_the_statement(compiler: Compiler) -> None:
    text = 'query ($no: Boolean!) { book(isbn: "x") { isbn title @skip(if: $no) author @include(if: $no) { name } } }'

    skipping, not_skipping = plan_of(compiler, text, no=True), plan_of(compiler, text, no=False)

    assert skipping is plan_of(compiler, text, no=True)
    assert skipping is not not_skipping


def test_two_operations_of_a_document_are_told_apart(compiler: Compiler) -> None:
    text = """query A($isbn: String!) { book(isbn: $isbn) { title ...F } }
        query B { position }
        fragment F on Book { isbn }"""

    assert "book" in compiler.prepare(text, {"isbn": "x"}, "A").ready().sql
    assert "progress" in compiler.prepare(text, {}, "B").ready().sql


async def test_the_shape_of_variables_never_leaks_from_one_request_to_the_next(
    answer: Answering, pool: ClaimedPool
) -> None:
    text = """query ($f: ShelfFilter, $more: Boolean = false, $order: ShelfOrder! = DUE, $n: Int) {
        shelf(filter: $f, order: $order, first: $n) { nodes { isbn genre @include(if: $more) } }
    }"""
    asked: list[dict[str, object]] = [
        {"n": 3},
        {"n": 50, "f": {"signed": True}},
        {"n": 50, "f": {"signed": False}, "more": True},
        {"n": 50, "f": {"signed": None, "genres": ["NOVEL"]}, "more": True},
        {"n": 50, "f": {"signed": True, "genre": "NOVEL"}, "more": True},
        {"n": 50, "order": "NEWEST"},
        {"n": None, "f": None},
    ]
    alone = [await pool.run(bound.compiler().prepare(text, variables), STAFF) for variables in asked]

    for _ in range(2):
        for variables, expected in zip(asked, alone, strict=True):
            assert await answer(text, **variables) == json.loads(expected.data)


def test_the_caches_are_bounded() -> None:
    compiler = Compiler(
        core_schema(toy.build_schema()), bound.BINDINGS, cursor_key=bound.CURSOR_KEY, documents=3, plans=4
    )

    for number in range(20):
        compiler.prepare(f'{{ greeting(name: "{number}") }}')

    assert compiler.remembered == (3, 4)


def test_what_is_remembered_is_bounded_by_its_length_too() -> None:
    compiler = Compiler(
        core_schema(toy.build_schema()),
        bound.BINDINGS,
        cursor_key=bound.CURSOR_KEY,
        document_characters=100,
        sql_characters=1000,
    )

    for number in range(20):
        compiler.prepare(f'{{ greeting(name: "{number:02}") }}')
    documents, plans = compiler.remembered
    compiler.prepare("{ " + "position " * 15 + "}")

    assert documents == 100 // len('{ greeting(name: "00") }')
    assert 1 <= plans < 20
    assert compiler.remembered[0] == 0


def test_a_short_cursor_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Compiler(core_schema(toy.build_schema()), bound.BINDINGS, cursor_key=b"short")
