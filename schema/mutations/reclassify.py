"""Another class, and with it another limit from the same start (BAB VI.C)."""

from typing import Annotated

import strawberry

from domain.commands import Reclassify
from domain.people import ComplaintId
from domain.texts import TextKind
from domain.vocabulary import ComplaintType
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class ReclassifyInput(ComplaintInput):
    type: ComplaintType
    supervisory_nature: bool = strawberry.field(description="Berkadar pengawasan (BAB VI.C.2, 3).")
    requires_field_inspection: bool = strawberry.field(description="Pemeriksaan lapangan (BAB VI.C.2, 3).")
    reason: str = strawberry.field(description="Why. Sealed.")


@strawberry.type(
    description="The limit of the new class counts from the same start; a breach already recorded stays."
)
class ComplaintReclassified(Acted):
    pass


ReclassifyResult = Annotated[ComplaintReclassified | Refused | Conflict, strawberry.union("ReclassifyResult")]


@strawberry.type
class ReclassifyMutation:
    @strawberry.mutation(
        description="As Admin Instansi, decide on a case's class; a proposal never by whoever made it (BAB VI.C)."
    )
    async def reclassify(self, info: Info, input: ReclassifyInput) -> ReclassifyResult:
        texts = Texts()
        command = Reclassify(
            complaint=ComplaintId(input.complaint),
            type=input.type,
            supervisory_nature=input.supervisory_nature,
            requires_field_inspection=input.requires_field_inspection,
            reason=texts.seal(TextKind.REASON, input.reason),
        )
        return await act(info, command, texts, input, ComplaintReclassified)
