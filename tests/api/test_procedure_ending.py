"""How a case comes to rest, is taken up again, and follows another (BAB IV.A.1.d, IV.A.2.a, VI.B.1.a.11)."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from api.application.desk import CaseDesk
from api.application.leads import Lead
from api.application.names import unit_of
from api.devtools import operations
from domain.commands import Command
from domain.errors import (
    AlreadyCompleted,
    AnswerFirst,
    CaseIsParked,
    LeadAnswersFirst,
    LeadIsAnother,
    NoSuchCase,
    NotParked,
    NotYourCase,
)
from domain.people import Actor, Role
from domain.states import Complaint
from tests.support.journey import (
    COUNTY,
    UNIT,
    Case,
    answered,
    disposed,
    filed,
    opened,
    reviewed_nationally,
)
from tests.support.procedure import LOOK, refused, sees
from tests.support.system import System

UNSETTLED = "Sampah masih menumpuk."
ANSWER = {"text": "Pengangkutan kini tiap hari.", "cause": "DELAY", "resolution": "REMEDIED"}


async def handled(system: System, **verification: Any) -> Case:
    """Down to the unit's liaison."""
    case = await filed(system)
    await reviewed_nationally(case, **verification)
    await disposed(case, **verification)
    return case


@pytest.mark.edge_case(17)
async def test_a_dispute_takes_up_again_what_was_complete(system: System) -> None:
    case = await handled(system)
    liaison = system.officer(Role.LIAISON_OFFICER, UNIT)
    await refused(case.complainant, operations.DISPUTE, case.given(reason=UNSETTLED), AnswerFirst)
    await answered(case)
    await case.complainant.do(operations.REPLY, case.given(text="Terima kasih."))
    await case.complainant.do(operations.CONFIRM, case.given())
    await refused(case.complainant, operations.REPLY, case.given(text="x"), AlreadyCompleted)
    await refused(liaison, operations.DISPUTE, case.given(reason="x"), NotYourCase)

    await case.complainant.do(operations.DISPUTE, case.given(reason=UNSETTLED))

    words = await opened(liaison, case, "HANDLING")
    assert words["COMPLAINANT_REPLY"] == ["Terima kasih."]
    assert words["COMPLAINANT_REASON"] == [UNSETTLED]
    again = (await liaison.ask(LOOK, {"number": case.number}))["complaint"]
    assert again["dueOn"] is not None
    await liaison.do(operations.ANSWER, case.given(**ANSWER))
    await case.complainant.do(operations.CONFIRM, case.given())


async def test_what_the_complainant_withdrew_is_parked_and_revived_by_a_word(system: System) -> None:
    case = await handled(system)
    liaison = system.officer(Role.LIAISON_OFFICER, UNIT)
    await refused(liaison, operations.WITHDRAW, case.given(reason="x"), NotYourCase)

    await case.complainant.do(operations.WITHDRAW, case.given(reason="Sudah diangkut."))

    await refused(liaison, operations.ACCEPT, case.given(), CaseIsParked)
    await refused(case.complainant, operations.WITHDRAW, case.given(reason="x"), CaseIsParked)
    await case.complainant.do(operations.SUPPLY_DATA, case.given(text="Menumpuk lagi."))
    await answered(case)


async def test_a_parked_case_is_restored_by_the_national_admin_or_the_inspectorate(system: System) -> None:
    national, auditor = system.officer(Role.NATIONAL_ADMIN), system.officer(Role.INTERNAL_AUDITOR)
    county = system.officer(Role.INSTITUTION_ADMIN)
    case = await handled(system)
    await refused(national, operations.RESTORE, case.given(ground="OMBUDSMAN"), NotParked)

    for who, ground in ((national, "COURT"), (auditor, "INSPECTORATE")):
        await case.complainant.do(operations.WITHDRAW, case.given(reason="Sudah diangkut."))
        await refused(county, operations.RESTORE, case.given(ground=ground), NotYourCase)
        await who.do(operations.RESTORE, case.given(ground=ground))
    await refused(auditor, operations.RESTORE, case.given(ground="NATIONAL_ADMIN"), NotYourCase)
    await answered(case)


async def test_what_concerns_an_offence_goes_on_without_the_complainant(system: System) -> None:
    case = await handled(system, nature="SUSPECTED_VIOLATION")

    await case.complainant.do(operations.WITHDRAW, case.given(reason="Takut."))

    await answered(case)


async def test_a_duplicate_follows_its_lead_and_both_are_answered(system: System) -> None:
    lead, case = await handled(system), await handled(system)
    county, liaison = system.officer(Role.INSTITUTION_ADMIN), system.officer(Role.LIAISON_OFFICER, UNIT)
    await refused(liaison, operations.LINK_DUPLICATE, case.given(lead=lead.complaint), NotYourCase)

    await county.do(operations.LINK_DUPLICATE, case.given(lead=lead.complaint))

    await liaison.do(operations.ACCEPT, case.given())
    await liaison.do(operations.RESPOND, case.given(text="Laporan diterima."))
    await refused(liaison, operations.ANSWER, case.given(**ANSWER), LeadAnswersFirst)
    await answered(lead)
    await liaison.do(operations.ANSWER, case.given(**ANSWER))
    for each in (lead, case):
        assert (await opened(each.complainant, each, "OWN_CASE"))["FINAL_ANSWER"] == [ANSWER["text"]]


async def test_no_case_leads_that_follows_another_or_that_its_admin_may_not_know_of(system: System) -> None:
    first, second, third = await handled(system), await handled(system), await handled(system)
    beyond = await filed(system)
    county = system.officer(Role.INSTITUTION_ADMIN)
    await county.do(operations.LINK_DUPLICATE, second.given(lead=first.complaint))
    assert not await sees(county, beyond)

    for case, lead in (
        (third, third.complaint),  # itself
        (third, second.complaint),  # which follows
        (second, third.complaint),  # it follows another already
        (third, beyond.complaint),  # out of sight
        (third, str(uuid4())),  # nowhere
        (third, str(unit_of(COUNTY))),
    ):
        await refused(county, operations.LINK_DUPLICATE, case.given(lead=lead), LeadIsAnother)
    await refused(county, operations.LINK_DUPLICATE, beyond.given(lead=third.complaint), NoSuchCase)


async def test_a_lead_that_is_parked_holds_nobody_back(system: System) -> None:
    lead, case = await handled(system), await handled(system)
    county, liaison = system.officer(Role.INSTITUTION_ADMIN), system.officer(Role.LIAISON_OFFICER, UNIT)
    await county.do(operations.LINK_DUPLICATE, case.given(lead=lead.complaint))
    await liaison.do(operations.ACCEPT, case.given())
    await liaison.do(operations.RESPOND, case.given(text="Laporan diterima."))

    await lead.complainant.do(operations.WITHDRAW, lead.given(reason="Sudah diangkut."))

    await liaison.do(operations.ANSWER, case.given(**ANSWER))


async def test_a_decision_that_depends_on_a_lead_falls_where_the_lead_moves_before_it_is_stored(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead, case = await handled(system), await handled(system)
    county, liaison = system.officer(Role.INSTITUTION_ADMIN), system.officer(Role.LIAISON_OFFICER, UNIT)
    await county.do(operations.LINK_DUPLICATE, case.given(lead=lead.complaint))
    await liaison.do(operations.ACCEPT, case.given())
    await liaison.do(operations.RESPOND, case.given(text="Laporan diterima."))
    await answered(lead)
    meanwhile(monkeypatch, lambda: lead.complainant.do(operations.DISPUTE, lead.given(reason=UNSETTLED)))

    await refused(liaison, operations.ANSWER, case.given(**ANSWER), LeadAnswersFirst)


async def test_two_cases_linked_to_each_other_at_once_do_not_wait_for_each_other(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await handled(system), await handled(system)
    county, national = system.officer(Role.INSTITUTION_ADMIN), system.officer(Role.NATIONAL_ADMIN)
    meanwhile(monkeypatch, lambda: national.do(operations.LINK_DUPLICATE, other.given(lead=one.complaint)))

    await refused(county, operations.LINK_DUPLICATE, one.given(lead=other.complaint), LeadIsAnother)


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Awaitable[object]]) -> None:
    """Let something happen once, between judging a lead and storing what was decided."""
    judge = CaseDesk._lead
    happened: list[bool] = []

    async def judge_then_act(desk: CaseDesk, command: Command, complaint: Complaint, by: Actor) -> Lead:
        lead = await judge(desk, command, complaint, by)
        if lead.guards and not happened:
            happened.append(True)
            await act()
        return lead

    monkeypatch.setattr(CaseDesk, "_lead", judge_then_act)
