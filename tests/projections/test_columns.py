"""The classes that queries are bound to are the migrated tables, column by column."""

from dataclasses import dataclass

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel

import schema.bindings  # noqa: F401  (brings in every class that a query reads)
from tests.conftest import Connect
from tests.projections.chronicle import TABLES

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
COLUMNS = """
SELECT attname AS name, upper(format_type(atttypid, atttypmod)) AS type, NOT attnotnull AS nullable
FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
"""
KEYS = """
SELECT contype = 'p' AS is_primary,
       array(SELECT attname FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey))::text[] AS columns
FROM pg_constraint WHERE conrelid = $1::regclass AND contype IN ('p', 'u')
"""
# Two spellings of one type.
SPELLINGS = {"VARCHAR": "TEXT"}


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as both sides can describe it: each column's type and whether it may be null, and the keys."""

    columns: dict[str, tuple[str, bool]]
    keys: set[tuple[bool, frozenset[str]]]


def _modelled() -> dict[str, sa.Table]:
    return {table.name: table for table in SQLModel.metadata.tables.values() if table.schema == "read"}


def _shape_of(table: sa.Table) -> Shape:
    def spelled(column: "sa.Column[object]") -> str:
        name = str(column.type.compile(dialect=DIALECT))
        return SPELLINGS.get(name, name)

    constraints = {(False, c) for c in table.constraints if isinstance(c, sa.UniqueConstraint)}
    return Shape(
        columns={each.name: (spelled(each), bool(each.nullable)) for each in table.columns},
        keys={(True, frozenset(table.primary_key.columns.keys()))}
        | {(is_primary, frozenset(constraint.columns.keys())) for is_primary, constraint in constraints},
    )


async def _shape_in(database: asyncpg.Connection, name: str) -> Shape:
    columns = await database.fetch(COLUMNS, f"read.{name}")
    keys = await database.fetch(KEYS, f"read.{name}")
    return Shape(
        columns={row["name"]: (row["type"], row["nullable"]) for row in columns},
        keys={(row["is_primary"], frozenset(row["columns"])) for row in keys},
    )


async def test_each_class_is_its_migrated_table(connect: Connect) -> None:
    superuser = await connect()
    for name, table in _modelled().items():
        assert _shape_of(table) == await _shape_in(superuser, name), name


async def test_every_table_has_a_projection_that_owns_it_and_every_class_a_table(connect: Connect) -> None:
    superuser = await connect()
    rows = await superuser.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'read'")

    assert {row["tablename"] for row in rows} == {"cursor", *TABLES}
    assert len(set(TABLES)) == len(TABLES)
    assert set(TABLES) == _modelled().keys()


@pytest.mark.parametrize("role", ["jejak_app", "jejak_seq", "jejak_sign", "jejak_audit", "jejak_vault"])
async def test_nobody_but_the_projector_writes_a_read_model(connect: Connect, role: str) -> None:
    rows = await (await connect()).fetch(
        "SELECT tablename, privilege FROM pg_tables, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])"
        " AS privilege WHERE schemaname = 'read'"
        " AND has_table_privilege($1, format('read.%I', tablename), privilege)",
        role,
    )
    assert rows == []
