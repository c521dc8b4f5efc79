"""A served log as a client reads it: over HTTP, with a bearer token where one is needed."""

from types import TracebackType
from typing import Final, Self
from uuid import UUID

import httpx

from api.auth import ASSIGNMENT_HEADER
from eventstore.log_source import SourceMissing

SECONDS: Final = 60.0
LARGEST: Final = 32 * 1024 * 1024  # bytes; a full bundle of the largest entries has 16 MiB


class HttpSource:
    """The log under one address, such as https://example.go.id/log/. Use it in an `async with`."""

    def __init__(
        self,
        address: str,
        token: str | None = None,
        *,
        assignment: UUID | None = None,
        client: httpx.AsyncClient | None = None,
    ) -> None:
        """`assignment`: in which of several assignments the token's person reads; without it, in the first."""
        self._prefix = address.rstrip("/") + "/"
        self._headers = {} if token is None else {"authorization": f"Bearer {token}"}
        if assignment is not None:
            self._headers[ASSIGNMENT_HEADER] = str(assignment)
        # Redirects are not followed: a token is for the server it was given for.
        self._client = client or httpx.AsyncClient(timeout=SECONDS, follow_redirects=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def fetch(self, path: str) -> bytes:
        """The body of an answer with status 200. Raises SourceMissing for any other, and if none comes."""
        body = bytearray()
        try:
            async with self._client.stream("GET", self._prefix + path, headers=self._headers) as answer:
                if answer.status_code != httpx.codes.OK:
                    raise SourceMissing(path, _meaning(answer.status_code))
                async for piece in answer.aiter_bytes():
                    body += piece
                    if len(body) > LARGEST:
                        raise SourceMissing(path, "the answer is too large")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SourceMissing(path, f"no answer from the server ({type(error).__name__})") from None
        return bytes(body)


def _meaning(status: int) -> str:
    match status:
        case 401:
            return "the token does not hold, or not in this assignment (401)"
        case 404:
            return "not found; entries and the live log need a token of the inspectorate or a mirror (404)"
        case _:
            return f"the server answered with {status}"
