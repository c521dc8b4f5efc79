"""A query is answered by the roles of the moment it is answered, though roles are remembered between queries."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import asyncpg
import httpx

from api.devtools import operations
from api.devtools.demo.client import Client, UnexpectedAnswer
from api.devtools.officers import find_officer
from domain.people import Role
from tests.support.journey import filed
from tests.support.system import System

NATIONAL = find_officer(Role.NATIONAL_ADMIN)
LIAISON = find_officer(Role.LIAISON_OFFICER, "DLH")

GRANT_AS = """
INSERT INTO read.assignment
SELECT $1, $2, role, unit, institution, basis, valid_from, valid_until, granted_at
FROM read.assignment WHERE person = $3
"""


async def change(system: System, statement: str, *arguments: object) -> None:
    """Change the read models as the projector would."""
    connection = await asyncpg.connect(system.database.superuser)
    try:
        await connection.execute(statement, *arguments)
    finally:
        await connection.close()


async def role(client: Client) -> object:
    return (await client.ask(operations.VIEWER))["viewer"]["role"]


async def seen(client: Client) -> int:
    """How many cases wait for the viewer."""
    return len((await client.ask(operations.INBOX))["inbox"]["edges"])


async def test_a_role_that_ended_shows_nothing_from_then_on(system: System) -> None:
    await filed(system)
    officer = system.as_officer(NATIONAL)
    assert await seen(officer) == 1

    await change(system, "DELETE FROM read.assignment WHERE person = $1", NATIONAL.person)

    assert await seen(officer) == 0
    assert await role(officer) is None


async def test_a_role_that_was_granted_counts_from_then_on(system: System) -> None:
    await filed(system)
    officer = system.as_officer(LIAISON)
    assert await seen(officer) == 0

    await change(
        system,
        "UPDATE read.assignment SET granted_at = granted_at + 1000 WHERE person = $1",
        LIAISON.person,
    )
    await change(
        system,
        GRANT_AS,
        uuid4(),
        LIAISON.person,
        NATIONAL.person,
    )

    assert await seen(officer) == 1
    assert await role(officer) == Role.NATIONAL_ADMIN


async def test_a_chosen_assignment_counts_from_its_grant_to_its_end(system: System) -> None:
    await filed(system)
    assignment = uuid4()
    headers = {
        "authorization": f"Bearer {system.issuer.token(LIAISON.person)}",
        "jejak-assignment": str(assignment),
    }

    async def ask() -> httpx.Response:
        return await system.http.post("/graphql", json={"query": operations.INBOX}, headers=headers)

    assert await seen(system.as_officer(LIAISON)) == 0
    assert (await ask()).status_code == 401
    await change(
        system,
        GRANT_AS,
        assignment,
        LIAISON.person,
        NATIONAL.person,
    )
    assert len((await ask()).json()["data"]["inbox"]["edges"]) == 1
    await change(system, "DELETE FROM read.assignment WHERE assignment = $1", assignment)
    assert (await ask()).status_code == 401


async def test_a_cursor_serves_whoever_has_come_into_its_audience_since(system: System) -> None:
    for _ in range(2):
        await filed(system)
    first = await system.as_officer(NATIONAL).ask(operations.INBOX, {"first": 1})
    after = first["inbox"]["pageInfo"]["endCursor"]
    officer = system.as_officer(LIAISON)
    assert await seen(officer) == 0

    await change(system, "DELETE FROM read.assignment WHERE person = $1", LIAISON.person)
    await change(
        system, "UPDATE read.assignment SET person = $1 WHERE person = $2", LIAISON.person, NATIONAL.person
    )

    page = await officer.ask(operations.INBOX, {"first": 1, "after": after})
    assert len(page["inbox"]["edges"]) == 1
    assert page["inbox"]["edges"] != first["inbox"]["edges"]


async def test_no_answer_is_older_than_its_roles_while_roles_change_all_the_time(system: System) -> None:
    officer = system.as_officer(NATIONAL)
    asking = "query { viewer { role assignments { role } } }"
    roles = (Role.PRIVACY_OFFICER, Role.NATIONAL_ADMIN)
    finished = asyncio.Event()

    async def keep_changing() -> None:
        connection = await asyncpg.connect(system.database.superuser)
        statement = "UPDATE read.assignment SET role = $2 WHERE person = $1"
        while not finished.is_set():
            for each in roles:
                await connection.execute(statement, NATIONAL.person, each.value)
                await asyncio.sleep(0)
        await connection.close()

    changing = asyncio.create_task(keep_changing())
    answers = []
    for _ in range(100):
        with suppress(UnexpectedAnswer):  # the roles changed three times while one question was asked
            answers.append((await officer.ask(asking))["viewer"])
    finished.set()
    await changing

    assert {answer["role"] for answer in answers} == set(roles)
    assert all(answer["assignments"] == [{"role": answer["role"]}] for answer in answers)
