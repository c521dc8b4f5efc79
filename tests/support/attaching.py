"""Documents as clients send and read them: announced over GraphQL, bytes over HTTP."""

from dataclasses import dataclass
from typing import Any

import httpx

from api.devtools.demo.client import Client
from domain.vocabulary import MediaType
from tests.support.journey import Case

ANNOUNCE = """
mutation ($input: AnnounceDocumentInput!) { announceDocument(input: $input) {
  __typename ... on DocumentExpected { documentId path uploadBy } ... on Refused { rule }
} }
"""
OPEN = """
mutation ($input: OpenDocumentInput!) { openDocument(input: $input) {
  __typename ... on DocumentOpened { name mediaType size path expiresAt } ... on Refused { rule }
} }
"""
LISTED = """
query ($trackingNumber: String!) { complaint(trackingNumber: $trackingNumber) {
  documents { documentId about mediaType size digest } } }
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in, over GraphQL and over HTTP."""

    case: Case
    client: Client

    async def announce(self, content: bytes, media_type: MediaType, **given: object) -> dict[str, Any]:
        asked = {
            "about": "SUPPORTING",
            "mediaType": media_type.value,
            "size": len(content),
            "name": "foto",
            **given,
        }
        return await self.client.try_to(ANNOUNCE, self.case.given(**asked))

    async def send(self, path: str, content: bytes) -> httpx.Response:
        return await self.case.system.http.put(path, content=content, headers=self.client._headers)

    async def attach(self, content: bytes, media_type: MediaType, **given: object) -> str:
        """Announce and send; answers the document's id."""
        expected = await self.announce(content, media_type, **given)
        answer = await self.send(expected["path"], content)
        assert answer.status_code == 200, answer.text
        return str(expected["documentId"])

    async def open(self, document: str, purpose: str) -> dict[str, Any]:
        return await self.client.try_to(OPEN, self.case.given(document=document, purpose=purpose))

    async def fetch(self, path: str) -> httpx.Response:
        return await self.case.system.http.get(path, headers=self.client._headers)

    async def listed(self) -> list[dict[str, Any]]:
        found = await self.client.ask(LISTED, {"trackingNumber": self.case.number})
        rows: list[dict[str, Any]] = found["complaint"]["documents"]
        return rows
