"""Before anything is numbered the database is held against what was signed: an older copy is refused."""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest

from api.application.occasions import Rules
from api.application.sweep import Sweep
from api.continuity import confirm_log, known_checkpoints
from api.parts import Workers, real_time
from api.settings import Part, Settings
from eventstore.errors import LogMissing, LogRestored
from eventstore.note import Checkpoint, SigningKey, sign_note
from eventstore.restore import (
    LogBehind,
    LogDiffers,
    TrustUnusable,
    confirm_signed,
    confirm_transactions,
    signers_checkpoint,
    trusted_checkpoint,
)
from eventstore.sequencer import Sequencer
from eventstore.signer import LogSigner
from eventstore.signer_store import STATE_FILE, SignerStore, ensure_key
from eventstore.store import Store
from eventstore.tree import root_of
from projections.runner import Runner
from tests.conftest import Connect, Pool
from tests.support.database import Database
from tests.support.log import command, order, until
from tests.support.tamper import tamper

Sign = Callable[[], Awaitable[Checkpoint]]


@pytest.fixture
def folder(tmp_path: Path, database: Database) -> Path:
    """The folder of a signer that has not signed yet."""
    ensure_key(tmp_path / "signer", database.origin)
    return tmp_path / "signer"


@pytest.fixture
async def projector(connect: Connect) -> asyncpg.Connection:
    """The role that compares."""
    return await connect("jejak_proj")


@pytest.fixture
async def signed(
    database: Database, connect: Connect, folder: Path, store: Store, sequencer: Sequencer
) -> Checkpoint:
    """A checkpoint over five events, signed and published."""
    await store.append([command() for _ in range(5)])
    await sequencer.step()
    with SignerStore.opened(folder, database.origin) as opened:
        checkpoint = await LogSigner(await connect("jejak_sign"), opened, database.log_id).step()
    assert checkpoint is not None
    return checkpoint


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    """Settings of a process that has the signer's folder, `tmp_path/signer`, at hand."""
    given = Settings(data_dir=tmp_path, log_origin=database.origin)
    return given.with_addresses({part: database.dsn(part.role) for part in Part})


async def cut_off(connect: Connect, positions: int) -> None:
    """Make the database an older one: its last entries are gone."""
    superuser = await connect()
    await tamper(superuser, "leaf", "DELETE FROM ledger.leaf WHERE position >= $1", positions)


async def test_the_log_that_was_signed_is_confirmed_and_may_have_grown(
    database: Database, projector: asyncpg.Connection, signed: Checkpoint, store: Store, sequencer: Sequencer
) -> None:
    await confirm_signed(projector, database.log_id, signed)
    await store.append([command() for _ in range(3)])
    await sequencer.step()
    await confirm_signed(projector, database.log_id, signed)


async def test_a_log_is_compared_in_pieces(
    database: Database, projector: asyncpg.Connection, signed: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eventstore.restore.CHUNK", 2)
    await confirm_signed(projector, database.log_id, signed)


async def test_nothing_signed_is_nothing_to_compare(
    database: Database, projector: asyncpg.Connection
) -> None:
    await confirm_signed(projector, database.log_id, Checkpoint(database.origin, 0, root_of([])))


@pytest.mark.parametrize("left", [0, 4])
async def test_a_database_behind_what_was_signed_is_refused_with_both_sizes(
    database: Database, connect: Connect, projector: asyncpg.Connection, signed: Checkpoint, left: int
) -> None:
    await cut_off(connect, left)
    with pytest.raises(LogBehind, match=f"holds {left} of the 5 entries") as refused:
        await confirm_signed(projector, database.log_id, signed)
    assert (refused.value.size, refused.value.signed) == (left, 5)


async def test_another_history_of_the_same_length_is_refused(
    database: Database, connect: Connect, projector: asyncpg.Connection, signed: Checkpoint
) -> None:
    await tamper(
        await connect(), "leaf", "UPDATE ledger.leaf SET leaf_hash = sha256('x') WHERE position = $1", 2
    )
    with pytest.raises(LogDiffers, match="first 5 entries"):
        await confirm_signed(projector, database.log_id, signed)


async def test_a_gap_below_what_was_signed_is_refused(
    database: Database, connect: Connect, projector: asyncpg.Connection, signed: Checkpoint
) -> None:
    await tamper(await connect(), "leaf", "DELETE FROM ledger.leaf WHERE position = $1", 2)
    with pytest.raises(LogDiffers):
        await confirm_signed(projector, database.log_id, signed)


async def test_a_checkpoint_of_another_log_compares_with_nothing(
    database: Database, projector: asyncpg.Connection
) -> None:
    with pytest.raises(LogMissing):
        await confirm_signed(projector, database.log_id, Checkpoint("another.log", 0, root_of([])))


@pytest.mark.usefixtures("signed")
async def test_an_event_of_a_transaction_from_the_future_is_refused_until_it_has_a_position(
    database: Database, connect: Connect, projector: asyncpg.Connection, store: Store
) -> None:
    superuser = await connect()
    [late] = (await store.append_one(command())).events
    await confirm_transactions(projector, database.log_id)
    await tamper(
        superuser, "event", "UPDATE ledger.event SET tx = '9000000000' WHERE stream_id = $1", late.stream
    )
    with pytest.raises(LogRestored, match="jejak anchor"):
        await confirm_transactions(projector, database.log_id)

    await superuser.execute("SELECT ledger.anchor($1)", database.log_id)
    await confirm_transactions(projector, database.log_id)


async def test_an_anchored_log_goes_on_past_the_transaction_numbers_that_its_old_events_came_with(
    connect: Connect, database: Database, store: Store, sequencer: Sequencer, auditor: asyncpg.Connection
) -> None:
    superuser = await connect()
    streams = [(await store.append_one(command())).events[0].stream for _ in range(3)]
    await sequencer.step()
    soon = "(pg_current_xact_id()::text::bigint + 5)::text::xid8"
    await tamper(superuser, "event", f"UPDATE ledger.event SET tx = {soon}")
    await superuser.execute("SELECT ledger.anchor($1)", database.log_id)

    for _ in range(10):
        streams.append((await store.append_one(command())).events[0].stream)
        assert await sequencer.step() == 1
    assert await order(auditor) == streams


def test_only_the_logs_own_key_makes_a_checkpoint_trusted(folder: Path, database: Database) -> None:
    stranger = SigningKey.generate(database.origin)
    checkpoint = Checkpoint(database.origin, 7, root_of([b"x" * 32]))
    note = sign_note(checkpoint.encode(), stranger).encode()
    assert trusted_checkpoint(note, str(stranger.verifying)) == checkpoint
    with pytest.raises(TrustUnusable, match="not signed by a known key"):
        trusted_checkpoint(note, ensure_key(folder, database.origin))
    with pytest.raises(TrustUnusable):
        trusted_checkpoint(note, "no key at all")


def test_a_signers_folder_without_its_state_is_no_reason_to_go_on(folder: Path) -> None:
    assert signers_checkpoint(folder).size == 0
    (folder / STATE_FILE).write_text("{}")
    with pytest.raises(TrustUnusable, match="not what a signer writes"):
        signers_checkpoint(folder)
    (folder / STATE_FILE).unlink()
    with pytest.raises(TrustUnusable, match="not what a signer writes"):
        signers_checkpoint(folder)


@pytest.mark.usefixtures("signed")
async def test_a_worker_compares_with_the_signers_folder_where_it_is_at_hand(
    settings: Settings, database: Database, pool: Pool, connect: Connect
) -> None:
    projectors = await pool("jejak_proj", max_size=1)
    await confirm_log(settings, projectors, database.log_id)
    await cut_off(connect, 3)
    with pytest.raises(LogBehind):
        await confirm_log(settings, projectors, database.log_id)


async def test_a_worker_compares_with_a_checkpoint_that_was_kept_elsewhere(
    settings: Settings, database: Database, pool: Pool, connect: Connect, signed: Checkpoint, tmp_path: Path
) -> None:
    [note] = await (await connect()).fetch("SELECT note FROM ledger.checkpoint")
    kept = tmp_path / "checkpoint"
    kept.write_text(note["note"])
    key = ensure_key(settings.signer_folder, database.origin)
    shutil.rmtree(settings.signer_folder)
    elsewhere = settings.model_copy(update={"trusted_checkpoint": str(kept), "log_vkey": key})

    assert await known_checkpoints(settings) == []
    assert await known_checkpoints(elsewhere) == [signed]
    await cut_off(connect, 3)
    projectors = await pool("jejak_proj", max_size=1)
    with pytest.raises(LogBehind):
        await confirm_log(elsewhere, projectors, database.log_id)

    without_key = elsewhere.model_copy(update={"log_vkey": None})
    with pytest.raises(TrustUnusable, match="JEJAK_LOG_VKEY"):
        await known_checkpoints(without_key)
    kept.unlink()
    with pytest.raises(TrustUnusable, match="No such file"):
        await known_checkpoints(elsewhere)
    unreachable = elsewhere.model_copy(update={"trusted_checkpoint": "http://127.0.0.1:9/log/checkpoint"})
    with pytest.raises(TrustUnusable, match="no answer"):
        await known_checkpoints(unreachable)


@pytest.mark.usefixtures("signed")
async def test_a_sequencer_that_is_not_in_its_own_log_numbers_nothing(
    settings: Settings, database: Database, pool: Pool, connect: Connect, store: Store
) -> None:
    await store.append_one(command())
    await cut_off(connect, 4)
    projectors = await pool("jejak_proj", max_size=1)
    sequencer = Sequencer(
        await pool("jejak_seq"),
        database.log_id,
        confirm=lambda: confirm_log(settings, projectors, database.log_id),
    )
    with pytest.raises(LogBehind):
        await sequencer.run(asyncio.Event())
    assert await (await connect()).fetchval("SELECT count(*) FROM ledger.leaf") == 4


async def test_a_sequencer_asks_again_after_a_lost_connection(
    database: Database, pool: Pool, connect: Connect
) -> None:
    asked = 0
    superuser = await connect()
    stop = asyncio.Event()

    async def confirm() -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            stop.set()

    sequencers = await pool("jejak_seq", max_size=1)
    sequencer = Sequencer(sequencers, database.log_id, confirm=confirm, sequenced=lambda: None)
    running = asyncio.create_task(sequencer.run(stop, 0.0))
    async with asyncio.timeout(60):
        while not stop.is_set():
            await superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE usename = 'jejak_seq' AND datname = current_database()"
            )
        await running
    assert asked == 2


async def test_a_sequencer_whose_connection_was_lost_unnoticed_asks_before_it_numbers_anything(
    database: Database, pool: Pool, connect: Connect, store: Store, auditor: asyncpg.Connection
) -> None:
    """As under a process that was frozen while its server was exchanged: nothing ever failed under its hands."""
    sequencers, superuser, stop = await pool("jejak_seq", max_size=1), await connect(), asyncio.Event()
    confirming = await connect("jejak_audit")
    numbered_when_asked: list[int] = []

    async def confirm() -> None:
        numbered_when_asked.append(len(await order(confirming)))

    sequencer = Sequencer(sequencers, database.log_id, confirm=confirm)
    await store.append_one(command())
    running = asyncio.create_task(sequencer.run(stop, 3600))

    async def numbered(events: int) -> bool:
        return len(await order(auditor)) == events

    await until(lambda: numbered(1))
    await superuser.execute(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity"
        " WHERE usename = 'jejak_seq' AND datname = current_database()"
    )
    await store.append_one(command())
    sequencer.poke()
    await until(lambda: numbered(2))
    stop.set()
    sequencer.poke()
    await running
    assert numbered_when_asked == [0, 1]


async def test_a_fault_ends_the_whole_worker_even_where_a_cancellation_is_lost(
    database: Database, pool: Pool
) -> None:
    class HardOfHearing(Runner):
        async def run(self, stop: asyncio.Event, *, interval: float = 0.05) -> None:  # noqa: ARG002
            with suppress(asyncio.CancelledError):
                await stop.wait()
            await stop.wait()

    async def confirm() -> None:
        raise LogBehind(size=1, signed=2)

    idle = await pool("jejak_app")
    store = Store(idle, database.log_id, database.origin)
    zone = ZoneInfo("Asia/Makassar")
    workers = Workers(
        sweep=Sweep(store=store, pool=idle, rules=Rules(store=store, clock=real_time, zone=zone)),
        sequencer=Sequencer(await pool("jejak_seq"), database.log_id, confirm=confirm),
        runner=HardOfHearing(await pool("jejak_proj"), database.log_id, (), zone),
    )
    running = asyncio.create_task(workers.run(asyncio.Event()))
    ended, _ = await asyncio.wait({running}, timeout=30)
    assert ended
    with pytest.raises(ExceptionGroup) as raised:
        await running
    assert raised.group_contains(LogBehind)


@pytest.mark.usefixtures("signed")
async def test_a_worker_in_an_older_copy_of_its_log_ends_with_status_one_and_one_sentence(
    settings: Settings, database: Database, connect: Connect
) -> None:
    """As somebody sees it who starts it after restoring yesterday's backup."""
    await cut_off(connect, 3)
    environment = {
        "PATH": os.environ["PATH"],
        "JEJAK_MODE": "production",
        "JEJAK_LOG_ORIGIN": database.origin,
        "JEJAK_SIGNER_DIR": str(settings.signer_folder),
        "JEJAK_SEQUENCER_URL": settings.address(Part.SEQUENCER),
        "JEJAK_PROJECTOR_URL": settings.address(Part.PROJECTOR),
        "JEJAK_APP_URL": settings.address(Part.APP),
    }
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "api.cli", "worker"), env=environment, stdout=PIPE, stderr=PIPE
    )
    async with asyncio.timeout(60):
        _, said = await worker.communicate()

    sentences = [line for line in said.decode().splitlines() if not line.startswith("{")]
    assert worker.returncode == 1
    assert sentences == [f"jejak: {LogBehind(size=3, signed=5)}"]
