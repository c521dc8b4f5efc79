"""Every named statement fits the migrated database, for the role that runs it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import eventstore
from eventstore.sql import Statements
from projections.catalogue import PROJECTIONS
from tests.conftest import Connect

EVENTSTORE = Path(eventstore.__file__).parent
# Whose a file's statements are stands in its header; without that, they are the application's.
IN_HEADER = re.compile(r"\bas (jejak_\w+)")
EXCEPTIONS = {
    "queries.sequence": "jejak_seq",
    "queries.head": "jejak_proj",
    "queries.read_positions": "jejak_proj",
    "queries.read_stream_before": "jejak_proj",
}


def _statements() -> Iterator[tuple[str, str, str]]:
    """Name, role and text of each statement."""
    for projection in PROJECTIONS:
        for name, text in Statements.load(projection.queries).items():
            yield f"projections.{projection.name}.{name}", "jejak_proj", text
    for file in sorted(EVENTSTORE.glob("*.sql")):
        named = IN_HEADER.search(file.read_text("utf-8").partition("-- name:")[0])
        for name, text in Statements.load(file).items():
            role = EXCEPTIONS.get(f"{file.stem}.{name}") or (named[1] if named else "jejak_app")
            yield f"eventstore.{file.stem}.{name}", role, text


async def test_every_statement_is_understood_and_allowed(connect: Connect) -> None:
    connections = {role: await connect(role) for role in {role for _, role, _ in _statements()}}
    for name, role, text in _statements():
        try:
            await connections[role].prepare(text)
            # planning a statement without values checks its privileges too, and runs nothing
            await connections[role].execute(f"EXPLAIN (GENERIC_PLAN) {text}")
        except Exception as error:
            pytest.fail(f"{name} as {role}: {error}")


def test_every_statement_of_a_projection_is_used_and_every_one_used_is_there() -> None:
    for projection in PROJECTIONS:
        source = (projection.queries.parent / "handler.py").read_text("utf-8")
        for name in Statements.load(projection.queries):
            assert f'"{name}"' in source, f"{projection.name}.{name} is written nowhere"
