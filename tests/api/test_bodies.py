"""What is no request is refused by a constant sentence and a status of the client's; nothing of it is repeated."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from starlette.types import Message

from api.devtools import operations
from domain.people import Role
from tests.support.journey import filed, filing, findings
from tests.support.system import System

pytestmark = pytest.mark.asyncio(loop_scope="module")

SENTINEL = "Sentinelwati3201234567890001"
ASK = "query ($number: String!) { complaint(trackingNumber: $number) { id } }"
PAGE = "query ($first: Int) { inbox(first: $first) { totalCount } }"


def with_variables(text: bytes) -> bytes:
    """A request whose variables are these bytes, put in without a look at them."""
    return b'{"query": "%b", "variables": %b}' % (ASK.encode(), text)


MALFORMED = {
    "no bytes": b"",
    "not JSON": SENTINEL.encode(),
    "cut off": b'{"query": "{ asOf }',
    "two values": b'{"query": "{ asOf }"} {"query": "{ asOf }"}',
    "a batch": b'[{"query": "{ asOf }"}]',
    "an empty batch": b"[]",
    "a string": json.dumps(SENTINEL).encode(),
    "a number": b"1",
    "null": b"null",
    "no query": b'{"variables": {}}',
    "a query that is an object": b'{"query": {"asOf": null}}',
    "a query that is null": b'{"query": null}',
    "variables in a list": b'{"query": "{ asOf }", "variables": ["%b"]}' % SENTINEL.encode(),
    "variables in a string": b'{"query": "{ asOf }", "variables": "{}"}',
    "an operation name that is a number": b'{"query": "{ asOf }", "operationName": 1}',
    "bytes that are no UTF-8": with_variables(b'{"number": "\xff\xfe"}'),
    "a surrogate as bytes": with_variables(b'{"number": "\xed\xa0\x80"}'),
    "a lone surrogate": with_variables(rb'{"number": "\ud800 %b"}' % SENTINEL.encode()),
    "a lone surrogate as a name": with_variables(rb'{"\udc00": 1}'),
    "surrogates in the wrong order": with_variables(rb'{"number": "\udc00\ud800"}'),
    "a byte order mark": b"\xef\xbb\xbf" + b'{"query": "{ asOf }"}',
    "UTF-16": '{"query": "{ asOf }"}'.encode("utf-16"),
    "NaN": with_variables(b'{"number": NaN}'),
    "infinity": with_variables(b'{"number": -Infinity}'),
    "an integer of 5,000 digits": with_variables(b'{"number": %b}' % (b"9" * 5000)),
    "a fraction beyond all numbers": with_variables(b'{"number": 1e999999}'),
    "100,000 brackets": with_variables(b"[" * 100_000 + b"]" * 100_000),
    "100,000 braces": with_variables(b'{"a":' * 40_000 + b"1" + b"}" * 40_000),
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_what_is_no_request_is_400_and_is_not_repeated(shared: System, name: str) -> None:
    answer = await shared.post(MALFORMED[name])

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
    assert set(answer.json()) == {"errors"}
    assert "entinel" not in answer.text


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/jsonp",
        "text/json",
        "application/json, text/plain",
        "",
    ],
)
async def test_a_body_that_a_foreign_page_could_send_is_415(shared: System, content_type: str) -> None:
    answer = await shared.post({"query": "{ asOf }"}, content_type=content_type)

    assert answer.status_code == 415
    assert "data" not in answer.json()


async def test_a_body_in_json_may_name_its_characters(shared: System) -> None:
    answer = await shared.post({"query": "{ asOf }"}, content_type="Application/JSON ; charset=utf-8")

    assert answer.status_code == 200
    assert "errors" not in answer.json()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_only_post_asks(shared: System, method: str) -> None:
    answer = await shared.http.request(method, "/graphql", params={"query": "{ asOf }"})

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert "asOf" not in answer.text


async def test_a_compressed_body_is_not_unpacked(shared: System) -> None:
    answer = await shared.post(b"\x1f\x8b" + bytes(100), content_encoding="gzip")

    assert answer.status_code == 400


async def test_too_large_a_body_is_refused_while_it_comes_in(shared: System) -> None:
    """The rest of a mebibyte is not taken: whoever sends without end is answered long before."""
    pieces, taken = 64, 0
    sent: list[Message] = []

    async def receive() -> Message:
        nonlocal taken
        taken += 1
        return {"type": "http.request", "body": b"x" * 16_384, "more_body": taken < pieces}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"content-length", b"10")]
    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers, "query_string": b""}
    await shared.app(scope, receive, send)

    assert sent[0]["status"] == 413
    assert taken == 17  # 256 KiB and one piece more


async def test_a_body_of_256_kib_is_read_and_one_byte_more_is_not(shared: System) -> None:
    async def padded(size: int) -> AsyncIterator[bytes]:
        body = b'{"query": "{ asOf }"}'
        yield body + b" " * (size - len(body))

    statuses = [
        (
            await shared.http.post(
                "/graphql", content=padded(size), headers={"content-type": "application/json"}
            )
        ).status_code
        for size in (256 * 1024, 256 * 1024 + 1)
    ]

    assert statuses == [200, 413]


REFUSED_BY_GRAPHQL: dict[str, tuple[dict[str, object], str]] = {
    "an unknown operation": (
        {"query": "query A { asOf }", "operationName": SENTINEL},
        "OPERATION_RESOLUTION_FAILURE",
    ),
    "an empty operation name": (
        {"query": "query A { asOf }", "operationName": ""},
        "OPERATION_RESOLUTION_FAILURE",
    ),
    "one of two operations": (
        {"query": "query A { asOf } query B { asOf }"},
        "OPERATION_RESOLUTION_FAILURE",
    ),
    "a subscription": ({"query": f"subscription {{ {SENTINEL} }}"}, "GRAPHQL_VALIDATION_FAILED"),
    "an empty document": ({"query": ""}, "GRAPHQL_PARSE_FAILED"),
    "a document that is no GraphQL": ({"query": f"{{ asOf {SENTINEL!r} }}"}, "GRAPHQL_PARSE_FAILED"),
    "a lone surrogate in a literal": (
        {"query": r'{ complaint(trackingNumber: "\ud800") { id } }'},
        "GRAPHQL_PARSE_FAILED",
    ),
    "a lone surrogate in braces": (
        {"query": r'{ complaint(trackingNumber: "\u{dfff}") { id } }'},
        "GRAPHQL_PARSE_FAILED",
    ),
    "an integer of 5,000 digits in a literal": (
        {"query": "{ inbox(first: " + "9" * 5000 + ") { totalCount } }"},
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "U+0000 in a variable of a query": (
        {"query": ASK, "variables": {"number": f"\x00{SENTINEL}"}},
        "BAD_USER_INPUT",
    ),
    "U+0000 in a literal of a query": (
        {"query": r'{ complaint(trackingNumber: "\u0000") { id } }'},
        "BAD_USER_INPUT",
    ),
    "900 lists in each other": (
        {"query": ASK, "variables": {"number": json.loads("[" * 900 + "]" * 900)}},
        "BAD_USER_INPUT",
    ),
    "a fraction for an integer": ({"query": PAGE, "variables": {"first": 1.5}}, "BAD_USER_INPUT"),
    "an integer beyond 32 bits": ({"query": PAGE, "variables": {"first": 2**31}}, "BAD_USER_INPUT"),
    "too long a document": ({"query": "{ asOf }" + " " * 15_000}, "LIMIT_EXCEEDED"),
    "an explanation nobody offers": ({"query": "{ asOf @defer }"}, "GRAPHQL_VALIDATION_FAILED"),
}


@pytest.mark.parametrize("name", REFUSED_BY_GRAPHQL)
async def test_a_request_that_does_not_fit_is_answered_by_a_code_alone(shared: System, name: str) -> None:
    body, code = REFUSED_BY_GRAPHQL[name]

    answer = await shared.post(body)

    assert answer.status_code == 200
    assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {code}
    assert answer.json().get("data") is None
    assert "entinel" not in answer.text


async def test_members_of_a_request_that_nobody_knows_change_nothing(shared: System) -> None:
    plain = await shared.post({"query": "{ asOf }"})
    more = await shared.post({"query": "{ asOf }", "extensions": {"persistedQuery": SENTINEL}, SENTINEL: 1})

    assert more.content == plain.content


TEXTS: dict[str, tuple[str, dict[str, Any]]] = {
    "narrative": ("BAD_USER_INPUT", {"narrative": f"\x00{SENTINEL}"}),
    "name": ("BAD_USER_INPUT", {"identity": {"name": f"\x00{SENTINEL}"}}),
    "NIK": ("BAD_USER_INPUT", {"identity": {"name": "Pengadu", "nik": "\x00"}}),
    "empty narrative": ("TEXT_NEEDED", {"narrative": ""}),
    "narrative of spaces": ("TEXT_NEEDED", {"narrative": " \n\t\u3000\u00a0"}),
    "narrative nobody can see": ("TEXT_NEEDED", {"narrative": "\u200b\u2060\ufeff\u00ad"}),
    "empty name": ("TEXT_NEEDED", {"identity": {"name": " "}}),
    "narrative over the limit": ("TEXT_IS_BOUNDED", {"narrative": "x" * 20_001}),
    "identity over the limit": ("TEXT_IS_BOUNDED", {"identity": {"name": "x" * 20_001}}),
}


@pytest.mark.parametrize("name", TEXTS)
async def test_a_text_that_cannot_be_kept_is_refused_and_never_a_fault(shared: System, name: str) -> None:
    code, given = TEXTS[name]
    events = await shared.events()

    answer = await shared.post(
        {"query": operations.SUBMIT, "variables": {"input": {"request": str(uuid4()), **filing(**given)}}}
    )

    body = answer.json()
    assert answer.status_code == 200
    if code == "BAD_USER_INPUT":  # no request of ours, so not even a refusal is recorded
        assert [error["extensions"]["code"] for error in body["errors"]] == [code]
        assert await shared.events() == events
    else:
        assert body["data"]["submitComplaint"]["rule"] == code
        assert await shared.events() == events + 1
    assert "entinel" not in answer.text


@pytest.mark.parametrize(
    "narrative", ["x", "x" * 20_000, "🌋" * 20_000, "'; DROP TABLE ledger.event; --", "a\u202e\x07b"]
)
async def test_every_other_text_is_kept_as_it_was_written(shared: System, narrative: str) -> None:
    case = await filed(shared, narrative=narrative)

    answer = await case.complainant.do(operations.OPEN_CONTENT, case.given(purpose="OWN_CASE"))

    assert [text["words"] for text in answer["texts"]] == [narrative]


HEADLINES: dict[str, tuple[str, dict[str, Any]]] = {
    "empty": ("TEXT_NEEDED", {"headline": ""}),
    "over 120 characters": ("HEADLINE_IS_SHORT", {"headline": "x" * 121}),
    "a telephone number": ("SHOWN_TEXT_IS_CLEAN", {"headline": "Hubungi 0811-2233-445"}),
    "an e-mail address": ("SHOWN_TEXT_IS_CLEAN", {"shownText": "Surel: a@contoh.go.id"}),
    "shown text nobody can see": ("TEXT_NEEDED", {"shownText": "\u200b"}),
    "object of the complaint empty": ("TEXT_NEEDED", {"parties": {"object": ""}}),
    "U+0000": ("BAD_USER_INPUT", {"headline": "Sampah\x00"}),
}


@pytest.mark.parametrize("name", HEADLINES)
async def test_what_everybody_would_read_is_checked_before_it_is_recorded(shared: System, name: str) -> None:
    code, given = HEADLINES[name]
    case = await filed(shared)
    variables = {"input": {**case.given(**findings(**given)), "request": str(uuid4())}}

    answer = await shared.post(
        {"query": operations.VERIFY, "variables": variables}, authorization=shared.bearer(Role.NATIONAL_ADMIN)
    )

    body = answer.json()
    if code == "BAD_USER_INPUT":
        assert [error["extensions"]["code"] for error in body["errors"]] == [code]
    else:
        assert body["data"]["verifyComplaint"]["rule"] == code
    [row] = await shared.fetch(
        "SELECT version, headline FROM read.case_file WHERE complaint = $1", case.complaint
    )
    assert (row["version"], row["headline"]) == (1, None)


async def test_a_literal_cannot_carry_what_a_variable_cannot(shared: System) -> None:
    case = await filed(shared)
    text = r'text: "\u0000", cause: OTHER, resolution: NOTED'
    query = f"""mutation {{ giveFinalAnswer(input: {{complaint: "{case.complaint}", request: "{uuid4()}", {text}}}) {{
        __typename }} }}"""

    answer = await shared.post({"query": query}, authorization=shared.bearer(Role.NATIONAL_ADMIN))

    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "given", [1.5, 1.0, True, "1.0", "+1", "-1", " 1", "1_0", "١", "9" * 19, "x", [1], {"a": 1}]
)
async def test_a_version_is_digits_and_nothing_else(shared: System, given: object) -> None:
    variables = {"input": {"complaint": str(uuid4()), "request": str(uuid4()), "expectedVersion": given}}

    answer = await shared.post(
        {"query": operations.ACCEPT, "variables": variables}, authorization=shared.bearer(Role.NATIONAL_ADMIN)
    )

    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["BAD_USER_INPUT"]
