"""Somebody who uses the API over HTTP, as any client would."""

import base64
from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID, uuid4

import httpx


class UnexpectedAnswer(Exception):
    """The API answered otherwise than the demonstration expects."""


class Client:
    """One person's session: the API's address and what the person signs in with."""

    def __init__(self, http: httpx.AsyncClient, url: str, authorization: str | None = None) -> None:
        self._http = http
        self._base = url
        self._url = f"{url}/graphql"
        self._headers = {} if authorization is None else {"authorization": authorization}

    def officer(self, token: str) -> Self:
        """The same API, as the person a bearer token names."""
        return type(self)(self._http, self._base, f"Bearer {token}")

    def acting(self, assignment: UUID) -> Self:
        """The same person, in one of the roles they hold."""
        chosen = type(self)(self._http, self._base)
        chosen._headers = {**self._headers, "jejak-assignment": str(assignment)}
        return chosen

    def complainant(self, tracking_number: str, access_code: str) -> Self:
        """The same API, as the complainant of one case."""
        credentials = base64.b64encode(f"{tracking_number}:{access_code}".encode()).decode()
        return type(self)(self._http, self._base, f"Basic {credentials}")

    async def ask(self, operation: str, variables: Mapping[str, object] | None = None) -> dict[str, Any]:
        """The data of an answer. Raises UnexpectedAnswer where there are errors."""
        response = await self._http.post(
            self._url, json={"query": operation, "variables": variables or {}}, headers=self._headers
        )
        answer = response.json()
        if "errors" in answer:
            raise UnexpectedAnswer(f"HTTP {response.status_code}: {answer['errors']}")
        data: dict[str, Any] = answer["data"]
        return data

    async def try_to(
        self, operation: str, given: Mapping[str, object], *, request: UUID | None = None
    ) -> dict[str, Any]:
        """What one mutation came to: its effect, a refusal, or a conflict."""
        data = await self.ask(operation, {"input": {**given, "request": str(request or uuid4())}})
        [outcome] = data.values()
        answer: dict[str, Any] = outcome
        return answer

    async def do(
        self, operation: str, given: Mapping[str, object], *, request: UUID | None = None
    ) -> dict[str, Any]:
        """The effect of a mutation. Raises UnexpectedAnswer where it was refused or met a conflict."""
        outcome = await self.try_to(operation, given, request=request)
        if outcome["__typename"] in ("Refused", "Conflict"):
            raise UnexpectedAnswer(f"{outcome['__typename']}: {outcome.get('rule')}")
        return outcome

    async def send(self, path: str, content: bytes) -> None:
        """The bytes of a document, to the path that was answered. Raises UnexpectedAnswer where they are not taken."""
        response = await self._http.put(f"{self._base}{path}", content=content, headers=self._headers)
        if response.status_code != 200:
            raise UnexpectedAnswer(f"a document was not taken: HTTP {response.status_code}")

    async def fetch(self, path: str) -> bytes:
        """A document that was opened. Raises UnexpectedAnswer where it is not given."""
        response = await self._http.get(f"{self._base}{path}", headers=self._headers)
        if response.status_code != 200:
            raise UnexpectedAnswer(f"a document was not given: HTTP {response.status_code}")
        return response.content
