"""The local vault: seals texts, opens those of a case, and derives the codes only it can derive.

The key-encryption key is in a file of the vault's process, the wrapped data keys are in a database role of its own,
the records are beside the log: two of the three are useless without the third. Nothing here opens an identity; that
takes a procedure with a durable record first, and there is none yet.
"""

import hmac
import secrets
from asyncio import to_thread
from collections.abc import Sequence
from enum import StrEnum
from typing import Final
from uuid import UUID

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from eventstore import codes
from eventstore.errors import Erased, EventStoreError, IdentityNotDisclosable, RecordDamaged
from eventstore.sealing import (
    Belonging,
    DataKey,
    Record,
    open_bytes,
    open_sealed,
    parse_record,
    seal_bytes,
    seal_text,
)
from eventstore.vault_keys import VaultKeys

NONCE_SIZE: Final = 12
_DOCUMENT: Final = "DOCUMENT"
_DOCUMENT_FORM: Final = 1

_KEYS = (
    "SELECT generation, epoch, wrapped FROM vault.key WHERE subject = $1 AND purpose = $2 ORDER BY generation"
)
_FIRST_KEY = """
    INSERT INTO vault.key (subject, purpose, generation, epoch, wrapped) VALUES ($1, $2, 1, $3, $4)
    ON CONFLICT DO NOTHING
"""


class Purpose(StrEnum):
    """What a data key is for; it is bound into the wrapping."""

    PERSON = "PERSON"  # the identity of one person
    CONTACT = "CONTACT"  # where one person is written to; opened only to send what is recorded first
    CASE = "CASE"  # the narrative and other texts of one case
    RECORD = "RECORD"  # the texts of one record that an office keeps about itself


class VaultKeyUnusable(EventStoreError):
    """A wrapped data key does not open: it belongs to another row or another vault key, or it was changed."""


class LocalVault:
    """Seals and opens with keys from a local file. `origin` is the log's; `prefix` begins its tracking numbers."""

    def __init__(self, pool: asyncpg.Pool, keys: VaultKeys, origin: str, *, prefix: str = "LT") -> None:
        self._pool = pool
        self._keys = keys
        self._origin = origin
        self._prefix = prefix

    async def seal(
        self,
        *,
        subject: UUID,
        purpose: Purpose,
        case: UUID,
        field: str,
        event_id: UUID,
        schema_version: int,
        text: str,
    ) -> bytes:
        """A record of `text`; the subject's key is durable before the record is handed out.

        A key outlives a sealing or an append that fails after it was made: nothing is sealed under it, it says of
        nobody that they are in the log, and the same request, sent again, uses it.

        `Erased` if the subject's keys were destroyed: nothing more is kept about them.
        """
        generation, key = await self._current_key(subject, purpose)
        belonging = self._belonging(subject, case, field, event_id, schema_version)
        return seal_text(text, key=key, generation=generation, belonging=belonging)

    async def open(
        self,
        *,
        subject: UUID,
        purpose: Purpose,
        case: UUID,
        field: str,
        event_id: UUID,
        schema_version: int,
        record: bytes,
    ) -> str:
        """The text of a record that was sealed under the same identification.

        Raises `IdentityNotDisclosable` for every identity, `Erased` if record or keys were destroyed,
        `RecordDamaged` if the record does not belong here, `VaultKeyUnusable` if its key cannot be unwrapped.
        """
        if purpose is Purpose.PERSON:
            raise IdentityNotDisclosable(
                "Identities are sealed, and no procedure to disclose one exists yet."
            )
        parsed = parse_record(record)
        key = await self._key_of(parsed, subject, purpose)
        belonging = self._belonging(subject, case, field, event_id, schema_version)
        return open_sealed(parsed, key=key, belonging=belonging)

    async def seal_document(self, content: bytes, *, case: UUID, document: UUID) -> bytes:
        """A record of a document's bytes under the key of its case; else as `seal`."""
        generation, key = await self._current_key(case, Purpose.CASE)
        belonging = self._document(case, document)
        return await to_thread(seal_bytes, content, key=key, generation=generation, belonging=belonging)

    async def open_document(self, record: bytes, *, case: UUID, document: UUID) -> bytes:
        """What `seal_document` sealed for this document of this case; raises what `open` does."""
        parsed = parse_record(record)
        key = await self._key_of(parsed, case, Purpose.CASE)
        return await to_thread(open_bytes, parsed, key=key, belonging=self._document(case, document))

    def fingerprint(self, data: bytes) -> bytes:
        """HMAC-SHA-256 over a command's canonical input: tells repeats apart, and cannot be guessed without the key."""
        return hmac.digest(self._keys.fingerprint, self._framed(b"fingerprint", data), "sha256")

    def access_code(self, case: UUID) -> str:
        """The complainant's secret for a case: 130 bits, always the same, so that a repeated request can repeat it."""
        return codes.code_text(_expand(self._keys.code, self._framed(b"access code", case.bytes)))

    def is_access_code(self, case: UUID, typed: str) -> bool:
        """Whether `typed` is the case's access code, however it was spelt; compared in constant time."""
        return codes.same_code(typed, self.access_code(case))

    def tracking_number(self, case: UUID) -> str:
        """The public number of a case: 50 keyed bits, so that it tells neither order nor date.

        Two cases may share one (at a million cases, with a chance of 1 in 2,000): look it up, do not compute back.
        """
        return codes.number_text(
            self._prefix, _expand(self._keys.tracking, self._framed(b"tracking number", case.bytes))
        )

    def read_tracking_number(self, typed: str) -> str | None:
        """The number as `tracking_number` prints it, or None if `typed` is none: a slip of the hand is noticed."""
        return codes.read_number(self._prefix, typed)

    async def _key_of(self, record: Record, subject: UUID, purpose: Purpose) -> DataKey:
        """The key that sealed a record. Raises `Erased`, `RecordDamaged`, `VaultKeyUnusable`."""
        rows = await self._pool.fetch(_KEYS, subject, purpose)
        row = next((row for row in rows if row["generation"] == record.generation), None)
        if rows and row is None:
            raise RecordDamaged("This record names a key that its subject never had. Check: `jejak verify`.")
        if row is None or row["wrapped"] is None:
            raise Erased("The key of this text was destroyed; the text cannot be restored.")
        return self._unwrap(row["wrapped"], subject, purpose, row["generation"], row["epoch"])

    async def _current_key(self, subject: UUID, purpose: Purpose) -> tuple[int, DataKey]:
        """The subject's newest generation; the first is made here, and of two made at once, one is kept."""
        rows = await self._pool.fetch(_KEYS, subject, purpose)
        if not rows:
            wrapped = self._wrap(DataKey.generate(), subject, purpose, generation=1)
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute("SET LOCAL synchronous_commit = on")
                await connection.execute(_FIRST_KEY, subject, purpose, self._keys.epoch, wrapped)
            rows = await self._pool.fetch(_KEYS, subject, purpose)
        newest = _newest(rows)
        key = self._unwrap(newest["wrapped"], subject, purpose, newest["generation"], newest["epoch"])
        return newest["generation"], key

    def _wrap(self, key: DataKey, subject: UUID, purpose: Purpose, *, generation: int) -> bytes:
        """AES-256-GCM-SIV under the current epoch's key; whose key it is, is authenticated with it."""
        epoch = self._keys.epoch
        nonce = secrets.token_bytes(NONCE_SIZE)
        owner = _owner(subject, purpose, generation, epoch)
        return nonce + AESGCMSIV(self._keys.keks[epoch]).encrypt(nonce, key.reveal(), owner)

    def _unwrap(
        self, wrapped: bytes, subject: UUID, purpose: Purpose, generation: int, epoch: int
    ) -> DataKey:
        kek = self._keys.keks.get(epoch)
        if kek is None:
            raise VaultKeyUnusable(
                f"The vault's key file holds no key of epoch {epoch}. Restore the key file that wrapped this key."
            )
        try:
            secret = AESGCMSIV(kek).decrypt(
                wrapped[:NONCE_SIZE], wrapped[NONCE_SIZE:], _owner(subject, purpose, generation, epoch)
            )
        except InvalidTag:
            raise VaultKeyUnusable(
                "A wrapped key does not open: the row was changed or moved, or the key file is another vault's. "
                "Restore the row or the key file from its backup."
            ) from None
        return DataKey(secret)

    def _document(self, case: UUID, document: UUID) -> Belonging:
        """A document stands for itself: no event bears its id, and no text is of its field."""
        return self._belonging(case, case, _DOCUMENT, document, _DOCUMENT_FORM)

    def _belonging(
        self, subject: UUID, case: UUID, field: str, event_id: UUID, schema_version: int
    ) -> Belonging:
        return Belonging(
            origin=self._origin,
            subject=subject,
            case=case,
            field=field,
            event_id=event_id,
            schema_version=schema_version,
        )

    def _framed(self, use: bytes, data: bytes) -> bytes:
        origin = self._origin.encode()
        return b"jejak " + use + b"\x00" + len(origin).to_bytes(4, "big") + origin + data


def _newest(rows: Sequence[asyncpg.Record]) -> asyncpg.Record:
    if rows[-1]["wrapped"] is None:
        raise Erased("The keys of this subject were destroyed; nothing more is sealed for it.")
    return rows[-1]


def _owner(subject: UUID, purpose: Purpose, generation: int, epoch: int) -> bytes:
    """The associated data of a wrapped key; only the last part varies in length."""
    numbers = generation.to_bytes(4, "big") + epoch.to_bytes(4, "big")
    return b"jejak data key\x00" + subject.bytes + numbers + purpose.encode()


def _expand(key: bytes, info: bytes) -> bytes:
    """32 bytes by HKDF-Expand with SHA-256; `key` is uniform already, so there is nothing to extract."""
    return HKDFExpand(SHA256(), length=32, info=info).derive(key)
