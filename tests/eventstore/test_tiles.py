"""The tiles have the paths and bytes of the specification, and lead to the same roots and proofs as the leaves."""

import re
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some

from eventstore.durable_files import DRAFT
from eventstore.tile_folder import TileDiffers, TileFolder
from eventstore.tile_tree import TileTree
from eventstore.tiles import (
    Tile,
    TileError,
    decode_bundle,
    encode_bundle,
    entry_bundles,
    hash_tiles,
    split_hashes,
    tile_at,
)
from eventstore.tree import consistency_proof, inclusion_proof, leaf_hash, root_of

LEAVES = [leaf_hash(b"entry %d" % number) for number in range(70_000)]
tiles = some.builds(
    Tile,
    some.none() | some.integers(0, 4),
    some.integers(0, 2**18),
    some.integers(1, 256),
)


def tile_bytes(tile: Tile) -> bytes:
    """The formula of the specification, word for word: MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l])."""
    assert tile.level is not None
    span = 256**tile.level
    places = [tile.index * 256 + place for place in range(tile.width)]
    return b"".join(root_of(LEAVES[place * span : (place + 1) * span]) for place in places)


async def fetch(tile: Tile) -> bytes:
    return tile_bytes(tile)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(3, 999), "tile/3/999"),
        (Tile(1, 1000), "tile/1/x001/000"),
        (Tile(0, 273, 112), "tile/0/273.p/112"),
        (Tile(None, 1234067), "tile/entries/x001/x234/067"),
        (Tile(None, 5, 1), "tile/entries/005.p/1"),
    ],
)
def test_paths_are_those_of_the_specification(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert Tile.parse(path) == tile


@for_all(tiles)
def test_every_path_is_read_back(tile: Tile) -> None:
    assert Tile.parse(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/1/",
        "tile/0/٠٠٠",
        "tile/-1/000",
        "tile/data/000",
        "tile/9/x999/x999/x999/999",
        "/tile/0/000",
        "",
    ],
)
def test_another_spelling_is_no_path(path: str) -> None:
    with pytest.raises(TileError):
        Tile.parse(path)


def test_a_tree_of_70000_has_the_tiles_the_specification_counts() -> None:
    of_tree = list(hash_tiles(70_000))
    assert sum(tile.full and tile.level == 0 for tile in of_tree) == 273
    assert [tile.path for tile in of_tree if not tile.full or tile.level] == [
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ]


def test_a_tree_of_256_has_a_full_tile_and_one_of_width_1_above_it() -> None:
    assert [tile.path for tile in hash_tiles(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert list(hash_tiles(0)) == []


def test_bundles_are_named_from_the_first_one_that_is_new() -> None:
    assert [tile.path for tile in entry_bundles(600)] == [
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/88",
    ]
    assert [tile.path for tile in entry_bundles(600, since=511)] == [
        "tile/entries/001",
        "tile/entries/002.p/88",
    ]
    assert list(entry_bundles(512, since=512)) == []


@pytest.mark.parametrize("size", [1, 2, 3, 255, 256, 257, 511, 65_535, 65_536, 65_537, 70_000])
async def test_the_root_out_of_the_tiles_is_the_root_of_the_leaves(size: int) -> None:
    assert await TileTree(fetch, size).root() == root_of(LEAVES[:size])


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 257), (256, 257), (511, 600), (3, 600), (599, 600)])
async def test_an_inclusion_proof_out_of_tiles_is_the_one_out_of_leaves(index: int, size: int) -> None:
    assert await TileTree(fetch, size).inclusion_proof(index) == inclusion_proof(LEAVES[:size], index)


@pytest.mark.parametrize(("old", "new"), [(1, 1), (1, 300), (255, 256), (256, 300), (300, 600), (511, 513)])
async def test_a_consistency_proof_out_of_tiles_is_the_one_out_of_leaves(old: int, new: int) -> None:
    assert await TileTree(fetch, new).consistency_proof(old) == consistency_proof(LEAVES[:new], old)


async def test_a_tree_refuses_proofs_of_what_it_does_not_hold() -> None:
    tree = TileTree(fetch, 5)
    for index in (-1, 5):
        with pytest.raises(IndexError):
            await tree.inclusion_proof(index)
    for old in (0, 6):
        with pytest.raises(IndexError):
            await tree.consistency_proof(old)


def test_a_bundle_is_lengths_of_two_bytes_and_entries() -> None:
    assert encode_bundle([b"ab", b"", b"c" * 258]) == b"\x00\x02ab" + b"\x00\x00" + b"\x01\x02" + b"c" * 258


@for_all(some.lists(some.binary(max_size=70), min_size=1, max_size=256))
def test_a_bundle_is_read_back_entry_by_entry(entries: list[bytes]) -> None:
    assert decode_bundle(encode_bundle(entries), Tile(None, 0, len(entries))) == entries


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\x00\x02a", b"\x00\x01a\x00", b"\x00\x01a\x00\x01b\x00\x01c"]
)
def test_a_bundle_with_more_or_less_than_its_entries_is_refused(data: bytes) -> None:
    with pytest.raises(TileError):
        decode_bundle(data, Tile(None, 0, 2))


def test_an_entry_that_no_length_can_say_is_refused() -> None:
    with pytest.raises(TileError):
        encode_bundle([b"x" * 65_536])


def test_a_tile_of_another_length_is_refused() -> None:
    with pytest.raises(TileError):
        split_hashes(b"x" * 63, Tile(0, 0, 2))
    with pytest.raises(TileError):
        tile_at(0, 1, 256)


def test_a_written_tile_is_a_file_under_its_path_and_no_draft_stays(tmp_path: Path) -> None:
    folder, tile = TileFolder(tmp_path / "tiles"), Tile(0, 1000)
    assert folder.read(tile) is None
    folder.write(tile, b"h" * 8192)
    assert (tmp_path / "tiles/tile/0/x001/000").read_bytes() == b"h" * 8192
    assert folder.read(tile) == b"h" * 8192
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["000"]


def test_a_written_tile_is_never_replaced_by_another(tmp_path: Path) -> None:
    folder, tile = TileFolder(tmp_path), Tile(1, 0)
    folder.write(tile, b"h" * 8192)
    folder.write(tile, b"h" * 8192)
    with pytest.raises(TileDiffers, match=re.escape("tile/1/000")):
        folder.write(tile, b"g" * 8192)
    assert folder.read(tile) == b"h" * 8192


def test_a_file_that_lost_bytes_is_not_served_and_is_made_again(tmp_path: Path) -> None:
    folder, tile = TileFolder(tmp_path), Tile(0, 0)
    folder.write(tile, b"h" * 8192)
    (tmp_path / tile.path).write_bytes(b"h" * 100)
    assert folder.read(tile) is None
    folder.write(tile, b"h" * 8192)
    assert folder.read(tile) == b"h" * 8192


def test_drafts_of_a_crash_are_swept(tmp_path: Path) -> None:
    folder, tile = TileFolder(tmp_path), Tile(0, 0)
    folder.write(tile, b"h" * 8192)
    (tmp_path / "tile" / "0" / f"{DRAFT}0123").write_bytes(b"half")
    assert folder.sweep() == 1
    assert folder.read(tile) == b"h" * 8192


def test_a_failing_disk_leaves_no_file_and_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, tile = TileFolder(tmp_path), Tile(0, 0)
    folder.write(Tile(0, 1), b"h" * 8192)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as failing:
        failing.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            folder.write(tile, b"h" * 8192)
    assert not folder.has(tile)
    assert not list(tmp_path.rglob(f"{DRAFT}*"))
