"""Whatever goes wrong, an error says which kind and where, and not a word of what was sent or stored."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType

from api.devtools import operations
from domain.people import Role
from schema.build import build_schema
from schema.compiler import core_schema
from tests.support.journey import filed, filing, findings
from tests.support.output import Output
from tests.support.system import System

SENTINEL = "Sentinelwati3201234567890001"
SCHEMA = core_schema(build_schema())
OURS = {name: type_ for name, type_ in SCHEMA.type_map.items() if not name.startswith("__")}
NO_SUCH_TYPE = "query ($v: {}) {{ asOf }} fragment F on {} {{ __typename }}"


Misspelling = Callable[[str], str]
# As people misspell, and near enough for a helpful library to guess what was meant.
MISSPELLINGS: list[Misspelling] = [
    lambda name: f"q{name}",
    lambda name: f"{name[: len(name) // 2]}q{name[len(name) // 2 :]}",
    lambda name: f"{name}q",
]


def documents(misspelt: Misspelling) -> Iterator[tuple[list[str], str, dict[str, Any]]]:
    """Misspelt names, with a request in which they stand where the right ones could."""
    yield ["qskip"], "{ asOf @qskip(if: true) }", {}
    for name, type_ in OURS.items():
        yield [misspelt(name)], NO_SUCH_TYPE.format(misspelt(name), misspelt(name)), {}
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            fields = [misspelt(field) for field in type_.fields]
            for start in range(0, len(fields), 15):
                some = fields[start : start + 15]
                yield some, f"{{ asOf }} fragment F on {name} {{ {' '.join(some)} }}", {}
    for kind, root in (("query", SCHEMA.query_type), ("mutation", SCHEMA.mutation_type)):
        assert root is not None
        for name, field in root.fields.items():
            for argument in field.args:
                wrong = misspelt(argument)
                yield [wrong], f"{kind} {{ {name}({wrong}: 1) {{ __typename }} }}", {}
    for name, type_ in OURS.items():
        yield from _inputs(name, type_, misspelt)


def _inputs(
    name: str, type_: object, misspelt: Misspelling
) -> Iterator[tuple[list[str], str, dict[str, Any]]]:
    """Values of inputs, once in the document and once as variables."""
    if isinstance(type_, GraphQLEnumType):
        for value in type_.values:
            wrong = misspelt(value)
            yield [wrong], f"query ($v: {name} = {wrong}) {{ asOf }}", {}
            yield [wrong], f"query ($v: {name}) {{ asOf }}", {"v": wrong}
    if isinstance(type_, GraphQLInputObjectType):
        for field in type_.fields:
            wrong = misspelt(field)
            yield [wrong], f"query ($v: {name} = {{{wrong}: 1}}) {{ asOf }}", {}
            yield [wrong], f"query ($v: {name}) {{ asOf }}", {"v": {wrong: SENTINEL}}


@pytest.mark.parametrize("misspelt", MISSPELLINGS)
async def test_no_misspelling_is_answered_with_a_name_neither_the_wrong_one_nor_the_right_one(
    system: System, misspelt: Misspelling
) -> None:
    """Hundreds of names, answered in a handful of sentences: they cannot name what was meant."""
    tried, sentences = 0, set()
    for wrong, query, variables in documents(misspelt):
        answer = await system.post({"query": query, "variables": variables})
        errors = answer.json()["errors"]
        assert answer.status_code == 200, query
        assert "data" not in answer.json()
        assert not [name for name in wrong if name in answer.text]
        assert "mean" not in answer.text
        assert all(set(error) <= {"message", "locations", "extensions"} for error in errors)
        assert all(set(error["extensions"]) <= {"code", "rule"} for error in errors)
        sentences |= {error["message"] for error in errors}
        tried += len(wrong)

    assert tried > 500
    assert len(sentences) < 12, sentences


WRONG_VALUES: list[tuple[str, Any]] = [
    ("", SENTINEL),
    ("", [SENTINEL]),
    ("request", SENTINEL),
    ("request", {SENTINEL: SENTINEL}),
    ("identity", SENTINEL),
    ("identity", {"name": [SENTINEL]}),
    ("identity", {"name": SENTINEL, "nik": 3201234567890001}),
    ("identity", {"nik": SENTINEL}),
    ("identity", {"name": SENTINEL, SENTINEL: SENTINEL}),
    ("narrative", [SENTINEL]),
    ("narrative", None),
    ("narrative", {"text": SENTINEL}),
    ("channel", SENTINEL),
    ("channel", "EMAIL " + SENTINEL),
    ("anonymous", SENTINEL),
    ("confidential", SENTINEL),
    (SENTINEL, SENTINEL),
]


async def test_a_value_of_the_wrong_kind_is_not_repeated_and_not_logged(
    system: System, output: Output
) -> None:
    for place, value in WRONG_VALUES:
        given: object = {"request": str(uuid4()), **filing(), place: value} if place else value

        answer = await system.post({"query": operations.SUBMIT, "variables": {"input": given}})

        codes = {error["extensions"]["code"] for error in answer.json()["errors"]}
        assert codes == {"BAD_USER_INPUT"}, (place, value)
        for written in (answer.text, output.text, str(answer.headers)):
            assert "Sentinel" not in written
            assert "3201" not in written


async def test_one_wrong_list_is_one_error_and_a_long_one_is_refused_unread(system: System) -> None:
    case = await filed(system)
    for officers, code in (([SENTINEL] * 50, "BAD_USER_INPUT"), ([SENTINEL] * 51, "LIMIT_EXCEEDED")):
        parties = {"object": "x", "officers": officers}
        variables = {"input": {**case.given(**findings(parties=parties)), "request": str(uuid4())}}

        answer = await system.post(
            {"query": operations.VERIFY, "variables": variables},
            authorization=system.bearer(Role.NATIONAL_ADMIN),
        )

        assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {code}
        assert len(answer.json()["errors"]) <= 21
        assert "Sentinel" not in answer.text


async def superuser_does(system: System, *statements: str) -> None:
    connection = await asyncpg.connect(system.database.superuser)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


RAISE = f"""CREATE FUNCTION public.fail() RETURNS text LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'row contains ({SENTINEL})' USING DETAIL = '{SENTINEL}'; END $$"""
RAISE_ON_INSERT = f"""CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'row contains ({SENTINEL})' USING DETAIL = '{SENTINEL}'; END $$"""
FAULT = {
    "message": "Something went wrong here; it was logged. Send the same request again.",
    "extensions": {"code": "INTERNAL"},
}


def assert_logged_by_type_and_place(output: Output, error: str) -> dict[str, Any]:
    assert "Sentinel" not in output.text
    [line] = output.named("request_failed")
    assert line["error"].startswith(error)
    assert line["place"].count(":") == 1
    assert line["level"] == "error"
    assert len(line["request"]) == 36
    return line


async def test_a_fault_in_a_query_is_500_without_a_word_and_logged_by_type_and_place(
    system: System, output: Output
) -> None:
    await superuser_does(
        system,
        RAISE,
        "ALTER TABLE read.unit RENAME TO unit_aside",
        "CREATE VIEW read.unit AS SELECT unit, code, public.fail() AS name, kind, parent FROM read.unit_aside",
        "GRANT SELECT ON read.unit TO jejak_app",
    )

    answer = await system.post({"query": operations.UNITS, "variables": {}})

    assert answer.status_code == 500
    assert answer.json() == {"errors": [FAULT]}
    assert_logged_by_type_and_place(output, "asyncpg.exceptions.RaiseError")


async def test_a_fault_in_a_mutation_is_an_error_without_a_word_and_logged_by_type_and_place(
    system: System, output: Output
) -> None:
    await superuser_does(
        system,
        RAISE_ON_INSERT,
        "CREATE TRIGGER fail BEFORE INSERT ON ledger.event FOR EACH ROW EXECUTE FUNCTION public.fail()",
    )
    variables = {"input": {"request": str(uuid4()), **filing(narrative=SENTINEL)}}

    answer = await system.post({"query": operations.SUBMIT, "variables": variables})

    assert answer.status_code == 200
    body = answer.json()
    assert (body["data"], body["errors"]) == (None, [{**FAULT, "path": ["submitComplaint"]}])
    assert_logged_by_type_and_place(output, "asyncpg.exceptions.RaiseError")


@pytest.mark.usefixtures("output")
async def test_what_failed_is_done_by_the_same_request_once_the_fault_is_gone(system: System) -> None:
    request = uuid4()
    variables = {"input": {"request": str(request), **filing()}}
    await superuser_does(
        system, "REVOKE EXECUTE ON FUNCTION ledger.append, ledger.append_many FROM jejak_app"
    )
    failed = await system.post({"query": operations.SUBMIT, "variables": variables})
    await superuser_does(system, "GRANT EXECUTE ON FUNCTION ledger.append, ledger.append_many TO jejak_app")

    done = await system.post({"query": operations.SUBMIT, "variables": variables})

    assert failed.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert done.json()["data"]["submitComplaint"]["__typename"] == "ComplaintSubmitted"


async def test_one_mutation_that_fails_does_not_hide_what_another_did(system: System) -> None:
    query = """mutation ($one: SubmitComplaintInput!, $two: SubmitComplaintInput!) {
        one: submitComplaint(input: $one) { __typename }
        two: submitComplaint(input: $two) { __typename ... on Refused { rule } }
    }"""
    variables = {
        "one": {"request": str(uuid4()), **filing()},
        "two": {"request": str(uuid4()), **filing(narrative=" ")},
    }

    answer = await system.post({"query": query, "variables": variables})

    assert answer.json()["data"] == {
        "one": {"__typename": "ComplaintSubmitted"},
        "two": {"__typename": "Refused", "rule": "TEXT_NEEDED"},
    }


@pytest.mark.parametrize("table", ["ledger.event", "read.unit"])
async def test_a_database_that_cannot_keep_up_is_no_fault_and_says_come_again(
    system: System, output: Output, table: str
) -> None:
    """Both for an append and for a query, after the two seconds that a statement may take."""
    connection = await asyncpg.connect(system.database.superuser)
    try:
        async with connection.transaction():
            await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
            if table == "read.unit":
                answer = await system.post({"query": operations.UNITS})
            else:
                given = {"request": str(uuid4()), **filing()}
                answer = await system.post({"query": operations.SUBMIT, "variables": {"input": given}})
    finally:
        await connection.close()

    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["OVERLOADED"]
    assert answer.status_code == (503 if table == "read.unit" else 200)
    assert output.named("request_failed") == []


@pytest.mark.usefixtures("output")
async def test_a_fault_outside_graphql_is_the_same_constant(system: System) -> None:
    await superuser_does(system, "REVOKE SELECT ON read.cursor FROM jejak_app")

    answer = await system.http.get("/health/ready")

    assert answer.status_code == 500
    assert answer.json() == {"errors": [FAULT]}


async def test_what_every_answer_carries_so_that_no_cache_and_no_browser_keeps_it(system: System) -> None:
    asked: list[tuple[object, dict[str, str]]] = [
        ({"query": "{ asOf }"}, {}),
        ({"query": "{"}, {}),
        (b"", {}),
        ({"query": "{ asOf }"}, {"authorization": "Bearer x"}),
        ({"query": "mutation { __typename }"}, {}),
    ]
    for body, headers in asked:
        answer = await system.post(body, **headers)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"] == "application/graphql-response+json"
        assert "server" not in answer.headers
        assert json.loads(answer.content)
