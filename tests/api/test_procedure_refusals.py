"""Every rule of the procedure that can refuse does so through the API, and is recovered from the log word for word."""

import re
from pathlib import Path
from types import ModuleType

import pytest

from api.application.names import unit_of
from api.devtools import operations
from api.devtools.demo.year import category_of
from domain.errors import (
    AlreadyAccepted,
    AlreadyDisposed,
    AlreadyForwarded,
    AlreadyRated,
    AlreadyResponded,
    AlreadySubmitted,
    AlreadyVerified,
    CcNotAllowed,
    CompletionFirst,
    InitialResponseFirst,
    NotAnAgencyHere,
    NotByCategory,
    ProcessingMustGoOn,
    PurposeNotAllowed,
    ReasonNeeded,
    RuleBroken,
    StarsOutOfRange,
    handling,
    order,
    procedure,
    protection,
    texts,
)
from domain.people import Role
from tests.support.journey import COPIED, COUNTY, UNIT, filed, findings
from tests.support.procedure import refused
from tests.support.system import System

ANSWER = {"text": "Pengangkutan kini tiap hari.", "cause": "DELAY", "resolution": "REMEDIED"}
NOWHERE = {"category": "TIDAK-ADA", "institution": str(unit_of(COUNTY))}


async def test_a_step_that_comes_too_early_too_late_or_to_the_wrong_place_says_which_one_fits(
    system: System,
) -> None:
    case = await filed(system)
    national, county = system.officer(Role.NATIONAL_ADMIN), system.officer(Role.INSTITUTION_ADMIN)
    liaison = system.officer(Role.LIAISON_OFFICER, UNIT)
    onward = case.given(category=category_of(UNIT), institution=str(unit_of(COUNTY)))
    down = case.given(category=category_of(UNIT), unit=str(unit_of(UNIT)))
    await refused(national, operations.OPEN_CONTENT, case.given(purpose="AUDIT"), PurposeNotAllowed)
    await national.do(operations.VERIFY, case.given(**findings()))
    await refused(national, operations.VERIFY, case.given(**findings()), AlreadyVerified)
    await refused(national, operations.FORWARD, case.given(**NOWHERE), NotByCategory)
    await national.do(operations.FORWARD, onward)
    await refused(national, operations.FORWARD, onward, AlreadyForwarded)
    await county.do(operations.VERIFY, case.given(**findings()))
    await refused(county, operations.DISPOSE, {**down, "unit": str(unit_of(COUNTY))}, NotAnAgencyHere)
    await refused(county, operations.DISPOSE, {**down, "unit": str(unit_of(COPIED))}, ReasonNeeded)
    await county.do(operations.DISPOSE, down)
    await refused(county, operations.DISPOSE, down, AlreadyDisposed)
    await refused(county, operations.ADD_CC, case.given(unit=str(unit_of(UNIT))), CcNotAllowed)
    await liaison.do(operations.ACCEPT, case.given())
    await refused(liaison, operations.ACCEPT, case.given(), AlreadyAccepted)
    await refused(liaison, operations.ANSWER, case.given(**ANSWER), InitialResponseFirst)
    await refused(liaison, operations.COMPLETE, case.given(), ProcessingMustGoOn)
    await liaison.do(operations.RESPOND, case.given(text="Laporan diterima."))
    await refused(liaison, operations.RESPOND, case.given(text="x"), AlreadyResponded)
    await liaison.do(operations.ANSWER, case.given(**ANSWER))
    await refused(case.complainant, operations.RATE, case.given(stars=5), CompletionFirst)
    await case.complainant.do(operations.CONFIRM, case.given())
    await refused(case.complainant, operations.RATE, case.given(stars=6), StarsOutOfRange)
    await case.complainant.do(operations.RATE, case.given(stars=5))
    await refused(case.complainant, operations.RATE, case.given(stars=5), AlreadyRated)


@pytest.mark.parametrize("module", [handling, order, procedure, protection, texts])
def test_no_rule_of_the_procedure_is_left_untried(module: ModuleType) -> None:
    """By what the walks through the API name; a complaint's id follows from its request, so none is submitted twice."""
    here = Path(__file__)
    walks = "".join(
        each.read_text().split("\nfrom tests.", 1)[1]
        for each in sorted(here.parent.glob("test_procedure_*.py"))
    )
    rules = {
        each.__name__
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, RuleBroken) and each.__module__ == module.__name__
    }
    assert rules
    untried = {rule for rule in rules if not re.search(rf"\b{rule}\b", walks)}
    assert untried <= {AlreadySubmitted.__name__}
