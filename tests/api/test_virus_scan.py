"""A virus scanner that is set is asked about every document, and where it does not judge nothing is let through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from api.adapters.blobs import blobs_in
from api.adapters.clamd import Scanner, ScannerUnavailable
from tests.support.document_house import House, house, rule
from tests.support.documents import photograph

__all__ = ["house"]

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLEAN, FOUND = b"stream: OK\0", b"stream: Eicar-Test-Signature FOUND\0"


@dataclass
class Clamd:
    """Speaks the protocol: reads pieces up to an empty one, and answers what it was told to."""

    answer: bytes
    seen: list[bytes] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(await reader.readexactly(4), "big"):
            content += await reader.readexactly(length)
        self.seen.append(content)
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@asynccontextmanager
async def scanner(clamd: Clamd, folder: Path) -> AsyncIterator[Scanner]:
    socket = folder / "clamd"
    server = await asyncio.start_unix_server(clamd.serve, socket)
    try:
        yield Scanner(f"unix://{socket}")
    finally:
        server.close()


async def put(house: House, by: Scanner, content: bytes) -> httpx.Response:
    document = house.announce(content)
    app = Starlette(routes=replace(house.routes, scanner=by).routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://jejak.test") as http:
        return await http.put(
            f"/documents/{document}", content=content, headers={"authorization": house.bearer()}
        )


@pytest.mark.parametrize("size", [0, 1, 64 * 1024, 300_001])
async def test_the_scanner_sees_every_byte(tmp_path: Path, size: int) -> None:
    clamd, content = Clamd(CLEAN), bytes(range(256)) * (size // 256) + bytes(size % 256)
    async with scanner(clamd, tmp_path) as asked:
        assert await asked.is_clean(content)
    assert clamd.seen == [content]


async def test_it_is_reached_over_the_network_too() -> None:
    clamd = Clamd(FOUND)
    server = await asyncio.start_server(clamd.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert not await Scanner(f"tcp://127.0.0.1:{port}").is_clean(b"content")
    server.close()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: OK",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK ERROR\0",
        b"OK\0",
        b"FOUND\0",
        b"x" * 10_000,
    ],
)
async def test_what_is_no_verdict_is_none(tmp_path: Path, answer: bytes) -> None:
    async with scanner(Clamd(answer), tmp_path) as asked:
        with pytest.raises(ScannerUnavailable):
            await asked.is_clean(b"content")


async def test_a_scanner_that_is_not_there_or_does_not_answer_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScannerUnavailable):
        await Scanner(f"unix://{tmp_path}/nobody").is_clean(b"content")
    never = asyncio.Event()

    async def silent(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await never.wait()
        writer.close()

    server = await asyncio.start_unix_server(silent, tmp_path / "silent")
    with pytest.raises(ScannerUnavailable):
        await Scanner(f"unix://{tmp_path}/silent", patience=0.1).is_clean(b"content")
    never.set()
    server.close()


async def test_what_the_scanner_finds_is_refused_before_it_is_opened_or_stored(
    house: House, tmp_path: Path
) -> None:
    async with scanner(Clamd(FOUND), tmp_path) as by:
        assert rule(await put(house, by, photograph())) == (422, "DOCUMENT_HARMLESS")
    assert house.desk.facts == ["DOCUMENT_HARMLESS"]
    assert not list(blobs_in(house.folder))


async def test_what_it_lets_through_is_cleaned_and_stored_as_ever(house: House, tmp_path: Path) -> None:
    clamd, content = Clamd(CLEAN), photograph()
    async with scanner(clamd, tmp_path) as by:
        assert (await put(house, by, content)).status_code == 200
    assert clamd.seen == [content]


async def test_without_a_verdict_nothing_is_let_through_and_one_is_asked_to_come_again(
    house: House, tmp_path: Path
) -> None:
    answer = await put(house, Scanner(f"unix://{tmp_path}/nobody"), photograph())
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert house.desk.facts == []
    assert not list(blobs_in(house.folder))
