"""Who may fill a role, with what, and from when (BAB II, III)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.commands import GrantRole, RevokeRole
from domain.errors import (
    AlreadyRegistered,
    AppointedFromAbove,
    HeadFillsRoles,
    NeverOneself,
    RoleDoesNotFit,
    RoleNotHeld,
    RuleBroken,
    UnknownUnit,
    ValidityOutOfOrder,
)
from domain.office_events import OfficeEvent, RoleGranted, RoleRevoked
from domain.offices import Known, decide_office
from domain.people import Actor, AssignmentId, PersonId, Role, UnitId
from domain.roles import RoleBook, replay_person
from domain.texts import Filed, OfficeTextKind
from domain.vocabulary import Basis
from tests.support.cast import (
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    INSPEKTORAT,
    MINISTRY,
    NOW,
    OTHER_COMPLAINT,
    OTHER_COUNTY,
    OTHER_DINAS,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    occasion,
    officer,
    person,
)

TODAY = date(2026, 3, 9)
HEAD = officer(Role.RESPONSIBLE_HEAD, COUNTY)
PATRON = officer(Role.PATRON, COUNTY)
SYSTEM = Actor(person=person("system"), role=Role.SYSTEM)
NEWCOMER = person("newcomer")
ASSIGNMENT = AssignmentId(OTHER_COMPLAINT)
GRANT = GrantRole(
    assignment=ASSIGNMENT,
    person=NEWCOMER,
    role=Role.LIAISON_OFFICER,
    unit=DINAS_SOSIAL,
    institution=COUNTY,
    basis=Basis.CONTRACT,
)
GRANTED = RoleGranted(
    assignment=ASSIGNMENT,
    person=NEWCOMER,
    role=Role.LIAISON_OFFICER,
    unit=DINAS_SOSIAL,
    institution=COUNTY,
    basis=Basis.CONTRACT,
    valid_from=TODAY,
    valid_until=None,
)
REVOKE = RevokeRole(assignment=ASSIGNMENT, person=NEWCOMER)
REVOKED = RoleRevoked(assignment=ASSIGNMENT, person=NEWCOMER)


def decided(
    command: GrantRole | RevokeRole, *history: RoleGranted | RoleRevoked, by: Actor = HEAD
) -> tuple[OfficeEvent, ...]:
    return decide_office(command, Known(roles=replay_person(history)), occasion(by))


def refused(
    rule: type[RuleBroken],
    command: GrantRole | RevokeRole,
    *history: RoleGranted | RoleRevoked,
    by: Actor = HEAD,
) -> None:
    with pytest.raises(RuleBroken) as caught:
        decided(command, *history, by=by)
    assert type(caught.value) is rule


def test_the_head_fills_a_role_of_the_institution_with_footing_validity_and_contact() -> None:
    contact = Filed(OfficeTextKind.CONTACT, 0)
    first, last = TODAY + timedelta(days=3), TODAY + timedelta(days=90)
    command = replace(GRANT, valid_from=first, valid_until=last, contact=contact)
    assert decided(GRANT) == (GRANTED,)
    assert decided(command) == (replace(GRANTED, valid_from=first, valid_until=last, contact=contact),)


def test_the_head_takes_a_role_back_also_one_that_has_not_begun() -> None:
    assert decided(REVOKE, GRANTED) == (REVOKED,)
    assert decided(REVOKE, replace(GRANTED, valid_from=TODAY + timedelta(days=9))) == (REVOKED,)


@pytest.mark.parametrize(
    "by", [national_admin(), institution_admin(), liaison(), auditor(), PATRON, complainant()]
)
def test_nobody_else_fills_or_empties_a_role_the_national_admin_neither(by: Actor) -> None:
    refused(HeadFillsRoles, GRANT, by=by)
    refused(HeadFillsRoles, REVOKE, GRANTED, by=by)


def test_the_system_fills_the_first_roles_those_of_patron_and_head_too() -> None:
    for role in (Role.PATRON, Role.RESPONSIBLE_HEAD):
        command = replace(GRANT, role=role, unit=COUNTY)
        event = replace(GRANTED, role=role, unit=COUNTY)
        assert decided(command, by=SYSTEM) == (event,)
        assert decided(REVOKE, event, by=SYSTEM) == (REVOKED,)


@pytest.mark.parametrize("role", [Role.PATRON, Role.RESPONSIBLE_HEAD])
def test_no_head_makes_or_unmakes_a_patron_or_another_head(role: Role) -> None:
    refused(AppointedFromAbove, replace(GRANT, role=role, unit=COUNTY))
    refused(AppointedFromAbove, REVOKE, replace(GRANTED, role=role, unit=COUNTY))


def test_nobody_grants_or_revokes_a_role_of_their_own() -> None:
    own = replace(GRANTED, person=HEAD.person)
    refused(NeverOneself, replace(GRANT, person=HEAD.person))
    refused(NeverOneself, RevokeRole(assignment=ASSIGNMENT, person=HEAD.person), own)


@pytest.mark.parametrize(
    ("unit", "institution"), [(OTHER_DINAS, OTHER_COUNTY), (OTHER_DINAS, COUNTY), (MINISTRY, None)]
)
def test_another_institutions_roles_are_not_the_heads(unit: UnitId, institution: UnitId | None) -> None:
    refused(HeadFillsRoles, replace(GRANT, unit=unit, institution=institution))


@pytest.mark.parametrize("institution", [OTHER_COUNTY, None])
def test_another_institutions_role_is_as_good_as_none_to_the_head(institution: UnitId | None) -> None:
    refused(RoleNotHeld, REVOKE, replace(GRANTED, institution=institution))
    refused(RoleNotHeld, REVOKE)


def test_a_role_that_has_ended_is_not_taken_back_once_more() -> None:
    refused(RoleNotHeld, REVOKE, replace(GRANTED, valid_until=NOW.date() - timedelta(days=1)))


def test_a_head_without_an_institution_fills_nothing() -> None:
    ministry_head = officer(Role.RESPONSIBLE_HEAD, MINISTRY)
    refused(
        HeadFillsRoles,
        replace(GRANT, unit=MINISTRY, institution=None, role=Role.NATIONAL_ADMIN),
        by=ministry_head,
    )
    refused(RoleNotHeld, REVOKE, replace(GRANTED, institution=None), by=ministry_head)


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.COMPLAINANT, COUNTY),
        (Role.SYSTEM, COUNTY),
        (Role.NATIONAL_ADMIN, COUNTY),
        (Role.INSTITUTION_ADMIN, DINAS_SOSIAL),
        (Role.LIAISON_OFFICER, COUNTY),
        (Role.UNIT_HEAD, COUNTY),
        (Role.SERVICE_UNIT_ADMIN, COUNTY),
    ],
)
def test_the_head_is_held_to_the_tiers_too(role: Role, unit: UnitId) -> None:
    refused(RoleDoesNotFit, replace(GRANT, role=role, unit=unit))


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.INSTITUTION_ADMIN, COUNTY),
        (Role.INTERNAL_AUDITOR, INSPEKTORAT),
        (Role.UNIT_HEAD, DINAS_SOSIAL),
        (Role.SERVICE_UNIT_ADMIN, DINAS_KESEHATAN),
        (Role.TEAM_MEMBER, COUNTY),
        (Role.PRIVACY_OFFICER, COUNTY),
    ],
)
def test_every_other_role_of_the_institution_is_the_heads_to_fill(role: Role, unit: UnitId) -> None:
    assert decided(replace(GRANT, role=role, unit=unit)) == (replace(GRANTED, role=role, unit=unit),)


@pytest.mark.parametrize(
    "dates",
    [
        {"valid_from": TODAY - timedelta(days=1)},
        {"valid_until": TODAY - timedelta(days=1)},
        {"valid_from": TODAY + timedelta(days=2), "valid_until": TODAY + timedelta(days=1)},
    ],
)
@pytest.mark.parametrize("by", [HEAD, SYSTEM])
def test_a_role_neither_began_before_today_nor_ends_before_it_begins(dates: Any, by: Actor) -> None:
    refused(ValidityOutOfOrder, replace(GRANT, **dates), by=by)


def test_a_role_of_one_day_is_a_role() -> None:
    assert decided(replace(GRANT, valid_until=TODAY)) == (replace(GRANTED, valid_until=TODAY),)


def test_a_role_is_not_granted_twice_even_where_it_has_not_begun() -> None:
    refused(AlreadyRegistered, GRANT, GRANTED)
    refused(AlreadyRegistered, GRANT, replace(GRANTED, valid_from=TODAY + timedelta(days=30)))
    assert decided(GRANT, replace(GRANTED, valid_until=TODAY - timedelta(days=1))) == (GRANTED,)
    assert decided(GRANT, GRANTED, REVOKED) == (GRANTED,)


def test_a_unit_nobody_knows_has_no_roles() -> None:
    refused(UnknownUnit, replace(GRANT, unit=UnitId(OTHER_COMPLAINT)))


def test_several_people_hold_one_role_in_one_unit() -> None:
    """BAB III: the number of handlers follows the workload."""
    second = replace(GRANT, person=PersonId(OTHER_COMPLAINT), assignment=AssignmentId(COUNTY))
    assert len(decided(GRANT) + decided(second)) == 2


def test_a_revoked_person_served_all_the_same() -> None:
    book = replay_person([GRANTED, REVOKED])
    assert book.served(COUNTY)
    assert not book.served(OTHER_COUNTY)
    assert not RoleBook().served(COUNTY)
    assert book.standing(TODAY) == ()
