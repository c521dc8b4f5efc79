"""What anyone may ask of the calendar and the limits, in one statement, without signing in."""

from datetime import date
from typing import Any

import pytest

from api.data import load_calendar, load_decrees, load_policy
from domain.calendar import Day
from schema.compiler import RequestError
from tests.projections.chronicle import Chronicle
from tests.projections.test_calendar import shipped
from tests.schema.asking import Api

DUE = """query Due($startedOn: Date!, $workingDays: Int!) {
  dueDate(startedOn: $startedOn, workingDays: $workingDays) {
    startedOn workingDays dueOn provisional calendarVersion explanation { date counted why }
  }
}"""


async def due(api: Api, start: date, working_days: int) -> dict[str, Any]:
    found = await api.ask(DUE, startedOn=start.isoformat(), workingDays=working_days)
    answer: dict[str, Any] = found["dueDate"]
    return answer


@pytest.mark.parametrize(
    ("start", "working_days"),
    [
        (date(2026, 3, 9), 3),
        (date(2026, 3, 9), 14),
        (date(2026, 3, 13), 3),
        (date(2026, 3, 21), 5),
        (date(2026, 11, 24), 60),
        (date(2025, 8, 4), 10),
        (date(2026, 2, 12), 30),
        (date(2023, 1, 1), 260),
        (date(2099, 12, 31), 260),
    ],
)
async def test_anyone_may_ask_when_a_limit_ends_and_why(
    chronicle: Chronicle, api: Api, start: date, working_days: int
) -> None:
    await chronicle.happened(*shipped())
    calendar = load_calendar()

    answer = await due(api, start, working_days)

    explained = tuple(
        Day(date=date.fromisoformat(day["date"]), counted=day["counted"], why=day["why"])
        for day in answer.pop("explanation")
    )
    expected = calendar.after(start, working_days)
    assert explained == calendar.explain(start, working_days)
    assert answer == {
        "startedOn": start.isoformat(),
        "workingDays": working_days,
        "dueOn": expected.on.isoformat(),
        "provisional": expected.provisional,
        "calendarVersion": calendar.version,
    }


@pytest.mark.parametrize(
    ("start", "working_days", "message"),
    [
        (date(2026, 3, 9), 0, "The argument 'workingDays' is from 1 to 260."),
        (date(2026, 3, 9), 261, "The argument 'workingDays' is from 1 to 260."),
        (date(2026, 3, 9), -(2**31), "The argument 'workingDays' is from 1 to 260."),
        (date(2022, 12, 31), 5, "The argument 'startedOn' is from 2023-01-01 to 2099-12-31."),
        (date(9999, 12, 31), 5, "The argument 'startedOn' is from 2023-01-01 to 2099-12-31."),
    ],
)
async def test_a_count_that_makes_no_sense_is_refused_with_its_bounds(
    api: Api, start: date, working_days: int, message: str
) -> None:
    with pytest.raises(RequestError) as caught:
        await due(api, start, working_days)
    [error] = caught.value.errors
    assert error["message"] == message
    assert error["extensions"]["code"] == "BAD_USER_INPUT"  # type: ignore[index]


async def test_a_provisional_end_stops_being_so_once_its_year_is_decreed(
    chronicle: Chronicle, api: Api
) -> None:
    """Edge case 25, as the public sees it."""
    *known, decree_of_2026, policy = shipped()
    await chronicle.happened(*known, policy)
    before = await due(api, date(2026, 3, 9), 60)
    await chronicle.happened(decree_of_2026)
    after = await due(api, date(2026, 3, 9), 60)
    assert (before["provisional"], after["provisional"]) == (True, False)
    assert (before["calendarVersion"], after["calendarVersion"]) == ("ID-2025-08-07", "ID-2025-09-19")
    assert (before["dueOn"], after["dueOn"]) == ("2026-06-03", "2026-06-18")


async def test_every_version_of_the_calendar_is_listed_and_one_is_in_force(
    chronicle: Chronicle, api: Api
) -> None:
    await chronicle.happened(*shipped())
    asked = "version instrument publishedOn inForce decreedYears"

    found = (await api.ask(f"{{ calendars {{ {asked} }} }}"))["calendars"]

    decrees = sorted(load_decrees(), key=lambda decree: decree.published, reverse=True)
    assert found == [
        {
            "version": decree.version,
            "instrument": decree.instrument,
            "publishedOn": decree.published.isoformat(),
            "inForce": decree is decrees[0],
            "decreedYears": sorted(load_calendar(decree.published).decreed_years),
        }
        for decree in decrees
    ]


@pytest.mark.parametrize("published", [None, date(2025, 8, 7), date(2024, 10, 14)])
async def test_every_day_off_of_a_version_is_told_with_its_instrument(
    chronicle: Chronicle, api: Api, published: date | None
) -> None:
    await chronicle.happened(*shipped())
    calendar = load_calendar(published)
    asked = "version daysOff { date kind nameIndonesian instrument }"
    document = f"query($version: String) {{ calendar(version: $version) {{ {asked} }} }}"

    found = (await api.ask(document, version=published and calendar.version))["calendar"]

    assert found["version"] == calendar.version
    assert [tuple(day.values()) for day in found["daysOff"]] == [
        (day.date.isoformat(), day.kind.value, day.name_id, day.instrument)
        for day in sorted(calendar.days_off.values(), key=lambda day: day.date)
    ]


async def test_a_version_can_be_named_and_an_unknown_one_is_nothing(chronicle: Chronicle, api: Api) -> None:
    await chronicle.happened(*shipped())
    document = "query($version: String) { calendar(version: $version) { version } }"
    assert await api.ask(document, version="ID-2024-10-14") == {"calendar": {"version": "ID-2024-10-14"}}
    assert await api.ask(document, version="ID-1999-01-01") == {"calendar": None}


async def test_every_limit_is_told_with_its_source(chronicle: Chronicle, api: Api) -> None:
    await chronicle.happened(*shipped())
    asked = "name slaClass amount unit source instrument effectiveFrom"
    document = f"{{ slaPolicies {{ version instrument effectiveFrom inForce supervisoryOnly limits {{ {asked} }} }} }}"

    [policy] = (await api.ask(document))["slaPolicies"]

    expected = load_policy()
    assert policy.pop("limits") == [
        {
            "name": limit.name.value,
            "slaClass": limit.sla_class and limit.sla_class.value,
            "amount": limit.amount,
            "unit": limit.unit.value,
            "source": limit.source,
            "instrument": limit.instrument,
            "effectiveFrom": limit.effective_from.isoformat(),
        }
        for limit in expected.limits
    ]
    assert policy == {
        "version": "1",
        "instrument": expected.instrument,
        "effectiveFrom": expected.effective_from.isoformat(),
        "inForce": True,
        "supervisoryOnly": "STANDARD",
    }


async def test_before_anything_is_loaded_there_is_no_answer_and_no_error(api: Api) -> None:
    document = "{ calendars { version } calendar { version } slaPolicies { version } }"
    assert await api.ask(document) == {"calendars": [], "calendar": None, "slaPolicies": []}
    assert await api.ask(DUE, startedOn="2026-03-09", workingDays=5) == {"dueDate": None}
