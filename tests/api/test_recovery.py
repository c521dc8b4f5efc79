"""Backups are whole or refused, keep apart from keys, and a log goes on after a dump only when it was proven."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from api.adapters.blobs import blob_path
from api.backup_manifest import MANIFEST, BackupDamaged, verify_manifest
from api.document_folder import copy_into_backup
from api.recovery import (
    ABOUT,
    CHECKPOINT,
    CLUSTER,
    DOCUMENTS,
    CannotRecover,
    anchor,
    backup,
    read_backup,
    restore,
    signed_in,
)
from api.settings import Part, Settings
from eventstore.durable_files import write_durable
from eventstore.note import Checkpoint, SigningKey, sign_note
from eventstore.restore import LogBehind, TrustUnusable
from eventstore.sequencer import Sequencer
from eventstore.signer import LogSigner
from eventstore.signer_store import SignerStore, ensure_key
from eventstore.store import Store
from tests.conftest import Connect, Pool
from tests.support.database import Database
from tests.support.log import command, order
from tests.support.tamper import tamper

ORIGIN = "log.example/a"


def listed(cluster: Path) -> None:
    """Write the list that PostgreSQL would have made of this folder."""
    files = [
        {
            "Path": path.relative_to(cluster).as_posix(),
            "Size": path.stat().st_size,
            "Checksum-Algorithm": "SHA256",
            "Checksum": sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(cluster.rglob("*"))
        if path.is_file() and "pg_wal" not in path.parts
    ]
    before = json.dumps({"PostgreSQL-Backup-Manifest-Version": 2, "Files": files})[:-1] + ",\n"
    digest = sha256(before.encode()).hexdigest()
    (cluster / MANIFEST).write_text(f'{before}"Manifest-Checksum": "{digest}"}}\n')


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A backup with a few files in place of a cluster's."""
    cluster = tmp_path / "backup" / CLUSTER
    for name in ("PG_VERSION", "base/1/100", "base/1/200", "pg_wal/000000010000000000000001"):
        path = cluster / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name} says something")
    listed(cluster)
    about = {"format": 1, "origin": ORIGIN, "signed": 0, "made_at": "2026-11-24T01:00:00+00:00"}
    (tmp_path / "backup" / ABOUT).write_text(json.dumps(about))
    return tmp_path / "backup"


def change(cluster: Path) -> None:
    (cluster / "base/1/100").write_text("base/1/100 says something?"[:-1] + "!")


def shorten(cluster: Path) -> None:
    (cluster / "base/1/100").write_text("")


def lose(cluster: Path) -> None:
    (cluster / "base/1/200").unlink()


def add(cluster: Path) -> None:
    (cluster / "base/1/300").write_text("new")


def change_list(cluster: Path) -> None:
    text = (cluster / MANIFEST).read_text()
    (cluster / MANIFEST).write_text(text.replace("base/1/100", "base/1/101"))


def cut_list(cluster: Path) -> None:
    text = (cluster / MANIFEST).read_text()
    (cluster / MANIFEST).write_text(text[: len(text) // 2])


def lose_list(cluster: Path) -> None:
    (cluster / MANIFEST).unlink()


async def test_a_whole_backup_is_restored_as_it_was_without_its_list(whole: Path, tmp_path: Path) -> None:
    assert verify_manifest(whole / CLUSTER) == 3
    made = await restore(whole, tmp_path / "data", None)
    assert made == read_backup(whole)
    assert (tmp_path / "data/base/1/200").read_text() == "base/1/200 says something"
    assert (tmp_path / "data/pg_wal/000000010000000000000001").exists()
    assert not (tmp_path / "data" / MANIFEST).exists()
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("damage", [change, shorten, lose, add, change_list, cut_list, lose_list])
async def test_a_damaged_backup_is_refused_before_anything_is_written(
    whole: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    damage(whole / CLUSTER)
    with pytest.raises(BackupDamaged):
        await restore(whole, tmp_path / "data", None)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("path", ["../outside", "/etc/outside"])
def test_a_list_cannot_lead_out_of_its_backup(whole: Path, tmp_path: Path, path: str) -> None:
    outside = tmp_path / "backup" / "outside"
    outside.write_text("x")
    files = [{"Path": path, "Size": 1, "Checksum-Algorithm": "SHA256", "Checksum": sha256(b"x").hexdigest()}]
    before = json.dumps({"Files": files})[:-1] + ",\n"
    digest = sha256(before.encode()).hexdigest()
    (whole / CLUSTER / MANIFEST).write_text(f'{before}"Manifest-Checksum": "{digest}"}}\n')
    with pytest.raises(BackupDamaged, match="not what PostgreSQL writes"):
        verify_manifest(whole / CLUSTER)


async def test_a_backup_with_documents_is_restored_with_them_or_not_at_all(
    whole: Path, tmp_path: Path
) -> None:
    content = b"a sealed document"
    document, digest = UUID(int=7), sha256(content).digest()
    write_durable(blob_path(tmp_path / "documents", document, digest), content, mode=0o600)
    assert copy_into_backup(tmp_path / "documents", whole / DOCUMENTS) == (1, ())
    about = json.loads((whole / ABOUT).read_text())
    (whole / ABOUT).write_text(json.dumps(about | {"documents": 1}))
    with pytest.raises(CannotRecover, match="say with --documents"):
        await restore(whole, tmp_path / "data", None)
    stored = blob_path(whole / DOCUMENTS, document, digest)
    stored.write_bytes(b"another")
    with pytest.raises(BackupDamaged):
        await restore(whole, tmp_path / "data", tmp_path / "restored")
    assert not (tmp_path / "data").exists()
    stored.write_bytes(content)
    assert (await restore(whole, tmp_path / "data", tmp_path / "restored")).documents == 1
    assert blob_path(tmp_path / "restored", document, digest).read_bytes() == content


async def test_nothing_is_restored_over_something(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "something").touch()
    with pytest.raises(CannotRecover, match="not an empty folder"):
        await restore(whole, tmp_path / "data", None)


@pytest.mark.parametrize("about", ["", "{", '{"format": 2}', "[]", '{"format": 1}'])
def test_a_backup_that_was_not_finished_is_none(whole: Path, about: str) -> None:
    (whole / ABOUT).write_text(about)
    with pytest.raises(CannotRecover, match="no finished backup"):
        read_backup(whole)
    (whole / ABOUT).unlink()
    with pytest.raises(CannotRecover, match="no finished backup"):
        read_backup(whole)


def test_what_a_backup_says_was_signed_is_checked_by_the_key(whole: Path) -> None:
    key, stranger = SigningKey.generate(ORIGIN), SigningKey.generate(ORIGIN)
    assert signed_in(whole, str(key.verifying)) is None
    about = json.loads((whole / ABOUT).read_text())
    (whole / ABOUT).write_text(json.dumps(about | {"signed": 4}))
    with pytest.raises(CannotRecover, match="cannot be read"):
        signed_in(whole, str(key.verifying))
    checkpoint = Checkpoint(ORIGIN, 4, b"r" * 32)
    (whole / CHECKPOINT).write_text(sign_note(checkpoint.encode(), key))
    assert signed_in(whole, str(key.verifying)) == checkpoint
    with pytest.raises(TrustUnusable):
        signed_in(whole, str(stranger.verifying))


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    """Settings of an administrator who has the signer's folder, `tmp_path/signer`, at hand."""
    given = Settings(data_dir=tmp_path, log_origin=database.origin)
    return given.with_addresses({part: database.dsn(part.role) for part in Part})


@pytest.mark.parametrize("place", ["", "secrets/backup", "signer/backup"])
async def test_a_backup_is_never_made_among_the_keys(settings: Settings, place: str) -> None:
    with pytest.raises(CannotRecover, match=r"kept apart|not an empty folder"):
        await backup(
            settings,
            settings.data_dir / place,
            administrator="postgresql://nobody@127.0.0.1:9/x",
            vkey=None,
            program=lambda name: name,
            at=datetime(2026, 11, 24, tzinfo=UTC),
        )


@pytest.fixture
async def store(database: Database, pool: Pool) -> Store:
    """The log as the application sees it."""
    return Store(await pool("jejak_app"), database.log_id, database.origin)


@pytest.fixture
async def dumped(
    settings: Settings, database: Database, connect: Connect, pool: Pool, store: Store
) -> list[asyncpg.Connection]:
    """A signed log as a dump leaves it: old transaction numbers are ahead, and one event has no position."""
    ensure_key(settings.signer_folder, database.origin)
    await store.append([command() for _ in range(3)])
    await Sequencer(await pool("jejak_seq"), database.log_id).step()
    with SignerStore.opened(settings.signer_folder, database.origin) as opened:
        await LogSigner(await connect("jejak_sign"), opened, database.log_id).step()
    [late] = (await store.append_one(command())).events
    superuser = await connect()
    await superuser.execute("UPDATE ledger.seq_state SET snap = '900000000:900000000:'")
    await tamper(
        superuser, "event", "UPDATE ledger.event SET tx = '900000001' WHERE stream_id = $1", late.stream
    )
    return [superuser]


async def test_a_dump_is_anchored_when_it_holds_what_was_signed(
    settings: Settings,
    database: Database,
    dumped: list[asyncpg.Connection],
    pool: Pool,
    connect: Connect,
    store: Store,
) -> None:
    vkey = ensure_key(settings.signer_folder, database.origin)
    assert await anchor(settings, administrator=database.superuser, vkey=vkey) == 2

    last = (await store.append_one(command())).events[0].stream
    assert await Sequencer(await pool("jejak_seq"), database.log_id).step() == 1
    assert (await order(await connect("jejak_audit")))[-1] == last
    assert len(dumped) == 1


async def test_nothing_is_anchored_on_the_databases_own_word(
    settings: Settings, database: Database, dumped: list[asyncpg.Connection]
) -> None:
    vkey = ensure_key(settings.signer_folder, database.origin)
    with pytest.raises(CannotRecover, match="Nothing outside the database"):
        await anchor(settings, administrator=database.superuser, vkey=None)
    alone = settings.model_copy(update={"signer_dir": settings.data_dir / "elsewhere"})
    with pytest.raises(CannotRecover, match="Nothing outside the database"):
        await anchor(alone, administrator=database.superuser, vkey=vkey)
    assert await dumped[0].fetchval("SELECT epoch FROM ledger.seq_state") == 1


async def test_a_log_that_lacks_something_or_was_changed_is_not_anchored(
    settings: Settings, database: Database, dumped: list[asyncpg.Connection]
) -> None:
    vkey = ensure_key(settings.signer_folder, database.origin)
    [superuser] = dumped
    await tamper(superuser, "event", "UPDATE ledger.event SET salt = sha256('other')")
    with pytest.raises(CannotRecover, match="4 problems, so the log is not anchored"):
        await anchor(settings, administrator=database.superuser, vkey=vkey)
    await tamper(superuser, "leaf", "DELETE FROM ledger.leaf WHERE position = 2")
    with pytest.raises(LogBehind):
        await anchor(settings, administrator=database.superuser, vkey=vkey)
    assert await superuser.fetchval("SELECT epoch FROM ledger.seq_state") == 1
