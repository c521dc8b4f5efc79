"""How a query reaches what leaders and handlers put on record: which rows, for whom, and which column answers what."""

from collections.abc import Mapping

import sqlalchemy as sa

from domain.oversight import READERS
from domain.people import Role
from projections.oversight.tables import (
    ConductRow,
    EvaluationRow,
    GuidanceRow,
    OfficeNoteRow,
    PerformanceReportRow,
    TargetRow,
)
from projections.visible.tables import Visible
from schema.bound_statistics import belongs
from schema.bound_types import unit_in
from schema.compiler import Connection, Many, One, TypeBinding, not_null
from schema.compiler.bindings import FieldSpec
from schema.compiler.rows import Ask, Row
from schema.oversight_sources import YEARLY, comparison, workload, yearly

LARGEST = 500  # rows of a list that is not paged
PLANNERS = READERS | {Role.INSTITUTION_ADMIN, Role.TEAM_MEMBER, Role.DATA_REPORTING}

GUIDANCE = GuidanceRow.__table__  # type: ignore[attr-defined]
VISIBLE = Visible.__table__  # type: ignore[attr-defined]


def reads(row: Row, ask: Ask) -> sa.ColumnElement[bool]:
    """The viewer leads or inspects the institution the row belongs to: `domain.oversight.may_read`, in SQL."""
    return sa.and_(
        row.institution == ask.claims["institution"],
        ask.claims["role"].in_(sorted(role.value for role in READERS)),
    )


def reads_or_wrote(row: Row, ask: Ask) -> sa.ColumnElement[bool]:
    """As `reads`; and whoever wrote it."""
    return sa.or_(reads(row, ask), row.recorded_by == ask.claims["person"])


def gated_complaint(record: Row, case: Row, ask: Ask) -> sa.ColumnElement[bool]:
    """The complaint a record is about, where the viewer's audience may know of it."""
    return sa.and_(
        ask.scope.audience == ask.claims["audience"],
        ask.scope.complaint == case.complaint,
        case.complaint == record.about,
    )


def is_newest(row: Row, _: Ask) -> sa.ColumnElement[bool]:
    """No later version of the guidance was published."""
    later = GUIDANCE.alias()
    return sa.not_(sa.exists().where(later.c.guidance == row.guidance, later.c.version > row.version))


TYPES = (
    TypeBinding(
        "ConductRecord",
        source=ConductRow,
        fields={
            "recordId": "record",
            "officerId": "officer",
            "sanction": "sanction",
            "triggeredBy": "triggered_by",
            "complaint": One("Complaint", gate=VISIBLE, on=gated_complaint),
            "recordedById": "recorded_by",
            "recordedRole": "recorded_role",
            "recordedAt": "recorded_at",
        },
    ),
    TypeBinding(
        "Target",
        source=TargetRow,
        fields={
            "indicator": "indicator",
            "version": "version",
            "effectiveFrom": "effective_from",
            "value": not_null(lambda row, ask: sa.cast(row.hundredths, sa.Double()) / 100),
            "setRole": "set_role",
            "setAt": "set_at",
        },
    ),
    TypeBinding(
        "TargetComparison",
        source=comparison,
        fields={
            "unit": unit_in("unit"),
            "isParent": not_null("is_parent"),
            "indicator": not_null("indicator"),
            "targetVersion": "target_version",
            "target": "target",
            "actual": "actual",
            "met": "met",
        },
    ),
    TypeBinding(
        "Guidance",
        source=GuidanceRow,
        fields={
            "guidanceId": "guidance",
            "version": "version",
            "isNewest": not_null(is_newest),
            "issuer": unit_in("issuer"),
            "publishedOn": "published_on",
            "title": "title",
            "text": "text",
            "link": "link",
        },
    ),
    TypeBinding(
        "Evaluation",
        source=EvaluationRow,
        fields={
            "recordId": "record",
            "firstDay": "first_day",
            "lastDay": "last_day",
            "recordedById": "recorded_by",
            "recordedAt": "recorded_at",
        },
    ),
    TypeBinding(
        "PerformanceReport",
        source=PerformanceReportRow,
        fields={
            "recordId": "record",
            "firstDay": "first_day",
            "lastDay": "last_day",
            "recipientId": "recipient",
            "recordedById": "recorded_by",
            "recordedRole": "recorded_role",
            "recordedAt": "recorded_at",
            "acknowledgedAt": "acknowledged_at",
        },
    ),
    TypeBinding(
        "OfficeNote",
        source=OfficeNoteRow,
        fields={
            "recordId": "record",
            "clause": "clause",
            "unit": unit_in("unit"),
            "year": "year",
            "recordedById": "recorded_by",
            "recordedRole": "recorded_role",
            "recordedAt": "recorded_at",
        },
    ),
    TypeBinding(
        "YearlyRecord",
        source=yearly,
        fields={
            "clause": not_null("clause"),
            "notes": not_null("notes"),
            "lastRecordedAt": "last_recorded_at",
            "missing": not_null(lambda row, ask: row.notes == 0),
        },
    ),
    TypeBinding(
        "WorkloadRow",
        source=workload,
        fields={
            "unit": unit_in("unit"),
            "role": "role",
            "officers": not_null("officers"),
            "openCases": not_null("open_cases"),
        },
    ),
)

QUERIES: Mapping[str, FieldSpec] = {
    "conductRecords": Many(
        "ConductRecord",
        on=lambda _, row, ask: reads(row, ask),
        order_by=lambda row, ask: [row.recorded_at.desc(), row.record.asc()],
        limit=LARGEST,
        rows=20,
    ),
    "evaluations": Many(
        "Evaluation",
        on=lambda _, row, ask: reads(row, ask),
        order_by=lambda row, ask: [row.recorded_at.desc(), row.record.asc()],
        limit=LARGEST,
        rows=20,
    ),
    "performanceReports": Many(
        "PerformanceReport",
        on=lambda _, row, ask: reads_or_wrote(row, ask),
        order_by=lambda row, ask: [row.recorded_at.desc(), row.record.asc()],
        limit=LARGEST,
        rows=20,
    ),
    "officeNotes": Many(
        "OfficeNote",
        on=lambda _, row, ask: sa.and_(
            reads_or_wrote(row, ask),
            row.year == ask.args["year"],
            row.clause == ask.args["clause"] if "clause" in ask.args else sa.true(),
        ),
        order_by=lambda row, ask: [row.recorded_at.desc(), row.record.asc()],
        limit=LARGEST,
        rows=20,
    ),
    "yearlyRecords": Many(
        "YearlyRecord",
        on=lambda _, row, ask: sa.and_(
            ask.claims["institution"].is_not(None),
            ask.claims["role"].in_(sorted(role.value for role in READERS)),
        ),
        order_by=lambda row, ask: [row.clause.asc()],
        rows=len(YEARLY),
    ),
    "targets": Many(
        "Target",
        on=lambda _, row, ask: sa.and_(row.institution == ask.args["institution"], belongs(ask)),
        order_by=lambda row, ask: [row.indicator.asc(), row.version.asc()],
        rows=20,
    ),
    "targetMonitoring": Many(
        "TargetComparison",
        on=lambda _, row, ask: belongs(ask),
        order_by=lambda row, ask: [row.is_parent.desc(), row.name.asc(), row.indicator.asc()],
        rows=60,
    ),
    "guidance": Connection(
        "Guidance",
        keyset=lambda row, ask: [row.published_on.desc(), row.guidance.asc(), row.version.desc()],
        page=20,
    ),
    "workload": Many(
        "WorkloadRow",
        on=lambda _, row, ask: sa.or_(
            sa.and_(
                ask.claims["institution"] == ask.args["institution"],
                ask.claims["role"].in_(sorted(role.value for role in PLANNERS)),
            ),
            ask.claims["role"] == Role.NATIONAL_ADMIN.value,
        ),
        order_by=lambda row, ask: [row.name.asc(), row.role.asc()],
        rows=60,
    ),
}
