"""The tree agrees with the public vectors, with its own definition and with itself."""

import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from eventstore.tree import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).parent.parent / "data" / "rfc6962"


def vectors(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((VECTORS / name).read_text(encoding="utf-8"))["vectors"]
    return cases


def hashes(encoded: list[str] | None) -> list[bytes]:
    return [b64decode(text) for text in encoded or []]


def some_leaves(count: int) -> list[bytes]:
    return [leaf_hash(b"entry %d" % number) for number in range(count)]


def tree_hash(leaves: list[bytes]) -> bytes:
    """MTH word for word from RFC 6962 section 2.1, slow and plain."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(tree_hash(leaves[:split]), tree_hash(leaves[split:]))


def verdict_on_inclusion(case: dict[str, Any]) -> bool:
    try:
        verify_inclusion(
            index=case["leafIdx"],
            size=case["treeSize"],
            leaf=b64decode(case["leafHash"] or ""),
            proof=hashes(case["proof"]),
            root=b64decode(case["root"] or ""),
        )
    except ProofError:
        return False
    return True


def verdict_on_consistency(case: dict[str, Any]) -> bool:
    try:
        verify_consistency(
            old_size=case["size1"],
            new_size=case["size2"],
            old_root=b64decode(case["root1"] or ""),
            new_root=b64decode(case["root2"] or ""),
            proof=hashes(case["proof"]),
        )
    except ProofError:
        return False
    return True


def test_every_public_inclusion_vector_is_judged_as_published() -> None:
    cases = vectors("inclusion.json")
    assert len(cases) == 98
    assert [case["case"] for case in cases if verdict_on_inclusion(case) is case["wantErr"]] == []


def test_every_public_consistency_vector_is_judged_as_published() -> None:
    cases = vectors("consistency.json")
    assert len(cases) == 98
    assert [case["case"] for case in cases if verdict_on_consistency(case) is case["wantErr"]] == []


def test_the_empty_tree_and_the_prefixes_are_those_of_the_rfc() -> None:
    assert EMPTY_ROOT == root_of([]) == sha256(b"").digest()
    assert leaf_hash(b"") == sha256(b"\x00").digest()
    assert node_hash(b"l" * 32, b"r" * 32) == sha256(b"\x01" + b"l" * 32 + b"r" * 32).digest()


def test_the_root_over_any_number_of_leaves_follows_the_definition() -> None:
    leaves = some_leaves(70)
    assert [root_of(leaves[:size]) for size in range(71)] == [tree_hash(leaves[:size]) for size in range(71)]


@for_all(st.integers(0, 200), st.integers(0, 200))
def test_a_frontier_that_was_stored_and_continued_is_the_frontier_that_never_stopped(
    first: int, more: int
) -> None:
    leaves = some_leaves(first + more)
    stopped = Frontier()
    for leaf in leaves[:first]:
        stopped.append(leaf)
    continued = Frontier(stopped.size, stopped.edge)
    for leaf in leaves[first:]:
        continued.append(leaf)
    assert (continued.size, continued.root()) == (len(leaves), root_of(leaves))
    assert (stopped.size, stopped.root()) == (first, root_of(leaves[:first]))


def test_a_copied_frontier_leaves_its_original_alone() -> None:
    frontier = Frontier()
    frontier.append(leaf_hash(b"one"))
    copy = frontier.copy()
    copy.append(leaf_hash(b"two"))
    assert frontier.size == 1
    assert frontier.root() == leaf_hash(b"one")


@pytest.mark.parametrize(
    ("size", "edge"), [(1, []), (2, [b"x" * 32] * 2), (1, [b"short"]), (-1, [b"x" * 32])]
)
def test_an_edge_that_cannot_belong_to_its_size_is_refused(size: int, edge: list[bytes]) -> None:
    with pytest.raises(ValueError, match="right edge"):
        Frontier(size, edge)


def test_each_leaf_of_each_small_tree_can_be_proved() -> None:
    leaves = some_leaves(34)
    for size in range(1, 35):
        tree = leaves[:size]
        for index in range(size):
            verify_inclusion(
                index=index,
                size=size,
                leaf=tree[index],
                proof=inclusion_proof(tree, index),
                root=root_of(tree),
            )


def test_each_small_tree_is_proved_to_extend_each_smaller_one() -> None:
    leaves = some_leaves(34)
    for new_size in range(1, 35):
        for old_size in range(1, new_size + 1):
            verify_consistency(
                old_size=old_size,
                new_size=new_size,
                old_root=root_of(leaves[:old_size]),
                new_root=root_of(leaves[:new_size]),
                proof=consistency_proof(leaves[:new_size], old_size),
            )


@for_all(st.data())
def test_no_inclusion_proof_serves_another_leaf_place_or_tree(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 40))
    index = data.draw(st.integers(0, size - 1))
    leaves = some_leaves(size)
    proof, root = inclusion_proof(leaves, index), root_of(leaves)
    other = data.draw(st.integers(0, size - 1).filter(lambda place: place != index))
    with pytest.raises(ProofError):
        verify_inclusion(index=index, size=size, leaf=leaves[other], proof=proof, root=root)
    with pytest.raises(ProofError):
        verify_inclusion(index=other, size=size, leaf=leaves[index], proof=proof, root=root)
    step = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    damaged = bytearray(proof[step])
    damaged[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ProofError):
        verify_inclusion(
            index=index,
            size=size,
            leaf=leaves[index],
            proof=[*proof[:step], bytes(damaged), *proof[step + 1 :]],
            root=root,
        )


@for_all(st.data())
def test_no_consistency_proof_hides_a_changed_leaf(data: st.DataObject) -> None:
    new_size = data.draw(st.integers(2, 40))
    old_size = data.draw(st.integers(1, new_size - 1))
    changed = data.draw(st.integers(0, old_size - 1))
    before = some_leaves(new_size)
    after = [*before[:changed], leaf_hash(b"another"), *before[changed + 1 :]]
    for leaves in (before, after):
        with pytest.raises(ProofError):
            verify_consistency(
                old_size=old_size,
                new_size=new_size,
                old_root=root_of(before[:old_size]),
                new_root=root_of(after),
                proof=consistency_proof(leaves, old_size),
            )


@pytest.mark.parametrize("index", [-1, 3])
def test_what_is_not_in_the_tree_has_no_proof(index: int) -> None:
    with pytest.raises(IndexError):
        inclusion_proof(some_leaves(3), index)


@pytest.mark.parametrize("old_size", [0, 4])
def test_what_was_never_a_tree_before_has_no_consistency_proof(old_size: int) -> None:
    with pytest.raises(IndexError):
        consistency_proof(some_leaves(3), old_size)


def test_a_proof_for_a_larger_tree_does_not_pass_for_a_smaller_one() -> None:
    """The extra steps are right, only there are too many for the size that is claimed."""
    one, two, three, four, five = some_leaves(5)
    with pytest.raises(ProofError, match="too long"):
        verify_inclusion(index=0, size=1, leaf=two, proof=[one], root=node_hash(one, two))
    old, new = node_hash(two, three), node_hash(two, node_hash(three, four))
    verify_consistency(old_size=3, new_size=4, old_root=old, new_root=new, proof=[three, four, two])
    with pytest.raises(ProofError, match="too long"):
        verify_consistency(
            old_size=3,
            new_size=4,
            old_root=node_hash(five, old),
            new_root=node_hash(five, new),
            proof=[three, four, two, five],
        )


def test_what_is_no_hash_proves_nothing() -> None:
    with pytest.raises(ProofError, match="32 bytes"):
        verify_inclusion(index=0, size=2, leaf=b"short", proof=[b"hash"], root=node_hash(b"short", b"hash"))
    with pytest.raises(ProofError, match="32 bytes"):
        verify_consistency(
            old_size=1, new_size=2, old_root=b"short", new_root=node_hash(b"short", b"hash"), proof=[b"hash"]
        )
