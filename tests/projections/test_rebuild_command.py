"""`jejak rebuild` and `jejak projections`, run as they are run; and what a development start does of itself."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from api.devtools.postgres import EmbeddedPostgres
from api.rebuilding import renew
from api.settings import Part, Settings
from projections.catalogue import PROJECTIONS
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.test_rebuild import a_busy_week
from tests.projections.versions import registered
from tests.support.database import Database
from tests.support.examples import example

Run = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
def jejak(database: Database, server: EmbeddedPostgres) -> Run:
    """`await jejak("rebuild", "--flip")` answers exit status, standard output and what was said beside it."""

    async def run(*arguments: str) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "api.cli", *arguments),
            env={
                "PATH": os.defpath,
                "JEJAK_DATABASE_URL": database.superuser,
                "JEJAK_DATA_DIR": str(server.folder),
                "JEJAK_LOG_ORIGIN": database.origin,
            },
            cwd=Path(__file__).parents[2],
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, said = await process.communicate()
        assert process.returncode is not None
        return process.returncode, out.decode(), said.decode()

    return run


async def test_a_rebuild_is_compared_flipped_to_and_flipped_back_from(
    chronicle: Chronicle, jejak: Run
) -> None:
    await a_busy_week(chronicle)
    events = 1 + max((await chronicle.cursors()).values())
    live = await chronicle.digests()

    status, _, said = await jejak("rebuild", "--flip")

    assert status == 0, said
    assert f"Generation 2 is rebuilt from {events} events." in said
    assert "It equals what is read, row for row." in said
    assert said.splitlines()[-1] == "Generation 2 is read now."
    assert await chronicle.digests() == live
    assert (await jejak("rebuild", "--flip-back"))[0] == 0
    assert await registered(chronicle.superuser) == {1: ("live", "read"), 2: ("standby", "read_2")}
    assert (await jejak("rebuild", "--drop", "2"))[0] == 0
    assert await registered(chronicle.superuser) == {1: ("live", "read"), 2: ("dropped", "read_2")}


async def test_rows_that_differ_are_named_and_not_read_unless_that_was_expected(
    chronicle: Chronicle, jejak: Run
) -> None:
    await a_busy_week(chronicle)
    live = await chronicle.digests()
    await chronicle.superuser.execute("DELETE FROM read.visible")

    status, _, said = await jejak("rebuild", "--flip")

    assert status == 1
    assert "Generation 2 differs from what is read in visible: look why" in said
    assert (await registered(chronicle.superuser))[1] == ("live", "read")
    assert (await jejak("rebuild", "--flip", "--expect-different"))[0] == 0
    assert await chronicle.digests() == live


async def test_every_projection_of_every_generation_is_listed_with_its_lag(
    chronicle: Chronicle, jejak: Run
) -> None:
    await chronicle.happened(organisation())
    await jejak("rebuild")
    await chronicle.noted(example("InboxViewed"))

    status, out, said = await jejak("projections", "--json")

    assert status == 0, said
    listed = json.loads(out)
    names = sorted(each.name for each in PROJECTIONS)
    assert [(each["generation"], each["state"], each["projection"]) for each in listed] == [
        *((1, "live", name) for name in names),
        *((2, "ready", name) for name in names),
    ]
    assert {(each["behind"], each["stopped_by"]) for each in listed} == {(1, None)}
    assert all(each["oldest_seconds"] >= 0 for each in listed)
    assert "ready" in (await jejak("projections"))[2]


async def test_a_development_start_reads_only_what_this_release_made(
    chronicle: Chronicle, database: Database, tmp_path: Path
) -> None:
    """A log that is kept from release to release would else be served by rows that nobody brings up any more."""
    given = Settings(data_dir=tmp_path, log_origin=database.origin)
    settings = given.with_addresses({part: database.dsn(part.role) for part in Part})
    await a_busy_week(chronicle)
    live = await chronicle.digests()
    await renew(settings, database.superuser)
    assert await registered(chronicle.superuser) == {1: ("live", "read")}

    await chronicle.superuser.execute("UPDATE read.cursor SET version = version - 1 WHERE name = 'case'")
    await chronicle.superuser.execute("DELETE FROM read.case_file")
    await renew(settings, database.superuser)

    assert await chronicle.digests() == live
    assert await registered(chronicle.superuser) == {1: ("dropped", "read_1"), 2: ("live", "read")}
