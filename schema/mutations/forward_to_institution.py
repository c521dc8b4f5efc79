"""Admin Nasional hands a complaint down, by category (BAB VI.B.1.a.7)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.commands import ForwardToInstitution
from domain.people import CategoryId, ComplaintId, UnitId
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class ForwardToInstitutionInput(ComplaintInput):
    category: str = strawberry.field(description="A category's code.")
    institution: UUID


@strawberry.type(description="The institution has it and three working days to review it.")
class ComplaintForwarded(Acted):
    pass


ForwardToInstitutionResult = Annotated[
    ComplaintForwarded | Refused | Conflict, strawberry.union("ForwardToInstitutionResult")
]


@strawberry.type
class ForwardToInstitutionMutation:
    @strawberry.mutation(
        description="Send a verified complaint to the institution its category belongs to (BAB VI.B.1.a.7)."
    )
    async def forward_to_institution(
        self, info: Info, input: ForwardToInstitutionInput
    ) -> ForwardToInstitutionResult:
        texts = Texts()
        command = ForwardToInstitution(
            complaint=ComplaintId(input.complaint),
            category=CategoryId(input.category),
            institution=UnitId(input.institution),
        )
        return await act(info, command, texts, input, ComplaintForwarded)
