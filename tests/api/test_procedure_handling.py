"""Handling through the API: aspirations, copies, reports, classes, supervision (BAB VI.B to D, VII.A)."""

from typing import Any

from api.application.names import assignment_of, unit_of
from api.devtools import operations
from api.devtools.demo.year import category_of
from api.devtools.officers import find_officer
from domain.errors import (
    AcceptFirst,
    AlreadyAnswered,
    AspirationsOnly,
    FourEyes,
    NoOpenQuestion,
    NoSuchCase,
    NotANationalNumber,
    NothingChanges,
    NotYourCase,
    UnknownUnit,
)
from domain.people import Role
from tests.support.journey import (
    COPIED,
    COUNTY,
    OTHER,
    UNIT,
    Case,
    answered,
    disposed,
    filed,
    findings,
    opened,
    reviewed_nationally,
)
from tests.support.procedure import LOOK, appointed, refused
from tests.support.system import System

THANKS = "Usulan halte dibahas dalam musyawarah perencanaan."


async def with_liaison(system: System, **verification: Any) -> Case:
    """A case that a unit's liaison holds, accepted."""
    case = await filed(system)
    await reviewed_nationally(case, **verification)
    await disposed(case, **verification)
    await system.officer(Role.LIAISON_OFFICER, UNIT).do(operations.ACCEPT, case.given())
    return case


async def test_an_aspiration_is_answered_directly_and_forwarded_all_the_same(system: System) -> None:
    national, county = system.officer(Role.NATIONAL_ADMIN), system.officer(Role.INSTITUTION_ADMIN)
    case = await filed(system)
    await national.do(operations.VERIFY, case.given(**findings(type="ASPIRATION")))

    await national.do(operations.ANSWER_ASPIRATION, case.given(text=THANKS))

    assert (await opened(case.complainant, case, "OWN_CASE"))["FINAL_ANSWER"] == [THANKS]
    await national.do(
        operations.FORWARD, case.given(category=category_of(UNIT), institution=str(unit_of(COUNTY)))
    )
    await county.do(operations.VERIFY, case.given(**findings(type="ASPIRATION")))
    await county.do(operations.ANSWER_ASPIRATION, case.given(text="Kabupaten menindaklanjuti."))
    await county.do(operations.DISPOSE, case.given(category=category_of(UNIT), unit=str(unit_of(UNIT))))
    await answered(case, words="Halte dianggarkan tahun depan.")
    await case.complainant.do(operations.CONFIRM, case.given())
    words = await opened(case.complainant, case, "OWN_CASE")
    assert words["FINAL_ANSWER"] == [THANKS, "Kabupaten menindaklanjuti.", "Halte dianggarkan tahun depan."]


async def test_nothing_but_an_aspiration_is_answered_by_an_admin(system: System) -> None:
    national = system.officer(Role.NATIONAL_ADMIN)
    case = await filed(system)
    await national.do(operations.VERIFY, case.given(**findings()))

    await refused(national, operations.ANSWER_ASPIRATION, case.given(text=THANKS), AspirationsOnly)


async def test_a_unit_with_a_copy_contributes_and_the_owner_answers(system: System) -> None:
    case = await with_liaison(system)
    county = system.officer(Role.INSTITUTION_ADMIN)
    owner, copied, other = (system.officer(Role.LIAISON_OFFICER, unit) for unit in (UNIT, COPIED, OTHER))
    await county.do(operations.ADD_CC, case.given(unit=str(unit_of(COPIED))))

    await copied.do(operations.RESPOND_AS_CC, case.given(text="Posyandu sudah diberi tahu."))
    await refused(owner, operations.RESPOND_AS_CC, case.given(text="x"), NotYourCase)
    await refused(copied, operations.ACCEPT, case.given(), NotYourCase)
    await refused(other, operations.RESPOND_AS_CC, case.given(text="x"), NoSuchCase)

    for who, purpose in ((owner, "HANDLING"), (case.complainant, "OWN_CASE")):
        words = await opened(who, case, purpose)
        assert words["CONTRIBUTION"] == ["Posyandu sudah diberi tahu."]


async def test_reports_and_notes_reach_those_whom_they_are_for_and_no_others(system: System) -> None:
    case = await with_liaison(system)
    county, liaison = system.officer(Role.INSTITUTION_ADMIN), system.officer(Role.LIAISON_OFFICER, UNIT)
    member = (await appointed(system, Role.TEAM_MEMBER, COUNTY)).client

    await liaison.do(
        operations.REPORT_PROGRESS, case.given(status="Alat berat dipesan.", steps="Survei lokasi.")
    )
    await liaison.do(
        operations.INFORM_OFFICIAL, case.given(informed="UNIT_HEAD_OF_ARRIVAL", note="Kepala dinas tahu.")
    )
    await liaison.do(
        operations.NOTIFY_CONSTRAINT, case.given(constraint="Jembatan putus.", action="Lewat jalur lain.")
    )
    together = {"counterpart": "TECHNICAL_UNIT", "note": "Rapat dengan bidang kebersihan."}
    await liaison.do(operations.COORDINATE, case.given(**together, withUnit=str(unit_of(COPIED))))
    await member.do(operations.COORDINATE, case.given(**together))
    await refused(
        liaison, operations.COORDINATE, case.given(**together, withUnit=case.complaint), UnknownUnit
    )

    told = await opened(county, case, "SUPERVISION")
    assert told["PROGRESS"] == ["Alat berat dipesan.", "Survei lokasi."]
    assert told["OFFICE_NOTE"] == ["Kepala dinas tahu.", *["Rapat dengan bidang kebersihan."] * 2]
    own = await opened(case.complainant, case, "OWN_CASE")
    assert own["CONSTRAINT"] == ["Jembatan putus."]
    assert own["PLANNED_ACTION"] == ["Lewat jalur lain."]
    assert not own.keys() & {"PROGRESS", "OFFICE_NOTE"}
    for operation, given in (
        (operations.REPORT_PROGRESS, {"status": "x", "steps": "x"}),
        (operations.INFORM_OFFICIAL, {"informed": "AUTHORISED_OFFICIAL", "note": "x"}),
        (operations.NOTIFY_CONSTRAINT, {"constraint": "x", "action": "x"}),
    ):
        await refused(county, operation, case.given(**given), NotYourCase)


async def test_the_national_number_of_a_case_is_kept_and_corrected(system: System) -> None:
    case = await with_liaison(system)
    county, liaison = system.officer(Role.INSTITUTION_ADMIN), system.officer(Role.LIAISON_OFFICER, UNIT)
    number = "query ($number: String!) { complaint(trackingNumber: $number) { nationalNumber } }"

    await refused(liaison, operations.NATIONAL_NUMBER, case.given(number=-7), NotANationalNumber)
    await liaison.do(operations.NATIONAL_NUMBER, case.given(number=1234567))
    await refused(county, operations.NATIONAL_NUMBER, case.given(number=1234567), NothingChanges)
    await county.do(operations.NATIONAL_NUMBER, case.given(number=7654321))

    for viewer, seen in ((county, 7654321), (case.complainant, 7654321)):
        assert (await viewer.ask(number, {"number": case.number}))["complaint"] == {"nationalNumber": seen}


async def test_a_class_is_proposed_by_one_person_and_decided_by_another(system: System) -> None:
    case = await with_liaison(system)
    handler = find_officer(Role.LIAISON_OFFICER, UNIT)
    liaison, county = system.as_officer(handler), system.officer(Role.INSTITUTION_ADMIN)
    both = await appointed(system, Role.INSTITUTION_ADMIN, COUNTY, person=handler.person)
    inspected = {"type": "GRIEVANCE", "supervisoryNature": True, "requiresFieldInspection": True}
    wanted = case.given(**inspected, reason="Perlu pemeriksaan di pasar.")
    before = (await county.ask(LOOK, {"number": case.number}))["complaint"]

    as_liaison = liaison.acting(assignment_of(handler.person, Role.LIAISON_OFFICER, unit_of(UNIT)))
    await as_liaison.do(operations.PROPOSE_CLASS, wanted)
    await refused(as_liaison, operations.RECLASSIFY, wanted, NotYourCase)
    await refused(both.client, operations.RECLASSIFY, wanted, FourEyes)
    await county.do(operations.RECLASSIFY, wanted)

    after = (await county.ask(LOOK, {"number": case.number}))["complaint"]
    assert (before["slaClass"], after["slaClass"]) == ("STANDARD", "FIELD_INSPECTION")
    assert after["dueOn"] > before["dueOn"]
    await refused(county, operations.RECLASSIFY, wanted, NothingChanges)
    await refused(county, operations.PROPOSE_CLASS, wanted, NotYourCase)


async def test_each_tier_is_asked_by_the_one_above_and_steps_in_on_the_one_below(system: System) -> None:
    case = await with_liaison(system)
    national, county = system.officer(Role.NATIONAL_ADMIN), system.officer(Role.INSTITUTION_ADMIN)
    liaison = system.officer(Role.LIAISON_OFFICER, UNIT)

    await national.do(operations.ASK_SUPERVISION, case.given(question="Sejauh mana?"))
    await county.do(operations.ASK_SUPERVISION, case.given(question="Kapan selesai?"))
    await refused(liaison, operations.ASK_SUPERVISION, case.given(question="x"), NotYourCase)
    await refused(liaison, operations.ANSWER_SUPERVISION, case.given(number=1, answer="x"), NoOpenQuestion)
    await liaison.do(operations.ANSWER_SUPERVISION, case.given(number=2, answer="Jumat."))
    await county.do(operations.ANSWER_SUPERVISION, case.given(number=1, answer="Sedang dikerjakan."))
    await refused(county, operations.ANSWER_SUPERVISION, case.given(number=1, answer="x"), NoOpenQuestion)
    await county.do(operations.INTERVENE, case.given(note="Alat berat dipinjamkan."))
    await refused(liaison, operations.INTERVENE, case.given(note="x"), NotYourCase)

    words = await opened(national, case, "SUPERVISION")
    assert words["SUPERVISION"] == ["Sejauh mana?", "Kapan selesai?", "Jumat.", "Sedang dikerjakan."]
    assert words["OFFICE_NOTE"] == ["Alat berat dipinjamkan."]
    assert "SUPERVISION" not in await opened(case.complainant, case, "OWN_CASE")


async def test_what_belongs_before_the_answer_comes_too_late_after_it(system: System) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    liaison, county = system.officer(Role.LIAISON_OFFICER, UNIT), system.officer(Role.INSTITUTION_ADMIN)
    await refused(liaison, operations.RESPOND, case.given(text="x"), AcceptFirst)
    await answered(case)

    for operation, given in (
        (operations.REPORT_PROGRESS, {"status": "x", "steps": "x"}),
        (operations.NOTIFY_CONSTRAINT, {"constraint": "x", "action": "x"}),
        (operations.RETURN_TO_INSTITUTION, {"reason": "x"}),
    ):
        await refused(liaison, operation, case.given(**given), AlreadyAnswered)
    await refused(county, operations.INTERVENE, case.given(note="x"), AlreadyAnswered)
    await refused(county, operations.REFER, case.given(), AlreadyAnswered)
