"""The log as tlog-tiles, from the database: tiles, entry bundles, checkpoints and proofs.

Full tiles are also files where a folder is set; partial ones, and entries, always come from the database. What is
asked for here is what exists; who may have it is decided elsewhere.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from eventstore.errors import EventStoreError
from eventstore.log_source import CHECKPOINT, SourceMissing
from eventstore.proofs import InclusionProof
from eventstore.sql import Statements
from eventstore.tile_folder import TileDiffers, TileFolder
from eventstore.tile_tree import TileTree
from eventstore.tiles import WIDTH, Tile, TileError, encode_bundle, hash_tiles, split_hashes
from eventstore.tree import HASH_SIZE, root_of

AT_ONCE: Final = 64  # tiles a filling step writes before it lets others go on

_SQL = Statements.load(Path(__file__).parent / "public.sql")

log = structlog.get_logger(__name__)


class TileMissing(EventStoreError):
    """The log is not long enough for a tile, or does not hold what it should hold there."""

    def __init__(self, tile: Tile) -> None:
        super().__init__(f"The log does not hold {tile.path}. If a checkpoint covers it, run a verification.")
        self.tile = tile


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A checkpoint as it was published: its size, the signed note, and when."""

    size: int
    note: str
    published_at: datetime


class TileSource:
    """One log's tiles. Safe to share between tasks."""

    def __init__(self, pool: asyncpg.Pool, log_id: int, folder: Path | None = None) -> None:
        self._pool = pool
        self._log_id = log_id
        self._folder = TileFolder(folder) if folder is not None else None
        self._roots: dict[tuple[int, int], bytes] = {}  # of full tiles: 32 bytes for every 256 leaves
        self._filled: dict[int, int] = {}  # full tiles that are files, by level

    async def latest(self) -> Published | None:
        """The newest checkpoint; None before the first."""
        return _published(await self._pool.fetchrow(_SQL["latest_checkpoint"], self._log_id))

    async def published_by(self, moment: datetime) -> Published | None:
        """The newest checkpoint that was published at that moment or before."""
        return _published(await self._pool.fetchrow(_SQL["checkpoint_at"], self._log_id, moment))

    async def hashes(self, tile: Tile) -> bytes:
        """The bytes of a hash tile. Raises TileMissing where the log does not reach so far."""
        assert tile.level is not None, "a bundle has no hashes"
        if self._folder and (known := self._folder.read(tile)):
            return known
        if tile.level == 0:
            data: bytes = await self._pool.fetchval(_SQL["leaf_hashes"], self._log_id, tile.start, tile.width)
        else:
            below = range(tile.index * WIDTH, tile.index * WIDTH + tile.width)
            data = b"".join([await self._root(Tile(tile.level - 1, index)) for index in below])
        if len(data) != tile.width * HASH_SIZE:
            raise TileMissing(tile)
        return data

    async def entries(self, tile: Tile) -> bytes:
        """An entry bundle: the exact bytes that are hashed. Raises TileMissing."""
        rows = await self._pool.fetch(_SQL["entries"], self._log_id, tile.start, tile.width)
        entries = [row["entry"] for row in rows if row["entry"] is not None]
        if len(entries) != tile.width:
            raise TileMissing(tile)
        return encode_bundle(entries)

    async def fetch(self, path: str) -> bytes:
        """The live log as anything else that is served: a source for mirrors and verifications.

        Raises SourceMissing.
        """
        try:
            if path == CHECKPOINT:
                checkpoint = await self.latest()
                if checkpoint is None:
                    raise SourceMissing(path, "nothing is signed yet")
                return checkpoint.note.encode()
            tile = Tile.parse(path)
            return await (self.entries(tile) if tile.level is None else self.hashes(tile))
        except (TileError, TileMissing) as error:
            raise SourceMissing(path, str(error).rstrip(".")) from None

    async def proof_of_receipt(self, event_id: UUID, leaf_hash: bytes) -> InclusionProof | None:
        """The proof for whoever holds a receipt, both halves of it; None for anybody else, and while the event
        is not signed yet.

        It leads to the first checkpoint over the event, so it is the same whenever it is asked for, and tells
        nothing of how the log grew since.
        """
        position = await self._pool.fetchval(_SQL["position_of_receipt"], self._log_id, event_id, leaf_hash)
        return None if position is None else await self.proof(position, leaf_hash)

    async def proof(self, position: int, leaf_hash: bytes) -> InclusionProof | None:
        """The proof of a position under the first checkpoint over it; None while there is none."""
        checkpoint = _published(await self._pool.fetchrow(_SQL["checkpoint_over"], self._log_id, position))
        if checkpoint is None:
            return None
        return await self.proof_under(checkpoint, position, leaf_hash)

    async def proof_under(self, checkpoint: Published, position: int, leaf_hash: bytes) -> InclusionProof:
        """The proof of a position under this checkpoint. Raises TileMissing."""
        path = await TileTree(self.hashes, checkpoint.size).inclusion_proof(position)
        return InclusionProof(index=position, path=tuple(path), note=checkpoint.note, extra=leaf_hash)

    async def fill(self) -> int:
        """Write the full tiles of the newest checkpoint's tree that are no files yet; answers how many.

        Raises TileDiffers, TileMissing, and OSError if the disk fails; what was written stays.
        """
        checkpoint = await self.latest() if self._folder else None
        written = 0
        for tile in hash_tiles(checkpoint.size) if checkpoint else ():
            assert self._folder is not None
            assert tile.level is not None
            if not tile.full or tile.index < self._filled.get(tile.level, 0):
                continue
            if not self._folder.has(tile):
                self._folder.write(tile, await self.hashes(tile))
                written += 1
                if written % AT_ONCE == 0:
                    await asyncio.sleep(0)
            self._filled[tile.level] = tile.index + 1
        return written

    async def run(self, stop: asyncio.Event, interval: float = 5.0) -> None:
        """Keep the folder up with the checkpoints until told to stop; without a folder, nothing to do.

        A full or failing disk is tried again: readers get the same bytes from the database meanwhile. A tile that
        differs is reported and left as it is, and no further ones are written.
        """
        while self._folder and not stop.is_set():
            try:
                if written := await self.fill():
                    log.info("tiles_written", count=written)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as failed:
                log.warning("tiles_not_written", error=type(failed).__name__)
            except (TileDiffers, TileMissing) as found:
                log.error("tiles_refused", error=type(found).__name__, tile=found.tile.path)
                return
            try:
                await asyncio.wait_for(stop.wait(), interval)
            except TimeoutError:
                continue

    async def _root(self, tile: Tile) -> bytes:
        assert tile.level is not None
        known = self._roots.get((tile.level, tile.index))
        if known is None:
            known = root_of(split_hashes(await self.hashes(tile), tile))
            self._roots[tile.level, tile.index] = known
        return known


def _published(row: asyncpg.Record | None) -> Published | None:
    if row is None:
        return None
    return Published(size=row["size"], note=row["note"], published_at=row["published_at"])
