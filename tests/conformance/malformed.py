"""Malformed proofs, notes and tiles: the Go auditor and our own code refuse the same ones."""

import random
from collections.abc import Iterator
from pathlib import Path

from eventstore.log_source import FolderSource
from eventstore.proofs import InclusionProof, ProofFileError
from eventstore.tree import inclusion_proof, leaf_hash
from eventstore.verify_tiles import verify_tiles
from tests.conformance.conftest import Auditor
from tests.conformance.tampered import mirrored
from tests.support.served import KEY, Served, entries, note_of

HELD = entries(300)
LEAVES = [leaf_hash(each) for each in HELD]
VKEY = str(KEY.verifying)
AWKWARD = [
    b"",
    b" ",
    b"\n",
    b"\n\n",
    b"\r\n",
    b"=",
    b"+",
    b"0",
    b"-",
    b"A",
    b"\x00",
    b"\xff",
    "—".encode(),
    b"extra ",
]


def mutants(original: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Files that differ from this one in one or two places; some of them mean the same."""
    drawn = random.Random(seed)
    for _ in range(count):
        data = original
        for _ in range(drawn.randrange(1, 3)):
            place = drawn.randrange(len(data) + 1)
            lines = data.split(b"\n")
            match drawn.randrange(5):
                case 0:
                    data = data[:place] + drawn.choice(AWKWARD) + data[place:]
                case 1:
                    data = data[:place] + drawn.choice(AWKWARD) + data[place + 1 :]
                case 2:
                    data = data[:place]
                case 3:
                    drawn.shuffle(lines)
                    data = b"\n".join(lines)
                case _:
                    line = drawn.randrange(len(lines))
                    data = b"\n".join([*lines[:line], lines[line], *lines[line:]])
        yield data


def holds(raw: bytes) -> bool:
    """What our own code says of a proof file that names its own leaf."""
    try:
        proof = InclusionProof.decode(raw.decode())
        proof.verify(proof.extra or b"", [KEY.verifying])
    except (ProofFileError, UnicodeDecodeError):
        return False
    return True


def test_of_a_thousand_malformed_proofs_both_refuse_the_same(auditor: Auditor, tmp_path: Path) -> None:
    path = tuple(inclusion_proof(LEAVES, 77))
    proof = InclusionProof(index=77, path=path, note=note_of(LEAVES).decode(), extra=LEAVES[77])
    files = {}
    for number, raw in enumerate(mutants(proof.encode().encode(), 1000, seed=1)):
        files[tmp_path / f"{number}"] = raw
        (tmp_path / f"{number}").write_bytes(raw)
    words = [word for file in files for word in ("-proof", str(file))]
    refused = {
        Path(line.split(":")[0].removeprefix("proof "))
        for line in auditor.run_whole("-vkey", VKEY, *words).lines
    }
    ours = {file for file, raw in files.items() if not holds(raw)}
    assert len(ours) > 900
    assert refused == ours, [files[file] for file in refused ^ ours][:3]


async def test_of_malformed_checkpoints_and_tiles_both_refuse_the_same(
    auditor: Auditor, tmp_path: Path
) -> None:
    for seed, path in enumerate(("checkpoint", "tile/0/001.p/44", "tile/entries/001.p/44")):
        for number, raw in enumerate(mutants(Served(HELD).files[path], 60, seed)):
            served = Served(HELD)
            served.files[path] = raw
            folder = mirrored(tmp_path / f"{seed}-{number}", served)
            ours = (await verify_tiles(FolderSource(folder), KEY.verifying)).ok
            assert auditor.run("-vkey", VKEY, folder).accepted == ours, raw
