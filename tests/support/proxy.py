"""A TCP proxy before PostgreSQL that loses the acknowledgement of whatever is sent next, and with it the connection."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit, urlunsplit

READY = b"Z\x00\x00\x00\x05I"  # the server's last word on a transaction that has ended


class CuttingProxy:
    """Passes everything on, until `lose_the_answer` or `lose_the_question` is called for what comes next."""

    def __init__(self, address: str) -> None:
        self._to = urlsplit(address)
        self._swallow_answers = self._swallow_questions = False
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        """The database's address by way of this proxy."""
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        account = self._to.netloc.rpartition("@")[0]
        return urlunsplit(self._to._replace(netloc=f"{account}@127.0.0.1:{port}"))

    def lose_the_answer(self) -> None:
        """What is sent next is done and committed; then the connection is gone and nobody was told."""
        self._swallow_answers = True

    def lose_the_question(self) -> None:
        """What is sent next never arrives."""
        self._swallow_questions = True

    @asynccontextmanager
    async def running(self) -> AsyncIterator["CuttingProxy"]:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        try:
            yield self
        finally:
            self._server.close()
            for each in self._serving:
                each.cancel()
            await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, client_in: asyncio.StreamReader, client_out: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        server_in, server_out = await asyncio.open_connection(self._to.hostname, self._to.port)
        ways = [
            asyncio.create_task(self._pass_questions(client_in, server_out)),
            asyncio.create_task(self._pass_answers(server_in, client_out)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for writer in (client_out, server_out):
                writer.close()
                with contextlib.suppress(OSError):
                    await writer.wait_closed()
            self._serving.discard(task)

    async def _pass_questions(self, client: asyncio.StreamReader, server: asyncio.StreamWriter) -> None:
        while sent := await client.read(65_536):
            if self._swallow_questions:
                self._swallow_questions = False
                return
            server.write(sent)

    async def _pass_answers(self, server: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        swallowed = b""
        while said := await server.read(65_536):
            if not self._swallow_answers:
                client.write(said)
                continue
            swallowed += said
            if swallowed.endswith(READY):
                self._swallow_answers = False
                return
