"""How the figures of BAB VII and the data set of BAB II.D.d are reached, for whom, and which column answers what."""

from typing import Any

import sqlalchemy as sa

from domain.people import Role
from projections.statistics.tables import PlacementState
from projections.visible.tables import Visible
from schema.compiler import Many, TypeBinding, not_null
from schema.compiler.bindings import FieldSpec
from schema.compiler.rows import Ask, Row

STATE: sa.Table = PlacementState.__table__  # type: ignore[attr-defined]
VISIBLE: sa.Table = Visible.__table__  # type: ignore[attr-defined]
LATEST = 2**63 - 2
"""A position beyond all others, for a table as it stands."""
AUTHORISED = (Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN, Role.INTERNAL_AUDITOR)
"""Who may know which single cases a figure counts."""

_COUNTS = (
    *(
        "unverified",
        "not_followed_up",
        "in_process",
        "completed",
        "total",
        "placements",
        "deferred",
        "archived",
    ),
    *("archived_incomplete", "archived_withdrawn", "subjects", "completed_without_view", "resolved_on_time"),
    *("resolved_late", "overdue_open"),
)
_MEANS = (
    *("average_follow_up_days", "average_first_response_days", "average_final_answer_days"),
    *("average_follow_up_working_days", "average_first_response_working_days"),
    *("average_final_answer_working_days", "average_rating"),
)


def recapitulation(ask: Ask, as_of: Any = None) -> sa.FromClause:
    """The function behind the table of BAB VII, for the arguments at hand; `as_of` is a position."""
    columns: list[sa.ColumnClause[Any]] = [
        sa.column("unit", sa.Uuid()),
        sa.column("name", sa.Text()),
        sa.column("is_parent", sa.Boolean()),
        *(sa.column(name, sa.Integer()) for name in _COUNTS),
        *(sa.column(name, sa.Float()) for name in _MEANS),
        sa.column("rated_count", sa.Integer()),
        sa.column("last_viewed_at", sa.DateTime(timezone=True)),
    ]
    given = (ask.args["institution"], ask.args["receivedFrom"], ask.args["receivedUntil"])
    function = sa.func.read.recapitulation(*given, *([] if as_of is None else [as_of]))
    return function.table_valued(*columns)


def _evaluation(ask: Ask) -> sa.FromClause:
    whole = ask.claims["role"].in_([role.value for role in AUTHORISED])
    function = sa.func.read.evaluation_dataset(
        *(ask.args["institution"], ask.args["receivedFrom"], ask.args["receivedUntil"], ask.args["asOf"]),
        whole,
    )
    return function.table_valued(
        *(sa.column(name, sa.Text()) for name in ("type", "cause", "resolution")),
        sa.column("complaints", sa.Integer()),
        sa.column("merged", sa.Boolean()),
    )


def belongs(ask: Ask) -> Any:
    """The viewer is of the institution asked about, or Admin Nasional."""
    return sa.or_(
        ask.claims["institution"] == ask.args["institution"],
        ask.claims["role"] == Role.NATIONAL_ADMIN.value,
    )


def _placed_in_several(case: Row, ask: Ask) -> Any:
    """The cases by which the units of an institution add up to more than its total."""
    at = sa.func.coalesce(ask.args["asOf"], sa.literal(LATEST, sa.BigInteger()))
    state = STATE.alias()
    placed = (
        sa.select(state.c.complaint)
        .where(
            state.c.institution == ask.args["institution"],
            state.c.received_on.between(ask.args["receivedFrom"], ask.args["receivedUntil"]),
            state.c.unit != state.c.institution,
            state.c.position <= at,
            state.c.until > at,
        )
        .group_by(state.c.complaint)
        .having(sa.func.count() > 1)
    )
    return sa.and_(
        ask.scope.audience == ask.claims["audience"],
        ask.scope.complaint == case.complaint,
        ask.claims["role"].in_([role.value for role in AUTHORISED]),
        belongs(ask),
        case.complaint.in_(placed),
    )


def share(row: Row, *parts: str, of: Any = None) -> Any:
    """Hundredths of the total that these columns make up; null where there is nothing to share."""
    counted = sum((row[part] for part in parts[1:]), row[parts[0]])
    return sa.cast(counted * 100, sa.Float()) / sa.func.nullif(row.total if of is None else of, 0)


STATISTICS_TYPES = (
    TypeBinding(
        "StatisticsRow",
        fields={
            "unit": not_null("name"),
            "isParent": not_null("is_parent"),
            "unverified": not_null("unverified"),
            "notFollowedUp": not_null("not_followed_up"),
            "inProcess": not_null("in_process"),
            "completed": not_null("completed"),
            "total": not_null("total"),
            "placements": not_null("placements"),
            "deferred": not_null("deferred"),
            "archived": not_null("archived"),
            "archivedIncomplete": not_null("archived_incomplete"),
            "archivedWithdrawn": not_null("archived_withdrawn"),
            "distinctSubjects": not_null("subjects"),
            "overdueOpen": not_null("overdue_open"),
            "onTimePercent": lambda row, ask: share(
                row, "resolved_on_time", of=row.resolved_on_time + row.resolved_late
            ),
            "completedWithoutView": not_null("completed_without_view"),
            "followUpPercent": lambda row, ask: share(row, "in_process", "completed"),
            "completionPercent": lambda row, ask: share(row, "completed"),
            "averageFollowUpDays": "average_follow_up_days",
            "averageFollowUpWorkingDays": "average_follow_up_working_days",
            "averageFirstResponseDays": "average_first_response_days",
            "averageFirstResponseWorkingDays": "average_first_response_working_days",
            "averageFinalAnswerDays": "average_final_answer_days",
            "averageFinalAnswerWorkingDays": "average_final_answer_working_days",
            "averageRating": "average_rating",
            "ratedCount": not_null("rated_count"),
            "lastViewedAt": "last_viewed_at",
        },
    ),
    TypeBinding(
        "EvaluationCell",
        source=_evaluation,
        fields={
            "type": "type",
            "cause": "cause",
            "resolution": "resolution",
            "complaints": not_null("complaints"),
            "merged": not_null("merged"),
        },
    ),
)
STATISTICS_QUERY: dict[str, FieldSpec] = {
    "statistics": Many(
        "StatisticsRow",
        source=lambda ask: recapitulation(ask, ask.args["asOf"]),
        on=lambda _, row, ask: belongs(ask),
        order_by=lambda row, ask: [row.is_parent.desc(), row.total.desc(), row.name.asc()],
        rows=15,
    ),
    "evaluationDataset": Many(
        "EvaluationCell",
        on=lambda _, cell, ask: belongs(ask),
        order_by=lambda cell, ask: [
            cell.merged.asc(),
            cell.complaints.desc(),
            cell.type.asc(),
            cell.cause.asc(),
            cell.resolution.asc(),
        ],
        rows=40,
    ),
    "placedInSeveralUnits": Many(
        "Complaint",
        gate=VISIBLE,
        on=lambda _, case, ask: _placed_in_several(case, ask),
        order_by=lambda case, ask: [case.tracking_number.asc()],
        limit=50,
    ),
}
