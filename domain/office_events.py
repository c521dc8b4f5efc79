"""What can happen to the organisation: units, categories, and the roles people hold in them."""

from dataclasses import dataclass
from datetime import date

from domain.people import AssignmentId, CategoryId, Duty, PersonId, Role, UnitId, UnitKind
from domain.texts import Filed
from domain.vocabulary import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRegistered:
    """An organisation unit exists. `name` is the public name of an office, never of a person."""

    unit: UnitId
    code: str
    name: str
    kind: UnitKind
    parent: UnitId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDefined:
    """A complaint category and the unit that handles it unless somebody says why not (BAB II.D.b)."""

    category: CategoryId
    label_id: str
    label_en: str
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAssigned:
    """From now on this agency does the duty for the institution; whichever did it before no longer does."""

    institution: UnitId
    duty: Duty
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted:
    """A person holds a role in a unit from `valid_from` to `valid_until`, both included (BAB II, III).

    `contact`: where the person is reached, sealed under the person's own key.
    """

    assignment: AssignmentId
    person: PersonId
    role: Role
    unit: UnitId
    institution: UnitId | None
    basis: Basis
    valid_from: date
    valid_until: date | None
    contact: Filed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRevoked:
    """The person no longer holds the role; effective at once."""

    assignment: AssignmentId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxViewed:
    """An officer looked at the unit's inbox (the column "Terakhir Dilihat" of BAB VII)."""

    person: PersonId
    unit: UnitId


OfficeEvent = UnitRegistered | CategoryDefined | DutyAssigned | RoleGranted | RoleRevoked | InboxViewed
