"""The routes for documents over a desk that is made up, and everything else as it is."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest_asyncio
from starlette.applications import Starlette

from api.adapters.blobs import Blobs
from api.application.documents import Expected, Fetchable, Stored
from api.devtools.officers import find_officer
from api.document_routes import DocumentRoutes
from api.inspection.inspector import Inspector
from api.parts import pool_for, real_time
from api.settings import Part
from domain.errors import (
    NoSuchDocument,
    RuleBroken,
)
from domain.people import Actor, ComplaintId, DocumentId, OpeningId, PersonId, Role
from domain.vocabulary import MediaType
from eventstore.vault import LocalVault
from eventstore.vault_keys import VaultKeys
from tests.support.system import System

CASE = ComplaintId(UUID(int=7))
SENDER = find_officer(Role.INSTITUTION_ADMIN)
OTHER = find_officer(Role.NATIONAL_ADMIN)


@dataclass
class Desk:
    """What was announced and opened, by whom; and every fact that the routes asked to be recorded."""

    announced: dict[UUID, tuple[PersonId, Expected]] = field(default_factory=dict)
    opened: dict[UUID, tuple[PersonId, Fetchable]] = field(default_factory=dict)
    facts: list[str] = field(default_factory=list)
    raises: RuleBroken | None = None
    quicker: Stored | None = None

    async def expected(self, document: DocumentId, *, by: Actor) -> Expected:
        person, expected = self.announced.get(document, (None, None))
        if person != by.person or expected is None:
            raise NoSuchDocument
        if self.raises:
            raise self.raises
        return expected

    async def received(self, expected: Expected, stored: Stored, *, by: Actor) -> bytes:
        if self.raises:
            raise self.raises
        standing = self.quicker or stored
        self.facts.append(f"received {standing.size}")
        self.announced[expected.document] = (
            by.person,
            replace(expected, digest=standing.digest, size=standing.size),
        )
        return standing.digest

    async def refused(self, expected: Expected, broken: RuleBroken, *, by: Actor) -> None:
        assert self.announced[expected.document][0] == by.person
        self.facts.append(broken.rule.value)

    async def fetched(self, opening: OpeningId, *, by: Actor) -> Fetchable:
        person, found = self.opened.get(opening, (None, None))
        if person != by.person or found is None:
            raise NoSuchDocument
        if self.raises:
            raise self.raises
        self.facts.append("fetched")
        return found


@dataclass
class House:
    """The routes over a desk that is made up, and everything else as it is."""

    system: System
    desk: Desk
    blobs: Blobs
    folder: Path
    http: httpx.AsyncClient
    routes: DocumentRoutes

    def announce(
        self, content: bytes, media_type: MediaType = MediaType.JPEG, *, size: int | None = None
    ) -> UUID:
        document = DocumentId(uuid4())
        expected = Expected(
            complaint=CASE,
            document=document,
            media_type=media_type,
            size=len(content) if size is None else size,
            digest=None,
        )
        self.desk.announced[document] = (PersonId(SENDER.person), expected)
        return document

    async def put(self, document: object, content: object, **headers: str) -> httpx.Response:
        given = {"authorization": self.bearer(), **{n.replace("_", "-"): v for n, v in headers.items()}}
        return await self.http.put(f"/documents/{document}", content=content, headers=given)  # type: ignore[arg-type]

    async def stored(self, content: bytes, media_type: MediaType) -> UUID:
        """A document that was received, and the id of its opening by the sender."""
        document = self.announce(content, media_type)
        assert (await self.put(document, content)).status_code == 200
        expected = self.desk.announced[document][1]
        assert expected.digest is not None
        found = Fetchable(
            complaint=CASE,
            document=expected.document,
            digest=expected.digest,
            size=0,
            media_type=media_type,
            name='SENTINEL "foto".jpg\r\nx-evil: 1',
        )
        opening = OpeningId(uuid4())
        self.desk.opened[opening] = (PersonId(SENDER.person), found)
        return opening

    async def get(self, opening: object, **headers: str) -> httpx.Response:
        return await self.http.get(
            f"/documents/opened/{opening}", headers={"authorization": self.bearer(), **headers}
        )

    def bearer(self, person: UUID = SENDER.person) -> str:
        return f"Bearer {self.system.issuer.token(PersonId(person))}"


@pytest_asyncio.fixture(loop_scope="module")
async def house(shared: System, tmp_path: Path) -> AsyncIterator[House]:
    desk, folder = Desk(), tmp_path / "documents"
    endpoint = shared.api.endpoint
    async with pool_for(shared.settings, Part.VAULT, size=4) as pool:
        routes = DocumentRoutes(
            documents=desk,
            blobs=Blobs(
                LocalVault(pool, VaultKeys.load(shared.settings.vault_keys), "jejak.test/log"), folder
            ),
            inspector=Inspector(),
            scanner=None,
            authenticator=endpoint.authenticator,
            clock=real_time,
            zone=endpoint.zone,
        )
        transport = httpx.ASGITransport(Starlette(routes=routes.routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://jejak.test", timeout=30) as http:
            yield House(shared, desk, routes.blobs, folder, http, routes)
            await shared.fetch("DELETE FROM vault.key WHERE subject = $1", CASE)


def rule(answer: httpx.Response) -> tuple[int, str]:
    refused = answer.json()["refused"]
    assert refused["message"]["indonesian"]
    assert refused["wayOut"]["english"]
    return answer.status_code, refused["rule"]
