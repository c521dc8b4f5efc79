"""Keyset connections: every row once, in order, and no cursor but one's own."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from schema.compiler import Code, Compiler, LimitExceeded, RequestError
from tests.schema.compiler import tables
from tests.schema.compiler.conftest import Answering

ROWS = tables.rows()
STAFF = {"audience": "staff"}
PAGE = """query ($first: Int, $after: String, $order: ShelfOrder! = DUE) {
    shelf(first: $first, after: $after, order: $order) {
        edges { cursor dueOn node { isbn } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        totalCount totalCountIsCapped
    }
}"""


async def pages(answer: Answering, first: int, **variables: Any) -> list[Any]:
    """Every page until the last, which says that it is the last."""
    found: list[Any] = []
    after = None
    total = sum(gate["audience"] == "staff" for gate in ROWS["visible"])
    for _ in range(-(-total // first)):
        shelf = (await answer(PAGE, first=first, after=after, **variables))["shelf"]
        assert shelf["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert shelf["pageInfo"]["startCursor"] == (shelf["edges"][0]["cursor"] if shelf["edges"] else None)
        found += shelf["edges"]
        after = shelf["pageInfo"]["endCursor"]
        assert shelf["pageInfo"]["hasNextPage"] is (len(found) < total)
    return found


@pytest.mark.parametrize("first", [1, 7, 10, 50])
async def test_paging_meets_every_row_once_and_in_order(answer: Answering, first: int) -> None:
    found = await pages(answer, first)

    gates = [gate for gate in ROWS["visible"] if gate["audience"] == "staff"]
    titles = {book["id"]: book["isbn"] for book in ROWS["book"]}
    expected = sorted(gates, key=lambda gate: (gate["due_on"], gate["book_id"]))
    assert [(edge["node"]["isbn"], edge["dueOn"]) for edge in found] == [
        (titles[gate["book_id"]], str(gate["due_on"])) for gate in expected
    ]


async def test_keys_that_run_in_different_directions_page_alike(answer: Answering) -> None:
    found = await pages(answer, 4, order="NEWEST")

    expected = sorted(ROWS["book"], key=lambda book: book["id"])
    expected.sort(key=lambda book: book["added_at"], reverse=True)
    assert [edge["node"]["isbn"] for edge in found] == [book["isbn"] for book in expected]


async def test_a_count_stops_and_says_so(answer: Answering) -> None:
    capped = (await answer(PAGE))["shelf"]
    whole = (await answer(PAGE, "guest"))["shelf"]

    assert (capped["totalCount"], capped["totalCountIsCapped"]) == (25, True)
    guests = sum(gate["audience"] == "guest" for gate in ROWS["visible"])
    assert (whole["totalCount"], whole["totalCountIsCapped"]) == (guests, False)


async def test_rows_that_may_not_be_seen_change_no_count_and_no_page(answer: Answering) -> None:
    shelf = (
        await answer("{ shelf(first: 50) { totalCount nodes { isbn } pageInfo { hasNextPage } } }", "nobody")
    )["shelf"]

    assert shelf == {"totalCount": 0, "nodes": [], "pageInfo": {"hasNextPage": False}}


async def test_no_rows_wanted_still_tells_whether_there_are_any(answer: Answering) -> None:
    shelf = (await answer(PAGE, first=0))["shelf"]

    assert shelf["edges"] == []
    assert shelf["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


def refused(
    compiler: Compiler, cursor: str, document: str = PAGE, audience: str = "staff", **variables: Any
) -> Code:
    request = compiler.prepare(document, {"after": cursor, **variables})
    with pytest.raises(RequestError) as caught:
        request.statement({"audience": audience})
    assert len(cursor) < 5 or cursor not in str(caught.value.errors)
    return caught.value.code


async def test_a_cursor_that_was_not_given_out_is_refused(compiler: Compiler, answer: Answering) -> None:
    cursor = (await answer(PAGE, first=1))["shelf"]["pageInfo"]["endCursor"]
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))

    compiler.prepare(PAGE, {"after": cursor}).statement(STAFF)
    for place in range(len(raw)):
        changed = bytes([*raw[:place], raw[place] ^ 1, *raw[place + 1 :]])
        assert refused(compiler, base64.urlsafe_b64encode(changed).decode().rstrip("=")) is Code.BAD_CURSOR
    for nonsense in ["", "?", "é", "A", cursor[:-1], cursor + "A", raw[16:].decode(), "A" * 9999]:
        assert refused(compiler, nonsense) is Code.BAD_CURSOR


async def test_a_cursor_of_another_viewer_field_or_order_is_refused(
    compiler: Compiler, answer: Answering
) -> None:
    cursor = (await answer(PAGE, first=1))["shelf"]["pageInfo"]["endCursor"]
    elsewhere = "query ($after: String) { libraries { books(after: $after) { nodes { isbn } } } }"

    assert refused(compiler, cursor, audience="reader") is Code.BAD_CURSOR
    assert refused(compiler, cursor, elsewhere) is Code.BAD_CURSOR
    assert refused(compiler, cursor, order="NEWEST") is Code.BAD_CURSOR


@pytest.mark.parametrize("first", [51, -1, 2**31 - 1])
def test_no_page_is_larger_than_the_largest(compiler: Compiler, first: int) -> None:
    with pytest.raises(LimitExceeded) as caught:
        compiler.prepare(PAGE, {"first": first})

    assert caught.value.errors[0]["extensions"] == {"code": "LIMIT_EXCEEDED", "limit": "first", "allowed": 50}
