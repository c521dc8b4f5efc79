"""Documents of a case: announced, received, and who looked at them (BAB IV.A.2.c). None is ever sent to anybody."""

from dataclasses import dataclass
from datetime import datetime

from domain.deadlines import Deadline
from domain.people import ComplaintId, DocumentId, OpeningId, PersonId
from domain.texts import Named
from domain.vocabulary import About, MediaType, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAnnounced:
    """Somebody may send the bytes of one document until `upload_by`: this person, of this kind and size in bytes."""

    complaint: ComplaintId
    document: DocumentId
    about: About
    announced_by: PersonId
    media_type: MediaType
    size: int
    name: Named
    upload_by: datetime
    policy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReceived:
    """The document is stored. `digest` is the SHA-256 of the sealed bytes, so that no fact tells of the plain file.

    `size` in bytes is that of what will be served. From the complainant it counts as data supplied: a case that waited
    for it or was parked goes on (BAB VI.B.1.a.11), which is what the deadlines are of.
    """

    complaint: ComplaintId
    document: DocumentId
    about: About
    media_type: MediaType
    size: int
    digest: bytes
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


def is_supplied(event: object) -> bool:
    """Whether a document came from the complainant, and so is data that was supplied."""
    return isinstance(event, DocumentReceived) and event.about is About.SUPPORTING


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOpened:
    """Somebody may fetch one document until `until`. Recorded before its name is shown (BAB IV.A.1.e, IV.A.2.c).

    `version` is that of the complaint then.
    """

    complaint: ComplaintId
    document: DocumentId
    opening: OpeningId
    purpose: Purpose
    version: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFetched:
    """The bytes of a document were handed out, once. Recorded before the first of them is sent."""

    complaint: ComplaintId
    document: DocumentId
    opening: OpeningId
