"""The few SQL elements SQLAlchemy lacks. Together with bind parameters they are all that a document can reach.

A client's text enters a statement in two ways only: as a `Param`, which is always a numbered parameter, or as the name
of a response key, which `JsonObject` refuses unless it is a GraphQL Name (letters, digits, underscore). Literals that
a binding's own code wrote are rendered into the text, so that a generic plan can match partial indexes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeEngine

JSON = sa.JSON()
TYPE_KEY = "#type"  # no GraphQL Name: never collides with a response key
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]*|#type")


class Param(BindParameter[Any]):
    """A value known at execution only; rendered as a numbered parameter even where literals are rendered in place."""

    inherit_cache = False

    def __init__(self, name: str, type_: TypeEngine[Any]) -> None:
        super().__init__(name, type_=type_, required=True)


@compiles(Param)
def _param(element: Param, compiler: SQLCompiler, **options: Any) -> str:
    options.pop("literal_binds", None)
    rendered: str = compiler.visit_bindparam(element, **options)  # type: ignore[no-untyped-call]
    return rendered


class JsonObject(ColumnElement[Any]):
    """JSON_OBJECT('key' VALUE expression, …); unlike json_build_object it takes any number of keys."""

    inherit_cache = False
    _traverse_internals = [("values", InternalTraversal.dp_clauseelement_list)]  # noqa: RUF012 - as in its base
    type = JSON

    def __init__(self, members: Sequence[tuple[str, ColumnElement[Any]]]) -> None:
        for key, _ in members:
            if not _NAME.fullmatch(key):
                raise ValueError("a response key is a GraphQL Name")
        self.keys = [key for key, _ in members]
        self.values = [value for _, value in members]


@compiles(JsonObject)
def _json_object(element: JsonObject, compiler: SQLCompiler, **options: Any) -> str:
    members = (
        f"'{key}' VALUE {compiler.process(value, **options)}"
        for key, value in zip(element.keys, element.values, strict=True)
    )
    return f"JSON_OBJECT({', '.join(members)} RETURNING json)"


def text(value: str) -> ColumnElement[str]:
    """A text that a binding or the schema wrote, as a literal. Never a client's."""
    return sa.literal(value, sa.Text())


def empty_list() -> ColumnElement[Any]:
    return sa.cast(text("[]"), JSON)


def json_list(element: ColumnElement[Any], only: ColumnElement[Any] | None = None) -> ColumnElement[Any]:
    """The rows' values as a JSON array in the order they arrive in; an empty one where there are none."""
    values: ColumnElement[Any] = sa.func.json_agg(element)
    if only is not None:
        values = sa.func.json_agg(element).filter(only)
    return sa.func.coalesce(values, empty_list(), type_=JSON)


def sql_null(type_: TypeEngine[Any]) -> ColumnElement[Any]:
    """A typed NULL. Plain `sa.null()` would turn `column == null` into IS NULL and find what nobody asked for."""
    return sa.cast(sa.null(), type_)
