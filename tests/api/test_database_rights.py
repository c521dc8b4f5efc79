"""What the application's own database role could do if it were taken over: read, under the gate, and append."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.devtools import operations
from domain.people import Role
from tests.support.journey import Case, filed, findings
from tests.support.system import System

SCHEMAS = ["ledger", "vault", "read"]
TABLES = """
SELECT quote_ident(nspname) || '.' || quote_ident(relname) AS name, nspname AS schema
FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE nspname = ANY ($1) AND relkind IN ('r', 'p', 'v', 'm', 'f')
"""


@asynccontextmanager
async def connected(system: System, role: str = "jejak_app") -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(system.database.dsn(role))
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def cases(system: System) -> tuple[Case, Case]:
    """One that everybody may know of, and one that is protected."""
    shown, hidden = await filed(system), await filed(system)
    await system.officer(Role.NATIONAL_ADMIN).do(operations.VERIFY, shown.given(**findings()))
    return shown, hidden


@pytest.mark.usefixtures("cases")
async def test_the_application_writes_no_table_of_log_vault_or_read_models(system: System) -> None:
    tables = [row["name"] for row in await system.fetch(TABLES, SCHEMAS)]
    assert len(tables) > 15
    async with connected(system) as conn:
        for table in tables:
            for statement in (
                f"INSERT INTO {table} SELECT * FROM {table}",
                f"INSERT INTO {table} DEFAULT VALUES",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
                f"MERGE INTO {table} USING (SELECT 1) AS one ON false WHEN NOT MATCHED THEN INSERT DEFAULT VALUES",
                f"COPY {table} FROM STDIN",
                f"DO $$ BEGIN LOCK TABLE {table} IN EXCLUSIVE MODE; END $$",
                f"ALTER TABLE {table} DISABLE TRIGGER ALL",
                f"DROP TABLE {table}",
            ):
                with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.WrongObjectTypeError)):
                    await conn.execute(statement)


@pytest.mark.usefixtures("cases")
async def test_the_application_updates_no_column_of_log_vault_or_read_models(system: System) -> None:
    columns = await system.fetch(
        f"""SELECT tables.name, quote_ident(attname) AS attribute
            FROM ({TABLES}) AS tables JOIN pg_attribute ON attrelid = tables.name::regclass
            WHERE attnum > 0 AND NOT attisdropped""",
        SCHEMAS,
    )
    assert len(columns) > 100
    async with connected(system) as conn:
        for table, column in columns:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.execute(f"UPDATE {table} SET {column} = {column}")


async def test_by_the_catalogue_too_the_application_may_read_read_models_and_nothing_else(
    system: System,
) -> None:
    rights = await system.fetch(
        f"""SELECT tables.schema, right_name,
                   bool_or(has_schema_privilege('jejak_app', tables.schema, 'USAGE')
                           AND (has_table_privilege('jejak_app', tables.name, right_name)
                                OR right_name NOT IN ('DELETE', 'TRUNCATE', 'TRIGGER', 'MAINTAIN')
                                   AND has_any_column_privilege('jejak_app', tables.name, right_name))) AS held
            FROM ({TABLES}) AS tables,
                 unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'])
                     AS right_name
            GROUP BY 1, 2""",
        SCHEMAS,
    )
    assert {(row["schema"], row["right_name"]) for row in rights if row["held"]} == {("read", "SELECT")}


@pytest.mark.usefixtures("cases")
async def test_the_application_cannot_read_the_log_or_the_vault_past_their_functions(system: System) -> None:
    async with connected(system) as conn:
        for row in await system.fetch(TABLES, ["ledger", "vault"]):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.fetch(f"SELECT FROM {row['name']}")


@pytest.mark.usefixtures("cases")
async def test_without_a_claim_the_gate_shows_nothing(system: System) -> None:
    visible = "SELECT count(*) FROM read.visible"
    async with connected(system) as conn:
        assert await conn.fetchval(visible) == 0
        for claim in ("", " ", "%", "unit:", "institution:", "national'", "NATIONAL", "nobody", str(uuid4())):
            await conn.execute("SELECT set_config('jejak.audience', $1, false)", claim)
            assert await conn.fetchval(visible) == 0, claim
        await conn.execute("SELECT set_config('jejak.audience', 'national', false)")
        assert await conn.fetchval(visible) == 2
        await conn.execute("SELECT set_config('jejak.audience', 'public', false)")
        assert await conn.fetchval(visible) == 1
        await conn.execute("RESET jejak.audience")
        assert await conn.fetchval(visible) == 0


@pytest.mark.usefixtures("cases")
async def test_under_one_claim_the_gate_shows_no_row_of_another_audience(system: System) -> None:
    async with connected(system) as conn:
        for audience in ("national", "public"):
            await conn.execute("SELECT set_config('jejak.audience', $1, false)", audience)
            rows = await conn.fetch("SELECT DISTINCT audience FROM read.visible")
            assert [row["audience"] for row in rows] == [audience]


async def test_the_gate_hides_a_case_from_the_officer_it_is_about(
    system: System, cases: tuple[Case, Case]
) -> None:
    barred = UUID(int=7)
    parties = {"object": "Petugas", "officers": [str(barred)]}
    national = system.officer(Role.NATIONAL_ADMIN)
    await national.do(operations.VERIFY, cases[1].given(**findings(parties=parties)))
    async with connected(system) as conn:
        await conn.execute("SELECT set_config('jejak.audience', 'national', false)")
        for person, seen in (
            (barred, 1),
            (UUID(int=8), 2),
            ("", 1),
        ):  # nobody in particular might be that officer
            await conn.execute("SELECT set_config('jejak.person', $1, false)", str(person))
            assert await conn.fetchval("SELECT count(*) FROM read.visible") == seen, person


@pytest.mark.usefixtures("cases")
async def test_the_application_cannot_step_round_the_gate(system: System) -> None:
    async with connected(system) as conn:
        for statement in (
            "SET ROLE jejak_owner",
            "SET ROLE jejak_proj",
            "SET SESSION AUTHORIZATION postgres",
            "SET session_replication_role = replica",
            "ALTER TABLE read.visible DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE read.visible NO FORCE ROW LEVEL SECURITY",
            "CREATE POLICY mine ON read.visible USING (true)",
            "DROP POLICY visible_to_its_audience ON read.visible",
            "ALTER ROLE jejak_app BYPASSRLS",
            "CREATE TABLE read.mine ()",
            "CREATE TABLE public.mine ()",
            "CREATE SCHEMA mine",
            "CREATE FUNCTION read.mine() RETURNS int LANGUAGE sql RETURN 1",
            "CREATE VIEW read.mine AS SELECT * FROM read.visible",
            "COPY read.visible TO PROGRAM 'true'",
            "COPY read.visible TO '/dev/null'",
            "SELECT pg_read_file('postgresql.conf')",
            "SELECT lo_import('postgresql.conf')",
        ):
            with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.InvalidGrantorError)):
                await conn.execute(statement)
        await conn.execute("SET row_security = off")  # it asks for an error instead of fewer rows
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.fetch("SELECT FROM read.visible")


@pytest.mark.usefixtures("cases")
async def test_a_leaky_condition_is_shown_no_row_that_the_gate_hides(system: System) -> None:
    """A function that tells what it is given, and costs nothing by its own account, so it would like to come first."""
    async with connected(system) as conn:
        await conn.execute(
            """CREATE FUNCTION pg_temp.tell(audience text, complaint uuid) RETURNS boolean COST 0.0000001
               LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'told % %', audience, complaint; RETURN true; END $$"""
        )
        told: list[str] = []
        conn.add_log_listener(lambda _, message: told.append(str(message)))
        await conn.execute("SELECT set_config('jejak.audience', 'public', false)")
        await conn.fetch("SELECT FROM read.visible WHERE pg_temp.tell(audience, complaint)")

    assert len(told) == 1
    assert "told public" in told[0]


async def test_the_vaults_role_sees_keys_and_nothing_they_open(system: System) -> None:
    await filed(system)
    async with connected(system, "jejak_vault") as conn:
        assert await conn.fetchval("SELECT count(*) FROM vault.key") == 2
        for row in await system.fetch(TABLES, ["ledger", "read"]):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.fetch(f"SELECT FROM {row['name']}")
