"""Any text has the same canonical bytes in PostgreSQL, in Python (ours, and the package rfc8785) and in Go."""

import json
import random
from typing import TYPE_CHECKING

import asyncpg
import pytest
import rfc8785
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as for_all
from hypothesis import strategies as some

from eventstore import canonical
from eventstore.errors import NotCanonical
from tests.conformance.conftest import Auditor
from tests.support.log import texts, values

if TYPE_CHECKING:
    from tests.conftest import Connect

# Each example asks PostgreSQL and Go once, for many values.
ASKS = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def read_by_go(auditor: Auditor, spelt: list[bytes], asked: list[object]) -> None:
    """Go reads each value from its canonical bytes, and refuses another spelling of the same."""
    lines = auditor.canonical(b"".join(each + b"\n" for each in spelt))
    assert [json.loads(line) for line in lines] == asked
    others = {other.encode() for each in asked for other in (json.dumps(each), f" {json.dumps(each)}")}
    refused = sorted(others.difference(spelt))
    assert auditor.canonical(b"".join(each + b"\n" for each in refused)) == ["-"] * len(refused)


async def in_postgres(connection: asyncpg.Connection, asked: list[str]) -> list[bytes]:
    """The expression that `ledger.entry` uses for text."""
    rows = await connection.fetch(
        "SELECT convert_to(to_json(each)::text, 'UTF8') FROM unnest($1::text[]) WITH ORDINALITY AS t(each, n)"
        " ORDER BY n",
        asked,
    )
    return [row[0] for row in rows]


async def agree(auditor: Auditor, connection: asyncpg.Connection, asked: list[str]) -> None:
    ours = [canonical.encode(each) for each in asked]
    assert ours == [rfc8785.dumps(each) for each in asked]
    read_by_go(auditor, ours, list(asked))
    assert ours == await in_postgres(connection, asked)


async def test_every_character_that_can_be_recorded_has_one_spelling(
    auditor: Auditor, connect: "Connect"
) -> None:
    """One text for every 64 characters of Unicode, all 1,112,063 of them."""
    every = [number for number in range(1, 0x110000) if not 0xD800 <= number <= 0xDFFF]
    asked = ["".join(map(chr, every[start : start + 64])) for start in range(0, len(every), 64)]
    await agree(auditor, await connect(), asked)


async def test_a_hundred_thousand_mixed_texts_have_one_spelling(auditor: Auditor, connect: "Connect") -> None:
    drawn = random.Random(8785)
    awkward = '"\\/\b\f\n\r\t\x01\x1f\x7f\x80\u2028\u2029\ud7ff\ue000\ufffd\uffff\U00010000\U0010ffff<>&éß中'
    asked = ["".join(drawn.choices(awkward, k=drawn.randrange(12))) for _ in range(100_000)]
    await agree(auditor, await connect(), asked)


@ASKS
@for_all(some.lists(texts, min_size=50, max_size=200))
async def test_any_texts_have_one_spelling(auditor: Auditor, connect: "Connect", asked: list[str]) -> None:
    await agree(auditor, await connect(), asked)


@ASKS
@for_all(some.lists(values, min_size=20, max_size=100))
def test_any_value_has_one_spelling_in_python_and_go(auditor: Auditor, asked: list[object]) -> None:
    ours = [canonical.encode(each) for each in asked]
    read_by_go(auditor, ours, asked)
    assert ours == [rfc8785.dumps(each) for each in asked]  # type: ignore[arg-type]


LONE = '"\\ud800"'
REFUSED = [
    *("1.5", "1e3", "86.0", "-0", "007", "+1", "-", "1-", "", " 1", "1 ", "nothing", "nul", "True"),
    *(str(2**53), str(-(2**53)), str(2**63), str(-(2**64))),
    *("[1,2", "[1[]]", '["a""b"]', "[1 ,2]", "[1, 2]", "[,1]", "[1,]", "[1 2]", "[1}", "1]", "[] []"),
    *('{"a":1', '{"a":1,}', '{"a" :1}', '{"a": 1}', '{"a"=1}', "{a:1}", '{"a":1 "b":2}', '{"a":1]', '{"a"}'),
    *('{"a":}', '{"a":,"b":1}', '{"a":1"b":2}', '{"a"1}', '{a":1}', '{"a":1}}'),
    *('{"a":1} {"b":2}', '{"b":1,"a":2}', '{"a":1,"a":2}', '{"a":1,"":2}', '{"aa":1,"a":2}', '{"a":nothing}'),
    *('{"\ue000":1,"\U00010000":2}', '{"\ufffd":1,"\U0010ffff":2}', '{"\U00010001":1,"\U00010000":2}'),
    *('"a', '"', "a", '"\\', '"\\"', '"\\u00', '"a" ', '"a""', "'a'", '"\t"', '"\x1f"'),
    *('"\\/"', '"\\u0041"', '"\\u000a"', '"\\u001F"', '"\\u0022"', '"\\u005c"', '"\\u007f"', '"\\x"', LONE),
    *('"\\u0000"', '{"\\u0000":1}'),  # that no log can hold
]


def test_what_is_spelt_in_no_way_a_log_does_is_refused_by_python_and_go(auditor: Auditor) -> None:
    refused = [each.encode() for each in REFUSED] + [
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'{"\xff":1,"\xef\xbf\xbd":2}',
    ]
    for each in refused:
        with pytest.raises(NotCanonical):
            canonical.decode(each)
    assert auditor.canonical(b"".join(each + b"\n" for each in refused)) == ["-"] * len(refused)


def test_what_is_nearly_refused_is_read_by_python_and_go(auditor: Auditor) -> None:
    names = '{"":1,"\\n":2,"a":3,"aa":4,"\ud7ff":5,"\U00010000":6,"\U0010ffff":7,"\ue000":8,"\uffff":9}'
    near = [
        "0",
        "-1",
        str(2**53 - 1),
        str(1 - 2**53),
        "[]",
        "{}",
        '""',
        '[[],{},[1,"2",null,true,false]]',
        names,
    ]
    spelt = [each.encode() for each in near]
    read_by_go(auditor, spelt, [canonical.decode(each) for each in spelt])
