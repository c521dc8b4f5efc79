"""A verification of a bundle finds also what an honest signer would never have signed."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from eventstore import canonical
from eventstore.bundle import with_sums
from eventstore.bundle_verify import verify_bundle
from eventstore.proofs import InclusionProof
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
