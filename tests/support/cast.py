"""Who plays in the tests: units, categories, people, and the occasion of a decision."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from api.data import load_calendar, load_policy
from domain.occasion import Occasion, UnitFacts
from domain.people import (
    Actor,
    AssignmentId,
    CategoryId,
    ComplaintId,
    Duty,
    PersonId,
    Role,
    UnitId,
    UnitKind,
)

_SAMPLES = UUID("2b6f8f7e-5d0c-5a53-8f0e-64c1f8f3a7b1")
WITA: Final = ZoneInfo("Asia/Makassar")
NOW: Final = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Lombok Tengah


def _unit(name: str) -> UnitId:
    return UnitId(uuid5(_SAMPLES, f"unit {name}"))


def person(name: str) -> PersonId:
    """The person that a test calls by this word; the same word is the same person."""
    return PersonId(uuid5(_SAMPLES, f"person {name}"))


MINISTRY: Final = _unit("ministry")
COUNTY: Final = _unit("county")
OTHER_COUNTY: Final = _unit("other county")
DINAS_SOSIAL: Final = _unit("dinas sosial")
DINAS_KESEHATAN: Final = _unit("dinas kesehatan")
DINAS_PERHUBUNGAN: Final = _unit("dinas perhubungan")
DINAS_KOMINFO: Final = _unit("dinas kominfo")
INSPEKTORAT: Final = _unit("inspektorat")
OTHER_DINAS: Final = _unit("dinas of the other county")
UNITS: Final[Mapping[UnitId, UnitFacts]] = {
    MINISTRY: UnitFacts(kind=UnitKind.MINISTRY, parent=None),
    COUNTY: UnitFacts(kind=UnitKind.INSTITUTION, parent=None),
    OTHER_COUNTY: UnitFacts(kind=UnitKind.INSTITUTION, parent=None),
    DINAS_SOSIAL: UnitFacts(kind=UnitKind.AGENCY, parent=COUNTY),
    DINAS_KESEHATAN: UnitFacts(kind=UnitKind.AGENCY, parent=COUNTY),
    DINAS_PERHUBUNGAN: UnitFacts(kind=UnitKind.AGENCY, parent=COUNTY),
    DINAS_KOMINFO: UnitFacts(kind=UnitKind.AGENCY, parent=COUNTY),
    INSPEKTORAT: UnitFacts(kind=UnitKind.AGENCY, parent=COUNTY),
    OTHER_DINAS: UnitFacts(kind=UnitKind.AGENCY, parent=OTHER_COUNTY),
}
SOCIAL: Final = CategoryId("SOCIAL")
HEALTH: Final = CategoryId("HEALTH")
ELSEWHERE: Final = CategoryId("ELSEWHERE")
CATEGORIES: Final[Mapping[CategoryId, UnitId]] = {
    SOCIAL: DINAS_SOSIAL,
    HEALTH: DINAS_KESEHATAN,
    ELSEWHERE: OTHER_DINAS,
}
COMPLAINT: Final = ComplaintId(uuid5(_SAMPLES, "complaint"))
OTHER_COMPLAINT: Final = ComplaintId(uuid5(_SAMPLES, "other complaint"))


def officer(role: Role, unit: UnitId, who: PersonId | None = None) -> Actor:
    """Somebody acting in one assignment; by default one person for each role and unit."""
    kind = UNITS[unit].kind
    institution = {UnitKind.INSTITUTION: unit, UnitKind.AGENCY: UNITS[unit].parent, UnitKind.MINISTRY: None}
    who = who or person(f"{role} in {unit}")
    return Actor(
        person=who,
        role=role,
        assignment=AssignmentId(uuid5(_SAMPLES, f"{who} {role} {unit}")),
        institution=institution[kind],
        unit=unit,
    )


def national_admin(who: PersonId | None = None) -> Actor:
    return officer(Role.NATIONAL_ADMIN, MINISTRY, who)


def institution_admin(of: UnitId = COUNTY, who: PersonId | None = None) -> Actor:
    return officer(Role.INSTITUTION_ADMIN, of, who)


def liaison(unit: UnitId = DINAS_SOSIAL, who: PersonId | None = None) -> Actor:
    return officer(Role.LIAISON_OFFICER, unit, who)


def auditor(unit: UnitId = INSPEKTORAT, who: PersonId | None = None) -> Actor:
    return officer(Role.INTERNAL_AUDITOR, unit, who)


def complainant(of: ComplaintId = COMPLAINT) -> Actor:
    return Actor(person=PersonId(uuid5(_SAMPLES, f"complainant {of}")), role=Role.COMPLAINANT, complaint=of)


DUTIES: Final[Mapping[tuple[UnitId, Duty], UnitId]] = {
    (COUNTY, Duty.ADMINISTRATION): DINAS_KOMINFO,
    (COUNTY, Duty.INSPECTORATE): INSPEKTORAT,
}


def occasion(by: Actor, at: datetime = NOW) -> Occasion:
    """The sample organisation, the real calendar and the real limits."""
    return Occasion(
        by=by,
        at=at,
        zone=WITA,
        calendar=load_calendar(),
        policy=load_policy(),
        categories=CATEGORIES,
        units=UNITS,
        duties=DUTIES,
    )
