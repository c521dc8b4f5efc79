"""The clocks of a complaint as they are read: each with its source, and counted out day by day."""

from datetime import date

import pytest

from api.data import load_calendar
from domain.deadlines import Clock
from domain.events import DeadlineRecalculated
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about
from tests.projections.test_calendar import shipped
from tests.schema.asking import Api
from tests.support.cast import (
    COMPLAINT,
    DINAS_SOSIAL,
    OTHER_DINAS,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
)
from tests.support.days import resolution
from tests.support.handling_samples import breached, disputed, withdrawn
from tests.support.histories import with_inspectorate
from tests.support.review_samples import archived, completion_requested
from tests.support.samples import (
    confirmed,
    copied,
    in_national_review,
    taken_up,
    with_answer,
    with_liaison,
)

FIELDS = (
    "clock state startedOn limit counted dueOn dueAt provisional endedOn unit { name } slaClass policyVersion"
    " calendarVersion wasDueOn statedBy { name slaClass amount unit source }"
)
DAYS = "explanation { date counted why }"
SEEN = [national_admin(), institution_admin(), liaison(), auditor(), complainant()]


async def _told(chronicle: Chronicle, *happened: object) -> None:
    await chronicle.happened(organisation(), *shipped())
    await chronicle.happened(about(COMPLAINT, *happened))  # type: ignore[arg-type]


async def test_a_clock_tells_what_it_was_set_to_by_whom_and_on_what_ground(
    chronicle: Chronicle, api: Api
) -> None:
    await _told(chronicle, with_liaison())
    for by in SEEN:
        clocks = {each["clock"]: each for each in (await api.case(f"clocks {{ {FIELDS} }}", by))["clocks"]}

        assert clocks["RESOLUTION"] == {
            "clock": "RESOLUTION",
            "state": "RUNNING",
            "startedOn": "2026-03-09",
            "limit": 14,
            "counted": "WORKING_DAYS",
            "dueOn": "2026-04-06",
            "dueAt": "2026-04-06T16:00:00.000000Z",
            "provisional": False,
            "endedOn": None,
            "unit": {"name": "Unit 3"},
            "slaClass": "STANDARD",
            "policyVersion": "1",
            "calendarVersion": "ID-2025-09-19",
            "wasDueOn": None,
            "statedBy": {
                "name": "RESOLUTION",
                "slaClass": "STANDARD",
                "amount": 14,
                "unit": "WORKING_DAYS",
                "source": clocks["RESOLUTION"]["statedBy"]["source"],
            },
        }
        sources = {name: each["statedBy"]["source"] for name, each in clocks.items()}
        assert all(sources.values())
        assert "BAB VI.C" in sources["RESOLUTION"]
        assert sources["NATIONAL_REVIEW"] == sources["INSTITUTION_REVIEW"]


async def test_every_day_of_a_clock_is_told_counted_or_with_the_reason_it_was_not(
    chronicle: Chronicle, api: Api
) -> None:
    await _told(chronicle, with_liaison())
    clocks = (await api.case(f"clocks {{ clock limit startedOn dueOn {DAYS} }}", liaison()))["clocks"]
    days = {each["clock"]: each["explanation"] for each in clocks}

    expected = load_calendar().explain(date(2026, 3, 9), 14)
    assert [tuple(day.values()) for day in days["RESOLUTION"]] == [
        (day.date.isoformat(), day.counted, day.why) for day in expected
    ]
    assert days["STATUTORY_DECISION"][-1] == {"date": "2026-05-08", "counted": 60, "why": "hari kalender"}
    # the monitoring point counts from itself to the end of the resolution
    assert days["INTERVENTION"][0] == {"date": "2026-03-17", "counted": None, "why": "hari mulai"}
    assert (days["INTERVENTION"][-1]["date"], days["INTERVENTION"][-1]["counted"]) == ("2026-04-06", 8)
    for each in clocks:
        assert each["explanation"][-1]["counted"] == each["limit"], each["clock"]


async def test_a_clock_that_a_decree_moved_is_counted_out_by_the_decree(
    chronicle: Chronicle, api: Api
) -> None:
    older = load_calendar(date(2025, 8, 7))
    due = older.after(date(2026, 3, 9), 14)
    moved = DeadlineRecalculated(
        complaint=COMPLAINT,
        clock=Clock.RESOLUTION,
        was_due_on=due.on,
        due_on=date(2026, 4, 6),
        provisional=False,
        calendar="ID-2025-09-19",
    )
    await _told(chronicle, with_liaison(), moved)
    document = f"clocks {{ clock wasDueOn dueOn calendarVersion {DAYS} }}"
    [clock] = [
        each for each in (await api.case(document, liaison()))["clocks"] if each["clock"] == "RESOLUTION"
    ]
    assert clock["wasDueOn"] == due.on.isoformat() < clock["dueOn"]
    assert clock["explanation"][-1]["counted"] == 14


@pytest.mark.parametrize(
    ("history", "due"),
    [
        (in_national_review(), "2026-03-12T16:00:00.000000Z"),
        ((*in_national_review(), completion_requested()), None),
        ((*in_national_review(), completion_requested(), archived()), None),
        (with_liaison(), "2026-03-16T16:00:00.000000Z"),
        (taken_up(), "2026-03-17T16:00:00.000000Z"),
        (
            (*taken_up(), breached(Clock.INTERVENTION, date(2026, 3, 17), DINAS_SOSIAL)),
            "2026-04-06T16:00:00.000000Z",
        ),
        (with_answer(), "2026-03-30T16:00:00.000000Z"),
        ((*with_answer(), confirmed()), None),
        ((*taken_up(), withdrawn()), None),
    ],
)
async def test_the_next_end_is_that_of_the_domain(
    chronicle: Chronicle, api: Api, history: tuple[object, ...], due: str | None
) -> None:
    await _told(chronicle, history)
    found = await api.case("nextDueAt status clocks { state endedOn dueAt }", national_admin())
    running = [each["dueAt"] for each in found["clocks"] if each["state"] == "RUNNING"]
    assert found["nextDueAt"] == min(running, default=None)
    if due is not None or not running:
        assert found["nextDueAt"] == due


async def test_where_everything_that_runs_is_over_the_latest_end_stands(
    chronicle: Chronicle, api: Api
) -> None:
    over = [
        breached(clock, date(2026, 3, 12), None)
        for clock in (Clock.NATIONAL_REVIEW, Clock.STATUTORY_RESPONSE, Clock.STATUTORY_DECISION)
    ]
    await _told(chronicle, in_national_review(), over)
    assert (await api.case("nextDueAt", complainant()))["nextDueAt"] == "2026-05-08T16:00:00.000000Z"


@pytest.mark.parametrize(
    ("history", "owner"),
    [
        (in_national_review(), ("NATIONAL_ADMIN", None)),
        (with_liaison(), ("LIAISON_OFFICER", "Unit 3")),
        (with_answer(), ("LIAISON_OFFICER", "Unit 3")),
        ((*with_answer(), disputed(*resolution())), ("LIAISON_OFFICER", "Unit 3")),
        (with_inspectorate(DINAS_SOSIAL), ("INTERNAL_AUDITOR", "Unit 1")),
        ((*with_answer(), confirmed()), None),
        ((*taken_up(), withdrawn()), None),
    ],
)
async def test_a_live_case_has_one_owner(
    chronicle: Chronicle, api: Api, history: tuple[object, ...], owner: tuple[str, str | None] | None
) -> None:
    await _told(chronicle, history)
    found = (await api.case("currentOwner { role unit { name } }", national_admin()))["currentOwner"]
    told = found and (found["role"], found["unit"] and found["unit"]["name"])
    assert told == owner


async def test_the_public_sees_no_clock_and_no_owner(chronicle: Chronicle, api: Api) -> None:
    await _told(chronicle, with_liaison())
    found = await api.case(
        "status nextDueAt clocks { clock } overdueClocks { clock } currentOwner { role } returns disputes"
        " crossInstitution waitingOnComplainantDays enteredOn archiveReason"
    )
    assert found.pop("status") == "NOT_FOLLOWED_UP"
    assert (found.pop("clocks"), found.pop("overdueClocks")) == ([], [])
    assert set(found.values()) == {None}


async def test_a_case_for_several_institutions_says_so(chronicle: Chronicle, api: Api) -> None:
    await _told(chronicle, with_liaison())
    assert (await api.case("crossInstitution", liaison()))["crossInstitution"] is False
    await chronicle.happened(about(COMPLAINT, copied(OTHER_DINAS)))
    assert (await api.case("crossInstitution", liaison()))["crossInstitution"] is True
