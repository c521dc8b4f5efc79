"""A case is closed further (BAB VI.B.1.a.5, b.5, c.2)."""

from typing import Annotated

import strawberry

from domain.commands import RaiseProtection
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class RaiseProtectionInput(ComplaintInput):
    anonymous: bool = strawberry.field(description="From now on; never lower than before.")
    confidential: bool = strawberry.field(description="From now on; never lower than before.")
    redacted_narrative: str | None = strawberry.field(
        default=None,
        description="What the liaison of an anonymous case may open; needed of an officer. Sealed.",
    )


@strawberry.type(
    description="The case is closed further; what was shown of it and may not be any more is gone from view."
)
class ProtectionRecorded(Acted):
    pass


RaiseProtectionResult = Annotated[
    ProtectionRecorded | Refused | Conflict, strawberry.union("RaiseProtectionResult")
]


@strawberry.type
class RaiseProtectionMutation:
    @strawberry.mutation(
        description="As the complainant or a handler, close a case further, at any time (BAB VI.B.1.a.5, b.5, c.2)."
    )
    async def raise_protection(self, info: Info, input: RaiseProtectionInput) -> RaiseProtectionResult:
        texts = Texts()
        command = RaiseProtection(
            complaint=ComplaintId(input.complaint),
            anonymous=input.anonymous,
            confidential=input.confidential,
            redacted_narrative=texts.seal_if(TextKind.REDACTED_NARRATIVE, input.redacted_narrative),
        )
        return await act(info, command, texts, input, ProtectionRecorded)
