"""Any text has the same canonical bytes in PostgreSQL, in Python (ours, and the package rfc8785) and in Go."""

import json
import random

import asyncpg
import rfc8785
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as for_all
from hypothesis import strategies as some

from eventstore import canonical
from tests.conformance.conftest import Auditor
from tests.conftest import Connect
from tests.support.log import texts, values

# Each example asks PostgreSQL and Go once, for many values.
ASKS = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def in_go(auditor: Auditor, asked: list[object]) -> list[bytes]:
    """What Go makes of the values, sent in another spelling than the canonical one."""
    lines = "".join(f"{json.dumps(each, ensure_ascii=True)}\n" for each in asked)
    return [bytes.fromhex(line) for line in auditor.canonical(lines)]


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
    assert ours == in_go(auditor, list(asked))
    assert ours == await in_postgres(connection, asked)


async def test_every_character_that_can_be_recorded_has_one_spelling(
    auditor: Auditor, connect: Connect
) -> None:
    """One text for every 64 characters of Unicode, all 1,112,063 of them."""
    every = [number for number in range(1, 0x110000) if not 0xD800 <= number <= 0xDFFF]
    asked = ["".join(map(chr, every[start : start + 64])) for start in range(0, len(every), 64)]
    await agree(auditor, await connect(), asked)


async def test_a_hundred_thousand_mixed_texts_have_one_spelling(auditor: Auditor, connect: Connect) -> None:
    drawn = random.Random(8785)
    awkward = '"\\/\b\f\n\r\t\x01\x1f\x7f\x80\u2028\u2029\ud7ff\ue000\ufffd\uffff\U00010000\U0010ffff<>&éß中'
    asked = ["".join(drawn.choices(awkward, k=drawn.randrange(12))) for _ in range(100_000)]
    await agree(auditor, await connect(), asked)


@ASKS
@for_all(some.lists(texts, min_size=50, max_size=200))
async def test_any_texts_have_one_spelling(auditor: Auditor, connect: Connect, asked: list[str]) -> None:
    await agree(auditor, await connect(), asked)


@ASKS
@for_all(some.lists(values, min_size=20, max_size=100))
def test_any_value_has_one_spelling_in_python_and_go(auditor: Auditor, asked: list[object]) -> None:
    ours = [canonical.encode(each) for each in asked]
    assert ours == in_go(auditor, asked)
    assert ours == [rfc8785.dumps(each) for each in asked]  # type: ignore[arg-type]


def test_what_has_no_form_in_a_log_is_refused_by_go_too(auditor: Auditor) -> None:
    refused = ["1.5", "1e3", str(2**53), str(-(2**53)), "[1,2", '{"a":1} {"b":2}', "nothing"]
    assert auditor.canonical("\n".join(refused) + "\n") == ["-"] * len(refused)
