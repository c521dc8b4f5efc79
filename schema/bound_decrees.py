"""Which column answers which field of calendar and limits. Public: nothing here has a gate."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from projections.calendar.tables import CalendarRow, DayOffRow, LimitRow, PolicyRow
from schema.compiler import Many, One, TypeBinding, not_null
from schema.compiler.bindings import FieldSpec
from schema.compiler.rows import Ask, Row

FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2099, 12, 31)
"""What a count may start on: from the first year whose decrees are kept."""
LONGEST_COUNT = 260  # working days: a year of them
CALENDARS: sa.Table = CalendarRow.__table__  # type: ignore[attr-defined]
POLICIES: sa.Table = PolicyRow.__table__  # type: ignore[attr-defined]
_COUNTED_DAY = (sa.column("day", sa.Date()), sa.column("counted", sa.Integer()), sa.column("why", sa.Text()))


def _last_calendar() -> sa.ScalarSelect[int]:
    return sa.select(sa.func.max(CALENDARS.c.position)).scalar_subquery()


def _calendar_in_force(row: Row, _: Ask) -> Any:
    return row.position == _last_calendar()


def policy_in_force(row: Any, ask: Ask) -> Any:
    """As domain.decrees: the last loaded of those in effect; before any is, the first loaded."""
    effective = sa.select(sa.func.max(POLICIES.c.position)).where(
        POLICIES.c.effective_from <= ask.claims["today"]
    )
    first = sa.select(sa.func.min(POLICIES.c.position))
    return row.position == sa.func.coalesce(effective.scalar_subquery(), first.scalar_subquery())


def counted_days(version: Any, started_on: Any, until: Any, unit: Any = "WORKING_DAYS") -> sa.FromClause:
    """The rows behind an explanation: each day, counted or not, and why. `unit` as in domain.policy.LimitUnit."""
    return sa.func.read.count_days(version, started_on, until, unit).table_valued(*_COUNTED_DAY)


def _due_date(ask: Ask) -> sa.FromClause:
    return sa.func.read.due_date(
        ask.args.within("startedOn", FIRST_DAY, LAST_DAY), ask.args.within("workingDays", 1, LONGEST_COUNT)
    ).table_valued(
        sa.column("started_on", sa.Date()),
        sa.column("working_days", sa.Integer()),
        sa.column("due_on", sa.Date()),
        sa.column("provisional", sa.Boolean()),
        sa.column("calendar_version", sa.Text()),
    )


DECREE_TYPES = (
    TypeBinding(
        "DayOff",
        source=DayOffRow,
        fields={"date": "day", "kind": "kind", "nameIndonesian": "name_id", "instrument": "instrument"},
    ),
    TypeBinding(
        "Calendar",
        source=CalendarRow,
        fields={
            "version": "version",
            "instrument": "instrument",
            "publishedOn": "published_on",
            "loadedAt": "loaded_at",
            "inForce": not_null(_calendar_in_force),
            "decreedYears": "decreed_years",
            "daysOff": Many(
                "DayOff",
                on=lambda calendar, off, ask: off.version == calendar.version,
                order_by=lambda off, ask: [off.day.asc()],
                rows=120,
            ),
        },
    ),
    TypeBinding(
        "SlaLimit",
        source=LimitRow,
        fields={
            "name": "name",
            "slaClass": "sla_class",
            "amount": "amount",
            "unit": "unit",
            "source": "source",
            "instrument": "instrument",
            "effectiveFrom": "effective_from",
        },
    ),
    TypeBinding(
        "SlaPolicy",
        source=PolicyRow,
        fields={
            "version": "version",
            "instrument": "instrument",
            "effectiveFrom": "effective_from",
            "loadedAt": "loaded_at",
            "inForce": not_null(policy_in_force),
            "supervisoryOnly": "supervisory_only",
            "limits": Many(
                "SlaLimit",
                on=lambda policy, limit, ask: limit.version == policy.version,
                order_by=lambda limit, ask: [limit.place.asc()],
                rows=20,
            ),
        },
    ),
    TypeBinding("CountedDay", fields={"date": not_null("day"), "counted": "counted", "why": not_null("why")}),
    TypeBinding(
        "DueDate",
        source=_due_date,
        fields={
            "startedOn": not_null("started_on"),
            "workingDays": not_null("working_days"),
            "dueOn": not_null("due_on"),
            "provisional": not_null("provisional"),
            "calendarVersion": not_null("calendar_version"),
            "explanation": Many(
                "CountedDay",
                lateral=lambda due, ask: counted_days(due.calendar_version, due.started_on, due.due_on),
                order_by=lambda each, ask: [each.day.asc()],
                rows=60,
            ),
        },
    ),
)
DECREE_QUERY: dict[str, FieldSpec] = {
    "calendars": Many("Calendar", order_by=lambda calendar, ask: [calendar.position.desc()], rows=10),
    "calendar": One(
        "Calendar",
        on=lambda _, calendar, ask: (
            calendar.version == ask.args["version"]
            if "version" in ask.args
            else calendar.position == _last_calendar()
        ),
    ),
    "slaPolicies": Many("SlaPolicy", order_by=lambda policy, ask: [policy.position.desc()], rows=5),
    "dueDate": One("DueDate"),
}
