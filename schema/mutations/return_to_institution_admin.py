"""The liaison hands a case back to Admin Instansi (BAB VI.B.1.c.5)."""

from typing import Annotated

import strawberry

from domain.commands import ReturnToInstitutionAdmin
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class ReturnToInstitutionAdminInput(ComplaintInput):
    reason: str = strawberry.field(description="Why. Sealed.")


@strawberry.type(description="The institution has it again; the case goes on.")
class ComplaintReturned(Acted):
    pass


ReturnToInstitutionAdminResult = Annotated[
    ComplaintReturned | Refused | Conflict, strawberry.union("ReturnToInstitutionAdminResult")
]


@strawberry.type
class ReturnToInstitutionAdminMutation:
    @strawberry.mutation(
        description="Return a complaint that is outside the unit's authority (BAB VI.B.1.c.5)."
    )
    async def return_to_institution_admin(
        self, info: Info, input: ReturnToInstitutionAdminInput
    ) -> ReturnToInstitutionAdminResult:
        texts = Texts()
        command = ReturnToInstitutionAdmin(
            complaint=ComplaintId(input.complaint),
            reason=texts.seal(TextKind.REASON, input.reason),
        )
        return await act(info, command, texts, input, ComplaintReturned)
