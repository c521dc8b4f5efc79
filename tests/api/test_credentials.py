"""Credentials that do not hold are refused in one way, whatever is wrong with them."""

import base64
import json
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
import pytest_asyncio

from api.devtools import operations
from api.devtools.officers import find_officer
from domain.people import Role
from eventstore.vault import LocalVault
from eventstore.vault_keys import VaultKeys
from tests.conftest import Pool
from tests.support.journey import Case, filed
from tests.support.system import System
from tests.support.tokens import Signer, claims, encoded, hashed

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASK = {"query": operations.VIEWER}
STRANGER = Signer()
UNKNOWN_NUMBER = "LT-00000-00000-0"  # its check character is right


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def case(shared: System) -> AsyncIterator[Case]:
    yield await filed(shared)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def other(shared: System) -> AsyncIterator[Case]:
    yield await filed(shared)


def basic(credentials: str | bytes) -> str:
    octets = credentials.encode() if isinstance(credentials, str) else credentials
    return f"Basic {base64.b64encode(octets).decode()}"


def refused(system: System, case: Case, other: Case) -> dict[str, str]:
    """What people may send as `Authorization`, each wrong in its own way."""
    good = system.issuer.token(find_officer(Role.NATIONAL_ADMIN).person)
    public_key = json.dumps(json.loads(system.settings.token_keys.read_text())["keys"][0]).encode()
    whole = base64.b64encode(f"{case.number}:{case.code}".encode()).decode()
    return {
        "nothing": "",
        "a scheme alone": "Bearer",
        "a basic scheme alone": "Basic ",
        "a token without its scheme": good,
        "an unknown scheme": f"Digest {good}",
        "a scheme with a letter more": f"Bearers {good}",
        "two tokens": f"Bearer {good} {good}",
        "two tokens with a comma": f"Bearer {good}, Bearer {good}",
        "a token without its signature": f"Bearer {good.rpartition('.')[0]}.",
        "a token of a stranger": f"Bearer {STRANGER.token()}",
        "a token that nobody signed": f"Bearer {encoded({'alg': 'none', 'typ': 'at+jwt'})}.{encoded(claims())}.",
        "a token hashed with the public key": f"Bearer {hashed(public_key, STRANGER.header(alg='HS256'), claims())}",
        "a token with a letter of another script": f"Bearer {good}\xe9",
        "a token of 64 KB": f"Bearer {good}{'x' * 64_000}",
        "a tracking number as a token": f"Bearer {case.number}",
        "an access code of another case": basic(f"{case.number}:{other.code}"),
        "a code with one letter wrong": basic(
            f"{case.number}:{case.code[:-1]}{'0' if case.code[-1] != '0' else '1'}"
        ),
        "no code": basic(f"{case.number}:"),
        "a code cut short": basic(f"{case.number}:{case.code[:-1]}"),
        "a code and more": basic(f"{case.number}:{case.code}0"),
        "the code as the number": basic(f"{case.code}:{case.code}"),
        "a number nobody has": basic(f"{UNKNOWN_NUMBER}:{case.code}"),
        "a number with a slip": basic(
            f"{case.number[:-1]}{'0' if case.number[-1] != '0' else '1'}:{case.code}"
        ),
        "a number with U+0000": basic(f"{case.number}\x00:{case.code}"),
        "a number with SQL": basic(f"' OR true --:{case.code}"),
        "no number": basic(f":{case.code}"),
        "no colon": basic(f"{case.number}{case.code}"),
        "text that is no base64": f"Basic {case.number}:{case.code}",
        "base64 cut short": f"Basic {whole.rstrip('=')[:-1]}",
        "base64 with more behind it": f"Basic {whole}!!",
        "bytes that are no text": basic(b"\xff\xfe:" + case.code.encode()),
        "letters of another script": basic(f"{case.number}:{case.code}é"),
    }


async def test_whatever_is_wrong_with_credentials_the_answer_is_one_and_the_same(
    shared: System, case: Case, other: Case
) -> None:
    wrong = refused(shared, case, other)
    events = await shared.events()

    answers = {name: await shared.post(ASK, authorization=sent) for name, sent in wrong.items()}

    first, *others = answers.values()
    assert first.status_code == 401
    assert first.json() == {
        "errors": [
            {
                "message": "The credentials do not hold. Sign in again.",
                "extensions": {"code": "UNAUTHENTICATED"},
            }
        ]
    }
    assert first.headers["www-authenticate"] == "Bearer"
    for name, answer in zip(list(answers)[1:], others, strict=True):
        assert (answer.status_code, answer.headers, answer.content) == (401, first.headers, first.content), (
            name
        )
    assert await shared.events() == events


async def test_an_unknown_number_is_opened_by_no_code_not_even_by_the_one_it_is_compared_with(
    shared: System, pool: Pool
) -> None:
    keys = VaultKeys.load(shared.settings.vault_keys)
    nobodys = LocalVault(await pool("jejak_vault"), keys, shared.settings.origin).access_code(UUID(int=0))

    answer = await shared.post(ASK, authorization=basic(f"{UNKNOWN_NUMBER}:{nobodys}"))

    assert answer.status_code == 401


async def test_credentials_that_do_not_hold_are_never_taken_for_none(shared: System, case: Case) -> None:
    """Somebody with a wrong code is not the public: not even what needs no credentials is done."""
    events = await shared.events()
    variables = {
        "input": {
            "request": "6d1d6a39-7f84-4a4f-9a39-0b8a3d6f8a10",
            "identity": {"name": "x"},
            "narrative": "x",
        }
    }

    answer = await shared.post(
        {"query": operations.SUBMIT, "variables": variables}, authorization=basic(f"{case.number}:wrong")
    )

    assert answer.status_code == 401
    assert await shared.events() == events


def spellings(number: str, code: str) -> dict[str, str]:
    """How people copy a number and a code by hand."""
    misread = code.replace("0", "O").replace("1", "l")
    return {
        "as printed": f"{number}:{code}",
        "in small letters": f"{number.lower()}:{code.lower()}",
        "without hyphens": f"{number.replace('-', '')}:{code.replace('-', '')}",
        "with spaces": f"{number.replace('-', ' ')}: {code.replace('-', ' ')} ",
        "without the prefix": f"{number.removeprefix('LT-')}:{code}",
        "misread": f"{number}:{misread}",
    }


async def test_a_number_and_a_code_may_be_spelt_as_people_spell(shared: System, case: Case) -> None:
    for name, spelt in spellings(case.number, case.code).items():
        answer = await shared.post(ASK, authorization=basic(spelt))
        assert answer.json()["data"]["viewer"]["role"] == "COMPLAINANT", name


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
async def test_the_name_of_a_scheme_may_be_written_in_any_case(shared: System, scheme: str) -> None:
    token = shared.issuer.token(find_officer(Role.NATIONAL_ADMIN).person)

    answer = await shared.post(ASK, authorization=f"{scheme} {token}")

    assert answer.json()["data"]["viewer"]["role"] == "NATIONAL_ADMIN"


async def test_a_complainant_is_nobody_on_any_case_but_their_own(case: Case, other: Case) -> None:
    query = "query ($number: String!) { complaint(trackingNumber: $number) { mayOpen } complaints { totalCount } }"

    seen = [await case.complainant.ask(query, {"number": number}) for number in (case.number, other.number)]

    assert [each["complaint"] for each in seen] == [{"mayOpen": True}, None]
    assert [each["complaints"]["totalCount"] for each in seen] == [1, 1]


async def test_two_cases_of_one_person_have_nothing_in_common(case: Case, other: Case) -> None:
    query = "{ viewer { personId } }"

    persons = {(await each.complainant.ask(query))["viewer"]["personId"] for each in (case, other)}

    assert len(persons) == 2
