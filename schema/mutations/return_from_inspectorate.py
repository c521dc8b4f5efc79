"""An ordinary failing of service goes the ordinary way (BAB VI.B.1.b.11)."""

from typing import Annotated

import strawberry

from domain.commands import ReturnFromInspectorate
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class ReturnFromInspectorateInput(ComplaintInput):
    reason: str = strawberry.field(description="Why. Sealed.")


@strawberry.type(description="Admin Instansi has it again and three working days to dispose of it.")
class ComplaintReturnedByInspectorate(Acted):
    pass


ReturnFromInspectorateResult = Annotated[
    ComplaintReturnedByInspectorate | Refused | Conflict, strawberry.union("ReturnFromInspectorateResult")
]


@strawberry.type
class ReturnFromInspectorateMutation:
    @strawberry.mutation(
        description="As the inspectorate, return to Admin Instansi what no fault was found in (BAB VI.B.1.b.11)."
    )
    async def return_from_inspectorate(
        self, info: Info, input: ReturnFromInspectorateInput
    ) -> ReturnFromInspectorateResult:
        texts = Texts()
        command = ReturnFromInspectorate(
            complaint=ComplaintId(input.complaint),
            reason=texts.seal(TextKind.REASON, input.reason),
        )
        return await act(info, command, texts, input, ComplaintReturnedByInspectorate)
