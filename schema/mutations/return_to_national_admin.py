"""Admin Instansi hands a complaint back to Admin Nasional (BAB II.D.e, VI.B.1.b.10)."""

from typing import Annotated

import strawberry

from domain.commands import ReturnToNationalAdmin
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class ReturnToNationalAdminInput(ComplaintInput):
    reason: str = strawberry.field(description="Why. Sealed.")


@strawberry.type(
    description="Admin Nasional has it again and three working days to review it; the case goes on."
)
class ComplaintReturnedToNationalAdmin(Acted):
    pass


ReturnToNationalAdminResult = Annotated[
    ComplaintReturnedToNationalAdmin | Refused | Conflict, strawberry.union("ReturnToNationalAdminResult")
]


@strawberry.type
class ReturnToNationalAdminMutation:
    @strawberry.mutation(
        description="Return a complaint that is outside the institution's authority (BAB II.D.e, VI.B.1.b.10)."
    )
    async def return_to_national_admin(
        self, info: Info, input: ReturnToNationalAdminInput
    ) -> ReturnToNationalAdminResult:
        texts = Texts()
        command = ReturnToNationalAdmin(
            complaint=ComplaintId(input.complaint),
            reason=texts.seal(TextKind.REASON, input.reason),
        )
        return await act(info, command, texts, input, ComplaintReturnedToNationalAdmin)
