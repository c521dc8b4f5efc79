"""Units, categories, the roles people hold, and when an inbox was looked at (BAB II, III)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import reduce
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
    RoleDoesNotFit,
    RoleNotHeld,
    SystemOnly,
    UnknownUnit,
)
from domain.occasion import Occasion
from domain.office_events import (
    CategoryDefined,
    DutyAssigned,
    InboxViewed,
    OfficeEvent,
    RoleGranted,
    RoleRevoked,
    UnitRegistered,
)
from domain.people import Actor, AssignmentId, PersonId, Role, UnitId, UnitKind

_ONE_LOOK = timedelta(hours=1)
_KIND_OF: Mapping[Role, UnitKind] = {
    Role.NATIONAL_ADMIN: UnitKind.MINISTRY,
    Role.INSTITUTION_ADMIN: UnitKind.INSTITUTION,
    Role.LIAISON_OFFICER: UnitKind.AGENCY,
    Role.UNIT_HEAD: UnitKind.AGENCY,
}
_NOT_GRANTED = frozenset({Role.COMPLAINANT, Role.SYSTEM})


@dataclass(frozen=True, slots=True)
class RoleBook:
    """Every role one person was ever granted, by assignment, and which of them were taken back."""

    granted: Mapping[AssignmentId, RoleGranted] = field(default_factory=dict)
    revoked: frozenset[AssignmentId] = frozenset()

    def assignments(self, on: date) -> tuple[RoleGranted, ...]:
        """The roles held on that day, in the order they were granted."""
        return tuple(grant for grant in self.granted.values() if self._holds(grant, on))

    def _holds(self, grant: RoleGranted, on: date) -> bool:
        ended = grant.valid_until is not None and grant.valid_until < on
        return grant.valid_from <= on and not ended and grant.assignment not in self.revoked


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


def replay_person(events: Iterable[RoleGranted | RoleRevoked]) -> RoleBook:
    """The role book that a person's history made."""
    return reduce(_evolve, events, RoleBook())


def actor_for(person: PersonId, assignment: RoleGranted) -> Actor:
    """The person, acting in that assignment."""
    return Actor(
        person=person,
        role=assignment.role,
        assignment=assignment.assignment,
        institution=assignment.institution,
        unit=assignment.unit,
    )


def decide_office(command: OfficeCommand, known: Known, occasion: Occasion) -> tuple[OfficeEvent, ...]:
    """The events that follow from the command; none where an inbox view is within the hour of the last one.

    Raises the RuleBroken of the rule it breaks.
    """
    if isinstance(command, ViewInbox):
        return _view(command, known, occasion)
    if occasion.by.role is not Role.SYSTEM:
        raise SystemOnly
    match command:
        case RegisterUnit():
            return (_register(command, known, occasion),)
        case DefineCategory():
            return (_define(command, known, occasion),)
        case AssignDuty():
            return (_assign(command, known, occasion),)
        case GrantRole():
            return (_grant(command, known, occasion),)
        case RevokeRole():
            return (_revoke(command, known, occasion),)
        case _:
            assert_never(command)


def _evolve(book: RoleBook, event: RoleGranted | RoleRevoked) -> RoleBook:
    match event:
        case RoleGranted(assignment=assignment):
            return replace(
                book, granted={**book.granted, assignment: event}, revoked=book.revoked - {assignment}
            )
        case RoleRevoked(assignment=assignment):
            return replace(book, revoked=book.revoked | {assignment})


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


def _grant(command: GrantRole, known: Known, occasion: Occasion) -> RoleGranted:
    """BAB III, jenjang a to c: each tier's officer sits in a unit of that tier."""
    if command.assignment in {held.assignment for held in known.roles.assignments(occasion.today)}:
        raise AlreadyRegistered
    if command.unit not in occasion.units:
        raise UnknownUnit
    kind = occasion.units[command.unit].kind
    if command.role in _NOT_GRANTED or _KIND_OF.get(command.role, kind) is not kind:
        raise RoleDoesNotFit
    if command.institution != _institution_of(command.unit, occasion):
        raise RoleDoesNotFit
    return RoleGranted(
        assignment=command.assignment,
        person=command.person,
        role=command.role,
        unit=command.unit,
        institution=command.institution,
        basis=command.basis,
        valid_from=occasion.today,
        valid_until=None,
    )


def _revoke(command: RevokeRole, known: Known, occasion: Occasion) -> RoleRevoked:
    if command.assignment not in {held.assignment for held in known.roles.assignments(occasion.today)}:
        raise RoleNotHeld
    return RoleRevoked(assignment=command.assignment, person=command.person)


def _view(command: ViewInbox, known: Known, occasion: Occasion) -> tuple[InboxViewed, ...]:
    """BAB VII, "Terakhir Dilihat": one look an hour is enough to know whether anybody looks."""
    if occasion.by.unit != command.unit:
        raise NotYourInbox
    if known.last_viewed is not None and occasion.at - known.last_viewed < _ONE_LOOK:
        return ()
    return (InboxViewed(person=occasion.by.person, unit=command.unit),)


def _institution_of(unit: UnitId, occasion: Occasion) -> UnitId | None:
    match occasion.units[unit].kind:
        case UnitKind.INSTITUTION:
            return unit
        case UnitKind.AGENCY:
            return occasion.units[unit].parent
        case UnitKind.MINISTRY:
            return None
