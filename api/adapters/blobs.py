"""Where the bytes of documents are: sealed under the key of their case, each a file of its own in one folder.

A file's name is the document's id and the SHA-256 of the file, so it says itself whether it is whole, and is written
once: two uploads of one document are two files, and the event that names one of them decides. What a crash leaves is
a file that no event names. The folder alone opens nothing; the key is the vault's, and goes when the case is erased.
"""

from asyncio import to_thread
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import UUID

from api.application.documents import Stored
from domain.vocabulary import MediaType
from eventstore.durable_files import DRAFT, write_durable
from eventstore.errors import EventStoreError, RecordDamaged
from eventstore.vault import LocalVault

_MODE: Final = 0o600
_DIGEST: Final = 32  # bytes
_SEE: Final = "See docs/runbook.md, Documents."


class BlobMissing(EventStoreError):
    """An event names a file that is not there."""

    def __init__(self, document: UUID) -> None:
        super().__init__(f"The file of document {document} is missing. {_SEE}")
        self.document = document


class BlobDamaged(EventStoreError):
    """A file is not what its event names, or its record is not this document's."""

    def __init__(self, document: UUID) -> None:
        super().__init__(f"The file of document {document} is not what was stored. {_SEE}")
        self.document = document


class BlobsUnavailable(EventStoreError):
    """The folder cannot be written or read now: full, or not there. Nothing was stored."""

    def __init__(self) -> None:
        super().__init__(f"The folder of documents cannot be used. {_SEE}")


class Blobs:
    """Keeps and finds. Inside a record, before the document, stands the SHA-256 of the bytes it was made from."""

    def __init__(self, vault: LocalVault, folder: Path) -> None:
        self._vault = vault
        self._folder = folder

    async def keep(
        self, complaint: UUID, document: UUID, content: bytes, media_type: MediaType, *, source: bytes
    ) -> Stored:
        """Seal and store; durable on return. `source`: SHA-256 of what was sent. Raises BlobsUnavailable, Erased."""
        record = await self._vault.seal_document(source + content, case=complaint, document=document)
        digest = sha256(record).digest()
        try:
            await to_thread(write_durable, self._path(document, digest), record, mode=_MODE)
        except OSError:
            raise BlobsUnavailable from None
        return Stored(digest=digest, size=len(content), media_type=media_type)

    async def content(self, complaint: UUID, document: UUID, digest: bytes) -> bytes:
        """The document as it is served. Raises BlobMissing, BlobDamaged, BlobsUnavailable, Erased."""
        return (await self._opened(complaint, document, digest))[_DIGEST:]

    async def was_made_from(self, complaint: UUID, document: UUID, digest: bytes, *, source: bytes) -> bool:
        """Whether what is stored was made from these bytes. Raises as `content`."""
        return (await self._opened(complaint, document, digest))[:_DIGEST] == source

    async def forget_others(self, document: UUID, digest: bytes) -> None:
        """Remove what other attempts to store this document left; `digest` is the one that an event names."""
        keeps = self._path(document, digest)
        for path in keeps.parent.glob(f"{document}.*"):
            if path != keeps:
                with suppress(OSError):  # what no event names harms nobody
                    await to_thread(path.unlink)

    async def _opened(self, complaint: UUID, document: UUID, digest: bytes) -> bytes:
        try:
            record = await to_thread(self._path(document, digest).read_bytes)
        except FileNotFoundError:
            raise BlobMissing(document) from None
        except OSError:
            raise BlobsUnavailable from None
        if sha256(record).digest() != digest:
            raise BlobDamaged(document)
        try:
            return await self._vault.open_document(record, case=complaint, document=document)
        except RecordDamaged:
            raise BlobDamaged(document) from None

    def _path(self, document: UUID, digest: bytes) -> Path:
        return blob_path(self._folder, document, digest)


def blob_path(folder: Path, document: UUID, digest: bytes) -> Path:
    """The file of a document: 256 folders below the one that is set, by the first two digits of the id."""
    return folder / document.hex[:2] / f"{document}.{digest.hex()}"


def blobs_in(folder: Path) -> Iterator[Path]:
    """Every file that was stored; drafts that a crash left are none."""
    return (path for path in sorted(folder.glob("??/*")) if not path.name.startswith(DRAFT))
