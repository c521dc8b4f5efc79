"""Who holds which role, and who may change that (BAB II, III; domain rule "never oneself").

The head of an institution fills its roles, the head's own and the patron's excepted: nobody appoints a superior, or a
second self. The first head comes from whoever runs the system, and every grant is a fact.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

from domain.commands import GrantRole, RevokeRole
from domain.errors import (
    AlreadyRegistered,
    AppointedFromAbove,
    HeadFillsRoles,
    NeverOneself,
    RoleDoesNotFit,
    RoleNotHeld,
    UnknownUnit,
    ValidityOutOfOrder,
)
from domain.occasion import Occasion
from domain.office_events import RoleGranted, RoleRevoked
from domain.people import Actor, AssignmentId, PersonId, Role, UnitId, UnitKind

_KIND_OF: Mapping[Role, UnitKind] = {
    Role.NATIONAL_ADMIN: UnitKind.MINISTRY,
    Role.INSTITUTION_ADMIN: UnitKind.INSTITUTION,
    Role.LIAISON_OFFICER: UnitKind.AGENCY,
    Role.UNIT_HEAD: UnitKind.AGENCY,
    Role.SERVICE_UNIT_ADMIN: UnitKind.AGENCY,
}
_NOT_GRANTED = frozenset({Role.COMPLAINANT, Role.SYSTEM})
_FROM_ABOVE = frozenset({Role.PATRON, Role.RESPONSIBLE_HEAD})


@dataclass(frozen=True, slots=True)
class RoleBook:
    """Every role one person was ever granted, by assignment, and which of them were taken back."""

    granted: Mapping[AssignmentId, RoleGranted] = field(default_factory=dict)
    revoked: frozenset[AssignmentId] = frozenset()

    def assignments(self, on: date) -> tuple[RoleGranted, ...]:
        """The roles held on that day, in the order they were granted."""
        return tuple(grant for grant in self.standing(on) if grant.valid_from <= on)

    def standing(self, on: date) -> tuple[RoleGranted, ...]:
        """The roles held on that day, and those that begin later."""
        return tuple(
            grant
            for grant in self.granted.values()
            if grant.assignment not in self.revoked and (grant.valid_until is None or grant.valid_until >= on)
        )

    def served(self, institution: UnitId | None) -> bool:
        """Whether the person ever held a role in this institution; a revocation does not undo that."""
        return any(grant.institution == institution for grant in self.granted.values())


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


def grant(command: GrantRole, roles: RoleBook, occasion: Occasion) -> RoleGranted:
    """BAB II and III: each tier's officer sits in a unit of that tier, with a footing, from a day on."""
    by = occasion.by
    if by.role not in (Role.SYSTEM, Role.RESPONSIBLE_HEAD):
        raise HeadFillsRoles
    if command.unit not in occasion.units:
        raise UnknownUnit
    institution = _institution_of(command.unit, occasion)
    if by.role is not Role.SYSTEM:
        if command.person == by.person:
            raise NeverOneself
        if institution is None or institution != by.institution:
            raise HeadFillsRoles
        if command.role in _FROM_ABOVE:
            raise AppointedFromAbove
    kind = occasion.units[command.unit].kind
    if command.role in _NOT_GRANTED or _KIND_OF.get(command.role, kind) is not kind:
        raise RoleDoesNotFit
    if command.institution != institution:
        raise RoleDoesNotFit
    valid_from = command.valid_from or occasion.today
    if valid_from < occasion.today or (command.valid_until is not None and command.valid_until < valid_from):
        raise ValidityOutOfOrder
    if command.assignment in {held.assignment for held in roles.standing(occasion.today)}:
        raise AlreadyRegistered
    return RoleGranted(
        assignment=command.assignment,
        person=command.person,
        role=command.role,
        unit=command.unit,
        institution=institution,
        basis=command.basis,
        valid_from=valid_from,
        valid_until=command.valid_until,
        contact=command.contact,
    )


def revoke(command: RevokeRole, roles: RoleBook, occasion: Occasion) -> RoleRevoked:
    """Effective at once, also for a role that has not begun. Another institution's role is as good as none."""
    by = occasion.by
    if by.role not in (Role.SYSTEM, Role.RESPONSIBLE_HEAD):
        raise HeadFillsRoles
    standing = {held.assignment: held for held in roles.standing(occasion.today)}
    held = standing.get(command.assignment)
    if held is None:
        raise RoleNotHeld
    if by.role is not Role.SYSTEM:
        if held.institution is None or held.institution != by.institution:
            raise RoleNotHeld
        if command.person == by.person:
            raise NeverOneself
        if held.role in _FROM_ABOVE:
            raise AppointedFromAbove
    return RoleRevoked(assignment=command.assignment, person=command.person)


def _evolve(book: RoleBook, event: RoleGranted | RoleRevoked) -> RoleBook:
    match event:
        case RoleGranted(assignment=assignment):
            return replace(
                book, granted={**book.granted, assignment: event}, revoked=book.revoked - {assignment}
            )
        case RoleRevoked(assignment=assignment):
            return replace(book, revoked=book.revoked | {assignment})


def _institution_of(unit: UnitId, occasion: Occasion) -> UnitId | None:
    match occasion.units[unit].kind:
        case UnitKind.INSTITUTION:
            return unit
        case UnitKind.AGENCY:
            return occasion.units[unit].parent
        case UnitKind.MINISTRY:
            return None
