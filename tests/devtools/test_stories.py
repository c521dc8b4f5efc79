"""What the demonstration tells is what the record holds, and it can be told twice."""

import re
from datetime import datetime
from typing import Any

from api.devtools import operations
from api.devtools.demo.parked import DAY_AFTER
from domain.people import Role
from tests.support.stories import COLUMNS, stories
from tests.support.system import System

ADDRESS = "pengadu.demo@contoh.example"


async def seen(
    system: System, operation: str, number: str, role: Role = Role.NATIONAL_ADMIN
) -> dict[str, Any]:
    found: dict[str, Any] = (await system.officer(role).ask(operation, {"trackingNumber": number}))[
        "complaint"
    ]
    return found


async def happened(system: System, number: str) -> list[str]:
    """What happened to the case in order, without who looked at it."""
    history = (await seen(system, operations.HISTORY, number, Role.INTERNAL_AUDITOR))["history"]
    return [entry["type"] for entry in history if entry["type"] != "ContentViewed"]


async def breached(system: System, number: str) -> list[tuple[str, str]]:
    """The clocks that ran out, each with the last day it had."""
    clocks = (await seen(system, operations.CLOCKS, number))["clocks"]
    return [(each["clock"], each["dueOn"]) for each in clocks if each["state"] == "BREACHED"]


def in_order(names: list[str], types: list[str]) -> bool:
    """Whether these happened one after the other, whatever came between."""
    rest = iter(types)
    return all(name in rest for name in names)


async def test_a_complaint_that_two_tiers_return_is_answered_by_another_unit_and_its_breach_stays(
    system: System,
) -> None:
    async with stories(system) as told:
        number = await told.returned.tell()

    case = await seen(system, operations.COMPLAINT, number)
    returned = ["DeadlineBreached", "ReturnedToInstitutionAdmin", "ReturnedToNationalAdmin"]
    again = ["ForwardedToInstitution", "DisposedToLiaison", "AuthorityAccepted", "FinalAnswerGiven"]
    assert in_order([*returned, *again], await happened(system, number))
    assert (case["status"], case["rating"]) == ("COMPLETED", 4)
    assert case["unit"]["name"] == "DINAS KOMUNIKASI DAN INFORMATIKA"
    assert await breached(system, number) == [("INSTITUTION_REVIEW", "2026-04-13")]


async def test_a_parked_complaint_lives_again_under_its_number_and_is_answered(system: System) -> None:
    async with stories(system) as told:
        number = await told.parked.tell()

    history = (await seen(system, operations.HISTORY, number, Role.INTERNAL_AUDITOR))["history"]
    parked = [entry for entry in history if entry["type"] == "ArchivedForIncompleteness"]
    assert in_order(
        ["CompletionRequested", "ArchivedForIncompleteness", "DataSupplied", "FinalAnswerGiven"],
        await happened(system, number),
    )
    assert in_order(
        ["DocumentAnnounced", "DocumentReceived", "DocumentOpened", "DocumentFetched", "FinalAnswerGiven"],
        await happened(system, number),
    )
    assert [
        datetime.fromisoformat(entry["occurredAt"]).astimezone(system.clock.zone).date() for entry in parked
    ] == [DAY_AFTER]
    assert (await seen(system, operations.COMPLAINT, number))["status"] == "COMPLETED"


async def test_every_story_can_be_told_again_on_the_same_log(system: System) -> None:
    async with stories(system) as told:
        every = (told.first, told.returned, told.parked)
        numbers = [await story.tell() for story in every for _ in range(2)]

    assert len(set(numbers)) == 6
    late = [number for number in numbers if await breached(system, number)]
    assert late == numbers[2:4]  # what the second story says, and nothing that none of them says


async def test_what_is_shown_fits_a_hundred_columns_and_names_neither_address_nor_secret(
    system: System,
) -> None:
    async with stories(system) as told:
        for story in (told.first, told.returned, told.parked):
            await story.tell()

    assert max(len(line) for line in told.text.splitlines()) <= COLUMNS
    assert ADDRESS not in told.text
    assert "Pengadu Demo" not in told.text
    assert not re.search(r"(?:[0-9A-Z]{4}-){2}", told.text)
    for shown in ("NO_STOP", "BREACHED", "libur", "DeadlineBreached", "ArchivedForIncompleteness", "✉"):
        assert shown in told.text, shown
