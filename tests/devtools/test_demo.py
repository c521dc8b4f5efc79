"""The demonstration under SIGKILL: what it was told is recorded stays recorded, and nothing is left running."""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from api.devtools import postmaster
from api.devtools.postgres import EmbeddedPostgres
from api.devtools.system import DATABASE
from eventstore.verify import verify_database

# `jejak demo`, whose clients tell of every event that the API has acknowledged, the moment they know.
TELLING = """
import os, sys
from api import cli
from api.devtools.demo.client import Client

try_to, pipe = Client.try_to, int(os.environ.pop("TELL_TO"))

async def tell(self, *words, **options):
    answer = await try_to(self, *words, **options)
    for receipt in answer.get("receipts", ()):
        os.write(pipe, f"{receipt['eventId']}\\n".encode())
    return answer

Client.try_to = tell
sys.argv = ["jejak", "demo"]
cli.main()
"""
ROOT = Path(__file__).parents[2]
BOUND_SECONDS = 120.0


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose server, also one outside it, is gone after the test."""
    yield tmp_path
    EmbeddedPostgres(tmp_path / "demo").remove()


def environment(folder: Path, **more: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("JEJAK_")}
    return own | {"JEJAK_DATA_DIR": str(folder)} | more


def killed_after(folder: Path, acknowledged: int, *, with_its_server: bool) -> set[UUID]:
    """Run the demonstration, kill it once so many events were acknowledged, and answer all that were by then."""
    reader, writer = os.pipe()
    demo = subprocess.Popen(
        [sys.executable, "-c", TELLING],
        env=environment(folder, TELL_TO=str(writer)),
        cwd=ROOT,
        pass_fds=(writer,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    told = b""
    with os.fdopen(reader, "rb", buffering=0) as pipe:
        while len(set(told.split(b"\n")[:-1])) < acknowledged and (more := pipe.read(4096)):
            told += more
        if with_its_server:
            said = postmaster.status(EmbeddedPostgres(folder / "demo").data)
            assert said is not None
            os.kill(said.pid, signal.SIGKILL)
        demo.kill()
        told += pipe.read()
    assert demo.wait() == -signal.SIGKILL, "it ended before it was killed"
    return {UUID(line.decode()) for line in told.splitlines()}


def left_running(folder: Path) -> list[str]:
    """Processes that work on this data folder, by their command line or their environment."""
    marks = [os.fsencode(folder), os.fsencode(EmbeddedPostgres(folder / "demo").data)]
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        try:
            known = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue  # it has ended since, or is somebody else's
        if any(mark in known for mark in marks):
            found.append(process.name)
    return found


def assert_nothing_is_left_running(folder: Path) -> None:
    deadline = time.monotonic() + BOUND_SECONDS
    while left := left_running(folder):
        assert time.monotonic() < deadline, left
        os.sched_yield()


def examined(folder: Path) -> set[UUID]:
    """Every event of the log as it stands in the folder, once an audit has found nothing wrong with it."""
    server = EmbeddedPostgres(folder / "demo")
    server.start()
    try:
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            return runner.run(_examined(server.superuser_dsn(DATABASE)))
    finally:
        server.stop()


async def _examined(address: str) -> set[UUID]:
    connection = await asyncpg.connect(address)
    try:
        report = await verify_database(connection, 1, None, None)
        assert [problem.message for problem in report.problems] == []
        return {row["event_id"] for row in await connection.fetch("SELECT event_id FROM ledger.event")}
    finally:
        await connection.close()


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_a_killed_demonstration_loses_no_acknowledged_event_and_goes_on_from_there(folder: Path) -> None:
    """Killed early and alone, later on together with its database server; the third time it is let be.

    The log is looked at after each death: a restart would do the year's requests again, and so make good what was lost.
    """
    moments = random.randint(1, 30), random.randint(31, 440)  # of the 468 that a whole one has
    for moment, with_its_server in zip(moments, (False, True), strict=True):
        acknowledged = killed_after(folder, moment, with_its_server=with_its_server)
        assert_nothing_is_left_running(folder)
        assert len(acknowledged) >= moment, moments
        assert acknowledged <= examined(folder), moments

    finished = subprocess.run(
        [sys.executable, "-m", "api.cli", "demo"],
        env=environment(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=BOUND_SECONDS,
        check=False,
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert_nothing_is_left_running(folder)
    for shown in ("NO_STOP", "NEIGHBOURING_TIERS_ONLY", "BREACHED", "ArchivedForIncompleteness", "Selesai"):
        assert shown in finished.stdout, shown
    assert acknowledged <= examined(folder), moments
