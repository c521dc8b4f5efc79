"""A gate looked up row by row answers as a joined one does, and lets a page end the scan."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
import sqlalchemy as sa

from schema.compiler import Bindings, ClaimedPool, Compiler, Connection, core_schema
from schema.compiler.gates import looked_up
from tests.schema.compiler import bound, tables, toy

PAGE = """query Page($first: Int!, $after: String, $order: ShelfOrder) {
  shelf(first: $first, after: $after, order: $order, filter: {signed: true}) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { isbn level note sequelOf { isbn level } sequels { isbn } }
  }
}"""


def compiler(*, row_by_row: bool) -> Compiler:
    shelf = bound.BINDINGS.query["shelf"]
    assert isinstance(shelf, Connection)
    changed = dataclasses.replace(shelf, row_by_row=row_by_row)
    bindings: Bindings = dataclasses.replace(bound.BINDINGS, query={**bound.BINDINGS.query, "shelf": changed})
    return Compiler(
        core_schema(toy.build_schema()), bindings, cursor_key=bytes(32), cursor_claims=["audience"]
    )


async def pages(pool: ClaimedPool, compiler: Compiler, audience: str, order: str) -> list[Any]:
    """Every page of the shelf, one after the other."""
    found: list[Any] = []
    after: str | None = None
    while True:
        request = compiler.prepare(PAGE, {"first": 3, "after": after, "order": order})
        page = json.loads((await pool.run(request, {"audience": audience})).data)["shelf"]
        found.append(page)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


@pytest.mark.parametrize("order", ["DUE", "NEWEST"])
async def test_a_gate_looked_up_row_by_row_answers_as_a_joined_one_does(
    pool: ClaimedPool, order: str
) -> None:
    seen = 0
    for audience in [*tables.AUDIENCES, "nobody"]:
        joined = await pages(pool, compiler(row_by_row=False), audience, order)
        by_row = await pages(pool, compiler(row_by_row=True), audience, order)

        assert by_row == joined
        seen += len(joined)
    assert seen > 10


def test_only_clauses_that_speak_of_the_gate_move_into_it() -> None:
    gate, book = tables.visible.alias("gate"), tables.book.alias("book")
    condition = sa.and_(gate.c.level > 1, sa.and_(gate.c.book_id == book.c.id, book.c.signed))

    row, left = looked_up(gate, condition)

    inside = str(sa.select(row.c.level).select_from(book, row))
    assert "gate.level >" in inside
    assert "gate.book_id = book.id" in inside
    assert "signed" not in inside
    assert str(left) == "book.signed"
