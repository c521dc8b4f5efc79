"""The commands that give and take roles: how an institution gets its first head, and what no head may do."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID, uuid4

import typer

from api.commands.common import console, local_settings, run
from domain.errors import RuleBroken
from domain.people import PersonId, Role
from domain.vocabulary import Basis

if TYPE_CHECKING:
    from domain.commands import OfficeCommand

PERSON = Annotated[UUID, typer.Argument(help="The person's id, as `sub` of their tokens.")]
ROLE = Annotated[Role, typer.Argument(help="A role, such as LIAISON_OFFICER.")]
UNIT = Annotated[str, typer.Argument(help="The code of the unit, such as DINSOS.")]


def grant(
    person: PERSON,
    role: ROLE,
    unit: UNIT,
    basis: Annotated[Basis, typer.Option(help="On what footing the person is employed.")],
    valid_until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="The last day.")
    ] = None,
) -> None:
    """Give a person a role in a unit, from today. Recorded, like everything else."""
    from api.application.organisation import Holder
    from api.application.organisation import grant as command
    from api.data import load_organisation

    last_day = None if valid_until is None else valid_until.date()
    holder = Holder(person=PersonId(person), role=role, unit=unit, basis=basis, valid_until=last_day)
    _ask(command(load_organisation(), holder))
    console.print(f"{role.value} in {unit}: granted.", highlight=False)


def revoke(person: PERSON, role: ROLE, unit: UNIT) -> None:
    """Take a role in a unit from a person, at once. Recorded, like everything else."""
    from api.application.names import assignment_of, unit_of
    from domain.commands import RevokeRole

    holder = PersonId(person)
    _ask(RevokeRole(assignment=assignment_of(holder, role, unit_of(unit)), person=holder))
    console.print(f"{role.value} in {unit}: revoked.", highlight=False)


def _ask(command: "OfficeCommand") -> None:
    """The system's own act. Raises RuleBroken."""
    from api.application.names import SYSTEM
    from api.parts import open_office

    settings = local_settings()

    async def work() -> None:
        async with open_office(settings) as office:
            handled = await office.desk.handle_office(command, by=SYSTEM, request=uuid4())
        if isinstance(handled, RuleBroken):
            raise handled

    run(work())
