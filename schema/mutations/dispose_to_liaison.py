"""Admin Instansi hands a complaint to a unit, by category (BAB VI.B.1.b.7)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.commands import DisposeToLiaison
from domain.people import CategoryId, ComplaintId, UnitId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class DisposeToLiaisonInput(ComplaintInput):
    category: str = strawberry.field(description="A category's code.")
    unit: UUID
    reason: str | None = strawberry.field(
        default=None, description="Why another unit than the one the category names (BAB II.D.b). Sealed."
    )


@strawberry.type(description="A unit's liaison has it; the resolution clock has started.")
class ComplaintDisposed(Acted):
    pass


DisposeToLiaisonResult = Annotated[
    ComplaintDisposed | Refused | Conflict, strawberry.union("DisposeToLiaisonResult")
]


@strawberry.type
class DisposeToLiaisonMutation:
    @strawberry.mutation(
        description="Hand a reviewed complaint to a unit's liaison; the resolution clock starts (BAB VI.B.1.b.7, VI.C)."
    )
    async def dispose_to_liaison(self, info: Info, input: DisposeToLiaisonInput) -> DisposeToLiaisonResult:
        texts = Texts()
        command = DisposeToLiaison(
            complaint=ComplaintId(input.complaint),
            category=CategoryId(input.category),
            unit=UnitId(input.unit),
            reason=texts.seal_if(TextKind.REASON, input.reason),
        )
        return await act(info, command, texts, input, ComplaintDisposed)
