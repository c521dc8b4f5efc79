"""Incomplete, so the complainant is asked (BAB VI.B.1.a.10). To find and to ask is one act."""

from typing import Annotated

import strawberry

from domain.commands import RequestCompletion
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class RequestCompletionInput(ComplaintInput):
    what: str = strawberry.field(description="What is missing. Sealed; the complainant can read it.")


@strawberry.type(
    description="The complainant has been asked and has ten working days; answering later revives the case."
)
class CompletionAsked(Acted):
    pass


RequestCompletionResult = Annotated[
    CompletionAsked | Refused | Conflict, strawberry.union("RequestCompletionResult")
]


@strawberry.type
class RequestCompletionMutation:
    @strawberry.mutation(
        description="As Admin Nasional, ask the complainant for what the complaint lacks (BAB VI.B.1.a.10)."
    )
    async def request_completion(self, info: Info, input: RequestCompletionInput) -> RequestCompletionResult:
        texts = Texts()
        command = RequestCompletion(
            complaint=ComplaintId(input.complaint),
            what=texts.seal(TextKind.DATA_REQUEST, input.what),
        )
        return await act(info, command, texts, input, CompletionAsked)
