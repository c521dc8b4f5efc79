"""Full tiles as immutable files, for the API to read and for any file server or cache to serve.

A file appears whole or not at all, so what a crash leaves is a file that is missing, which is made again from the
database. A tile that was written is never replaced by another.
"""

from pathlib import Path
from typing import Final

from eventstore.durable_files import sweep, write_durable
from eventstore.errors import EventStoreError
from eventstore.tiles import WIDTH, Tile
from eventstore.tree import HASH_SIZE

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
        write_durable(path, data)

    def sweep(self) -> int:
        """Remove the drafts that crashes left, while nobody writes; answers how many there were."""
        return sweep(self._folder)
