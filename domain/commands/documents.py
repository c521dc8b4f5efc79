"""What can be asked about the documents of a case."""

from dataclasses import dataclass

from domain.people import ComplaintId, DocumentId, OpeningId
from domain.texts import Named
from domain.vocabulary import About, MediaType, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceDocument:
    """`size` in bytes, of the file as it will be sent."""

    complaint: ComplaintId
    document: DocumentId
    about: About
    media_type: MediaType
    size: int
    name: Named


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveDocument:
    """What is stored: `digest` of the sealed bytes, `size` in bytes of what will be served."""

    complaint: ComplaintId
    document: DocumentId
    media_type: MediaType
    size: int
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDocument:
    complaint: ComplaintId
    document: DocumentId
    purpose: Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class SendDocument:
    document: DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchDocument:
    opening: OpeningId


DocumentCommand = AnnounceDocument | ReceiveDocument
