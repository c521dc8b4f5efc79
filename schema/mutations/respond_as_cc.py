"""A unit with a copy contributes to the owner's answer (BAB VI.B.1.b.9, VI.D.2.d)."""

from typing import Annotated

import strawberry

from domain.commands import RespondAsCc
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class RespondAsCcInput(ComplaintInput):
    text: str = strawberry.field(description="What the unit has to say. Sealed; the complainant can read it.")


@strawberry.type(description="The owner and the complainant can read it; the owner still answers.")
class ContributionRecorded(Acted):
    pass


RespondAsCcResult = Annotated[
    ContributionRecorded | Refused | Conflict, strawberry.union("RespondAsCcResult")
]


@strawberry.type
class RespondAsCcMutation:
    @strawberry.mutation(
        description="As the liaison of a unit with a copy, contribute to the answer (BAB VI.B.1.b.9, VI.D.2.d)."
    )
    async def respond_as_cc(self, info: Info, input: RespondAsCcInput) -> RespondAsCcResult:
        texts = Texts()
        command = RespondAsCc(
            complaint=ComplaintId(input.complaint),
            text=texts.seal(TextKind.CONTRIBUTION, input.text),
        )
        return await act(info, command, texts, input, ContributionRecorded)
