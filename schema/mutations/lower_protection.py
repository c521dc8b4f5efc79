"""The complainant gives up a protection (BAB IV.A.1.e)."""

from typing import Annotated

import strawberry

from domain.commands import LowerProtection
from domain.people import ComplaintId
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class LowerProtectionInput(ComplaintInput):
    anonymous: bool = strawberry.field(description="From now on; never higher than before.")
    confidential: bool = strawberry.field(description="From now on; never higher than before.")


@strawberry.type(
    description="The case is protected as the complainant chose; what was closed is not shown again by itself."
)
class ProtectionGivenUp(Acted):
    pass


LowerProtectionResult = Annotated[
    ProtectionGivenUp | Refused | Conflict, strawberry.union("LowerProtectionResult")
]


@strawberry.type
class LowerProtectionMutation:
    @strawberry.mutation(
        description="As the complainant, give up a protection; nobody else can (BAB IV.A.1.e)."
    )
    async def lower_protection(self, info: Info, input: LowerProtectionInput) -> LowerProtectionResult:
        texts = Texts()
        command = LowerProtection(
            complaint=ComplaintId(input.complaint),
            anonymous=input.anonymous,
            confidential=input.confidential,
        )
        return await act(info, command, texts, input, ProtectionGivenUp)
