"""`jejak verify` of a proof names what does not hold of it; no database is asked."""

from pathlib import Path

from api.checking import Given, verify_source
from eventstore.earlier import Kept
from eventstore.proofs import InclusionProof
from eventstore.tree import inclusion_proof, leaf_hash
from tests.support.served import KEY, entries, note_of

LEAVES = [leaf_hash(each) for each in entries(20)]
NOTE = note_of(LEAVES)
PROOF = InclusionProof(
    index=5, path=tuple(inclusion_proof(LEAVES, 5)), note=NOTE.decode(), extra=LEAVES[5]
).encode()


async def found(folder: Path, text: str, *earlier: bytes, leaf: bytes | None = None) -> list[str]:
    (folder / "a.tlog-proof").write_text(text)
    kept = [Kept("kept", note) for note in earlier]
    given = Given(source=str(folder / "a.tlog-proof"), vkey=str(KEY.verifying), earlier=kept, leaf=leaf)
    return [problem.check for problem in (await verify_source(given)).problems]


async def test_a_proof_of_another_form_or_of_another_leaf_is_found(tmp_path: Path) -> None:
    assert await found(tmp_path, PROOF) == []
    assert await found(tmp_path, PROOF.replace("index 5", "index 05")) == ["proof_form"]
    assert await found(tmp_path, PROOF.replace("index 5", "index 4")) == ["proof"]
    assert await found(tmp_path, PROOF, leaf=LEAVES[5]) == []
    assert await found(tmp_path, PROOF, leaf=LEAVES[6]) == ["proof"]


async def test_earlier_checkpoints_of_its_size_say_the_same_as_the_proof(tmp_path: Path) -> None:
    assert await found(tmp_path, PROOF, NOTE, note_of(LEAVES[:9])) == []
    assert await found(tmp_path, PROOF, b"nothing") == ["earlier_note"]
    assert await found(tmp_path, PROOF, note_of([*LEAVES[:19], LEAVES[0]])) == ["earlier_root"]
