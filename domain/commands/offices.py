"""What concerns the organisation itself (BAB II, III)."""

from dataclasses import dataclass
from datetime import date

from domain.people import AssignmentId, CategoryId, Duty, PersonId, Role, UnitId, UnitKind
from domain.texts import Filed
from domain.vocabulary import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterUnit:
    unit: UnitId
    code: str
    name: str
    kind: UnitKind
    parent: UnitId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineCategory:
    category: CategoryId
    label_id: str
    label_en: str
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignDuty:
    institution: UnitId
    duty: Duty
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRole:
    assignment: AssignmentId
    person: PersonId
    role: Role
    unit: UnitId
    institution: UnitId | None
    basis: Basis
    valid_from: date | None = None
    valid_until: date | None = None
    contact: Filed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeRole:
    assignment: AssignmentId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewInbox:
    unit: UnitId


OfficeCommand = RegisterUnit | DefineCategory | AssignDuty | GrantRole | RevokeRole | ViewInbox
