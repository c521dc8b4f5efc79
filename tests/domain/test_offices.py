"""Units, categories, roles, and the looks at an inbox."""

from datetime import date, timedelta

import pytest

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
    RuleBroken,
    SystemOnly,
    UnknownUnit,
)
from domain.office_events import (
    CategoryDefined,
    DutyAssigned,
    InboxViewed,
    OfficeEvent,
    RoleGranted,
    RoleRevoked,
    UnitRegistered,
)
from domain.offices import Known, decide_office
from domain.people import Actor, AssignmentId, CategoryId, Duty, Role, UnitId, UnitKind
from domain.roles import RoleBook, actor_for, replay_person
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
    complainant,
    institution_admin,
    liaison,
    national_admin,
    occasion,
    officer,
    person,
)

HEAD = officer(Role.RESPONSIBLE_HEAD, COUNTY)
SYSTEM = Actor(person=person("system"), role=Role.SYSTEM)
OFFICER = person("officer")
ASSIGNMENT = AssignmentId(OTHER_COMPLAINT)
TODAY = date(2026, 3, 9)
NEW = UnitId(OTHER_COMPLAINT)
REGISTER = RegisterUnit(unit=NEW, code="BARU", name="DINAS BARU", kind=UnitKind.AGENCY, parent=COUNTY)
DEFINE = DefineCategory(
    category=CategoryId("SOCIAL"), label_id="Sosial", label_en="Social", unit=DINAS_SOSIAL
)
INSPECT = AssignDuty(institution=COUNTY, duty=Duty.INSPECTORATE, unit=INSPEKTORAT)


def grant(
    role: Role = Role.LIAISON_OFFICER,
    unit: UnitId = DINAS_SOSIAL,
    institution: UnitId | None = COUNTY,
) -> GrantRole:
    return GrantRole(
        assignment=ASSIGNMENT,
        person=OFFICER,
        role=role,
        unit=unit,
        institution=institution,
        basis=Basis.CIVIL_SERVANT,
    )


def granted(valid_from: date = TODAY, valid_until: date | None = None) -> RoleGranted:
    return RoleGranted(
        assignment=ASSIGNMENT,
        person=OFFICER,
        role=Role.LIAISON_OFFICER,
        unit=DINAS_SOSIAL,
        institution=COUNTY,
        basis=Basis.CIVIL_SERVANT,
        valid_from=valid_from,
        valid_until=valid_until,
    )


REVOKE = RevokeRole(assignment=ASSIGNMENT, person=OFFICER)
REVOKED = RoleRevoked(assignment=ASSIGNMENT, person=OFFICER)
UNKNOWN = Known()
HOLDS = Known(roles=replay_person([granted()]))


def decided(command: OfficeCommand, known: Known = UNKNOWN, by: Actor = SYSTEM) -> tuple[OfficeEvent, ...]:
    return decide_office(command, known, occasion(by))


def refused(
    rule: type[RuleBroken],
    command: OfficeCommand,
    known: Known = UNKNOWN,
    by: Actor = SYSTEM,
) -> None:
    with pytest.raises(RuleBroken) as caught:
        decided(command, known, by)
    assert type(caught.value) is rule


def test_a_unit_is_registered_once_under_a_known_parent() -> None:
    (event,) = decided(REGISTER)
    assert event == UnitRegistered(
        unit=NEW, code="BARU", name="DINAS BARU", kind=UnitKind.AGENCY, parent=COUNTY
    )
    refused(AlreadyRegistered, REGISTER, Known(registered=True))
    orphan = RegisterUnit(unit=NEW, code="BARU", name="DINAS BARU", kind=UnitKind.AGENCY, parent=NEW)
    refused(UnknownUnit, orphan)


def test_a_category_names_a_known_unit() -> None:
    (event,) = decided(DEFINE)
    assert event == CategoryDefined(
        category=CategoryId("SOCIAL"), label_id="Sosial", label_en="Social", unit=DINAS_SOSIAL
    )
    refused(AlreadyRegistered, DEFINE, Known(registered=True))
    refused(
        UnknownUnit, DefineCategory(category=CategoryId("NEW"), label_id="Baru", label_en="New", unit=NEW)
    )


def test_a_duty_falls_to_another_agency_of_the_institution_and_never_twice_to_the_same() -> None:
    assigned = DutyAssigned(institution=COUNTY, duty=Duty.INSPECTORATE, unit=INSPEKTORAT)
    assert decided(INSPECT) == (assigned,)
    assert decided(INSPECT, Known(on_duty=DINAS_SOSIAL)) == (assigned,)
    refused(AlreadyRegistered, INSPECT, Known(on_duty=INSPEKTORAT))


@pytest.mark.parametrize("unit", [OTHER_DINAS, COUNTY, MINISTRY])
def test_a_duty_is_done_by_an_agency_of_the_institution_itself(unit: UnitId) -> None:
    refused(DutyNeedsAgency, AssignDuty(institution=COUNTY, duty=Duty.ADMINISTRATION, unit=unit))


@pytest.mark.parametrize(("institution", "unit"), [(NEW, INSPEKTORAT), (COUNTY, NEW)])
def test_a_duty_needs_a_known_institution_and_a_known_unit(institution: UnitId, unit: UnitId) -> None:
    refused(UnknownUnit, AssignDuty(institution=institution, duty=Duty.ADMINISTRATION, unit=unit))


def test_a_role_is_granted_from_today() -> None:
    assert decided(grant()) == (granted(),)


@pytest.mark.parametrize(
    ("role", "unit", "institution"),
    [
        (Role.NATIONAL_ADMIN, COUNTY, COUNTY),
        (Role.NATIONAL_ADMIN, DINAS_SOSIAL, COUNTY),
        (Role.INSTITUTION_ADMIN, DINAS_SOSIAL, COUNTY),
        (Role.INSTITUTION_ADMIN, MINISTRY, None),
        (Role.LIAISON_OFFICER, COUNTY, COUNTY),
        (Role.LIAISON_OFFICER, DINAS_SOSIAL, OTHER_COUNTY),
        (Role.LIAISON_OFFICER, DINAS_SOSIAL, None),
        (Role.NATIONAL_ADMIN, MINISTRY, COUNTY),
        (Role.COMPLAINANT, COUNTY, COUNTY),
        (Role.SYSTEM, MINISTRY, None),
    ],
)
def test_a_role_sits_in_a_unit_of_its_tier(role: Role, unit: UnitId, institution: UnitId | None) -> None:
    refused(RoleDoesNotFit, grant(role, unit, institution))


@pytest.mark.parametrize(
    ("role", "unit", "institution"),
    [
        (Role.NATIONAL_ADMIN, MINISTRY, None),
        (Role.INSTITUTION_ADMIN, COUNTY, COUNTY),
        (Role.INTERNAL_AUDITOR, DINAS_KESEHATAN, COUNTY),
        (Role.PATRON, COUNTY, COUNTY),
        (Role.PRIVACY_OFFICER, MINISTRY, None),
    ],
)
def test_every_tier_has_its_officers(role: Role, unit: UnitId, institution: UnitId | None) -> None:
    (event,) = decided(grant(role, unit, institution))
    assert isinstance(event, RoleGranted)
    assert (event.role, event.unit, event.institution) == (role, unit, institution)


def test_a_role_needs_a_known_unit() -> None:
    refused(UnknownUnit, grant(unit=NEW))


def test_a_role_is_held_once_and_can_be_granted_again_after_it_was_revoked() -> None:
    refused(AlreadyRegistered, grant(), HOLDS)
    book = replay_person([granted(), REVOKED])
    assert decided(grant(), Known(roles=book)) == (granted(),)
    assert replay_person([granted(), REVOKED, granted()]).assignments(TODAY) == (granted(),)


def test_only_a_held_role_is_revoked() -> None:
    assert decided(REVOKE, HOLDS) == (REVOKED,)
    refused(RoleNotHeld, REVOKE)
    refused(RoleNotHeld, REVOKE, Known(roles=replay_person([granted(), REVOKED])))


@pytest.mark.parametrize("command", [REGISTER, DEFINE, INSPECT])
@pytest.mark.parametrize("by", [national_admin(), institution_admin(), HEAD, liaison(), complainant()])
def test_only_the_system_changes_units_categories_and_duties(command: OfficeCommand, by: Actor) -> None:
    refused(SystemOnly, command, HOLDS, by)


def test_a_role_holds_from_its_first_to_its_last_day_and_a_revocation_at_once() -> None:
    book = replay_person([granted(TODAY, TODAY + timedelta(days=1))])
    days = [TODAY + timedelta(days=n) for n in range(-1, 3)]
    assert [bool(book.assignments(day)) for day in days] == [False, True, True, False]
    assert replay_person([granted(), REVOKED]).assignments(TODAY) == ()
    assert RoleBook().assignments(TODAY) == ()


def test_an_actor_acts_in_exactly_one_assignment() -> None:
    assert actor_for(OFFICER, granted()) == Actor(
        person=OFFICER,
        role=Role.LIAISON_OFFICER,
        assignment=ASSIGNMENT,
        institution=COUNTY,
        unit=DINAS_SOSIAL,
    )


def test_a_look_at_ones_own_inbox_is_noted_once_an_hour() -> None:
    by = liaison()
    view = ViewInbox(unit=DINAS_SOSIAL)
    seen = (InboxViewed(person=by.person, unit=DINAS_SOSIAL),)
    assert decided(view, by=by) == seen
    assert decided(view, Known(last_viewed=NOW - timedelta(minutes=59)), by) == ()
    assert decided(view, Known(last_viewed=NOW - timedelta(hours=1)), by) == seen


@pytest.mark.parametrize("by", [liaison(DINAS_KESEHATAN), complainant(), SYSTEM])
def test_another_units_inbox_is_not_looked_at(by: Actor) -> None:
    refused(NotYourInbox, ViewInbox(unit=DINAS_SOSIAL), by=by)
