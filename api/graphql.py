"""The GraphQL endpoint: queries are compiled, mutations run; both answer in one form, and errors repeat nothing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import orjson
import strawberry
import structlog
from asyncpg import QueryCanceledError
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.application.files import CompiledFiles, claims_of
from api.auth import Authenticator, Caller, NotAuthenticated
from api.bodies import RESPONSE_TYPE, Asked, BodyRefused, read_body
from api.logs import request_bound
from domain.people import Actor, PersonId, Role
from eventstore.errors import Overloaded
from schema.compiler import Answer, ClaimedPool, Compiler, RequestError
from schema.compiler import Request as Prepared
from schema.context import Context, Desk

log = structlog.get_logger(__name__)


TRIES = 3
EXPLAIN_HEADER = "jejak-explain"
Explainer = Callable[[Prepared, Mapping[str, Any]], Awaitable[dict[str, object]]]


class RolesUnsettled(Exception):
    """The statement saw other assignments than the caller's, however often they were read anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Answers POST /graphql."""

    schema: strawberry.Schema
    compiler: Compiler
    pool: ClaimedPool
    desk: Desk
    authenticator: Authenticator
    last_actor: Callable[[PersonId], Awaitable[Actor | None]]
    """A person in the assignment that was granted last: what was asked in it is answered again when it has ended."""
    zone: ZoneInfo
    schema_is_public: bool
    """Whether anybody may introspect; otherwise people who are signed in."""
    explain: Explainer | None
    """Answers a query's statement and plan to whoever asks for them; in development only."""

    async def __call__(self, request: Request) -> Response:
        """200 with data or errors; 400, 413 and 415 for what is no request; 401 for credentials that do not hold;
        500 for a fault, which is logged by its type and place."""
        with request_bound(request=str(uuid4())):
            try:
                asked = await read_body(request)
                today = datetime.now(UTC).astimezone(self.zone).date()
                return await self._answer(asked, request.headers, today)
            except BodyRefused as refused:
                return errors(refused.status, [_error(refused.message, "BAD_REQUEST")])
            except NotAuthenticated:
                message = "The credentials do not hold. Sign in again."
                return errors(401, [_error(message, "UNAUTHENTICATED")], **{"www-authenticate": "Bearer"})
            except RequestError as refused:
                return errors(200, refused.errors)
            except (Overloaded, QueryCanceledError):
                return errors(503, [_error(BUSY, "OVERLOADED")])
            except Exception:
                log.exception("request_failed")
                return errors(500, [_error(FAULT, "INTERNAL")])

    async def _answer(self, asked: Asked, headers: Mapping[str, str], today: date) -> Response:
        caller = await self.authenticator.guess(headers, today)
        prepared = self.compiler.prepare(asked.query, asked.variables, asked.operation)
        if prepared.introspects and caller.person is None and not self.schema_is_public:
            message = "Sign in to ask for the schema, or read schema.graphql."
            return errors(200, [_error(message, "UNAUTHENTICATED")])
        if prepared.needs_executor:
            if caller.guessed:
                caller = await self.authenticator.caller(headers, today)
            return await self._execute(asked, caller, claims_of(caller, today), prepared.cost)
        answer = await self._read(prepared, caller, headers, today)
        told = _told(caller, answer)
        if self.explain is not None and EXPLAIN_HEADER in headers:
            told["explain"] = await self.explain(prepared, claims_of(caller, today))
        return Response(
            b'{"data":%b,"extensions":%b}' % (answer.data, orjson.dumps({"jejak": told})),
            media_type=RESPONSE_TYPE,
            headers=NO_STORE,
        )

    async def _read(
        self, prepared: Prepared, caller: Caller, headers: Mapping[str, str], today: date
    ) -> Answer:
        """The answer of a statement that has itself seen the assignments which the caller is taken to have."""
        for _ in range(TRIES):
            try:
                answer = await self.pool.run(prepared, claims_of(caller, today))
            except RequestError:  # a cursor, perhaps, of an audience that the caller has joined since
                if not caller.guessed:
                    raise
            else:
                if answer.meta["assignments"] == caller.written:
                    return answer
            caller = await self.authenticator.caller(headers, today)
        raise RolesUnsettled

    async def _execute(self, asked: Asked, caller: Caller, claims: Mapping[str, Any], cost: int) -> Response:
        actor = caller.actor
        if actor is None and caller.person is not None:
            actor = await self.last_actor(caller.person)
        identifiers = {} if actor is None else {"actor": actor.person, "actor_role": actor.role}
        files = CompiledFiles(self.compiler, self.pool, claims)
        with request_bound(**identifiers):
            result = await self.schema.execute(
                asked.query,
                variable_values=dict(asked.variables),
                operation_name=asked.operation,
                context_value=Context(viewer=actor, desk=self.desk, files=files),
            )
            body: dict[str, Any] = {"data": result.data, "extensions": {"jejak": {"cost": cost}}}
            if result.errors:
                body["errors"] = [entry for error in result.errors for entry in masked(error)]
        return Response(orjson.dumps(body, default=str), media_type=RESPONSE_TYPE, headers=NO_STORE)


BUSY = "Too much is going on. Send the same request again in a moment."
FAULT = "Something went wrong here; it was logged. Send the same request again."
NO_STORE = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


def masked(error: GraphQLError) -> list[dict[str, object]]:
    """What may be said of what went wrong in a mutation: where it was, and nothing that anybody wrote."""
    found: Sequence[Mapping[str, object]]
    match error.original_error:
        case None:
            found = [_error("The request does not fit the schema.", "BAD_USER_INPUT")]
        case RequestError() as refused:
            found = refused.errors
        case Overloaded() | QueryCanceledError():
            found = [_error(BUSY, "OVERLOADED")]
        case fault:
            log.error("request_failed", exc_info=fault)
            found = [_error(FAULT, "INTERNAL")]
    return [{**entry, "path": list(error.path or ())} for entry in found]


def errors(status: int, found: Sequence[Mapping[str, object]], **headers: str) -> Response:
    """An answer without data."""
    return JSONResponse(
        {"errors": list(found)}, status_code=status, media_type=RESPONSE_TYPE, headers={**NO_STORE, **headers}
    )


def _error(message: str, code: str) -> dict[str, object]:
    return {"message": message, "extensions": {"code": code}}


def _told(caller: Caller, answer: Answer) -> dict[str, object]:
    """What was asked, and for an officer the position the answer is true at (see `asOf`)."""
    told: dict[str, object] = {"cost": answer.cost}
    if caller.actor is not None and caller.actor.role is not Role.COMPLAINANT:
        told["position"] = str(answer.meta["position"])
    return told
