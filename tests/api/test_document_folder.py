"""The folder of documents against the log, into a backup, and back: whole, or told by name."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from api.adapters.blobs import blob_path, blobs_in
from api.backup_manifest import BackupDamaged
from api.document_folder import LIST, compare, copy_into_backup, restore_from_backup
from eventstore.durable_files import write_durable


def stored(folder: Path, number: int) -> tuple[UUID, bytes]:
    """A file as the API leaves it: document and digest."""
    content = b"sealed %d" % number * 100
    document, digest = uuid4(), sha256(content).digest()
    write_durable(blob_path(folder, document, digest), content, mode=0o600)
    return document, digest


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


@pytest.fixture
def held(folder: Path) -> list[tuple[UUID, bytes]]:
    return [stored(folder, number) for number in range(5)]


def test_a_folder_that_holds_what_is_on_record_is_well(folder: Path, held: list[tuple[UUID, bytes]]) -> None:
    found = compare(folder, held)
    assert found.ok
    assert (found.received, found.strays) == (5, 0)


def test_what_is_missing_damaged_or_on_no_record_is_told_apart(
    folder: Path, held: list[tuple[UUID, bytes]]
) -> None:
    blob_path(folder, *held[0]).unlink()
    changed = blob_path(folder, *held[1])
    changed.write_bytes(changed.read_bytes()[:-1] + b"?")
    blob_path(folder, held[2][0], bytes(32)).write_bytes(b"an attempt that nothing came of")
    (changed.parent / ".draft-0123").write_bytes(b"what a crash left")
    found = compare(folder, held)
    assert not found.ok
    assert (found.missing, found.damaged, found.strays) == ((held[0][0],), (held[1][0],), 1)


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert compare(tmp_path / "nowhere", []).ok
    assert compare(tmp_path / "nowhere", [(uuid4(), bytes(32))]).missing


def test_what_goes_into_a_backup_comes_out_of_it(
    folder: Path, held: list[tuple[UUID, bytes]], tmp_path: Path
) -> None:
    assert copy_into_backup(folder, tmp_path / "backup") == (5, ())
    assert restore_from_backup(tmp_path / "backup", tmp_path / "new", 5) == 5
    assert compare(tmp_path / "new", held).ok
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in blobs_in(tmp_path / "new"))
    assert restore_from_backup(tmp_path / "backup", tmp_path / "new", 5) == 0


def test_a_restore_mends_what_is_broken_and_removes_nothing(
    folder: Path, held: list[tuple[UUID, bytes]], tmp_path: Path
) -> None:
    copy_into_backup(folder, tmp_path / "backup")
    later = stored(folder, 99)
    blob_path(folder, *held[0]).unlink()
    blob_path(folder, *held[1]).write_bytes(b"damaged")
    assert restore_from_backup(tmp_path / "backup", folder, 5) == 2
    assert compare(folder, [*held, later]).ok


def test_a_damaged_file_does_not_hold_up_a_backup_and_is_told(
    folder: Path, held: list[tuple[UUID, bytes]], tmp_path: Path
) -> None:
    path = blob_path(folder, *held[3])
    path.write_bytes(b"damaged")
    assert copy_into_backup(folder, tmp_path / "backup") == (4, (path.name,))
    assert restore_from_backup(tmp_path / "backup", tmp_path / "new", 4) == 4


def test_an_empty_folder_makes_an_empty_backup(tmp_path: Path) -> None:
    assert copy_into_backup(tmp_path / "nowhere", tmp_path / "backup") == (0, ())
    assert restore_from_backup(tmp_path / "backup", tmp_path / "new", 0) == 0


def lose(backup: Path) -> None:
    next(iter(blobs_in(backup))).unlink()


def change(backup: Path) -> None:
    next(iter(blobs_in(backup))).write_bytes(b"changed")


def add(backup: Path) -> None:
    stored(backup, 7)


def lose_list(backup: Path) -> None:
    (backup / LIST).unlink()


def shorten_list(backup: Path) -> None:
    (backup / LIST).write_text("[]")


def lead_out(backup: Path) -> None:
    (backup / LIST).write_text('["../x", "/etc/passwd", "a", "b", "c"]')


@pytest.mark.parametrize("damage", [lose, change, add, lose_list, shorten_list, lead_out])
def test_a_damaged_backup_is_refused_before_anything_is_written(
    folder: Path, held: list[tuple[UUID, bytes]], tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    count, _ = copy_into_backup(folder, tmp_path / "backup")
    assert count == len(held)
    damage(tmp_path / "backup")
    with pytest.raises(BackupDamaged):
        restore_from_backup(tmp_path / "backup", tmp_path / "new", count)
    assert not (tmp_path / "new").exists()
