"""6.10: read models in versions. A new one is built beside the old one, compared, and read from one moment on."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest
from structlog.testing import capture_logs

from domain.people import ComplaintId
from projections import generations
from projections.catalogue import PROJECTIONS
from projections.faults import CursorMoved, GenerationGone, ProjectionStopped, RebuildRefused
from projections.generations import Generation, State
from projections.rebuild import Rebuild
from projections.target import Target
from projections.write import Projection
from tests.conftest import Connect, Pool
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about
from tests.projections.test_rebuild import a_busy_week
from tests.projections.test_stops import failing
from tests.projections.versions import mark, rebuild_of, registered
from tests.support.database import Database
from tests.support.log import is_waiting, until
from tests.support.samples import submitted, with_answer

STRUCTURE = """
SELECT 'column', table_name, column_name || ' ' || data_type || ' ' || is_nullable || ' '
       || CASE WHEN column_name = 'generation' THEN '' ELSE coalesce(column_default, '') END
  FROM information_schema.columns WHERE table_schema = $1
UNION ALL
SELECT 'constraint', conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = $1::regnamespace
UNION ALL
SELECT 'index', tablename, indexdef FROM pg_indexes WHERE schemaname = $1
UNION ALL
SELECT 'policy', tablename, policyname || roles::text || cmd || coalesce(qual, '') || coalesce(with_check, '')
  FROM pg_policies WHERE schemaname = $1
UNION ALL
SELECT 'table', relname, relowner::regrole::text || ' ' || relrowsecurity || ' ' || coalesce(relacl::text, '')
  FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r'
UNION ALL
SELECT 'function', proname, pg_get_functiondef(oid) || proowner::regrole || proacl::text
  FROM pg_proc WHERE pronamespace = $1::regnamespace
UNION ALL
SELECT 'schema', '', nspowner::regrole || nspacl::text FROM pg_namespace WHERE nspname = $1
"""


@pytest.fixture
async def rebuild(database: Database, connect: Connect, pool: Pool) -> Rebuild:
    return await rebuild_of(database, connect, pool)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flip that gives up soon."""
    monkeypatch.setattr(generations, "TRIES", 2)
    monkeypatch.setattr(generations, "HELD_FOR", 0.05)


async def structure(conn: asyncpg.Connection, schema: str) -> list[tuple[str, ...]]:
    rows = await conn.fetch(STRUCTURE, schema)
    return sorted(tuple(str(value).replace(f"{schema}.", "read.") for value in row) for row in rows)


def of_version(name: str, version: int) -> Sequence[Projection]:
    """All projections, where one is made by this version of its logic."""
    return [replace(each, version=version) if each.name == name else each for each in PROJECTIONS]


async def test_a_new_generation_has_the_tables_policies_and_grants_of_the_one_that_is_read(
    chronicle: Chronicle, rebuild: Rebuild
) -> None:
    made, _ = await rebuild.build()

    found = await structure(chronicle.superuser, made.schema)
    assert found == await structure(chronicle.superuser, "read")
    assert {kind for kind, *_ in found} == {
        *("column", "constraint", "index", "policy", "table", "function", "schema")
    }


async def test_what_is_called_by_name_is_not_called_by_the_name_of_its_schema(chronicle: Chronicle) -> None:
    """A body that is kept as text would look its tables up in another generation after a flip."""
    kept_as_text = await chronicle.rows(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'read'::regnamespace AND prosqlbody IS NULL"
    )
    assert kept_as_text == []


async def test_a_rebuild_leaves_what_is_read_alone_until_it_is_flipped_to(
    chronicle: Chronicle, rebuild: Rebuild
) -> None:
    await a_busy_week(chronicle)
    live = await chronicle.digests()
    await mark(chronicle.superuser, "read", "old")
    marked = await chronicle.digests()

    made, events = await rebuild.build()

    assert events == 1 + max((await chronicle.cursors()).values())
    assert await chronicle.digests() == marked
    assert await registered(chronicle.superuser) == {1: ("live", "read"), 2: ("ready", "read_2")}

    await rebuild.flip(made.number)

    assert await chronicle.digests() == live
    assert await registered(chronicle.superuser) == {1: ("standby", "read_1"), 2: ("live", "read")}


async def test_a_rebuild_of_the_same_logic_differs_nowhere_and_says_where_it_does(
    chronicle: Chronicle, rebuild: Rebuild
) -> None:
    cases = await a_busy_week(chronicle)
    made, _ = await rebuild.build()
    assert await rebuild.differing(made) == []

    await chronicle.superuser.execute("DELETE FROM read_2.visible WHERE complaint = $1", cases[0])
    await chronicle.superuser.execute("UPDATE read.unit SET code = code || 'x' WHERE code = 'U1'")
    assert await rebuild.differing(made) == ["unit", "visible"]


async def test_two_generations_that_never_meet_are_not_compared(
    chronicle: Chronicle, rebuild: Rebuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_busy_week(chronicle)
    made, _ = await rebuild.build()
    # kept up by another release, which is not running
    await chronicle.superuser.execute(
        "UPDATE read.cursor SET position = 3, version = 9 WHERE name = 'visible'"
    )
    monkeypatch.setattr("projections.rebuild.TRIES", 3)

    with pytest.raises(RebuildRefused, match="do not meet at a position"):
        await rebuild.differing(made)


async def test_an_ordinary_projector_keeps_up_every_generation_that_is_ready_live_or_standby(
    chronicle: Chronicle, rebuild: Rebuild
) -> None:
    await chronicle.happened(organisation())
    made, _ = await rebuild.build()
    await chronicle.happened(with_answer())
    assert await rebuild.differing(made) == []
    await rebuild.flip(made.number)
    complaint = ComplaintId(uuid4())
    await chronicle.happened(about(complaint, with_answer()))

    for schema in ("read", "read_1"):
        [row] = await chronicle.rows(f"SELECT * FROM {schema}.case_file WHERE complaint = $1", complaint)
        assert row["status"] == "IN_PROCESS"


async def test_flipping_back_returns_at_once_and_nothing_that_happened_since_is_missing(
    chronicle: Chronicle, rebuild: Rebuild
) -> None:
    await chronicle.happened(organisation())
    made, _ = await rebuild.build()
    await rebuild.flip(made.number)
    await chronicle.happened(with_answer())
    now = await chronicle.digests()

    assert await generations.before(chronicle.superuser) == 1
    await rebuild.flip(1)

    assert await chronicle.digests() == now
    assert await registered(chronicle.superuser) == {1: ("live", "read"), 2: ("standby", "read_2")}
    assert await generations.before(chronicle.superuser) == 2


async def test_without_a_generation_before_there_is_none_to_flip_back_to(chronicle: Chronicle) -> None:
    with pytest.raises(RebuildRefused, match="none to flip back to"):
        await generations.before(chronicle.superuser)


@pytest.mark.parametrize("number", [1, 3, 9])
async def test_only_what_is_ready_or_was_read_before_can_be_read(
    chronicle: Chronicle, rebuild: Rebuild, number: int
) -> None:
    await rebuild.build()
    await chronicle.superuser.execute("INSERT INTO projection.generation VALUES (3, 'read_3', 'building')")

    with pytest.raises(RebuildRefused, match=f"Generation {number} "):
        await rebuild.flip(number)

    assert (await registered(chronicle.superuser))[1] == ("live", "read")


@pytest.mark.usefixtures("hasty")
async def test_positions_never_go_back(
    chronicle: Chronicle, database: Database, connect: Connect, pool: Pool
) -> None:
    """A generation that nothing follows is behind what was already shown, and is not read."""
    await chronicle.happened(submitted())
    rebuild = await rebuild_of(database, connect, pool, of_version("case", 7))
    made, _ = await rebuild.build()
    await chronicle.happened(about(ComplaintId(uuid4()), submitted()))

    with pytest.raises(RebuildRefused, match=r"Generation 2 cannot be read yet: it is behind in case\."):
        await (await rebuild_of(database, connect, pool)).flip(made.number)
    assert (await registered(chronicle.superuser))[1] == ("live", "read")

    await rebuild.flip(made.number)
    await chronicle.superuser.execute("UPDATE read_1.cursor SET version = 9")
    await chronicle.happened(about(ComplaintId(uuid4()), submitted()))
    with pytest.raises(RebuildRefused, match="it is behind in"):
        await rebuild.flip(1)


@pytest.mark.usefixtures("hasty")
async def test_a_reader_who_takes_long_delays_the_flip_and_not_the_other_readers(
    chronicle: Chronicle, rebuild: Rebuild, connect: Connect
) -> None:
    await chronicle.happened(organisation())
    made, _ = await rebuild.build()
    slow, other = await connect(), await connect()
    async with slow.transaction():
        await slow.execute("SELECT FROM read.cursor")
        with pytest.raises(RebuildRefused, match="statements that read it take too long"):
            await rebuild.flip(made.number)
        assert await other.fetchval("SELECT count(*) FROM read.cursor") == len(PROJECTIONS)
        assert (await registered(chronicle.superuser))[1] == ("live", "read")

    await rebuild.flip(made.number)


async def test_a_statement_under_way_is_waited_for_and_one_that_comes_later_reads_the_new_tables(
    chronicle: Chronicle, rebuild: Rebuild, connect: Connect
) -> None:
    await chronicle.happened(organisation())
    made, _ = await rebuild.build()
    await mark(chronicle.superuser, made.schema, "new")
    early, late = await connect(), await connect()
    query = "SELECT (SELECT min(position) FROM read.cursor) AS at, (SELECT min(name) FROM read.unit) AS name"
    prepared = await late.prepare(query)
    assert (await prepared.fetchrow())["name"] == "Unit 0"  # type: ignore[index]
    async with early.transaction():
        await early.fetchrow(query)
        flipping = asyncio.create_task(rebuild.flip(made.number))
        await until(lambda: is_waiting(early, "postgres"), or_done=flipping)
        assert not flipping.done()
        assert (await early.fetchrow(query))["name"] == "Unit 0"  # type: ignore[index]
    await flipping

    assert (await early.fetchrow(query))["name"] == "new"  # type: ignore[index]
    assert (await prepared.fetchrow())["name"] == "new"  # type: ignore[index]


async def test_a_projector_between_two_statements_writes_nothing_into_another_generation(
    chronicle: Chronicle, rebuild: Rebuild
) -> None:
    await chronicle.happened(submitted())
    made, _ = await rebuild.build()
    old = Target(Generation(1, "read", State.LIVE), PROJECTIONS)
    new = Target(made, PROJECTIONS)
    await rebuild.flip(made.number)
    before = await chronicle.rows("SELECT * FROM read.cursor ORDER BY name")

    with pytest.raises(CursorMoved):
        await old.move(chronicle.superuser, "case", 0, 1)
    await old.stop(chronicle.superuser, "case", 1, "SomeError")
    with pytest.raises(GenerationGone):
        await new.move(chronicle.superuser, "case", 0, 1)
    with pytest.raises(GenerationGone):
        await new.cursors(chronicle.superuser)
    await chronicle.superuser.execute("DELETE FROM read.cursor WHERE name = 'inbox'")
    await old.cursors(chronicle.superuser)

    found = await chronicle.rows("SELECT * FROM read.cursor ORDER BY name")
    assert found == [row for row in before if row["name"] != "inbox"]


async def test_tables_that_are_nowhere_end_the_projector(chronicle: Chronicle) -> None:
    await chronicle.superuser.execute("ALTER SCHEMA read RENAME TO lost")
    with pytest.raises(GenerationGone):
        await chronicle.runner.run(asyncio.Event())


async def test_rows_of_another_version_of_the_logic_are_left_to_another_release(
    chronicle: Chronicle, database: Database, connect: Connect, pool: Pool
) -> None:
    await chronicle.happened(submitted())
    newer = of_version("visible", 7)
    runner = chronicle.another_runner(newer)
    await chronicle.noted(about(ComplaintId(uuid4()), submitted()))

    with capture_logs() as logs:
        await runner.catch_up()
        await runner.catch_up()

    assert [(line["event"], line["generation"], line["projection"]) for line in logs] == [
        ("projection_of_another_version", 1, "visible")
    ]
    # nothing gets ahead of rights that somebody else keeps up
    assert await chronicle.cursors() == {each.name: 0 for each in PROJECTIONS} | {"offices": 1}

    rebuild = await rebuild_of(database, connect, pool, newer)
    made, _ = await rebuild.build()
    await chronicle.runner.catch_up()
    await rebuild.flip(made.number)
    await chronicle.noted(about(ComplaintId(uuid4()), submitted()))
    await runner.catch_up()
    await chronicle.runner.catch_up()

    assert set((await chronicle.cursors()).values()) == {2}
    rows = await chronicle.rows("SELECT position FROM read_1.cursor WHERE name = 'visible'")
    assert rows == [{"position": 2}]


async def test_a_rebuild_that_was_cut_off_goes_on_where_it_stood(
    chronicle: Chronicle, database: Database, connect: Connect, pool: Pool
) -> None:
    await a_busy_week(chronicle)
    cut_off = await rebuild_of(database, connect, pool, failing("statistics"))
    with pytest.raises(ProjectionStopped):
        await cut_off.build()
    assert await registered(chronicle.superuser) == {1: ("live", "read"), 2: ("building", "read_2")}

    rebuild = await rebuild_of(database, connect, pool)
    made, _ = await rebuild.build()

    assert made == Generation(2, "read_2", State.READY)
    assert await rebuild.differing(made) == []


async def test_what_another_release_left_half_built_is_dropped_and_what_it_finished_is_not(
    chronicle: Chronicle, database: Database, connect: Connect, pool: Pool
) -> None:
    await a_busy_week(chronicle)
    with pytest.raises(ProjectionStopped):
        await (await rebuild_of(database, connect, pool, failing("case"))).build()
    newer = await rebuild_of(database, connect, pool, of_version("history", 2))

    made, _ = await newer.build()

    assert await registered(chronicle.superuser) == {
        1: ("live", "read"),
        2: ("dropped", "read_2"),
        3: ("ready", "read_3"),
    }
    assert await chronicle.rows("SELECT FROM pg_namespace WHERE nspname = 'read_2'") == []
    assert (await newer.build())[0] == made
    with pytest.raises(RebuildRefused, match="Generation 3 stands ready and was made by another release"):
        await (await rebuild_of(database, connect, pool)).build()


async def test_two_rebuilds_at_once_build_one_generation(
    chronicle: Chronicle, database: Database, connect: Connect, pool: Pool
) -> None:
    await a_busy_week(chronicle)
    rebuilds = [await rebuild_of(database, connect, pool) for _ in range(3)]

    made = await asyncio.gather(*[each.build() for each in rebuilds])

    assert {generation.number for generation, _ in made} == {2}
    assert await rebuilds[0].differing(made[0][0]) == []


async def test_a_generation_is_dropped_for_good_and_never_the_one_that_is_read(
    chronicle: Chronicle, rebuild: Rebuild
) -> None:
    await chronicle.happened(organisation())
    made, _ = await rebuild.build()
    await rebuild.flip(made.number)
    for number in (2, 7):
        with pytest.raises(RebuildRefused, match=f"Generation {number} "):
            await generations.drop(chronicle.superuser, number)

    await generations.drop(chronicle.superuser, 1)

    await chronicle.happened(with_answer())
    assert await registered(chronicle.superuser) == {1: ("dropped", "read_1"), 2: ("live", "read")}
    with pytest.raises(RebuildRefused):
        await generations.before(chronicle.superuser)
    assert (await rebuild.build())[0].number == 3


async def test_a_migration_of_the_next_release_finds_the_generation_that_is_read(
    chronicle: Chronicle, rebuild: Rebuild
) -> None:
    """What ran is noted by schema, and the notes change their name with it."""
    from eventstore.migrate import pending
    from projections.catalogue import MIGRATIONS

    made, _ = await rebuild.build()
    await rebuild.flip(made.number)

    assert await pending(chronicle.superuser, MIGRATIONS, "read") == ()
    assert await pending(chronicle.superuser, MIGRATIONS, "read_1") == ()
