"""A decree on days off, and a set of limits, from the responsible head to the cases that follow it."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from api.application.decrees import Decrees, NothingDecreed, load_decrees
from api.application.names import SYSTEM, assignment_of, decrees_stream, unit_of
from api.application.occasions import Rules
from api.data import load_calendar, load_policy
from api.data import load_decrees as decree_data
from api.devtools.demo.client import Client
from api.devtools.officers import find_officer
from api.parts import real_time
from domain.commands import RevokeRole
from domain.people import Role
from domain.policy import LimitName
from eventstore.store import Store
from projections.records import event_of
from tests.conftest import Pool
from tests.support.cast import WITA
from tests.support.database import Database
from tests.support.journey import COUNTY, filed
from tests.support.system import System

REFUSED = "... on Refused { rule clause message { indonesian } wayOut { indonesian } }"
LOADED = "receipts { eventId leafHash } position pending"
LOAD_CALENDAR = f"""mutation Load($input: LoadCalendarInput!) {{
  loadCalendar(input: $input) {{ __typename ... on CalendarLoaded {{ version {LOADED} }} {REFUSED} }}
}}"""
LOAD_POLICY = f"""mutation Load($input: LoadPolicyInput!) {{
  loadPolicy(input: $input) {{ __typename ... on PolicyLoaded {{ version {LOADED} }} {REFUSED} }}
}}"""
DUE = """query Due($startedOn: Date!, $workingDays: Int!) {
  dueDate(startedOn: $startedOn, workingDays: $workingDays) { dueOn provisional calendarVersion }
}"""
FIXED = ((1, 1), (5, 1), (6, 1), (8, 17), (12, 25))


def decree(**given: object) -> dict[str, object]:
    """The yearly decree for 2027, as far as this test needs one."""
    days = [
        {"date": f"2027-{month:02}-{day:02}", "kind": "NATIONAL_HOLIDAY", "nameIndonesian": "Hari libur"}
        for month, day in FIXED
    ]
    leave = {"date": "2027-02-08", "kind": "COLLECTIVE_LEAVE", "nameIndonesian": "Cuti bersama"}
    return {
        "version": "ID-2026-03-02",
        "instrument": "Keputusan Bersama untuk 2027",
        "publishedOn": "2026-03-02",
        "settles": 2027,
        "days": [*days, leave],
        **given,
    }


def limits(**given: object) -> dict[str, object]:
    """A second version of the limits: reviews within two working days."""
    stated = [
        {
            "name": limit.name,
            "slaClass": limit.sla_class,
            "amount": 2 if limit.name is LimitName.REVIEW else limit.amount,
            "unit": limit.unit,
            "source": limit.source,
        }
        for limit in load_policy().limits
    ]
    return {
        "version": "2",
        "instrument": "Rencana Aksi baru",
        "effectiveFrom": "2026-03-09",
        "supervisoryOnly": "STANDARD",
        "limits": stated,
        **given,
    }


def head(system: System) -> Client:
    return system.officer(Role.RESPONSIBLE_HEAD)


async def due(system: System, start: str, working_days: int) -> dict[str, Any]:
    found = await system.public.ask(DUE, {"startedOn": start, "workingDays": working_days})
    answer: dict[str, Any] = found["dueDate"]
    return answer


async def versions_named(system: System, complaint: str) -> str:
    """What the first event of a complaint says of the versions that gave its dates."""
    [record, *_] = await system.api.store.read(complaint)  # type: ignore[arg-type]
    return repr(event_of(record, system.settings.zone))


async def test_a_decree_is_in_force_for_everybody_at_once(system: System) -> None:
    """Edge case 25: what was provisional is so no more, and the day the decree adds moves the end forward."""
    before = await due(system, "2026-11-24", 60)

    loaded = await head(system).do(LOAD_CALENDAR, decree())

    assert loaded["version"] == "ID-2026-03-02"
    assert (len(loaded["receipts"]), loaded["pending"]) == (1, False)
    assert before == {"dueOn": "2027-02-19", "provisional": True, "calendarVersion": "ID-2025-09-19"}
    assert await due(system, "2026-11-24", 60) == {
        "dueOn": "2027-02-22",
        "provisional": False,
        "calendarVersion": "ID-2026-03-02",
    }
    case = await filed(system)
    assert "'ID-2026-03-02'" in await versions_named(system, case.complaint)


@pytest.mark.edge_case(1)
async def test_the_18th_of_august_2025_was_a_working_day_until_it_was_decreed(system: System) -> None:
    """Edge case 1, the decree being loaded a second time after it was taken back."""
    taken = decree(version="X-1", instrument="Pencabutan", settles=None, days=[], noLongerOff=["2025-08-18"])
    await head(system).do(LOAD_CALENDAR, taken)
    assert (await due(system, "2025-08-04", 10))["dueOn"] == "2025-08-18"
    leave = {"date": "2025-08-18", "kind": "COLLECTIVE_LEAVE", "nameIndonesian": "Proklamasi Kemerdekaan"}
    again = decree(version="X-2", settles=None, days=[leave])
    await head(system).do(LOAD_CALENDAR, again)
    assert (await due(system, "2025-08-04", 10))["dueOn"] == "2025-08-19"


async def test_a_request_sent_again_is_answered_as_before_and_another_one_for_the_version_is_refused(
    system: System,
) -> None:
    request = uuid4()
    first = await head(system).do(LOAD_CALENDAR, decree(), request=request)
    events = await system.events()

    assert await head(system).do(LOAD_CALENDAR, decree(), request=request) == first
    assert await system.events() == events
    again = await head(system).try_to(LOAD_CALENDAR, decree(settles=None))
    assert (again["__typename"], again["rule"]) == ("Refused", "VERSION_ONCE")
    changed = await head(system).try_to(LOAD_CALENDAR, decree(settles=None), request=request)
    assert changed["rule"] == "REQUEST_ID_ONCE"


async def test_of_two_who_load_a_version_at_once_one_is_refused(system: System) -> None:
    answers = await asyncio.gather(*(head(system).try_to(LOAD_CALENDAR, decree()) for _ in range(4)))
    assert sorted(answer["__typename"] for answer in answers) == ["CalendarLoaded"] + ["Refused"] * 3
    assert {answer.get("rule") for answer in answers} == {None, "VERSION_ONCE"}


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"version": ""}, "DECREE_SAYS_WHAT"),
        ({"instrument": "a\u0000b"}, "DECREE_SAYS_WHAT"),
        ({"days": [], "settles": None}, "DECREE_SAYS_WHAT"),
        ({"settles": 2**31 - 1}, "YEAR_IS_WHOLE"),
        ({"settles": -1, "days": []}, "YEAR_IS_WHOLE"),
        ({"noLongerOff": ["2026-03-09"]}, "WITHDRAW_WHAT_IS_OFF"),
        (
            {
                "days": [{"date": "2026-03-19", "kind": "REGIONAL", "nameIndonesian": "Nyepi"}],
                "settles": None,
            },
            "DAY_OFF_ONCE",
        ),
    ],
)
async def test_what_is_wrong_with_a_decree_is_said_and_nothing_is_loaded(
    system: System, given: dict[str, object], rule: str
) -> None:
    before = len(await system.api.store.read(decrees_stream()))
    refused = await head(system).try_to(LOAD_CALENDAR, decree(**given))
    assert (refused["__typename"], refused["rule"]) == ("Refused", rule)
    assert refused["message"]["indonesian"]
    assert len(await system.api.store.read(decrees_stream())) == before


@pytest.mark.parametrize(
    "role", [Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN, Role.PATRON, Role.LIAISON_OFFICER]
)
async def test_nobody_but_the_responsible_head_loads(system: System, role: Role) -> None:
    for operation, given in ((LOAD_CALENDAR, decree()), (LOAD_POLICY, limits())):
        refused = await system.officer(role).try_to(operation, given)
        assert refused["rule"] == "HEAD_LOADS_DECREES"
        assert (await system.public.try_to(operation, given))["rule"] == "SIGN_IN"


async def test_a_head_whose_role_has_ended_loads_nothing(system: System) -> None:
    officer = find_officer(Role.RESPONSIBLE_HEAD)
    assignment = assignment_of(officer.person, officer.role, unit_of(COUNTY))
    client = head(system)
    await client.do(LOAD_CALENDAR, decree())
    await system.api.desk.handle_office(
        RevokeRole(assignment=assignment, person=officer.person), by=SYSTEM, request=uuid4()
    )
    refused = await client.try_to(LOAD_POLICY, limits())
    assert refused["rule"] in ("ROLE_ENDED", "SIGN_IN")


async def test_limits_hold_for_what_begins_on_the_day_they_take_effect(system: System) -> None:
    await head(system).do(LOAD_POLICY, limits())
    listed = "{ slaPolicies { version instrument inForce limits { name amount instrument effectiveFrom } } }"

    [newer, older] = (await system.public.ask(listed))["slaPolicies"]
    system.clock.move_to(date(2026, 3, 6))
    before = await filed(system)
    system.clock.move_to(date(2026, 3, 9))
    after = await filed(system)

    review = {"name": "REVIEW", "amount": 2, "instrument": "Rencana Aksi baru", "effectiveFrom": "2026-03-09"}
    assert review in newer["limits"]
    assert [newer["version"], older["version"]] == ["2", "1"]
    assert "policy='1'" in await versions_named(system, before.complaint)
    assert "policy='2'" in await versions_named(system, after.complaint)


async def test_limits_that_lack_one_are_refused(system: System) -> None:
    stated = limits()["limits"]
    assert isinstance(stated, list)
    refused = await head(system).try_to(LOAD_POLICY, limits(limits=stated[1:]))
    assert refused["rule"] == "LIMITS_ARE_WHOLE"


async def test_another_process_follows_what_was_loaded(system: System) -> None:
    other = Decrees(system.api.store, system.settings.zone)
    rulebook, version = await other.rulebook()
    assert rulebook.calendar == load_calendar()
    assert version == len(decree_data()) + 1
    await head(system).do(LOAD_CALENDAR, decree())
    rulebook, version = await other.rulebook()
    assert rulebook.calendar is not None
    assert rulebook.calendar.version == "ID-2026-03-02"
    assert version == len(decree_data()) + 2
    assert (await other.rulebook())[0] is rulebook


async def test_what_a_deployment_starts_with_is_loaded_once_however_often_it_is_loaded(
    system: System,
) -> None:
    events = await system.events()
    await load_decrees(system.api.desk, decree_data(), load_policy())
    assert await system.events() == events


async def test_a_version_that_somebody_else_loaded_first_is_left_as_it_is(system: System) -> None:
    changed = replace(load_policy(), effective_from=date(2020, 1, 1))
    await load_decrees(system.api.desk, (), changed)
    rulebook, _ = await Decrees(system.api.store, system.settings.zone).rulebook()
    assert rulebook.policies["1"] == load_policy()


async def test_before_anything_is_loaded_no_decision_is_taken(database: Database, pool: Pool) -> None:
    connections = await pool("jejak_app", max_size=2)
    store = Store(connections, database.log_id, database.origin)
    rules = Rules(store=store, clock=real_time, zone=WITA)
    with pytest.raises(NothingDecreed, match="jejak enroll"):
        await rules.occasion(connections, SYSTEM)
