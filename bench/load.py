"""A load generator in a process of its own: HTTP/1.1 with keep-alive, over loopback alone, bounded by count.

It reads one JSON line a job on standard input and answers one a job on standard output, until the input ends:

    {"port": 8000, "requests": ["<base64 of a whole HTTP request>", …], "connections": 8, "count": 2000}
    {"seconds": 1.93, "latencies": [0.0031, …], "bytes": 5340000, "failed": 0}

Connection k sends requests k, k + connections, … of the list in turn, each as soon as the one before is answered, so
a connection is one client with one sign-in where the list is made for it. A response that is not 200 is failed.
"""

import asyncio
import base64
import json
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import uvloop

HOST = "127.0.0.1"
LONGEST_JOB = 300.0  # seconds


@dataclass(slots=True)
class Tally:
    """What a job has come to so far."""

    left: int
    done: asyncio.Future[None]
    open: int = 0
    latencies: list[float] = field(default_factory=list)
    bytes: int = 0
    failed: int = 0


class Client(asyncio.Protocol):
    """One connection: a request, its whole answer, the next request."""

    def __init__(self, requests: list[bytes], tally: Tally) -> None:
        self._requests = requests
        self._tally = tally
        self._next = 0
        self._sent = 0.0
        self._received = bytearray()
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._tally.open += 1
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        length = answer_length(self._received)
        if length is None:
            return
        tally = self._tally
        tally.latencies.append(time.perf_counter() - self._sent)
        tally.bytes += length
        tally.failed += not self._received.startswith(b"HTTP/1.1 200 ")
        self._received.clear()
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  (asyncio's signature)
        self._tally.open -= 1
        if self._tally.open == 0 and not self._tally.done.done():
            self._tally.done.set_result(None)

    def _send(self) -> None:
        if self._tally.left == 0:
            self._transport.close()
            return
        self._tally.left -= 1
        request = self._requests[self._next]
        self._next = (self._next + 1) % len(self._requests)
        self._sent = time.perf_counter()
        self._transport.write(request)


def answer_length(received: bytearray) -> int | None:
    """The length of the response at the start of these bytes, or None while it is not all there."""
    head = received.find(b"\r\n\r\n")
    if head < 0:
        return None
    headers = bytes(received[:head]).lower()
    at = headers.find(b"\r\ncontent-length:")
    if at >= 0:
        length = head + 4 + int(headers[at + 17 :].partition(b"\r\n")[0])
        return length if len(received) >= length else None
    if b"\r\ntransfer-encoding: chunked" not in headers:
        raise ValueError("an answer with neither a length nor chunks")
    return len(received) if received.endswith(b"\r\n0\r\n\r\n") else None


async def run(job: dict[str, Any]) -> dict[str, Any]:
    """One job. Raises TimeoutError past its bound and OSError where nothing listens."""
    loop = asyncio.get_running_loop()
    requests = [base64.b64decode(each) for each in job["requests"]]
    connections = min(job["connections"], job["count"])
    tally = Tally(left=job["count"], done=loop.create_future())
    began = time.perf_counter()
    async with asyncio.timeout(LONGEST_JOB):
        for number in range(connections):
            mine = requests[number::connections] or requests
            await loop.create_connection(partial(Client, mine, tally), HOST, job["port"])
        await tally.done
    seconds = time.perf_counter() - began
    unanswered = job["count"] - len(tally.latencies)
    return {
        "seconds": seconds,
        "latencies": tally.latencies,
        "bytes": tally.bytes,
        "failed": tally.failed + unanswered,
    }


def main() -> None:
    """Answer jobs until the input ends."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for line in sys.stdin:
            print(json.dumps(runner.run(run(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
