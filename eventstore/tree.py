"""RFC 6962 over positions: leaf and node hashes, roots, inclusion and consistency proofs. Pure hashing.

The position of an event is its leaf index. Nothing here is our own invention, so that anybody's verifier can check us.
A hash is 32 bytes of SHA-256. The verifying functions return nothing and raise `ProofError`: a forgotten `if` around
a boolean would accept everything.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = sha256().digest()


class ProofError(ValueError):
    """A proof does not show what it is meant to show."""


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry), RFC 6962 section 2.1."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right), RFC 6962 section 2.1."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: one hash for each perfect subtree, largest first.

    It is all that is needed to append leaves and to know the root, and it stays at most 63 hashes long.
    """

    __slots__ = ("_edge", "_size")

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        """Continue from a stored edge; `ValueError` if the edge cannot belong to a tree of this size."""
        if size < 0 or len(edge) != size.bit_count() or any(len(digest) != HASH_SIZE for digest in edge):
            raise ValueError("a right edge holds one 32-byte hash for each one-bit of its tree's size")
        self._size = size
        self._edge = list(edge)

    @property
    def size(self) -> int:
        """How many leaves the tree has."""
        return self._size

    @property
    def edge(self) -> tuple[bytes, ...]:
        """The hashes to store, so that `Frontier(size, edge)` continues here."""
        return tuple(self._edge)

    def append(self, digest: bytes) -> None:
        """Add one leaf hash at position `size`."""
        carried = self._size
        while carried & 1:
            digest = node_hash(self._edge.pop(), digest)
            carried >>= 1
        self._edge.append(digest)
        self._size += 1

    def root(self) -> bytes:
        """The root of the tree as it stands; of the empty tree, SHA-256 of nothing."""
        if not self._edge:
            return EMPTY_ROOT
        *rest, root = self._edge
        for digest in reversed(rest):
            root = node_hash(digest, root)
        return root

    def copy(self) -> "Frontier":
        """An independent frontier that starts where this one stands."""
        return Frontier(self._size, self._edge)


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaf hashes (MTH, RFC 6962 section 2.1)."""
    frontier = Frontier()
    for digest in leaves:
        frontier.append(digest)
    return frontier.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of leaf `index` in the tree of all `leaves` (RFC 6962 section 2.1.1)."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} in a tree of {len(leaves)}")
    start, end = 0, len(leaves)
    path: list[bytes] = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(root_of(leaves[middle:end]))
            end = middle
        else:
            path.append(root_of(leaves[start:middle]))
            start = middle
    path.reverse()
    return path


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """That the first `old_size` leaves are the start of all `leaves` (RFC 6962 section 2.1.2)."""
    if not 0 < old_size <= len(leaves):
        raise IndexError(f"no tree of {old_size} to prove inside a tree of {len(leaves)}")
    start, end = 0, len(leaves)
    path: list[bytes] = []
    while old_size < end:
        middle = start + _split(end - start)
        if old_size <= middle:
            path.append(root_of(leaves[middle:end]))
            end = middle
        else:
            path.append(root_of(leaves[start:middle]))
            start = middle
    if start > 0:  # the old tree is no whole subtree of the new one, so its last part has to be told
        path.append(root_of(leaves[start:end]))
    path.reverse()
    return path


def verify_inclusion(*, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that `leaf` is at `index` in the tree of `size` leaves with `root`, or raise `ProofError`.

    The steps are those of RFC 9162 section 2.1.3.2, which fixes for RFC 6962 how such a path is read.
    """
    if not 0 <= index < size:
        raise ProofError("the leaf's index lies outside the tree")
    if any(len(digest) != HASH_SIZE for digest in (leaf, root, *proof)):
        raise ProofError("every hash has 32 bytes")
    place, last, digest = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise ProofError("the proof is too long")
        if place & 1 or place == last:
            digest = node_hash(sibling, digest)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof is too short")
    if digest != root:
        raise ProofError("the proof leads to another root")


def verify_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of `new_size` only adds to the tree of `old_size`, or raise `ProofError`.

    An old size of zero is refused: every tree extends the empty one, so such a proof says nothing.
    The steps are those of RFC 9162 section 2.1.4.2.
    """
    if not 0 < old_size <= new_size:
        raise ProofError("the old tree must have at least one leaf and be no larger than the new one")
    if old_size == new_size:
        if proof or old_root != new_root:
            raise ProofError("trees of one size need one root and no proof")
        return
    if any(len(digest) != HASH_SIZE for digest in (old_root, new_root, *proof)):
        raise ProofError("every hash has 32 bytes")
    steps = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    if not steps:
        raise ProofError("the proof is too short")
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            raise ProofError("the proof is too long")
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise ProofError("the proof is too short")
    if old != old_root or new != new_root:
        raise ProofError("the proof leads to another root")


def _split(size: int) -> int:
    """The largest power of two below `size` (k in RFC 6962 section 2.1)."""
    return 1 << (size - 1).bit_length() - 1
