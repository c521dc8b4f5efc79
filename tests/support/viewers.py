"""Everybody who may look at cases, as actors that the rights know and as clients that ask."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from api.application.names import SYSTEM, assignment_of, complainant_of, unit_of
from api.devtools.demo.client import Client
from api.devtools.officers import Officer, find_officer
from domain.commands import GrantRole, OfficeCommand, RegisterUnit
from domain.people import Actor, ComplaintId, PersonId, Role, UnitId, UnitKind
from domain.vocabulary import Basis
from schema.context import Done
from tests.support.journey import COPIED, COUNTY, OTHER, UNIT, Case
from tests.support.system import System

_HERE = UUID("0c7f6b1e-5f25-5d0e-8d0f-2b8f0e9a7c55")
ELSEWHERE, OFFICE_ELSEWHERE = "LOMBOK-LAIN", "DINAS-LAIN"
NAMED: Final[Mapping[str, tuple[Role, str]]] = {
    "Admin Nasional": (Role.NATIONAL_ADMIN, "KEMENPANRB"),
    "Admin Instansi": (Role.INSTITUTION_ADMIN, COUNTY),
    "the liaison who holds it": (Role.LIAISON_OFFICER, UNIT),
    "a liaison with a copy": (Role.LIAISON_OFFICER, COPIED),
    "another liaison": (Role.LIAISON_OFFICER, OTHER),
    "the inspectorate": (Role.INTERNAL_AUDITOR, "INSPEKTORAT"),
    "Penanggung Jawab": (Role.RESPONSIBLE_HEAD, COUNTY),
    "Pembina": (Role.PATRON, COUNTY),
    "the privacy officer": (Role.PRIVACY_OFFICER, COUNTY),
}
GRANTED: Final[Mapping[str, tuple[Role, str]]] = {
    "a member of the team": (Role.TEAM_MEMBER, COUNTY),
    "the head of the unit": (Role.UNIT_HEAD, UNIT),
    "a system analyst": (Role.SYSTEM_ANALYSIS, COUNTY),
    "who writes reports": (Role.DATA_REPORTING, COUNTY),
    "another institution's admin": (Role.INSTITUTION_ADMIN, ELSEWHERE),
    "another institution's liaison": (Role.LIAISON_OFFICER, OFFICE_ELSEWHERE),
    "another institution's inspectorate": (Role.INTERNAL_AUDITOR, ELSEWHERE),
    "another institution's head": (Role.RESPONSIBLE_HEAD, ELSEWHERE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Somebody: for the rights an actor, for the API a client with what it signs in with. The public is no actor."""

    actor: Actor | None
    client: Client
    authorization: str | None


async def all_viewers(system: System, cases: Mapping[str, Case]) -> dict[str, Viewer]:
    """The public, the complainant of each case, the demonstration officers, and a role of every other kind."""
    await _elsewhere(system)
    viewers = {"the public": _viewer(system, None, None)}
    for name, case in cases.items():
        complaint = ComplaintId(UUID(case.complaint))
        actor = Actor(person=complainant_of(complaint), role=Role.COMPLAINANT, complaint=complaint)
        credentials = base64.b64encode(f"{case.number}:{case.code}".encode()).decode()
        viewers[f"who complained: {name}"] = _viewer(system, actor, f"Basic {credentials}")
    for name, (role, unit) in NAMED.items():
        actor = actor_of(find_officer(role, unit).person, role, unit)
        viewers[name] = _viewer(system, actor, f"Bearer {system.issuer.token(actor.person)}")
    for name, (role, unit) in GRANTED.items():
        person = PersonId(uuid5(_HERE, name))
        await _do(system, _grant(person, role, unit), name)
        actor = actor_of(person, role, unit)
        viewers[name] = _viewer(system, actor, f"Bearer {system.issuer.token(person)}")
    return viewers


def _viewer(system: System, actor: Actor | None, authorization: str | None) -> Viewer:
    client = Client(system.http, str(system.http.base_url).rstrip("/"), authorization)
    return Viewer(actor=actor, client=client, authorization=authorization)


def actor_of(person: PersonId, role: Role, unit: str) -> Actor:
    """The person in that one assignment."""
    return Actor(
        person=person,
        role=role,
        assignment=assignment_of(person, role, unit_of(unit)),
        institution=_institution(role, unit),
        unit=unit_of(unit),
    )


def _institution(role: Role, unit: str) -> UnitId | None:
    if role is Role.NATIONAL_ADMIN:
        return None
    return unit_of(ELSEWHERE if unit in (ELSEWHERE, OFFICE_ELSEWHERE) else COUNTY)


def _grant(person: PersonId, role: Role, unit: str) -> GrantRole:
    return GrantRole(
        assignment=assignment_of(person, role, unit_of(unit)),
        person=person,
        role=role,
        unit=unit_of(unit),
        institution=_institution(role, unit),
        basis=Basis.CIVIL_SERVANT,
    )


async def _elsewhere(system: System) -> None:
    """A second institution with one agency."""
    for code, kind, parent in (
        (ELSEWHERE, UnitKind.INSTITUTION, None),
        (OFFICE_ELSEWHERE, UnitKind.AGENCY, unit_of(ELSEWHERE)),
    ):
        command = RegisterUnit(unit=unit_of(code), code=code, name=code, kind=kind, parent=parent)
        await _do(system, command, code)


async def _do(system: System, command: OfficeCommand, name: str) -> None:
    handled = await system.api.desk.handle_office(command, by=SYSTEM, request=uuid5(_HERE, f"ask {name}"))
    assert isinstance(handled, Done), handled


def officer_of(name: str) -> Officer:
    """The demonstration officer that the tests call by this name."""
    role, unit = NAMED[name]
    return find_officer(role, unit)
