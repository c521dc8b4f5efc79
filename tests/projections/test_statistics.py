"""Where each case is placed, and how each custodian reports it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.events import Event
from domain.office_events import UnitRegistered
from domain.people import ComplaintId, Tier, UnitId, UnitKind
from domain.vocabulary import Status
from projections.statistics.handler import statistics
from projections.write import Write
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import given
from tests.support.cast import COMPLAINT, COUNTY, DINAS_KESEHATAN, DINAS_PERHUBUNGAN, DINAS_SOSIAL, NOW
from tests.support.samples import (
    accepted,
    answered,
    completed,
    confirmed,
    copied,
    disposed,
    followed_up,
    forwarded,
    in_institution_review,
    rated,
    responded,
    returned,
    submitted,
    taken_up,
    verified,
    with_liaison,
)

PLACEMENTS = "SELECT unit, kind, status, received_on, placed_on FROM read.placement ORDER BY placed_on, kind"


async def statuses(chronicle: Chronicle, complaint: ComplaintId = COMPLAINT) -> dict[UnitId, tuple[str, str]]:
    """Kind and status of each placement."""
    rows = await chronicle.rows(
        "SELECT unit, kind, status FROM read.placement WHERE complaint = $1", complaint
    )
    return {row["unit"]: (row["kind"], row["status"]) for row in rows}


@pytest.mark.parametrize(
    ("event", "writes"),
    [
        (forwarded(), [Write("place_at_institution", (COMPLAINT, COUNTY, date(2026, 3, 9)))]),
        (verified()[0], []),
        (verified(Tier.INSTITUTION)[0], [Write("advance_institution", (COMPLAINT, Status.NOT_FOLLOWED_UP))]),
        (
            disposed(),
            [
                Write("place", (COMPLAINT, DINAS_SOSIAL, "OWNER", date(2026, 3, 9))),
                Write("advance_units", (COMPLAINT, Status.UNVERIFIED)),
            ],
        ),
        (
            copied(),
            [
                Write("reach", (COMPLAINT, DINAS_KESEHATAN, date(2026, 3, 9))),
                Write("place", (COMPLAINT, DINAS_KESEHATAN, "CC", date(2026, 3, 9))),
                Write("follow_owner", (COMPLAINT,)),
            ],
        ),
        (accepted(), [Write("advance_units", (COMPLAINT, Status.NOT_FOLLOWED_UP))]),
        (returned(), [Write("leave", (COMPLAINT, DINAS_SOSIAL))]),
        (confirmed(), [Write("advance_all", (COMPLAINT, Status.COMPLETED))]),
        (completed(), [Write("advance_all", (COMPLAINT, Status.COMPLETED))]),
        (rated(), []),
    ],
)
def test_what_one_event_changes(event: Event, writes: list[Write]) -> None:
    assert given(in_institution_review()).when(event).writes(statistics) == writes


@pytest.mark.parametrize("event", [responded(), followed_up(), answered()])
def test_every_response_is_an_action_of_the_day_it_was_given(event: Event) -> None:
    past = with_liaison()
    # half past midnight in Lombok Tengah, while it is still the ninth in Greenwich
    writes = given(past).when(event, at=datetime(2026, 3, 9, 16, 30, tzinfo=UTC)).writes(statistics)

    assert writes == [
        Write("advance_all", (COMPLAINT, Status.IN_PROCESS)),
        Write("count_action", (len(past), COMPLAINT, DINAS_SOSIAL, type(event).__name__, date(2026, 3, 10))),
    ]


def test_an_agency_is_noted_with_its_institution_and_one_without_is_not() -> None:
    def registered(kind: UnitKind, parent: UnitId | None) -> UnitRegistered:
        return UnitRegistered(unit=DINAS_SOSIAL, code="A", name="A", kind=kind, parent=parent)

    assert given().when(registered(UnitKind.AGENCY, COUNTY)).writes(statistics) == [
        Write("note_agency", (DINAS_SOSIAL, COUNTY))
    ]
    assert given().when(registered(UnitKind.AGENCY, None)).writes(statistics) == []
    assert given().when(registered(UnitKind.INSTITUTION, None)).writes(statistics) == []


async def test_a_returned_case_leaves_its_unit_and_stays_with_the_institution(chronicle: Chronicle) -> None:
    await chronicle.happened(organisation(), taken_up(), returned())
    assert await statuses(chronicle) == {COUNTY: ("INSTITUTION", "IN_PROCESS")}

    await chronicle.happened(disposed(DINAS_KESEHATAN))

    assert await statuses(chronicle) == {
        COUNTY: ("INSTITUTION", "IN_PROCESS"),
        DINAS_KESEHATAN: ("OWNER", "UNVERIFIED"),
    }


async def test_a_copy_joins_at_the_owners_stage_and_completes_with_it(chronicle: Chronicle) -> None:
    await chronicle.happened(organisation(), taken_up(), copied())
    assert (await statuses(chronicle))[DINAS_KESEHATAN] == ("CC", "IN_PROCESS")

    await chronicle.happened(answered(), completed())

    assert set((await statuses(chronicle)).values()) == {
        ("INSTITUTION", "COMPLETED"),
        ("OWNER", "COMPLETED"),
        ("CC", "COMPLETED"),
    }


async def test_a_copy_starts_anew_with_a_new_owner(chronicle: Chronicle) -> None:
    await chronicle.happened(organisation(), taken_up(), copied(), returned(), disposed(DINAS_PERHUBUNGAN))
    assert await statuses(chronicle) == {
        COUNTY: ("INSTITUTION", "IN_PROCESS"),
        DINAS_PERHUBUNGAN: ("OWNER", "UNVERIFIED"),
        DINAS_KESEHATAN: ("CC", "UNVERIFIED"),
    }


async def test_a_unit_with_a_copy_that_becomes_the_owner_is_placed_once(chronicle: Chronicle) -> None:
    later = NOW + timedelta(days=2)
    await chronicle.happened(organisation(), taken_up(), copied(), returned())
    await chronicle.happened(disposed(DINAS_KESEHATAN), at=later)

    rows = await chronicle.rows(PLACEMENTS)

    assert [(row["unit"], row["kind"], row["status"], row["placed_on"]) for row in rows] == [
        (COUNTY, "INSTITUTION", "IN_PROCESS", date(2026, 3, 9)),
        (DINAS_KESEHATAN, "OWNER", "UNVERIFIED", date(2026, 3, 11)),
    ]


async def test_a_copy_made_before_the_case_is_forwarded_is_not_lost(chronicle: Chronicle) -> None:
    await chronicle.happened(organisation(), submitted(), verified(), copied())
    await chronicle.happened(forwarded(), at=NOW + timedelta(days=1))

    rows = await chronicle.rows(PLACEMENTS)

    assert [(row["unit"], row["kind"], row["received_on"], row["placed_on"]) for row in rows] == [
        (DINAS_KESEHATAN, "CC", date(2026, 3, 9), date(2026, 3, 9)),
        (COUNTY, "INSTITUTION", date(2026, 3, 9), date(2026, 3, 10)),
    ]
