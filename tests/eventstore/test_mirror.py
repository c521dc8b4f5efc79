"""A mirror holds what was signed, fetches only what is new, and refuses whatever is no extension of it."""

from pathlib import Path

import pytest

from eventstore.log_source import FolderSource, SourceMissing
from eventstore.mirror import Mirror, MirrorRefused
from eventstore.note import NoteError, SigningKey
from eventstore.tiles import encode_bundle
from eventstore.tree import leaf_hash
from eventstore.verify_tiles import verify_tiles
from tests.support.served import KEY, ORIGIN, Served, bundle_at, entries, note_of

HELD = entries(600)


def mirror(folder: Path) -> Mirror:
    return Mirror(folder, KEY.verifying)


def files_in(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def without_checkpoints(files: dict[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if not path.startswith("checkpoints/")}


async def test_a_mirror_is_what_is_served_file_by_file(tmp_path: Path) -> None:
    served = Served(HELD)
    await mirror(tmp_path).update(served)
    assert without_checkpoints(files_in(tmp_path)) == served.files
    assert (await verify_tiles(FolderSource(tmp_path), KEY.verifying)).ok


@pytest.mark.parametrize("steps", [[1, 600], [255, 256, 257, 600], [300, 300, 599, 600], [512, 600]])
async def test_growing_step_by_step_leads_to_the_same_mirror(tmp_path: Path, steps: list[int]) -> None:
    for size in steps:
        done = await mirror(tmp_path).update(Served(HELD[:size]))
        assert done.size == size
    assert without_checkpoints(files_in(tmp_path)) == Served(HELD).files
    assert {path for path in files_in(tmp_path) if path.startswith("checkpoints/")} == {
        f"checkpoints/{size}" for size in steps
    }


async def test_full_tiles_and_bundles_are_fetched_once(tmp_path: Path) -> None:
    await mirror(tmp_path).update(Served(HELD[:520]))
    served = Served(HELD)
    await mirror(tmp_path).update(served)
    assert sorted(served.asked) == [
        "checkpoint",
        "tile/0/002.p/88",
        "tile/1/000.p/2",
        "tile/entries/002.p/88",
    ]
    again = Served(HELD)
    assert (await mirror(tmp_path).update(again)).before == 600
    assert again.asked == ["checkpoint"]


async def test_a_history_that_was_rewritten_is_refused_and_its_note_kept(tmp_path: Path) -> None:
    await mirror(tmp_path).update(Served(HELD[:300]))
    before = files_in(tmp_path)["checkpoint"]
    forked = [*HELD[:10], *entries(11, streams=3)[10:], *HELD[11:]]
    served = Served(forked)
    with pytest.raises(MirrorRefused, match="not an extension"):
        await mirror(tmp_path).update(served)
    after = files_in(tmp_path)
    assert after["checkpoint"] == before
    assert served.files["checkpoint"] in [data for path, data in after.items() if path.startswith("refused/")]


async def test_a_log_that_became_shorter_is_refused(tmp_path: Path) -> None:
    await mirror(tmp_path).update(Served(HELD))
    with pytest.raises(MirrorRefused, match="500 entries"):
        await mirror(tmp_path).update(Served(HELD[:500]))


async def test_another_root_for_the_same_size_is_refused(tmp_path: Path) -> None:
    await mirror(tmp_path).update(Served(HELD[:300]))
    with pytest.raises(MirrorRefused):
        await mirror(tmp_path).update(Served([*HELD[:299], HELD[0]]))


async def test_an_entry_that_is_not_the_signed_one_is_refused(tmp_path: Path) -> None:
    served = Served(HELD)
    bundle = bundle_at(400, 600)
    served.files[bundle.path] = encode_bundle([*HELD[256:400], HELD[0], *HELD[401:512]])
    with pytest.raises(MirrorRefused, match="position 400"):
        await mirror(tmp_path).update(served)
    assert "checkpoint" not in files_in(tmp_path)


@pytest.mark.parametrize("path", ["tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"])
async def test_a_tile_that_does_not_lead_to_the_root_is_refused(tmp_path: Path, path: str) -> None:
    served = Served(HELD)
    served.files[path] = served.files[path][:-32] + bytes(32)
    with pytest.raises(MirrorRefused):
        await mirror(tmp_path).update(served)
    assert "checkpoint" not in files_in(tmp_path)


async def test_a_tile_or_bundle_of_another_length_is_refused(tmp_path: Path) -> None:
    for path in ("tile/0/001", "tile/entries/001"):
        served = Served(HELD)
        served.files[path] = served.files[path][:-1]
        with pytest.raises(MirrorRefused):
            await mirror(tmp_path).update(served)


async def test_a_checkpoint_that_is_not_signed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoteError):
        await mirror(tmp_path).update(Served(HELD, key=SigningKey(ORIGIN, bytes(32))))
    assert files_in(tmp_path) == {}


async def test_what_a_broken_update_left_is_fetched_again(tmp_path: Path) -> None:
    await mirror(tmp_path).update(Served(HELD[:300]))
    broken = Served(HELD)
    broken.files["tile/0/001"] = bytes(8192)  # as if a crash or a lie had left it
    with pytest.raises(MirrorRefused):
        await mirror(tmp_path).update(broken)
    (tmp_path / "tile" / ".draft-0123").write_bytes(b"half")
    served = Served(HELD)
    await mirror(tmp_path).update(served)
    files = {path: data for path, data in files_in(tmp_path).items() if not path.startswith("refused/")}
    assert without_checkpoints(files) == served.files


async def test_a_missing_file_ends_the_update_and_says_which(tmp_path: Path) -> None:
    served = Served(HELD)
    del served.files["tile/entries/001"]
    with pytest.raises(SourceMissing, match="tile/entries/001"):
        await mirror(tmp_path).update(served)


async def test_a_mirror_is_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "mirror"
    await mirror(folder).update(Served(HELD))
    assert {oct(path.stat().st_mode & 0o777) for path in folder.rglob("*")} == {"0o600", "0o700"}
    assert oct(folder.stat().st_mode & 0o777) == "0o700"


def test_the_notes_of_this_file_are_those_of_its_log() -> None:
    assert note_of([leaf_hash(each) for each in HELD]) == Served(HELD).files["checkpoint"]
