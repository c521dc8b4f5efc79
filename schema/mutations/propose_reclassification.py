"""A liaison finds the class wrong (BAB VI.C). Only the institution's admin changes it."""

from typing import Annotated

import strawberry

from domain.commands import ProposeReclassification
from domain.people import ComplaintId
from domain.texts import TextKind
from domain.vocabulary import ComplaintType
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class ProposeReclassificationInput(ComplaintInput):
    type: ComplaintType
    supervisory_nature: bool = strawberry.field(description="Berkadar pengawasan (BAB VI.C.2, 3).")
    requires_field_inspection: bool = strawberry.field(description="Pemeriksaan lapangan (BAB VI.C.2, 3).")
    reason: str = strawberry.field(description="Why. Sealed.")


@strawberry.type(description="The proposal waits for an admin other than whoever made it.")
class ReclassificationSuggested(Acted):
    pass


ProposeReclassificationResult = Annotated[
    ReclassificationSuggested | Refused | Conflict, strawberry.union("ProposeReclassificationResult")
]


@strawberry.type
class ProposeReclassificationMutation:
    @strawberry.mutation(
        description="As the liaison who holds it, propose another class for a case (BAB VI.C)."
    )
    async def propose_reclassification(
        self, info: Info, input: ProposeReclassificationInput
    ) -> ProposeReclassificationResult:
        texts = Texts()
        command = ProposeReclassification(
            complaint=ComplaintId(input.complaint),
            type=input.type,
            supervisory_nature=input.supervisory_nature,
            requires_field_inspection=input.requires_field_inspection,
            reason=texts.seal(TextKind.REASON, input.reason),
        )
        return await act(info, command, texts, input, ReclassificationSuggested)
