"""The Go auditor accepts every whole mirror, and names what is wrong with each that was tampered with.

Our own verification has to come to the same verdict each time.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from uuid import uuid5

import pytest

from eventstore.log_source import FolderSource
from eventstore.note import SigningKey
from eventstore.proofs import InclusionProof
from eventstore.tiles import encode_bundle
from eventstore.tree import inclusion_proof, leaf_hash
from eventstore.verify_tiles import verify_tiles
from tests.conformance.conftest import Auditor, Verdict
from tests.support.served import KEY, NAMES, ORIGIN, Served, entries, entry, note_of

SIZE = 600
HELD = entries(SIZE)
LEAVES = [leaf_hash(each) for each in HELD]
VKEY = str(KEY.verifying)
Change = Callable[[dict[str, bytes]], None]


def mirrored(folder: Path, served: Served) -> Path:
    """The served files as a mirror has them."""
    for path, data in served.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def overwrite(path: str, change: Callable[[bytes], bytes]) -> Change:
    def changed(files: dict[str, bytes]) -> None:
        files[path] = change(files[path])

    return changed


def remove(path: str) -> Change:
    return lambda files: files.__delitem__(path)


def flip(byte: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:byte] + bytes([data[byte] ^ 1]) + data[byte + 1 :]


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 512, SIZE])
def test_a_whole_mirror_is_accepted(auditor: Auditor, tmp_path: Path, size: int) -> None:
    verdict = auditor.run("-vkey", VKEY, mirrored(tmp_path, Served(HELD[:size])))
    assert verdict.accepted, verdict.lines
    assert verdict.lines[0].startswith(f"ok: {size} entries")


def test_a_mirror_of_70000_with_three_levels_of_tiles_is_accepted(auditor: Auditor, tmp_path: Path) -> None:
    held = entries(70_000)
    verdict = auditor.run("-vkey", VKEY, mirrored(tmp_path, Served(held)))
    assert verdict.accepted, verdict.lines
    assert "70000 entries in 7 streams, 277 tiles" in verdict.lines[0]


BYTES: list[tuple[str, Change, str]] = [
    ("entry", overwrite("tile/entries/001", flip(5000)), "position 2"),
    ("length of an entry", overwrite("tile/entries/001", flip(1)), "position 256: tile/entries/001"),
    (
        "entry left out",
        overwrite("tile/entries/001", lambda _: encode_bundle(HELD[256:511])),
        "instead of 256",
    ),
    (
        "entries exchanged",
        overwrite("tile/entries/000", lambda _: encode_bundle([HELD[1], HELD[0], *HELD[2:256]])),
        "root",
    ),
    ("bundle missing", remove("tile/entries/002.p/88"), "position 512: open "),
    ("bundle cut", overwrite("tile/entries/001", lambda data: data[:-1]), "ends within an entry"),
    ("half a length", overwrite("tile/entries/001", lambda data: data + b"\0"), "ends within an entry"),
    ("bundle with one more", overwrite("tile/entries/001", lambda data: data + b"\0\0"), "holds 257 entries"),
    ("full tile", overwrite("tile/0/000", flip(8191)), "tile/0/000: the tile does not hold"),
    ("partial tile", overwrite("tile/0/002.p/88", flip(0)), "tile/0/002.p/88: the tile does not hold"),
    ("upper tile", overwrite("tile/1/000.p/2", flip(40)), "tile/1/000.p/2: the tile does not hold"),
    ("tile missing", remove("tile/0/001"), "tile/0/001"),
    ("signature", overwrite("checkpoint", lambda note: note[:-3] + b"A" + note[-2:]), "checkpoint"),
    (
        "signed by another",
        overwrite("checkpoint", lambda _: note_of(LEAVES, key=SigningKey(ORIGIN, bytes(32)))),
        "checkpoint",
    ),
    (
        "of another log",
        overwrite("checkpoint", lambda _: note_of(LEAVES, origin="jejak.test/x")),
        "another log",
    ),
    (
        "root",
        overwrite("checkpoint", lambda _: note_of([*LEAVES[:-1], LEAVES[0]])),
        "do not lead to the signed root",
    ),
    ("size", overwrite("checkpoint", lambda note: note.replace(b"600", b"599")), "checkpoint"),
    ("checkpoint missing", remove("checkpoint"), "checkpoint"),
]


@pytest.mark.parametrize(("change", "named"), [case[1:] for case in BYTES], ids=[case[0] for case in BYTES])
async def test_changed_bytes_are_named(auditor: Auditor, tmp_path: Path, change: Change, named: str) -> None:
    served = Served(HELD)
    change(served.files)
    await refused(auditor, mirrored(tmp_path, served), named)


def signed(position: int, **changes: object) -> Served:
    """A log whose operator wrote and signed this entry with other members."""
    version = position // 7 + 1
    own = {"stream": uuid5(NAMES, f"{position % 7}"), "version": version, "prev": LEAVES[position - 7]}
    changed = entry(position, **(own | changes))  # type: ignore[arg-type]
    return Served([*HELD[:position], changed, *HELD[position + 1 :]])


LAST = SIZE - 1
NEEDED = (
    *("actor", "actor_role", "command", "correlation", "event_id", "facts_commit", "format", "log"),
    *("occurred", "recorded", "schema_hash", "schema_version", "sealed", "type"),
)
PART = {"commitment": "0" * 64, "part": 0, "record_hash": "0" * 64}
REGISTERED: dict[str, object] = {"type": "SchemaRegistered"}


def hash_of(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


MEMBERS: list[tuple[str, dict[str, object], str]] = [
    ("causation", {"causation": "nobody"}, "causation"),
    ("time without its microseconds", {"recorded": "2026-11-24T12:00:00Z"}, "recorded"),
    ("hash in capitals", {"command": "A" * 64}, "command"),
    ("random id", {"event_id": "4be0643f-1d98-4b3b-97cd-ca98a65347dd"}, "event_id"),
    (
        "id of another event",
        {"event_id": HELD[3].split(b'"event_id":"')[1][:36].decode()},
        "event_id is that of position 3",
    ),
    ("format 2", {"format": 2}, "format"),
    ("schema version 0", {"schema_version": 0}, "schema_version"),
    ("unknown member", {"name": "x"}, "does not know"),
    ("another log", {"log": "jejak.test/other"}, "another log"),
    ("version left out", {"version": LAST // 7 + 2}, "version 87 follows version 85"),
    ("version repeated", {"version": LAST // 7}, "version 85 follows version 85"),
    ("prev of another", {"prev": LEAVES[0]}, "prev of version 86"),
    ("prev missing", {"prev": None}, "prev of version 86"),
    (
        "part with another hash",
        {"sealed": [{"commitment": "00", "part": 0, "record_hash": "0" * 64}]},
        "commitment",
    ),
    (
        "parts out of order",
        {"sealed": [{"commitment": "0" * 64, "part": part, "record_hash": "0" * 64} for part in (1, 0)]},
        "in order",
    ),
    ("part with a text for a number", {"sealed": [PART | {"part": "1"}]}, "in order"),
    ("part below 0", {"sealed": [PART | {"part": -1}]}, "in order"),
    ("part twice", {"sealed": [PART, PART]}, "in order"),
    ("part with one member more", {"sealed": [PART | {"name": "x"}]}, "another form"),
    ("part without a hash", {"sealed": [{"commitment": "0" * 64, "part": 0, "x": 0}]}, "record_hash"),
    ("part that is none", {"sealed": [0]}, "another form"),
    ("parts that are no list", {"sealed": PART}, "no list"),
    ("id in capitals", {"actor": "4BE0643F-1D98-4B3B-97CD-CA98A65347DD"}, "actor"),
    ("id of another variant", {"event_id": "4be0643f-1d98-8b3b-c7cd-ca98a65347dd"}, "event_id"),
    ("time with letters", {"occurred": "2026-11-24T12:00:00.00000aZ"}, "occurred"),
    ("empty role", {"actor_role": ""}, "actor_role"),
    ("role that is no text", {"actor_role": 1}, "actor_role"),
    ("number that is text", {"schema_version": "1"}, "schema_version"),
    ("registered schema that is none", {"type": "SchemaRegistered"}, "has no content"),
    ("registered schema that is a text", REGISTERED | {"content": "x"}, "has no content"),
    ("registered hash of nothing", REGISTERED | {"content": {"schema_hash": hash_of(b"")}}, "has no content"),
    (
        "registered hash of another",
        REGISTERED | {"content": {"schema": {"a": 1}, "schema_hash": hash_of(b'{"a":2}')}},
        "registered hash",
    ),
]


@pytest.mark.parametrize(
    ("changes", "named"), [case[1:] for case in MEMBERS], ids=[case[0] for case in MEMBERS]
)
async def test_a_signed_entry_of_another_form_is_named(
    auditor: Auditor, tmp_path: Path, changes: dict[str, object], named: str
) -> None:
    await refused(auditor, mirrored(tmp_path, signed(LAST, **changes)), named)


@pytest.mark.parametrize("name", NEEDED)
async def test_a_signed_entry_without_one_of_its_members_is_named(
    auditor: Auditor, tmp_path: Path, name: str
) -> None:
    await refused(auditor, mirrored(tmp_path, signed(LAST, **{name: None})), f"position {LAST}: {name}")


@pytest.mark.parametrize(
    "respell",
    [
        lambda raw: raw.replace(b":", b": ", 1),
        lambda raw: raw.replace(b'"LIAISON"', b'"\\u004cIAISON"'),
        lambda raw: raw[:-1] + b',"version":86}',
        lambda raw: raw + b" ",
        lambda raw: raw.replace(b'"version":86', b'"version":86.0'),
        lambda raw: raw.replace(b"LIAISON", b"LIAISO\xff"),
    ],
    ids=["space", "escape", "twice", "tail", "fraction", "not UTF-8"],
)
async def test_an_entry_in_another_spelling_is_named(
    auditor: Auditor, tmp_path: Path, respell: Callable[[bytes], bytes]
) -> None:
    await refused(
        auditor,
        mirrored(tmp_path, Served([*HELD[:-1], respell(HELD[-1])])),
        f"position {LAST}: the entry is not",
    )


async def test_a_signed_value_that_is_no_object_is_named(auditor: Auditor, tmp_path: Path) -> None:
    await refused(
        auditor,
        mirrored(tmp_path, Served([*HELD[:-1], b'"text"'])),
        f"position {LAST}: the entry is no JSON object",
    )


async def test_a_checkpoint_of_another_log_by_the_same_key_is_named(auditor: Auditor, tmp_path: Path) -> None:
    folder = mirrored(tmp_path, Served(HELD))
    (folder / "checkpoint").write_bytes(note_of(LEAVES, origin="jejak.test/other"))
    await refused(auditor, folder, "of another log than the key's")


def test_a_proof_whose_extra_does_not_end_where_it_should_is_refused(
    auditor: Auditor, tmp_path: Path
) -> None:
    path = tuple(inclusion_proof(LEAVES, 5))
    proof = InclusionProof(index=5, path=path, note=note_of(LEAVES).decode(), extra=LEAVES[5])
    first, extra, rest = proof.encode().split("\n", 2)
    file = tmp_path / "p.tlog-proof"
    for ending, status in (("", 0), ("!", 1)):
        file.write_text("\n".join((first, extra + ending, rest)))
        assert auditor.run("-vkey", VKEY, "-proof", file).status == status


async def test_a_registered_schema_and_sealed_parts_are_accepted(auditor: Auditor, tmp_path: Path) -> None:
    schema = {"schema": {"b": [1], "a": "é\n"}, "schema_hash": hash_of('{"a":"é\\n","b":[1]}'.encode())}
    parts = [PART, PART | {"part": 7}]
    folder = mirrored(tmp_path, signed(LAST, **REGISTERED, content=schema, sealed=parts))
    verdict = auditor.run("-vkey", VKEY, folder)
    assert verdict.accepted, verdict.lines
    assert (await verify_tiles(FolderSource(folder), KEY.verifying)).ok


async def refused(auditor: Auditor, folder: Path, named: str) -> None:
    verdict = auditor.run("-vkey", VKEY, folder)
    assert verdict.status == 1, verdict.lines
    assert any(named in line for line in verdict.lines), verdict.lines
    ours = await verify_tiles(FolderSource(folder), KEY.verifying)
    assert not ours.ok, "our own verification does not see what the auditor sees"


def test_earlier_checkpoints_must_be_beginnings_of_the_log(auditor: Auditor, tmp_path: Path) -> None:
    folder = mirrored(tmp_path / "mirror", Served(HELD))

    def kept(name: str, note: bytes) -> Verdict:
        (tmp_path / name).write_bytes(note)
        return auditor.run("-vkey", VKEY, "-checkpoint", tmp_path / name, folder)

    for size in (0, 1, 256, 300, SIZE):
        assert kept(str(size), note_of(LEAVES[:size])).accepted
    assert "not those that were signed" in kept("forked", note_of([*LEAVES[:9], LEAVES[0]])).lines[0]
    assert "has 600 now" in kept("longer", note_of([*LEAVES, LEAVES[0]])).lines[0]
    other = note_of(LEAVES, key=SigningKey(ORIGIN, bytes(32)))
    assert "no verifiable signatures" in kept("unsigned", other).lines[0]
    (folder / "checkpoints").mkdir()
    (folder / "checkpoints" / "9").write_bytes(note_of([*LEAVES[:8], LEAVES[0]]))
    assert "checkpoints/9" in auditor.run("-vkey", VKEY, folder).lines[0]


def test_earlier_checkpoints_that_cannot_be_read_are_named(auditor: Auditor, tmp_path: Path) -> None:
    folder = mirrored(tmp_path, Served(HELD))
    (folder / "checkpoints").write_bytes(b"a file where the folder should be")
    verdict = auditor.run("-vkey", VKEY, folder)
    assert verdict.status == 1
    assert verdict.lines[0].startswith("checkpoints: ")


def test_proofs_hold_by_themselves_and_against_the_log(auditor: Auditor, tmp_path: Path) -> None:
    folder, file, raw = (
        mirrored(tmp_path / "mirror", Served(HELD)),
        tmp_path / "p.tlog-proof",
        tmp_path / "entry",
    )

    def checked(index: int, size: int, *words: str | Path, leaf: bytes | None = None) -> Verdict:
        path = tuple(inclusion_proof(LEAVES[:size], index))
        note = note_of(LEAVES[:size]).decode()
        text = InclusionProof(index=index, path=path, note=note, extra=leaf or LEAVES[index]).encode()
        file.write_text(text)
        return auditor.run("-vkey", VKEY, "-proof", file, *words)

    for index, size in ((0, 1), (0, 300), (299, 300), (256, SIZE), (LAST, SIZE)):
        raw.write_bytes(HELD[index])
        assert checked(index, size).accepted
        assert checked(index, size, folder).accepted
        assert checked(index, size, "-entry", raw).accepted
        assert checked(index, size, "-leaf", LEAVES[index].hex()).accepted
    assert checked(5, SIZE, "-leaf", LEAVES[6].hex()).status == 1
    assert checked(5, SIZE, leaf=LEAVES[6]).status == 1
    raw.write_bytes(HELD[6])
    assert checked(5, SIZE, "-entry", raw).status == 1
    file.write_text(file.read_text().replace("index 5", "index 05"))
    assert auditor.run("-vkey", VKEY, "-proof", file).status == 1


def test_a_proof_of_another_history_is_named(auditor: Auditor, tmp_path: Path) -> None:
    folder, file = mirrored(tmp_path / "mirror", Served(HELD)), tmp_path / "p.tlog-proof"
    other = [*LEAVES[:99], LEAVES[0]]
    path = tuple(inclusion_proof(other, 99))
    proof = InclusionProof(index=99, path=path, note=note_of(other).decode(), extra=other[99])
    file.write_text(proof.encode())
    assert auditor.run("-vkey", VKEY, "-proof", file).accepted
    assert auditor.run("-vkey", VKEY, "-proof", file, folder).status == 1
