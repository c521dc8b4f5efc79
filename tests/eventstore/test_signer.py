"""The signer signs what extends what it signed, survives every crash, and refuses the rest."""

import asyncio
import json
import os
import shutil
import stat
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from eventstore.note import Checkpoint, VerifyingKey, open_note
from eventstore.sequencer import Sequencer
from eventstore.signer import LogSigner, run_signer
from eventstore.signer_store import KEY_FILE, STATE_FILE, SignedTree, SignerRefused, SignerStore, ensure_key
from eventstore.store import Store
from eventstore.tree import Frontier, leaf_hash, root_of
from tests.conftest import Connect
from tests.support.database import Database
from tests.support.log import command
from tests.support.tamper import tamper

Grow = Callable[[int], Awaitable[None]]
ORIGIN = "log.example/a"

SIGNER_PROCESS = """
import asyncio, sys
from pathlib import Path
from eventstore.signer import run_signer

def tell(checkpoint):
    print(checkpoint.size, flush=True)

dsn, log_id, origin, folder = sys.argv[1:]
asyncio.run(run_signer(dsn, int(log_id), origin, Path(folder), asyncio.Event(), 0.001, tell))
"""


@pytest.fixture
def folder(tmp_path: Path, database: Database) -> Path:
    """The folder of a signer that has not signed yet."""
    ensure_key(tmp_path / "signer", database.origin)
    return tmp_path / "signer"


@pytest.fixture
def grow(store: Store, sequencer: Sequencer) -> Grow:
    """`await grow(3)` appends three events and gives them positions."""

    async def append_and_sequence(count: int) -> None:
        await store.append([command() for _ in range(count)])
        assert await sequencer.step() == count

    return append_and_sequence


@pytest.fixture
async def superuser(connect: Connect) -> asyncpg.Connection:
    return await connect()


@asynccontextmanager
async def a_signer(connect: Connect, database: Database, folder: Path) -> AsyncIterator[LogSigner]:
    """A signer that has not confirmed its log yet; it lets go of its folder at the end of the block."""
    with SignerStore.opened(folder, database.origin) as store:
        yield LogSigner(await connect("jejak_sign"), store, database.log_id)


async def sign(connect: Connect, database: Database, folder: Path) -> Checkpoint | None:
    """One start of a signer, one step, and its end."""
    async with a_signer(connect, database, folder) as signer:
        confirmed = await signer.confirm()
        return await signer.step() or confirmed


async def published(auditor: asyncpg.Connection) -> list[asyncpg.Record]:
    return list(await auditor.fetch("SELECT size, root, note FROM ledger.checkpoint ORDER BY size"))


async def leaves(auditor: asyncpg.Connection) -> list[bytes]:
    rows = await auditor.fetch("SELECT leaf_hash FROM ledger.leaf ORDER BY position")
    return [row["leaf_hash"] for row in rows]


def signed_size(folder: Path) -> int:
    return SignedTree.decode((folder / STATE_FILE).read_bytes()).size


# Keys and folder


def test_a_key_is_made_once_in_a_folder_of_its_own(tmp_path: Path) -> None:
    verifier = ensure_key(tmp_path / "signer", ORIGIN)
    assert ensure_key(tmp_path / "signer", ORIGIN) == verifier
    assert VerifyingKey.parse(verifier).name == ORIGIN
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "signer").iterdir()}
    assert modes == {KEY_FILE: 0o600, STATE_FILE: 0o600, "lock": 0o600}
    assert stat.S_IMODE((tmp_path / "signer").stat().st_mode) == 0o700


def test_the_verifier_key_can_be_asked_for_while_the_signer_runs(tmp_path: Path) -> None:
    verifier = ensure_key(tmp_path, ORIGIN)
    with SignerStore.opened(tmp_path, ORIGIN):
        assert ensure_key(tmp_path, ORIGIN) == verifier


def test_two_signers_cannot_share_a_folder(tmp_path: Path) -> None:
    ensure_key(tmp_path, ORIGIN)
    with SignerStore.opened(tmp_path, ORIGIN):
        with pytest.raises(SignerRefused, match="Another signer"), SignerStore.opened(tmp_path, ORIGIN):
            pass
        (tmp_path / KEY_FILE).unlink()
        with pytest.raises(SignerRefused, match="Another signer"):
            ensure_key(tmp_path, ORIGIN)


def test_a_start_that_was_cut_off_before_the_key_was_made_is_completed(tmp_path: Path) -> None:
    ensure_key(tmp_path, ORIGIN)
    (tmp_path / KEY_FILE).unlink()
    assert ensure_key(tmp_path, ORIGIN)


def test_a_lost_key_is_not_replaced_once_something_was_signed(tmp_path: Path) -> None:
    ensure_key(tmp_path, ORIGIN)
    with SignerStore.opened(tmp_path, ORIGIN) as store:
        store.advance(Frontier(1, [leaf_hash(b"entry")]))
    (tmp_path / KEY_FILE).unlink()
    with pytest.raises(SignerRefused, match="has signed before"):
        ensure_key(tmp_path, ORIGIN)


@pytest.mark.parametrize("file", [KEY_FILE, STATE_FILE])
def test_a_signer_without_key_or_state_does_not_start_over(tmp_path: Path, file: str) -> None:
    ensure_key(tmp_path, ORIGIN)
    (tmp_path / file).unlink()
    with pytest.raises(SignerRefused, match="no file"), SignerStore.opened(tmp_path, ORIGIN):
        pass


def test_the_folder_of_another_log_is_refused(tmp_path: Path) -> None:
    ensure_key(tmp_path / "a", ORIGIN)
    ensure_key(tmp_path / "b", "log.example/b")
    with (
        pytest.raises(SignerRefused, match=r"key .* another log"),
        SignerStore.opened(tmp_path / "b", ORIGIN),
    ):
        pass
    with pytest.raises(SignerRefused, match="another log"):
        ensure_key(tmp_path / "b", ORIGIN)
    shutil.copy(tmp_path / "b" / STATE_FILE, tmp_path / "a" / STATE_FILE)
    with (
        pytest.raises(SignerRefused, match=r"state .* another log"),
        SignerStore.opened(tmp_path / "a", ORIGIN),
    ):
        pass


@pytest.mark.parametrize("name", [".", KEY_FILE, STATE_FILE])
def test_a_folder_or_file_that_others_may_touch_is_refused(tmp_path: Path, name: str) -> None:
    ensure_key(tmp_path / "signer", ORIGIN)
    (tmp_path / "signer" / name).chmod(0o755)
    with pytest.raises(SignerRefused, match="Others may"), SignerStore.opened(tmp_path / "signer", ORIGIN):
        pass


def test_an_origin_that_cannot_name_a_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SignerRefused, match="without spaces"):
        ensure_key(tmp_path, "log with spaces")


def test_a_damaged_key_is_refused_and_not_shown(tmp_path: Path) -> None:
    ensure_key(tmp_path, ORIGIN)
    (tmp_path / KEY_FILE).write_text("PRIVATE+KEY+SENTINEL\n")
    with (
        pytest.raises(SignerRefused, match="no signing key") as refused,
        SignerStore.opened(tmp_path, ORIGIN),
    ):
        pass
    assert "SENTINEL" not in str(refused.value)


# State


def a_tree(size: int) -> Frontier:
    frontier = Frontier()
    for number in range(size):
        frontier.append(leaf_hash(b"entry %d" % number))
    return frontier


def test_the_state_survives_and_leads_to_its_root(tmp_path: Path) -> None:
    ensure_key(tmp_path, ORIGIN)
    with SignerStore.opened(tmp_path, ORIGIN) as store:
        assert store.state.size == 0
        store.advance(a_tree(11))
    with SignerStore.opened(tmp_path, ORIGIN) as store:
        assert (store.state.size, store.state.root) == (11, a_tree(11).root())
        assert store.state.frontier().root() == a_tree(11).root()


@pytest.mark.parametrize("size", [0, 10, 11])
def test_the_store_never_takes_a_smaller_tree_or_a_second_one_of_a_size(tmp_path: Path, size: int) -> None:
    ensure_key(tmp_path, ORIGIN)
    with SignerStore.opened(tmp_path, ORIGIN) as store:
        store.advance(a_tree(11))
        with pytest.raises(SignerRefused, match="was to replace"):
            store.advance(a_tree(size))
        assert signed_size(tmp_path) == store.state.size == 11


def test_a_state_that_somebody_else_changed_is_not_overwritten(tmp_path: Path) -> None:
    ensure_key(tmp_path, ORIGIN)
    with SignerStore.opened(tmp_path, ORIGIN) as store:
        store.advance(a_tree(5))
        other = SignedTree.of(ORIGIN, a_tree(9)).encode()
        (tmp_path / STATE_FILE).write_bytes(other)
        with pytest.raises(SignerRefused, match="changed by somebody else"):
            store.advance(a_tree(6))
        assert (tmp_path / STATE_FILE).read_bytes() == other


def test_no_changed_byte_of_the_state_is_accepted() -> None:
    raw = SignedTree.of(ORIGIN, a_tree(3)).encode()
    for place, byte in enumerate(raw):
        for other in {byte ^ 1, byte ^ 32, ord("0")} - {byte}:
            changed = raw[:place] + bytes([other]) + raw[place + 1 :]
            try:
                state = SignedTree.decode(changed)
            except ValueError:
                continue
            assert state.origin != ORIGIN  # which the store compares with the log's


@pytest.mark.parametrize(
    "change", [{"edge": 7}, {"edge": [7]}, {"size": "3"}, {"size": None}, {"root": 7}, {"x": 1}]
)
def test_a_state_of_another_form_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    ensure_key(tmp_path, ORIGIN)
    content = json.loads((tmp_path / STATE_FILE).read_bytes()) | change
    (tmp_path / STATE_FILE).write_text(json.dumps(content, sort_keys=True, separators=(",", ":")))
    with pytest.raises(SignerRefused, match="not what a signer writes"), SignerStore.opened(tmp_path, ORIGIN):
        pass


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_crash_while_the_state_is_written_leaves_the_old_state_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    ensure_key(tmp_path, ORIGIN)
    with SignerStore.opened(tmp_path, ORIGIN) as store:
        store.advance(a_tree(5))
        monkeypatch.setattr(os, step, crash)
        with pytest.raises(KeyboardInterrupt):
            store.advance(a_tree(6))
        monkeypatch.undo()
    with SignerStore.opened(tmp_path, ORIGIN) as store:
        assert store.state.size == 5
        assert store.advance(a_tree(7)).size == 7


# Signing


async def test_a_checkpoint_over_all_leaves_is_signed_and_published(
    connect: Connect, database: Database, folder: Path, grow: Grow, auditor: asyncpg.Connection
) -> None:
    await grow(5)
    checkpoint = await sign(connect, database, folder)
    root = root_of(await leaves(auditor))
    [row] = await published(auditor)
    note = open_note(row["note"], [VerifyingKey.parse(ensure_key(folder, database.origin))])
    assert checkpoint == Checkpoint.decode(note.text) == Checkpoint(database.origin, 5, root)
    assert (row["size"], row["root"], signed_size(folder)) == (5, root, 5)


async def test_an_empty_log_is_not_signed(
    connect: Connect, database: Database, folder: Path, auditor: asyncpg.Connection
) -> None:
    assert await sign(connect, database, folder) is None
    assert await published(auditor) == []


async def test_each_checkpoint_extends_the_one_before_across_steps_and_starts(
    connect: Connect, database: Database, folder: Path, grow: Grow, auditor: asyncpg.Connection
) -> None:
    for sizes in ((1, 2), (1,), (3, 1, 8)):
        async with a_signer(connect, database, folder) as signer:
            await signer.confirm()
            for size in sizes:
                await grow(size)
                assert await signer.step()
                assert await signer.step() is None
    tree = await leaves(auditor)
    rows = await published(auditor)
    assert [row["size"] for row in rows] == [1, 3, 4, 7, 8, 16]
    assert [row["root"] for row in rows] == [root_of(tree[: row["size"]]) for row in rows]


async def test_a_long_log_is_read_in_pieces(
    connect: Connect,
    database: Database,
    folder: Path,
    grow: Grow,
    auditor: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("eventstore.signer.CHUNK", 3)
    await grow(9)
    assert await sign(connect, database, folder)
    await grow(7)
    checkpoint = await sign(connect, database, folder)
    assert checkpoint == Checkpoint(database.origin, 16, root_of(await leaves(auditor)))


async def test_what_was_stored_but_not_published_is_published_at_the_next_start(
    connect: Connect, database: Database, folder: Path, grow: Grow, superuser: asyncpg.Connection
) -> None:
    await grow(3)
    await superuser.execute("REVOKE EXECUTE ON FUNCTION ledger.publish_checkpoint FROM jejak_sign")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await sign(connect, database, folder)
    assert signed_size(folder) == 3
    assert await published(superuser) == []

    await superuser.execute("GRANT EXECUTE ON FUNCTION ledger.publish_checkpoint TO jejak_sign")
    await grow(1)
    assert await sign(connect, database, folder)
    assert [row["size"] for row in await published(superuser)] == [3, 4]


async def test_nothing_is_handed_out_before_it_is_stored(
    connect: Connect,
    database: Database,
    folder: Path,
    grow: Grow,
    auditor: asyncpg.Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await grow(3)
    async with a_signer(connect, database, folder) as signer:
        await signer.confirm()
        monkeypatch.setattr(os, "replace", _disk_full)
        with pytest.raises(SignerRefused, match="No space left"):
            await signer.step()
        monkeypatch.undo()
    assert await published(auditor) == []
    assert signed_size(folder) == 0
    assert await sign(connect, database, folder)


def _disk_full(*_: object) -> None:
    raise OSError(28, "No space left on device")


# Refusals


async def test_a_database_that_is_behind_is_refused(
    connect: Connect, database: Database, folder: Path, grow: Grow, superuser: asyncpg.Connection
) -> None:
    await grow(5)
    async with a_signer(connect, database, folder) as running:
        await running.confirm()
        await running.step()
        await tamper(superuser, "leaf", "DELETE FROM ledger.leaf WHERE position >= 3")
        with pytest.raises(SignerRefused, match="fewer than the 5 leaves"):
            await running.step()
    with pytest.raises(SignerRefused, match="fewer than the 5 leaves") as refused:
        await sign(connect, database, folder)
    assert "backups" in refused.value.remedy


async def test_a_changed_leaf_is_refused_at_the_start_wherever_it_is(
    connect: Connect, database: Database, folder: Path, grow: Grow, superuser: asyncpg.Connection
) -> None:
    await grow(5)
    await sign(connect, database, folder)
    await tamper(superuser, "leaf", "UPDATE ledger.leaf SET leaf_hash = $1 WHERE position = 1", bytes(32))
    await grow(1)
    with pytest.raises(SignerRefused, match="not those that were signed"):
        await sign(connect, database, folder)
    assert signed_size(folder) == 5


async def test_a_changed_last_leaf_is_refused_while_running(
    connect: Connect, database: Database, folder: Path, grow: Grow, superuser: asyncpg.Connection
) -> None:
    await grow(4)
    async with a_signer(connect, database, folder) as signer:
        await signer.confirm()
        await signer.step()
        await tamper(superuser, "leaf", "UPDATE ledger.leaf SET leaf_hash = $1 WHERE position = 3", bytes(32))
        await grow(1)
        with pytest.raises(SignerRefused, match="position 3 is not the one"):
            await signer.step()
    assert signed_size(folder) == 4
    assert [row["size"] for row in await published(superuser)] == [4]


@pytest.mark.parametrize("position", [0, 2, 3, 4])
async def test_a_gap_is_refused(
    connect: Connect,
    database: Database,
    folder: Path,
    grow: Grow,
    superuser: asyncpg.Connection,
    position: int,
) -> None:
    await grow(3)
    async with a_signer(connect, database, folder) as signer:
        await signer.confirm()
        await signer.step()
        await grow(3)
        await tamper(superuser, "leaf", "DELETE FROM ledger.leaf WHERE position = $1", position)
        if position >= 2:
            with pytest.raises(SignerRefused, match=f"Position {position} is missing"):
                await signer.step()
            assert [row["size"] for row in await published(superuser)] == [3]
    with pytest.raises(SignerRefused, match=f"Position {position} is missing|fewer than the 3 leaves"):
        await sign(connect, database, folder)


async def test_an_older_copy_of_the_folder_is_refused(
    connect: Connect, database: Database, folder: Path, grow: Grow, tmp_path: Path
) -> None:
    await grow(3)
    await sign(connect, database, folder)
    shutil.copytree(folder, tmp_path / "copy")
    (tmp_path / "copy").chmod(0o700)
    await grow(1)
    await sign(connect, database, folder)
    with pytest.raises(SignerRefused, match="checkpoint of size 4 is published"):
        await sign(connect, database, tmp_path / "copy")


async def test_a_new_folder_does_not_take_over_a_log_that_was_signed(
    connect: Connect, database: Database, folder: Path, grow: Grow, tmp_path: Path
) -> None:
    await grow(3)
    await sign(connect, database, folder)
    ensure_key(tmp_path / "new", database.origin)
    with pytest.raises(SignerRefused, match="signed 0 leaves"):
        await sign(connect, database, tmp_path / "new")


async def test_another_root_shown_for_a_signed_size_is_refused(
    connect: Connect, database: Database, folder: Path, grow: Grow, superuser: asyncpg.Connection
) -> None:
    await grow(3)
    await sign(connect, database, folder)
    await tamper(superuser, "checkpoint", "UPDATE ledger.checkpoint SET root = $1", bytes(32))
    with pytest.raises(SignerRefused, match="another checkpoint"):
        await sign(connect, database, folder)


async def test_a_log_of_another_origin_is_refused(
    connect: Connect, database: Database, tmp_path: Path
) -> None:
    ensure_key(tmp_path, ORIGIN)
    with SignerStore.opened(tmp_path, ORIGIN) as store:
        for log_id in (database.log_id, 999):
            with pytest.raises(SignerRefused, match=r"is not log\.example/a"):
                await LogSigner(await connect("jejak_sign"), store, log_id).confirm()


async def test_the_signers_role_can_neither_read_entries_nor_write(connect: Connect) -> None:
    connection = await connect("jejak_sign")
    for statement in (
        "SELECT * FROM ledger.event",
        "SELECT * FROM ledger.sealed",
        "INSERT INTO ledger.checkpoint VALUES (1, 1, '', '', now())",
        "DELETE FROM ledger.leaf",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)


# The process


class Running:
    """A running signer that tells which sizes it published."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.stop = asyncio.Event()
        self._sizes: asyncio.Queue[int] = asyncio.Queue()
        dsn, log_id, origin = database.dsn("jejak_sign"), database.log_id, database.origin
        self.task = asyncio.create_task(run_signer(dsn, log_id, origin, folder, self.stop, 0.001, self._tell))

    def _tell(self, checkpoint: Checkpoint) -> None:
        self._sizes.put_nowait(checkpoint.size)

    async def until(self, size: int) -> None:
        """Wait for the checkpoint of this size; whatever ends the signer before is raised."""
        while True:
            news = asyncio.create_task(self._sizes.get())
            await asyncio.wait({news, self.task}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
            if not news.done():
                news.cancel()
                self.task.result()
            if news.result() == size:
                return


@asynccontextmanager
async def running(database: Database, folder: Path) -> AsyncIterator[Running]:
    """`run_signer` as a task, ended by its stop event."""
    signer = Running(database, folder)
    try:
        yield signer
    finally:
        signer.stop.set()
        await signer.task


async def a_process(database: Database, folder: Path) -> Process:
    dsn, log_id = database.dsn("jejak_sign"), str(database.log_id)
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        SIGNER_PROCESS,
        dsn,
        log_id,
        database.origin,
        str(folder),
        stdout=PIPE,
        stderr=PIPE,
    )


async def test_a_running_signer_follows_the_log_until_it_is_stopped(
    database: Database, folder: Path, grow: Grow
) -> None:
    async with running(database, folder) as signer:
        await grow(2)
        await signer.until(2)
        await grow(3)
        await signer.until(5)
    assert signed_size(folder) == 5


async def test_a_lost_connection_is_waited_for(
    database: Database, folder: Path, grow: Grow, superuser: asyncpg.Connection
) -> None:
    async with running(database, folder) as signer:
        await grow(2)
        await signer.until(2)
        await superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'jejak_sign' "
            "AND datname = current_database()"
        )
        await grow(1)
        await signer.until(3)


@pytest.mark.parametrize("cut", ["pg_terminate_backend($1, 60000)", "pg_cancel_backend($1)"])
async def test_a_publication_that_is_cut_off_is_made_good(
    database: Database, folder: Path, grow: Grow, superuser: asyncpg.Connection, cut: str
) -> None:
    await superuser.execute("SELECT pg_advisory_lock(1784310124, $1)", database.log_id)
    await grow(2)
    async with running(database, folder) as signer:
        waiting = (
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        while not (pid := await superuser.fetchval(waiting)):
            pass
        await superuser.execute(f"SELECT {cut}", pid)
        assert signed_size(folder) == 2
        assert await published(superuser) == []
        await superuser.execute("SELECT pg_advisory_unlock(1784310124, $1)", database.log_id)
        await signer.until(2)


async def test_a_database_that_is_not_there_yet_is_waited_for(database: Database, folder: Path) -> None:
    stop = asyncio.Event()
    nowhere = "postgresql://jejak_sign@127.0.0.1:1/nowhere"
    task = asyncio.create_task(run_signer(nowhere, database.log_id, database.origin, folder, stop, 0.001))
    for _ in range(5):
        await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(task, 30)


async def test_a_refusal_ends_a_running_signer(
    database: Database, folder: Path, grow: Grow, superuser: asyncpg.Connection
) -> None:
    await grow(3)
    signer = Running(database, folder)
    await signer.until(3)
    await tamper(superuser, "leaf", "DELETE FROM ledger.leaf WHERE position = 2")
    with pytest.raises(SignerRefused, match="fewer than"):
        await asyncio.wait_for(signer.task, 60)


async def test_a_refusal_ends_the_process_with_a_status_that_is_not_zero(
    connect: Connect, database: Database, folder: Path, grow: Grow, superuser: asyncpg.Connection
) -> None:
    await grow(3)
    await sign(connect, database, folder)
    await tamper(superuser, "leaf", "UPDATE ledger.leaf SET leaf_hash = $1 WHERE position = 0", bytes(32))
    process = await a_process(database, folder)
    _, errors = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode
    assert b"not those that were signed" in errors


async def test_a_signer_that_is_killed_again_and_again_never_forks(
    connect: Connect, database: Database, folder: Path, grow: Grow, auditor: asyncpg.Connection
) -> None:
    for _ in range(5):
        await grow(2)
        process = await a_process(database, folder)
        assert process.stdout
        await asyncio.wait_for(process.stdout.readline(), 60)
        await grow(1)  # so that the next signature may be under way
        process.kill()
        await process.wait()
    assert await sign(connect, database, folder)
    tree, rows = await leaves(auditor), await published(auditor)
    key = VerifyingKey.parse(ensure_key(folder, database.origin))
    for row in rows:
        checkpoint = Checkpoint.decode(open_note(row["note"], [key]).text)
        assert checkpoint == Checkpoint(database.origin, row["size"], root_of(tree[: row["size"]]))
    assert rows[-1]["size"] == len(tree) == signed_size(folder) == 15
