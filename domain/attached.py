"""The documents of a case, folded from its events."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.events import DocumentAnnounced, DocumentReceived
from domain.people import DocumentId, PersonId
from domain.vocabulary import About, MediaType


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One that was announced; once it was received it has the digest of its sealed bytes, and the size that is served.

    `size` in bytes is what was announced until then.
    """

    about: About
    announced_by: PersonId
    media_type: MediaType
    size: int
    upload_by: datetime
    digest: bytes | None = None

    @property
    def from_complainant(self) -> bool:
        return self.about is About.SUPPORTING

    def takes_place(self, at: datetime) -> bool:
        """Whether it counts: received, or still to come."""
        return self.digest is not None or at <= self.upload_by


Documents = Mapping[DocumentId, Document]


def after(documents: Documents, event: DocumentAnnounced | DocumentReceived) -> Documents:
    """The documents once one more was announced, or has come."""
    match event:
        case DocumentAnnounced():
            announced = Document(
                about=event.about,
                announced_by=event.announced_by,
                media_type=event.media_type,
                size=event.size,
                upload_by=event.upload_by,
            )
            return {**documents, event.document: announced}
        case DocumentReceived():
            received = replace(documents[event.document], digest=event.digest, size=event.size)
            return {**documents, event.document: received}
