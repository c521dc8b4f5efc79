"""Bindings that do not fit are found at start, each with its field."""

# ruff: noqa: ARG005 - every callable of a binding has the same shape, whatever it looks at

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from schema.compiler import (
    BindingError,
    Bindings,
    Connection,
    Many,
    Node,
    One,
    TypeBinding,
    Variants,
    not_null,
)
from tests.schema.compiler import bound
from tests.schema.compiler.tables import book, happening, visible


def with_book(**fields: Any) -> Bindings:
    """The toy's bindings with some fields of Book bound differently; None takes one away."""
    changed = {name: spec for name, spec in {**bound.BOOK.fields, **fields}.items() if spec is not None}
    types = [
        each if each is not bound.BOOK else replace(bound.BOOK, fields=changed)
        for each in bound.BINDINGS.types
    ]
    return replace(bound.BINDINGS, types=types)


def with_query(**fields: Any) -> Bindings:
    return replace(bound.BINDINGS, query={**bound.BINDINGS.query, **fields})


def test_bindings_that_fit_pass() -> None:
    bound.compiler().check()


OUTER = (
    sa.select(book, visible.c.level)
    .select_from(book.outerjoin(visible, visible.c.book_id == book.c.id))
    .subquery()
)

WRONG: list[tuple[str, Bindings, str]] = [
    ("unbound", with_book(title=None), "Book.title is not bound."),
    ("unknown", with_book(titel="title"), "Book.titel is bound, but the schema has no such field."),
    (
        "nullable column",
        with_book(title="note"),
        "Book.title is non-null, but what it is bound to may be NULL.",
    ),
    (
        "expression without a promise",
        with_book(title=lambda row, ask: sa.func.lower(row.title)),
        "Book.title is non-null, but what it is bound to may be NULL.",
    ),
    ("no such column", with_book(title="titel"), "Book.title: The source of Book has no column 'titel'."),
    (
        "no such argument",
        with_book(times=not_null(lambda row, ask: row.pages * ask.args["numbre"])),
        "Book.times: The field has no argument 'numbre'.",
    ),
    ("no such claim", with_book(note=lambda row, ask: ask.claims["who"]), "Book.note: KeyError: 'who'"),
    ("no expression", with_book(note=lambda row, ask: "text"), "Book.note: A field's expression gave str"),
    (
        "no such target",
        with_book(author=One("Autor")),
        "Book.author: Nothing is bound under the name 'Autor'.",
    ),
    (
        "missing row",
        with_book(author=One("Author", on=lambda row, author, ask: author.id == row.author_id)),
        "Book.author is non-null, but a row may be missing",
    ),
    (
        "other type",
        with_book(
            author=One("Library", on=lambda row, library, ask: library.id == row.library_id, not_null=True)
        ),
        "Book.author is a Author, but leads to a Library.",
    ),
    ("a list for one", with_book(author=Many("Author")), "Book.author is a list on one side"),
    ("one for a list", with_book(sequels=One("Book")), "Book.sequels is a list on one side"),
    ("value for an object", with_book(author="author_id"), "Book.author is an object, but bound to a value."),
    ("objects for a leaf", with_book(title=One("Author")), "Book.title is a leaf, but bound to objects."),
    ("no keyset", with_query(shelf=Connection("Book", gate=visible)), "Query.shelf has no keyset."),
    (
        "nullable keyset",
        with_query(shelf=Connection("Book", gate=visible, keyset=lambda row, ask: [row.note, row.id])),
        "Query.shelf: a column of the keyset may be NULL.",
    ),
    (
        "edge field unbound",
        with_query(shelf=Connection("Book", gate=visible, keyset=lambda row, ask: [row.id])),
        "BookEdge.dueOn is not bound.",
    ),
    (
        "no scope",
        with_query(book=One("Book", on=lambda _, row, ask: row.isbn == ask.args["isbn"])),
        "A field reached without a gate (its scope) has no column",
    ),
    (
        "an order that cannot be",
        with_query(libraries=Many("Library", order_by=lambda row, ask: [row.nam])),
        "Query.libraries: The source of Library has no column 'nam'.",
    ),
    (
        "a condition that cannot be",
        with_query(libraries=Many("Library", on=lambda _, row, ask: row.nam == "x")),
        "Query.libraries: The source of Library has no column 'nam'.",
    ),
    (
        "an id that leads to a type of its own",
        with_query(node=Node({"T": One("Tally")})),
        "Query.node is a Node",
    ),
    (
        "a payload that is not in the schema",
        replace(bound.BINDINGS, payloads={"BookLent.libro": bound.GIVEN}),
        "BookLent.libro: the schema has no such field.",
    ),
    (
        "a column behind an outer join",
        replace(
            bound.BINDINGS,
            types=[
                *bound.BINDINGS.types,
                TypeBinding("Book", source=OUTER, fields=bound.BOOK.fields, name="Outer"),
            ],
            query={**bound.BINDINGS.query, "book": One("Outer", gate=visible)},
        ),
        "Book.title is non-null, but what it is bound to may be NULL.",
    ),
    (
        "a discriminator that is not there",
        replace(
            bound.BINDINGS,
            types=[
                Variants("Happening", source=happening, discriminator="art", members=bound.MEMBERS)
                if isinstance(each, Variants) and each.key == "Happening"
                else each
                for each in bound.BINDINGS.types
            ],
        ),
        "The source of Happening has no column 'art'.",
    ),
]


@pytest.mark.parametrize(("bindings", "problem"), [pytest.param(b, p, id=name) for name, b, p in WRONG])
def test_a_binding_that_does_not_fit_is_named(bindings: Bindings, problem: str) -> None:
    with pytest.raises(BindingError) as caught:
        bound.compiler(bindings=bindings).check()

    assert any(problem in each for each in caught.value.problems), caught.value.problems


def test_a_column_reached_through_an_expression_keeps_its_constraint() -> None:
    bound.compiler(bindings=with_book(title=lambda row, ask: row.title)).check()


def test_two_bindings_of_one_name_are_refused() -> None:
    with pytest.raises(BindingError, match="'Book'"):
        bound.compiler(bindings=replace(bound.BINDINGS, types=[*bound.BINDINGS.types, bound.BOOK]))


def test_one_type_may_be_bound_twice_under_different_names() -> None:
    plain = TypeBinding(
        "Book",
        source=book,
        name="PlainBook",
        fields={**bound.BOOK.fields, "level": lambda row, ask: sa.null(), "note": lambda row, ask: sa.null()},
    )
    bindings = replace(bound.BINDINGS, types=[*bound.BINDINGS.types, plain])

    assert bindings.target("PlainBook") is plain
    bound.compiler(bindings=bindings).check()
