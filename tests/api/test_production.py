"""In production there is no stand-in, no page, and no schema for strangers."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api.app import DevelopmentPage, create_app
from api.devtools.dev import graphiql_page
from api.devtools.issuer import DevelopmentIssuer
from api.devtools.officers import find_officer
from api.settings import Mode, SettingsError
from domain.people import PersonId, Role
from tests.support.database import Database
from tests.support.journey import filed
from tests.support.system import System, started
from tests.support.tokens import PERSON

INTROSPECTION = [
    "{ __schema { queryType { name } } }",
    '{ __type(name: "Complaint") { name } }',
    "{ asOf __schema { queryType { name } } }",
    "{ units { name } s: __schema { types { name } } }",
    "query { ...F } fragment F on Query { __schema { queryType { name } } }",
    '{ ... on Query { ... { t: __type(name: "Query") { name } } } }',
    "query ($yes: Boolean = true) { asOf __schema @include(if: $yes) { queryType { name } } }",
]


@pytest.fixture
async def production(regency: Database, keys: Path) -> AsyncIterator[System]:
    """A running system in production mode."""
    async with started(regency, keys, mode=Mode.PRODUCTION) as running:
        yield running


async def test_in_production_a_stranger_is_not_told_the_schema(production: System) -> None:
    refused = {
        "message": "Sign in to ask for the schema, or read schema.graphql.",
        "extensions": {"code": "UNAUTHENTICATED"},
    }
    for query in INTROSPECTION:
        answer = await production.post({"query": query})

        assert (answer.status_code, answer.json()) == (200, {"errors": [refused]}), query


async def test_in_production_whoever_is_signed_in_is_told_the_schema(production: System) -> None:
    case = await filed(production)
    token = production.issuer.token(PersonId(PERSON))
    signed_in = [
        production.officer(Role.NATIONAL_ADMIN),
        production.public.officer(token),  # a person without any role
        case.complainant,
    ]
    for query in INTROSPECTION:
        for client in signed_in:
            assert "name" in str(await client.ask(query))


async def test_in_production_a_stranger_may_still_ask_what_kind_of_thing_an_answer_is(
    production: System,
) -> None:
    assert await production.public.ask("{ __typename units { __typename } }")


async def test_in_development_everybody_is_told_the_schema(system: System) -> None:
    for query in INTROSPECTION:
        assert "name" in str(await system.public.ask(query))


async def test_in_production_there_is_no_page(production: System) -> None:
    answers = [
        await production.http.get(path, headers={"accept": "text/html"})
        for path in ("/graphql", "/", "/static/graphiql/graphiql.js", "/docs", "/openapi.json")
    ]

    assert [answer.status_code for answer in answers] == [405, 404, 404, 404, 404]
    assert not [answer for answer in answers if "html" in answer.headers["content-type"]]


async def test_in_production_the_page_and_the_token_issuer_do_not_start(production: System) -> None:
    page = DevelopmentPage(page=graphiql_page([]), files=None)
    with pytest.raises(SettingsError, match="The GraphiQL page is a stand-in"):
        create_app(production.settings, production.api, development=page)
    with pytest.raises(SettingsError, match="token issuer of make dev is a stand-in"):
        DevelopmentIssuer(production.settings)


async def test_in_production_tokens_of_the_deployments_issuer_are_taken(production: System) -> None:
    token = production.issuer.token(find_officer(Role.NATIONAL_ADMIN).person)

    viewer = await production.public.officer(token).ask("{ viewer { role } }")

    assert viewer == {"viewer": {"role": "NATIONAL_ADMIN"}}


@pytest.mark.parametrize("command", [["dev"], ["demo"], ["token", "NATIONAL_ADMIN"]])
def test_in_production_a_command_that_stands_in_for_something_refuses_in_one_sentence(
    tmp_path: Path, command: list[str]
) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JEJAK_")}
    variables = {
        "JEJAK_MODE": "production",
        "JEJAK_DATA_DIR": str(tmp_path / "data"),
        "JEJAK_LOG_ORIGIN": "jejak.test/production",
        "JEJAK_TOKEN_ISSUER": "issuer.test",
        "JEJAK_TOKEN_AUDIENCE": "jejak.test",
        "JEJAK_JWKS_FILE": str(tmp_path / "jwks.json"),
    }

    finished = subprocess.run(
        [sys.executable, "-m", "api.cli", *command],
        env=environment | variables,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert finished.returncode == 1
    assert finished.stdout == ""
    assert len(finished.stderr.strip().splitlines()) == 1
    assert "is a stand-in for development and does not start in production" in finished.stderr
    assert list(tmp_path.iterdir()) == []


async def test_in_production_nobody_is_told_the_statement_a_query_became(production: System) -> None:
    response = await production.http.post(
        "/graphql", json={"query": "{ units { code } }"}, headers={"jejak-explain": "1"}
    )
    assert "explain" not in response.json()["extensions"]["jejak"]
