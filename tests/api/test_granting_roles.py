"""The responsible head fills the institution's roles through the API, and nobody else does."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.application.names import SYSTEM, assignment_of, roles_stream, unit_of
from api.devtools import operations
from api.devtools.demo.client import Client
from api.devtools.officers import find_officer
from domain.people import PersonId, Role
from tests.support.command import jejak
from tests.support.journey import COUNTY, OTHER, UNIT, disposed, filed, reviewed_nationally
from tests.support.system import FIRST_DAY, System

GRANT = """mutation($input: GrantRoleInput!) { grantRole(input: $input) { __typename
    ... on RoleGranted { assignmentId position pending receipts { eventId } } ... on Refused { rule clause } } }"""
REVOKE = """mutation($input: RevokeRoleInput!) { revokeRole(input: $input) { __typename
    ... on RoleRevoked { assignmentId } ... on Refused { rule clause } } }"""
HOLDERS = """query($institution: UUID!) { roleHolders(institution: $institution) {
    assignmentId personId role basis validFrom validUntil unit { code } } }"""
CONTACT = "petugas.baru@example.id"


def given(person: UUID, role: str = "LIAISON_OFFICER", unit: str = UNIT, **more: object) -> dict[str, object]:
    return {"person": str(person), "role": role, "unit": str(unit_of(unit)), "basis": "CONTRACT", **more}


def head(system: System) -> Client:
    return system.officer(Role.RESPONSIBLE_HEAD)


async def holders(client: Client, institution: str = COUNTY) -> list[dict[str, Any]]:
    found = await client.ask(HOLDERS, {"institution": str(unit_of(institution))})
    listed: list[dict[str, Any]] = found["roleHolders"]
    return listed


async def test_two_liaisons_of_one_unit_see_one_inbox_and_each_acts_under_their_own_name(
    system: System,
) -> None:
    case, first = await filed(system), find_officer(Role.LIAISON_OFFICER, UNIT)
    await reviewed_nationally(case)
    await disposed(case)
    newcomer = PersonId(uuid4())
    client = system.public.officer(system.issuer.token(newcomer))

    granted = await head(system).do(GRANT, given(newcomer))

    assert granted["assignmentId"] == str(assignment_of(newcomer, Role.LIAISON_OFFICER, unit_of(UNIT)))
    for officer in (client, system.as_officer(first)):
        assert len((await officer.ask(operations.INBOX))["inbox"]["edges"]) == 1
    await client.do(operations.ACCEPT, case.given())
    [actor] = await system.fetch(
        "SELECT convert_from(entry, 'UTF8')::json ->> 'actor' AS person FROM ledger.event"
        " WHERE convert_from(entry, 'UTF8')::json ->> 'type' = 'AuthorityAccepted'"
    )
    assert actor["person"] == str(newcomer)


async def test_a_role_that_is_revoked_acts_and_reads_no_more(system: System) -> None:
    case, newcomer = await filed(system), PersonId(uuid4())
    await reviewed_nationally(case)
    await disposed(case)
    client = system.public.officer(system.issuer.token(newcomer))
    granted = await head(system).do(GRANT, given(newcomer))
    assert len((await client.ask(operations.INBOX))["inbox"]["edges"]) == 1

    await head(system).do(REVOKE, {"person": str(newcomer), "assignment": granted["assignmentId"]})

    assert (await client.ask(operations.INBOX))["inbox"]["edges"] == []
    assert (await client.try_to(operations.ACCEPT, case.given()))["rule"] == "ROLE_ENDED"
    assert str(newcomer) not in {held["personId"] for held in await holders(head(system))}


async def test_a_role_that_begins_later_is_listed_and_neither_acts_nor_reads(system: System) -> None:
    newcomer = PersonId(uuid4())
    await head(system).do(GRANT, given(newcomer, validFrom="2099-01-02", validUntil="2099-03-31"))
    client = system.public.officer(system.issuer.token(newcomer))

    assert (await client.ask(operations.VIEWER))["viewer"]["role"] is None
    [held] = [held for held in await holders(head(system)) if held["personId"] == str(newcomer)]
    assert (held["validFrom"], held["validUntil"], held["basis"]) == ("2099-01-02", "2099-03-31", "CONTRACT")
    assert held["unit"]["code"] == UNIT


async def test_a_repeated_grant_is_answered_as_before(system: System) -> None:
    newcomer, request = PersonId(uuid4()), uuid4()
    first = await head(system).do(GRANT, given(newcomer), request=request)
    events = await system.events()
    assert await head(system).do(GRANT, given(newcomer), request=request) == first
    assert await system.events() == events


@pytest.mark.parametrize(
    ("by", "changes", "rule"),
    [
        (Role.NATIONAL_ADMIN, {}, "HEAD_FILLS_ROLES"),
        (Role.INSTITUTION_ADMIN, {}, "HEAD_FILLS_ROLES"),
        (Role.PATRON, {}, "HEAD_FILLS_ROLES"),
        (Role.RESPONSIBLE_HEAD, {"role": "NATIONAL_ADMIN", "unit": "KEMENPANRB"}, "HEAD_FILLS_ROLES"),
        (Role.RESPONSIBLE_HEAD, {"role": "RESPONSIBLE_HEAD", "unit": COUNTY}, "APPOINTED_FROM_ABOVE"),
        (Role.RESPONSIBLE_HEAD, {"role": "SYSTEM", "unit": COUNTY}, "ROLE_FITS_UNIT"),
        (Role.RESPONSIBLE_HEAD, {"validUntil": "2020-01-01"}, "VALIDITY_IN_ORDER"),
        (Role.RESPONSIBLE_HEAD, {"contact": "petugas"}, "CONTACT_IS_MAIL"),
        (Role.RESPONSIBLE_HEAD, {"contact": "a@example.id\r\nBcc: b@example.id"}, "CONTACT_IS_MAIL"),
    ],
)
async def test_what_the_head_may_not_do_and_others_may_not_at_all(
    system: System, by: Role, changes: dict[str, Any], rule: str
) -> None:
    asked = given(uuid4(), **changes)
    answer = await system.officer(by).try_to(GRANT, asked)
    assert answer["rule"] == rule


async def test_the_head_gives_nothing_to_oneself(system: System) -> None:
    own = find_officer(Role.RESPONSIBLE_HEAD)
    held = str(assignment_of(own.person, own.role, unit_of(own.unit)))
    answers = [
        await head(system).try_to(GRANT, given(own.person)),
        await head(system).try_to(REVOKE, {"person": str(own.person), "assignment": held}),
    ]
    assert [answer["rule"] for answer in answers] == ["NEVER_ONESELF"] * 2


async def test_a_contact_is_sealed_under_the_officers_own_key_and_stands_in_no_table(system: System) -> None:
    newcomer = PersonId(uuid4())
    await head(system).do(GRANT, given(newcomer, contact=CONTACT))

    store = system.api.store
    [record] = await store.read(roles_stream(newcomer))
    [part] = await store.sealed(record.stream, record.version)
    assert part.subject == newcomer
    assert CONTACT.encode() not in record.facts + part.record
    [key] = await system.fetch("SELECT purpose FROM vault.key WHERE subject = $1", newcomer)
    assert key["purpose"] == "CONTACT"
    rows = await system.fetch("SELECT a::text AS line FROM read.assignment a WHERE person = $1", newcomer)
    assert len(rows) == 1
    assert not [row for row in rows if CONTACT in row["line"]]
    assert CONTACT not in str(await holders(head(system)))


async def test_a_role_that_ran_out_acts_and_reads_no_more(system: System) -> None:
    """The system's clock stands in March; whether a role still holds is asked of real time."""
    case, newcomer = await filed(system), PersonId(uuid4())
    await reviewed_nationally(case)
    await disposed(case)
    await head(system).do(GRANT, given(newcomer, validUntil=str(FIRST_DAY)))
    client = system.public.officer(system.issuer.token(newcomer))

    assert (await client.ask(operations.VIEWER))["viewer"]["role"] is None
    assert (await client.ask(operations.INBOX))["inbox"]["edges"] == []
    assert (await client.try_to(operations.ACCEPT, case.given()))["rule"] == "ROLE_ENDED"
    assert str(newcomer) not in {held["personId"] for held in await holders(head(system))}


async def test_an_institution_gets_its_first_head_from_the_command_line(
    system: System, tmp_path: Path
) -> None:
    first = PersonId(uuid4())
    seat = (str(first), "RESPONSIBLE_HEAD", COUNTY)
    unfounded = await jejak(system, tmp_path, "grant", *seat)
    granted = await jejak(
        system, tmp_path, "grant", *seat, "--basis", "CIVIL_SERVANT", "--until", "2099-12-31"
    )
    client = system.public.officer(system.issuer.token(first))
    newcomer = await client.do(GRANT, given(uuid4()))
    revoked = await jejak(system, tmp_path, "revoke", *seat)
    again = await jejak(system, tmp_path, "revoke", *seat)

    assert unfounded.returncode == 2
    assert "--basis" in unfounded.stderr
    assert (granted.returncode, revoked.returncode, again.returncode) == (0, 0, 1), granted.stderr
    assert newcomer["assignmentId"]
    assert "RESPONSIBLE_HEAD in LOMBOK-TENGAH: revoked." in revoked.stderr
    assert "That assignment is not held." in again.stderr
    refused = await client.try_to(GRANT, given(uuid4()))
    assert refused["rule"] in ("ROLE_ENDED", "SIGN_IN")  # before or after the read models know


async def test_who_holds_which_role_is_for_the_head_and_the_inspectorate_of_the_institution(
    system: System,
) -> None:
    for role in (Role.RESPONSIBLE_HEAD, Role.INTERNAL_AUDITOR):
        listed = await holders(system.officer(role))
        assert {held["unit"]["code"] for held in listed} >= {COUNTY, UNIT, OTHER, "INSPEKTORAT"}
        assert "NATIONAL_ADMIN" not in {held["role"] for held in listed}
    for role in (Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN, Role.LIAISON_OFFICER, Role.PATRON):
        assert await holders(system.officer(role)) == []
    assert await holders(system.public) == []
    assert await holders(head(system), "KEMENPANRB") == []
    assert SYSTEM.person not in {held["personId"] for held in await holders(head(system))}
