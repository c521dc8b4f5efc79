"""RFC 8785 canonical JSON for the values this log knows: no floats, so no rules for printing them.

The same value has the same bytes here, in the database's append function and in any other RFC 8785
implementation. What has no such form in all three is refused: fractions, integers beyond 2**53 - 1, U+0000
(PostgreSQL keeps no such text) and lone surrogates (no UTF-8).
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import orjson

from eventstore.errors import NotCanonical

GREATEST_INTEGER = 2**53 - 1

# In an object or a list a fraction, an exponent, or an integer of 16 digits, which may be too large; no time of day.
_UNUSUAL: Final = re.compile(rb"[:,\[](?<!\d:)-?\d+(?:[.eE]|(?<=\d{16}))")

Value = Any  # None, bool, int, str, a list or tuple of values, or a mapping from str to value


def encode(value: Value) -> bytes:
    """The canonical UTF-8 bytes of `value` (RFC 8785, section 3.2).

    Raises NotCanonical for floats, for integers beyond ±(2**53 - 1), for text with U+0000 or a lone surrogate,
    for keys that are not text and for any other type.
    """
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def decode(data: bytes) -> Value:
    """The value whose canonical bytes are `data`. Raises NotCanonical if they are those of no value."""
    try:
        value: Value = orjson.loads(data)
    except ValueError:
        raise NotCanonical("The bytes are not JSON in UTF-8.") from None
    if not _is_plain(value, data) and encode(value) != data:
        raise NotCanonical("The bytes are JSON, but not in the canonical form of RFC 8785.")
    return value


def check_text(text: str) -> None:
    """Raises NotCanonical if `text` cannot stand in an entry: U+0000 or a lone surrogate."""
    if "\x00" in text:
        raise NotCanonical("Text with U+0000 cannot be recorded.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical("Text with a lone surrogate cannot be recorded.") from None


def _is_plain(value: Value, data: bytes) -> bool:
    """Whether `data` are the bytes of `value` by a fast encoder that knows less; False says nothing.

    Of an object in ASCII, compact and in the order of its bytes is canonical, if no text has U+0000 and no number is
    one that `encode` might refuse.
    """
    if not (isinstance(value, dict) and data.isascii()) or b"\\u0000" in data or _UNUSUAL.search(data):
        return False
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS) == data
    except TypeError:  # nested too deep for it
        return False


def _ordered(value: Value) -> Value:
    """The same value, checked, with the members of every object in RFC 8785's order."""
    match value:
        case None | bool():
            return value
        case str():
            check_text(value)
            return value
        case int():
            if abs(value) > GREATEST_INTEGER:
                raise NotCanonical("An integer beyond 2**53 - 1 is not the same number to every reader.")
            return value
        case Mapping():
            for key in value:
                if not isinstance(key, str):
                    raise NotCanonical("The names in an object must be text.")
                check_text(key)
            return {key: _ordered(value[key]) for key in sorted(value, key=_utf16_units)}
        case list() | tuple():
            return [_ordered(each) for each in value]
        case _:
            raise NotCanonical(f"A {type(value).__name__} has no canonical form in this log.")


def _utf16_units(name: str) -> bytes:
    """RFC 8785, section 3.2.3: names are ordered by UTF-16 code units, which is not code point order."""
    return name.encode("utf-16-be")
