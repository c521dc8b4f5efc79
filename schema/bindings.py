"""How a query reaches its rows. Declarations only: the compiler does the rest.

Every complaint is reached through `visible`, whose row says that this audience may know of it and how far it sees.
What hangs below a complaint grants nothing by itself.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.types import TypeEngine

from domain.people import Role
from projections.offices.tables import AssignmentRow
from projections.visible.tables import Visible
from schema.bound_decrees import DECREE_QUERY, DECREE_TYPES
from schema.bound_duties import DUTY_QUERY, DUTY_TYPES
from schema.bound_oversight import QUERIES as OVERSIGHT_QUERIES
from schema.bound_oversight import TYPES as OVERSIGHT_TYPES
from schema.bound_statistics import STATISTICS_QUERY, STATISTICS_TYPES
from schema.bound_types import TYPES
from schema.build import EFFECTS
from schema.compiler import Bindings, Connection, Many, Node, One
from schema.compiler.rows import Ask, Row

VISIBLE = Visible.__table__  # type: ignore[attr-defined]
ASSIGNMENT = AssignmentRow.__table__  # type: ignore[attr-defined]
CLAIMS: dict[str, TypeEngine[Any]] = {
    "audience": sa.Text(),
    "person": sa.Uuid(),
    "role": sa.Text(),
    "assignment": sa.Uuid(),
    "institution": sa.Uuid(),
    "today": sa.Date(),
}
CURSOR = sa.table("cursor", sa.column("position", sa.BigInteger()), schema="read")


def position() -> sa.ColumnElement[int]:
    """The position every read model has passed, read in the statement that reads them; -1 before any."""
    return sa.func.coalesce(sa.select(sa.func.min(CURSOR.c.position)).scalar_subquery(), -1)


def acting(ask: Ask) -> sa.ColumnElement[str]:
    """The viewer's assignments of today as JSON, so that whoever chose one sees whether it still stands."""
    row = ASSIGNMENT.c
    columns = (row.assignment, row.role, row.unit, row.institution)
    array = sa.func.json_agg(aggregate_order_by(sa.func.json_build_array(*columns), row.granted_at))
    return sa.cast(
        sa.select(array)
        .where(
            row.person == ask.claims["person"],
            row.valid_from <= ask.claims["today"],
            sa.or_(row.valid_until.is_(None), row.valid_until >= ask.claims["today"]),
        )
        .scalar_subquery(),
        sa.Text(),
    )


def gated(condition: Callable[[Row, Row, Ask], Any]) -> Callable[[Row, Row, Ask], Any]:
    """The rows of `condition` that the viewer's audience may know of."""
    return lambda parent, row, ask: sa.and_(
        ask.scope.audience == ask.claims["audience"],
        ask.scope.complaint == row.complaint,
        condition(parent, row, ask),
    )


def _acted() -> dict[str, One]:
    """Every effect of a mutation shows the complaint it acted on, through the same gate."""
    reached = One(
        "Complaint",
        gate=VISIBLE,
        on=gated(lambda parent, case, ask: case.complaint == ask.given["complaint"]),
    )
    return {f"{effect.__name__}.complaint": reached for effect in EFFECTS}


BINDINGS = Bindings(
    claims=CLAIMS,
    settings={"audience": "jejak.audience", "person": "jejak.person"},
    given={"complaint": sa.Uuid()},
    types=(*TYPES, *STATISTICS_TYPES, *DUTY_TYPES, *DECREE_TYPES, *OVERSIGHT_TYPES),
    query={
        # how the log grows tells when somebody filed; what outsiders may know of it moves on by the hour
        "asOf": lambda _, ask: sa.case((ask.claims["role"] != Role.COMPLAINANT.value, position())),
        "viewer": One("Viewer", not_null=True),
        "node": Node(
            {
                "Complaint": One(
                    "Complaint",
                    gate=VISIBLE,
                    on=gated(lambda _, case, ask: case.complaint == ask.id("id", "Complaint", sa.Uuid())),
                ),
                "Unit": One("Unit", on=lambda _, unit, ask: unit.unit == ask.id("id", "Unit", sa.Uuid())),
            }
        ),
        "complaint": One(
            "Complaint",
            gate=VISIBLE,
            on=gated(lambda _, case, ask: case.tracking_number == ask.args["trackingNumber"]),
        ),
        "complaints": Connection(
            "Complaint",
            gate=VISIBLE,
            on=gated(
                lambda _, case, ask: (
                    ask.scope.status == ask.args["status"] if "status" in ask.args else sa.true()
                )
            ),
            keyset=lambda case, ask: [ask.scope.submitted_at.desc(), ask.scope.complaint.asc()],
        ),
        "inbox": Connection(
            "InboxItem",
            gate=VISIBLE,
            on=gated(lambda _, item, ask: item.audience == ask.claims["audience"]),
            keyset=lambda item, ask: [item.due_on.asc(), item.complaint.asc()],
            row_by_row=True,  # whoever has a case to act on may know of it, unless a conflict bars the person
        ),
        "roleHolders": Many(
            "RoleHolder",
            on=lambda _, held, ask: sa.and_(
                held.institution == ask.args["institution"],
                held.institution == ask.claims["institution"],
                ask.claims["role"].in_([Role.RESPONSIBLE_HEAD.value, Role.INTERNAL_AUDITOR.value]),
                sa.or_(held.valid_until.is_(None), held.valid_until >= ask.claims["today"]),
            ),
            order_by=lambda held, ask: [held.granted_at.asc()],
            rows=60,
        ),
        **OVERSIGHT_QUERIES,
        "units": Many("Unit", order_by=lambda unit, ask: [unit.name.asc(), unit.unit.asc()], rows=30),
        "categories": Many("Category", order_by=lambda category, ask: [category.category.asc()], rows=30),
        **STATISTICS_QUERY,
        **DUTY_QUERY,
        **DECREE_QUERY,
    },
    payloads=_acted(),
    # the position first: a flip of the read models holds statements back at the cursors (projections/generations.py)
    meta={"position": lambda ask: position(), "assignments": acting},
)
