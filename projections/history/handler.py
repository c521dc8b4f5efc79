"""What happened to a complaint, one entry per event, in the order of the log.

Refusals and openings stand in other streams of the log; here they join the complaint they concern, for the
inspectorate's eyes.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.deadlines import first_due
from domain.events import (
    CommandRefused,
    ContentViewed,
    DocumentFetched,
    DocumentOpened,
    Event,
    ProhibitedActionAttempted,
)
from projections.write import Fact, Write


def history(fact: Fact) -> Iterator[Write]:
    """One row for each event that names a complaint."""
    event = fact.event
    match event:
        case CommandRefused(complaint=UUID()) | ProhibitedActionAttempted(complaint=UUID()):
            yield _entry(fact, rule=event.rule, clause=event.clause, for_auditors_only=True)
        case ContentViewed() | DocumentOpened() | DocumentFetched():
            yield _entry(fact, for_auditors_only=True)
        case _ if isinstance(event, Event):
            yield _entry(
                fact,
                unit=getattr(event, "unit", None) or getattr(event, "institution", None),
                due_on=first_due(getattr(event, "deadlines", ())),
            )
        case _:
            return


def _entry(
    fact: Fact,
    *,
    unit: UUID | None = None,
    due_on: date | None = None,
    rule: str | None = None,
    clause: str | None = None,
    for_auditors_only: bool = False,
) -> Write:
    record = fact.record
    return Write(
        "add_entry",
        (
            fact.position,
            getattr(fact.event, "complaint", None),
            record.event_id,
            record.leaf_hash,
            record.type,
            record.occurred_at,
            record.recorded_at,
            record.actor,
            record.actor_role,
            unit,
            due_on,
            rule,
            clause,
            for_auditors_only,
        ),
    )
