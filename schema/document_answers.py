"""What the desk answers about a document on its way in or out."""

from dataclasses import dataclass, field
from datetime import datetime

from domain.people import DocumentId, OpeningId
from domain.vocabulary import MediaType


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedDocument:
    """A document that may be sent until then."""

    document: DocumentId
    upload_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedDocument:
    """A document that may be fetched until then. `size` in bytes; the name is None where it was erased."""

    opening: OpeningId
    name: str | None = field(repr=False)
    media_type: MediaType
    size: int
    until: datetime
