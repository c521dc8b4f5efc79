"""The reviews through the API: ask, supply, protect, redact, return (BAB VI.B.1.a and b)."""

import pytest

from api.application.names import unit_of
from api.devtools import operations
from api.devtools.officers import find_officer
from domain.errors import (
    AlreadyAsked,
    ConfidentialStaysInside,
    HeadlineTooLong,
    NeighbouringTiersOnly,
    NoSuchCase,
    NothingChanges,
    NotYourCase,
    PersonalDataInShownText,
    ProtectionOnlyRises,
    RedactionNeeded,
    TextNeeded,
    TextTooLong,
)
from domain.people import Role
from tests.support.journey import COPIED, UNIT, disposed, filed, findings, opened, reviewed_nationally
from tests.support.procedure import (
    LOOK,
    NEIGHBOUR,
    NEIGHBOURING_OFFICE,
    THEIR_CATEGORY,
    appointed,
    neighbour,
    refused,
    sees,
)
from tests.support.system import System

MISSING = "Sebutkan pasar dan tanggalnya."
SUPPLIED = "Pasar Renteng, sejak 1 Maret."


async def test_what_is_missing_is_asked_for_once_and_what_is_supplied_reaches_the_reviewer(
    system: System,
) -> None:
    national, county = system.officer(Role.NATIONAL_ADMIN), system.officer(Role.INSTITUTION_ADMIN)
    case = await filed(system)

    await national.do(operations.REQUEST_COMPLETION, case.given(what=MISSING))
    await refused(national, operations.REQUEST_COMPLETION, case.given(what=MISSING), AlreadyAsked)
    asked = await opened(case.complainant, case, "OWN_CASE")
    await refused(national, operations.SUPPLY_DATA, case.given(text=SUPPLIED), NotYourCase)
    await case.complainant.do(operations.SUPPLY_DATA, case.given(text=SUPPLIED))

    assert asked["DATA_REQUEST"] == [MISSING]
    assert (await opened(national, case, "VERIFICATION"))["SUPPLEMENT"] == [SUPPLIED]
    await reviewed_nationally(case)
    await refused(county, operations.REQUEST_COMPLETION, case.given(what=MISSING), NotYourCase)


async def test_whoever_handles_a_case_may_ask_for_data_and_no_deadline_moves(system: System) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    liaison = system.officer(Role.LIAISON_OFFICER, UNIT)
    copied = system.officer(Role.LIAISON_OFFICER, COPIED)
    before = (await liaison.ask(LOOK, {"number": case.number}))["complaint"]["dueOn"]

    await liaison.do(operations.REQUEST_DATA, case.given(what=MISSING))
    await refused(copied, operations.REQUEST_DATA, case.given(what=MISSING), NoSuchCase)
    await case.complainant.do(operations.SUPPLY_DATA, case.given(text=SUPPLIED))

    assert (await liaison.ask(LOOK, {"number": case.number}))["complaint"]["dueOn"] == before
    assert (await opened(liaison, case, "HANDLING"))["SUPPLEMENT"] == [SUPPLIED]


async def test_a_complaint_returned_to_the_national_admin_goes_down_another_path(system: System) -> None:
    national, county = system.officer(Role.NATIONAL_ADMIN), system.officer(Role.INSTITUTION_ADMIN)
    auditor = system.officer(Role.INTERNAL_AUDITOR)
    await neighbour(system)
    theirs = (await appointed(system, Role.INSTITUTION_ADMIN, NEIGHBOUR, institution=NEIGHBOUR)).client
    handler = (
        await appointed(system, Role.LIAISON_OFFICER, NEIGHBOURING_OFFICE, institution=NEIGHBOUR)
    ).client
    case = await filed(system, confidential=True)
    await reviewed_nationally(case, confidential=True)

    returned = await county.do(operations.RETURN_TO_NATIONAL, case.given(reason="Jalan kabupaten sebelah."))

    assert returned["complaint"] is None
    assert not await sees(county, case)
    assert await sees(auditor, case)  # of an institution that had it
    onward = case.given(category=THEIR_CATEGORY, institution=str(unit_of(NEIGHBOUR)))
    await national.do(operations.FORWARD, onward)
    await theirs.do(operations.VERIFY, case.given(**findings(confidential=True)))
    down = case.given(category=THEIR_CATEGORY, unit=str(unit_of(NEIGHBOURING_OFFICE)))
    await theirs.do(operations.DISPOSE, down)
    await handler.do(operations.ACCEPT, case.given())
    assert [await sees(who, case) for who in (national, theirs, handler, county)] == [True, True, True, False]
    assert not await sees(system.officer(Role.LIAISON_OFFICER, UNIT), case)


async def test_a_liaison_returns_to_no_tier_but_the_one_above(system: System) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    liaison, county = system.officer(Role.LIAISON_OFFICER, UNIT), system.officer(Role.INSTITUTION_ADMIN)

    await refused(
        liaison, operations.RETURN_TO_NATIONAL, case.given(reason="Bukan kami."), NeighbouringTiersOnly
    )
    await liaison.do(operations.RETURN_TO_INSTITUTION, case.given(reason="Bukan kami."))

    assert (await opened(county, case, "SUPERVISION"))["REASON"] == ["Bukan kami."]
    await county.do(operations.RETURN_TO_NATIONAL, case.given(reason="Bukan kami juga."))


async def test_protection_is_raised_by_the_complainant_at_any_time_and_lowered_by_nobody_else(
    system: System,
) -> None:
    national, county = system.officer(Role.NATIONAL_ADMIN), system.officer(Role.INSTITUTION_ADMIN)
    copied = system.officer(Role.LIAISON_OFFICER, COPIED)
    case = await filed(system)
    await reviewed_nationally(case)
    await county.do(operations.ADD_CC, case.given(unit=str(unit_of(COPIED))))
    assert await sees(system.public, case)
    assert await sees(copied, case)

    await refused(
        national, operations.RAISE_PROTECTION, case.given(anonymous=True, confidential=False), RedactionNeeded
    )
    raised = case.given(anonymous=False, confidential=True)
    await case.complainant.do(operations.RAISE_PROTECTION, raised)

    assert not await sees(system.public, case)
    assert not await sees(copied, case)
    shown = (await national.ask(LOOK, {"number": case.number}))["complaint"]
    assert shown["confidential"] is True
    await refused(national, operations.RAISE_PROTECTION, raised, NothingChanges)
    lowered = case.given(anonymous=False, confidential=False)
    await refused(national, operations.LOWER_PROTECTION, lowered, ProtectionOnlyRises)
    await refused(national, operations.RAISE_PROTECTION, lowered, ProtectionOnlyRises)
    await case.complainant.do(operations.LOWER_PROTECTION, lowered)
    assert await sees(copied, case)


@pytest.mark.edge_case(10)
async def test_an_officer_who_makes_a_case_anonymous_writes_what_its_liaison_may_open(system: System) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    county, liaison = system.officer(Role.INSTITUTION_ADMIN), system.officer(Role.LIAISON_OFFICER, UNIT)
    assert "NARRATIVE" in await opened(liaison, case, "HANDLING")

    hidden = case.given(anonymous=True, confidential=False, redactedNarrative="Sampah menumpuk.")
    await county.do(operations.RAISE_PROTECTION, hidden)

    words = await opened(liaison, case, "HANDLING")
    assert words["REDACTED_NARRATIVE"] == ["Sampah menumpuk."]
    assert "NARRATIVE" not in words


async def test_what_is_shown_is_written_anew_within_the_limits_of_every_shown_text(system: System) -> None:
    national = system.officer(Role.NATIONAL_ADMIN)
    case = await filed(system)
    await reviewed_nationally(case)

    await national.do(operations.REDACT, case.given(headline="Sampah di sebuah pasar"))

    shown = (await system.public.ask(LOOK, {"number": case.number}))["complaint"]
    assert shown["headline"] == "Sampah di sebuah pasar"
    for given, broken in (
        ({}, NothingChanges),
        ({"headline": "a" * 121}, HeadlineTooLong),
        ({"headline": "​ "}, TextNeeded),
        ({"shownText": "Hubungi 0811-22 33"}, PersonalDataInShownText),
        ({"redactedNarrative": "a" * 20_001}, TextTooLong),
    ):
        await refused(national, operations.REDACT, case.given(**given), broken)
    await case.complainant.do(operations.RAISE_PROTECTION, case.given(anonymous=False, confidential=True))
    await refused(national, operations.REDACT, case.given(headline="Sampah"), ConfidentialStaysInside)
    liaison = system.officer(Role.LIAISON_OFFICER, UNIT)
    await refused(liaison, operations.REDACT, case.given(headline="Sampah"), NoSuchCase)


async def test_a_party_that_is_found_later_loses_sight_of_the_case_at_once(system: System) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    national, liaison = system.officer(Role.NATIONAL_ADMIN), system.officer(Role.LIAISON_OFFICER, UNIT)
    named = find_officer(Role.LIAISON_OFFICER, UNIT).person
    parties = {"object": "Petugas pasar", "officers": [str(named)], "name": "Petugas Pasar"}
    assert await sees(liaison, case)
    await refused(liaison, operations.IDENTIFY_PARTIES, case.given(parties=parties), NotYourCase)

    await national.do(operations.IDENTIFY_PARTIES, case.given(parties=parties))

    assert not await sees(liaison, case)
    await refused(liaison, operations.ACCEPT, case.given(), NoSuchCase)
    words = await opened(national, case, "HANDLING")
    assert words["OBJECT"][-1] == "Petugas pasar"
    assert words["REPORTED_NAME"] == ["Petugas Pasar"]
    second = (await appointed(system, Role.LIAISON_OFFICER, UNIT)).client
    await second.do(operations.ACCEPT, case.given())
