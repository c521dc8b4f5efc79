"""What time does, seen from outside: days pass, somebody sweeps, and the case has changed."""

import asyncio
from datetime import date
from typing import Any

from api.application.decrees import load_decrees
from api.data import Decree
from api.devtools import operations
from domain.calendar import DayKind, DayOff
from domain.people import Role
from tests.support.journey import Case, answered, disposed, filed, reviewed_nationally
from tests.support.system import FIRST_DAY, System

WEDNESDAY = FIRST_DAY  # 4 March 2026
REVIEW_ENDS = date(2026, 3, 9)
TEN_DAYS_ON = date(2026, 3, 25)  # ten working days after Wednesday 4 March: Nyepi and Lebaran lie between


async def history(case: Case) -> list[str]:
    """The names of what happened, in order."""
    rows = await case.system.fetch(
        "SELECT type FROM read.history_entry WHERE complaint = $1 ORDER BY position", case.complaint
    )
    return [row["type"] for row in rows]


async def seen(case: Case) -> dict[str, Any]:
    """The case as its complainant sees it."""
    answer = await case.complainant.ask(operations.COMPLAINT, {"trackingNumber": case.number})
    complaint: dict[str, Any] = answer["complaint"]
    return complaint


async def test_a_review_that_is_late_is_a_breach_and_the_case_goes_on(system: System) -> None:
    case = await filed(system)

    assert await system.pass_time(REVIEW_ENDS) == 0
    assert await system.pass_time(date(2026, 3, 10)) == 1

    assert await history(case) == ["ComplaintSubmitted", "DeadlineBreached"]
    assert (await seen(case))["status"] == "UNVERIFIED"
    await reviewed_nationally(case)


async def test_what_was_swept_is_not_swept_again(system: System) -> None:
    case = await filed(system)
    await system.pass_time(date(2026, 3, 10))
    told = await history(case)

    assert await system.pass_time(date(2026, 3, 10)) == 0
    assert await system.pass_time(date(2026, 3, 11)) == 0
    assert await history(case) == told


async def test_two_sweeps_at_once_do_it_once(system: System) -> None:
    cases = [await filed(system) for _ in range(5)]
    system.clock.move_to(date(2026, 3, 10))

    await asyncio.gather(*[system.workers.sweep.step() for _ in range(4)])
    await system.caught_up()

    for case in cases:
        assert (await history(case)).count("DeadlineBreached") == 1


async def test_silence_after_the_national_request_parks_the_case_and_not_a_day_earlier(
    system: System,
) -> None:
    case = await filed(system)
    national = system.officer(Role.NATIONAL_ADMIN)
    await national.do(operations.REQUEST_COMPLETION, case.given(what="Sebutkan lokasinya."))

    await system.pass_time(TEN_DAYS_ON)
    assert (await seen(case))["status"] == "AWAITING_COMPLETION"
    await system.pass_time(date(2026, 3, 26))
    assert (await seen(case))["status"] == "ARCHIVED"
    assert (await history(case))[-1] == "ArchivedForIncompleteness"

    await case.complainant.do(operations.SUPPLY_DATA, case.given(text="Pasar Renteng, Praya."))
    assert (await seen(case))["status"] == "UNVERIFIED"
    await reviewed_nationally(case)


async def test_silence_after_an_institutions_request_parks_nothing(system: System) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    county = system.officer(Role.INSTITUTION_ADMIN)
    await county.do(operations.REQUEST_DATA, case.given(what="Sebutkan lokasinya."))

    await system.pass_time(date(2026, 6, 1))

    assert "ArchivedForIncompleteness" not in await history(case)
    assert (await seen(case))["status"] not in ("ARCHIVED", "COMPLETED")


async def test_an_initial_response_alone_is_never_closed_by_silence(system: System) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    liaison = system.officer(Role.LIAISON_OFFICER, "DLH")
    await liaison.do(operations.ACCEPT, case.given())
    await liaison.do(operations.RESPOND, case.given(text="Laporan diterima."))

    await system.pass_time(date(2026, 12, 1))

    assert (await seen(case))["status"] == "IN_PROCESS"
    assert "AutoClosed" not in await history(case)


async def test_ten_days_of_silence_after_the_answer_close_the_case_by_the_system(system: System) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    await answered(case)

    await system.pass_time(TEN_DAYS_ON)
    assert (await seen(case))["status"] == "IN_PROCESS"
    await system.pass_time(date(2026, 3, 26))

    own = await seen(case)
    assert (own["status"], own["closedBy"]) == ("COMPLETED", "SYSTEM")
    [row] = await system.fetch(
        "SELECT actor_role FROM read.history_entry WHERE complaint = $1 AND type = 'AutoClosed'",
        case.complaint,
    )
    assert row["actor_role"] == "SYSTEM"


async def test_a_holiday_declared_later_moves_the_last_day_forward_and_names_both(system: System) -> None:
    case = await filed(system)
    decree = Decree(
        year=2026,
        instrument="Keputusan contoh tentang hari libur 9 Maret 2026",
        published=date(2026, 3, 5),
        yearly=False,
        days=(
            DayOff(
                date=REVIEW_ENDS,
                kind=DayKind.SPECIAL,
                name_id="Hari contoh",
                instrument="Keputusan contoh tentang hari libur 9 Maret 2026",
            ),
        ),
        withdrawn=(),
    )
    from api.data import load_decrees as known
    from api.data import load_policy

    await load_decrees(system.api.desk, (*known(), decree), load_policy())

    await system.pass_time(date(2026, 3, 6))
    assert "DeadlineRecalculated" in await history(case)
    [row] = await system.fetch(
        "SELECT was_due_on, due_on, calendar FROM read.clock WHERE complaint = $1 AND clock = 'NATIONAL_REVIEW'",
        case.complaint,
    )
    assert (row["was_due_on"], row["due_on"]) == (REVIEW_ENDS, date(2026, 3, 10))
    assert await system.pass_time(date(2026, 3, 10)) == 0
    assert await system.pass_time(date(2026, 3, 11)) == 1
