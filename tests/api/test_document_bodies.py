"""What is taken in as a document: no more, no less and nothing else than was announced, and not for ever."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from starlette.applications import Starlette

from api.adapters.blobs import blobs_in
from api.document_routes import UPLOADS_OF_ONE
from domain.vocabulary import MediaType
from tests.support.document_house import House, house, rule
from tests.support.documents import drawn, encoded, pdf, photograph
from tests.support.output import Output

__all__ = ["house"]

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
