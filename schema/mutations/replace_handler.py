"""Another unit, since a conflict excludes the one that holds the case (BAB VI.B.1.b.3 and 7)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.commands import ReplaceHandler
from domain.people import ComplaintId, UnitId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class ReplaceHandlerInput(ComplaintInput):
    unit: UUID = strawberry.field(description="One without a conflict, in the same institution.")
    reason: str = strawberry.field(description="Why. Sealed.")


@strawberry.type(description="Another unit holds the case; its resolution clock runs on as it was.")
class HandlerChanged(Acted):
    pass


ReplaceHandlerResult = Annotated[
    HandlerChanged | Refused | Conflict, strawberry.union("ReplaceHandlerResult")
]


@strawberry.type
class ReplaceHandlerMutation:
    @strawberry.mutation(
        description="As Admin Instansi, give a case to another unit than one that a conflict excludes (BAB VI.B.1.b.3)."
    )
    async def replace_handler(self, info: Info, input: ReplaceHandlerInput) -> ReplaceHandlerResult:
        texts = Texts()
        command = ReplaceHandler(
            complaint=ComplaintId(input.complaint),
            unit=UnitId(input.unit),
            reason=texts.seal(TextKind.REASON, input.reason),
        )
        return await act(info, command, texts, input, HandlerChanged)
