"""Units, categories, assignments and looks at inboxes."""

from dataclasses import replace
from datetime import date, timedelta

from domain.office_events import (
    CategoryDefined,
    DutyAssigned,
    InboxViewed,
    RoleGranted,
    RoleRevoked,
    UnitRegistered,
)
from domain.people import AssignmentId, Duty, Role
from domain.vocabulary import Basis
from projections.offices.handler import offices
from projections.write import Write
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import given
from tests.support.cast import (
    CATEGORIES,
    COUNTY,
    DINAS_SOSIAL,
    INSPEKTORAT,
    NOW,
    UNITS,
    liaison,
    person,
)
from tests.support.samples import with_answer

GRANTED = RoleGranted(
    assignment=liaison().assignment or AssignmentId(COUNTY),
    person=liaison().person,
    role=Role.LIAISON_OFFICER,
    unit=DINAS_SOSIAL,
    institution=COUNTY,
    basis=Basis.CIVIL_SERVANT,
    valid_from=date(2026, 1, 5),
    valid_until=None,
)
REVOKED = RoleRevoked(assignment=GRANTED.assignment, person=GRANTED.person)
LATER = NOW + timedelta(days=1)


def test_a_grant_becomes_an_assignment_with_its_place_in_the_log() -> None:
    [write] = given(organisation()).when(GRANTED).writes(offices)

    assert write.statement == "add_assignment"
    assert write.arguments == (
        GRANTED.assignment,
        GRANTED.person,
        GRANTED.role,
        DINAS_SOSIAL,
        COUNTY,
        Basis.CIVIL_SERVANT,
        date(2026, 1, 5),
        None,
        len(organisation()),
    )


def test_a_revoked_assignment_is_gone() -> None:
    assert given(GRANTED).when(REVOKED).writes(offices) == [Write("drop_assignment", (GRANTED.assignment,))]


def test_what_happens_to_complaints_changes_no_office() -> None:
    assert given().when(with_answer()).writes(offices) == []


async def test_units_and_categories_are_kept_as_they_were_registered(chronicle: Chronicle) -> None:
    await chronicle.happened(organisation())

    units = await chronicle.rows("SELECT unit, kind, parent FROM read.unit")
    categories = await chronicle.rows("SELECT category, unit FROM read.category")

    assert {row["unit"]: (row["kind"], row["parent"]) for row in units} == {
        unit: (facts.kind, facts.parent) for unit, facts in UNITS.items()
    }
    assert {row["category"]: row["unit"] for row in categories} == CATEGORIES
    names = {event.name for event in organisation() if isinstance(event, UnitRegistered)}
    assert {row["name"] for row in await chronicle.rows("SELECT name FROM read.unit")} == names


async def test_a_category_that_is_defined_again_is_the_later_one(chronicle: Chronicle) -> None:
    first, *_ = [event for event in organisation() if isinstance(event, CategoryDefined)]
    await chronicle.happened(organisation(), replace(first, label_en="Other", unit=COUNTY))

    [row] = await chronicle.rows(
        "SELECT label_en, unit FROM read.category WHERE category = $1", first.category
    )
    assert row == {"label_en": "Other", "unit": COUNTY}


async def test_a_duty_is_done_by_the_agency_it_was_assigned_to_last(chronicle: Chronicle) -> None:
    first = DutyAssigned(institution=COUNTY, duty=Duty.INSPECTORATE, unit=DINAS_SOSIAL)
    await chronicle.happened(
        first, replace(first, duty=Duty.ADMINISTRATION), replace(first, unit=INSPEKTORAT)
    )

    rows = await chronicle.rows("SELECT duty, unit FROM read.duty WHERE institution = $1", COUNTY)

    assert {row["duty"]: row["unit"] for row in rows} == {
        "ADMINISTRATION": DINAS_SOSIAL,
        "INSPECTORATE": INSPEKTORAT,
    }


async def test_a_role_holds_from_its_grant_until_its_revocation(chronicle: Chronicle) -> None:
    held = "SELECT assignment, granted_at FROM read.assignment"
    await chronicle.happened(GRANTED)
    assert await chronicle.rows(held) == [{"assignment": GRANTED.assignment, "granted_at": 0}]
    await chronicle.happened(REVOKED)
    assert await chronicle.rows(held) == []
    await chronicle.happened(GRANTED)
    assert await chronicle.rows(held) == [{"assignment": GRANTED.assignment, "granted_at": 2}]


async def test_a_role_that_ran_out_can_be_granted_again(chronicle: Chronicle) -> None:
    again = replace(GRANTED, valid_from=date(2026, 3, 2), basis=Basis.CONTRACT)
    await chronicle.happened(replace(GRANTED, valid_until=date(2026, 2, 27)), again)

    [row] = await chronicle.rows("SELECT valid_from, valid_until, basis, granted_at FROM read.assignment")

    assert row == {
        "valid_from": date(2026, 3, 2),
        "valid_until": None,
        "basis": "CONTRACT",
        "granted_at": 1,
    }


async def test_the_last_look_at_an_inbox_counts_in_whatever_order_looks_are_told(
    chronicle: Chronicle,
) -> None:
    look = InboxViewed(person=person("liaison"), unit=DINAS_SOSIAL)
    await chronicle.happened(look, at=LATER)
    await chronicle.happened(look, at=NOW)
    await chronicle.happened(replace(look, person=person("another")), at=NOW)

    rows = await chronicle.rows("SELECT person, viewed_at FROM read.inbox_view ORDER BY viewed_at")

    assert rows == [
        {"person": person("another"), "viewed_at": NOW},
        {"person": person("liaison"), "viewed_at": LATER},
    ]
