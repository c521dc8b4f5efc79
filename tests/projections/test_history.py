"""What happened to a complaint, and what of it is for the inspectorate alone."""

from collections.abc import Sequence
from datetime import date
from typing import get_args
from uuid import UUID

import pytest

from domain.events import Access, CommandRefused, ContentViewed, Event, ProhibitedActionAttempted
from domain.texts import TextKind
from domain.vocabulary import Purpose
from domain.wire import TYPES, AnyEvent
from projections.history.handler import history
from projections.write import Write
from tests.projections.chronicle import Chronicle
from tests.projections.facts import given
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    NOW,
    OTHER_COMPLAINT,
    auditor,
    liaison,
)
from tests.support.examples import example
from tests.support.samples import (
    confirmed,
    copied,
    disposed,
    forwarded,
    in_institution_review,
    responded,
    returned,
    submitted,
    verified,
    with_liaison,
)

REFUSED = CommandRefused(
    complaint=COMPLAINT, command="DisposeToLiaison", rule="VERIFY_FIRST", clause="BAB VI.B.1.b.1"
)
PROHIBITED = ProhibitedActionAttempted(
    complaint=COMPLAINT, command="CompleteComplaint", rule="NO_STOP", clause="BAB IV.A.2.a"
)
OPENED = ContentViewed(complaint=COMPLAINT, purpose=Purpose.AUDIT, kinds=(TextKind.NARRATIVE,), version=1)


def _named(writes: Sequence[Write]) -> list[dict[str, object]]:
    names: tuple[str, ...] = (
        "position",
        "complaint",
        "event_id",
        "leaf_hash",
        "type",
        "occurred_at",
        "recorded_at",
        "actor",
    )
    names += ("actor_role", "unit", "due_on", "rule", "clause", "for_auditors_only")
    return [dict(zip(names, write.arguments, strict=True)) for write in writes]


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_event_that_names_a_complaint_has_an_entry(name: str) -> None:
    event = example(name)
    past = () if name == "ComplaintSubmitted" else (submitted(getattr(event, "complaint", COMPLAINT)),)

    entries = _named(given(past).when(event).writes(history))

    if not isinstance(event, Event | Access):
        assert entries == []
        return
    [entry] = entries
    assert (entry["complaint"], entry["type"]) == (event.complaint, name)
    assert entry["for_auditors_only"] is isinstance(event, get_args(Access))


def test_an_entry_tells_when_and_by_whom_and_what_the_log_proves_it_with() -> None:
    by = liaison()
    [fact] = given(with_liaison()).when(responded(), by=by).facts

    [entry] = _named(list(history(fact)))

    assert (entry["actor"], entry["actor_role"]) == (by.person, by.role)
    assert (entry["occurred_at"], entry["position"]) == (NOW, fact.position)
    assert (entry["event_id"], entry["leaf_hash"]) == (fact.record.event_id, fact.record.leaf_hash)


@pytest.mark.parametrize(
    ("past", "event", "unit", "due_on"),
    [
        ((), submitted(), None, date(2026, 3, 12)),
        ((submitted(), *verified()), forwarded(), COUNTY, date(2026, 3, 12)),
        (in_institution_review(), disposed(), DINAS_SOSIAL, date(2026, 4, 6)),
        (with_liaison(), returned(), DINAS_SOSIAL, date(2026, 3, 12)),
        (with_liaison(), copied(), DINAS_KESEHATAN, None),
        (with_liaison(), confirmed(), None, None),
    ],
)
def test_an_entry_names_the_unit_and_the_deadline_that_the_event_set(
    past: tuple[Event, ...], event: Event, unit: UUID | None, due_on: date | None
) -> None:
    [entry] = _named(given(past).when(event).writes(history))
    assert (entry["unit"], entry["due_on"]) == (unit, due_on)


@pytest.mark.parametrize("event", [REFUSED, PROHIBITED])
def test_a_refusal_joins_its_complaint_with_rule_and_clause(
    event: CommandRefused | ProhibitedActionAttempted,
) -> None:
    [entry] = _named(given(submitted()).when(event).writes(history))
    assert (entry["rule"], entry["clause"]) == (event.rule, event.clause)
    assert entry["for_auditors_only"] is True


@pytest.mark.parametrize("kind", [CommandRefused, ProhibitedActionAttempted])
def test_a_refusal_that_named_no_case_belongs_to_no_history(
    kind: type[CommandRefused | ProhibitedActionAttempted],
) -> None:
    event = kind(complaint=None, command="GrantRole", rule="SYSTEM_ONLY", clause="BAB II")
    assert given(submitted()).when(event).writes(history) == []


async def test_the_table_holds_the_history_in_the_order_of_the_log(chronicle: Chronicle) -> None:
    events: list[AnyEvent] = [submitted(), *verified(), REFUSED, OPENED, PROHIBITED]
    await chronicle.happened(events, submitted(OTHER_COMPLAINT), by=auditor())

    rows = await chronicle.rows(
        "SELECT * FROM read.history_entry WHERE complaint = $1 ORDER BY position", COMPLAINT
    )

    assert [row["type"] for row in rows] == [type(event).__name__ for event in events]
    assert [row["position"] for row in rows if row["for_auditors_only"]] == [7, 8, 9]
    leaves = await chronicle.rows("SELECT position, leaf_hash FROM ledger.leaf ORDER BY position")
    assert [{"position": row["position"], "leaf_hash": row["leaf_hash"]} for row in rows] == leaves[:-1]
