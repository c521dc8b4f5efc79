"""A mutation's payload is read like a query: compiled, and then picked up by the executor field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
import strawberry

from schema.compiler import ClaimedPool, Compiler
from tests.schema.compiler import bound, tables, toy
from tests.schema.compiler.conftest import Answering

ROWS = tables.rows()
# one that has a sequel, and to which something happened
BOOK = next(
    book
    for book in ROWS["book"]
    if any(each["sequel_of"] == book["id"] for each in ROWS["book"])
    and any(each["book_id"] == book["id"] and each["kind"] != "counted" for each in ROWS["happening"])
)
STAFF = {"audience": "staff"}

SELECTION = """{
    __typename
    renamed: title
    isbn genre moods signed price position addedAt note level
    key id
    author { name born languages books(signed: true) { isbn } }
    library { books(first: 2) { totalCount nodes { isbn } edges { cursor node { title } } pageInfo { endCursor } } }
    measures { pages weight }
    sequels { isbn sequelOf { isbn } }
    happenings { __typename ... on Happened { id at kind } ... on Lent { until } ...Harm }
    log { kind ...Harm }
    last { __typename }
    doubled: times(number: 2)
    tripled: times(number: $three)
}"""
HARM = "fragment Harm on Returned { damage }"


@dataclass
class Context:
    compiler: Compiler
    pool: ClaimedPool
    claims: Mapping[str, Any]
    asked: list[Any] = field(default_factory=list)

    async def select(self, info: Any, payload: str, book: UUID) -> Any:
        request = self.compiler.select(info, payload, given={"book": book})
        self.asked.append(request.ready())
        return (await self.pool.run(request, self.claims)).selected()


@dataclass
class Mutating:
    schema: strawberry.Schema
    context: Context

    async def __call__(self, document: str, **variables: Any) -> Any:
        result = await self.schema.execute(document, variables, context_value=self.context)
        assert result.errors is None, result.errors
        return result.data


@pytest.fixture
def mutate(pool: ClaimedPool) -> Mutating:
    schema = toy.build_schema()
    compiler = bound.compiler(schema=schema)
    compiler.install()
    return Mutating(schema, Context(compiler, pool, STAFF))


async def test_a_payload_answers_what_a_query_answers(mutate: Mutating, answer: Answering) -> None:
    queried = await answer(
        f"query ($isbn: String!, $three: Int!) {{ book(isbn: $isbn) {SELECTION} }} {HARM}",
        isbn=BOOK["isbn"],
        three=3,
    )
    document = f"""mutation ($book: UUID!, $three: Int!) {{
        lend(book: $book) {{ __typename ... on BookLent {{ until book {SELECTION} }} }}
    }} {HARM}"""

    data = await mutate(document, book=str(BOOK["id"]), three=3)

    assert data == {"lend": {"__typename": "BookLent", "until": "2026-02-03", "book": queried["book"]}}
    assert list(data["lend"]["book"]) == list(queried["book"])
    assert data["lend"]["book"]["happenings"]


async def test_each_alias_of_a_payloads_field_has_its_own_selection(mutate: Mutating) -> None:
    document = """mutation ($book: UUID!) { lend(book: $book) { ... on BookLent {
        one: book { x: isbn } two: book { x: title author { y: name } } book { author { y: born } }
    } } }"""

    data = await mutate(document, book=str(BOOK["id"]))

    author = next(each for each in ROWS["author"] if each["id"] == BOOK["author_id"])
    assert data["lend"] == {
        "one": {"x": BOOK["isbn"]},
        "two": {"x": BOOK["title"], "author": {"y": author["name"]}},
        "book": {"author": {"y": author["born"] and str(author["born"])}},
    }


async def test_several_objects_can_be_selected_from_the_mutations_own_resolver(mutate: Mutating) -> None:
    document = """mutation ($book: UUID!) {
        first: move(book: $book) { book { isbn } again: book { title } library { name } }
        second: move(book: $book) { book { genre } }
    }"""

    data = await mutate(document, book=str(BOOK["id"]))

    assert data == {
        "first": {
            "book": {"isbn": BOOK["isbn"]},
            "again": {"title": BOOK["title"]},
            "library": {"name": f"Library {BOOK['library_id']}"},
        },
        "second": {"book": {"genre": BOOK["genre"].upper()}},
    }


async def test_what_may_not_be_seen_is_null_in_a_payload_too(mutate: Mutating) -> None:
    mutate.context.claims = {"audience": "nobody"}

    data = await mutate(
        "mutation ($book: UUID!) { lend(book: $book) { ... on BookLent { until book { isbn } } } }",
        book=str(BOOK["id"]),
    )

    assert data == {"lend": {"until": "2026-02-03", "book": None}}


async def test_other_members_of_a_result_are_as_their_resolver_made_them(mutate: Mutating) -> None:
    data = await mutate(
        """mutation ($book: UUID!) {
            lend(book: $book) { __typename ... on Refused { reason } ... on BookLent { until } }
        }""",
        book=str(UUID(int=0)),
    )

    assert data == {"lend": {"__typename": "Refused", "reason": "there is no such book"}}


async def test_a_payload_is_compiled_once_for_each_shape(mutate: Mutating) -> None:
    document = """mutation ($book: UUID!, $no: Boolean!) {
        lend(book: $book) { ... on BookLent { book { isbn title @skip(if: $no) } } }
    }"""

    for no in (True, True, False):
        for book in ROWS["book"][:2]:
            data = await mutate(document, book=str(book["id"]), no=no)
            assert ("title" in data["lend"]["book"]) is not no

    assert len(set(mutate.context.asked)) == 2


async def test_the_executor_still_answers_introspection_after_installing(mutate: Mutating) -> None:
    data = await mutate("{ __schema { mutationType { fields { name } } } }")

    assert (
        json.dumps(data) == '{"__schema": {"mutationType": {"fields": [{"name": "lend"}, {"name": "move"}]}}}'
    )
