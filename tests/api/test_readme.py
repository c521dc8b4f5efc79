"""What a newcomer is told to type works: the README's commands and calls, and the ready operations of GraphiQL."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import typer

from api.cli import app
from api.devtools import operations
from api.devtools.dev import tabs
from api.devtools.system import Ground
from domain.people import Role
from tests.support.journey import filed
from tests.support.system import System

ROOT = Path(__file__).parents[2]
PROSE = {path.name: path.read_text(encoding="utf-8") for path in ROOT.glob("*.md")}
README = PROSE["README.md"]
SHELL = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
CURL = re.compile(r"curl -s (?P<url>\S+)(?P<options>(?: -H (?:'[^']*'|\"[^\"]*\"))*) -d '(?P<body>[^']*)'")
CALLS = [call for block in SHELL for call in CURL.finditer(block)]


def test_every_curl_of_the_readme_is_one_that_this_test_can_read() -> None:
    assert len(CALLS) == sum(block.count("curl ") for block in SHELL) == 2


async def test_the_calls_of_the_readme_answer_without_errors_one_after_the_other(system: System) -> None:
    answers = []
    for call in CALLS:
        address = urlsplit(call["url"])
        assert (address.netloc, address.path) == ("127.0.0.1:8000", "/graphql")
        signed_in = (
            {"authorization": system.bearer(Role.NATIONAL_ADMIN)} if "$TOKEN" in call["options"] else {}
        )
        assert "content-type: application/json" in call["options"]
        answers.append((await system.post(call["body"].encode(), **signed_in)).json())

    filing, reading = answers
    assert filing["data"]["submitComplaint"]["accessCode"]
    assert reading["data"]["inbox"]["totalCount"] == 1
    assert not [answer for answer in answers if "errors" in answer]


async def test_sending_the_readmes_first_call_again_is_answered_the_same_and_appends_nothing(
    system: System,
) -> None:
    body = CALLS[0]["body"].encode()
    first = await system.post(body)
    events = await system.events()

    assert (await system.post(body)).content == first.content
    assert await system.events() == events


def test_every_command_that_prose_or_shell_names_exists() -> None:
    known = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name, text in PROSE.items():
        code = "\n".join(re.findall(r"`([^`]+)`", text) + SHELL)
        assert set(re.findall(r"\bjejak ([a-z-]+)", code)) <= known, name
        assert set(re.findall(r"\bmake ([a-z-]+)", code)) <= targets, name
    assert {"token", "verify"} <= set(re.findall(r"\.venv/bin/jejak ([a-z-]+)", README))


async def test_every_ready_operation_of_graphiql_runs_without_errors(system: System) -> None:
    ground = Ground(
        settings=system.settings, issuer=system.issuer, superuser=system.database.superuser, verifier_key=""
    )
    ready = tabs(ground)
    for tab in ready:
        headers = {name.lower(): value for name, value in tab.headers.items()}
        answer = await system.post({"query": tab.query, "variables": tab.variables}, **headers)
        assert answer.status_code == 200, tab.name
        assert "errors" not in answer.json(), (tab.name, answer.text)
        assert "Refused" not in answer.text, tab.name
    assert len({tab.name for tab in ready}) == len(ready) == 8
    assert "with eight ready operations" in " ".join(README.split())


async def test_every_operation_of_the_demonstration_fits_the_schema(system: System) -> None:
    """Whatever its variables hold: what is wrong here is the variables alone."""
    names = [name for name in vars(operations) if name.isupper() and name[0] != "_"]
    assert len(names) > 15
    for name in names:
        answer = await system.post({"query": getattr(operations, name)})

        codes = {error["extensions"]["code"] for error in answer.json().get("errors", [])}
        assert codes <= {"BAD_USER_INPUT"}, name


async def test_an_answer_says_at_which_position_it_is_true_and_the_public_is_not_told(system: System) -> None:
    await filed(system)
    asked = json.dumps({"query": "{ units { code } }"}).encode()

    told = await system.post(asked, authorization=system.bearer(Role.NATIONAL_ADMIN))
    untold = await system.post(asked)

    [row] = await system.fetch("SELECT next_position - 1 AS last FROM ledger.seq_state")
    assert told.json()["extensions"]["jejak"]["position"] == str(row["last"])
    assert "position" not in untold.json()["extensions"]["jejak"]
