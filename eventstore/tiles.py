"""The C2SP format tlog-tiles: which bytes stand under which path. Pure; nothing here reads or writes.

A tree is served as files: tiles of up to 256 hashes at every eighth level, and bundles of up to 256 entries beside
the tiles of level 0. A full one never changes; the right edge of the tree has partial ones, whose path says how wide
they are. Each path has one spelling, and whatever is spelt otherwise is no path.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

from eventstore.note import MAX_TREE_SIZE
from eventstore.tree import HASH_SIZE

WIDTH: Final = 256  # hashes of a full tile, entries of a full bundle
MOST_LEVELS: Final = 64
LARGEST_ENTRY: Final = 2**16 - 1  # bytes; what a length of two bytes can say

_PATH: Final = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


class TileError(ValueError):
    """Not a path, a tile or an entry bundle of the form the specification fixes."""


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """One resource: a tile of hashes at a `level`, or, where that is None, a bundle of entries.

    `width` counts its hashes or entries. Raises TileError for what cannot be served.
    """

    level: int | None
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if self.level is not None and not 0 <= self.level < MOST_LEVELS:
            raise TileError("a level lies between 0 and 63")
        if self.index < 0 or not 1 <= self.width <= WIDTH:
            raise TileError("an index is not negative, and a width lies between 1 and 256")
        if self.end > MAX_TREE_SIZE:
            raise TileError("no tree is so large")

    @classmethod
    def parse(cls, path: str) -> Self:
        """Read `tile/<L>/<N>[.p/<W>]`. Raises TileError for anything but what `path` gives."""
        found = _PATH.fullmatch(path)
        if found is None:
            raise TileError("not the path of a tile")
        level, index, width = found.groups()
        tile = cls(
            None if level == "entries" else int(level),
            int(index.replace("x", "").replace("/", "")),
            WIDTH if width is None else int(width),
        )
        if tile.path != path:
            raise TileError("a path has one spelling")
        return tile

    @property
    def path(self) -> str:
        """Where it stands below the log's prefix: index 1234067 is written x001/x234/067."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        kind = "entries" if self.level is None else str(self.level)
        return f"tile/{kind}/{name}" + ("" if self.full else f".p/{self.width}")

    @property
    def full(self) -> bool:
        """Whether it can never change."""
        return self.width == WIDTH

    @property
    def span(self) -> int:
        """How many leaves one of its hashes stands for."""
        return 1 << 8 * (self.level or 0)  # 256 for each level

    @property
    def start(self) -> int:
        """The first position it covers."""
        return self.index * WIDTH * self.span

    @property
    def end(self) -> int:
        """The first position after those it covers: the size a tree must have for it to exist."""
        return self.start + self.width * self.span


def tile_at(level: int | None, index: int, size: int) -> Tile:
    """The tile of this level and index as wide as it is in a tree of `size`. Raises TileError if it is empty."""
    width = (size >> 8 * (level or 0)) - index * WIDTH
    return Tile(level, index, min(width, WIDTH))


def hash_tiles(size: int) -> Iterator[Tile]:
    """Every tile of a tree of `size`, level by level; no hash is in two of them, and no empty one is named."""
    hashes = size
    for level in range(MOST_LEVELS):
        full, rest = divmod(hashes, WIDTH)
        yield from (Tile(level, index) for index in range(full))
        if rest:
            yield Tile(level, full, rest)
        hashes = full


def entry_bundles(size: int, since: int = 0) -> Iterator[Tile]:
    """The bundles of a tree of `size` that hold the positions from `since` on."""
    for index in range(since // WIDTH, -(-size // WIDTH)):
        yield tile_at(None, index, size)


def split_hashes(data: bytes, tile: Tile) -> list[bytes]:
    """The hashes of a tile. Raises TileError if there are more or fewer than its width."""
    if len(data) != tile.width * HASH_SIZE:
        raise TileError(f"a tile of width {tile.width} has {tile.width * HASH_SIZE} bytes, not {len(data)}")
    return [data[start : start + HASH_SIZE] for start in range(0, len(data), HASH_SIZE)]


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Each entry after its length in two bytes, big endian. Raises TileError for an entry that is too long."""
    bundle = bytearray()
    for entry in entries:
        if len(entry) > LARGEST_ENTRY:
            raise TileError("an entry has 65,535 bytes at most")
        bundle += len(entry).to_bytes(2, "big") + entry
    return bytes(bundle)


def decode_bundle(data: bytes, tile: Tile) -> Sequence[bytes]:
    """The entries of a bundle. Raises TileError if it holds more, fewer or only part of them."""
    entries: list[bytes] = []
    start = 0
    while start < len(data):
        length, start = int.from_bytes(data[start : start + 2], "big"), start + 2
        entry = data[start : start + length]
        if start > len(data) or len(entry) != length:
            raise TileError("the bundle ends within an entry")
        entries.append(entry)
        start += length
    if len(entries) != tile.width:
        raise TileError(f"a bundle of width {tile.width} holds {len(entries)} entries")
    return entries
