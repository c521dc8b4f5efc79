"""A role that was taken away acts no more from the moment the log says so, and shows nothing once that is projected."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from api.application.names import SYSTEM, assignment_of, unit_of
from api.devtools import operations
from api.devtools.demo.client import Client
from api.devtools.officers import Officer, find_officer
from domain.commands import GrantRole, RevokeRole
from domain.people import AssignmentId, PersonId, Role
from domain.vocabulary import Basis
from eventstore.records import Answer, AppendCommand
from schema.context import Done
from tests.support.journey import COUNTY, UNIT, filed, findings
from tests.support.system import System

NATIONAL = find_officer(Role.NATIONAL_ADMIN)
LIAISON = find_officer(Role.LIAISON_OFFICER, UNIT)
AUDITOR = find_officer(Role.INTERNAL_AUDITOR)
PATRON = find_officer(Role.PATRON)


def assignment(officer: Officer) -> AssignmentId:
    return assignment_of(officer.person, officer.role, unit_of(officer.unit))


async def revoke(system: System, officer: Officer) -> None:
    command = RevokeRole(assignment=assignment(officer), person=officer.person)
    assert isinstance(await system.api.desk.handle_office(command, by=SYSTEM, request=uuid4()), Done)


async def grant(system: System, person: PersonId, role: Role, unit: str) -> AssignmentId:
    granted = assignment_of(person, role, unit_of(unit))
    command = GrantRole(
        assignment=granted,
        person=person,
        role=role,
        unit=unit_of(unit),
        institution=None if role is Role.NATIONAL_ADMIN else unit_of(COUNTY),
        basis=Basis.CIVIL_SERVANT,
    )
    assert isinstance(await system.api.desk.handle_office(command, by=SYSTEM, request=uuid4()), Done)
    return granted


@asynccontextmanager
async def recorded_but_not_shown(system: System, officer: Officer) -> AsyncIterator[None]:
    """The role is revoked in the log, and the read models are held back for the length of the block."""
    connection = await asyncpg.connect(system.database.superuser)
    events = await system.events()
    try:
        async with connection.transaction():
            await connection.execute("SELECT FROM read.cursor FOR UPDATE")
            revoking = asyncio.create_task(revoke(system, officer))
            while await system.events() == events:
                continue
            yield
        await revoking
    finally:
        await connection.close()


@pytest.mark.edge_case(23)
async def test_whoever_lost_a_role_acts_no_more_though_no_read_model_knows_it_yet(system: System) -> None:
    case, client = await filed(system), system.as_officer(NATIONAL)
    opening = uuid4()
    opened = await client.do(operations.OPEN_CONTENT, case.given(purpose="VERIFICATION"), request=opening)

    async with recorded_but_not_shown(system, NATIONAL):
        events = await system.events()
        refused = [
            await client.try_to(operations.VERIFY, case.given(**findings())),
            await client.try_to(operations.OPEN_CONTENT, case.given(purpose="VERIFICATION")),
            await client.try_to(operations.VIEW_INBOX, {"unit": str(unit_of(NATIONAL.unit))}),
        ]
        assert await system.events() == events + 3  # the refusals
        again = await client.try_to(
            operations.OPEN_CONTENT, case.given(purpose="VERIFICATION"), request=opening
        )
        assert await system.events() == events + 3

    assert opened["texts"]
    assert [each["rule"] for each in (*refused, again)] == ["ROLE_ENDED"] * 4


async def test_a_role_that_is_taken_away_while_its_holder_acts_ends_the_act(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the decision and the append: the guard moves, and what is asked again is refused."""
    case = await filed(system)
    store = system.api.store
    append = store.append_one

    async def too_late(command: AppendCommand) -> Answer:
        monkeypatch.setattr(store, "append_one", append)
        await revoke(system, NATIONAL)
        return await append(command)

    monkeypatch.setattr(store, "append_one", too_late)
    answer = await system.as_officer(NATIONAL).try_to(operations.VERIFY, case.given(**findings()))

    assert answer["rule"] == "ROLE_ENDED"
    [row] = await system.fetch(
        "SELECT version FROM read.case_file WHERE complaint = $1", UUID(case.complaint)
    )
    assert row["version"] == 1


async def test_whoever_acted_before_losing_a_role_is_still_told_what_came_of_it(system: System) -> None:
    """The repeat of a request is answered; the complaint is shown as far as the person may see it by then."""
    case, client, request = await filed(system), system.as_officer(NATIONAL), uuid4()
    await grant(system, NATIONAL.person, Role.DATA_REPORTING, COUNTY)
    done = await client.do(operations.VERIFY, case.given(**findings(confidential=True)), request=request)
    async with recorded_but_not_shown(system, NATIONAL):
        events = await system.events()
        at_once = await client.do(
            operations.VERIFY, case.given(**findings(confidential=True)), request=request
        )

    later = await client.do(operations.VERIFY, case.given(**findings(confidential=True)), request=request)

    assert at_once == done
    assert done["complaint"]
    assert later == {**done, "complaint": None}
    assert await system.events() == events


async def test_whoever_lost_every_role_is_told_what_came_of_earlier_requests_and_does_nothing_new(
    system: System,
) -> None:
    """Each was asked while there was a role: its effect, its refusal, and an opening, which shows no text any more."""
    case, client = await filed(system), system.as_officer(NATIONAL)
    verifying, opening, failing = uuid4(), uuid4(), uuid4()
    await client.do(operations.OPEN_CONTENT, case.given(purpose="VERIFICATION"), request=opening)
    failed = await client.try_to(operations.ACCEPT, case.given(), request=failing)
    done = await client.do(operations.VERIFY, case.given(**findings()), request=verifying)
    await revoke(system, NATIONAL)
    events = await system.events()

    again = await client.do(operations.VERIFY, case.given(**findings()), request=verifying)
    assert again["receipts"] == done["receipts"]
    assert await client.try_to(operations.ACCEPT, case.given(), request=failing) == failed
    other = await client.try_to(operations.VERIFY, case.given(**findings(anonymous=True)), request=verifying)
    shown = await client.try_to(operations.OPEN_CONTENT, case.given(purpose="VERIFICATION"), request=opening)
    assert await system.events() == events
    anew = await client.try_to(operations.VERIFY, case.given(**findings()))
    assert await system.events() == events + 1  # the refusal

    assert failed["__typename"] == "Refused"
    assert [each["rule"] for each in (other, shown, anew)] == [
        "REQUEST_ID_ONCE",
        "ROLE_ENDED",
        "ROLE_ENDED",
    ]


QUESTIONS = [
    "{ asOf complaints { totalCount edges { node { id trackingNumber headline } } } inbox { totalCount } }",
    "query ($number: String!) { complaint(trackingNumber: $number) { id history { type } } }",
    "query ($id: ID!) { node(id: $id) { __typename id } }",
    'query ($institution: UUID!) { statistics(institution: $institution, receivedFrom: "2023-01-01", '
    'receivedUntil: "2026-12-31") { unit total } }',
    "{ units { name } categories { code } viewer { role assignments { role } } }",
]


async def seen_by(client: Client, variables: dict[str, str]) -> list[dict[str, Any]]:
    return [
        await client.ask(query, {name: value for name, value in variables.items() if f"${name}" in query})
        for query in QUESTIONS
    ]


async def test_a_person_without_any_role_sees_what_the_public_sees_and_does_nothing(system: System) -> None:
    shown, hidden = await filed(system), await filed(system)
    client = system.as_officer(NATIONAL)
    await client.do(operations.VERIFY, shown.given(**findings()))
    own = await client.ask(
        "query ($n: String!) { complaint(trackingNumber: $n) { id } }", {"n": hidden.number}
    )
    variables = {"number": hidden.number, "id": own["complaint"]["id"], "institution": str(unit_of(COUNTY))}
    before = await seen_by(client, variables)
    await revoke(system, NATIONAL)
    stranger = system.public.officer(system.issuer.token(PersonId(uuid4())))
    events = await system.events()

    public = await seen_by(system.public, variables)
    assert await seen_by(client, variables) == await seen_by(stranger, variables) == public != before
    assert [public[0]["complaints"]["totalCount"], public[1], public[2]] == [
        1,
        {"complaint": None},
        {"node": None},
    ]
    refused = [
        await client.try_to(operations.OPEN_CONTENT, hidden.given(purpose="VERIFICATION")),
        await client.try_to(operations.VERIFY, hidden.given(**findings())),
        await stranger.try_to(operations.VIEW_INBOX, {"unit": str(unit_of(NATIONAL.unit))}),
    ]
    assert [each["rule"] for each in refused] == ["ROLE_ENDED", "ROLE_ENDED", "SIGN_IN"]
    assert await system.events() == events + 2  # the refusals of whoever the log knows


@pytest.mark.edge_case(23)
async def test_a_person_with_two_roles_acts_in_the_one_the_header_names(system: System) -> None:
    case = await filed(system)
    await system.as_officer(NATIONAL).do(operations.VERIFY, case.given(**findings(anonymous=True)))
    second = await grant(system, LIAISON.person, Role.NATIONAL_ADMIN, NATIONAL.unit)
    token = f"Bearer {system.issuer.token(LIAISON.person)}"
    asked = {"query": operations.OPEN_CONTENT}

    async def act(chosen: str | None) -> object:
        variables = {"input": {**case.given(purpose="SUPERVISION"), "request": str(uuid4())}}
        headers = {} if chosen is None else {"jejak_assignment": chosen}
        answer = await system.post({**asked, "variables": variables}, authorization=token, **headers)
        outcome = answer.json()["data"]["openContent"]
        return outcome.get("rule", outcome["__typename"])

    assert await act(None) == "NO_SUCH_CASE"  # the first that was granted
    assert await act(str(assignment(LIAISON))) == "NO_SUCH_CASE"
    assert await act(str(second)) == "ContentOpened"
    assert await act(f" {str(second).upper()} ") == "ContentOpened"
    roles = await system.fetch(
        "SELECT convert_from(entry, 'UTF8')::json ->> 'actor_role' AS role FROM ledger.event"
        " WHERE convert_from(entry, 'UTF8')::json ->> 'type' = 'ContentViewed'"
    )
    assert [row["role"] for row in roles] == ["NATIONAL_ADMIN"] * 2


async def test_an_assignment_that_is_not_ones_own_or_not_ones_own_any_more_is_401(system: System) -> None:
    await grant(system, LIAISON.person, Role.PATRON, COUNTY)
    former = await grant(system, LIAISON.person, Role.NATIONAL_ADMIN, NATIONAL.unit)
    command = RevokeRole(assignment=former, person=LIAISON.person)
    await system.api.desk.handle_office(command, by=SYSTEM, request=uuid4())
    token = f"Bearer {system.issuer.token(LIAISON.person)}"
    wrong = [str(assignment(AUDITOR)), str(assignment(PATRON)), str(former), str(uuid4()), "x", "", "*", "1"]

    answers = [
        await system.post({"query": "{ asOf }"}, authorization=token, jejak_assignment=chosen)
        for chosen in wrong
    ]

    assert {(answer.status_code, answer.content) for answer in answers} == {(401, answers[0].content)}


async def test_a_role_that_is_granted_counts_from_then_on(system: System) -> None:
    case = await filed(system)
    newcomer = PersonId(uuid4())
    client = system.public.officer(system.issuer.token(newcomer))
    assert (await client.try_to(operations.VERIFY, case.given(**findings())))["rule"] == "SIGN_IN"

    await grant(system, newcomer, Role.NATIONAL_ADMIN, NATIONAL.unit)

    assert await client.do(operations.VERIFY, case.given(**findings()))
