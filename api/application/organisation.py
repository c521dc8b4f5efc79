"""Load an organisation and its officers through the ordinary commands, each under a request id of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from api.application.front_desk import FrontDesk
from api.application.names import SYSTEM, assignment_of, unit_of
from api.data import CategoryData, DutyData, Organisation, UnitData
from domain.commands import AssignDuty, DefineCategory, GrantRole, OfficeCommand, RegisterUnit
from domain.errors import AlreadyRegistered, RuleBroken, UnknownUnit
from domain.people import PersonId, Role, UnitId, UnitKind
from domain.vocabulary import Basis

_LOADING = UUID("e3b7a0f4-63a4-5d2c-8a59-6d0d7f0f6a44")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who is to hold a role in the unit with this code, and on what footing (BAB III)."""

    person: PersonId
    role: Role
    unit: str
    basis: Basis = Basis.CIVIL_SERVANT
    valid_until: date | None = None


async def load_organisation(desk: FrontDesk, organisation: Organisation, holders: Iterable[Holder]) -> None:
    """Register what is not there yet. Raises RuleBroken where the data breaks a rule."""
    for unit in organisation.units:
        await _ask(desk, _unit(unit), f"unit:{unit.code}")
    for category in organisation.categories:
        await _ask(desk, _category(category), f"category:{category.category}")
    for duty in organisation.duties:
        await _ask(desk, _duty(duty), f"duty:{duty.institution}:{duty.duty}:{duty.unit}")
    for holder in holders:
        await _ask(desk, grant(organisation, holder), f"grant:{holder.person}:{holder.role}:{holder.unit}")


def grant(organisation: Organisation, holder: Holder) -> GrantRole:
    """The command that gives the holder the role. Raises UnknownUnit."""
    unit = next((each for each in organisation.units if each.code == holder.unit), None)
    if unit is None:
        raise UnknownUnit
    return GrantRole(
        assignment=assignment_of(holder.person, holder.role, unit_of(unit.code)),
        person=holder.person,
        role=holder.role,
        unit=unit_of(unit.code),
        institution=_institution(unit),
        basis=holder.basis,
        valid_until=holder.valid_until,
    )


async def _ask(desk: FrontDesk, command: OfficeCommand, name: str) -> None:
    handled = await desk.handle_office(command, by=SYSTEM, request=uuid5(_LOADING, name))
    if isinstance(handled, RuleBroken) and not isinstance(handled, AlreadyRegistered):
        raise handled


def _unit(unit: UnitData) -> RegisterUnit:
    return RegisterUnit(
        unit=unit_of(unit.code),
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        parent=None if unit.parent is None else unit_of(unit.parent),
    )


def _category(category: CategoryData) -> DefineCategory:
    return DefineCategory(
        category=category.category,
        label_id=category.label_id,
        label_en=category.label_en,
        unit=unit_of(category.unit),
    )


def _duty(duty: DutyData) -> AssignDuty:
    return AssignDuty(institution=unit_of(duty.institution), duty=duty.duty, unit=unit_of(duty.unit))


def _institution(unit: UnitData) -> UnitId | None:
    match unit.kind:
        case UnitKind.INSTITUTION:
            return unit_of(unit.code)
        case UnitKind.AGENCY:
            return None if unit.parent is None else unit_of(unit.parent)
        case UnitKind.MINISTRY:
            return None
