"""Statements by name, and every one of them understood by the database under the role that uses it."""

from pathlib import Path

import pytest

import eventstore
from eventstore.sql import Statements
from tests.conftest import Connect

QUERIES = Path(eventstore.__file__).parent / "queries.sql"
ROLE_OF = {"sequence": "jejak_seq", "read_positions": "jejak_proj", "read_stream_before": "jejak_proj"}


@pytest.mark.parametrize("name", sorted(Statements.load(QUERIES)))
async def test_every_statement_of_the_log_can_be_prepared_by_its_role(connect: Connect, name: str) -> None:
    conn = await connect(ROLE_OF.get(name, "jejak_app"))

    await conn.prepare(Statements.load(QUERIES)[name])


def test_statements_are_found_by_name_without_their_semicolon() -> None:
    found = Statements("-- why\n-- name: one\nSELECT 1\n  AS x;\n\n-- name: two\n-- because\nSELECT 2;\n")

    assert dict(found) == {"one": "SELECT 1\n  AS x", "two": "-- because\nSELECT 2"}
    assert len(found) == 2
    with pytest.raises(KeyError):
        found["three"]


def test_a_name_that_is_there_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="one is there twice"):
        Statements("-- name: one\nSELECT 1;\n-- name: one\nSELECT 2;")
