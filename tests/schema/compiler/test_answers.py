"""What a compiled document answers, feature by feature, against the rows that were stored."""

from __future__ import annotations

import datetime
import json
from typing import Any

import asyncpg
import strawberry
from graphql import execute_sync, get_introspection_query, parse
from graphql.execution import ExecutionResult

from schema.compiler import ClaimedPool, Compiler, Limits, core_schema, encode_id, explain
from tests.schema.compiler import bound, tables, toy
from tests.schema.compiler.conftest import Answering

ROWS = tables.rows()
BOOK = ROWS["book"][3]
STAFF = {"audience": "staff"}


def level(book: dict[str, Any], audience: str = "staff") -> int | None:
    gates = (
        gate for gate in ROWS["visible"] if gate["audience"] == audience and gate["book_id"] == book["id"]
    )
    return next((gate["level"] for gate in gates), None)


async def test_values_leave_as_their_scalars_promise(answer: Answering) -> None:
    data = await answer(
        """{ book(isbn: "isbn-3") {
            id key isbn title genre moods signed price position addedAt
            measures { pages weight }
        } }"""
    )

    assert data["book"] == {
        "id": encode_id("Book", BOOK["id"]),
        "key": str(BOOK["id"]),
        "isbn": "isbn-3",
        "title": BOOK["title"],
        "genre": BOOK["genre"].upper(),
        "moods": None if BOOK["moods"] is None else [mood.upper() for mood in BOOK["moods"]],
        "signed": BOOK["signed"],
        "price": BOOK["price"],
        "position": str(2**53 + 3),
        "addedAt": BOOK["added_at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "measures": {"pages": BOOK["pages"], "weight": BOOK["weight"]},
    }


async def test_times_are_in_utc_whatever_the_session_thinks(
    compiler: Compiler, connection: asyncpg.Connection
) -> None:
    await connection.execute("SET TIME ZONE 'Asia/Makassar'")
    await connection.execute("SET DateStyle TO 'German'")

    done = await compiler.run(connection, compiler.prepare('{ book(isbn: "isbn-3") { addedAt } }'), STAFF)

    assert json.loads(done.data)["book"]["addedAt"] == BOOK["added_at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")


async def test_response_keys_keep_the_order_of_the_document(answer: Answering) -> None:
    data = await answer(
        """{ zulu: position book(isbn: "isbn-3") { title ...More isbn alpha: title } alpha: position }
        fragment More on Book { signed isbn genre }"""
    )

    assert list(data) == ["zulu", "book", "alpha"]
    assert list(data["book"]) == ["title", "signed", "isbn", "genre", "alpha"]


async def test_a_response_key_may_be_as_long_as_the_document_allows(answer: Answering) -> None:
    one, other = "a" * 300 + "1", "a" * 300 + "2"

    data = await answer(
        f"{{ {one}: shelf(first: 1) {{ {one}: edges {{ {one}: cursor }} {other}: totalCount }} }}"
    )

    assert list(data[one]) == [one, other]
    assert list(data[one][one][0]) == [one]


async def test_an_object_may_have_more_than_fifty_keys(answer: Answering) -> None:
    keys = [f"key{number}" for number in range(49)]
    fields = "isbn title genre signed position addedAt note price " + " ".join(
        f"{key}: title" for key in keys
    )

    data = await answer(f'{{ book(isbn: "isbn-3") {{ {fields} }} }}')

    assert len(data["book"]) == 57


async def test_what_a_field_shows_depends_on_the_gate_it_was_reached_through(answer: Answering) -> None:
    data = await answer("{ shelf(first: 50) { nodes { isbn level note } } }")

    by_isbn = {book["isbn"]: book for book in ROWS["book"]}
    assert {node["level"] for node in data["shelf"]["nodes"]} == {0, 1, 2, 3}
    for node in data["shelf"]["nodes"]:
        book = by_isbn[node["isbn"]]
        assert node["level"] == level(book)
        assert node["note"] == (book["note"] if node["level"] >= 2 else None)


async def test_a_nested_gate_takes_the_place_of_the_outer_one(answer: Answering) -> None:
    data = await answer("{ shelf(first: 50) { nodes { isbn level sequelOf { isbn level } } } }")

    by_isbn = {book["isbn"]: book for book in ROWS["book"]}
    pairs = [(node, node["sequelOf"]) for node in data["shelf"]["nodes"] if node["sequelOf"]]
    assert any(node["level"] != first["level"] for node, first in pairs)
    assert all(first["level"] == level(by_isbn[first["isbn"]]) for _, first in pairs)


async def test_what_is_not_there_and_what_may_not_be_seen_answer_alike(answer: Answering) -> None:
    hidden = next(book for book in ROWS["book"] if level(book, "guest") is None)

    document = "query ($isbn: String!) { book(isbn: $isbn) { title } }"

    assert await answer(document, "guest", isbn=hidden["isbn"]) == await answer(
        document, "guest", isbn="nowhere"
    )


async def test_a_union_answers_as_the_type_each_row_is(answer: Answering) -> None:
    isbn = next(book["isbn"] for book in ROWS["book"] if book["id"] == ROWS["happening"][0]["book_id"])

    data = await answer(
        """query ($isbn: String!) { book(isbn: $isbn) { happenings {
            kindOf: __typename
            ... on Happened { id kind }
            ... on Dated { until }
            ... on Returned { damage }
        } } }""",
        isbn=isbn,
    )

    found = {each["id"]: each for each in data["book"]["happenings"]}
    for stored in ROWS["happening"]:
        if str(stored["id"]) in found:
            each = found[str(stored["id"])]
            assert each["kindOf"].lower() == each["kind"] == stored["kind"]
            assert ("until" in each) == (stored["kind"] == "lent")
            assert ("damage" in each) == (stored["kind"] == "returned")
    assert "counted" not in {each["kind"] for each in found.values()}


async def test_node_finds_any_type_by_its_opaque_id(answer: Answering) -> None:
    document = (
        "query ($id: ID!) { node(id: $id) { __typename id ... on Book { isbn } ... on Author { name } } }"
    )
    author = ROWS["author"][0]

    book_id, author_id = encode_id("Book", BOOK["id"]), encode_id("Author", author["id"])

    assert (await answer(document, id=book_id))["node"] == {
        "__typename": "Book",
        "id": book_id,
        "isbn": "isbn-3",
    }
    assert (await answer(document, id=author_id))["node"] == {
        "__typename": "Author",
        "id": author_id,
        "name": author["name"],
    }


async def test_an_id_that_leads_nowhere_is_null_and_never_an_error(answer: Answering) -> None:
    document = "query ($id: ID!) { node(id: $id) { id } }"
    astray = [
        "",
        "?",
        "é",
        "\x00",
        encode_id("Library", 1),
        encode_id("Book", "not a key"),
        encode_id("Book", ""),
    ]
    astray += [encode_id("Author", BOOK["id"]), encode_id("Book", str(BOOK["id"]).upper()), "A" * 10_000]

    for opaque in astray:
        assert await answer(document, id=opaque) == {"node": None}


async def test_a_function_of_the_database_can_be_a_source(answer: Answering) -> None:
    data = await answer('{ tally(since: "2026-01-20") { genre books } }')

    since = datetime.datetime(2026, 1, 20, tzinfo=datetime.UTC)
    genres = [book["genre"].upper() for book in ROWS["book"] if book["added_at"] >= since]
    assert {each["genre"]: each["books"] for each in data["tally"]} == {
        each: genres.count(each) for each in genres
    }


async def test_an_embedded_object_is_there_only_where_its_condition_holds(answer: Answering) -> None:
    data = await answer("{ shelf(first: 50) { nodes { isbn heavy { pages } measures { pages } } } }")

    pages = {book["isbn"]: book["pages"] for book in ROWS["book"]}
    assert {node["heavy"] is None for node in data["shelf"]["nodes"]} == {True, False}
    for node in data["shelf"]["nodes"]:
        assert node["measures"] == {"pages": pages[node["isbn"]]}
        assert node["heavy"] == (node["measures"] if pages[node["isbn"]] > 400 else None)


async def test_meta_is_read_in_the_same_statement_and_returned_beside_the_data(
    compiler: Compiler, pool: ClaimedPool
) -> None:
    done = await pool.run(compiler.prepare("{ greeting }"), STAFF)

    assert done.meta == {"position": 4711}
    assert json.loads(done.data) == {"greeting": "Hello, you"}


async def test_several_root_fields_are_one_statement(
    compiler: Compiler, connection: asyncpg.Connection
) -> None:
    ran: list[str] = []
    connection.add_query_logger(lambda record: ran.append(record.query))

    request = compiler.prepare('{ position book(isbn: "isbn-1") { author { name } } libraries { name } }')
    await compiler.run(connection, request, STAFF)
    await connection.fetchval("SELECT 1")  # by now the logger has been told of what ran before

    assert [query for query in ran if query != "SELECT 1"] == [request.statement(STAFF)[0]]


async def test_introspection_beside_data_is_answered_from_the_schema(
    compiler: Compiler, answer: Answering
) -> None:
    document = """query ($name: String!) {
        position
        __type(name: $name) { name fields { name } }
        schemaOf: __schema { queryType { name } }
        greeting
    }"""

    data = await answer(document, name="Measures")

    assert compiler.prepare(document, {"name": "Measures"}).introspects
    assert list(data) == ["position", "__type", "schemaOf", "greeting"]
    assert data["__type"] == {"name": "Measures", "fields": [{"name": "pages"}, {"name": "weight"}]}
    assert data["schemaOf"] == {"queryType": {"name": "Query"}}


def test_documents_that_ask_for_the_schema_alone_go_to_the_executor(compiler: Compiler) -> None:
    request = compiler.prepare("{ __schema { types { name } } }")

    assert request.needs_executor
    assert request.introspects
    schema = core_schema(toy.build_schema())
    assert isinstance(execute_sync(schema, parse("{ __schema { types { name } } }")), ExecutionResult)


def test_what_an_explorer_asks_first_is_within_the_limits() -> None:
    compiler = bound.compiler(Limits())

    assert compiler.prepare(
        get_introspection_query(descriptions=True, input_value_deprecation=True)
    ).needs_executor


async def test_a_document_whose_every_field_is_skipped_answers_an_empty_object(answer: Answering) -> None:
    assert await answer("query ($no: Boolean = true) { position @skip(if: $no) }") == {}
    assert await answer('{ book(isbn: "isbn-1") { isbn @include(if: false) } }') == {"book": {}}


def test_mutations_go_to_the_executor_measured_and_validated(compiler: Compiler) -> None:
    request = compiler.prepare(
        'mutation { lend(book: "00000000-0000-0000-0000-000000000000") { __typename } }'
    )

    assert request.needs_executor
    assert request.cost == 2


async def test_explain_shows_the_statement_and_its_plan_and_no_values(
    compiler: Compiler, connection: asyncpg.Connection
) -> None:
    request = compiler.prepare('{ book(isbn: "a secret isbn") { title } }')

    explained = await explain(connection, request, STAFF, analyze=True)

    assert "JSON_OBJECT" in explained.sql
    assert "actual" in explained.plan
    assert "a secret isbn" not in explained.sql
    assert explained.cost == request.cost


def test_the_schema_inside_strawberry_is_found() -> None:
    schema: strawberry.Schema = toy.build_schema()

    assert core_schema(schema) is core_schema(core_schema(schema))
