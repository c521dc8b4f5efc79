"""An administrator records that the handling is complete (BAB IV.A.1.d). Never a way to end a case unanswered."""

from typing import Annotated

import strawberry

from domain.commands import CompleteComplaint
from domain.people import ComplaintId
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.type(description="The handling is recorded as complete.")
class ComplaintCompleted(Acted):
    pass


CompleteComplaintResult = Annotated[
    ComplaintCompleted | Refused | Conflict, strawberry.union("CompleteComplaintResult")
]


@strawberry.type
class CompleteComplaintMutation:
    @strawberry.mutation(
        description="As an administrator, record the handling as complete, after a final answer (BAB IV.A.1.d)."
    )
    async def complete_complaint(self, info: Info, input: ComplaintInput) -> CompleteComplaintResult:
        texts = Texts()
        command = CompleteComplaint(
            complaint=ComplaintId(input.complaint),
        )
        return await act(info, command, texts, input, ComplaintCompleted)
