"""Units, categories, duties, assignments: who exists and who may act."""

from collections.abc import Iterator

from domain.office_events import (
    CategoryDefined,
    DutyAssigned,
    InboxViewed,
    RoleGranted,
    RoleRevoked,
    UnitRegistered,
)
from projections.write import Fact, Write


def offices(fact: Fact) -> Iterator[Write]:
    """One row per unit and category; a revoked assignment is gone at once."""
    match fact.event:
        case UnitRegistered(unit=unit, code=code, name=name, kind=kind, parent=parent):
            yield Write("add_unit", (unit, code, name, kind, parent))
        case CategoryDefined(category=category, label_id=label_id, label_en=label_en, unit=unit):
            yield Write("add_category", (category, label_id, label_en, unit))
        case DutyAssigned(institution=institution, duty=duty, unit=unit):
            yield Write("assign_duty", (institution, duty, unit))
        case RoleGranted() as grant:
            yield Write(
                "add_assignment",
                (
                    grant.assignment,
                    grant.person,
                    grant.role,
                    grant.unit,
                    grant.institution,
                    grant.basis,
                    grant.valid_from,
                    grant.valid_until,
                    fact.position,
                ),
            )
        case RoleRevoked(assignment=assignment):
            yield Write("drop_assignment", (assignment,))
        case InboxViewed(person=person, unit=unit):
            yield Write("note_view", (unit, person, fact.record.occurred_at))
        case _:
            return
