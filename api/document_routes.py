"""The bytes of documents, in and out (BAB IV.A.2.c). What they are and who may is said over GraphQL before.

PUT /documents/{document} takes what was announced, from whoever announced it; GET /documents/opened/{opening} gives
what was opened, to whoever opened it. What somebody may not have is answered like what does not exist. No answer and
no line of the log holds a name or a byte of a document.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import structlog
from asyncpg import QueryCanceledError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from api.adapters.blobs import Blobs, BlobsUnavailable
from api.adapters.clamd import Scanner, ScannerUnavailable
from api.application.documents import Documents, Expected, Fetchable
from api.application.occasions import Clock
from api.auth import Authenticator, NotAuthenticated
from api.document_names import disposition
from api.inspection.inspector import Inspector
from api.inspection.problems import Unreadable
from api.inspection.signatures import begins_as
from api.logs import request_bound
from domain.errors import (
    DocumentHarmful,
    DocumentReceivedAlready,
    DocumentUnreadable,
    NoSuchDocument,
    NotAsAnnounced,
    RuleBroken,
    SignInNeeded,
)
from domain.errors.base import Rule
from domain.people import Actor, DocumentId, OpeningId
from eventstore.errors import Erased, Overloaded

log = structlog.get_logger(__name__)

LARGEST_SENT: Final = 32 * 1024 * 1024  # bytes, whatever the limits in force say
SENDING: Final = 300.0  # seconds for the bytes of one document to arrive
UPLOADS: Final = 32  # at once
UPLOADS_OF_ONE: Final = 2  # at once, from one person

HEADERS: Final[Mapping[str, str]] = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "accept-ranges": "none",
}
_STATUS: Final[Mapping[Rule, int]] = {
    Rule.SIGN_IN: 401,
    Rule.NO_SUCH_DOCUMENT: 404,
    Rule.ROLE_ENDED: 404,
    Rule.DOCUMENT_ONCE: 409,
    Rule.UPLOAD_IN_TIME: 410,
    Rule.OPENING_EXPIRED: 410,
}
_FAULT = "Something went wrong here; it was logged. Send the same request again."
_BUSY = "Too much is going on. Send the same request again in a moment."
_SLOW = "The document did not arrive in time. Send it again."
_ERASED = "The document was erased and cannot be restored."

Answer = Callable[[Request, Actor], Coroutine[None, None, Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRoutes:
    """Takes documents in and gives them out. `clock` says which roles hold today."""

    documents: Documents
    blobs: Blobs
    inspector: Inspector
    scanner: Scanner | None
    authenticator: Authenticator
    clock: Clock
    zone: ZoneInfo
    sending: float = SENDING
    under_way: Counter[UUID] = field(default_factory=Counter)

    def routes(self) -> list[BaseRoute]:
        """Everything below /documents."""
        give = Route("/documents/opened/{opening}", self._guarded(self._give), methods=["GET"])
        give.methods = {"GET"}  # HEAD would be a fetch on record of which nobody saw a byte
        return [give, Route("/documents/{document}", self._guarded(self._take), methods=["PUT"])]

    def _guarded(self, answer: Answer) -> Callable[[Request], Coroutine[None, None, Response]]:
        async def guarded(request: Request) -> Response:
            with request_bound(request=str(uuid4())):
                try:
                    actor = await self._actor(request)
                    with request_bound(actor=actor.person, actor_role=actor.role):
                        return await answer(request, actor)
                except RuleBroken as broken:
                    return _refused(broken)
                except NotAuthenticated:
                    return _refused(SignInNeeded())
                except (Overloaded, QueryCanceledError, BlobsUnavailable, ScannerUnavailable) as busy:
                    log.warning("documents_busy", exc_info=busy)
                    return _problem(503, _BUSY)
                except Erased:
                    return _problem(410, _ERASED)
                except TimeoutError:
                    return _problem(408, _SLOW)
                except ClientDisconnect:
                    return Response(status_code=400)  # which nobody reads
                except Exception:
                    log.exception("request_failed")
                    return _problem(500, _FAULT)

        return guarded

    async def _actor(self, request: Request) -> Actor:
        """Raises NotAuthenticated, SignInNeeded; NoSuchDocument for a person without a role."""
        today = self.clock().astimezone(self.zone).date()
        caller = await self.authenticator.caller(request.headers, today)
        if caller.person is None:
            raise SignInNeeded
        if caller.actor is None:
            raise NoSuchDocument
        return caller.actor

    async def _take(self, request: Request, actor: Actor) -> Response:
        document = DocumentId(_named(request, "document"))
        expected = await self.documents.expected(document, by=actor)
        try:
            with self._one_more(actor):
                content = await _sent(request, expected, self.sending)
                digest = await self._standing(expected, content, actor)
        except (NotAsAnnounced, DocumentHarmful, DocumentUnreadable, DocumentReceivedAlready) as broken:
            await self.documents.refused(expected, broken, by=actor)
            raise
        answer = {"document": str(document), "digest": digest.hex()}
        return JSONResponse({"received": answer}, headers=dict(HEADERS))

    async def _standing(self, expected: Expected, content: bytes, actor: Actor) -> bytes:
        """The digest on record of a document with this content: now put there, or by an earlier or quicker upload."""
        source = sha256(content).digest()
        complaint, document, kept = expected.complaint, expected.document, None
        standing = expected.digest
        if standing is None:
            clean = await self._cleaned(expected, content)
            stored = await self.blobs.keep(complaint, document, clean, expected.media_type, source=source)
            kept = stored.digest
            standing = await self.documents.received(expected, stored, by=actor)
            await self.blobs.forget_others(document, standing)
        if standing != kept and not await self.blobs.was_made_from(
            complaint, document, standing, source=source
        ):
            raise DocumentReceivedAlready
        return standing

    async def _cleaned(self, expected: Expected, content: bytes) -> bytes:
        """What is stored of it. Raises DocumentHarmful, DocumentUnreadable, ScannerUnavailable."""
        if self.scanner is not None and not await self.scanner.is_clean(content):
            log.warning("document_harmful", document=expected.document)
            raise DocumentHarmful
        try:
            return await self.inspector.cleaned(content, expected.media_type)
        except Unreadable as unreadable:
            log.warning("document_unreadable", document=expected.document, status=unreadable.problem.value)
            raise DocumentUnreadable from None

    async def _give(self, request: Request, actor: Actor) -> Response:
        found = await self.documents.fetched(OpeningId(_named(request, "opening")), by=actor)
        content = await self.blobs.content(found.complaint, found.document, found.digest)
        return Response(content, headers=_served(found))

    @contextmanager
    def _one_more(self, actor: Actor) -> Iterator[None]:
        """Raises Overloaded where too many documents are on their way: each is in memory until it is stored."""
        of_one = self.under_way[actor.person]
        if of_one >= UPLOADS_OF_ONE or self.under_way.total() >= UPLOADS:
            raise Overloaded
        self.under_way[actor.person] += 1
        try:
            yield
        finally:
            self.under_way[actor.person] -= 1
            if not self.under_way[actor.person]:
                del self.under_way[actor.person]


def _named(request: Request, name: str) -> UUID:
    try:
        return UUID(request.path_params[name])
    except ValueError:
        raise NoSuchDocument from None


async def _sent(request: Request, expected: Expected, patience: float) -> bytes:
    """The body, counted while it arrives. Raises NotAsAnnounced, TimeoutError.

    Of what was received already, whatever comes is compared with what was sent then.
    """
    again = expected.digest is not None
    if not again and not _announces(request.headers, expected):
        raise NotAsAnnounced
    most = LARGEST_SENT if again else min(expected.size, LARGEST_SENT)
    collected = bytearray()
    async with asyncio.timeout(patience):
        async for piece in request.stream():
            collected += piece
            if len(collected) > most:
                raise NotAsAnnounced
    content = bytes(collected)
    if not again and (len(content) != expected.size or not begins_as(expected.media_type, content)):
        raise NotAsAnnounced
    return content


def _announces(headers: Mapping[str, str], expected: Expected) -> bool:
    """Whether what the headers say, if they say it, is what was announced. A body that is packed is not."""
    kind = headers.get("content-type", expected.media_type.mime).partition(";")[0].strip().lower()
    size = headers.get("content-length", str(expected.size))
    packed = headers.get("content-encoding", "identity").strip().lower()
    return (kind, size, packed) == (expected.media_type.mime, str(expected.size), "identity")


def _served(found: Fetchable) -> dict[str, str]:
    return {
        **HEADERS,
        "content-type": found.media_type.mime,
        "content-disposition": disposition(found.name, found.media_type),
    }


def _refused(broken: RuleBroken) -> Response:
    """The rule and the way out; whatever ends in 404 is told in the same words."""
    status = _STATUS.get(broken.rule, 422)
    told = NoSuchDocument() if status == 404 else broken
    refused = {
        "rule": told.rule.value,
        "clause": told.clause,
        "message": {"indonesian": told.message.id, "english": told.message.en},
        "wayOut": {"indonesian": told.way_out.id, "english": told.way_out.en},
    }
    authenticate = {"www-authenticate": "Bearer"} if status == 401 else {}
    return JSONResponse({"refused": refused}, status_code=status, headers={**HEADERS, **authenticate})


def _problem(status: int, message: str) -> Response:
    again = {"retry-after": "5"} if status == 503 else {}
    return JSONResponse({"problem": message}, status_code=status, headers={**HEADERS, **again})
