"""Full tiles as immutable files, for the API to read and for any file server or cache to serve.

A file appears whole or not at all: a draft is written and forced to disk, takes its name in one step, and the folder
is forced to disk after it. What a crash leaves is a draft, which nobody serves, or a file that is missing, which is
made again from the database. A file that exists is never replaced by another content.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

from eventstore.errors import EventStoreError
from eventstore.tiles import WIDTH, Tile
from eventstore.tree import HASH_SIZE

DRAFT: Final = ".draft-"
FULL_SIZE: Final = WIDTH * HASH_SIZE  # bytes


class TileDiffers(EventStoreError):
    """A tile that was written says something else than the database says now: one of the two was changed."""

    def __init__(self, tile: Tile) -> None:
        super().__init__(
            f"{tile.path} on disk and the log in the database differ. Keep both, and run a verification against "
            "the published checkpoints to learn which of them was changed."
        )
        self.tile = tile


class TileFolder:
    """A folder of full hash tiles under the paths of tlog-tiles. Several processes may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, tile: Tile) -> bytes | None:
        """The tile's bytes; None if it is not there, is not full, or has lost bytes since."""
        if tile.level is None or not tile.full:
            return None
        try:
            data = (self._folder / tile.path).read_bytes()
        except FileNotFoundError:
            return None
        return data if len(data) == FULL_SIZE else None

    def has(self, tile: Tile) -> bool:
        """Whether the tile's file is there, whole or not."""
        return (self._folder / tile.path).exists()

    def write(self, tile: Tile, data: bytes) -> None:
        """Make a full tile's file; durable on return. Raises TileDiffers, and OSError if the disk fails."""
        assert tile.level is not None, "entries are never files here"
        assert len(data) == FULL_SIZE, "only full tiles are files"
        path = self._folder / tile.path
        known = self.read(tile)
        if known is not None:
            if known != data:
                raise TileDiffers(tile)
            return
        _make_folders(path.parent)
        draft = path.with_name(f"{DRAFT}{secrets.token_hex(8)}")
        try:
            _write_synced(draft, data)
            os.replace(draft, path)
        except BaseException:
            with suppress(OSError):
                draft.unlink()
            raise
        _sync_folder(path.parent)

    def sweep(self) -> int:
        """Remove the drafts that crashes left, while nobody writes; answers how many there were."""
        drafts = list(self._folder.glob(f"tile/**/{DRAFT}*"))
        for draft in drafts:
            draft.unlink(missing_ok=True)
        return len(drafts)


def _make_folders(folder: Path) -> None:
    """Make a folder and those above it, each durable before anything is put into it."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o755)
    _sync_folder(folder.parent)


def _write_synced(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
