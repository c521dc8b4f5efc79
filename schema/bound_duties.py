"""How the lists of what is still to be done reach their rows, all through the gate."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from domain.deadlines import Clock
from domain.people import Tier
from domain.policy import LimitName
from domain.vocabulary import Status
from projections.calendar.tables import LimitRow
from projections.case.tables import CaseFile, SupervisionRow
from projections.clocks.handler import ClockState
from projections.visible.tables import Visible
from schema.bound_clocks import CLOCK
from schema.bound_decrees import POLICIES, policy_in_force
from schema.compiler import Connection, One, TypeBinding
from schema.compiler.bindings import FieldSpec
from schema.compiler.rows import Ask, Order, Row

VISIBLE: sa.Table = Visible.__table__  # type: ignore[attr-defined]
CASE: sa.Table = CaseFile.__table__  # type: ignore[attr-defined]
LIMITS: sa.Table = LimitRow.__table__  # type: ignore[attr-defined]
FEW_DAYS, MOST_DAYS = 3, 90

Where = Callable[[Row, Ask], Any]


def present(column: Any) -> Any:
    """A column to sort by that the list's own condition keeps from being NULL."""
    return sa.type_coerce(column, column.type)


def _dutiful(case: Row, ask: Ask) -> Any:
    """Neither the public nor a complainant; a liaison for what the own unit has, not for copies."""
    audience = ask.claims["audience"]
    return sa.and_(
        audience != "public",
        sa.not_(audience.like("complainant:%")),
        sa.or_(
            sa.not_(audience.like("unit:%")), audience == sa.literal("unit:") + sa.cast(case.unit, sa.Text())
        ),
    )


def _listed(where: Where, keyset: Order, *, row_by_row: bool = True) -> Connection:
    return Connection(
        "Complaint",
        gate=VISIBLE,
        on=lambda _, case, ask: sa.and_(
            ask.scope.audience == ask.claims["audience"],
            ask.scope.complaint == case.complaint,
            _dutiful(case, ask),
            where(case, ask),
        ),
        keyset=keyset,
        row_by_row=row_by_row,
    )


def _late(case: Row, *conditions: Callable[[Any], Any]) -> Any:
    """A clock of the case is over and still runs."""
    clock = CLOCK.alias()
    return sa.exists(
        sa.select(clock.c.complaint).where(
            clock.c.complaint == case.complaint,
            clock.c.state == ClockState.BREACHED.value,
            clock.c.ended_on.is_(None),
            *(condition(clock.c) for condition in conditions),
        )
    )


def _at_risk(_: Row, ask: Ask) -> Any:
    days = ask.args.within("withinDays", 0, MOST_DAYS) if "withinDays" in ask.args else FEW_DAYS
    return ask.scope.intervene_by <= ask.claims["today"] + days


def _overdue(case: Row, ask: Ask) -> Any:
    named = _late(case, lambda clock: clock.clock == ask.args["clock"]) if "clock" in ask.args else sa.true()
    return sa.and_(ask.scope.late_since.is_not(None), named)


def _unnoticed(case: Row, ask: Ask) -> Any:
    lacking = _late(
        case,
        lambda clock: clock.clock == Clock.RESOLUTION.value,
        lambda clock: clock.noticed_on.is_(None),
    )
    return sa.and_(ask.scope.late_since.is_not(None), lacking)


def _returned_often(case: Row, ask: Ask) -> Any:
    flag = (
        sa.select(LIMITS.c.amount)
        .join(POLICIES, POLICIES.c.version == LIMITS.c.version)
        .where(LIMITS.c.name == LimitName.RETURNS_BEFORE_FLAG.value, policy_in_force(POLICIES.c, ask))
        .scalar_subquery()
    )
    return sa.and_(case.returns > 0, case.returns >= flag, case.status != Status.COMPLETED.value)


def _unseen(case: Row, _: Ask) -> Any:
    return sa.and_(case.viewed_at.is_(None), case.unit.is_not(None), case.status == Status.COMPLETED.value)


def _unanswered(_: Row, question: Row, ask: Ask) -> Any:
    """Of the case's own unit a liaison finds what the liaison tier was asked."""
    audience = ask.claims["audience"]
    of_unit = sa.exists(
        sa.select(CASE.c.complaint).where(
            CASE.c.complaint == question.complaint,
            audience == sa.literal("unit:") + sa.cast(CASE.c.unit, sa.Text()),
        )
    )
    return sa.and_(
        ask.scope.audience == audience,
        ask.scope.complaint == question.complaint,
        question.answered_on.is_(None),
        audience != "public",
        sa.not_(audience.like("complainant:%")),
        sa.or_(
            sa.not_(audience.like("unit:%")),
            sa.and_(question.of_tier == Tier.LIAISON.value, of_unit),
        ),
    )


DUTY_TYPES = (
    TypeBinding(
        "SupervisionQuestion",
        source=SupervisionRow,
        fields={
            "number": "number",
            "ofTier": "of_tier",
            "askedOn": "asked_on",
            "answeredOn": "answered_on",
            "complaint": One("Complaint", on=lambda row, case, ask: case.complaint == row.complaint),
        },
    ),
)
DUTY_QUERY: dict[str, FieldSpec] = {
    "atRisk": _listed(
        _at_risk,
        lambda case, ask: [present(ask.scope.intervene_by).asc(), ask.scope.complaint.asc()],
        row_by_row=False,  # the gate's own rows are the list
    ),
    "overdue": _listed(
        _overdue,
        lambda case, ask: [present(ask.scope.late_since).asc(), ask.scope.complaint.asc()],
        row_by_row=False,
    ),
    "lackingConstraintNotice": _listed(
        _unnoticed,
        lambda case, ask: [present(ask.scope.late_since).asc(), ask.scope.complaint.asc()],
        row_by_row=False,
    ),
    "unansweredSupervision": Connection(
        "SupervisionQuestion",
        gate=VISIBLE,
        on=_unanswered,
        keyset=lambda row, ask: [row.asked_on.asc(), row.complaint.asc(), row.number.asc()],
        row_by_row=True,
    ),
    "returnedOften": _listed(_returned_often, lambda case, ask: [case.returns.desc(), case.complaint.asc()]),
    "awaitingComplainant": _listed(
        lambda case, ask: case.waiting_since.is_not(None),
        lambda case, ask: [present(case.waiting_since).asc(), case.complaint.asc()],
    ),
    "manualEntries": _listed(
        lambda case, ask: case.entered_on.is_not(None),
        lambda case, ask: [case.received_on.desc(), case.complaint.asc()],
        row_by_row=False,
    ),
    "completedWithoutView": _listed(
        _unseen, lambda case, ask: [present(case.completed_at).desc(), case.complaint.asc()]
    ),
}
