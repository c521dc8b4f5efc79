"""What the loop over system calls judges by: the order of durability, and one root for a size."""

from pathlib import Path

from drills.pretence import HONEST, ORIGIN, sign_history
from drills.stage import CALLS, cases, untried
from drills.syscalls import store_problem, synced_before_handed_out, tiles_problem
from eventstore.note import Checkpoint, SigningKey, sign_note
from eventstore.signer_store import STATE_FILE, SignedTree
from eventstore.tiles import Tile
from eventstore.tree import Frontier

WHOLE = ["fsync(8)", 'rename("a", "b")', "fsync(8)", 'write(1, "note")']


def test_only_what_is_on_disk_may_leave() -> None:
    assert synced_before_handed_out(WHOLE * 3)
    for missing in range(3):
        assert not synced_before_handed_out(WHOLE + WHOLE[:missing] + WHOLE[missing + 1 :])
    assert not synced_before_handed_out([])
    assert not synced_before_handed_out(WHOLE[:3])


def test_every_occurrence_of_every_call_is_a_case() -> None:
    found = cases(["openat(AT_FDCWD)", "fsync(8)", "fsync(9)", "futex(1)"])
    assert {(case.call, case.occurrence) for case in found} == {("openat", 1), ("fsync", 1), ("fsync", 2)}
    assert len(found) == 9
    assert {"openat", "linkat", "mkdirat", "renameat", "fsync", "close", "read", "write"} <= set(CALLS)


def test_a_call_that_nobody_thought_of_is_told() -> None:
    assert untried(["openat(AT_FDCWD)", "futex(1)", "+++ exited +++"]) == []
    assert untried(["pwrite64(8)", "openat(AT_FDCWD)", "sync_file_range(8)"]) == [
        "pwrite64",
        "sync_file_range",
    ]


def test_a_store_that_remembers_refuses_the_lying_log(tmp_path: Path) -> None:
    handed: list[str] = []
    sign_history(tmp_path / "folder", HONEST, tell=handed.append)
    assert store_problem(tmp_path / "folder", handed) == (None, True)


def test_a_store_that_forgot_what_it_handed_out_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    handed: list[str] = []
    sign_history(folder, HONEST, tell=handed.append)
    (folder / STATE_FILE).write_bytes(SignedTree.of(ORIGIN, Frontier()).encode())
    problem, _ = store_problem(folder, handed)
    assert problem is not None


def test_two_roots_for_a_size_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    handed: list[str] = []
    sign_history(folder, HONEST, tell=handed.append)
    key = SigningKey.parse((folder / "signing-key").read_text().strip())
    forged = sign_note(Checkpoint(ORIGIN, 8, b"x" * 32).encode(), key)
    problem, _ = store_problem(folder, [*handed, forged])
    assert problem == "two roots for size 8"


def test_a_torn_tile_is_found(tmp_path: Path) -> None:
    path = tmp_path / Tile(0, 0).path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"half")
    assert tiles_problem(tmp_path) == ("tile/0/000 is torn", 0)
    path.unlink()
    assert tiles_problem(tmp_path) == (None, 2)
