"""The bytes of documents over HTTP: who is let through, what is taken in, how it is given out, and what is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio
from starlette.applications import Starlette

from api.adapters.blobs import Blobs, blob_path, blobs_in
from api.application.documents import Expected, Fetchable, Stored
from api.devtools.officers import find_officer
from api.document_routes import UPLOADS_OF_ONE, DocumentRoutes
from api.inspection.inspector import Inspector
from api.parts import pool_for, real_time
from api.settings import Part
from domain.errors import (
    NoSuchDocument,
    OpeningExpired,
    RoleEnded,
    RuleBroken,
    TooManyDocuments,
    UploadTooLate,
)
from domain.people import Actor, ComplaintId, DocumentId, OpeningId, PersonId, Role
from domain.vocabulary import MediaType
from eventstore.vault import LocalVault
from eventstore.vault_keys import VaultKeys
from tests.support.documents import drawn, encoded, pdf, photograph, with_author
from tests.support.output import Output
from tests.support.system import System

pytestmark = pytest.mark.asyncio(loop_scope="module")

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


async def test_a_document_comes_in_clean_and_goes_out_as_a_file_to_be_saved(house: House) -> None:
    opening = await house.stored(photograph(), MediaType.JPEG)
    answer = await house.get(opening)
    assert answer.status_code == 200
    assert b"SENTINEL" not in answer.content
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="dokumen.jpg"; filename*=UTF-8'
    )
    assert "x-evil" not in answer.headers
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["content-length"] == str(len(answer.content))
    assert house.desk.facts[-1] == "fetched"
    assert "received " + str(len(answer.content)) in house.desk.facts


async def test_every_fetch_is_on_record_before_a_byte_is_sent(house: House) -> None:
    opening = await house.stored(pdf(with_author), MediaType.PDF)
    for _ in range(3):
        assert (await house.get(opening)).headers["content-type"] == "application/pdf"
    assert house.desk.facts.count("fetched") == 3
    house.desk.raises = OpeningExpired()
    assert rule(await house.get(opening)) == (410, "OPENING_EXPIRED")


async def test_part_of_a_document_is_not_served(house: House) -> None:
    answer = await house.get(await house.stored(photograph(), MediaType.JPEG), range="bytes=0-9")
    assert (answer.status_code, answer.headers["accept-ranges"]) == (200, "none")


async def test_the_same_bytes_again_get_the_same_answer_and_other_bytes_a_refusal(house: House) -> None:
    content, other = photograph(), encoded(drawn(), "JPEG")
    document = house.announce(content)
    first = await house.put(document, content)
    assert (await house.put(document, content)).json() == first.json()
    padded = other + bytes(len(content) - len(other))
    assert rule(await house.put(document, padded)) == (409, "DOCUMENT_ONCE")
    assert [fact.split()[0] for fact in house.desk.facts] == ["received", "DOCUMENT_ONCE"]
    assert len(list(blobs_in(house.folder))) == 1


async def test_of_two_uploads_at_once_one_stands_and_both_are_told_of_it(house: House) -> None:
    content = photograph()
    document = house.announce(content)
    other = house.announce(content)
    quicker = await house.blobs.keep(CASE, document, b"x", MediaType.JPEG, source=bytes(32))
    house.desk.quicker = quicker
    assert rule(await house.put(document, content)) == (409, "DOCUMENT_ONCE")
    house.desk.quicker = None
    answers = await asyncio.gather(*(house.put(other, content) for _ in range(2)))
    assert {answer.status_code for answer in answers} == {200}
    standing = house.desk.announced[other][1].digest
    assert standing is not None
    assert blob_path(house.folder, other, standing).exists()


async def test_whoever_did_not_announce_it_is_told_that_there_is_nothing(house: House) -> None:
    content = photograph()
    document = house.announce(content)
    opening = await house.stored(content, MediaType.JPEG)
    stranger = house.bearer(OTHER.person)
    answers = [
        await house.put(document, content, authorization=stranger),
        await house.put(uuid4(), content),
        await house.put("no-id", content),
        await house.get(opening, authorization=stranger),
        await house.get(uuid4()),
        await house.get("no-id"),
        await house.put(document, content, authorization=house.bearer(uuid4())),
    ]
    assert len({(answer.status_code, answer.content, *answer.headers.items()) for answer in answers}) == 1
    assert rule(answers[0]) == (404, "NO_SUCH_DOCUMENT")
    house.desk.raises = RoleEnded()
    assert (await house.get(opening)).content == answers[0].content
    assert (await house.put(document, content)).content == answers[0].content


@pytest.mark.parametrize("credentials", [None, "Bearer x", "Basic eDp5", "Basic %%", "Digest x", ""])
async def test_without_credentials_that_hold_nobody_is_let_through(
    house: House, credentials: str | None
) -> None:
    document = house.announce(photograph())
    headers = {} if credentials is None else {"authorization": credentials}
    for answer in (
        await house.http.put(f"/documents/{document}", content=photograph(), headers=headers),
        await house.http.get(f"/documents/opened/{uuid4()}", headers=headers),
    ):
        assert rule(answer) == (401, "SIGN_IN")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert not house.desk.facts


async def test_rights_do_not_hang_on_how_the_address_is_written(house: House) -> None:
    opening = await house.stored(photograph(), MediaType.JPEG)
    stranger = {"authorization": house.bearer(OTHER.person)}
    for path in (
        f"/documents/opened/{opening}",
        f"/documents//opened/{opening}",
        f"/documents/x/../opened/{opening}",
    ):
        for host in ("jejak.test", "127.0.0.1", "jejak.test/health/live?", "evil\\@jejak.test"):
            answer = await house.http.get(path, headers={**stranger, "host": host})
            assert answer.status_code == 404
    assert house.desk.facts.count("fetched") == 0


@pytest.mark.parametrize("more", [-1, 1])
async def test_another_size_than_was_announced_is_refused(house: House, more: int) -> None:
    content = photograph()
    document = house.announce(content, size=len(content) + more)
    assert rule(await house.put(document, content)) == (422, "DOCUMENT_AS_ANNOUNCED")
    assert house.desk.facts == ["DOCUMENT_AS_ANNOUNCED"]
    assert not list(blobs_in(house.folder))


async def test_a_body_that_does_not_say_its_length_is_read_no_further_than_was_announced(
    house: House,
) -> None:
    document = house.announce(photograph())
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 1
            yield b"\xff\xd8\xff" + bytes(997)

    async with asyncio.timeout(20):
        assert rule(await house.put(document, endless())) == (422, "DOCUMENT_AS_ANNOUNCED")
    assert given < 100


async def test_a_body_that_ends_early_without_having_said_its_length_is_refused(house: House) -> None:
    content = photograph()
    document = house.announce(content, size=len(content) + 1)

    async def shorter() -> AsyncIterator[bytes]:
        yield content

    assert rule(await house.put(document, shorter())) == (422, "DOCUMENT_AS_ANNOUNCED")


async def test_a_body_that_does_not_come_is_given_up(house: House) -> None:
    document = house.announce(photograph())
    never = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield b"\xff\xd8\xff"
        await never.wait()

    impatient = Starlette(routes=replace(house.routes, sending=0.1).routes())
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(impatient), base_url="http://jejak.test"
    ) as http:
        answer = await http.put(
            f"/documents/{document}", content=slow(), headers={"authorization": house.bearer()}
        )
    assert answer.status_code == 408
    assert not house.routes.under_way


async def test_one_person_sends_few_documents_at_a_time(house: House) -> None:
    document = house.announce(photograph())
    never, begun = asyncio.Event(), asyncio.Semaphore(0)

    async def slow() -> AsyncIterator[bytes]:
        yield b"\xff\xd8\xff"
        begun.release()
        await never.wait()

    sending = [asyncio.ensure_future(house.put(document, slow())) for _ in range(UPLOADS_OF_ONE)]
    for _ in sending:
        await begun.acquire()
    answer = await house.put(document, photograph())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    for each in sending:
        each.cancel()
    await asyncio.gather(*sending, return_exceptions=True)
    assert (await house.put(document, photograph())).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"content_type": "text/html"},
        {"content_type": "multipart/form-data; boundary=x"},
        {"content_type": "image/png"},
        {"content_encoding": "gzip"},
    ],
)
async def test_headers_that_say_something_else_are_believed(house: House, headers: dict[str, str]) -> None:
    document = house.announce(photograph())
    assert rule(await house.put(document, photograph(), **headers)) == (422, "DOCUMENT_AS_ANNOUNCED")


@pytest.mark.parametrize(
    "content", [pdf(), encoded(drawn(), "PNG"), b"MZ" + bytes(500), b"<html></html>", b"\x00" * 99]
)
async def test_another_kind_than_was_announced_is_refused(house: House, content: bytes) -> None:
    document = house.announce(content, MediaType.JPEG)
    assert rule(await house.put(document, content, content_type="image/jpeg")) == (
        422,
        "DOCUMENT_AS_ANNOUNCED",
    )


async def test_what_cannot_be_opened_is_refused_with_the_way_out_and_nothing_is_stored(
    house: House, output: Output
) -> None:
    content = photograph()[:-400] + b"SENTINEL"
    document = house.announce(content)
    answer = await house.put(document, content)
    assert rule(answer) == (422, "DOCUMENT_OPENS")
    assert house.desk.facts == ["DOCUMENT_OPENS"]
    assert not list(blobs_in(house.folder))
    said = output.text
    assert "document_unreadable" in said
    assert "DAMAGED" in said
    assert "SENTINEL" not in said + answer.text


async def test_an_upload_too_late_is_told_what_to_do(house: House) -> None:
    document = house.announce(photograph())
    house.desk.raises = UploadTooLate()
    assert rule(await house.put(document, photograph())) == (410, "UPLOAD_IN_TIME")


async def test_what_became_impossible_meanwhile_is_a_refusal_and_an_orphan_harms_nobody(house: House) -> None:
    document = house.announce(photograph())
    monkey = house.desk.received

    async def too_many(*_: object, **__: object) -> bytes:
        raise TooManyDocuments

    house.desk.received = too_many  # type: ignore[method-assign]
    assert rule(await house.put(document, photograph())) == (422, "DOCUMENTS_ARE_BOUNDED")
    house.desk.received = monkey  # type: ignore[method-assign]
    assert (await house.put(document, photograph())).status_code == 200
    assert len(list(blobs_in(house.folder))) == 1


async def test_a_crash_between_file_and_fact_leaves_nothing_half_done(house: House) -> None:
    document = house.announce(photograph())
    received = house.desk.received

    async def crash(*_: object, **__: object) -> bytes:
        raise ConnectionResetError

    house.desk.received = crash  # type: ignore[method-assign]
    assert (await house.put(document, photograph())).status_code == 500
    house.desk.received = received  # type: ignore[method-assign]
    assert (await house.put(document, photograph())).status_code == 200
    [path] = blobs_in(house.folder)
    digest = house.desk.announced[document][1].digest
    assert digest is not None
    assert path == blob_path(house.folder, document, digest)


@pytest.mark.parametrize("damage", ["missing", "damaged"])
async def test_a_file_that_was_lost_or_changed_is_told_loudly_to_the_operator_and_served_to_nobody(
    house: House, output: Output, damage: str
) -> None:
    opening = await house.stored(photograph(), MediaType.JPEG)
    [path] = blobs_in(house.folder)
    path.unlink() if damage == "missing" else path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    answer = await house.get(opening)
    assert answer.status_code == 500
    assert f"Blob{damage.title()}" in output.text
    assert set(json.loads(answer.content)) == {"problem"}


async def test_an_erased_document_is_gone(house: House) -> None:
    opening = await house.stored(photograph(), MediaType.JPEG)
    await house.system.fetch("UPDATE vault.key SET wrapped = NULL WHERE subject = $1", CASE)
    assert (await house.get(opening)).status_code == 410


async def test_a_full_disk_is_answered_as_busy(house: House) -> None:
    house.folder.write_text("no folder")
    document = house.announce(photograph())
    assert (await house.put(document, photograph())).status_code == 503
    assert house.desk.facts == []


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE", "GET"])
async def test_documents_are_put_and_nothing_else(house: House, method: str) -> None:
    answer = await house.http.request(
        method, f"/documents/{uuid4()}", headers={"authorization": house.bearer()}
    )
    assert answer.status_code == 405


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_what_was_opened_is_fetched_and_nothing_else(house: House, method: str) -> None:
    opening = await house.stored(photograph(), MediaType.JPEG)
    answer = await house.http.request(
        method, f"/documents/opened/{opening}", headers={"authorization": house.bearer()}
    )
    assert answer.status_code == 405
    assert "fetched" not in house.desk.facts
