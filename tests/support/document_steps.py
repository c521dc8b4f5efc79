"""A document on its way into a case and out of it, with stored bytes that are only said to be there."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from api.application.documents import Expected, Stored
from api.application.names import complainant_of
from api.devtools import operations
from api.devtools.demo.client import Client
from domain.people import Actor, ComplaintId, DocumentId, OpeningId, Role
from tests.support.journey import Case

NAME = "foto tumpukan sampah.jpg"
SIZE = 4096  # bytes


def announcing(case: Case, **given: object) -> dict[str, object]:
    """The input of an announcement."""
    return case.given(**{"about": "SUPPORTING", "mediaType": "JPEG", "size": SIZE, "name": NAME, **given})


def complainant_actor(case: Case) -> Actor:
    complaint = ComplaintId(UUID(case.complaint))
    return Actor(person=complainant_of(complaint), role=Role.COMPLAINANT, complaint=complaint)


def stored(expected: Expected, content: str = "content") -> Stored:
    """What the store of bytes would answer; other content has another digest."""
    digest = sha256(content.encode()).digest()
    return Stored(digest=digest, size=expected.size // 2, media_type=expected.media_type)


async def attached(client: Client, case: Case, by: Actor, **given: object) -> UUID:
    """Announced by this client and received from it, who is this actor."""
    answer = await client.do(operations.ANNOUNCE_DOCUMENT, announcing(case, **given))
    document = DocumentId(UUID(answer["documentId"]))
    expected = await case.system.api.desk.documents.expected(document, by=by)
    await case.system.api.desk.documents.received(expected, stored(expected, str(document)), by=by)
    return document


async def listed(client: Client, case: Case) -> list[dict[str, Any]]:
    """The documents of a case as this client finds them."""
    complaint = (await client.ask(operations.DOCUMENTS, {"trackingNumber": case.number}))["complaint"]
    rows: list[dict[str, Any]] = [] if complaint is None else complaint["documents"]
    return rows


async def opened_document(client: Client, case: Case, document: UUID, purpose: str) -> OpeningId:
    """Opened by this client; answers with the opening."""
    answer = await client.do(operations.OPEN_DOCUMENT, case.given(document=str(document), purpose=purpose))
    return OpeningId(UUID(answer["path"].rpartition("/")[2]))
