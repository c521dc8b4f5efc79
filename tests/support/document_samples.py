"""Documents of a case: requests about them, and the facts that follow, with sensible defaults."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from domain.commands import AnnounceDocument, ReceiveDocument
from domain.deadlines import Deadline
from domain.events import DocumentAnnounced, DocumentFetched, DocumentOpened, DocumentReceived
from domain.people import Actor, ComplaintId, DocumentId, OpeningId
from domain.texts import Named, NameKind
from domain.vocabulary import About, MediaType, Purpose
from tests.support.cast import COMPLAINT, NOW, complainant
from tests.support.requests import Asked

_SAMPLES = UUID("b0e5f6a4-3c4e-5f3f-9d0e-6d5d3f0f3a10")
QUARTER: Final = timedelta(minutes=15)
MEBIBYTE: Final = 1024 * 1024
DIGEST: Final = bytes(range(32))


def document(number: int = 1) -> DocumentId:
    """The document that a test calls by this number."""
    return DocumentId(uuid5(_SAMPLES, f"document {number}"))


def announce(
    by: Actor | None = None,
    *,
    about: About = About.SUPPORTING,
    number: int = 1,
    size: int = 3 * MEBIBYTE,
    at: datetime = NOW,
) -> Asked:
    command = AnnounceDocument(
        complaint=COMPLAINT,
        document=document(number),
        about=about,
        media_type=MediaType.JPEG,
        size=size,
        name=Named(NameKind.DOCUMENT, 0),
    )
    return Asked(command=command, by=by or complainant(), at=at)


def announced(
    by: Actor | None = None,
    *,
    about: About = About.SUPPORTING,
    number: int = 1,
    size: int = 3 * MEBIBYTE,
    upload_by: datetime = NOW + QUARTER,
) -> DocumentAnnounced:
    return DocumentAnnounced(
        complaint=COMPLAINT,
        document=document(number),
        about=about,
        announced_by=(by or complainant()).person,
        media_type=MediaType.JPEG,
        size=size,
        name=Named(NameKind.DOCUMENT, 0),
        upload_by=upload_by,
        policy="1",
    )


def receive(
    by: Actor | None = None,
    *,
    number: int = 1,
    media_type: MediaType = MediaType.JPEG,
    at: datetime = NOW,
) -> Asked:
    command = ReceiveDocument(
        complaint=COMPLAINT,
        document=document(number),
        media_type=media_type,
        size=2 * MEBIBYTE,
        digest=DIGEST,
    )
    return Asked(command=command, by=by or complainant(), at=at)


def received(
    *, about: About = About.SUPPORTING, number: int = 1, deadlines: tuple[Deadline, ...] = ()
) -> DocumentReceived:
    return DocumentReceived(
        complaint=COMPLAINT,
        document=document(number),
        about=about,
        media_type=MediaType.JPEG,
        size=2 * MEBIBYTE,
        digest=DIGEST,
        deadlines=deadlines,
        policy="1",
        calendar="ID-2025-09-19",
    )


def document_opened(number: int = 1, *, complaint: ComplaintId = COMPLAINT) -> DocumentOpened:
    return DocumentOpened(
        complaint=complaint,
        document=document(number),
        opening=OpeningId(uuid5(_SAMPLES, f"opening of {number}")),
        purpose=Purpose.HANDLING,
        version=9,
        until=NOW + timedelta(minutes=5),
    )


def document_fetched(number: int = 1, *, complaint: ComplaintId = COMPLAINT) -> DocumentFetched:
    opened = document_opened(number, complaint=complaint)
    return DocumentFetched(complaint=complaint, document=opened.document, opening=opened.opening)
