"""What arrives by hand is entered by each of the three tiers (BAB VI.B.1.a.12, b.12, c.1)."""

from typing import Any
from uuid import UUID, uuid4

from api.application.names import unit_of
from api.devtools import operations
from api.devtools.demo.client import Client
from api.devtools.demo.year import category_of
from domain.errors import (
    AlreadyDisposed,
    DescribeOtherChannel,
    NotYourCase,
    ProofOfArrivalNeeded,
    ReceivedBeforeEntered,
    ReferToInspectorateFirst,
    RequestIdReused,
    SignInNeeded,
    TextNeeded,
    VerifyFirst,
)
from domain.people import Role
from tests.support.journey import (
    COPIED,
    COUNTY,
    IDENTITY,
    NARRATIVE,
    UNIT,
    Case,
    answered,
    disposed,
    findings,
    opened,
    reviewed_nationally,
)
from tests.support.procedure import LOOK, appointed, refused, sees
from tests.support.system import FIRST_DAY, System


def letter(**given: object) -> dict[str, object]:
    """What is entered of a letter that came today."""
    today = {"channel": "LETTER", "receivedOn": FIRST_DAY.isoformat()}
    return {"identity": IDENTITY, "narrative": NARRATIVE, **today, **given}


async def entered(system: System, by: Client, **given: object) -> Case:
    """Entered by an officer; the complainant has the numbers from the officer's hand."""
    answer = await by.do(operations.ENTER, letter(**given))
    return case_of(system, answer)


def case_of(system: System, answer: dict[str, Any]) -> Case:
    complaint = answer["complaint"]["complaintId"]
    return Case(
        system=system, number=answer["trackingNumber"], code=answer["accessCode"], complaint=complaint
    )


async def test_what_the_national_admin_enters_goes_the_way_of_any_complaint(system: System) -> None:
    case = await entered(system, system.officer(Role.NATIONAL_ADMIN))

    await reviewed_nationally(case)
    await disposed(case)
    await answered(case)
    await case.complainant.do(operations.CONFIRM, case.given())


async def test_what_an_institution_enters_begins_with_its_own_review(system: System) -> None:
    county = system.officer(Role.INSTITUTION_ADMIN)
    case = await entered(system, county)
    assert not await sees(system.officer(Role.LIAISON_OFFICER, UNIT), case)

    await refused(
        county,
        operations.DISPOSE,
        case.given(category=category_of(UNIT), unit=str(unit_of(UNIT))),
        VerifyFirst,
    )
    await disposed(case)
    await answered(case)

    assert (await opened(case.complainant, case, "OWN_CASE"))["FINAL_ANSWER"]


async def test_what_a_liaison_enters_is_verified_then_accepted_then_answered(system: System) -> None:
    liaison, county = system.officer(Role.LIAISON_OFFICER, UNIT), system.officer(Role.INSTITUTION_ADMIN)
    case = await entered(system, liaison)
    assert [await sees(who, case) for who in (liaison, county)] == [True, True]
    assert not await sees(system.officer(Role.LIAISON_OFFICER, COPIED), case)

    await refused(liaison, operations.ACCEPT, case.given(), VerifyFirst)
    await refused(county, operations.VERIFY, case.given(**findings()), AlreadyDisposed)
    await liaison.do(operations.VERIFY, case.given(**findings()))
    await answered(case)

    assert (await opened(case.complainant, case, "OWN_CASE"))["NARRATIVE"] == [NARRATIVE]


async def test_abuse_that_a_liaison_enters_is_not_the_liaisons_to_accept(system: System) -> None:
    liaison, county = system.officer(Role.LIAISON_OFFICER, UNIT), system.officer(Role.INSTITUTION_ADMIN)
    case = await entered(system, liaison)
    await liaison.do(operations.VERIFY, case.given(**findings(nature="ABUSE_OF_AUTHORITY")))

    await refused(liaison, operations.ACCEPT, case.given(), ReferToInspectorateFirst)
    await liaison.do(operations.RETURN_TO_INSTITUTION, case.given(reason="Untuk APIP."))
    await county.do(operations.VERIFY, case.given(**findings(nature="ABUSE_OF_AUTHORITY")))
    await county.do(operations.REFER, case.given())

    assert not await sees(liaison, case)


async def test_the_officer_hands_on_the_numbers_and_the_complainant_signs_in_with_them(
    system: System,
) -> None:
    case = await entered(system, system.officer(Role.INSTITUTION_ADMIN), confidential=True)

    own = (await case.complainant.ask(LOOK, {"number": case.number}))["complaint"]

    assert own["tier"] == "INSTITUTION"
    assert (await opened(case.complainant, case, "OWN_CASE"))["NARRATIVE"] == [NARRATIVE]
    assert not await sees(system.public, case)


async def test_an_entry_sent_again_is_answered_again_and_never_finds_another_officers(system: System) -> None:
    request = uuid4()
    county = system.officer(Role.INSTITUTION_ADMIN)
    second = (await appointed(system, Role.INSTITUTION_ADMIN, COUNTY)).client
    first = await county.do(operations.ENTER, letter(), request=request)
    before = await system.events()

    again = await county.do(operations.ENTER, letter(), request=request)

    assert again == first
    assert await system.events() == before
    other = await second.do(operations.ENTER, letter(), request=request)
    filed = await system.public.do(
        operations.SUBMIT, {"identity": IDENTITY, "narrative": NARRATIVE}, request=request
    )
    numbers = {first["trackingNumber"], other["trackingNumber"], filed["trackingNumber"]}
    codes = {first["accessCode"], other["accessCode"], filed["accessCode"]}
    assert (len(numbers), len(codes)) == (3, 3)
    changed = await county.try_to(operations.ENTER, letter(narrative="Lain."), request=request)
    assert changed["rule"] == RequestIdReused.rule


async def test_the_clocks_of_an_entry_start_on_the_day_that_its_proof_bears(system: System) -> None:
    county = system.officer(Role.INSTITUTION_ADMIN)
    await refused(county, operations.ENTER, letter(receivedOn="2026-02-27"), ProofOfArrivalNeeded)
    await refused(county, operations.ENTER, letter(receivedOn="2026-03-05"), ReceivedBeforeEntered)

    today = await entered(system, county)
    earlier = await entered(system, county, receivedOn="2026-02-27", proof="Cap pos 27 Februari.")

    limits = [
        (await county.ask(LOOK, {"number": each.number}))["complaint"]["reviewDueOn"]
        for each in (earlier, today)
    ]
    assert limits == ["2026-03-04", "2026-03-09"]
    assert (await opened(county, earlier, "VERIFICATION"))["PROOF"] == ["Cap pos 27 Februari."]
    assert "PROOF" not in await opened(earlier.complainant, earlier, "OWN_CASE")


async def test_only_the_three_tiers_enter_and_only_what_can_be_handled(system: System) -> None:
    county = system.officer(Role.INSTITUTION_ADMIN)
    for other in (Role.INTERNAL_AUDITOR, Role.RESPONSIBLE_HEAD, Role.PATRON, Role.PRIVACY_OFFICER):
        await refused(system.officer(other), operations.ENTER, letter(), NotYourCase)
    case = await entered(system, county)
    await refused(case.complainant, operations.ENTER, letter(), NotYourCase)
    unsigned = await system.public.try_to(operations.ENTER, letter())
    assert unsigned["rule"] == SignInNeeded.rule
    await refused(county, operations.ENTER, letter(channel="OTHER"), DescribeOtherChannel)
    await refused(county, operations.ENTER, letter(identity={"name": " "}), TextNeeded)
    await refused(county, operations.ENTER, letter(narrative=""), TextNeeded)
    described = await entered(system, county, channel="OTHER", channelNote="Titipan kepala desa.")
    assert UUID(described.complaint) != UUID(case.complaint)
