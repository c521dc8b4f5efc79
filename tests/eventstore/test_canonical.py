"""Canonical JSON, against another implementation of RFC 8785."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given as for_all
from hypothesis import strategies as some

from eventstore import canonical
from eventstore.errors import NotCanonical
from tests.support.log import values


@for_all(value=values)
def test_any_value_has_the_bytes_that_another_encoder_gives_it(value: Any) -> None:
    encoded = canonical.encode(value)

    assert encoded == rfc8785.dumps(value)
    assert canonical.decode(encoded) == value


def test_names_are_ordered_by_utf16_units_and_not_by_code_points() -> None:
    """The example of RFC 8785, 3.2.3, and a pair that only UTF-16 orders this way round."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]

    assert list(canonical.decode(canonical.encode(dict.fromkeys(names, 0)))) == ordered


def test_control_characters_are_escaped_the_one_way_the_standard_allows() -> None:
    text = '\b\t\n\f\r"\\/\x01\x1f\x7f\u2028é'

    assert canonical.encode(text) == '"\\b\\t\\n\\f\\r\\"\\\\/\\u0001\\u001f\x7f\u2028é"'.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        2**53,
        -(2**53),
        "a\x00b",
        "\ud800",
        {"\udfff": 1},
        {"\x00": 1},
        {1: 1},
        [b"bytes"],
        {"deep": [{"er": {1, 2}}]},
    ],
)
def test_a_value_without_one_form_for_all_readers_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical.encode(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b'"\xed\xa0\x80"',
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b"1.0",
        b"1e2",
        b"-0",
        b'{"a":1.5}',
        b'{"a":-1.5}',
        b'{"a":[1.5]}',
        b'{"a":[1,2.5]}',
        b'{"a":1e100}',
        b'{"a":-0}',
        b'{"a":9007199254740992}',
        b'{"a":[0,-9007199254740992]}',
        b'{"a":12345678901234567}',
        b'{"a":"\\u0000"}',
        b'{"a":"\\u001F"}',
        b'{"a":"\\/"}',
        '{"\ue000":1,"\U00010000":2}'.encode(),
        b"9007199254740992",
        b"123456789012345678901234567890",
        b'"\\u0041"',
        b'"\\u001F"',
        b'"\\/"',
        b'"\\u0000"',
        b"1 ",
        b"[1],",
        b"\xef\xbb\xbf1",
    ],
)
def test_bytes_that_are_the_form_of_no_value_are_refused(data: bytes) -> None:
    with pytest.raises(NotCanonical):
        canonical.decode(data)


@for_all(
    data=some.binary(max_size=30) | some.text(alphabet='{}[]",:0123-.e\\u ', max_size=30).map(str.encode)
)
def test_whatever_is_decoded_was_canonical(data: bytes) -> None:
    try:
        value = canonical.decode(data)
    except NotCanonical:
        return
    assert canonical.encode(value) == data


def test_what_is_nested_deeper_than_the_fast_encoder_goes_is_read() -> None:
    data = b'{"a":' + b"[" * 300 + b"1" + b"]" * 300 + b"}"

    assert canonical.encode(canonical.decode(data)) == data
