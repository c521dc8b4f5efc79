"""What the routes that carry bytes ask of the desk, and what the store of bytes answers (BAB IV.A.2.c).

A document comes in three steps: it is announced over GraphQL, its bytes are sent to the path that was answered, and
what arrived is a fact. It goes out in two: an opening over GraphQL, then the bytes, each fetch a fact.
"""

from dataclasses import dataclass, field
from typing import Protocol

from domain.errors import RuleBroken
from domain.people import Actor, ComplaintId, DocumentId, OpeningId
from domain.vocabulary import MediaType


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What was announced: `size` in bytes, of the file as it is sent. `digest`: of the sealed bytes, once received."""

    complaint: ComplaintId
    document: DocumentId
    media_type: MediaType
    size: int
    digest: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is stored durably: the SHA-256 of the sealed bytes, and the size in bytes of what will be served."""

    digest: bytes
    size: int
    media_type: MediaType


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetchable:
    """What may be served now: a fetch of it is on record."""

    complaint: ComplaintId
    document: DocumentId
    digest: bytes
    size: int
    media_type: MediaType
    name: str | None = field(repr=False)
    """As its sender named it; None where it was erased."""


class Documents(Protocol):
    """Refusals are raised here, each a RuleBroken that is a fact when it is raised."""

    async def expected(self, document: DocumentId, *, by: Actor) -> Expected:
        """What this person may send now, or has sent. Raises NoSuchDocument, UploadTooLate, RoleEnded."""
        ...

    async def received(self, expected: Expected, stored: Stored, *, by: Actor) -> bytes:
        """Append that it was received, and answer the digest that stands: another upload may have been quicker.

        Raises NoSuchDocument, UploadTooLate, RoleEnded, and what refuses the document by now.
        """
        ...

    async def refused(self, expected: Expected, broken: RuleBroken, *, by: Actor) -> None:
        """Append that what was sent was refused, for a reason that only whoever saw the bytes can know."""
        ...

    async def fetched(self, opening: OpeningId, *, by: Actor) -> Fetchable:
        """Append that it is fetched, and answer what. Raises NoSuchDocument, OpeningExpired, RoleEnded."""
        ...
