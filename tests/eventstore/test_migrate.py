"""Migrations run once, in order, whole, and only if the database and the program fit."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import pytest

from api.devtools.postgres import EmbeddedPostgres
from eventstore.errors import DatabaseNewer, MigrationEdited, MigrationFailed, MigrationMissing
from eventstore.migrate import LEDGER, migrate, pending, set_passwords
from tests.conftest import Connect
from tests.support.database import Database

MARK = "SELECT coalesce(array_agg(n ORDER BY n), '{}') FROM public.mark"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files that each leave a mark."""
    (tmp_path / "0001_begin.sql").write_text(
        "CREATE TABLE public.mark (n int); INSERT INTO public.mark VALUES (1);"
    )
    (tmp_path / "0002_go_on.sql").write_text("INSERT INTO public.mark VALUES (2);")
    (tmp_path / "0003_end.sql").write_text("INSERT INTO public.mark VALUES (3);")
    return tmp_path


@pytest.fixture
async def conn(connect: Connect) -> asyncpg.Connection:
    return await connect()


async def test_each_file_runs_once_and_in_order(conn: asyncpg.Connection, folder: Path) -> None:
    assert await pending(conn, folder, "test") == ("0001_begin", "0002_go_on", "0003_end")
    assert await migrate(conn, folder, "test") == ("0001_begin", "0002_go_on", "0003_end")
    assert await migrate(conn, folder, "test") == ()
    assert await pending(conn, folder, "test") == ()

    (folder / "0004_more.sql").write_text("INSERT INTO public.mark VALUES (4);")
    assert await migrate(conn, folder, "test") == ("0004_more",)
    assert await conn.fetchval(MARK) == [1, 2, 3, 4]


async def test_migrators_at_the_same_time_wait_for_each_other(connect: Connect, folder: Path) -> None:
    migrators = [await connect() for _ in range(6)]

    ran = await asyncio.gather(*[migrate(each, folder, "test") for each in migrators])

    assert sorted(map(len, ran)) == [0, 0, 0, 0, 0, 3]
    assert await migrators[0].fetchval(MARK) == [1, 2, 3]


async def test_a_file_that_fails_leaves_no_trace_and_the_next_run_goes_on(
    conn: asyncpg.Connection, folder: Path
) -> None:
    whole = (folder / "0002_go_on.sql").read_text()
    (folder / "0002_go_on.sql").write_text("INSERT INTO public.mark VALUES (2); SELECT 1/0;")

    with pytest.raises(
        MigrationFailed, match="0002_go_on of schema test failed and was rolled back: division by zero"
    ):
        await migrate(conn, folder, "test")
    assert await conn.fetchval(MARK) == [1]

    (folder / "0002_go_on.sql").write_text(whole)
    assert await migrate(conn, folder, "test") == ("0002_go_on", "0003_end")


async def test_a_file_whose_note_cannot_be_kept_is_undone(conn: asyncpg.Connection, folder: Path) -> None:
    (folder / "0002_go_on.sql").write_text(
        "INSERT INTO public.mark VALUES (2); INSERT INTO migration.applied VALUES ('test', 2, 'mine', '');"
    )

    with pytest.raises(MigrationFailed, match="0002_go_on"):
        await migrate(conn, folder, "test")
    assert await conn.fetchval(MARK) == [1]


async def test_a_file_that_changes_its_role_does_not_change_the_migrators(
    conn: asyncpg.Connection, folder: Path
) -> None:
    (folder / "0003_end.sql").write_text("SET ROLE jejak_owner;")

    await migrate(conn, folder, "test")

    assert await conn.fetchval("SELECT current_user = session_user")


async def test_a_file_edited_after_it_ran_is_refused_by_name(conn: asyncpg.Connection, folder: Path) -> None:
    await migrate(conn, folder, "test")
    (folder / "0002_go_on.sql").write_text("-- harmless")
    (folder / "0004_more.sql").write_text("INSERT INTO public.mark VALUES (4);")

    for check in (migrate, pending):
        with pytest.raises(MigrationEdited, match="0002_go_on"):
            await check(conn, folder, "test")
    assert await conn.fetchval(MARK) == [1, 2, 3]


@pytest.mark.parametrize("lost", ["0001_begin", "0002_go_on"])
async def test_a_file_lost_after_it_ran_is_refused_by_number(
    conn: asyncpg.Connection, folder: Path, lost: str
) -> None:
    await migrate(conn, folder, "test")
    (folder / f"{lost}.sql").unlink()

    with pytest.raises(MigrationMissing) as raised:
        await migrate(conn, folder, "test")
    assert raised.value.number == int(lost[:4])


@pytest.mark.parametrize("name", ["0005_gap.sql", "4_short.sql", "0004-dash.sql", "0003_twice.sql"])
async def test_files_whose_numbers_do_not_follow_each_other_are_refused(
    conn: asyncpg.Connection, folder: Path, name: str
) -> None:
    (folder / name).write_text("SELECT 1;")

    with pytest.raises(MigrationMissing):
        await migrate(conn, folder, "test")
    assert not await conn.fetchval("SELECT to_regclass('public.mark') IS NOT NULL")


async def test_a_database_that_is_ahead_of_the_program_is_refused(
    conn: asyncpg.Connection, folder: Path
) -> None:
    await migrate(conn, folder, "test")
    (folder / "0003_end.sql").unlink()

    with pytest.raises(
        DatabaseNewer, match="migration 0003, which this program does not know: run the release"
    ):
        await migrate(conn, folder, "test")


async def test_schemas_are_counted_apart(conn: asyncpg.Connection, folder: Path) -> None:
    assert await pending(conn, LEDGER) == ()
    await migrate(conn, folder, "test")
    assert await pending(conn, folder, "another") == ("0001_begin", "0002_go_on", "0003_end")


@pytest.fixture(scope="module")
def fresh() -> Iterator[EmbeddedPostgres]:
    """A server on which nothing was ever migrated: the roles of the others are not there."""
    with tempfile.TemporaryDirectory(prefix="jejak-test-") as folder:
        embedded = EmbeddedPostgres(Path(folder), fast=True)
        try:
            embedded.start()
            yield embedded
        finally:
            embedded.remove()


async def test_databases_of_one_fresh_cluster_are_migrated_at_once_by_one_who_is_no_superuser(
    fresh: EmbeddedPostgres,
) -> None:
    """Roles belong to the cluster, so all of them try to make the same ones."""
    async with AsyncExitStack() as stack:

        async def connected(dsn: str) -> asyncpg.Connection:
            connection = await asyncpg.connect(dsn)
            stack.callback(connection.terminate)
            return connection

        superuser = await connected(fresh.superuser_dsn())
        await superuser.execute("CREATE ROLE deployer LOGIN CREATEROLE")
        await set_passwords(superuser, {"deployer": "by-hand"})
        databases = []
        for number in range(4):
            await superuser.execute(f"CREATE DATABASE cell_{number} OWNER deployer")
            databases.append(
                await connected(as_role(fresh.superuser_dsn(f"cell_{number}"), "deployer", "by-hand"))
            )

        await asyncio.gather(*[migrate(each, LEDGER) for each in databases])

        for each in databases:
            await each.execute("SET ROLE jejak_owner")
            assert await each.fetchval("SELECT ledger.open_log('jejak.test/log', gen_random_uuid())") == 1
        too_strong = (
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'jejak_%' AND (rolsuper OR rolcreaterole)"
        )
        assert await superuser.fetch(too_strong) == []


def as_role(dsn: str, role: str, password: str) -> str:
    parts = urlsplit(dsn)
    return urlunsplit(parts._replace(netloc=f"{role}:{quote(password)}@{parts.hostname}:{parts.port}"))


async def test_a_password_is_set_without_being_sent(database: Database, connect: Connect) -> None:
    superuser = await connect()
    await superuser.execute("CREATE ROLE somebody LOGIN")
    try:
        await set_passwords(superuser, {"somebody": "what I know"})
        stored = await superuser.fetchval("SELECT rolpassword FROM pg_authid WHERE rolname = 'somebody'")
        assert stored.startswith("SCRAM-SHA-256$4096:")

        await (await asyncpg.connect(as_role(database.superuser, "somebody", "what I know"))).close()
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(as_role(database.superuser, "somebody", "what I guess"))
    finally:
        await superuser.execute("DROP ROLE somebody")
