"""Ways to bind that the toy schema does not need for itself."""

# ruff: noqa: ARG005 - every callable of a binding has the same shape, whatever it looks at

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from graphql import build_schema
from sqlmodel import Field, SQLModel

from schema.compiler import (
    Bindings,
    ClaimedPool,
    Compiler,
    Many,
    Node,
    One,
    RequestError,
    TypeBinding,
    Variants,
    not_null,
)
from schema.compiler.rows import Ask, Row
from tests.schema.compiler import bound, tables
from tests.schema.compiler.conftest import Answering
from tests.schema.compiler.tables import author, book, happening, library

STAFF = {"audience": "staff"}
ROWS = tables.rows()


def rebound(*types: Any, **query: Any) -> Bindings:
    """The toy's bindings with these types in place of those of the same name, and these fields of Query."""
    names = {each.key for each in types}
    kept = [each for each in bound.BINDINGS.types if each.key not in names]
    return replace(bound.BINDINGS, types=[*kept, *types], query={**bound.BINDINGS.query, **query})


async def answers(pool: ClaimedPool, bindings: Bindings, document: str, **variables: Any) -> Any:
    compiler = bound.compiler(bindings=bindings)
    compiler.check()
    return json.loads((await pool.run(compiler.prepare(document, variables), STAFF)).data)


async def test_a_member_of_a_union_may_have_a_row_of_its_own(pool: ClaimedPool, answer: Answering) -> None:
    own = One("Lent", on=lambda each, lent, ask: lent.id == each.id)
    bindings = rebound(
        Variants("Happening", source=happening, discriminator="kind", members={**bound.MEMBERS, "lent": own})
    )
    document = "{ shelf { nodes { happenings { __typename ... on Lent { id until book { isbn } } } } } }"

    assert await answers(pool, bindings, document) == await answer(document)


async def test_a_discriminator_may_be_an_expression(pool: ClaimedPool, answer: Answering) -> None:
    bindings = rebound(
        Variants(
            "Happening",
            source=happening,
            discriminator=lambda each, ask: sa.func.upper(each.kind),
            members={key.upper(): member for key, member in bound.MEMBERS.items()},
        )
    )
    document = "{ shelf { nodes { happenings { __typename } } } }"

    assert await answers(pool, bindings, document) == await answer(document)


async def test_a_relation_may_bring_a_source_of_its_own(pool: ClaimedPool) -> None:
    bindings = rebound(
        libraries=Many(
            "Library",
            source=lambda ask: sa.select(library).where(library.c.city.is_not(None)).subquery(),
            order_by=lambda row, ask: [row.id],
        )
    )
    bindings = replace(
        bindings,
        types=[
            replace(each, fields={**each.fields, "id": not_null("id"), "name": not_null("name")})
            if each.key == "Library" and isinstance(each, TypeBinding)
            else each
            for each in bindings.types
        ],
    )

    data = await answers(pool, bindings, "{ libraries { id name } }")

    assert data == {"libraries": [{"id": "1", "name": "Library 1"}, {"id": "3", "name": "Library 3"}]}


async def test_a_source_may_be_a_join(pool: ClaimedPool) -> None:
    joined = (
        sa.select(book.c.genre, author.c.name)
        .join_from(book, author, author.c.id == book.c.author_id)
        .subquery()
    )
    counted = sa.select(
        joined.c.genre,
        sa.func.count().label("books"),
        sa.func.count(sa.distinct(joined.c.name)).label("mean"),
    ).group_by(joined.c.genre)
    bindings = rebound(
        TypeBinding(
            "Tally",
            source=counted.subquery(),
            fields={"genre": not_null("genre"), "books": not_null("books"), "meanPages": not_null("mean")},
        )
    )

    data = await answers(pool, bindings, '{ tally(since: "2026-01-01") { genre books } }')

    genres = [each["genre"] for each in ROWS["book"]]
    assert {each["genre"]: each["books"] for each in data["tally"]} == {
        genre.upper(): genres.count(genre) for genre in set(genres)
    }


async def test_a_source_may_be_built_from_the_row_above_it(pool: ClaimedPool) -> None:
    """A function called once for each parent, with the parent's own columns, and not once for all."""

    def parts(each: Row, _: Ask) -> sa.FromClause:
        made = sa.func.json_build_object("city", each.city, "name", each.name)
        return sa.func.json_each_text(made).table_valued(
            sa.column("key", sa.Text()), sa.column("value", sa.Text())
        )

    schema = build_schema(
        "type Query { libraries: [Library!]! } type Part { key: String value: String }"
        " type Library { city: String name: String parts: [Part!]! part: Part }"
    )
    bindings = Bindings(
        claims={"audience": sa.Text()},
        types=[
            TypeBinding(
                "Library",
                source=library,
                fields={
                    "city": "city",
                    "name": "name",
                    "parts": Many("Part", lateral=parts, order_by=lambda part, ask: [part.key]),
                    "part": One("Part", lateral=parts, on=lambda each, part, ask: part.value == each.city),
                },
            ),
            TypeBinding("Part", fields={"key": "key", "value": "value"}),
        ],
        query={"libraries": Many("Library", order_by=lambda row, ask: [row.id])},
    )
    compiler = Compiler(schema, bindings, cursor_key=bytes(32))
    compiler.check()
    prepared = compiler.prepare("{ libraries { city name parts { key value } part { key } } }")

    libraries = json.loads((await pool.run(prepared, STAFF)).data)["libraries"]

    assert len(libraries) == len(ROWS["library"])
    for each in libraries:
        assert each["parts"] == [{"key": key, "value": each[key]} for key in ("city", "name")]
        assert each["part"] == (None if each["city"] is None else {"key": "city"})


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ('{ tally(since: "2025-12-31") { genre } }', {}),
        ("query ($since: Date!) { tally(since: $since) { genre } }", {"since": "2027-01-01"}),
    ],
)
async def test_a_value_outside_its_bounds_refuses_the_request_and_is_not_repeated(
    pool: ClaimedPool, document: str, variables: dict[str, Any]
) -> None:
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    bindings = rebound(
        TypeBinding(
            "Tally",
            source=lambda ask: sa.func.toy.tally(ask.args.within("since", first, last)).table_valued(
                sa.column("genre", sa.Text),
                sa.column("books", sa.BigInteger),
                sa.column("mean_pages", sa.Double),
            ),
            fields={name: not_null("genre") for name in ("genre", "books", "meanPages")},
        )
    )
    for within in ("2026-01-01", "2026-12-31"):
        await answers(pool, bindings, "query ($d: Date!) { tally(since: $d) { genre } }", d=within)

    with pytest.raises(RequestError) as caught:
        await answers(pool, bindings, document, **variables)

    [error] = caught.value.errors
    assert error["message"] == "The argument 'since' is from 2026-01-01 to 2026-12-31."
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": "since"}


class LibraryModel(SQLModel, table=True):
    """The same table, as a read model declares it."""

    __tablename__ = "library"
    __table_args__ = {"schema": "toy"}

    id: int = Field(primary_key=True)
    name: str
    city: str | None = None


async def test_a_source_may_be_a_model(pool: ClaimedPool, answer: Answering) -> None:
    fields = {name: spec for name, spec in bound.LIBRARY.fields.items() if name != "books"}
    bindings = rebound(
        TypeBinding("Library", source=LibraryModel, fields={**fields, "books": bound.LIBRARY.fields["books"]})
    )
    document = "{ libraries { id name city books { totalCount } } }"

    assert await answers(pool, bindings, document) == await answer(document)


async def test_a_subquery_of_a_binding_may_refer_to_any_level_above_it(pool: ClaimedPool) -> None:
    """Three levels up to the gate, through an expression of its own that SQLAlchemy would not correlate."""
    fields = {
        **bound.BOOK.fields,
        "level": lambda row, ask: (
            sa.select(sa.func.count())
            .select_from(happening)
            .where(happening.c.book_id == ask.scope.book_id, happening.c.kind == "lent")
            .scalar_subquery()
        ),
    }
    author_books = Many(
        "Book", on=lambda author, row, ask: row.author_id == author.id, order_by=lambda row, ask: [row.isbn]
    )
    bindings = rebound(
        replace(bound.BOOK, fields=fields),
        replace(bound.AUTHOR, fields={**bound.AUTHOR.fields, "books": author_books}),
        node=Node({}),
    )

    data = await answers(
        pool,
        bindings,
        '{ book(isbn: "isbn-0") { level author { books { level author { books { level } } } } } }',
    )

    lent = sum(
        each["kind"] == "lent" and each["book_id"] == ROWS["book"][0]["id"] for each in ROWS["happening"]
    )
    below = [each for first in data["book"]["author"]["books"] for each in [first, *first["author"]["books"]]]
    assert lent > 0
    assert len(below) > 3
    assert {data["book"]["level"], *(each["level"] for each in below)} == {lent}
