"""The toy schema's bindings."""

# ruff: noqa: ARG005 - every callable of a binding has the same shape, whatever it looks at

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import strawberry

from schema.compiler import (
    Ask,
    Bindings,
    Compiler,
    Connection,
    Limits,
    Many,
    Node,
    One,
    Row,
    TypeBinding,
    Value,
    Variants,
    core_schema,
    node_id,
    not_null,
)
from tests.schema.compiler import toy
from tests.schema.compiler.tables import author, book, happening, library, progress, visible


def seen(book: Row, ask: Ask) -> Any:
    """The gate: the book is one the viewer's audience may know of."""
    return sa.and_(ask.scope.audience == ask.claims["audience"], ask.scope.book_id == book.id)


def on_shelf(_: Row, book: Row, ask: Ask) -> Any:
    wanted = ask.args["filter"]
    conditions = [seen(book, ask)]
    if "genre" in wanted:
        conditions.append(book.genre == wanted["genre"])
    if "genres" in wanted:
        conditions.append(book.genre == sa.any_(wanted["genres"]))
    if "signed" in wanted:
        conditions.append(book.signed == wanted["signed"])
    if "addedSince" in wanted:
        conditions.append(book.added_at >= wanted["addedSince"])
    if "title" in wanted:
        conditions.append(book.title == wanted["title"])
    return sa.and_(*conditions)


def shelf_order(book: Row, ask: Ask) -> list[Any]:
    if ask.choice("order") == "newest":
        return [book.added_at.desc(), book.id]
    return [ask.scope.due_on.asc(), ask.scope.book_id.asc()]


def by_genre(on: Any, ask: Ask, book: Row) -> Any:
    return sa.and_(on, book.genre == ask.args["genre"]) if "genre" in ask.args else on


def of_kinds(book: Row, happening: Row, ask: Ask) -> Any:
    mine = happening.book_id == book.id
    return sa.and_(mine, happening.kind == sa.any_(ask.args["kinds"])) if "kinds" in ask.args else mine


MEMBERS = {"lent": "Lent", "returned": "Returned", "lost": "Lost"}

BOOK = TypeBinding(
    toy.Book,
    source=book,
    fields={
        "id": node_id("Book", lambda book, ask: book.id),
        "key": book.c.id,
        **{name: name for name in ("isbn", "title", "genre", "moods", "signed", "price", "position")},
        "addedAt": book.c.added_at,
        "note": lambda book, ask: sa.case((ask.scope.level >= 2, book.note)),
        "level": lambda book, ask: ask.scope.level,
        "dueOn": lambda book, ask: ask.scope.due_on,
        "measures": One("Measures", not_null=True),
        "heavy": One("Measures", on=lambda book, _, ask: book.pages > 400),
        "author": One("Author", on=lambda book, author, ask: author.id == book.author_id, not_null=True),
        "library": One("Library", on=lambda book, library, ask: library.id == book.library_id, not_null=True),
        "sequelOf": One(
            "Book",
            gate=visible,
            on=lambda book, sequel, ask: seen(sequel, ask) & (sequel.id == book.sequel_of),
        ),
        "sequels": Many(
            "Book",
            gate=visible,
            on=lambda book, sequel, ask: seen(sequel, ask) & (sequel.sequel_of == book.id),
            order_by=lambda sequel, ask: [sequel.title.desc(), sequel.id],
            limit=3,
        ),
        "siblings": Many(  # reached without a gate of their own: they show what the book at hand shows
            "Book",
            on=lambda book, sibling, ask: (sibling.author_id == book.author_id) & (sibling.id != book.id),
            order_by=lambda sibling, ask: [sibling.isbn],
            limit=2,
        ),
        "happenings": Many(
            "Happening", on=of_kinds, order_by=lambda each, ask: [each.at.desc(), each.id], rows=5
        ),
        "log": Many(
            "Happened",
            on=lambda book, each, ask: each.book_id == book.id,
            order_by=lambda each, ask: [each.id],
            rows=5,
        ),
        "last": One(
            "Happening",
            on=lambda book, each, ask: (
                each.id
                == sa.select(sa.func.max(happening.c.id))
                .where(happening.c.book_id == book.id)
                .scalar_subquery()
            ),
        ),
        "times": not_null(lambda book, ask: book.pages * ask.args["number"]),
    },
)

AUTHOR = TypeBinding(
    toy.Author,
    source=author,
    fields={
        "id": node_id("Author", lambda author, ask: author.id),
        "name": "name",
        "born": "born",
        "languages": "languages",
        "books": Many(
            "Book",
            gate=visible,
            on=lambda author, book, ask: sa.and_(
                seen(book, ask),
                book.author_id == author.id,
                *([book.signed == ask.args["signed"]] if "signed" in ask.args else []),
            ),
            order_by=lambda book, ask: [book.isbn],
            rows=10,
        ),
    },
)

LIBRARY = TypeBinding(
    toy.Library,
    source=library,
    fields={
        "id": "id",
        "name": "name",
        "city": "city",
        "books": Connection(
            "Book",
            gate=visible,
            on=lambda library, book, ask: by_genre(
                seen(book, ask) & (book.library_id == library.id), ask, book
            ),
            keyset=lambda book, ask: [book.added_at.desc(), book.isbn.asc()],
            edge={"dueOn": lambda book, ask: ask.scope.due_on},
            count_to=7,
            row_by_row=True,
        ),
    },
)


def _happened(name: str, **fields: Any) -> TypeBinding:
    return TypeBinding(name, source=happening, fields={"id": "id", "at": "at", "kind": "kind", **fields})


GIVEN = One("Book", gate=visible, on=lambda _, book, ask: seen(book, ask) & (book.id == ask.given["book"]))

BINDINGS = Bindings(
    claims={"audience": sa.Text()},
    types=[
        BOOK,
        AUTHOR,
        LIBRARY,
        TypeBinding(toy.Measures, fields={"pages": "pages", "weight": "weight"}),
        _happened(
            "Lent",
            until="until",
            book=One("Book", on=lambda each, book, ask: book.id == each.book_id, not_null=True),
        ),
        _happened("Returned", damage="damage"),
        _happened("Lost", atAll=not_null(lambda each, ask: each.damage.is_(None))),
        Variants("Happening", source=happening, discriminator="kind", members=MEMBERS),
        Variants("Happened", source=happening, discriminator="kind", members=MEMBERS),
        TypeBinding(
            toy.Tally,
            source=lambda ask: sa.func.toy.tally(ask.args["since"]).table_valued(
                sa.column("genre", sa.Text),
                sa.column("books", sa.BigInteger),
                sa.column("mean_pages", sa.Double),
            ),
            fields={
                "genre": not_null("genre"),
                "books": not_null("books"),
                "meanPages": not_null("mean_pages"),
            },
        ),
    ],
    query={
        "position": Value(
            expression=lambda _, ask: sa.select(progress.c.position).scalar_subquery(), not_null=True
        ),
        "book": One(
            "Book", gate=visible, on=lambda _, book, ask: seen(book, ask) & (book.isbn == ask.args["isbn"])
        ),
        "shelf": Connection(
            "Book",
            gate=visible,
            on=on_shelf,
            keyset=shelf_order,
            page=20,
            edge={"dueOn": lambda book, ask: ask.scope.due_on},
            count_to=25,
        ),
        "libraries": Many("Library", order_by=lambda library, ask: [library.name.desc()], limit=10),
        "tally": Many("Tally", order_by=lambda tally, ask: [tally.genre], rows=3),
        "node": Node(
            {
                "Book": One(
                    "Book",
                    gate=visible,
                    on=lambda _, book, ask: seen(book, ask) & (book.id == ask.id("id", "Book", sa.Uuid())),
                ),
                "Author": One(
                    "Author", on=lambda _, author, ask: author.id == ask.id("id", "Author", sa.Uuid())
                ),
            }
        ),
        "greeting": not_null(lambda _, ask: sa.literal("Hello, ", sa.Text()).concat(ask.args["name"])),
    },
    given={"book": sa.Uuid()},
    payloads={
        "BookLent.book": GIVEN,
        "BookMoved.book": GIVEN,
        "BookMoved.library": One(
            "Library",
            on=lambda _, library, ask: (
                library.id
                == sa.select(book.c.library_id).where(book.c.id == ask.given["book"]).scalar_subquery()
            ),
        ),
    },
    settings={"audience": "toy.audience"},
    meta={"position": lambda ask: sa.select(progress.c.position).scalar_subquery()},
)

CURSOR_KEY = bytes(range(32))


ROOMY = Limits(aliases=50, cost=50_000)


def compiler(
    limits: Limits = ROOMY, bindings: Bindings = BINDINGS, schema: strawberry.Schema | None = None
) -> Compiler:
    """A compiler over the toy schema; the limits leave room unless a test is about them."""
    return Compiler(
        core_schema(schema or toy.build_schema()),
        bindings,
        cursor_key=CURSOR_KEY,
        cursor_claims=("audience",),
        limits=limits,
    )
