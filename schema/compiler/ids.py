"""Opaque ids that carry their type: base64url of "Tag:key", without padding.

They hide nothing and grant nothing: whoever holds one still comes through the gate of the field that takes it. They
only keep clients from depending on what a key is made of.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlalchemy.types import TypeEngine

from .bindings import Value
from .rows import Ask, Row


def encode_id(tag: str, key: object) -> str:
    return base64.urlsafe_b64encode(f"{tag}:{key}".encode()).decode().rstrip("=")


def decode_id(opaque: object) -> tuple[str, str] | None:
    """The tag and key of an opaque id; None for anything else."""
    if not isinstance(opaque, str) or len(opaque) > 400:
        return None
    try:
        text = base64.b64decode(opaque + "=" * (-len(opaque) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    tag, colon, key = text.partition(":")
    return (tag, key) if colon and encode_id(tag, key) == opaque else None


def tag_of(opaque: object) -> str | None:
    decoded = decode_id(opaque)
    return decoded[0] if decoded else None


def key_in(opaque: object, tag: str, type_: TypeEngine[Any]) -> Any:
    """The key inside an opaque id as the SQL type's Python value; None where tag or key do not fit."""
    decoded = decode_id(opaque)
    if decoded is None or decoded[0] != tag or "\x00" in decoded[1]:
        return None
    try:
        key = type_.python_type(decoded[1])
    except (ValueError, ArithmeticError):
        return None
    return key if str(key) == decoded[1] else None


def base64url(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """base64url without padding or line breaks, in SQL. Four passes cost a fifth of one translate()."""
    encoded = sa.func.rtrim(sa.func.encode(value, "base64"), "=")
    for found, written in (("\n", ""), ("+", "-"), ("/", "_")):
        encoded = sa.func.replace(encoded, found, written, type_=sa.Text)
    return encoded


def node_id(tag: str, key: Callable[[Row, Ask], ColumnElement[Any]]) -> Value:
    """The field `id`: an opaque id over a key that is never NULL."""

    def expression(row: Row, ask: Ask) -> ColumnElement[Any]:
        text = sa.literal(f"{tag}:", sa.Text()).concat(sa.cast(key(row, ask), sa.Text))
        return base64url(sa.func.convert_to(text, "UTF8"))

    return Value(expression=expression, not_null=True)
