"""The case as one row."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.events import Event
from domain.office_events import InboxViewed
from domain.people import Role, Tier
from domain.vocabulary import ArchiveReason, ClosedBy, SlaClass, Status
from domain.wire import TYPES
from projections.case.handler import case_file
from projections.write import Write
from tests.projections.chronicle import Chronicle
from tests.projections.facts import given, words_of
from tests.support.cast import COMPLAINT, COUNTY, DINAS_SOSIAL, NOW, SOCIAL, liaison
from tests.support.days import resolution
from tests.support.examples import example
from tests.support.handling_samples import (
    closed_by_system,
    disputed,
    reclassified,
    supervision_answered,
    supervision_asked,
    withdrawn,
)
from tests.support.histories import with_inspectorate
from tests.support.review_samples import (
    archived,
    completion_requested,
    data_requested,
    entered,
    found,
    linked,
    returned_to_national,
    supplied,
)
from tests.support.samples import (
    THURSDAY,
    accepted,
    answered,
    completed,
    confirmed,
    copied,
    disposed,
    followed_up,
    forwarded,
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

LATER = NOW + timedelta(days=3)


async def _row(chronicle: Chronicle) -> dict[str, Any]:
    [row] = await chronicle.rows("SELECT * FROM read.case_file")
    return row


def test_a_submission_opens_the_row() -> None:
    event = submitted()
    came = (event.tracking_number, event.channel, NOW, NOW.date(), None, False, THURSDAY)
    owner = (Role.NATIONAL_ADMIN, None)
    assert given().when(event).writes(case_file) == [
        Write("submit", (COMPLAINT, 1, *came, Tier.NATIONAL, None, None, *owner, None))
    ]


def test_what_is_shown_comes_with_its_words() -> None:
    history = verified(Tier.INSTITUTION)
    words = words_of(history[-1])

    [write] = given(in_institution_review(), history[:-1]).when(history[-1]).writes(case_file)

    assert write == Write("set_shown", (COMPLAINT, 14, words[1], words[2]))


def test_a_text_that_was_destroyed_is_shown_no_more() -> None:
    [fact] = given(submitted()).when(verified()[-1]).facts
    fact.record.open_parts[1] = None  # type: ignore[index]

    [write] = case_file(fact)

    assert write.arguments[2] is None
    assert write.arguments[3] == words_of(fact.event)[2]


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_event_of_a_complaint_sets_the_version_and_no_other_event_writes(name: str) -> None:
    event = example(name)
    opens = name in ("ComplaintSubmitted", "ComplaintEntered")
    history = () if opens else (submitted(getattr(event, "complaint", COMPLAINT)),)

    writes = given(history).when(event).writes(case_file)

    expected = {(event.complaint, len(history) + 1)} if isinstance(event, Event) else set()
    aside = ("view", "ask", "answer_question")
    assert {write.arguments[:2] for write in writes if write.statement not in aside} == expected


@pytest.mark.parametrize(
    ("event", "writes"),
    [
        (accepted(), [("pass", ())]),
        (copied(), [("pass", ())]),
        (followed_up(), [("pass", ())]),
        (responded(), [("respond", (LATER,)), ("stand", (Status.IN_PROCESS, None))]),
        (answered(), [("answer", (LATER, LATER.date())), ("stand", (Status.IN_PROCESS, None))]),
        (confirmed(), [("complete", (LATER, ClosedBy.COMPLAINANT)), ("stand", (Status.COMPLETED, None))]),
        (completed(), [("complete", (LATER, ClosedBy.ADMIN)), ("stand", (Status.COMPLETED, None))]),
        (closed_by_system(), [("complete", (LATER, ClosedBy.SYSTEM)), ("stand", (Status.COMPLETED, None))]),
        (rated(4), [("rate", (4,))]),
        (data_requested(), [("wait", (LATER.date(),))]),
        (linked(), [("follow", (linked().lead,))]),
        (
            withdrawn(),
            [
                ("stop_waiting", (LATER.date(),)),
                ("stand", (Status.ARCHIVED, ArchiveReason.WITHDRAWN_BY_COMPLAINANT)),
            ],
        ),
        (
            returned(),
            [
                ("return", ()),
                ("review", (THURSDAY,)),
                (
                    "place",
                    (
                        Tier.INSTITUTION,
                        COUNTY,
                        None,
                        False,
                        Role.INSTITUTION_ADMIN,
                        str(COUNTY),
                        LATER,
                        False,
                    ),
                ),
            ],
        ),
    ],
)
def test_what_one_event_changes(event: Event, writes: list[tuple[str, tuple[object, ...]]]) -> None:
    found = given(with_liaison()).when(event, at=LATER).writes(case_file)
    assert found == [Write(name, (COMPLAINT, 16, *values)) for name, values in writes]


async def test_an_unverified_case_is_protected_in_both_ways(chronicle: Chronicle) -> None:
    await chronicle.happened(in_national_review())

    row = await _row(chronicle)

    assert (row["anonymous"], row["confidential"], row["protection_decided"]) == (True, True, False)
    assert (row["status"], row["tier"], row["unit"], row["due_on"]) == ("UNVERIFIED", "NATIONAL", None, None)


async def test_the_row_follows_the_case_to_the_liaison(chronicle: Chronicle) -> None:
    await chronicle.happened(in_institution_review())
    assert (await _row(chronicle))["tier"] == "INSTITUTION"
    await chronicle.happened(verified(Tier.INSTITUTION), disposed(), at=LATER)

    row = await _row(chronicle)

    assert (row["tier"], row["institution"], row["unit"]) == ("LIAISON", COUNTY, DINAS_SOSIAL)
    assert (row["category"], row["type"], row["nature"]) == (SOCIAL, "GRIEVANCE", "NEITHER")
    assert (row["received_by_liaison_at"], row["sla_class"]) == (LATER, "STANDARD")
    assert (row["due_on"], row["intervene_by"]) == (date(2026, 4, 6), date(2026, 3, 17))
    assert (row["status"], row["version"]) == (Status.NOT_FOLLOWED_UP, 15)


async def test_a_returned_case_has_no_unit_and_no_deadline_of_a_unit(chronicle: Chronicle) -> None:
    await chronicle.happened(with_liaison(), returned())

    row = await _row(chronicle)

    assert (row["tier"], row["unit"], row["received_by_liaison_at"]) == ("INSTITUTION", None, None)
    assert (row["due_on"], row["intervene_by"], row["provisional"]) == (None, None, False)


async def test_the_first_response_counts_and_the_last_answer_ends_the_handling(chronicle: Chronicle) -> None:
    await chronicle.happened(taken_up())
    await chronicle.happened(returned(), disposed(), accepted(), responded(), at=LATER)
    assert (await _row(chronicle))["initial_response_at"] == NOW
    await chronicle.happened(answered(), confirmed(), rated(2), at=LATER)

    row = await _row(chronicle)

    assert (row["final_answer_at"], row["completed_at"]) == (LATER, LATER)
    assert (row["status"], row["closed_by"], row["rating"]) == ("COMPLETED", "COMPLAINANT", 2)


async def test_a_later_tier_replaces_what_is_shown_only_where_it_wrote_something(
    chronicle: Chronicle,
) -> None:
    first, second = verified(), verified(Tier.INSTITUTION, shown=False)
    await chronicle.happened(submitted(), first, forwarded(), second)

    row = await _row(chronicle)

    words = words_of(first[-1])
    assert (row["headline"], row["shown_text"]) == (words[1], words[2])


async def test_a_case_made_confidential_later_shows_nothing_any_more(chronicle: Chronicle) -> None:
    await chronicle.happened(in_institution_review())
    assert (await _row(chronicle))["headline"] is not None
    protection, words = verified(Tier.INSTITUTION, confidential=True)[3], verified(Tier.INSTITUTION)[-1]

    for event in (protection, words):
        await chronicle.happened(event)
        row = await _row(chronicle)
        assert (row["confidential"], row["headline"], row["shown_text"]) == (True, None, None)


async def test_times_are_moments_and_not_wall_clocks(chronicle: Chronicle) -> None:
    await chronicle.happened(with_answer(), at=datetime(2026, 3, 9, 16, 30, 0, 7, tzinfo=UTC))

    assert (await _row(chronicle))["submitted_at"] == datetime(2026, 3, 9, 16, 30, 0, 7, tzinfo=UTC)


async def test_an_entry_by_hand_opens_the_row_where_it_came_in(chronicle: Chronicle) -> None:
    event = entered()
    await chronicle.happened(event)

    row = await _row(chronicle)

    assert (row["received_on"], row["entered_on"]) == (event.received_on, event.entered_on)
    assert (row["tier"], row["unit"], row["institution"]) == ("LIAISON", event.unit, event.institution)
    assert (row["owner_role"], row["owner_unit"]) == ("LIAISON_OFFICER", event.unit)
    assert (row["review_due_on"], row["status"], row["backdated"]) == (None, "UNVERIFIED", event.backdated)


async def test_a_parked_case_tells_why_and_its_status_comes_back_when_it_goes_on(
    chronicle: Chronicle,
) -> None:
    await chronicle.happened(submitted(), verified(), completion_requested())
    assert (await _row(chronicle))["status"] == "AWAITING_COMPLETION"
    await chronicle.happened(archived())
    row = await _row(chronicle)
    assert (row["status"], row["archive_reason"]) == ("ARCHIVED", "INCOMPLETE_10WD")
    await chronicle.happened(supplied())
    row = await _row(chronicle)
    assert (row["status"], row["archive_reason"]) == ("NOT_FOLLOWED_UP", None)


async def test_days_of_waiting_for_the_complainant_add_up_and_stop_no_clock(chronicle: Chronicle) -> None:
    await chronicle.happened(with_liaison(), data_requested())
    due_on = (await _row(chronicle))["due_on"]
    await chronicle.happened(supplied(), at=NOW + timedelta(days=4))
    await chronicle.happened(data_requested(), at=NOW + timedelta(days=6))
    row = await _row(chronicle)
    assert (row["waited_days"], row["waiting_since"]) == (4, (NOW + timedelta(days=6)).date())
    await chronicle.happened(accepted(), responded(), answered(), at=NOW + timedelta(days=9))

    row = await _row(chronicle)

    assert (row["waited_days"], row["waiting_since"], row["due_on"]) == (7, None, due_on)


async def test_a_disputed_case_is_in_process_again_and_no_longer_complete(chronicle: Chronicle) -> None:
    await chronicle.happened(with_answer(), confirmed(), disputed(*resolution()))
    row = await _row(chronicle)
    assert (row["status"], row["completed_at"], row["closed_by"]) == ("IN_PROCESS", None, None)
    assert (row["disputes"], row["final_answer_at"], row["due_on"]) == (1, NOW, resolution()[0].due_on)


async def test_a_referred_case_is_the_inspectorates_turn_and_no_units(chronicle: Chronicle) -> None:
    await chronicle.happened(with_inspectorate(DINAS_SOSIAL))
    row = await _row(chronicle)
    assert (row["owner_role"], row["owner_unit"]) == ("INTERNAL_AUDITOR", COUNTY)
    assert (row["unit"], row["referred"], row["status"]) == (None, True, "NOT_FOLLOWED_UP")
    await chronicle.happened(found())
    assert (await _row(chronicle))["status"] == "IN_PROCESS"


async def test_the_first_look_since_the_unit_has_the_case_is_kept(chronicle: Chronicle) -> None:
    look = InboxViewed(person=liaison().person, unit=DINAS_SOSIAL)
    await chronicle.happened(look)
    await chronicle.happened(with_liaison())
    assert (await _row(chronicle))["viewed_at"] is None
    await chronicle.happened(look, at=LATER)
    await chronicle.happened(look, at=LATER + timedelta(hours=5))
    assert (await _row(chronicle))["viewed_at"] == LATER

    await chronicle.happened(returned(), disposed(), accepted(), responded(), answered(), confirmed())
    await chronicle.happened(look, at=LATER)

    assert (await _row(chronicle))["viewed_at"] is None, "whoever looks after the end did not see it coming"


async def test_returns_between_tiers_are_counted(chronicle: Chronicle) -> None:
    await chronicle.happened(with_liaison(), returned(), returned_to_national())
    row = await _row(chronicle)
    assert (row["returns"], row["tier"], row["institution"]) == (2, "NATIONAL", None)


async def test_another_class_moves_the_days_of_the_case(chronicle: Chronicle) -> None:
    later = resolution(SlaClass.FIELD_INSPECTION)
    await chronicle.happened(taken_up(), reclassified(*later))
    row = await _row(chronicle)
    assert (row["due_on"], row["intervene_by"]) == (later[0].due_on, later[1].due_on)
    assert row["sla_class"] == reclassified(*later).sla_class


async def test_a_question_of_supervision_waits_until_it_is_answered(chronicle: Chronicle) -> None:
    await chronicle.happened(with_liaison(), supervision_asked(), supervision_asked(2, of_tier=Tier.LIAISON))
    await chronicle.happened(supervision_answered(2), at=LATER)

    rows = await chronicle.rows(
        "SELECT number, of_tier, asked_on, answered_on FROM read.supervision ORDER BY 1"
    )

    assert [tuple(row.values()) for row in rows] == [
        (1, "INSTITUTION", NOW.date(), None),
        (2, "LIAISON", NOW.date(), LATER.date()),
    ]
