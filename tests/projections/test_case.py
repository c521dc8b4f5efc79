"""The case as one row."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.events import Event
from domain.people import Tier
from domain.vocabulary import ClosedBy, Status
from domain.wire import TYPES
from projections.case.handler import case_file
from projections.write import Write
from tests.projections.chronicle import Chronicle
from tests.projections.facts import given, words_of
from tests.support.cast import COMPLAINT, COUNTY, DINAS_SOSIAL, NOW, SOCIAL
from tests.support.examples import example
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
    assert given().when(event).writes(case_file) == [
        Write("submit", (COMPLAINT, 1, event.tracking_number, event.channel, NOW, THURSDAY))
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
    history = () if name == "ComplaintSubmitted" else (submitted(getattr(event, "complaint", COMPLAINT)),)

    writes = given(history).when(event).writes(case_file)

    expected = [(event.complaint, len(history) + 1)] if isinstance(event, Event) else []
    assert [write.arguments[:2] for write in writes] == expected


@pytest.mark.parametrize(
    ("event", "write"),
    [
        (accepted(), Write("pass", (COMPLAINT, 15))),
        (copied(), Write("pass", (COMPLAINT, 15))),
        (followed_up(), Write("pass", (COMPLAINT, 15))),
        (responded(), Write("respond", (COMPLAINT, 15, LATER))),
        (answered(), Write("answer", (COMPLAINT, 15, LATER))),
        (confirmed(), Write("complete", (COMPLAINT, 15, LATER, ClosedBy.COMPLAINANT))),
        (completed(), Write("complete", (COMPLAINT, 15, LATER, ClosedBy.ADMIN))),
        (rated(4), Write("rate", (COMPLAINT, 15, 4))),
        (returned(), Write("return_to_institution", (COMPLAINT, 15, Tier.INSTITUTION, date(2026, 3, 12)))),
    ],
)
def test_what_one_event_changes(event: Event, write: Write) -> None:
    review = given(in_institution_review(), verified(Tier.INSTITUTION))
    assert review.when(event, at=LATER).writes(case_file) == [write]


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
