"""Demonstration officers: one id for each role in each unit, without a name."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from api.data import load_organisation
from domain.people import PersonId, Role, UnitKind

_DEMONSTRATION = UUID("b2b1e7c4-0a55-5b5b-9d0e-4f0d7c5d9a3e")
_MINISTRY, _COUNTY, _INSPECTORATE = "KEMENPANRB", "LOMBOK-TENGAH", "INSPEKTORAT"


class NoSuchOfficer(Exception):
    """No demonstration officer holds that role there; the text names those who do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person of the demonstration, known by the role and the code of the unit."""

    role: Role
    unit: str

    @property
    def person(self) -> PersonId:
        return PersonId(uuid5(_DEMONSTRATION, f"{self.role.value}@{self.unit}"))


def officers() -> tuple[Officer, ...]:
    """Every demonstration officer, from the ministry down."""
    liaisons = tuple(
        Officer(role=Role.LIAISON_OFFICER, unit=unit.code)
        for unit in load_organisation().units
        if unit.kind is UnitKind.AGENCY
    )
    return (
        Officer(role=Role.NATIONAL_ADMIN, unit=_MINISTRY),
        Officer(role=Role.INSTITUTION_ADMIN, unit=_COUNTY),
        *liaisons,
        Officer(role=Role.INTERNAL_AUDITOR, unit=_INSPECTORATE),
        Officer(role=Role.RESPONSIBLE_HEAD, unit=_COUNTY),
        Officer(role=Role.PATRON, unit=_COUNTY),
        Officer(role=Role.TEAM_MEMBER, unit=_COUNTY),
        Officer(role=Role.PRIVACY_OFFICER, unit=_COUNTY),
    )


def find_officer(role: str, unit: str | None = None) -> Officer:
    """The first officer with that role, in that unit if one is named. Raises NoSuchOfficer."""
    wanted = role.upper().replace("-", "_")
    for officer in officers():
        if officer.role.value == wanted and (unit is None or officer.unit == unit.upper()):
            return officer
    held = ", ".join(sorted({f"{officer.role.value} --unit {officer.unit}" for officer in officers()}))
    raise NoSuchOfficer(f"No demonstration officer holds that role there. These do: {held}.")
