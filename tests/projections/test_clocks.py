"""Every clock as a row: what the domain says runs, runs here, and what was late stays late."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all

from domain import clocks as rules
from domain.deadlines import Clock
from domain.events import Classified, DeadlineBreached, DeadlineRecalculated, Event, InterventionRecorded
from domain.people import ComplaintId, Tier
from domain.states import Unsubmitted, holder
from domain.texts import Sealed, TextKind
from projections.clocks.handler import clocks
from projections.write import Write
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about, given
from tests.support.cast import COMPLAINT, COUNTY, DINAS_KESEHATAN, DINAS_SOSIAL, NOW
from tests.support.handling_samples import constraint_notified
from tests.support.histories import entered_and_verified
from tests.support.properties import PATIENT
from tests.support.samples import (
    accepted,
    answered,
    confirmed,
    disposed,
    followed_up,
    in_institution_review,
    in_national_review,
    rated,
    responded,
    returned,
    submitted,
    taken_up,
    verified,
    with_answer,
    with_liaison,
)
from tests.support.walker import Step, Walker
from tests.support.walks import WALKS

LATE = NOW + timedelta(days=60)
BREACHED = DeadlineBreached(
    complaint=COMPLAINT, clock=Clock.RESOLUTION, due_on=date(2026, 4, 6), unit=DINAS_SOSIAL
)


async def _clocks(chronicle: Chronicle, clock: Clock | None = None) -> list[dict[str, Any]]:
    rows = await chronicle.rows("SELECT * FROM read.clock ORDER BY position, clock")
    return [row for row in rows if clock in (None, row["clock"])]


def test_a_submission_starts_the_review_and_the_backstop_of_the_statute() -> None:
    event = submitted()
    writes = given().when(event).writes(clocks)
    assert [write.statement for write in writes] == ["end", "start", "start", "start"]
    assert [write.arguments[2] for write in writes[1:]] == [each.clock for each in event.deadlines]
    assert writes[1].arguments[3:9] == (
        date(2026, 3, 9),
        3,
        "WORKING_DAYS",
        date(2026, 3, 12),
        datetime(2026, 3, 12, 16, tzinfo=UTC),  # midnight in Lombok Tengah
        False,
    )


@pytest.mark.parametrize("event", [accepted(), followed_up(), rated(), *verified()[1:]])
def test_what_starts_and_ends_no_clock_writes_nothing(event: Event) -> None:
    assert given(with_liaison()).when(event).writes(clocks) == []


def test_a_clock_that_goes_on_is_the_duty_of_whoever_has_the_case_now() -> None:
    writes = given(in_institution_review(), verified(Tier.INSTITUTION)).when(disposed()).writes(clocks)
    assert [write.statement for write in writes] == ["end", "hand_over", "start", "start", "start"]
    assert writes[1] == Write("hand_over", (COMPLAINT, DINAS_SOSIAL))


async def test_what_was_done_in_time_is_met_and_what_became_needless_has_ended(chronicle: Chronicle) -> None:
    await chronicle.happened(with_answer())

    states = {row["clock"]: row["state"] for row in await _clocks(chronicle)}

    assert states == {
        "NATIONAL_REVIEW": "MET",
        "INSTITUTION_REVIEW": "MET",
        "STATUTORY_RESPONSE": "MET",
        "STATUTORY_DECISION": "MET",
        "RESOLUTION": "MET",
        "FIRST_RESPONSE": "MET",
        "INTERVENTION": "ENDED",
        "SILENCE": "RUNNING",
    }


async def test_a_breach_stays_though_the_clock_ends_later(chronicle: Chronicle) -> None:
    await chronicle.happened(taken_up())
    await chronicle.happened(BREACHED, at=LATE)
    [row] = await _clocks(chronicle, Clock.RESOLUTION)
    assert (row["state"], row["ended_on"], row["unit"]) == ("BREACHED", None, DINAS_SOSIAL)

    await chronicle.happened(answered(), confirmed(), at=LATE)

    [row] = await _clocks(chronicle, Clock.RESOLUTION)
    assert (row["state"], row["ended_on"]) == ("BREACHED", LATE.date())


async def test_what_ends_late_is_a_breach_also_where_nobody_noticed_in_between(chronicle: Chronicle) -> None:
    await chronicle.happened(with_liaison())
    await chronicle.happened(returned(), at=LATE)
    assert {row["state"] for row in await _clocks(chronicle, Clock.RESOLUTION)} == {"BREACHED"}


@pytest.mark.edge_case(5)
async def test_a_breach_stays_with_the_unit_that_had_the_case(chronicle: Chronicle) -> None:
    await chronicle.happened(taken_up())
    await chronicle.happened(BREACHED, returned(), disposed(DINAS_KESEHATAN), at=LATE)

    first, second = await _clocks(chronicle, Clock.RESOLUTION)
    statutory = (await _clocks(chronicle, Clock.STATUTORY_DECISION))[0]

    assert (first["unit"], first["state"]) == (DINAS_SOSIAL, "BREACHED")
    assert (second["unit"], second["state"]) == (DINAS_KESEHATAN, "RUNNING")
    assert (statutory["unit"], statutory["state"]) == (DINAS_KESEHATAN, "RUNNING")


async def test_a_decree_moves_the_last_day_and_the_day_before_is_kept(chronicle: Chronicle) -> None:
    moved = DeadlineRecalculated(
        complaint=COMPLAINT,
        clock=Clock.RESOLUTION,
        was_due_on=date(2026, 4, 6),
        due_on=date(2026, 4, 7),
        provisional=True,
        calendar="ID-2026-03-20",
    )
    await chronicle.happened(with_liaison(), moved)

    [row] = await _clocks(chronicle, Clock.RESOLUTION)

    assert (row["was_due_on"], row["due_on"]) == (date(2026, 4, 6), date(2026, 4, 7))
    assert row["due_at"] == datetime(2026, 4, 7, 16, tzinfo=UTC)
    assert (row["provisional"], row["calendar"], row["started_on"]) == (
        True,
        "ID-2026-03-20",
        date(2026, 3, 9),
    )


async def test_an_intervention_in_time_is_met_and_leaves_the_resolution_running(chronicle: Chronicle) -> None:
    step_in = InterventionRecorded(
        complaint=COMPLAINT, institution=COUNTY, note=Sealed(TextKind.OFFICE_NOTE, 0)
    )
    await chronicle.happened(with_liaison(), step_in)
    assert (await _clocks(chronicle, Clock.INTERVENTION))[0]["state"] == "MET"
    assert (await _clocks(chronicle, Clock.RESOLUTION))[0]["state"] == "RUNNING"


async def test_that_the_complainant_was_told_why_is_kept_with_the_clock_that_is_late(
    chronicle: Chronicle,
) -> None:
    await chronicle.happened(taken_up(), constraint_notified(), at=LATE)
    noticed = {row["clock"]: row["noticed_on"] for row in await _clocks(chronicle) if row["noticed_on"]}
    assert noticed == {"RESOLUTION": LATE.date()}


async def test_a_class_is_known_to_every_clock_that_starts_after_it(chronicle: Chronicle) -> None:
    await chronicle.happened(in_national_review(), verified(), responded())
    await chronicle.happened(with_liaison()[7:])
    [resolution] = await _clocks(chronicle, Clock.RESOLUTION)
    assert (resolution["sla_class"], resolution["policy"], resolution["calendar"]) == (
        "STANDARD",
        "1",
        "ID-2025-09-19",
    )


@pytest.mark.edge_case(18)
async def test_a_clock_is_explained_by_the_calendar_of_the_classification_that_started_it(
    chronicle: Chronicle,
) -> None:
    """What a liaison entered may be examined under a decree that came after the entry."""
    later = [
        replace(event, policy="2", calendar="ID-2026-03-20") if isinstance(event, Classified) else event
        for event in entered_and_verified()
    ]
    await chronicle.happened(later)
    [resolution] = await _clocks(chronicle, Clock.RESOLUTION)
    assert (resolution["policy"], resolution["calendar"]) == ("2", "ID-2026-03-20")


@settings(PATIENT, max_examples=40, suppress_health_check=[*HealthCheck])
@for_all(WALKS)
async def test_what_runs_in_the_domain_runs_in_the_table(chronicle: Chronicle, steps: list[Step]) -> None:
    await chronicle.without_cases(organisation())
    complaint, walker = ComplaintId(uuid4()), Walker()
    for step in steps:
        if events := walker.take(step):
            await chronicle.noted(about(complaint, events), at=walker.at)
    if isinstance(walker.state, Unsubmitted):
        return
    await chronicle.runner.catch_up()
    assert await chronicle.stops() == {}, "what can happen can be projected"

    rows = {row["clock"]: row for row in await _clocks(chronicle) if row["ended_on"] is None}

    running = walker.state.file.clocks
    assert rows.keys() == {clock.value for clock in running}
    for clock, each in running.items():
        row, deadline = rows[clock], each.deadline
        assert (row["started_on"], row["amount"]) == (deadline.started_on, deadline.limit)
        assert (row["due_on"], row["provisional"]) == (deadline.due_on, deadline.provisional)
        assert row["state"] == ("BREACHED" if each.breached else "RUNNING")
        if not each.breached:
            assert row["unit"] == holder(walker.state)
    nearest = rules.next_due(running)
    found = await chronicle.rows(
        "SELECT coalesce(min(due_on) FILTER (WHERE state = 'RUNNING'), max(due_on)) AS due FROM read.clock"
        " WHERE ended_on IS NULL"
    )
    assert found[0]["due"] == (nearest and nearest.due_on)
    late = {event.clock for event in walker.history if isinstance(event, DeadlineBreached)}
    assert late <= {row["clock"] for row in await _clocks(chronicle) if row["state"] == "BREACHED"}
