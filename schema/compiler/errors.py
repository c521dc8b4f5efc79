"""What can go wrong, for the one who asks and for the one who binds.

A `RequestError` is an answer: typed, with a constant text, and without a word of what was sent, because whatever a
client puts into a document may be somebody's name. A `BindingError` is a programming mistake found at start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from graphql import GraphQLError, Node, SourceLocation, get_location


class Code(StrEnum):
    """The values of `extensions.code`."""

    PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_UNKNOWN = "OPERATION_RESOLUTION_FAILURE"
    BAD_INPUT = "BAD_USER_INPUT"
    BAD_CURSOR = "BAD_CURSOR"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"


class RequestError(Exception):
    """A document or its variables cannot be answered; nothing was asked of the database.

    `errors` has the shape of the response's `errors`: message, locations where known, extensions with `code`.
    """

    def __init__(self, code: Code, errors: Sequence[Mapping[str, object]]) -> None:
        super().__init__(f"{code.value}: {errors[0]['message'] if errors else ''}")
        self.code = code
        self.errors: list[dict[str, object]] = [dict(error) for error in errors]

    @classmethod
    def of(
        cls,
        code: Code,
        message: str,
        locations: Sequence[SourceLocation] = (),
        **extensions: object,
    ) -> RequestError:
        return cls(code, [formatted(code, message, locations, **extensions)])

    def as_graphql_errors(self) -> list[GraphQLError]:
        """The same for an executor that wants graphql-core's class."""
        return [
            GraphQLError(str(error["message"]), extensions=dict(_mapping(error["extensions"])))
            for error in self.errors
        ]


class LimitExceeded(RequestError):
    """A document is larger or dearer than allowed; it names the limit, what is allowed, and what was measured."""

    def __init__(self, limit: str, *, allowed: int, actual: int | None = None) -> None:
        message = f"This asks for more than the limit '{limit}' allows ({allowed})."
        found: dict[str, Any] = {} if actual is None else {"actual": min(actual, 2**31 - 1)}
        super().__init__(
            Code.LIMIT_EXCEEDED,
            [formatted(Code.LIMIT_EXCEEDED, message, limit=limit, allowed=allowed, **found)],
        )
        self.limit = limit


class BindingError(Exception):
    """Bindings and schema do not fit together; found at start, never caused by a request."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class AnsweredByTheCompiler(Exception):
    """A field's stand-in resolver was run: the field is answered by the compiler, never by a resolver."""


def formatted(
    code: Code, message: str, locations: Sequence[SourceLocation] = (), **extensions: object
) -> dict[str, object]:
    """One entry of a response's `errors`."""
    error: dict[str, object] = {"message": message}
    if locations:
        error["locations"] = [{"line": place.line, "column": place.column} for place in locations]
    error["extensions"] = {"code": code.value, **extensions}
    return error


def locations_of(node: Node | None) -> list[SourceLocation]:
    if node is None or node.loc is None:
        return []
    return [get_location(node.loc.source, node.loc.start)]


def _mapping(value: object) -> Mapping[str, object]:
    assert isinstance(value, Mapping)
    return value
