"""Keyset cursors, sealed with an HMAC that PostgreSQL computes while it writes the page.

A cursor is base64url(mac || JSON array of the keyset's values). The mac is HMAC-SHA-256, cut to 16 bytes, under a key
derived from the compiler's for one field and one viewer: only the derived key travels, as a parameter, and a cursor
from another field or another viewer is refused like a forged one. The values stay readable: bind keysets to columns
whose values the viewer may know.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from .errors import Code, RequestError
from .ids import base64url

_MAC_BYTES = 16
_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


def derive(key: bytes, field: str, viewer: Sequence[str]) -> bytes:
    """The key of one field's cursors for one viewer."""
    parts = [part.encode() for part in (field, *viewer)]
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(key, b"keyset cursor\x00" + message, "sha256")


def pads(key: bytes) -> tuple[bytes, bytes]:
    """The inner and outer block of HMAC (RFC 2104), which is all SQL needs beside sha256()."""
    block = key.ljust(_BLOCK, b"\x00")
    return block.translate(_INNER), block.translate(_OUTER)


def sealed(
    values: Sequence[ColumnElement[object]], inner: ColumnElement[bytes], outer: ColumnElement[bytes]
) -> ColumnElement[str]:
    """The cursor of a row, in SQL."""
    array = sa.cast(sa.func.json_build_array(*values), sa.Text)
    message = sa.func.convert_to(array, "UTF8", type_=sa.LargeBinary)
    digest = sa.func.sha256(inner.op("||")(message), type_=sa.LargeBinary)
    mac = sa.func.substr(sa.func.sha256(outer.op("||")(digest)), 1, _MAC_BYTES, type_=sa.LargeBinary)
    return base64url(mac.op("||")(message))


def open_cursor(cursor: str, key: bytes, values: int) -> tuple[str, ...]:
    """The keyset's values as text. Raises RequestError (BAD_CURSOR) for anything this key did not seal."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise bad_cursor() from None
    mac, message = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    if not hmac.compare_digest(mac, hmac.digest(key, message, hashlib.sha256)[:_MAC_BYTES]):
        raise bad_cursor()
    found = json.loads(message, parse_int=str, parse_float=str)
    if len(found) != values:
        raise bad_cursor()
    return tuple(("true" if each else "false") if isinstance(each, bool) else str(each) for each in found)


def bad_cursor() -> RequestError:
    return RequestError.of(
        Code.BAD_CURSOR, "This cursor was not given out for this list, or not to this viewer."
    )
