"""The HTTP application on one page: routes, headers, and what lives as long as it does."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from api.graphql import FAULT, errors
from api.parts import Api
from api.settings import Settings

Page = Callable[[Request], HTMLResponse]


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentPage:
    """What GET /graphql shows in development, and the folder its files come from."""

    page: Page
    files: Path | None


def create_app(settings: Settings, api: Api, *, development: DevelopmentPage | None = None) -> Starlette:
    """Routes over an open `Api`. Production has no page at GET /graphql."""
    if development is not None:
        settings.refuse_in_production("The GraphiQL page")

    async def graphql(request: Request) -> Response:
        return await api.endpoint(request)

    async def ready(_: Request) -> Response:
        await api.pool.fetchval("SELECT 1 FROM read.cursor LIMIT 1")
        return PlainTextResponse("ready\n")

    routes: list[BaseRoute] = [
        Route("/graphql", graphql, methods=["POST"]),
        Route("/health/live", lambda _: PlainTextResponse("live\n"), methods=["GET"]),
        Route("/health/ready", ready, methods=["GET"]),
        *api.documents.routes(),
        *api.log.routes(),
        *api.operations.routes(),
    ]
    if development is not None:
        routes.append(Route("/graphql", development.page, methods=["GET"]))
        if development.files is not None:
            routes.append(Mount("/static/graphiql", StaticFiles(directory=development.files)))
    return Starlette(routes=routes, exception_handlers={Exception: _fault})


async def _fault(_: Request, __: Exception) -> Response:
    """A fault nobody foresaw: logged by type and place, answered by a constant."""
    return errors(500, [{"message": FAULT, "extensions": {"code": "INTERNAL"}}])
