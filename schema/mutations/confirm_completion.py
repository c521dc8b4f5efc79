"""The complainant accepts the answer."""

from typing import Annotated

import strawberry

from domain.commands import ConfirmCompletion
from domain.people import ComplaintId
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.type(description="The complainant accepted the answer.")
class CompletionRecorded(Acted):
    pass


ConfirmCompletionResult = Annotated[
    CompletionRecorded | Refused | Conflict, strawberry.union("ConfirmCompletionResult")
]


@strawberry.type
class ConfirmCompletionMutation:
    @strawberry.mutation(description="As the complainant, accept the final answer.")
    async def confirm_completion(self, info: Info, input: ComplaintInput) -> ConfirmCompletionResult:
        texts = Texts()
        command = ConfirmCompletion(
            complaint=ComplaintId(input.complaint),
        )
        return await act(info, command, texts, input, CompletionRecorded)
