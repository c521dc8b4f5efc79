"""Abuse of authority, or a violation by officials, goes to APIP (BAB VI.B.1.b.11)."""

from typing import Annotated

import strawberry

from domain.commands import ReferToInspectorate
from domain.people import ComplaintId
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.type(
    description="The inspectorate has it, and the resolution clock runs; a reported unit sees nothing of it."
)
class ComplaintReferred(Acted):
    pass


ReferToInspectorateResult = Annotated[
    ComplaintReferred | Refused | Conflict, strawberry.union("ReferToInspectorateResult")
]


@strawberry.type
class ReferToInspectorateMutation:
    @strawberry.mutation(
        description="As Admin Instansi, refer a complaint to the inspectorate (BAB VI.B.1.b.11)."
    )
    async def refer_to_inspectorate(self, info: Info, input: ComplaintInput) -> ReferToInspectorateResult:
        texts = Texts()
        command = ReferToInspectorate(
            complaint=ComplaintId(input.complaint),
        )
        return await act(info, command, texts, input, ComplaintReferred)
