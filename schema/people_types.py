"""Who asks, and who holds which role."""

from datetime import date
from uuid import UUID

import strawberry

from domain.people import Role
from domain.vocabulary import Basis
from schema.types import Unit


@strawberry.type(
    description="One role in one unit. A request acts in one; the header Jejak-Assignment chooses."
)
class Assignment:
    assignment_id: UUID
    role: Role
    unit: Unit | None
    valid_from: date
    valid_until: date | None


@strawberry.type(description="One role that somebody holds or will hold; a person is an id.")
class RoleHolder:
    assignment_id: UUID
    person_id: UUID
    role: Role
    unit: Unit | None
    basis: Basis
    valid_from: date
    valid_until: date | None


@strawberry.type(description="Who asks.")
class Viewer:
    person_id: UUID | None = strawberry.field(description="Null for the public.")
    role: Role | None = strawberry.field(description="The role this request acts in.")
    assignments: list[Assignment]
