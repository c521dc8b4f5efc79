"""The toy domain's schema, in Strawberry; only its mutation has a resolver that works."""

# ruff: noqa: A002, ARG002 - an argument is named as the schema names it, and a compiled field has no use for it here

from __future__ import annotations

import datetime
import decimal
import enum
import uuid
from typing import Annotated, Never, NewType

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.compiler import AnsweredByTheCompiler


def compiled() -> Never:
    raise AnsweredByTheCompiler


@strawberry.enum
class Genre(enum.Enum):
    NOVEL = "novel"
    POETRY = "poetry"
    SCIENCE = "science"


@strawberry.enum
class Mood(enum.Enum):
    GLAD = "glad"
    SAD = "sad"


@strawberry.enum
class Kind(enum.Enum):
    lent = "lent"
    returned = "returned"
    lost = "lost"


Position = NewType("Position", int)


@strawberry.interface
class Node:
    id: strawberry.ID


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Library:
    id: strawberry.ID
    name: str
    city: str | None

    @strawberry.field
    def books(self, genre: Genre | None = None, first: int = 5, after: str | None = None) -> BookConnection:
        compiled()


@strawberry.type
class Author(Node):
    name: str
    born: datetime.date | None
    languages: list[str]

    @strawberry.field
    def books(self, signed: bool | None = None) -> list[Book]:
        compiled()


@strawberry.interface
class Happened:
    id: strawberry.ID
    at: datetime.datetime
    kind: Kind


@strawberry.interface
class Dated:
    until: datetime.date | None


@strawberry.type
class Lent(Happened, Dated):
    book: Book


@strawberry.type
class Returned(Happened):
    damage: str | None


@strawberry.type
class Lost(Happened):
    at_all: bool


Happening = Annotated[Lent | Returned | Lost, strawberry.union("Happening")]


@strawberry.type
class Measures:
    pages: int
    weight: float | None


@strawberry.type
class Book(Node):
    key: uuid.UUID
    isbn: str
    title: str
    note: str | None
    genre: Genre
    moods: list[Mood] | None
    signed: bool
    price: decimal.Decimal | None
    added_at: datetime.datetime
    position: Position
    level: int | None
    due_on: datetime.date | None
    measures: Measures
    heavy: Measures | None
    author: Author
    library: Library
    sequel_of: Book | None
    sequels: list[Book]
    siblings: list[Book]
    last: Happening | None

    @strawberry.field
    def happenings(self, kinds: list[Kind] | None = None) -> list[Happening]:
        compiled()

    @strawberry.field
    def log(self) -> list[Happened]:
        compiled()

    @strawberry.field
    def times(self, number: int) -> int:
        compiled()


@strawberry.type
class BookEdge:
    cursor: str
    node: Book
    due_on: datetime.date | None


@strawberry.type
class BookConnection:
    edges: list[BookEdge]
    nodes: list[Book]
    page_info: PageInfo
    total_count: int
    total_count_is_capped: bool


@strawberry.type
class Tally:
    genre: Genre
    books: int
    mean_pages: float


@strawberry.enum
class ShelfOrder(enum.Enum):
    DUE = "due"
    NEWEST = "newest"


@strawberry.input
class ShelfFilter:
    genre: Genre | None = strawberry.UNSET
    genres: list[Genre] | None = strawberry.UNSET
    signed: bool | None = strawberry.UNSET
    added_since: datetime.datetime | None = strawberry.UNSET
    title: str | None = strawberry.UNSET


@strawberry.type
class Query:
    position: Position

    @strawberry.field
    def book(self, isbn: str) -> Book | None:
        compiled()

    @strawberry.field
    def shelf(
        self,
        filter: ShelfFilter | None = None,
        order: ShelfOrder = ShelfOrder.DUE,
        first: int | None = None,
        after: str | None = None,
    ) -> BookConnection:
        compiled()

    @strawberry.field
    def libraries(self) -> list[Library]:
        compiled()

    @strawberry.field
    def tally(self, since: datetime.date) -> list[Tally]:
        compiled()

    @strawberry.field
    def node(self, id: strawberry.ID) -> Node | None:
        compiled()

    @strawberry.field
    def greeting(self, name: str = "you") -> str:
        compiled()


@strawberry.type
class Refused:
    reason: str


@strawberry.interface
class Acted:
    touched: strawberry.Private[uuid.UUID]

    @strawberry.field
    async def book(self, info: strawberry.Info) -> Book | None:
        found: Book | None = await info.context.select(
            info, f"{info._raw_info.parent_type.name}.book", self.touched
        )
        return found


@strawberry.type
class BookLent(Acted):
    until: datetime.date


@strawberry.type
class BookMoved:
    book: Book | None
    library: Library | None


LendResult = Annotated[BookLent | Refused, strawberry.union("LendResult")]


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def lend(self, book: uuid.UUID) -> LendResult:
        if book.int == 0:
            return Refused(reason="there is no such book")
        return BookLent(touched=book, until=datetime.date(2026, 2, 3))

    @strawberry.mutation
    async def move(self, info: strawberry.Info, book: uuid.UUID) -> BookMoved:
        return BookMoved(
            book=await info.context.select(info, "BookMoved.book", book),
            library=await info.context.select(info, "BookMoved.library", book),
        )


POSITION = strawberry.scalar(name="Position", serialize=str, parse_value=int, description="A place in a log.")


def build_schema() -> strawberry.Schema:
    return strawberry.Schema(
        Query,
        Mutation,
        types=[Author, Book, Lent, Returned, Lost],
        config=StrawberryConfig(scalar_map={Position: POSITION}),
    )
