"""A verification of a bundle finds also what an honest signer would never have signed."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import pytest

from eventstore import canonical
from eventstore.bundle import with_sums
from eventstore.bundle_verify import verify_bundle
from eventstore.earlier import Kept
from eventstore.proofs import InclusionProof
from eventstore.sealing import open_record
from eventstore.tree import inclusion_proof, leaf_hash
from tests.support.served import KEY, NAMES, ORIGIN, entry, note_of

STREAM = uuid5(NAMES, "0")
SALT, FACTS, SCHEMA = bytes(32), b"{}", b"true"
COMMITTED = {
    "facts_commit": sha256(SALT + FACTS).hexdigest(),
    "schema_hash": sha256(SCHEMA).hexdigest(),
}


def history(*changes: Mapping[str, Any]) -> list[bytes]:
    """One stream, version by version, each with its changes."""
    held: list[bytes] = []
    for position, changed in enumerate(changes):
        own = {"version": position + 1, "prev": leaf_hash(held[-1]) if held else None}
        held.append(entry(position, **({"stream": STREAM} | own | COMMITTED | dict(changed))))
    return held


def bundle(
    held: Sequence[bytes], *, named: Sequence[int] | None = None, size: int | None = None
) -> dict[str, bytes]:
    """A bundle of all these entries; `named` are the positions it says they have."""
    leaves = [leaf_hash(each) for each in held]
    note = note_of(leaves).decode()
    files = {"checkpoint": note.encode(), f"schemas/{sha256(SCHEMA).hexdigest()}.json": SCHEMA}
    events = []
    for index, raw in enumerate(held):
        position = index if named is None else named[index]
        members = canonical.decode(raw)
        proof = InclusionProof(index=index, path=tuple(inclusion_proof(leaves, index)), note=note)
        files |= {
            f"entries/{position:09d}.json": raw,
            f"facts/{position:09d}.json": FACTS,
            f"proofs/{position:09d}.tlog-proof": proof.encode().encode(),
        }
        same = {name: members[name] for name in ("event_id", "stream", "type", "version")}
        events.append({"position": position, "salt": SALT.hex(), **same})
    section = {"name": "case", "whole": [str(STREAM)], "events": events}
    manifest = {"format": 1, "log": ORIGIN, "size": size or len(held), "sections": [section]}
    return with_sums({**files, "bundle.json": canonical.encode(manifest)})


def found_in(files: Mapping[str, bytes]) -> list[tuple[str, int | None]]:
    return [(each.check, each.position) for each in verify_bundle(files, KEY.verifying).problems]


def test_a_whole_bundle_has_no_problems() -> None:
    report = verify_bundle(bundle(history({}, {}, {})), KEY.verifying)
    assert (report.problems, report.events, report.size, report.streams) == ((), 3, 3, 1)


def test_a_signed_version_that_does_not_continue_the_one_before_is_found() -> None:
    assert found_in(bundle(history({}, {}, {"prev": bytes(32)}))) == [("stream_chain", 2)]


def test_a_signed_version_that_was_left_out_is_found() -> None:
    assert found_in(bundle(history({}, {}, {"version": 4}))) == [("stream_gap", None)]


def test_a_signed_entry_of_another_log_is_found() -> None:
    assert found_in(bundle(history({}, {"log": "jejak.test/other"}))) == [("entry_log", 1)]


def test_positions_that_are_not_those_of_the_proofs_are_found() -> None:
    assert found_in(bundle(history({}, {}), named=[1, 0])) == [("proof_position", 1), ("proof_position", 0)]


def test_a_manifest_of_another_size_is_found() -> None:
    assert found_in(bundle(history({}, {}), size=1)) == [("manifest", None)]


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    verify_bundle(
        bundle(history({}, {})), KEY.verifying, progress=lambda done, all_: told.append((done, all_))
    )
    assert told == [(1, 2), (2, 2)]


def test_an_id_that_is_spelt_otherwise_makes_no_manifest() -> None:
    files = bundle(history({}))
    upper = files["bundle.json"].replace(str(STREAM).encode(), str(STREAM).upper().encode())
    assert UUID(str(STREAM).upper()) == STREAM
    renewed = {path: data for path, data in files.items() if path != "SHA256SUMS"} | {"bundle.json": upper}
    assert found_in(with_sums(renewed)) == [("manifest", None)]


def changed(files: Mapping[str, bytes], **changes: bytes | None) -> dict[str, bytes]:
    """The bundle with other files under these beginnings of their names, or without them; the list made again."""
    kept = {path: data for path, data in files.items() if path != "SHA256SUMS"}
    for start, data in changes.items():
        [path] = [path for path in kept if path.startswith(start)] or [start]
        kept[path] = data if data is not None else b""
        if data is None:
            del kept[path]
    return with_sums(kept)


def described(files: Mapping[str, bytes], **event: object) -> bytes:
    """The manifest, saying something else of the first event."""
    manifest = canonical.decode(files["bundle.json"])
    manifest["sections"][0]["events"][0].update(event)
    return canonical.encode(manifest)


OPEN = open_record("text")
WHOLE = bundle(history({}))
OTHER = bundle(history({"actor_role": "OTHER"}))
PROOF = WHOLE["proofs/000000000.tlog-proof"]
TWO = bundle(history({}, {}))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"checkpoint": b"nothing"}, ("checkpoint_note", None)),
        ({"checkpoint": None}, ("checkpoint_note", None)),
        ({"bundle.json": None}, ("manifest", None)),
        ({"bundle.json": b"{}"}, ("manifest", None)),
        ({"bundle.json": described(WHOLE, salt="00")}, ("manifest", None)),
        ({"bundle.json": described(WHOLE, version="1")}, ("manifest", None)),
        ({"bundle.json": described(WHOLE, type="OtherThingHappened")}, ("manifest_event", 0)),
        ({"bundle.json": described(WHOLE, salt="01" * 32)}, ("facts", 0)),
        ({"entries/": None}, ("entry_missing", 0)),
        ({"facts/": b"[]"}, ("facts", 0)),
        ({"facts/": None}, ("facts", 0)),
        ({"schemas/": b"false"}, ("schema", 0)),
        ({"schemas/": None}, ("schema", 0)),
        ({"proofs/": None}, ("proof", 0)),
        ({"proofs/": b"\xff"}, ("proof", 0)),
        ({"proofs/": b"nothing"}, ("proof", 0)),
        ({"proofs/": OTHER["proofs/000000000.tlog-proof"]}, ("proof", 0)),
        ({"proofs/": TWO["proofs/000000000.tlog-proof"]}, ("proof_checkpoint", 0)),
        ({"parts/000000000-1.record": OPEN}, ("open_part", 0)),
        ({"parts/000000000-x.record": OPEN}, ("open_part", 0)),
    ],
)
def test_what_is_changed_in_a_bundle_with_its_list_is_named(
    changes: dict[str, bytes | None], found: tuple[str, int | None]
) -> None:
    assert found_in(changed(WHOLE, **changes)) == [found]


def test_a_signed_value_that_is_no_entry_is_found() -> None:
    spelt = [WHOLE["entries/000000000.json"] + b" "]
    note = note_of([leaf_hash(spelt[0])])
    proof = InclusionProof(index=0, path=(), note=note.decode()).encode().encode()
    files = changed(WHOLE, **{"entries/": spelt[0], "checkpoint": note, "proofs/": proof})
    assert found_in(files) == [("entry_form", 0)]


@pytest.mark.parametrize(
    ("record", "found"),
    [(OPEN, []), (OPEN[:-1] + b"T", [("open_part", 0)]), (b"", [("open_part", 0)])],
    ids=["whole", "another text", "erased"],
)
def test_a_part_is_the_record_that_the_entry_names_and_an_open_text(
    record: bytes, found: list[tuple[str, int]]
) -> None:
    part = {"commitment": "0" * 64, "part": 1, "record_hash": sha256(record).hexdigest()}
    files = changed(bundle(history({"sealed": [part]})), **{"parts/000000000-1.record": record})
    assert found_in(files) == found


def test_the_list_names_every_file_and_its_hash() -> None:
    assert found_in({**WHOLE, "more": b""}) == [("file_unlisted", None)]
    assert ("file_missing", None) in found_in({path: WHOLE[path] for path in WHOLE if path != "checkpoint"})
    assert ("file_changed", None) in found_in({**WHOLE, "checkpoint": b""})


def test_an_earlier_checkpoint_of_the_same_size_says_the_same() -> None:
    def found(note: bytes) -> list[str]:
        report = verify_bundle(WHOLE, KEY.verifying, [Kept("kept", note)])
        return [each.check for each in report.problems]

    assert found(WHOLE["checkpoint"]) == []
    assert found(TWO["checkpoint"]) == []
    assert found(b"nothing") == ["earlier_note"]
    assert found(OTHER["checkpoint"]) == ["earlier_root"]
