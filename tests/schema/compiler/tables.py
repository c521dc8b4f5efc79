"""The toy domain's tables: libraries, authors, books, what happens to them, and who may know of which book."""

from __future__ import annotations

import datetime
import random
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP

metadata = sa.MetaData(schema="toy")

library = sa.Table(
    "library",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("city", sa.Text),
)
author = sa.Table(
    "author",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("born", sa.Date),
    sa.Column("languages", ARRAY(sa.Text), nullable=False),
)
book = sa.Table(
    "book",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("isbn", sa.Text, nullable=False, unique=True),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("note", sa.Text),
    sa.Column("genre", sa.Text, nullable=False),
    sa.Column("moods", ARRAY(sa.Text)),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("weight", sa.Double),
    sa.Column("price", sa.Numeric(10, 2)),
    sa.Column("signed", sa.Boolean, nullable=False),
    sa.Column("added_at", TIMESTAMP(timezone=True), nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("author_id", sa.Uuid, sa.ForeignKey("toy.author.id"), nullable=False),
    sa.Column("library_id", sa.Integer, sa.ForeignKey("toy.library.id"), nullable=False),
    sa.Column("sequel_of", sa.Uuid, sa.ForeignKey("toy.book.id")),
)
happening = sa.Table(
    "happening",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True),
    sa.Column("book_id", sa.Uuid, sa.ForeignKey("toy.book.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", TIMESTAMP(timezone=True), nullable=False),
    sa.Column("until", sa.Date),
    sa.Column("damage", sa.Text),
)
visible = sa.Table(
    "visible",
    metadata,
    sa.Column("audience", sa.Text, primary_key=True),
    sa.Column("book_id", sa.Uuid, sa.ForeignKey("toy.book.id"), primary_key=True),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
)
progress = sa.Table("progress", metadata, sa.Column("position", sa.BigInteger, nullable=False))

AUDIENCES = ("staff", "reader", "guest")
READER = "toy_reader"
PASSWORD = "toy-reader"

RIGHTS = f"""
CREATE FUNCTION toy.tally(since date) RETURNS TABLE (genre text, books bigint, mean_pages double precision)
    LANGUAGE sql STABLE BEGIN ATOMIC
    SELECT b.genre, count(*), avg(b.pages)::double precision FROM toy.book b
    WHERE b.added_at >= since GROUP BY b.genre;
END;
ALTER TABLE toy.visible ENABLE ROW LEVEL SECURITY;
CREATE POLICY visible_gate ON toy.visible FOR SELECT USING (audience = current_setting('toy.audience', true));
CREATE ROLE {READER} LOGIN PASSWORD '{PASSWORD}';
GRANT USAGE ON SCHEMA toy TO {READER};
GRANT SELECT ON ALL TABLES IN SCHEMA toy TO {READER};
"""

ODD_TEXTS = (
    "plain",
    'quote " and \\ backslash',
    "Ubud 🌋 \u2028",
    "tab\tline\n",
    "'; DROP TABLE toy.book; --",
    "",
)


def _books(
    chance: random.Random,
    start: datetime.datetime,
    books: int,
    authors: list[dict[str, Any]],
    libraries: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for number in range(books):
        made.append(
            {
                "id": uuid.UUID(int=chance.getrandbits(128)),
                "isbn": f"isbn-{number}",
                "title": f"Book {number % 9} {chance.choice(ODD_TEXTS)}",
                "note": chance.choice([None, *ODD_TEXTS]),
                "genre": chance.choice(["novel", "poetry", "science"]),
                "moods": chance.choice([None, [], ["glad"], ["sad", "glad", "sad"]]),
                "pages": chance.randrange(1, 900),
                "weight": chance.choice([None, 0.5, 12.25, 1e-7]),
                "price": chance.choice([None, "19.90", "0.00"]),
                "signed": chance.random() < 0.5,
                "added_at": start + datetime.timedelta(hours=37 * (number % 17), microseconds=number),
                "position": 2**53 + number,
                "author_id": chance.choice(authors)["id"],
                "library_id": chance.choice(libraries)["id"],
                "sequel_of": made[number // 2]["id"] if number % 4 == 3 else None,
            }
        )
    return made


def rows(seed: int = 7, books: int = 60) -> dict[str, list[dict[str, Any]]]:
    """A few libraries full of awkward values, the same for the same seed."""
    chance = random.Random(seed)
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    authors = [
        {
            "id": uuid.UUID(int=chance.getrandbits(128)),
            "name": f"Author {number} {chance.choice(ODD_TEXTS)}",
            "born": None if number % 3 == 0 else datetime.date(1900 + number, 1 + number, 1),
            "languages": [["id"], ["id", "en"], []][number % 3],
        }
        for number in range(7)
    ]
    libraries = [
        {"id": n, "name": f"Library {n}", "city": None if n == 2 else f"City {n}"} for n in (1, 2, 3)
    ]
    made = _books(chance, start, books, authors, libraries)
    happenings = [
        {
            "id": number,
            "book_id": chance.choice(made[: books // 2])["id"],
            "kind": chance.choice(["lent", "returned", "lost", "counted"]),
            "at": start + datetime.timedelta(minutes=chance.randrange(50)),
            "until": chance.choice([None, datetime.date(2026, 5, 1)]),
            "damage": chance.choice([None, "torn"]),
        }
        for number in range(150)
    ]
    gates = [
        {
            "audience": audience,
            "book_id": each["id"],
            "due_on": datetime.date(2026, 3, 1) + datetime.timedelta(days=chance.randrange(5)),
            "level": chance.randrange(4),
        }
        for audience, share in zip(AUDIENCES, (1.0, 0.5, 0.05), strict=True)
        for each in made
        if chance.random() < share
    ]
    return {
        "library": libraries,
        "author": authors,
        "book": made,
        "happening": happenings,
        "visible": gates,
        "progress": [{"position": 4711}],
    }
