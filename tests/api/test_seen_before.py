"""Who had opened a case before a conflict excluded them, and who may ask (BAB VI.B.1.b.11)."""

from typing import Any
from uuid import uuid4

from api.application.names import SYSTEM, assignment_of, unit_of
from api.devtools import operations
from api.devtools.demo.client import Client
from api.devtools.officers import find_officer
from domain.commands import RevokeRole
from domain.people import Role
from schema.context import Done
from tests.support.journey import COPIED, UNIT, Case, disposed, filed, opened, reviewed_nationally
from tests.support.procedure import appointed
from tests.support.system import System

LIAISON = find_officer(Role.LIAISON_OFFICER, UNIT)


async def listed(client: Client, case: Case) -> list[dict[str, Any]]:
    complaint = (await client.ask(operations.SEEN_BY_EXCLUDED, {"trackingNumber": case.number}))["complaint"]
    rows: list[dict[str, Any]] = complaint["seenByExcluded"]
    return rows


async def read_by_its_unit(system: System) -> Case:
    """With a unit whose liaison opened it, as the complainant and an admin did."""
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    await opened(system.officer(Role.LIAISON_OFFICER, UNIT), case, "HANDLING")
    await opened(system.officer(Role.INSTITUTION_ADMIN), case, "SUPERVISION")
    await opened(case.complainant, case, "OWN_CASE")
    return case


async def test_what_a_person_had_opened_is_listed_once_a_conflict_excludes_them(system: System) -> None:
    case = await read_by_its_unit(system)
    county, liaison = system.officer(Role.INSTITUTION_ADMIN), system.officer(Role.LIAISON_OFFICER, UNIT)
    assert await listed(county, case) == []

    stepped_back = await liaison.do(operations.DECLARE_CONFLICT, case.given())

    [row] = await listed(county, case)
    assert (row["personId"], row["role"], row["purpose"]) == (
        str(LIAISON.person),
        "LIAISON_OFFICER",
        "HANDLING",
    )
    assert {"NARRATIVE", "OBJECT"} <= set(row["kinds"])
    assert "IDENTITY" not in row["kinds"]
    assert row["version"] == "15"  # of the case, when it was opened
    assert row["eventId"] not in {receipt["eventId"] for receipt in stepped_back["receipts"]}


async def test_only_the_admins_and_the_inspectorate_are_told(system: System) -> None:
    case = await read_by_its_unit(system)
    county = system.officer(Role.INSTITUTION_ADMIN)
    await county.do(operations.ADD_CC, case.given(unit=str(unit_of(COPIED))))
    await system.officer(Role.LIAISON_OFFICER, UNIT).do(operations.DECLARE_CONFLICT, case.given())
    colleague = (await appointed(system, Role.LIAISON_OFFICER, UNIT)).client

    for told in (county, system.officer(Role.NATIONAL_ADMIN), system.officer(Role.INTERNAL_AUDITOR)):
        assert len(await listed(told, case)) == 1
    for untold in (
        system.public,
        case.complainant,
        colleague,
        system.officer(Role.LIAISON_OFFICER, COPIED),
        system.officer(Role.PATRON),
        system.officer(Role.RESPONSIBLE_HEAD),
    ):
        assert await listed(untold, case) == []


async def test_a_unit_is_excluded_with_all_who_ever_worked_there(system: System) -> None:
    case = await read_by_its_unit(system)
    county = system.officer(Role.INSTITUTION_ADMIN)
    gone = await appointed(system, Role.LIAISON_OFFICER, UNIT)
    await opened(gone.client, case, "HANDLING")
    ended = RevokeRole(
        assignment=assignment_of(gone.person, Role.LIAISON_OFFICER, unit_of(UNIT)), person=gone.person
    )
    assert isinstance(await system.api.desk.handle_office(ended, by=SYSTEM, request=uuid4()), Done)
    parties = {"object": "Pungutan", "units": [str(unit_of(UNIT))]}

    await county.do(operations.IDENTIFY_PARTIES, case.given(parties=parties, nature="ABUSE_OF_AUTHORITY"))

    assert {row["personId"] for row in await listed(county, case)} == {str(LIAISON.person), str(gone.person)}
    auditor = system.officer(Role.INTERNAL_AUDITOR)
    await county.do(operations.REFER, case.given())
    await auditor.do(operations.RECORD_FINDING, case.given(finding="NO_FAULT", detail="Tidak terbukti."))
    await auditor.do(operations.RETURN_FROM_INSPECTORATE, case.given(reason="Pelayanan biasa."))
    assert await listed(county, case) == []  # nobody is excluded any more


async def test_an_institution_whose_own_office_is_reported_is_excluded_with_what_its_admins_had_opened(
    system: System,
) -> None:
    case = await read_by_its_unit(system)
    national, county = system.officer(Role.NATIONAL_ADMIN), find_officer(Role.INSTITUTION_ADMIN)
    [row] = await system.fetch("SELECT unit FROM read.duty WHERE duty = 'ADMINISTRATION'")
    parties = {"object": "Kantor admin", "units": [str(row["unit"])]}

    await national.do(operations.IDENTIFY_PARTIES, case.given(parties=parties))

    [seen] = await listed(national, case)
    assert (seen["personId"], seen["role"]) == (str(county.person), "INSTITUTION_ADMIN")
