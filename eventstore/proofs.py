"""The C2SP format tlog-proof: one file that shows, offline and for ever, that an entry is in a signed log.

It holds the entry's position, its audit path, and the signed checkpoint that the path leads to. The extra line, which
the specification leaves to the application, holds the 32 bytes of the leaf hash, so that a file can be checked by
itself; whoever has a receipt compares that hash with the receipt's.
"""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from eventstore.note import MAX_TREE_SIZE, Checkpoint, NoteError, VerifyingKey, open_note, split_note
from eventstore.tree import HASH_SIZE, ProofError, verify_inclusion

HEADER: Final = "c2sp.org/tlog-proof@v1"
SUFFIX: Final = ".tlog-proof"
LONGEST_PATH: Final = 63  # hashes; a tree of the largest size has no longer one


class ProofFileError(ValueError):
    """Not a proof of the form the specification fixes, or one that proves nothing. Never quotes what it read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionProof:
    """A position, the path from its leaf to the root, and the signed note with that root."""

    index: int
    path: tuple[bytes, ...]
    note: str
    extra: bytes | None = None

    def encode(self) -> str:
        """The file's text."""
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {_base64(self.extra)}")
        lines += [f"index {self.index}", *map(_base64, self.path), "", self.note]
        return "\n".join(lines)

    @classmethod
    def decode(cls, text: str) -> "InclusionProof":
        """Read a file's text; nothing is verified yet. Raises ProofFileError unless `encode` would write the same."""
        head, separator, note = text.partition("\n\n")
        header, *lines = head.split("\n")
        if header != HEADER or not separator:
            raise ProofFileError(f"a proof begins with {HEADER} and has an empty line before its checkpoint")
        has_extra = bool(lines) and lines[0].startswith("extra ")
        extra = _unbase64(lines.pop(0).removeprefix("extra ")) if has_extra else None
        if not lines or not lines[0].startswith("index "):
            raise ProofFileError("a proof says the index of its entry")
        index = lines.pop(0).removeprefix("index ")
        if not (index.isascii() and index.isdigit() and len(index) <= 19 and int(index) <= MAX_TREE_SIZE):
            raise ProofFileError("an index is a decimal number")
        proof = cls(index=int(index), path=tuple(map(_unbase64, lines)), note=note, extra=extra)
        if len(proof.path) > LONGEST_PATH or any(len(digest) != HASH_SIZE for digest in proof.path):
            raise ProofFileError("a path has 63 hashes at most, of 32 bytes each")
        if proof.encode() != text:
            raise ProofFileError("a proof has one spelling")
        return proof

    def verify(self, leaf: bytes, keys: Sequence[VerifyingKey]) -> Checkpoint:
        """The checkpoint that a known key signed and whose tree has this leaf at this index.

        Raises ProofFileError if the signature, the origin or the path does not hold.
        """
        try:
            note = open_note(self.note, keys)
            checkpoint = Checkpoint.decode(note.text)
            verify_inclusion(
                index=self.index, size=checkpoint.size, leaf=leaf, proof=self.path, root=checkpoint.root
            )
        except (NoteError, ProofError) as error:
            raise ProofFileError(str(error)) from None
        if checkpoint.origin not in note.signers:
            raise ProofFileError("the checkpoint is of another log than the key's")
        return checkpoint

    def checkpoint(self) -> Checkpoint:
        """What the note says, its signature not looked at. Raises ProofFileError."""
        try:
            return Checkpoint.decode(split_note(self.note)[0])
        except NoteError as error:
            raise ProofFileError(str(error)) from None


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")


def _unbase64(text: str) -> bytes:
    try:
        return b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, Base64Error):
        raise ProofFileError("not base64") from None
