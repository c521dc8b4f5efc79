"""Sealed records: how a person's text is stored so that it can be destroyed without touching the log.

A record is version(1) suite(1) generation(4) message id(32) commitment(32) body. The event's entry carries the
commitment, which says nothing about the text or the key once either is destroyed.

Suite 1 seals. HKDF-SHA-256 over (data key, message id) gives each record an AES-256-GCM key of its own and the
commitment. GCM alone does not commit to its key: two keys can open one ciphertext to two texts. So the commitment is
compared, in constant time, before anything is decrypted. The associated data says whose text it is and where it
belongs; a record that is moved does not open. The text is padded to steps of 1 KiB, because lengths talk.

Suite 0 is open text, written to be shown, which must still be destructible. Errors never quote a text.
"""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Final, NoReturn
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from eventstore.canonical import check_text
from eventstore.errors import Erased, RecordDamaged

VERSION: Final = 1
SUITE_OPEN: Final = 0
SUITE_SEALED: Final = 1
KEY_SIZE: Final = 32
HEADER_SIZE: Final = 70
TAG_SIZE: Final = 16
PADDING_STEP: Final = 1024
LENGTH_SIZE: Final = 4
NONCE: Final = bytes(12)  # each record has a key of its own, so no nonce is ever used twice with a key

_ERASED: Final = "This text was erased and cannot be restored."
_DAMAGED: Final = "This record is not what was sealed at this place. Check the log: `jejak verify`."


class DataKey:
    """The 256-bit key of one subject and generation, in the clear for one call. Never shown, never pickled."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_SIZE:
            raise ValueError("a data key has 32 bytes")
        self._secret = secret

    @classmethod
    def generate(cls) -> "DataKey":
        """A new key from the operating system's randomness."""
        return cls(secrets.token_bytes(KEY_SIZE))

    def reveal(self) -> bytes:
        """The key's bytes, for wrapping and deriving only."""
        return self._secret

    def __repr__(self) -> str:
        return "DataKey(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a data key is not written anywhere")


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Whose text a record holds and where it belongs; a record opens under the same values only.

    `origin` is the log's; `subject` the person, or the case itself for texts of the case; `field` the field class.
    """

    origin: str
    subject: UUID
    case: UUID
    field: str
    event_id: UUID
    schema_version: int

    def associated_data(self, header: bytes) -> bytes:
        """Every value with its length before it, so that no two belongings share their bytes."""
        parts = (
            b"jejak sealed record" + header,
            self.origin.encode(),
            self.subject.bytes,
            self.case.bytes,
            self.field.encode(),
            self.event_id.bytes,
            self.schema_version.to_bytes(4, "big"),
        )
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


@dataclass(frozen=True, slots=True)
class Record:
    """A record taken apart; `body` is ciphertext and tag in suite 1, UTF-8 in suite 0."""

    suite: int
    generation: int
    message_id: bytes
    commitment: bytes
    body: bytes

    @property
    def header(self) -> bytes:
        return bytes((VERSION, self.suite)) + self.generation.to_bytes(4, "big")

    def encode(self) -> bytes:
        return self.header + self.message_id + self.commitment + self.body


def parse_record(record: bytes) -> Record:
    """Take a record apart; `Erased` if it was emptied, `RecordDamaged` if it has no known form."""
    if not record:
        raise Erased(_ERASED)
    if len(record) < HEADER_SIZE or record[0] != VERSION:
        raise RecordDamaged(_DAMAGED)
    suite, generation, body = record[1], int.from_bytes(record[2:6], "big"), record[HEADER_SIZE:]
    padded = len(body) - TAG_SIZE
    is_open = suite == SUITE_OPEN and generation == 0
    is_sealed = suite == SUITE_SEALED and generation > 0 and padded > 0 and padded % PADDING_STEP == 0
    if not (is_open or is_sealed):
        raise RecordDamaged(_DAMAGED)
    return Record(suite, generation, record[6:38], record[38:HEADER_SIZE], body)


def seal_text(text: str, *, key: DataKey, generation: int, belonging: Belonging) -> bytes:
    """A suite 1 record of `text` under generation `generation` (1 or more) of the subject's data key.

    `NotCanonical` if the text holds U+0000 or a lone surrogate.
    """
    return seal_bytes(_utf8(text), key=key, generation=generation, belonging=belonging)


def open_sealed(record: Record, *, key: DataKey, belonging: Belonging) -> str:
    """The text of a suite 1 record, or `RecordDamaged`; the commitment is checked before anything is decrypted."""
    return _text(open_bytes(record, key=key, belonging=belonging))


def seal_bytes(content: bytes, *, key: DataKey, generation: int, belonging: Belonging) -> bytes:
    """A suite 1 record of what is no text, such as a picture; else as `seal_text`."""
    message_id = secrets.token_bytes(32)
    encryption_key, commitment = _derive(key, message_id)
    record = Record(SUITE_SEALED, generation, message_id, commitment, b"")
    body = AESGCM(encryption_key).encrypt(NONCE, _pad(content), belonging.associated_data(record.header))
    return record.encode() + body


def open_bytes(record: Record, *, key: DataKey, belonging: Belonging) -> bytes:
    """The content of a suite 1 record; else as `open_sealed`."""
    if record.suite != SUITE_SEALED:
        raise RecordDamaged(_DAMAGED)
    encryption_key, commitment = _derive(key, record.message_id)
    if not compare_digest(commitment, record.commitment):
        raise RecordDamaged(_DAMAGED)
    try:
        padded = AESGCM(encryption_key).decrypt(NONCE, record.body, belonging.associated_data(record.header))
    except InvalidTag:
        raise RecordDamaged(_DAMAGED) from None
    return _unpad(padded)


def open_record(text: str) -> bytes:
    """A suite 0 record: text that was written to be shown, readable without a key, destructible all the same.

    `NotCanonical` if the text holds U+0000 or a lone surrogate.
    """
    message_id, body = secrets.token_bytes(32), _utf8(text)
    return Record(SUITE_OPEN, 0, message_id, _open_commitment(message_id, body), body).encode()


def read_open(record: bytes) -> str:
    """The text of a suite 0 record; `Erased` if it was emptied, `RecordDamaged` for anything else."""
    parsed = parse_record(record)
    if parsed.suite != SUITE_OPEN:
        raise RecordDamaged(_DAMAGED)
    if not compare_digest(_open_commitment(parsed.message_id, parsed.body), parsed.commitment):
        raise RecordDamaged(_DAMAGED)
    return _text(parsed.body)


def _derive(key: DataKey, message_id: bytes) -> tuple[bytes, bytes]:
    derived = HKDF(SHA256(), length=2 * KEY_SIZE, salt=message_id, info=b"jejak sealed record 1")
    material = derived.derive(key.reveal())
    return material[:KEY_SIZE], material[KEY_SIZE:]


def _open_commitment(message_id: bytes, body: bytes) -> bytes:
    return sha256(b"jejak open part\x00" + message_id + body).digest()


def _utf8(text: str) -> bytes:
    check_text(text)  # what a text column cannot hold could never be shown
    return text.encode()


def _text(utf8: bytes) -> str:
    try:
        return utf8.decode()
    except UnicodeDecodeError:  # which would carry the text and print it
        raise RecordDamaged(_DAMAGED) from None


def _pad(content: bytes) -> bytes:
    framed = len(content).to_bytes(LENGTH_SIZE, "big") + content
    return framed + bytes(-len(framed) % PADDING_STEP)


def _unpad(padded: bytes) -> bytes:
    """Undo `_pad`. What comes here was authenticated: a wrong length is our own mistake, and refused like damage."""
    content = padded[LENGTH_SIZE : LENGTH_SIZE + int.from_bytes(padded[:LENGTH_SIZE], "big")]
    if _pad(content) != padded:
        raise RecordDamaged(_DAMAGED)
    return content
