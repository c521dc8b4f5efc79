"""Values for drawn documents, and cursors made with Python's own HMAC."""

from __future__ import annotations

import base64
import datetime
import hmac
import json
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    OperationDefinitionNode,
    StringValueNode,
    VariableNode,
    Visitor,
    get_argument_values,
    get_variable_values,
    parse,
    visit,
)
from graphql.execution.values import VariableValues
from hypothesis import strategies as st

from schema.compiler import core_schema, encode_id
from schema.compiler.cursors import derive
from tests.schema.compiler import bound, tables, toy
from tests.schema.compiler.documents import Document

SCHEMA = core_schema(toy.build_schema())
ROWS = tables.rows()
CURSOR = "cursor:"  # stands for a cursor until the viewer is known


def values(name: str, type_name: str) -> st.SearchStrategy[Any]:
    """Values that find something often enough, and something odd now and then."""
    busy = st.sampled_from([book for book in ROWS["book"] if _happened(book) > 3])
    books = busy | busy | st.sampled_from(ROWS["book"])
    known: dict[str, st.SearchStrategy[Any]] = {
        "isbn": often(books.map(lambda each: each["isbn"]))
        | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=5),
        "title": books.map(lambda each: each["title"]),
        "id": often(books.map(lambda each: encode_id("Book", each["id"])))
        | st.sampled_from(ROWS["author"]).map(lambda each: encode_id("Author", each["id"]))
        | st.sampled_from([encode_id("Library", 1), encode_id("Book", "x"), "?", ""]),
        "first": st.integers(0, 7),
        "after": st.sampled_from(ROWS["visible"]).map(lambda gate: f"{CURSOR}{gate['book_id']}"),
        "number": st.integers(-3, 3),
    }
    by_type: dict[str, st.SearchStrategy[Any]] = {
        "Boolean": st.booleans(),
        "String": st.sampled_from(tables.ODD_TEXTS),
        "Date": st.dates(datetime.date(2025, 12, 1), datetime.date(2026, 3, 1)).map(str),
        "DateTime": st.sampled_from(["2026-01-05T00:00:00Z", "2026-01-10T07:00:00+08:00"]),
    }
    return known[name] if name in known else by_type[type_name]


def often(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The same, but several times likelier than its alternatives."""
    return strategy | strategy.map(lambda each: each) | strategy.map(lambda each: each)


def _happened(book: dict[str, Any]) -> int:
    return sum(each["book_id"] == book["id"] for each in ROWS["happening"])


def with_cursors(document: Document, audience: str) -> tuple[str, dict[str, Any]]:
    """The document with real cursors, sealed for the field, the order and the viewer they are used by."""
    parsed, variables = parse(document.text), dict(document.variables)
    operation = next(each for each in parsed.definitions if isinstance(each, OperationDefinitionNode))
    coerced = get_variable_values(SCHEMA, operation.variable_definitions or (), variables)
    assert isinstance(coerced, VariableValues)
    defaults = {each.variable.name.value: each.default_value for each in operation.variable_definitions or ()}
    places: dict[tuple[int, int], str] = {}

    class Cursors(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            after = next((each.value for each in node.arguments or () if each.name.value == "after"), None)
            owner, field = ("Query", node.name.value) if node.name.value == "shelf" else ("Library", "books")
            definition = SCHEMA.type_map[owner].fields[field]  # type: ignore[attr-defined]
            if isinstance(after, VariableNode):
                name = after.name.value
                if str(variables.get(name)).startswith(CURSOR):
                    variables[name] = cursor(variables[name], definition, node)
                after = defaults.get(name)
            if isinstance(after, StringValueNode) and after.loc is not None:
                places[after.loc.start, after.loc.end] = json.dumps(cursor(after.value, definition, node))

    def cursor(placeholder: str, definition: GraphQLField, node: FieldNode) -> str:
        given = get_argument_values(definition, node, coerced)
        order = "books" if node.name.value == "books" else given["order"].value
        return sealed(placeholder.removeprefix(CURSOR), order, audience)

    visit(parsed, Cursors())
    text = document.text
    for (start, end), written in sorted(places.items(), reverse=True):
        text = text[:start] + written + text[end:]
    return text, variables


def sealed(book_id: str, order: str, audience: str) -> str:
    """A cursor that stands behind a book, made with Python's own HMAC."""
    book = next(each for each in ROWS["book"] if str(each["id"]) == book_id)
    gates = [each for each in ROWS["visible"] if each["book_id"] == book["id"]]
    gate = next((each for each in gates if each["audience"] == audience), gates[0])
    field, keys = {
        "due": ("Query.shelf(due_on Date asc, book_id Uuid asc)", [str(gate["due_on"]), book_id]),
        "newest": (
            "Query.shelf(added_at TIMESTAMP desc, id Uuid asc)",
            [book["added_at"].isoformat(), book_id],
        ),
        "books": (
            "Library.books(added_at TIMESTAMP desc, isbn Text asc)",
            [book["added_at"].isoformat(), book["isbn"]],
        ),
    }[order]
    message = json.dumps(keys).encode()
    mac = hmac.digest(derive(bound.CURSOR_KEY, field, [audience]), message, "sha256")[:16]
    return base64.urlsafe_b64encode(mac + message).decode().rstrip("=")
