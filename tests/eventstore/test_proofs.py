"""A proof file has the bytes of the specification and proves nothing but what was signed."""

from base64 import b64encode

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as some

from eventstore.note import Checkpoint, SigningKey, sign_note
from eventstore.proofs import InclusionProof, ProofFileError
from eventstore.tree import inclusion_proof, leaf_hash, root_of

KEY = SigningKey("jejak.test/log", bytes(range(32)))
OTHER = SigningKey("jejak.test/log", bytes(32))
LEAVES = [leaf_hash(b"entry %d" % number) for number in range(5)]


def note(origin: str = "jejak.test/log", key: SigningKey = KEY) -> str:
    return sign_note(Checkpoint(origin, len(LEAVES), root_of(LEAVES)).encode(), key)


def proof(index: int = 3, *, signed: str | None = None, extra: bytes | None = None) -> InclusionProof:
    path = tuple(inclusion_proof(LEAVES, index))
    return InclusionProof(index=index, path=path, note=signed or note(), extra=extra)


def test_a_proof_is_spelt_as_the_specification_says() -> None:
    path = "\n".join(b64encode(digest).decode() for digest in inclusion_proof(LEAVES, 3))
    extra = b64encode(LEAVES[3]).decode()
    assert proof(extra=LEAVES[3]).encode() == (
        f"c2sp.org/tlog-proof@v1\nextra {extra}\nindex 3\n{path}\n\n{note()}"
    )
    assert proof().encode() == f"c2sp.org/tlog-proof@v1\nindex 3\n{path}\n\n{note()}"


def test_a_proof_in_a_tree_of_one_has_no_path() -> None:
    signed = sign_note(Checkpoint("jejak.test/log", 1, LEAVES[0]).encode(), KEY)
    alone = InclusionProof(index=0, path=(), note=signed)
    assert alone.encode() == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{signed}"
    assert InclusionProof.decode(alone.encode()).verify(LEAVES[0], [KEY.verifying]).size == 1


@for_all(some.integers(0, 4), some.none() | some.binary(max_size=40))
def test_what_was_written_is_read_back_and_holds(index: int, extra: bytes | None) -> None:
    written = proof(index, extra=extra)
    read = InclusionProof.decode(written.encode())
    assert read == written
    assert read.verify(LEAVES[index], [KEY.verifying]) == read.checkpoint()


@pytest.mark.parametrize("index", [0, 1, 2, 4])
def test_a_proof_holds_for_no_other_leaf(index: int) -> None:
    with pytest.raises(ProofFileError, match="another root"):
        proof(3).verify(LEAVES[index], [KEY.verifying])


def test_a_proof_holds_under_no_other_key() -> None:
    with pytest.raises(ProofFileError, match="not signed by a known key"):
        proof().verify(LEAVES[3], [OTHER.verifying])
    with pytest.raises(ProofFileError, match="not signed by a known key"):
        proof(signed=note(key=OTHER)).verify(LEAVES[3], [KEY.verifying])


def test_a_key_vouches_for_no_log_but_its_own() -> None:
    with pytest.raises(ProofFileError, match="another log"):
        proof(signed=note("jejak.test/other")).verify(LEAVES[3], [KEY.verifying])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@v1", "@v2"),
        ("index 3", "index 03"),
        ("index 3", "index -3"),
        ("index 3", "index 9223372036854775808"),
        ("index 3\n", ""),
        ("index 3", "index 3\nextra YQ=="),
        ("index 3", "extra YR==\nindex 3"),
        ("index 3\n", "index 3\nYQ==\n"),
        ("index 3\n", "index 3\n\n"),
        ("index 3\n", "index 3\r\n"),
    ],
)
def test_another_spelling_is_refused(old: str, new: str) -> None:
    text = proof().encode().replace(old, new, 1)
    with pytest.raises(ProofFileError):
        InclusionProof.decode(text).verify(LEAVES[3], [KEY.verifying])


def test_a_path_longer_than_any_tree_is_refused() -> None:
    long = InclusionProof(index=3, path=(LEAVES[0],) * 64, note=note())
    with pytest.raises(ProofFileError, match="63 hashes"):
        InclusionProof.decode(long.encode())


@for_all(some.text(max_size=80) | some.binary(max_size=200).map(lambda raw: raw.decode("latin-1")))
def test_any_text_is_refused_or_read(text: str) -> None:
    for candidate in (text, f"c2sp.org/tlog-proof@v1\n{text}", f"c2sp.org/tlog-proof@v1\nindex 0\n{text}"):
        try:
            read = InclusionProof.decode(candidate)
        except ProofFileError:
            continue
        assert read.encode() == candidate
