"""What is worked out for an answer about the office itself: figures against targets, missing records, workload."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on

from domain.vocabulary import Indicator, NoteRow, Status
from projections.offices.tables import AssignmentRow, UnitRow
from projections.oversight.tables import OfficeNoteRow, TargetRow
from projections.statistics.tables import PlacementRow
from schema.bound_statistics import recapitulation
from schema.compiler.rows import Ask

YEARLY = (NoteRow.II_A_A, NoteRow.II_C_B, NoteRow.V_A, NoteRow.V_B_1)

ASSIGNMENT = AssignmentRow.__table__  # type: ignore[attr-defined]
NOTE = OfficeNoteRow.__table__  # type: ignore[attr-defined]
PLACEMENT = PlacementRow.__table__  # type: ignore[attr-defined]
TARGET = TargetRow.__table__  # type: ignore[attr-defined]
UNIT = UnitRow.__table__  # type: ignore[attr-defined]


def share(row: Any, *parts: str) -> Any:
    """Hundredths of the total; null where there is nothing to share."""
    counted = sum((row[part] for part in parts[1:]), row[parts[0]])
    return sa.cast(counted * 100, sa.Double()) / sa.func.nullif(row.total, 0)


def comparison(ask: Ask) -> sa.FromClause:
    """Each unit's figures, one indicator a row, beside the target in force on the period's last day."""
    figures = recapitulation(ask)
    names = sa.values(sa.column("indicator", sa.Text()), name="each").data(
        [(indicator.value,) for indicator in Indicator]
    )
    actual = sa.case(
        {
            Indicator.FOLLOW_UP_PERCENT.value: share(figures.c, "in_process", "completed"),
            Indicator.COMPLETION_PERCENT.value: share(figures.c, "completed"),
            Indicator.AVERAGE_FOLLOW_UP_DAYS.value: figures.c.average_follow_up_days,
            Indicator.AVERAGE_RATING.value: figures.c.average_rating,
        },
        value=names.c.indicator,
    )
    in_force = (
        sa.select(
            TARGET.c.indicator,
            TARGET.c.version,
            (sa.cast(TARGET.c.hundredths, sa.Double()) / 100).label("value"),
        )
        .where(
            TARGET.c.institution == ask.args["institution"],
            TARGET.c.effective_from <= ask.args["receivedUntil"],
        )
        .ext(distinct_on(TARGET.c.indicator))
        .order_by(TARGET.c.indicator, TARGET.c.effective_from.desc(), TARGET.c.version.desc())
        .subquery()
    )
    met = sa.case(
        (names.c.indicator == Indicator.AVERAGE_FOLLOW_UP_DAYS.value, actual <= in_force.c.value),
        else_=actual >= in_force.c.value,
    )
    return (
        sa.select(
            figures.c.unit,
            figures.c.name,
            figures.c.is_parent,
            names.c.indicator,
            in_force.c.version.label("target_version"),
            in_force.c.value.label("target"),
            actual.label("actual"),
            met.label("met"),
        )
        .select_from(
            figures.join(names, sa.true()).outerjoin(in_force, in_force.c.indicator == names.c.indicator)
        )
        .subquery()
    )


def yearly(ask: Ask) -> sa.FromClause:
    """The clauses that want a record each year, each with what the viewer's institution has for this one."""
    wanted = sa.values(sa.column("clause", sa.Text()), name="wanted").data([(row.value,) for row in YEARLY])
    kept = sa.and_(
        NOTE.c.clause == wanted.c.clause,
        NOTE.c.institution == ask.claims["institution"],
        NOTE.c.year == ask.args["year"],
    )
    return (
        sa.select(
            wanted.c.clause,
            sa.func.count(NOTE.c.record).label("notes"),
            sa.func.max(NOTE.c.recorded_at).label("last_recorded_at"),
        )
        .select_from(wanted.outerjoin(NOTE, kept))
        .group_by(wanted.c.clause)
        .subquery()
    )


def workload(ask: Ask) -> sa.FromClause:
    """Every unit of the institution, by role, with the people who hold it today and the cases open in the unit."""
    today, institution = ask.claims["today"], ask.args["institution"]
    held = sa.and_(
        ASSIGNMENT.c.unit == UNIT.c.unit,
        ASSIGNMENT.c.valid_from <= today,
        sa.or_(ASSIGNMENT.c.valid_until.is_(None), ASSIGNMENT.c.valid_until >= today),
    )
    placed = (
        sa.select(sa.func.count())
        .select_from(PLACEMENT)
        .where(
            PLACEMENT.c.unit == UNIT.c.unit,
            PLACEMENT.c.institution == institution,
            PLACEMENT.c.kind != "CC",
            PLACEMENT.c.status.not_in([Status.COMPLETED.value, Status.ARCHIVED.value]),
        )
        .scalar_subquery()
    )
    return (
        sa.select(
            UNIT.c.unit,
            UNIT.c.name,
            ASSIGNMENT.c.role,
            sa.func.count(ASSIGNMENT.c.person.distinct()).label("officers"),
            placed.label("open_cases"),
        )
        .select_from(UNIT.outerjoin(ASSIGNMENT, held))
        .where(sa.or_(UNIT.c.unit == institution, UNIT.c.parent == institution))
        .group_by(UNIT.c.unit, UNIT.c.name, ASSIGNMENT.c.role)
        .subquery()
    )
