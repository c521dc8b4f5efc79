"""The promise of the compiler: for every document and every viewer, the answer of an ordinary executor."""

from __future__ import annotations

import json
import os
from typing import Any

import asyncpg
from graphql import parse, validate
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from schema.compiler import ClaimedPool, Compiler, core_schema
from tests.schema.compiler import bound, tables, toy
from tests.schema.compiler.documents import Document, documents
from tests.schema.compiler.reference import Reference
from tests.schema.compiler.samples import SCHEMA, values, with_cursors

EXAMPLES = int(os.environ.get("COMPILER_EXAMPLES", "150"))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.large_base_example,
        HealthCheck.data_too_large,
    ],
)
@for_all(document=documents(SCHEMA, values), audience=st.sampled_from(["staff", *tables.AUDIENCES, "nobody"]))
async def test_a_compiled_document_answers_what_the_executor_answers(
    connection: asyncpg.Connection, pool: ClaimedPool, document: Document, audience: str
) -> None:
    compiler, reference = both(connection)
    claims = {"audience": audience}
    text, variables = with_cursors(document, audience)
    assert validate(SCHEMA, parse(text)) == []

    answer = await pool.run(compiler.prepare(text, variables), claims)
    expected = await reference.run(text, variables, claims)

    assert ordered(json.loads(answer.data)) == ordered(expected)


_MADE: dict[str, Any] = {}


def both(connection: asyncpg.Connection) -> tuple[Compiler, Reference]:
    """One compiler for all examples, so that they meet each other in its caches."""
    if "compiler" not in _MADE:
        _MADE["compiler"] = bound.compiler()
        _MADE["schema"] = core_schema(toy.build_schema())
    return _MADE["compiler"], Reference(_MADE["schema"], bound.BINDINGS, connection, bound.CURSOR_KEY)


def ordered(value: Any) -> Any:
    """Makes the order of keys count."""
    if isinstance(value, dict):
        return [(key, ordered(each)) for key, each in value.items()]
    return [ordered(each) for each in value] if isinstance(value, list) else value
