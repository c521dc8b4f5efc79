"""Where the time of one of our requests goes: every stage called by itself, in one process, one at a time."""

import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request

from api.app import create_app
from api.bodies import read_body
from api.graphql import Endpoint
from api.parts import open_api
from bench.read_side.database import Ground
from bench.read_side.documents import JEJAK, graphql
from bench.read_side.policy import claims_of_liaison
from bench.read_side.viewers import viewers

_WARM_UP = 50


async def stages(ground: Ground, *, executions: int) -> Mapping[str, float]:
    """Medians in microseconds, for the inbox of one officer. The database's work is in `statement`."""
    [viewer] = await viewers(ground, 1)
    office = next(each for each in ground.organisation.offices if str(each.unit) in viewer.audience)
    head, _, body = graphql(JEJAK, signed_in=True)("inbox", viewer, "").partition(b"\r\n\r\n")
    headers = [
        (name.strip().encode(), text.strip().encode())
        for name, _, text in (line.partition(":") for line in head.decode().split("\r\n")[1:])
    ]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}

    async with open_api(ground.settings) as api:
        endpoint, app = api.endpoint, create_app(ground.settings, api)

        async def whole() -> None:
            await app({**scope, "http_version": "1.1"}, _receiving(body), _thrown_away)

        steps = _steps(endpoint, scope, body, claims_of_liaison(office), viewer.token)
        found = {"whole request": await _median(whole, executions)}
        for name, step in steps.items():
            found[name] = await _median(step, executions)
    return found


def _steps(
    endpoint: Endpoint, scope: Mapping[str, Any], body: bytes, claims: Mapping[str, Any], token: str
) -> Mapping[str, Callable[[], Awaitable[object]]]:
    prepared = endpoint.compiler.prepare(JEJAK["inbox"])
    authorization = {"authorization": f"Bearer {token}"}

    async def reading() -> object:
        return await read_body(Request(dict(scope), _receiving(body)))

    async def signing_in() -> object:
        return await endpoint.authenticator.guess(authorization, claims["today"])

    async def preparing() -> object:
        return endpoint.compiler.prepare(JEJAK["inbox"])

    async def binding() -> object:
        return prepared.statement(claims)

    async def running() -> object:
        return await endpoint.pool.run(prepared, claims)

    async def fetching() -> object:
        [connection, *_] = endpoint.pool.idle
        sql, parameters = prepared.statement(claims)
        return await connection.fetchrow(sql, *parameters)

    return {
        "body": reading,
        "token and roles": signing_in,
        "document": preparing,
        "parameters": binding,
        "pool and statement": running,
        "statement": fetching,
    }


async def _median(step: Callable[[], Awaitable[object]], executions: int) -> float:
    for _ in range(_WARM_UP):
        await step()
    taken = []
    for _ in range(executions):
        began = time.perf_counter()
        await step()
        taken.append(time.perf_counter() - began)
    return round(statistics.median(taken) * 1_000_000, 1)


def _receiving(body: bytes) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _thrown_away(_: Any) -> None:
    """Where an answer goes that nobody waits for."""
