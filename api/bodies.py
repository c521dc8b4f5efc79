"""Read one GraphQL request from an HTTP body, and refuse everything else by one constant sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request

LARGEST_BODY = 256 * 1024
CONTENT_TYPE = "application/json"
RESPONSE_TYPE = "application/graphql-response+json"


class BodyRefused(Exception):
    """The request cannot be read. `status` is the HTTP status to answer with."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asked: a document, its variables, and which of its operations."""

    query: str
    variables: Mapping[str, Any]
    operation: str | None


async def read_body(request: Request) -> Asked:
    """Raises BodyRefused for another content type, too many bytes, and whatever is not a GraphQL request."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != CONTENT_TYPE:
        raise BodyRefused(415, "Send the request as application/json.")
    return _parsed(await _bytes(request))


async def _bytes(request: Request) -> bytes:
    """The body, counted while it arrives: a declared length is only a claim."""
    collected = bytearray()
    async for piece in request.stream():
        collected += piece
        if len(collected) > LARGEST_BODY:
            raise BodyRefused(413, f"A request may have {LARGEST_BODY // 1024} KiB at most.")
    return bytes(collected)


def _parsed(body: bytes) -> Asked:
    try:
        asked = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise BodyRefused(400, "The body is not JSON.") from None
    if not isinstance(asked, dict):
        raise BodyRefused(400, "The body must be one JSON object; batches are not accepted.")
    query, variables, operation = asked.get("query"), asked.get("variables"), asked.get("operationName")
    if not isinstance(query, str):
        raise BodyRefused(400, "The field query must be a string.")
    if variables is not None and not isinstance(variables, dict):
        raise BodyRefused(400, "The field variables must be an object.")
    if operation is not None and not isinstance(operation, str):
        raise BodyRefused(400, "The field operationName must be a string.")
    return Asked(query=query, variables=variables or {}, operation=operation)
