"""The log as others read it, under /log/: tlog-tiles, tlog-checkpoint and tlog-proof, byte for byte.

In a small office even the growth of the log says that somebody complained, so the public sees what was signed an
hour ago or earlier, and its view moves on the full hour. The live tree and the entries themselves are for the
inspectorate and for registered mirrors; each bundle they take is an event before it is sent. A proof goes to whoever
holds both halves of a receipt, and leads to the first checkpoint over the event, so it tells nothing of later growth.
What somebody may not have is answered like what does not exist.
"""

import gzip
import hashlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from api.application.names import fetches_stream
from api.application.occasions import Clock
from api.application.offices import guard_of
from api.auth import Authenticator, Caller, NotAuthenticated
from domain.errors import RoleEnded
from domain.people import Actor, PersonId, Role
from eventstore.errors import Overloaded, StreamMoved
from eventstore.log_events import entries_fetched
from eventstore.proofs import SUFFIX
from eventstore.records import ANY, AppendCommand, Cause, Guard, Item
from eventstore.store import Store
from eventstore.tile_source import Published, TileSource
from eventstore.tiles import Tile, TileError

PUBLIC_AGE = timedelta(hours=1)
ATTEMPTS = 3
MIRROR = "MIRROR"  # in which role a registered mirror stands in the log

Answer = Callable[[Request], Coroutine[None, None, Response]]
BYTES = "application/octet-stream"
_YEAR = 365 * 24 * 3600
_NEVER_STORED = {"cache-control": "private, no-store", "x-content-type-options": "nosniff"}


class NotHere(Exception):
    """There is no such thing for this caller; one answer for every reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who may copy the log: who, in which role, and the assignment that says so, if it is one."""

    person: PersonId
    role: str
    actor: Actor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRoutes:
    """Answers GET /log/…. `clock` is compared with the times at which checkpoints were published."""

    tiles: TileSource
    store: Store
    authenticator: Authenticator
    verifier_key: Callable[[], str | None]
    mirrors: frozenset[UUID]
    clock: Clock
    zone: ZoneInfo

    def routes(self) -> list[BaseRoute]:
        """Everything below the prefix of the log."""
        return [
            Route("/log/vkey", self._guarded(self._vkey), methods=["GET"]),
            Route("/log/checkpoint", self._guarded(self._checkpoint), methods=["GET"]),
            Route("/log/tile/{path:path}", self._guarded(self._tile), methods=["GET"]),
            Route("/log/proof/{event}", self._guarded(self._proof), methods=["GET"]),
        ]

    def _guarded(self, answer: Answer) -> Answer:
        async def guarded(request: Request) -> Response:
            try:
                return await answer(request)
            except (NotHere, TileError):
                return _text("Not found.\n", 404, _NEVER_STORED)
            except NotAuthenticated:
                return _text("The credentials do not hold. Sign in again.\n", 401, _NEVER_STORED)
            except Overloaded:
                return _text("Too much is going on. Ask again in a moment.\n", 503, _NEVER_STORED)

        return guarded

    async def _vkey(self, _: Request) -> Response:
        key = self.verifier_key()
        if key is None:
            raise NotHere
        return _text(f"{key}\n", 200, {"cache-control": "public, max-age=3600"})

    async def _checkpoint(self, request: Request) -> Response:
        reader = await self._reader(request)
        checkpoint = await self._seen_by(reader)
        headers = {"cache-control": "public, max-age=5", "vary": "authorization"} if reader is None else {}
        return _text(checkpoint.note, 200, headers or _NEVER_STORED)

    async def _tile(self, request: Request) -> Response:
        tile = Tile.parse(f"tile/{request.path_params['path']}")
        reader = await self._reader(request)
        if tile.level is None:
            return await self._entries(request, reader, tile)
        if tile.end > (await self._seen_by(reader)).size:
            raise NotHere
        return Response(await self.tiles.hashes(tile), media_type=BYTES, headers=_kept(reader, tile))

    async def _entries(self, request: Request, reader: Reader | None, tile: Tile) -> Response:
        if reader is None or tile.end > (await self._seen_by(reader)).size:
            raise NotHere
        bundle = await self.tiles.entries(tile)
        await self._record(reader, tile)
        headers = {**_NEVER_STORED, "vary": "accept-encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            bundle = gzip.compress(bundle, 6, mtime=0)
        return Response(bundle, media_type=BYTES, headers=headers)

    async def _proof(self, request: Request) -> Response:
        try:
            event = UUID(request.path_params["event"].removesuffix(SUFFIX))
            leaf = bytes.fromhex(request.query_params.get("leaf", ""))
        except ValueError:
            raise NotHere from None
        proof = await self.tiles.proof_of_receipt(event, leaf)
        if proof is None:
            raise NotHere
        named = {"content-disposition": f'attachment; filename="{event}{SUFFIX}"'}
        return _text(proof.encode(), 200, {**_NEVER_STORED, **named})

    async def _reader(self, request: Request) -> Reader | None:
        """The caller, if it is one who may copy the log. Raises NotAuthenticated."""
        caller = await self.authenticator.caller(request.headers, self._today())
        return reader_of(caller, self.mirrors)

    async def _seen_by(self, reader: Reader | None) -> Published:
        """The checkpoint that is the log's end for this caller. Raises NotHere before the first one."""
        if reader is not None:
            checkpoint = await self.tiles.latest()
        else:
            checkpoint = await self.tiles.published_by(public_until(self.clock()))
        if checkpoint is None:
            raise NotHere
        return checkpoint

    async def _record(self, reader: Reader, tile: Tile) -> None:
        """The fetch becomes an event before anything is sent. Raises NotHere if the role has ended meanwhile."""
        key = uuid4()
        event = entries_fetched(bundle=tile.index, width=tile.width, occurred_at=self.clock())
        for _ in range(ATTEMPTS):
            command = AppendCommand(
                scope=f"fetches:{reader.person}",
                key=key,
                fingerprint=hashlib.sha256(tile.path.encode()).digest(),
                cause=Cause(actor=reader.person, actor_role=reader.role, correlation=key),
                items=(Item(stream=fetches_stream(reader.person), expected=ANY, event=event),),
                guards=await self._guards(reader),
            )
            try:
                await self.store.append_one(command)
            except StreamMoved:
                continue
            return
        raise Overloaded

    def _today(self) -> date:
        return self.clock().astimezone(self.zone).date()

    async def _guards(self, reader: Reader) -> tuple[Guard, ...]:
        if reader.actor is None:
            return ()
        try:
            return await guard_of(self.store, reader.actor, self._today(), self.zone)
        except RoleEnded:
            raise NotHere from None


def public_until(now: datetime) -> datetime:
    """The youngest moment of which the public may know: the full hour that is an hour old or more."""
    return now.replace(minute=0, second=0, microsecond=0) - PUBLIC_AGE


def reader_of(caller: Caller, mirrors: frozenset[UUID]) -> Reader | None:
    """As whom a caller may copy the log: the inspectorate, in the assignment the request is made in, or a mirror."""
    if caller.person is None:
        return None
    if caller.actor is not None and caller.actor.role is Role.INTERNAL_AUDITOR:
        return Reader(person=caller.person, role=caller.actor.role.value, actor=caller.actor)
    if caller.person in mirrors:
        return Reader(person=caller.person, role=MIRROR, actor=None)
    return None


def _text(text: str, status: int, headers: dict[str, str]) -> Response:
    return PlainTextResponse(text, status_code=status, headers=headers)


def _kept(reader: Reader | None, tile: Tile) -> dict[str, str]:
    """How long caches may keep a hash tile: a full one for ever, and everybody's only what everybody may see."""
    if not tile.full:
        return _NEVER_STORED
    if reader is None:
        return {"cache-control": f"public, max-age={_YEAR}, immutable"}
    return {"cache-control": f"private, max-age={_YEAR}, immutable"}
