"""Tembusan: a copy for a second unit (BAB VI.B.1.a.9, b.9)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.commands import AddCc
from domain.people import ComplaintId, UnitId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class AddCcInput(ComplaintInput):
    unit: UUID
    reason: str | None = strawberry.field(
        default=None, description="Why a confidential case is extended to it; needed there. Sealed."
    )


@strawberry.type(description="Another unit has a copy; the owner stays one.")
class CcAddedToComplaint(Acted):
    pass


AddCcResult = Annotated[CcAddedToComplaint | Refused | Conflict, strawberry.union("AddCcResult")]


@strawberry.type
class AddCcMutation:
    @strawberry.mutation(
        description="Copy a complaint to another unit with authority over part of it (BAB VI.B.1.b.9)."
    )
    async def add_cc(self, info: Info, input: AddCcInput) -> AddCcResult:
        texts = Texts()
        command = AddCc(
            complaint=ComplaintId(input.complaint),
            unit=UnitId(input.unit),
            reason=texts.seal_if(TextKind.REASON, input.reason),
        )
        return await act(info, command, texts, input, CcAddedToComplaint)
