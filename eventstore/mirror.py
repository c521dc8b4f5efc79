"""A copy of the whole log in a folder, under the paths it is served at, brought up to date piece by piece.

The file `checkpoint` says how far the copy is verified: it is written last, and only when every new byte was found to
lead to it and it to extend the one before. What a crash leaves beyond it is fetched again. Earlier checkpoints stay in
`checkpoints/`, so that whoever keeps a mirror can show what was signed when.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from eventstore.durable_files import make_folders, sweep, write_durable
from eventstore.errors import EventStoreError
from eventstore.log_source import CHECKPOINT, FolderSource, Source, open_checkpoint
from eventstore.note import Checkpoint, NoteError, VerifyingKey
from eventstore.tile_tree import TileTree
from eventstore.tiles import WIDTH, Tile, TileError, decode_bundle, entry_bundles, hash_tiles, split_hashes
from eventstore.tree import leaf_hash, root_of

EARLIER: Final = "checkpoints"
REFUSED: Final = "refused"
_MODE: Final = 0o600  # types and times of events are not for everybody

Progress = Callable[[int, int], None]


class MirrorRefused(EventStoreError):
    """What the log serves does not extend what this mirror holds, or does not lead to what was signed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """What an update came to: the log's size before and after it."""

    before: int
    size: int


class Mirror:
    """One log's copy in one folder, for one process at a time."""

    def __init__(self, folder: Path, key: VerifyingKey) -> None:
        self._folder = folder
        self._key = key
        self._local = FolderSource(folder)

    async def update(self, source: Source, progress: Progress | None = None) -> Mirrored:
        """Fetch what is new, verify it, and keep it.

        `progress` is told the entries done and the entries there are. Raises SourceMissing if something is not
        served, NoteError if the checkpoint is not signed, and MirrorRefused, with the signed note kept in
        `refused/`, if the log is not an extension of this copy.
        """
        make_folders(self._folder, mode=0o700)
        sweep(self._folder)
        note = await source.fetch(CHECKPOINT)
        new, old = open_checkpoint(note, [self._key]), self._held()
        if old is not None and new.size <= old.size:
            if new.size < old.size or new.root != old.root:
                self._refuse(
                    note, f"it has {new.size} entries under another root than the {old.size} held here"
                )
            return Mirrored(before=old.size, size=old.size)
        since = old.size if old is not None else 0
        try:
            await self._fetch_tiles(source, new.size, since)
            await self._check(new, old)
            await self._fetch_entries(source, new.size, since, progress)
        except TileError as error:
            raise MirrorRefused(f"The log serves what is no tile: {error}.") from None
        except _Contradiction as found:
            self._refuse(note, str(found))
        self._write(f"{EARLIER}/{new.size}", note)
        self._write(CHECKPOINT, note)
        self._forget_partial(new.size)
        return Mirrored(before=since, size=new.size)

    def _held(self) -> Checkpoint | None:
        """The checkpoint this copy is verified up to."""
        try:
            note = (self._folder / CHECKPOINT).read_bytes()
        except FileNotFoundError:
            return None
        try:
            return open_checkpoint(note, [self._key])
        except NoteError as error:
            raise MirrorRefused(f"The checkpoint in {self._folder} does not hold: {error}.") from None

    async def _fetch_tiles(self, source: Source, size: int, since: int) -> None:
        for tile in hash_tiles(size):
            if tile.end > since or not tile.full:
                data = await source.fetch(tile.path)
                split_hashes(data, tile)
                self._write(tile.path, data)

    async def _check(self, new: Checkpoint, old: Checkpoint | None) -> None:
        """The tiles lead to the new root, each to the one above it, and the old tree is their beginning."""
        tree = TileTree(self._tile, new.size)
        if await tree.root() != new.root:
            raise _Contradiction("its tiles do not lead to the signed root")
        since = old.size if old is not None else 0
        if old is not None and since and await tree.range_hash(0, since) != old.root:
            raise _Contradiction(f"its first {since} entries are not those held here")
        above: dict[Tile, list[bytes]] = {}
        for tile in hash_tiles(new.size):
            if tile.level is None or not tile.full or tile.end <= since:
                continue
            parent, place = _parent(tile, new.size)
            if parent not in above:
                above = {parent: split_hashes(await self._tile(parent), parent)}
            if root_of(split_hashes(await self._tile(tile), tile)) != above[parent][place]:
                raise _Contradiction(f"{tile.path} does not lead to {parent.path}")

    async def _fetch_entries(self, source: Source, size: int, since: int, progress: Progress | None) -> None:
        for bundle in entry_bundles(size, since):
            data = await source.fetch(bundle.path)
            tile = Tile(0, bundle.index, bundle.width)
            hashes = split_hashes(await self._tile(tile), tile)
            for place, entry in enumerate(decode_bundle(data, bundle)):
                if leaf_hash(entry) != hashes[place]:
                    raise _Contradiction(
                        f"the entry at position {bundle.start + place} is not the one signed"
                    )
            self._write(bundle.path, data)
            if progress:
                progress(bundle.end, size)

    async def _tile(self, tile: Tile) -> bytes:
        return await self._local.fetch(tile.path)

    def _write(self, path: str, data: bytes) -> None:
        write_durable(self._folder / path, data, mode=_MODE)

    def _refuse(self, note: bytes, reason: str) -> None:
        """Keep the note: with the one held here it proves that the log's key signed two histories."""
        kept = f"{REFUSED}/{sha256(note).hexdigest()[:16]}"
        self._write(kept, note)
        raise MirrorRefused(
            f"The log is not an extension of this mirror: {reason}. Its checkpoint is kept in "
            f"{self._folder / kept}; show it to whoever else watches this log."
        )

    def _forget_partial(self, size: int) -> None:
        """Remove partial tiles and bundles of smaller trees; the new ones hold what they held."""
        current = {tile.path for tile in (*hash_tiles(size), *entry_bundles(size, max(size - 1, 0)))}
        for path in self._folder.glob("tile/**/*.p/*"):
            if path.relative_to(self._folder).as_posix() not in current:
                path.unlink()
                if not any(path.parent.iterdir()):
                    path.parent.rmdir()


class _Contradiction(Exception):
    """Signed or served bytes that do not fit each other."""


def _parent(tile: Tile, size: int) -> tuple[Tile, int]:
    """The tile above a full one, as wide as it is in a tree of `size`, and the place of its hash there."""
    assert tile.level is not None
    index, place = divmod(tile.index, WIDTH)
    hashes = size >> 8 * (tile.level + 1)
    return Tile(tile.level + 1, index, min(hashes - index * WIDTH, WIDTH)), place
