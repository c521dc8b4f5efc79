"""The responsible head takes a role back, at once (BAB II)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.commands import RevokeRole
from domain.errors import RuleBroken
from domain.people import AssignmentId, PersonId
from schema.context import Done, Info
from schema.outcomes import Recorded, Refused, signed_in


@strawberry.input
class RevokeRoleInput:
    request: UUID = strawberry.field(description="Made by the client, once per revocation.")
    person: UUID
    assignment: UUID = strawberry.field(description="The `assignmentId` of the role.")


@strawberry.type(description="The role ended at once: its holder appends nothing more.")
class RoleRevoked(Recorded):
    assignment_id: UUID


RevokeRoleResult = Annotated[RoleRevoked | Refused, strawberry.union("RevokeRoleResult")]


@strawberry.type
class RevokeRoleMutation:
    @strawberry.mutation(
        description="Take a role in your institution back, at once; never your own (BAB II)."
    )
    async def revoke_role(self, info: Info, input: RevokeRoleInput) -> RevokeRoleResult:
        viewer = signed_in(info)
        if isinstance(viewer, Refused):
            return viewer
        command = RevokeRole(assignment=AssignmentId(input.assignment), person=PersonId(input.person))
        handled = await info.context.desk.handle_office(command, by=viewer, request=input.request)
        if isinstance(handled, RuleBroken):
            return Refused.of(handled)
        assert isinstance(handled, Done), "a revocation meets no version"
        return RoleRevoked(done=handled, assignment_id=command.assignment)
