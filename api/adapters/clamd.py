"""Ask a virus scanner (clamd) about what was sent, by its own protocol (INSTREAM)."""

import asyncio
from contextlib import suppress
from typing import Final
from urllib.parse import urlsplit

from eventstore.errors import EventStoreError

PATIENCE: Final = 60.0  # seconds for one document
_PIECE: Final = 64 * 1024
_LONGEST_ANSWER: Final = 4096


class ScannerUnavailable(EventStoreError):
    """The scanner cannot be reached or does not judge: nothing is let through unseen."""

    def __init__(self) -> None:
        super().__init__("The virus scanner does not answer. See docs/runbook.md, Documents.")


class Scanner:
    """`tcp://host:3310`, or `unix:///path` of a socket."""

    def __init__(self, address: str, *, patience: float = PATIENCE) -> None:
        self._address = urlsplit(address)
        self._patience = patience

    async def is_clean(self, content: bytes) -> bool:
        """Whether the scanner found nothing. Raises ScannerUnavailable for every answer that is no verdict."""
        try:
            async with asyncio.timeout(self._patience):
                answer = await self._asked(content)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            raise ScannerUnavailable from None
        if answer == b"stream: OK\0":
            return True
        if answer.startswith(b"stream: ") and answer.endswith(b" FOUND\0"):
            return False
        raise ScannerUnavailable

    async def _asked(self, content: bytes) -> bytes:
        reader, writer = await self._connected()
        try:
            writer.write(b"zINSTREAM\0")
            for start in range(0, len(content), _PIECE):
                piece = content[start : start + _PIECE]
                writer.write(len(piece).to_bytes(4, "big") + piece)
                await writer.drain()
            writer.write(bytes(4))
            await writer.drain()
            return await reader.readuntil(b"\0")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.scheme == "unix":
            return await asyncio.open_unix_connection(self._address.path, limit=_LONGEST_ANSWER)
        return await asyncio.open_connection(
            self._address.hostname, self._address.port or 3310, limit=_LONGEST_ANSWER
        )
