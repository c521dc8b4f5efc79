"""Which column answers which field of a complaint's clocks."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from domain.deadlines import Clock
from projections.clocks.handler import ClockState
from projections.clocks.tables import ClockRow
from schema.bound_decrees import counted_days
from schema.compiler import Many, One, TypeBinding, not_null
from schema.compiler.rows import Ask, Row

CLOCK: sa.Table = ClockRow.__table__  # type: ignore[attr-defined]


def _end_of_resolution(row: Row) -> Any:
    """Of the resolution that an intervention point was set with."""
    beside = CLOCK.alias()
    return (
        sa.select(beside.c.due_on)
        .where(
            beside.c.complaint == row.complaint,
            beside.c.position == row.position,
            beside.c.clock == Clock.RESOLUTION.value,
        )
        .correlate(row.complaint.table)
        .scalar_subquery()
    )


def _explanation(row: Row, _: Ask) -> sa.FromClause:
    """An intervention point counts from itself to the end of the resolution."""
    backwards = row.clock == Clock.INTERVENTION.value
    first = sa.case((backwards, row.due_on), else_=row.started_on)
    last = sa.case((backwards, _end_of_resolution(row)), else_=row.due_on)
    return counted_days(row.calendar, first, last, row.counted)


def _stated(row: Row, _: Ask) -> sa.FromClause:
    return sa.func.read.stated_limit(row.clock, row.policy, row.sla_class, row.amount).table_valued(
        sa.column("name", sa.Text()),
        sa.column("sla_class", sa.Text()),
        sa.column("amount", sa.SmallInteger()),
        sa.column("unit", sa.Text()),
        sa.column("source", sa.Text()),
        sa.column("instrument", sa.Text()),
        sa.column("effective_from", sa.Date()),
    )


def next_due_at(row: Row) -> Any:
    """As domain.clocks.next_due: the nearest end that is not over; among those that are, the latest."""

    def of(column: Any, *conditions: Any) -> Any:
        return sa.select(column).where(clock.c.complaint == row.complaint, *conditions).scalar_subquery()

    clock = CLOCK.alias()
    nearest = of(sa.func.min(clock.c.due_at), clock.c.state == ClockState.RUNNING.value)
    latest = of(sa.func.max(clock.c.due_at), clock.c.ended_on.is_(None))
    return sa.func.coalesce(nearest, latest)


def is_overdue(clock: Row) -> Any:
    """It ran out and still runs."""
    return sa.and_(clock.state == ClockState.BREACHED.value, clock.ended_on.is_(None))


def clocks(shown: Callable[[Row, Ask], Any]) -> Many:
    """The clocks of a complaint, in the order they started: those that `shown` holds for."""
    return Many(
        "Clock",
        on=lambda case, clock, ask: sa.and_(clock.complaint == case.complaint, shown(clock, ask)),
        order_by=lambda clock, ask: [clock.position.asc(), clock.clock.asc()],
        rows=8,
    )


STATED_LIMIT = TypeBinding(
    "SlaLimit",
    name="StatedLimit",
    fields={
        "name": not_null("name"),
        "slaClass": "sla_class",
        "amount": not_null("amount"),
        "unit": not_null("unit"),
        "source": not_null("source"),
        "instrument": not_null("instrument"),
        "effectiveFrom": not_null("effective_from"),
    },
)
CLOCK_TYPE = TypeBinding(
    "Clock",
    source=ClockRow,
    fields={
        "clock": "clock",
        "state": "state",
        "startedOn": "started_on",
        "limit": "amount",
        "counted": "counted",
        "dueOn": "due_on",
        "dueAt": "due_at",
        "wasDueOn": "was_due_on",
        "provisional": "provisional",
        "endedOn": "ended_on",
        "unit": One("Unit", on=lambda clock, unit, ask: unit.unit == clock.unit),
        "slaClass": "sla_class",
        "policyVersion": "policy",
        "calendarVersion": "calendar",
        "statedBy": One("StatedLimit", lateral=_stated),
        "explanation": Many(
            "CountedDay",
            lateral=_explanation,
            order_by=lambda each, ask: [each.day.asc()],
            rows=30,
        ),
    },
)

CLOCK_TYPES = (CLOCK_TYPE, STATED_LIMIT)
