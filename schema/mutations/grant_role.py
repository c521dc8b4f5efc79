"""The responsible head gives somebody a role in the institution (BAB II, III)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from domain.errors import RuleBroken
from domain.people import PersonId, Role, UnitId
from domain.texts import OfficeTextKind
from domain.vocabulary import Basis
from schema.context import Done, Info, Texts
from schema.outcomes import Recorded, Refused, signed_in


@strawberry.input
class GrantRoleInput:
    request: UUID = strawberry.field(description="Made by the client, once per grant.")
    person: UUID = strawberry.field(description="The person's id, as `sub` of their tokens.")
    role: Role
    unit: UUID
    basis: Basis = strawberry.field(description="On what footing the person is employed (BAB III).")
    valid_from: date | None = strawberry.field(default=None, description="The first day; today if not given.")
    valid_until: date | None = strawberry.field(default=None, description="The last day; open if not given.")
    contact: str | None = strawberry.field(
        default=None, description="An e-mail address for notices. Sealed under the person's own key."
    )


@strawberry.type(description="The person holds the role from the day it begins.")
class RoleGranted(Recorded):
    assignment_id: UUID


GrantRoleResult = Annotated[RoleGranted | Refused, strawberry.union("GrantRoleResult")]


@strawberry.type
class GrantRoleMutation:
    @strawberry.mutation(
        description="Give somebody a role in your institution; never to yourself (BAB II, III)."
    )
    async def grant_role(self, info: Info, input: GrantRoleInput) -> GrantRoleResult:
        viewer = signed_in(info)
        if isinstance(viewer, Refused):
            return viewer
        texts = Texts()
        assignment, handled = await info.context.desk.grant_role(
            texts=texts,
            person=PersonId(input.person),
            role=input.role,
            unit=UnitId(input.unit),
            basis=input.basis,
            valid_from=input.valid_from,
            valid_until=input.valid_until,
            contact=texts.file_if(OfficeTextKind.CONTACT, input.contact),
            by=viewer,
            request=input.request,
        )
        if isinstance(handled, RuleBroken):
            return Refused.of(handled)
        assert isinstance(handled, Done), "a grant meets no version"
        return RoleGranted(done=handled, assignment_id=assignment)
