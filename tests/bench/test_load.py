"""The load generator sends what it was told, no more, and counts what was not answered well."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bench.load import answer_length, run

Reply = Callable[[bytes], bytes]


@asynccontextmanager
async def served(reply: Reply) -> AsyncIterator[tuple[int, list[list[bytes]]]]:
    """A server's port, and the request lines it has had, one list a connection."""
    had: list[list[bytes]] = []

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine: list[bytes] = []
        had.append(mine)
        while head := await reader.read(65536):
            mine.append(head.split(b"\r\n")[0])
            answer = reply(head)
            if not answer:
                break
            writer.write(answer[:20])  # in two pieces
            await writer.drain()
            writer.write(answer[20:])
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], had


def job(port: int, count: int, connections: int = 2) -> dict[str, Any]:
    requests = [b"GET /%d HTTP/1.1\r\nhost: here\r\n\r\n" % number for number in range(4)]
    return {
        "port": port,
        "requests": [base64.b64encode(each).decode() for each in requests],
        "connections": connections,
        "count": count,
    }


def good(_: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


async def test_it_sends_exactly_so_many_requests_and_each_connection_its_own() -> None:
    async with served(good) as (port, had):
        done = await run(job(port, 11))

    assert sum(len(mine) for mine in had) == len(done["latencies"]) == 11
    assert done["failed"] == 0
    assert {frozenset(mine) for mine in had} == {
        frozenset({b"GET /0 HTTP/1.1", b"GET /2 HTTP/1.1"}),
        frozenset({b"GET /1 HTTP/1.1", b"GET /3 HTTP/1.1"}),
    }


async def test_an_answer_that_is_not_200_has_failed() -> None:
    def now_and_then(head: bytes) -> bytes:
        return good(head) if b"/0" not in head else b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n"

    async with served(now_and_then) as (port, _):
        done = await run(job(port, 8, connections=1))

    assert done["failed"] == 2


async def test_a_request_that_is_not_answered_has_failed() -> None:
    async with served(lambda _: b"") as (port, _):
        done = await run(job(port, 6))

    assert done["failed"] == 6


@pytest.mark.parametrize(
    ("received", "length"),
    [
        (b"HTTP/1.1 200 OK\r\n", None),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab", None),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc", 41),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", None),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 60),
    ],
)
def test_an_answer_is_whole_by_its_length_or_its_last_chunk(received: bytes, length: int | None) -> None:
    assert answer_length(bytearray(received)) == length
