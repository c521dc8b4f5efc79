"""Whatever is sent, the answer is an answer or a typed refusal; nothing else ever comes out."""

from __future__ import annotations

from typing import Any

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from schema.compiler import RequestError
from tests.schema.compiler import bound
from tests.schema.compiler.documents import Document, documents
from tests.schema.compiler.samples import SCHEMA, values

COMPILER = bound.compiler()
STAFF = {"audience": "staff"}
EVERY_KIND = """query (
    $string: String = "x", $id: ID = "x", $date: Date = "2026-01-01", $uuid: ID = "y", $order: ShelfOrder = DUE,
    $filter: ShelfFilter, $first: Int, $after: String, $flag: Boolean = true, $kinds: [Kind!], $genre: Genre
) {
    greeting(name: $string)
    node(id: $id) { id }
    tally(since: $date) { books }
    shelf(filter: $filter, first: $first, after: $after, order: $order) { totalCount edges @skip(if: $flag) { cursor } }
    book(isbn: $string) { happenings(kinds: $kinds) { __typename } }
    libraries { books(genre: $genre) { totalCount } }
}"""
VARIABLES = ["string", "id", "date", "order", "filter", "first", "after", "flag", "kinds", "genre"]
KEYS = st.sampled_from(["genre", "genres", "signed", "addedSince", "title", "", "x", "__typename"])
TEXTS = st.text() | st.sampled_from(
    [
        "2026-01-01",
        "2026-01-01T00:00:00Z",
        "9" * 400,
        "2026-01-01T00:00:00",
        "0001-01-01T00:00:00+23:59",
        "24:00",
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | TEXTS
    | st.sampled_from(["DUE", "lent"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(KEYS, inside, max_size=3),
    max_leaves=6,
)


def answered(text: str, variables: dict[str, Any]) -> None:
    try:
        COMPILER.prepare(text, variables).statement(STAFF)
    except RequestError:
        return


@settings(max_examples=500, deadline=None)
@for_all(variables=st.dictionaries(st.sampled_from(VARIABLES), JSON))
def test_any_variables_are_bound_or_refused(variables: dict[str, Any]) -> None:
    answered(EVERY_KIND.replace(', $uuid: ID = "y"', ""), variables)


@settings(max_examples=300, deadline=None)
@for_all(text=st.text() | st.text(alphabet='{}()[]:$@!.,"\\\n query fragment on book isbn shelf a1'))
def test_any_text_is_a_document_or_refused(text: str) -> None:
    answered(text, {})


@settings(max_examples=300, deadline=None)
@for_all(document=documents(SCHEMA, values), data=st.data())
def test_any_damage_to_a_document_is_refused_or_harmless(document: Document, data: st.DataObject) -> None:
    text = document.text
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    damaged = (
        text[:start]
        + data.draw(st.sampled_from(["", "{", "}", "a", "$", "!", "null", '"', "...", "@skip"]))
        + text[end:]
    )

    answered_unless_executed(damaged, document.variables)


def answered_unless_executed(text: str, variables: dict[str, Any]) -> None:
    try:
        request = COMPILER.prepare(text, variables)
    except RequestError:
        return
    if not request.needs_executor:
        answered(text, variables)
