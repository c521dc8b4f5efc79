"""What was opened of a case by those whom a conflict has excluded from it since (BAB VI.B.1.b.11)."""

from typing import Any

import sqlalchemy as sa

from domain.confidentiality import Level
from domain.people import Role
from projections.seen.tables import ExclusionRow, OpeningRow, RoleHeldRow
from schema.compiler import Many, TypeBinding
from schema.compiler.rows import Ask, Row

_EXCLUSION: sa.Table = ExclusionRow.__table__  # type: ignore[attr-defined]
_HELD: sa.Table = RoleHeldRow.__table__  # type: ignore[attr-defined]


def _by_somebody_excluded(opening: Row) -> Any:
    """Whoever opened is excluded in person, or had the role that they opened in with somebody who is."""
    now, held = _EXCLUSION.alias(), _HELD.alias()
    in_role = (
        sa.select(held.c.audience)
        .where(held.c.person == opening.person, held.c.role == opening.role)
        .correlate_except(held)
    )
    in_person = sa.func.concat("person:", sa.cast(opening.person, sa.Text()))
    return sa.exists(
        sa.select(sa.literal(1))
        .select_from(now)
        .where(
            now.c.complaint == opening.complaint,
            sa.or_(now.c.excluded == in_person, now.c.excluded.in_(in_role)),
        )
        .correlate_except(now)
    )


def _for_admins_and_auditors(ask: Ask) -> Any:
    audience = ask.claims["audience"]
    return sa.and_(
        ask.scope.level >= int(Level.MAY_OPEN),
        sa.or_(audience == "national", audience.like("institution:%"), audience.like("inspectorate:%")),
    )


SEEN_BY_EXCLUDED = Many(
    "SeenBefore",
    on=lambda case, opening, ask: sa.and_(
        opening.complaint == case.complaint,
        _for_admins_and_auditors(ask),
        opening.role != Role.COMPLAINANT.value,
        _by_somebody_excluded(opening),
    ),
    order_by=lambda opening, ask: [opening.position.asc()],
    rows=5,
)
SEEN_BEFORE = TypeBinding(
    "SeenBefore",
    source=OpeningRow,
    fields={
        "personId": "person",
        "role": "role",
        "purpose": "purpose",
        "kinds": "kinds",
        "documentId": "document",
        "version": "version",
        "openedAt": "opened_at",
        "eventId": "event_id",
    },
)
