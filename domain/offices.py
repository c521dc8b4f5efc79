"""Units, categories, duties, and when an inbox was looked at (BAB II, III). Roles have a module of their own."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never

from domain.commands import (
    AssignDuty,
    DefineCategory,
    GrantRole,
    OfficeCommand,
    RegisterUnit,
    RevokeRole,
    ViewInbox,
)
from domain.errors import (
    AlreadyRegistered,
    DutyNeedsAgency,
    NotYourInbox,
    SystemOnly,
    UnknownUnit,
)
from domain.occasion import Occasion
from domain.office_events import (
    CategoryDefined,
    DutyAssigned,
    InboxViewed,
    OfficeEvent,
    UnitRegistered,
)
from domain.people import Role, UnitId, UnitKind
from domain.roles import RoleBook, grant, revoke

_ONE_LOOK = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a decision on offices rests on; each command reads the part that concerns it.

    `registered`: the unit or category exists already. `on_duty`: the agency that does the duty so far.
    `roles`: those of the person concerned. `last_viewed`: when this officer last looked at this inbox.
    """

    registered: bool = False
    on_duty: UnitId | None = None
    roles: RoleBook = field(default_factory=RoleBook)
    last_viewed: datetime | None = None


def decide_office(command: OfficeCommand, known: Known, occasion: Occasion) -> tuple[OfficeEvent, ...]:
    """The events that follow from the command; none where an inbox view is within the hour of the last one.

    Raises the RuleBroken of the rule it breaks.
    """
    match command:
        case ViewInbox():
            return _view(command, known, occasion)
        case GrantRole():
            return (grant(command, known.roles, occasion),)
        case RevokeRole():
            return (revoke(command, known.roles, occasion),)
    if occasion.by.role is not Role.SYSTEM:
        raise SystemOnly
    match command:
        case RegisterUnit():
            return (_register(command, known, occasion),)
        case DefineCategory():
            return (_define(command, known, occasion),)
        case AssignDuty():
            return (_assign(command, known, occasion),)
        case _:
            assert_never(command)


def _register(command: RegisterUnit, known: Known, occasion: Occasion) -> UnitRegistered:
    if known.registered:
        raise AlreadyRegistered
    if command.parent is not None and command.parent not in occasion.units:
        raise UnknownUnit
    return UnitRegistered(
        unit=command.unit,
        code=command.code,
        name=command.name,
        kind=command.kind,
        parent=command.parent,
    )


def _define(command: DefineCategory, known: Known, occasion: Occasion) -> CategoryDefined:
    if known.registered:
        raise AlreadyRegistered
    if command.unit not in occasion.units:
        raise UnknownUnit
    return CategoryDefined(
        category=command.category,
        label_id=command.label_id,
        label_en=command.label_en,
        unit=command.unit,
    )


def _assign(command: AssignDuty, known: Known, occasion: Occasion) -> DutyAssigned:
    """BAB VI.B.1.b and b.11: an institution's admins, and its APIP, are people of one of its own agencies."""
    if command.institution not in occasion.units or command.unit not in occasion.units:
        raise UnknownUnit
    unit = occasion.units[command.unit]
    if unit.kind is not UnitKind.AGENCY or unit.parent != command.institution:
        raise DutyNeedsAgency
    if command.unit == known.on_duty:
        raise AlreadyRegistered
    return DutyAssigned(institution=command.institution, duty=command.duty, unit=command.unit)


def _view(command: ViewInbox, known: Known, occasion: Occasion) -> tuple[InboxViewed, ...]:
    """BAB VII, "Terakhir Dilihat": one look an hour is enough to know whether anybody looks."""
    if occasion.by.unit != command.unit:
        raise NotYourInbox
    if known.last_viewed is not None and occasion.at - known.last_viewed < _ONE_LOOK:
        return ()
    return (InboxViewed(person=occasion.by.person, unit=command.unit),)
