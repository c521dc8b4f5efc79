"""What those who run the system may ask it: GET /health/lag, with a token that is set for it and good for nothing else.

The address of the caller says nothing: behind a proxy on the same machine everybody is local. Without the token, and
where none is set, there is no such route.
"""

import hmac
from dataclasses import dataclass

import structlog
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from api.watch import Watch, told

log = structlog.get_logger(__name__)

NEVER_STORED = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationsRoutes:
    """Answers GET /health/lag."""

    watch: Watch
    token: SecretStr | None

    def routes(self) -> list[BaseRoute]:
        """The one route there is."""
        return [Route("/health/lag", self.lag, methods=["GET"])]

    async def lag(self, request: Request) -> Response:
        """200 with every figure, and whether any is an alarm; 503 where they cannot be read; 404 without the token."""
        if not self._may_ask(request.headers.get("authorization", "")):
            return PlainTextResponse("Not Found", status_code=404, headers=NEVER_STORED)
        try:
            figures = await self.watch.look()
        except Exception:
            log.exception("lag_unknown")
            return JSONResponse({"alarm": True, "components": []}, status_code=503, headers=NEVER_STORED)
        components = [{**told(figure), "alarm": self.watch.is_alarm(figure)} for figure in figures]
        body = {"alarm": any(each["alarm"] for each in components), "components": components}
        return JSONResponse(body, headers=NEVER_STORED)

    def _may_ask(self, authorization: str) -> bool:
        if self.token is None:
            return False
        expected = f"Bearer {self.token.get_secret_value()}"
        return hmac.compare_digest(authorization.encode(), expected.encode())
