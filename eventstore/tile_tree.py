"""A tree read through its tiles: the hash of any range of leaves, and so any proof, from a handful of files."""

from collections.abc import Awaitable, Callable
from typing import Final

from eventstore.tiles import WIDTH, Tile, split_hashes, tile_at
from eventstore.tree import EMPTY_ROOT, node_hash, root_of

Fetch = Callable[[Tile], Awaitable[bytes]]

HEIGHT: Final = 8  # levels of the tree between two levels of tiles


class TileTree:
    """The tree of `size` leaves whose tiles `fetch` gives. What it answers is as true as those tiles."""

    def __init__(self, fetch: Fetch, size: int) -> None:
        self._fetch = fetch
        self._size = size
        self._tiles: dict[Tile, list[bytes]] = {}

    async def root(self) -> bytes:
        """The root over all leaves."""
        return await self.range_hash(0, self._size) if self._size else EMPTY_ROOT

    async def inclusion_proof(self, index: int) -> list[bytes]:
        """The audit path of leaf `index` (RFC 6962 section 2.1.1). Raises IndexError, TileError."""
        if not 0 <= index < self._size:
            raise IndexError(f"no leaf {index} in a tree of {self._size}")
        start, end, path = 0, self._size, []
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                path.append((middle, end))
                end = middle
            else:
                path.append((start, middle))
                start = middle
        return [await self.range_hash(*each) for each in reversed(path)]

    async def consistency_proof(self, old_size: int) -> list[bytes]:
        """That the first `old_size` leaves are this tree's start (RFC 6962 section 2.1.2). Raises IndexError."""
        if not 0 < old_size <= self._size:
            raise IndexError(f"no tree of {old_size} to prove inside a tree of {self._size}")
        start, end, path = 0, self._size, []
        while old_size < end:
            middle = start + _split(end - start)
            if old_size <= middle:
                path.append((middle, end))
                end = middle
            else:
                path.append((start, middle))
                start = middle
        if start > 0:  # the old tree is no whole subtree of the new one, so its last part has to be told
            path.append((start, end))
        return [await self.range_hash(*each) for each in reversed(path)]

    async def range_hash(self, start: int, end: int) -> bytes:
        """The Merkle tree hash over the leaves from `start` to before `end`, a subtree as RFC 6962 splits them."""
        hashes: list[bytes] = []
        while start < end:
            height = (end - start).bit_length() - 1
            hashes.append(await self._node(height, start >> height))
            start += 1 << height
        *rest, digest = hashes
        for left in reversed(rest):
            digest = node_hash(left, digest)
        return digest

    async def _node(self, height: int, index: int) -> bytes:
        """The hash over 2**height leaves: the root over some hashes of one tile."""
        level, above = divmod(height, HEIGHT)
        first = index << above
        tile = tile_at(level, first // WIDTH, self._size)
        if tile not in self._tiles:
            self._tiles[tile] = split_hashes(await self._fetch(tile), tile)
        place = first % WIDTH
        return root_of(self._tiles[tile][place : place + (1 << above)])


def _split(size: int) -> int:
    """The largest power of two below `size` (k in RFC 6962 section 2.1)."""
    return 1 << (size - 1).bit_length() - 1
