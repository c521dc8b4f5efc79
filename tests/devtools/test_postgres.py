import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from api.devtools import postgres, postmaster
from api.devtools.postgres import EmbeddedPostgres, EmbeddedPostgresError

# A process that starts a server, then adds rows one by one and says which ones were acknowledged.
WRITER = """
import asyncio, sys
from pathlib import Path
import asyncpg
from api.devtools.postgres import EmbeddedPostgres

embedded = EmbeddedPostgres(Path(sys.argv[1]))
embedded.start()

async def write():
    connection = await asyncpg.connect(embedded.superuser_dsn())
    await connection.execute("CREATE TABLE row (number int)")
    for number in range(1, 1_000_000):
        await connection.execute("INSERT INTO row VALUES ($1)", number)
        print(number, flush=True)

asyncio.run(write())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose server, also one outside it, is gone after the test."""
    folder = tmp_path / "data"
    yield folder
    EmbeddedPostgres(folder).remove()


@contextlib.contextmanager
def started(folder: Path, *, fast: bool = True) -> Iterator[EmbeddedPostgres]:
    embedded = EmbeddedPostgres(folder, fast=fast)
    embedded.start()
    try:
        yield embedded
    finally:
        embedded.stop()


async def ask(dsn: str, question: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


def server_pid(embedded: EmbeddedPostgres) -> int:
    said = postmaster.status(embedded.data)
    assert said is not None
    return said.pid


def wait_until_gone(pid: int, data: Path) -> None:
    deadline = time.monotonic() + 30
    while postmaster.serves(pid, data):
        assert time.monotonic() < deadline, "the server outlived its parent"
        os.sched_yield()


def begin_writing(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", WRITER, folder], stdout=subprocess.PIPE, text=True)


def acknowledged(writer: "subprocess.Popen[str]", at_least: int) -> int:
    """Read the writer's acknowledgements until there are enough of them."""
    assert writer.stdout is not None
    for line in writer.stdout:
        if int(line) >= at_least:
            return int(line)
    raise AssertionError("the writer ended early")


async def test_it_is_postgresql_18_with_checksums_and_utf_8(folder: Path) -> None:
    with started(folder) as embedded:
        dsn = embedded.superuser_dsn()
        assert str(await ask(dsn, "SHOW server_version")).startswith("18.")
        assert await ask(dsn, "SHOW data_checksums") == "on"
        assert await ask(dsn, "SHOW server_encoding") == "UTF8"
        assert await ask(dsn, "SELECT lower('ÉÄ')") == "éä"


async def test_what_was_written_is_there_after_a_stop_and_a_start(folder: Path) -> None:
    with started(folder, fast=False) as embedded:
        await ask(embedded.superuser_dsn(), "CREATE TABLE kept AS SELECT 7 AS number")
    with started(folder, fast=False) as embedded:
        assert await ask(embedded.superuser_dsn(), "SELECT number FROM kept") == 7
        assert await ask(embedded.superuser_dsn(), "SHOW fsync") == "on"


async def test_every_connection_needs_the_password(folder: Path) -> None:
    with started(folder) as embedded:
        password = (folder / "postgres" / "superuser-password").read_text()
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(embedded.superuser_dsn().replace(password, "guess"))
        assert await ask(embedded.superuser_dsn(), "SHOW unix_socket_directories") == ""
        assert await ask(embedded.superuser_dsn(), "SHOW listen_addresses") == "127.0.0.1"


def test_only_its_owner_can_read_the_password_and_the_data(folder: Path) -> None:
    with started(folder) as embedded:
        assert (folder / "postgres" / "superuser-password").stat().st_mode & 0o777 == 0o600
        assert embedded.data.stat().st_mode & 0o777 == 0o700
        assert embedded.data.parent.stat().st_mode & 0o777 == 0o700
        assert not list(embedded.data.parent.glob("*.new"))


def test_it_leaves_the_rights_of_folders_that_were_there_alone(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    with started(private / "data") as embedded:
        assert private.stat().st_mode & 0o777 == 0o700
        embedded.remove()


def test_the_server_never_runs_as_root(folder: Path) -> None:
    with started(folder) as embedded:
        owner = Path(f"/proc/{server_pid(embedded)}").stat().st_uid
        assert owner == embedded.data.stat().st_uid
        assert owner != 0


async def test_two_folders_have_servers_at_the_same_time(folder: Path, tmp_path: Path) -> None:
    with started(folder) as one, started(tmp_path / "other") as other:
        assert await ask(one.superuser_dsn(), "SELECT 1") == 1
        assert await ask(other.superuser_dsn(), "SELECT 1") == 1
        assert one.superuser_dsn() != other.superuser_dsn()
        other.remove()


def test_a_folder_in_use_is_refused_with_the_number_of_the_process(folder: Path) -> None:
    with (
        started(folder) as embedded,
        pytest.raises(EmbeddedPostgresError, match=rf"in use by process {os.getpid()}: stop that process"),
    ):
        EmbeddedPostgres(folder).start()
    assert not embedded.running


async def test_another_process_learns_the_address_from_the_folder(folder: Path) -> None:
    with started(folder) as embedded:
        assert EmbeddedPostgres(folder).superuser_dsn("jejak") == embedded.superuser_dsn("jejak")
    with pytest.raises(EmbeddedPostgresError, match="start one with make dev"):
        EmbeddedPostgres(folder).superuser_dsn()


async def test_a_killed_process_leaves_no_server_and_loses_no_acknowledged_row(folder: Path) -> None:
    with begin_writing(folder) as writer:
        number = acknowledged(writer, at_least=50)
        embedded = EmbeddedPostgres(folder)
        pid = server_pid(embedded)
        writer.send_signal(signal.SIGKILL)
    wait_until_gone(pid, embedded.data)
    with started(folder, fast=False) as embedded:
        assert int(str(await ask(embedded.superuser_dsn(), "SELECT max(number) FROM row"))) >= number


async def test_a_server_killed_with_its_parent_recovers(folder: Path) -> None:
    with begin_writing(folder) as writer:
        number = acknowledged(writer, at_least=50)
        writer.send_signal(signal.SIGSTOP)  # so that it cannot notice, and the server dies first
        os.kill(server_pid(EmbeddedPostgres(folder)), signal.SIGKILL)
        writer.send_signal(signal.SIGKILL)
    with started(folder, fast=False) as embedded:
        assert int(str(await ask(embedded.superuser_dsn(), "SELECT max(number) FROM row"))) >= number


async def test_a_server_without_a_parent_is_ended_and_replaced(folder: Path) -> None:
    with begin_writing(folder) as writer:
        acknowledged(writer, at_least=1)
        orphan = server_pid(EmbeddedPostgres(folder))
        os.kill(orphan, signal.SIGSTOP)  # it cannot obey the kernel's wish that it end with its parent
        writer.send_signal(signal.SIGKILL)
    os.kill(orphan, signal.SIGCONT)
    with started(folder, fast=False) as embedded:
        assert server_pid(embedded) != orphan
        assert await ask(embedded.superuser_dsn(), "SELECT count(*) > 0 FROM row") is True


def test_a_port_that_was_taken_meanwhile_is_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        ports = iter([busy.getsockname()[1], postgres.free_port()])
        monkeypatch.setattr(postgres, "free_port", lambda: next(ports))
        with started(folder) as embedded:
            assert embedded.running


def test_making_a_database_that_was_interrupted_begins_anew(folder: Path) -> None:
    with started(folder) as embedded:
        whole = embedded.data
    whole.rename(whole.with_name("data.new"))
    (whole.with_name("data.new") / "global" / "pg_control").unlink()
    with started(folder) as embedded:
        assert embedded.running


async def test_a_data_folder_that_was_thrown_away_begins_anew(folder: Path) -> None:
    with started(folder) as embedded:
        await ask(embedded.superuser_dsn(), "CREATE TABLE thrown_away ()")
    shutil.rmtree(folder)
    with started(folder) as embedded:
        assert await ask(embedded.superuser_dsn(), "SELECT to_regclass('thrown_away')") is None


def test_a_lost_password_is_named_with_the_way_out(folder: Path) -> None:
    with started(folder):
        pass
    (folder / "postgres" / "superuser-password").unlink()
    with pytest.raises(EmbeddedPostgresError, match=r"superuser-password.*put it back, or remove"):
        EmbeddedPostgres(folder).start()


def test_a_database_of_another_major_version_is_refused(folder: Path) -> None:
    with started(folder) as embedded:
        pass
    (embedded.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedPostgresError, match="made by PostgreSQL 17 and this is 18"):
        EmbeddedPostgres(folder).start()


async def test_the_log_of_the_server_repeats_nothing_that_people_wrote(folder: Path) -> None:
    with started(folder) as embedded:
        dsn = embedded.superuser_dsn()
        await ask(dsn, "CREATE TABLE person (name text PRIMARY KEY)")
        await ask(dsn, "INSERT INTO person VALUES ('sentinel')")
        with pytest.raises(asyncpg.UniqueViolationError):
            await ask(dsn, "INSERT INTO person VALUES ('sentinel')")
        with pytest.raises(asyncpg.InvalidTextRepresentationError):
            await ask(dsn, "SELECT 'sentinel'::text::uuid")
        assert "sentinel" not in embedded.log_file.read_text()


def test_a_thread_may_not_start_a_server_that_would_end_with_it(folder: Path) -> None:
    problems: list[BaseException] = []

    def start() -> None:
        try:
            EmbeddedPostgres(folder, fast=True).start()
        except RuntimeError as problem:
            problems.append(problem)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in str(problems)


def test_data_outside_a_folder_go_when_the_folder_was_deleted(folder: Path, tmp_path: Path) -> None:
    with started(tmp_path / "deleted") as embedded:
        data = embedded.data
    shutil.rmtree(tmp_path / "deleted")
    with started(folder):
        assert not data.exists()


def test_removing_takes_the_data_along(folder: Path) -> None:
    with started(folder) as embedded:
        data = embedded.data
        embedded.remove()
        assert not embedded.running
        assert not data.parent.exists()
