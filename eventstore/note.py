"""The C2SP formats signed-note and tlog-checkpoint, byte for byte, with Ed25519 (signature type 1).

A note is text that ends in a newline, an empty line, and one line a signature: an em dash, the key's name, and base64
of key id and signature. A checkpoint is a note whose text says origin, size and root of a tree. Reading is strict:
each value has one spelling, and whatever is spelt otherwise is a `NoteError`, which never quotes what it read.
"""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from eventstore.tree import HASH_SIZE

ED25519: Final = b"\x01"
PRIVATE_PREFIX: Final = "PRIVATE+KEY+"
MAX_NOTE_SIZE: Final = 1_000_000  # bytes; room for hundreds of the largest cosignatures
MAX_SIGNATURES: Final = 100  # verifiers must accept at least 16
MAX_TREE_SIZE: Final = 2**63 - 1


class NoteError(ValueError):
    """Not a note, key or checkpoint of the form the specification fixes, or not signed by a known key."""


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key with the name it signs under; its text form is the vkey `name+id+base64`."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public) != 32:
            raise NoteError("an Ed25519 public key has 32 bytes")

    @classmethod
    def parse(cls, text: str) -> "VerifyingKey":
        """Read a vkey; `NoteError` if it is malformed or its id belongs to another key."""
        name, key_id, encoded = _three_parts(text)
        key = cls(name, _typed_key(encoded))
        if key.key_id.hex() != key_id:
            raise NoteError("the id in the key text is not the id of this key")
        return key

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ public key)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(ED25519 + self.public)}"

    def signed(self, text: str, signature: bytes) -> bool:
        """Whether this key made `signature` over `text`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class SigningKey:
    """A private key with its name. Neither `repr` nor `str` shows it; `reveal` does, for the key file only."""

    __slots__ = ("_private", "verifying")

    verifying: VerifyingKey

    def __init__(self, name: str, seed: bytes) -> None:
        """`seed`: the 32 bytes of an RFC 8032 private key."""
        if len(seed) != 32:
            raise NoteError("an Ed25519 private key has 32 bytes")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifying = VerifyingKey(name, self._private.public_key().public_bytes_raw())

    @classmethod
    def generate(cls, name: str) -> "SigningKey":
        """A new key from the operating system's randomness."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Read `PRIVATE+KEY+name+id+base64`; `NoteError` if it is malformed or its id belongs to another key."""
        if not text.startswith(PRIVATE_PREFIX):
            raise NoteError("a private key text begins with its prefix")
        name, key_id, encoded = _three_parts(text.removeprefix(PRIVATE_PREFIX))
        key = cls(name, _typed_key(encoded))
        if key.verifying.key_id.hex() != key_id:
            raise NoteError("the id in the key text is not the id of this key")
        return key

    def reveal(self) -> str:
        """The key's text form, which is a secret."""
        seed = self._private.private_bytes_raw()
        name, key_id = self.verifying.name, self.verifying.key_id.hex()
        return f"{PRIVATE_PREFIX}{name}+{key_id}+{_base64(ED25519 + seed)}"

    def sign(self, text: str) -> bytes:
        """The 64 bytes of the Ed25519 signature over `text`; the same text gives the same bytes."""
        return self._private.sign(text.encode())

    def __repr__(self) -> str:
        return f"SigningKey({self.verifying.name!r}, hidden)"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who claims to have signed, and the bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        return f"— {self.name} {_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note of which at least one known key's signature held; `signers` names those keys."""

    text: str
    signers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree's head: the log's origin, the number of leaves, and the 32-byte root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= MAX_TREE_SIZE or len(self.root) != HASH_SIZE:
            raise NoteError("a checkpoint has a size of at most 63 bits and a root of 32 bytes")
        if any(not line or _has_control_characters(line) for line in (self.origin, *self.extensions)):
            raise NoteError("a checkpoint's lines are not empty and hold no control characters")

    def encode(self) -> str:
        """The note text to sign."""
        return "\n".join((self.origin, str(self.size), _base64(self.root), *self.extensions)) + "\n"

    @classmethod
    def decode(cls, text: str) -> "Checkpoint":
        """Read a note text; `NoteError` unless it is exactly what `encode` would write."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1]:
            raise NoteError("a checkpoint has three lines or more and ends in a newline")
        origin, size, root, *extensions = lines[:-1]
        if not (size.isascii() and size.isdigit() and len(size) <= 19):
            raise NoteError("a checkpoint's size is a decimal number")
        checkpoint = cls(origin, int(size), _unbase64(root), tuple(extensions))
        if checkpoint.encode() != text:
            raise NoteError("a checkpoint's size has no leading zero")
        return checkpoint


def sign_note(text: str, *keys: SigningKey) -> str:
    """The note over `text` with one signature line a key, in the order given."""
    _check_text(text)
    lines = (Signature(key.verifying.name, key.verifying.key_id, key.sign(text)).line() for key in keys)
    return text + "\n" + "".join(lines)


def split_note(note: str) -> tuple[str, tuple[Signature, ...]]:
    """Text and signature lines, nothing verified yet; `NoteError` if the form is wrong."""
    if len(note.encode("utf-8", "surrogatepass")) > MAX_NOTE_SIZE:
        raise NoteError("the note is too large")
    head, separator, tail = note.rpartition("\n\n")
    if not separator:
        raise NoteError("a note has an empty line between its text and its signatures")
    text = head + "\n"
    _check_text(text)
    if not tail.endswith("\n"):
        raise NoteError("a signature line ends in a newline")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError("the note has too many signatures")
    return text, tuple(_signature(line) for line in lines)


def open_note(note: str, keys: Sequence[VerifyingKey]) -> Note:
    """The text, once a known key's signature holds.

    A key is known by name and id together; other signatures are ignored, as the specification asks, so that
    witnesses and a next key can sign too. `NoteError` if a known key's signature is wrong, or if none is there.
    """
    known = {(key.name, key.key_id): key for key in keys}
    if len(known) != len(keys):
        raise NoteError("two of the keys to trust share name and id")
    text, signatures = split_note(note)
    signers: list[str] = []
    for line in signatures:
        key = known.pop((line.name, line.key_id), None)  # a second line by the same key adds nothing
        if key is None:
            continue
        if not key.signed(text, line.signature):
            raise NoteError("the signature of a known key does not belong to this text")
        signers.append(key.name)
    if not signers:
        raise NoteError("the note is not signed by a known key")
    return Note(text, tuple(signers))


def _signature(line: str) -> Signature:
    dash, name, encoded = (*line.split(" ", 2), "", "")[:3]
    if dash != "—":
        raise NoteError("a signature line begins with an em dash")
    _check_name(name)
    raw = _unbase64(encoded)
    if len(raw) < 5:
        raise NoteError("a signature line holds a key id and a signature")
    return Signature(name, raw[:4], raw[4:])


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _has_control_characters(text.replace("\n", "")):
        raise NoteError("a note's text ends in a newline and holds no other control character")


def _check_name(name: str) -> None:
    if not name or "+" in name or any(char.isspace() for char in name) or _has_control_characters(name):
        raise NoteError("a key's name is not empty and holds neither spaces nor a plus sign")


def _has_control_characters(text: str) -> bool:
    """Also true for a lone surrogate, which has no UTF-8."""
    return any(char < " " or "\ud800" <= char <= "\udfff" for char in text)


def _three_parts(text: str) -> tuple[str, str, str]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise NoteError("a key text has a name, an id and the key")
    return parts[0], parts[1], parts[2]


def _typed_key(encoded: str) -> bytes:
    raw = _unbase64(encoded)
    if raw[:1] != ED25519:
        raise NoteError("only Ed25519 keys (type 1) are used here")
    return raw[1:]


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode("ascii")


def _unbase64(text: str) -> bytes:
    """Standard base64 with padding; a second spelling of the same bytes is refused."""
    try:
        raw = b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, Base64Error):
        raise NoteError("not base64") from None
    if _base64(raw) != text:
        raise NoteError("base64 with stray bits")
    return raw
