"""Secrets lie in files and folders that are ours alone, and a file is whole at every moment."""

import os
import stat
from pathlib import Path

import pytest

from eventstore.private_files import (
    FileRefused,
    create_private,
    private_folder,
    read_private,
    replace_private,
)


def test_a_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    private_folder(tmp_path / "a" / "b")
    private_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o701, 0o770])
def test_a_folder_that_others_may_enter_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(mode)
    with pytest.raises(FileRefused, match="chmod 700"):
        private_folder(tmp_path / "open")


def test_a_link_to_a_folder_and_a_file_are_no_folder(tmp_path: Path) -> None:
    private_folder(tmp_path / "real")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    create_private(tmp_path / "file", b"")
    for name in ("link", "file"):
        with pytest.raises(FileRefused):
            private_folder(tmp_path / name)


def test_content_is_replaced_whole_and_stays_private(tmp_path: Path) -> None:
    create_private(tmp_path / "file", b"first")
    replace_private(tmp_path / "file", b"second")
    assert read_private(tmp_path / "file") == b"second"
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_cannot_be_put_in_place_leaves_no_draft(tmp_path: Path) -> None:
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    with pytest.raises(FileRefused, match="cannot be replaced"):
        replace_private(tmp_path / "folder", b"content")
    with pytest.raises(FileRefused, match="exists"):
        create_private(tmp_path / "folder", b"content")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_is_full_is_told_before_anything_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_private(tmp_path / "file", b"first")
    really_open = os.open

    def open_on_a_full_disk(path: Path, flags: int, mode: int = 0o777) -> int:
        handle = really_open(path, flags, mode)
        if not flags & os.O_CREAT:
            return handle
        os.close(handle)
        return really_open("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(os, "open", open_on_a_full_disk)
    with pytest.raises(FileRefused, match="No space left"):
        replace_private(tmp_path / "file", b"second")
    monkeypatch.undo()
    assert read_private(tmp_path / "file") == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_pipe_is_no_file_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(FileRefused, match="regular file"):
        read_private(tmp_path / "pipe")
