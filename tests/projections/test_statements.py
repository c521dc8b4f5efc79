"""Every named statement fits the migrated database, for the role that runs it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import eventstore
from eventstore.sql import Statements
from projections.catalogue import PROJECTIONS
from tests.conftest import Connect

EVENTSTORE = Path(eventstore.__file__).parent
ROLES = {
    "signer": "jejak_sign",
    "verify": "jejak_audit",
    "public": "jejak_app",
    "queries": "jejak_app",
    "queries.sequence": "jejak_seq",
    "queries.head": "jejak_proj",
    "queries.read_positions": "jejak_proj",
    "queries.read_stream_before": "jejak_proj",
}


def _statements() -> Iterator[tuple[str, str, str]]:
    """Name, role and text of each statement. A file that is new has to be given a role above."""
    for projection in PROJECTIONS:
        for name, text in Statements.load(projection.queries).items():
            yield f"projections.{projection.name}.{name}", "jejak_proj", text
    for file in sorted(EVENTSTORE.glob("*.sql")):
        for name, text in Statements.load(file).items():
            role = ROLES.get(f"{file.stem}.{name}") or ROLES[file.stem]
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
