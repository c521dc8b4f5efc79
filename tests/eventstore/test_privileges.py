"""Nothing changes what was recorded: not the roles that log in, by privilege; not the owner, by trigger."""

import asyncpg
import pytest

from eventstore.sequencer import Sequencer
from eventstore.store import Store
from tests.conftest import Connect
from tests.support.database import Database
from tests.support.log import command

KEPT = ("event", "event_1", "leaf", "sealed", "checkpoint")  # event_1 is the partition of the first log
TABLES = (*KEPT, "log", "seq_state")
LOGINS = ("jejak_app", "jejak_seq", "jejak_sign", "jejak_proj", "jejak_vault", "jejak_audit")
MAY_READ = {
    "jejak_app": set[str](),
    "jejak_seq": set[str](),
    "jejak_sign": {"leaf", "log", "checkpoint"},
    "jejak_proj": {"event", "leaf", "log"},
    "jejak_vault": set[str](),
    "jejak_audit": {*TABLES},
}
SERVES_THE_TREE = {"checkpoint_at", "checkpoint_over", "entries", "leaf_hashes", "position_of_receipt"}
TELLS_LAG = {"lag", "newest", "recorded_at"}
MAY_CALL = {
    "jejak_app": {
        *SERVES_THE_TREE,
        *TELLS_LAG,
        "append",
        "append_many",
        "append_one",
        "answer_of",
        "find_log",
        "latest_checkpoint",
        "position_of",
        "read_sealed",
        "read_stream",
        "size",
        "watch_backlog",
    },
    "jejak_seq": {"sequence", "find_log", "size"},
    "jejak_sign": {"publish_checkpoint", "find_log", "size"},
    "jejak_proj": {"find_log", "recorded_at", "size"},
    "jejak_vault": set[str](),
    "jejak_audit": {*SERVES_THE_TREE, "find_log", "size"},
}


@pytest.fixture
async def filled(store: Store, sequencer: Sequencer, connect: Connect, database: Database) -> None:
    """A log in which every table has a row that one could try to change."""
    await store.append_one(command())
    await sequencer.step()
    signer = await connect("jejak_sign")
    await signer.execute("SELECT ledger.publish_checkpoint($1, 1, $2, 'note')", database.log_id, bytes(32))
    superuser = await connect()
    await superuser.execute(
        "INSERT INTO ledger.sealed SELECT log_id, stream_id, version, 0, $1, NULL FROM ledger.event",
        bytes(70),
    )


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("role", LOGINS)
async def test_no_role_that_logs_in_can_write_to_a_table_or_change_one(connect: Connect, role: str) -> None:
    conn = await connect(role)
    for table in TABLES:
        for statement in (
            f"INSERT INTO ledger.{table} SELECT * FROM ledger.{table}",
            f"INSERT INTO ledger.{table} (log_id) VALUES (1)",
            f"UPDATE ledger.{table} SET log_id = 1",
            f"DELETE FROM ledger.{table}",
            f"TRUNCATE ledger.{table}",
            f"ALTER TABLE ledger.{table} ADD COLUMN x int",
            f"ALTER TABLE ledger.{table} DISABLE TRIGGER ALL",
            f"DROP TABLE ledger.{table}",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await conn.execute(statement)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("role", LOGINS)
async def test_a_role_reads_the_tables_that_its_work_needs_and_no_other(connect: Connect, role: str) -> None:
    conn = await connect(role)
    readable = set()
    for table in (*TABLES, "open_part"):
        try:
            await conn.fetch(f"SELECT * FROM ledger.{table}")
        except asyncpg.InsufficientPrivilegeError:
            continue
        readable.add(table)

    extra = {"open_part"} if role in ("jejak_proj", "jejak_audit") else set()
    assert readable == MAY_READ[role] | extra


async def test_a_role_calls_the_functions_that_its_work_needs_and_no_other(connect: Connect) -> None:
    superuser = await connect()
    rows = await superuser.fetch(
        """SELECT r.rolname, p.proname FROM pg_roles r, pg_proc p
            WHERE p.pronamespace = 'ledger'::regnamespace AND r.rolname = ANY ($1::text[])
              AND has_schema_privilege(r.oid, 'ledger', 'USAGE') AND has_function_privilege(r.oid, p.oid, 'EXECUTE')""",
        LOGINS,
    )
    found = {role: {row["proname"] for row in rows if row["rolname"] == role} for role in LOGINS}

    assert found == MAY_CALL


@pytest.mark.parametrize("role", LOGINS)
async def test_no_role_that_logs_in_can_become_the_owner_or_pose_as_a_replica(
    connect: Connect, role: str
) -> None:
    conn = await connect(role)
    for statement in (
        "SET ROLE jejak_owner",
        "SET session_replication_role = replica",
        "CREATE FUNCTION ledger.mine() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE TABLE ledger.mine (x int)",
        "CREATE SCHEMA mine",
        "ALTER ROLE jejak_owner LOGIN",
        "GRANT jejak_owner TO CURRENT_USER",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ):
        with pytest.raises((asyncpg.InsufficientPrivilegeError, asyncpg.InvalidGrantorError)):
            await conn.execute(statement)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("replica", [False, True])
async def test_even_the_owner_and_a_superuser_are_stopped_by_a_trigger(
    connect: Connect, replica: bool
) -> None:
    conn = await connect()
    if replica:
        await conn.execute("SET session_replication_role = replica")
    else:
        await conn.execute("SET ROLE jejak_owner")
    refused = [
        *[f"UPDATE ledger.{table} SET log_id = log_id" for table in KEPT],
        *[f"DELETE FROM ledger.{table}" for table in TABLES],
        *[f"TRUNCATE ledger.{table}" for table in TABLES],
    ]
    for statement in refused:
        with pytest.raises(asyncpg.PostgresError) as raised:
            await conn.execute(statement)
        assert raised.value.sqlstate == "JJK00", statement


async def test_everything_in_the_log_belongs_to_the_owner_and_nothing_to_the_public(connect: Connect) -> None:
    superuser = await connect()
    strangers = await superuser.fetch(
        """SELECT relname FROM pg_class WHERE relnamespace = 'ledger'::regnamespace
              AND (pg_get_userbyid(relowner) <> 'jejak_owner'
                   OR EXISTS (SELECT FROM aclexplode(relacl) WHERE grantee = 0))
           UNION ALL
           SELECT proname FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace
              AND (pg_get_userbyid(proowner) <> 'jejak_owner' OR proacl IS NULL
                   OR EXISTS (SELECT FROM aclexplode(proacl) WHERE grantee = 0))
           UNION ALL
           SELECT typname FROM pg_type WHERE typnamespace = 'ledger'::regnamespace AND typrelid = 0 AND typelem = 0
              AND pg_get_userbyid(typowner) <> 'jejak_owner'"""
    )

    assert strangers == []


async def test_every_function_that_acts_as_the_owner_has_a_search_path_of_its_own(connect: Connect) -> None:
    superuser = await connect()
    open_to_injection = await superuser.fetch(
        """SELECT proname FROM pg_proc WHERE pronamespace = 'ledger'::regnamespace AND prosecdef
              AND NOT 'search_path=pg_catalog, pg_temp' = ANY (coalesce(proconfig, '{}'))"""
    )

    assert open_to_injection == []


async def test_the_owner_cannot_log_in_and_has_no_members_that_can(connect: Connect) -> None:
    superuser = await connect()

    assert not await superuser.fetchval("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'jejak_owner'")
    members = await superuser.fetch(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY ($1::text[]) "
        "AND (rolsuper OR pg_has_role(oid, 'jejak_owner', 'MEMBER'))",
        LOGINS,
    )
    assert members == []


@pytest.mark.usefixtures("filled")
async def test_a_projector_is_shown_no_encrypted_record_even_by_a_leaky_condition(connect: Connect) -> None:
    """The row condition of the reader must come after the view's own, however cheap it claims to be."""
    superuser, projector = await connect(), await connect("jejak_proj")
    await superuser.execute(
        "INSERT INTO ledger.sealed SELECT log_id, stream_id, version, 1, $1, NULL FROM ledger.event",
        b"\x01\x01" + bytes(100),
    )
    await projector.execute(
        """CREATE FUNCTION pg_temp.leak(record bytea) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$
           BEGIN
               ASSERT get_byte(record, 1) = 0, 'saw an encrypted record';
               RETURN true;
           END $$"""
    )

    shown = await projector.fetch("SELECT part FROM ledger.open_part WHERE pg_temp.leak(record)")

    assert [row["part"] for row in shown] == [0]
