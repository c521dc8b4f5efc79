"""What the procedure's rarer ways need: officers whom the demonstration has not, another institution, refusals."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from api.application.names import SYSTEM, assignment_of, unit_of
from api.devtools.demo.client import Client
from domain.commands import DefineCategory, GrantRole, OfficeCommand, RegisterUnit
from domain.errors import RuleBroken, refusal_of
from domain.people import CategoryId, PersonId, Role, UnitId, UnitKind
from domain.vocabulary import Basis
from schema.context import Done
from tests.support.journey import COUNTY, Case
from tests.support.system import System

NEIGHBOUR, NEIGHBOURING_OFFICE, THEIR_CATEGORY = "KABUPATEN-SEBELAH", "DINAS-SEBELAH", "SEBELAH"
SEEN: Final = """query ($number: String!, $id: ID!) {
  complaint(trackingNumber: $number) { trackingNumber }
  node(id: $id) { ... on Complaint { trackingNumber } }
  complaints(first: 50) { totalCount edges { node { trackingNumber } } }
  inbox(first: 50) { totalCount edges { node { complaint { trackingNumber } } } }
}"""
LOOK: Final = """query ($number: String!) { complaint(trackingNumber: $number) {
  id version tier headline shownText anonymous confidential dueOn reviewDueOn type slaClass
  history { type }
} }"""


@dataclass(frozen=True, slots=True)
class Appointed:
    """Somebody who was given a role for one test."""

    person: PersonId
    client: Client


async def appointed(
    system: System, role: Role, unit: str, *, institution: str | None = COUNTY, person: UUID | None = None
) -> Appointed:
    """A person in that role, who acts in it; somebody new unless a person is given."""
    who = PersonId(person or uuid4())
    grant = GrantRole(
        assignment=assignment_of(who, role, unit_of(unit)),
        person=who,
        role=role,
        unit=unit_of(unit),
        institution=None if institution is None else unit_of(institution),
        basis=Basis.CIVIL_SERVANT,
    )
    await _do(system, grant)
    client = system.public.officer(system.issuer.token(who)).acting(grant.assignment)
    return Appointed(who, client)


async def neighbour(system: System) -> None:
    """A second institution, with one agency and a category of its own."""
    units: tuple[tuple[str, UnitKind, UnitId | None], ...] = (
        (NEIGHBOUR, UnitKind.INSTITUTION, None),
        (NEIGHBOURING_OFFICE, UnitKind.AGENCY, unit_of(NEIGHBOUR)),
    )
    for code, kind, parent in units:
        await _do(system, RegisterUnit(unit=unit_of(code), code=code, name=code, kind=kind, parent=parent))
    await _do(
        system,
        DefineCategory(
            category=CategoryId(THEIR_CATEGORY),
            label_id=THEIR_CATEGORY,
            label_en=THEIR_CATEGORY,
            unit=unit_of(NEIGHBOURING_OFFICE),
        ),
    )


async def _do(system: System, command: OfficeCommand) -> None:
    handled = await system.api.desk.handle_office(command, by=SYSTEM, request=uuid4())
    assert isinstance(handled, Done), handled


async def refused(
    client: Client, operation: str, given: Mapping[str, object], broken: type[RuleBroken]
) -> None:
    """The operation is refused by that rule, word for word, and again from the log when it is sent again."""
    request = uuid4()
    answer = await client.try_to(operation, given, request=request)
    assert answer == refusal(broken), answer
    assert await client.try_to(operation, given, request=request) == answer


def refusal(broken: type[RuleBroken]) -> dict[str, object]:
    """What a client is told of a rule, from the name that the log keeps of it."""
    recovered = refusal_of(broken.rule.value)
    assert type(recovered) is broken
    return {
        "__typename": "Refused",
        "rule": recovered.rule.value,
        "clause": recovered.clause,
        "message": {"indonesian": recovered.message.id, "english": recovered.message.en},
        "wayOut": {"indonesian": recovered.way_out.id, "english": recovered.way_out.en},
    }


async def find(client: Client, case: Case) -> dict[str, bool | int]:
    """By which ways somebody comes upon a case, and how many cases they are told there are."""
    answer = await client.ask(SEEN, {"number": case.number, "id": node_id(case)})
    listed = [edge["node"]["trackingNumber"] for edge in answer["complaints"]["edges"]]
    waiting = [edge["node"]["complaint"]["trackingNumber"] for edge in answer["inbox"]["edges"]]
    return {
        "by number": answer["complaint"] is not None,
        "by id": answer["node"] is not None,
        "in the list": case.number in listed,
        "in the inbox": case.number in waiting,
        "how many": answer["complaints"]["totalCount"],
        "how many wait": answer["inbox"]["totalCount"],
    }


async def sees(client: Client, case: Case) -> bool:
    """Whether the case exists to somebody, by every way that leads to it."""
    found = await find(client, case)
    ways = {found["by number"], found["by id"], found["in the list"]}
    assert len(ways) == 1, found
    return bool(found["by number"])


def node_id(case: Case) -> str:
    """What a client keeps of a case to fetch it again."""
    return base64.urlsafe_b64encode(f"Complaint:{case.complaint}".encode()).decode().rstrip("=")
