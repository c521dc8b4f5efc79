"""The head of a reported unit who must act is told (PP 48/2016)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.commands import AddSuperior
from domain.people import ComplaintId, UnitId
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class AddSuperiorInput(ComplaintInput):
    unit: UUID = strawberry.field(description="A reported unit.")


@strawberry.type(
    description="The head of that unit sees the case, redacted, and has five working days to act."
)
class SuperiorTold(Acted):
    pass


AddSuperiorResult = Annotated[SuperiorTold | Refused | Conflict, strawberry.union("AddSuperiorResult")]


@strawberry.type
class AddSuperiorMutation:
    @strawberry.mutation(
        description="As the inspectorate, tell the head of a reported unit who is not implicated (PP 48/2016)."
    )
    async def add_superior(self, info: Info, input: AddSuperiorInput) -> AddSuperiorResult:
        texts = Texts()
        command = AddSuperior(
            complaint=ComplaintId(input.complaint),
            unit=UnitId(input.unit),
        )
        return await act(info, command, texts, input, SuperiorTold)
