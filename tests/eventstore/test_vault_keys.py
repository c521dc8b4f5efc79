"""The key file is complete or absent, ours alone, and never replaced."""

import json
import os
import pickle
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from eventstore.private_files import FileRefused
from eventstore.vault_keys import VaultKeys


def test_keys_are_read_as_they_were_created(tmp_path: Path) -> None:
    created = VaultKeys.create(tmp_path / "vault.keys")
    assert VaultKeys.load(tmp_path / "vault.keys") == created
    assert created.epoch == 1


def test_only_the_owner_may_read_the_file_and_no_draft_stays(tmp_path: Path) -> None:
    VaultKeys.create(tmp_path / "vault.keys")
    assert stat.S_IMODE((tmp_path / "vault.keys").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["vault.keys"]


def test_a_file_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    created = VaultKeys.create(tmp_path / "vault.keys")
    with pytest.raises(FileRefused, match="exists"):
        VaultKeys.create(tmp_path / "vault.keys")
    assert VaultKeys.load(tmp_path / "vault.keys") == created
    assert [path.name for path in tmp_path.iterdir()] == ["vault.keys"]


def test_of_many_who_create_at_once_one_succeeds(tmp_path: Path) -> None:
    def attempt(_: int) -> VaultKeys | None:
        try:
            return VaultKeys.create(tmp_path / "vault.keys")
        except FileRefused:
            return None

    with ThreadPoolExecutor(8) as threads:
        created = [keys for keys in threads.map(attempt, range(32)) if keys]
    assert created == [VaultKeys.load(tmp_path / "vault.keys")]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610, 0o601, 0o666])
def test_a_file_that_others_may_touch_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    VaultKeys.create(tmp_path / "vault.keys")
    (tmp_path / "vault.keys").chmod(mode)
    with pytest.raises(FileRefused, match="chmod 600"):
        VaultKeys.load(tmp_path / "vault.keys")


def test_a_link_or_a_folder_is_no_key_file(tmp_path: Path) -> None:
    VaultKeys.create(tmp_path / "vault.keys")
    (tmp_path / "link").symlink_to(tmp_path / "vault.keys")
    (tmp_path / "folder").mkdir(mode=0o700)
    for name in ("link", "folder"):
        with pytest.raises(FileRefused):
            VaultKeys.load(tmp_path / name)


def test_a_file_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only root could give the file away; that whoever reads is somebody else than its owner comes to the same."""
    VaultKeys.create(tmp_path / "vault.keys")
    reader = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: reader)
    with pytest.raises(FileRefused, match="user who runs"):
        VaultKeys.load(tmp_path / "vault.keys")


def test_a_missing_file_is_not_made_up(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="no file"):
        VaultKeys.load(tmp_path / "vault.keys")
    with pytest.raises(FileRefused, match="cannot be written"):
        VaultKeys.create(tmp_path / "absent" / "vault.keys")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"keks": {}},
        {"keks": {"0": "11" * 32}},
        {"keks": {"one": "11" * 32}},
        {"keks": [1]},
        {"keks": {"1": "11" * 16}},
        {"code": "SENTINEL"},
        {"code": 7},
        {"extra": "11" * 32},
    ],
)
def test_a_file_of_another_form_is_refused_without_being_quoted(
    tmp_path: Path, change: dict[str, object]
) -> None:
    path = tmp_path / "vault.keys"
    VaultKeys.create(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(FileRefused) as refused:
        VaultKeys.load(path)
    assert "SENTINEL" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_torn_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vault.keys"
    VaultKeys.create(path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(FileRefused, match="Restore it"):
        VaultKeys.load(path)


def test_each_purpose_has_a_key_of_its_own() -> None:
    with pytest.raises(FileRefused, match="equal"):
        VaultKeys({1: bytes(32)}, bytes(32), b"1" * 32, b"2" * 32)


def test_keys_are_neither_shown_nor_pickled() -> None:
    keys = VaultKeys(
        {1: b"0SENTINE" * 4, 2: b"1SENTINE" * 4}, b"2SENTINE" * 4, b"3SENTINE" * 4, b"4SENTINE" * 4
    )
    assert "SENTINE" not in f"{keys} {keys!r}"
    assert keys.epoch == 2
    with pytest.raises(TypeError):
        pickle.dumps(keys)
