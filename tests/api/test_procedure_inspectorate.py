"""Abuse, conflicts and the inspectorate through the API (BAB VI.B.1.b.11; UU 30/2014; PP 48/2016)."""

from typing import Any
from uuid import uuid4

import pytest

from api.application.names import unit_of
from api.devtools import operations
from api.devtools.demo.client import Client
from api.devtools.demo.year import category_of
from api.devtools.officers import find_officer
from domain.errors import (
    AlreadyFound,
    FindingFirst,
    InspectorateIsReported,
    NoConflict,
    NoSuchCase,
    NotAnOffence,
    NotTheSuperior,
    NotYourCase,
    ReferToInspectorateFirst,
)
from domain.people import Role
from tests.support.journey import (
    COPIED,
    COUNTY,
    OTHER,
    UNIT,
    Case,
    disposed,
    filed,
    findings,
    opened,
    reviewed_nationally,
)
from tests.support.procedure import appointed, find, refused, sees
from tests.support.system import System

ACCUSED = {"object": "Pungutan di loket", "units": [str(unit_of(UNIT))]}
ABUSE = {"nature": "ABUSE_OF_AUTHORITY", "parties": ACCUSED}
NEUTRAL = "Pengaduan telah diperiksa dan ditindaklanjuti sesuai ketentuan."
GROUNDS = "Petugas loket memungut biaya di luar tarif."
YEAR = {"receivedFrom": "2026-01-01", "receivedUntil": "2026-12-31"}


async def accusing(system: System, **verification: Any) -> Case:
    """About abuse by a unit, reviewed by the institution, and not referred yet."""
    case = await filed(system)
    given: dict[str, Any] = {**ABUSE, **verification}
    await reviewed_nationally(case, **given)
    await system.officer(Role.INSTITUTION_ADMIN).do(operations.VERIFY, case.given(**findings(**given)))
    return case


async def referred(system: System) -> Case:
    """As `accusing`, and with the inspectorate."""
    case = await accusing(system)
    await system.officer(Role.INSTITUTION_ADMIN).do(operations.REFER, case.given())
    return case


async def recapitulated(client: Client) -> list[dict[str, object]]:
    period = {"institution": str(unit_of(COUNTY)), **YEAR}
    rows: list[dict[str, object]] = (await client.ask(operations.STATISTICS, period))["statistics"]
    return rows


async def test_abuse_goes_to_the_inspectorate_which_finds_and_answers_in_neutral_words(
    system: System,
) -> None:
    case = await accusing(system)
    county, auditor = system.officer(Role.INSTITUTION_ADMIN), system.officer(Role.INTERNAL_AUDITOR)
    down = case.given(category=category_of(UNIT), unit=str(unit_of(UNIT)))
    await refused(county, operations.DISPOSE, down, ReferToInspectorateFirst)
    await refused(county, operations.ADD_CC, case.given(unit=str(unit_of(COPIED))), ReferToInspectorateFirst)
    await refused(auditor, operations.REFER, case.given(), NotYourCase)

    await county.do(operations.REFER, case.given())

    answer = case.given(text=NEUTRAL, cause="CONDUCT", resolution="REMEDIED")
    found = case.given(finding="ADMINISTRATIVE_FAULT", detail=GROUNDS)
    await refused(auditor, operations.ANSWER, answer, FindingFirst)
    await refused(auditor, operations.RETURN_FROM_INSPECTORATE, case.given(reason="x"), FindingFirst)
    await refused(county, operations.RECORD_FINDING, found, NotYourCase)
    await auditor.do(operations.RECORD_FINDING, found)
    await refused(auditor, operations.RECORD_FINDING, found, AlreadyFound)
    await refused(auditor, operations.RETURN_FROM_INSPECTORATE, case.given(reason="x"), AlreadyFound)
    await auditor.do(operations.ANSWER, answer)
    assert (await opened(case.complainant, case, "OWN_CASE"))["FINAL_ANSWER"] == [NEUTRAL]
    assert (await opened(auditor, case, "AUDIT"))["FINDING"] == [GROUNDS]
    for other, purpose in ((county, "HANDLING"), (case.complainant, "OWN_CASE")):
        assert "FINDING" not in await opened(other, case, purpose)
    await case.complainant.do(operations.CONFIRM, case.given())


@pytest.mark.edge_case(14)
async def test_a_reported_unit_learns_nothing_of_the_case_and_counts_nothing_more(system: System) -> None:
    reported = system.officer(Role.LIAISON_OFFICER, UNIT)
    county = system.officer(Role.INSTITUTION_ADMIN)
    ordinary = await filed(system)
    await reviewed_nationally(ordinary)
    await disposed(ordinary)
    before = await find(reported, ordinary), await recapitulated(reported)
    of_unit = [row for row in before[1] if not row["isParent"]]

    case = await referred(system)

    found = await find(reported, case)
    nowhere = {"by number": False, "by id": False, "in the list": False, "in the inbox": False}
    assert found == {**before[0], **nowhere}
    assert (await find(reported, ordinary)) == before[0]
    # it counts in the inspectorate's own row, and in no other unit's
    units = {row["unit"] for row in of_unit}
    assert [row for row in await recapitulated(reported) if row["unit"] in units] == of_unit
    assert await sees(county, case)
    assert not await sees(system.public, case)
    for operation, given in (
        (operations.OPEN_CONTENT, {"purpose": "HANDLING"}),
        (operations.ACCEPT, {}),
        (operations.COORDINATE, {"counterpart": "INTERNAL_AUDITOR", "note": "x"}),
    ):
        await refused(reported, operation, case.given(**given), NoSuchCase)


async def test_an_ordinary_failing_of_service_returns_and_is_disposed_of_as_usual(system: System) -> None:
    case = await referred(system)
    county, auditor = system.officer(Role.INSTITUTION_ADMIN), system.officer(Role.INTERNAL_AUDITOR)
    reported = system.officer(Role.LIAISON_OFFICER, UNIT)
    await auditor.do(operations.RECORD_FINDING, case.given(finding="NO_FAULT", detail=GROUNDS))

    await auditor.do(operations.RETURN_FROM_INSPECTORATE, case.given(reason="Pelayanan biasa."))

    await county.do(operations.DISPOSE, case.given(category=category_of(UNIT), unit=str(unit_of(UNIT))))
    await reported.do(operations.ACCEPT, case.given())
    assert "FINDING" not in await opened(reported, case, "HANDLING")


async def test_the_superior_of_a_reported_unit_is_told_and_acts(system: System) -> None:
    case = await referred(system)
    auditor = system.officer(Role.INTERNAL_AUDITOR)
    head = (await appointed(system, Role.UNIT_HEAD, UNIT)).client
    elsewhere = (await appointed(system, Role.UNIT_HEAD, OTHER)).client
    told = case.given(unit=str(unit_of(UNIT)))
    acted = case.given(text="Petugas loket ditarik.")
    await refused(head, operations.SUPERIOR_ACTION, acted, NoSuchCase)
    await refused(auditor, operations.ADD_SUPERIOR, case.given(unit=str(unit_of(OTHER))), NotTheSuperior)
    assert not await sees(head, case)

    await auditor.do(operations.ADD_SUPERIOR, told)

    assert await sees(head, case)
    assert (await opened(head, case, "SUPERVISION")).keys() == {"OBJECT"}
    await refused(auditor, operations.ADD_SUPERIOR, told, NotTheSuperior)
    await refused(elsewhere, operations.SUPERIOR_ACTION, acted, NoSuchCase)
    await refused(auditor, operations.SUPERIOR_ACTION, acted, NotYourCase)
    await head.do(operations.SUPERIOR_ACTION, acted)
    assert (await opened(auditor, case, "AUDIT"))["OFFICE_NOTE"] == ["Petugas loket ditarik."]
    assert not await sees(system.officer(Role.LIAISON_OFFICER, UNIT), case)


async def test_a_reported_inspectorate_gets_nothing_and_the_national_admin_does(system: System) -> None:
    accused = {"object": "Inspektorat", "units": [str(unit_of("INSPEKTORAT"))]}
    case = await accusing(system, parties=accused)
    county, national = system.officer(Role.INSTITUTION_ADMIN), system.officer(Role.NATIONAL_ADMIN)
    assert not await sees(system.officer(Role.INTERNAL_AUDITOR), case)

    await refused(county, operations.REFER, case.given(), InspectorateIsReported)
    await county.do(operations.RETURN_TO_NATIONAL, case.given(reason="Inspektorat termasuk pihak."))

    assert await sees(national, case)
    assert not await sees(system.officer(Role.INTERNAL_AUDITOR), case)


async def test_only_offences_are_referred(system: System) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    county = system.officer(Role.INSTITUTION_ADMIN)
    await county.do(operations.VERIFY, case.given(**findings()))

    await refused(county, operations.REFER, case.given(), NotAnOffence)


@pytest.mark.parametrize("role", [Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN, Role.LIAISON_OFFICER])
async def test_an_officer_who_steps_back_does_not_see_the_case_again(system: System, role: Role) -> None:
    case = await filed(system)
    await reviewed_nationally(case, confidential=True)
    await disposed(case, confidential=True)
    unit = {Role.LIAISON_OFFICER: UNIT, Role.INSTITUTION_ADMIN: COUNTY}.get(role, "KEMENPANRB")
    who = system.officer(role, unit)
    institution = None if role is Role.NATIONAL_ADMIN else COUNTY
    colleague = (await appointed(system, role, unit, institution=institution)).client
    request = uuid4()
    assert await sees(who, case)

    stepped_back = await who.do(operations.DECLARE_CONFLICT, case.given(), request=request)

    assert stepped_back["complaint"] is None
    assert len(stepped_back["receipts"]) == 1
    assert await who.do(operations.DECLARE_CONFLICT, case.given(), request=request) == stepped_back
    assert not await sees(who, case)
    assert (await find(who, case))["how many"] == 0
    await refused(who, operations.DECLARE_CONFLICT, case.given(), NoSuchCase)
    assert await sees(colleague, case)
    another_role = await appointed(
        system, Role.INTERNAL_AUDITOR, "INSPEKTORAT", person=find_officer(role, unit).person
    )
    assert not await sees(another_role.client, case)
    await refused(case.complainant, operations.DECLARE_CONFLICT, case.given(), NotYourCase)


async def test_a_unit_is_replaced_for_a_conflict_and_for_nothing_else(system: System) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    county = system.officer(Role.INSTITUTION_ADMIN)
    first, second = (system.officer(Role.LIAISON_OFFICER, unit) for unit in (UNIT, COPIED))
    instead = case.given(unit=str(unit_of(COPIED)), reason="Petugasnya diadukan.")
    await refused(county, operations.REPLACE_HANDLER, instead, NoConflict)
    await refused(first, operations.REPLACE_HANDLER, instead, NotYourCase)
    named = {**ACCUSED, "officers": [str(find_officer(Role.LIAISON_OFFICER, UNIT).person)]}
    await county.do(operations.IDENTIFY_PARTIES, case.given(parties=named))

    await county.do(operations.REPLACE_HANDLER, instead)

    await second.do(operations.ACCEPT, case.given())
    assert not await sees(first, case)
    await refused(county, operations.REPLACE_HANDLER, instead, NoConflict)
