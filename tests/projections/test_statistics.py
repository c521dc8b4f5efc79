"""Where each case is placed, and how each custodian reports it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.events import ComplaintVerified, DisposedToLiaison, Event, ForwardedToInstitution
from domain.office_events import UnitRegistered
from domain.people import ComplaintId, Tier, UnitId, UnitKind
from domain.vocabulary import ArchiveReason, Nature, Status
from projections.statistics.handler import statistics
from projections.write import Write
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import given
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_PERHUBUNGAN,
    DINAS_SOSIAL,
    INSPEKTORAT,
    NOW,
)
from tests.support.handling_samples import answered_directly, closed_by_system, disputed, withdrawn
from tests.support.histories import with_inspectorate
from tests.support.review_samples import (
    archived,
    completion_requested,
    entered,
    found,
    linked,
    lowered,
    raised,
    replaced,
    returned_by_inspectorate,
    returned_to_national,
    supplied,
)
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
    responded,
    returned,
    submitted,
    taken_up,
    verified,
    with_liaison,
)

KEPT = ("end_states", "begin_states")
OPENINGS = (ForwardedToInstitution, ComplaintVerified, DisposedToLiaison)
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
                Write("disown", (COMPLAINT, DINAS_SOSIAL)),
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
        (closed_by_system(), [Write("advance_all", (COMPLAINT, Status.COMPLETED))]),
        (disputed(), [Write("advance_all", (COMPLAINT, Status.IN_PROCESS))]),
        (found(), [Write("advance_all", (COMPLAINT, Status.IN_PROCESS))]),
        (withdrawn(), [Write("park", (COMPLAINT, Status.ARCHIVED, ArchiveReason.WITHDRAWN_BY_COMPLAINANT))]),
    ],
)
def test_what_one_event_changes(event: Event, writes: list[Write]) -> None:
    past = in_institution_review() if isinstance(event, OPENINGS) else with_liaison()
    found = given(past).when(event).writes(statistics)
    assert [write for write in found if write.statement not in KEPT] == writes
    kept = [write for write in found if write.statement in KEPT]
    assert kept == ([Write(name, (COMPLAINT, len(past))) for name in KEPT] if writes else [])


@pytest.mark.parametrize("event", [responded(), followed_up(), answered()])
def test_every_response_is_an_action_of_the_day_it_was_given(event: Event) -> None:
    past = with_liaison()
    # half past midnight in Lombok Tengah, while it is still the ninth in Greenwich
    writes = given(past).when(event, at=datetime(2026, 3, 9, 16, 30, tzinfo=UTC)).writes(statistics)

    assert [write for write in writes if write.statement not in (*KEPT, "code")] == [
        Write("advance_all", (COMPLAINT, Status.IN_PROCESS)),
        Write("count_action", (COMPLAINT, len(past), DINAS_SOSIAL, type(event).__name__, date(2026, 3, 10))),
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


async def test_a_parked_case_is_parked_in_every_row_and_goes_back_where_each_was(
    chronicle: Chronicle,
) -> None:
    await chronicle.happened(organisation(), with_liaison(), copied(), accepted(), withdrawn())
    rows = await chronicle.rows("SELECT DISTINCT status, archive_reason FROM read.placement")
    assert rows == [{"status": "ARCHIVED", "archive_reason": "WITHDRAWN_BY_COMPLAINANT"}]

    await chronicle.happened(supplied())

    assert set((await statuses(chronicle)).values()) == {
        ("INSTITUTION", "NOT_FOLLOWED_UP"),
        ("OWNER", "NOT_FOLLOWED_UP"),
        ("CC", "NOT_FOLLOWED_UP"),
    }


async def test_a_case_that_waits_before_it_is_forwarded_waits_no_more_where_it_arrives(
    chronicle: Chronicle,
) -> None:
    await chronicle.happened(organisation(), submitted(), completion_requested(), verified(), copied())
    await chronicle.happened(forwarded())
    assert (await statuses(chronicle))[COUNTY] == ("INSTITUTION", "UNVERIFIED")
    await chronicle.happened(verified(Tier.INSTITUTION), archived())
    assert {status for _, status in (await statuses(chronicle)).values()} == {"ARCHIVED"}


async def test_a_referred_case_leaves_no_trace_in_the_row_of_the_unit_it_accuses(
    chronicle: Chronicle,
) -> None:
    await chronicle.happened(organisation(), with_inspectorate(DINAS_SOSIAL))
    assert await statuses(chronicle) == {
        COUNTY: ("INSTITUTION", "NOT_FOLLOWED_UP"),
        INSPEKTORAT: ("OWNER", "NOT_FOLLOWED_UP"),
    }
    await chronicle.happened(found(), returned_by_inspectorate(), disposed())
    assert (await statuses(chronicle)).keys() == {COUNTY, DINAS_SOSIAL}


async def test_a_unit_that_turns_out_to_be_accused_leaves_at_once(chronicle: Chronicle) -> None:
    accusation = verified(Tier.INSTITUTION, nature=Nature.ABUSE_OF_AUTHORITY, reported_units=(DINAS_SOSIAL,))
    await chronicle.happened(organisation(), with_liaison(), copied())
    assert DINAS_SOSIAL in await statuses(chronicle)
    await chronicle.happened(accusation[1:3])
    assert (await statuses(chronicle)).keys() == {COUNTY, DINAS_KESEHATAN}


async def test_a_copy_counts_while_the_unit_may_know_of_the_case(chronicle: Chronicle) -> None:
    await chronicle.happened(organisation(), with_liaison(), copied(), raised(confidential=True))
    assert (await statuses(chronicle)).keys() == {COUNTY, DINAS_SOSIAL}
    await chronicle.happened(lowered())
    assert (await statuses(chronicle))[DINAS_KESEHATAN][0] == "CC"


async def test_another_unit_takes_the_place_of_the_one_that_was_replaced(chronicle: Chronicle) -> None:
    await chronicle.happened(organisation(), taken_up(), replaced())
    assert await statuses(chronicle) == {
        COUNTY: ("INSTITUTION", "IN_PROCESS"),
        DINAS_KESEHATAN: ("OWNER", "UNVERIFIED"),
    }


async def test_a_case_that_goes_back_to_the_national_admin_leaves_the_institution(
    chronicle: Chronicle,
) -> None:
    await chronicle.happened(organisation(), in_institution_review(), returned_to_national())
    assert await statuses(chronicle) == {}
    await chronicle.happened(forwarded(), copied(), returned_to_national())
    assert await statuses(chronicle) == {
        COUNTY: ("CC", "UNVERIFIED"),
        DINAS_KESEHATAN: ("CC", "UNVERIFIED"),
    }


async def test_an_entry_by_hand_is_placed_on_the_day_the_paper_arrived(chronicle: Chronicle) -> None:
    event = entered()
    await chronicle.happened(organisation(), event, at=NOW + timedelta(days=3))
    rows = await chronicle.rows(PLACEMENTS)
    assert {(row["unit"], row["received_on"], row["placed_on"]) for row in rows} == {
        (COUNTY, event.received_on, event.received_on),
        (DINAS_SOSIAL, event.received_on, event.received_on),
    }


async def test_a_direct_answer_is_the_institutions_own_act(chronicle: Chronicle) -> None:
    await chronicle.happened(organisation(), in_institution_review(), verified(Tier.INSTITUTION))
    await chronicle.happened(answered_directly(Tier.INSTITUTION), at=NOW + timedelta(days=2))
    [action] = await chronicle.rows(
        "SELECT unit, action, days, acted_on - since_on AS same FROM read.follow_up_action"
    )
    assert tuple(action.values()) == (COUNTY, "DirectAnswerGiven", 2, 2)


async def test_every_state_of_a_placement_is_kept_with_the_positions_it_held_for(
    chronicle: Chronicle,
) -> None:
    await chronicle.happened(organisation(), taken_up(), answered(), confirmed(), linked())
    rows = await chronicle.rows(
        "SELECT status, position, until FROM read.placement_history WHERE unit = $1 ORDER BY position",
        DINAS_SOSIAL,
    )
    assert [row["status"] for row in rows] == ["UNVERIFIED", "NOT_FOLLOWED_UP", "IN_PROCESS", "COMPLETED"]
    assert [row["until"] for row in rows[:-1]] == [row["position"] for row in rows[1:]]
    assert rows[-1]["until"] == 2**63 - 1
