"""The answer does not settle it (BAB IV.A.1.d)."""

from typing import Annotated

import strawberry

from domain.commands import DisputeAnswer
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class DisputeAnswerInput(ComplaintInput):
    reason: str = strawberry.field(description="Why it does not settle the matter. Sealed.")


@strawberry.type(description="The case goes on where it was answered, with what was left of its time.")
class DisputeRecorded(Acted):
    pass


DisputeAnswerResult = Annotated[DisputeRecorded | Refused | Conflict, strawberry.union("DisputeAnswerResult")]


@strawberry.type
class DisputeAnswerMutation:
    @strawberry.mutation(
        description="As the complainant, dispute the final answer, also after completion (BAB IV.A.1.d)."
    )
    async def dispute_answer(self, info: Info, input: DisputeAnswerInput) -> DisputeAnswerResult:
        texts = Texts()
        command = DisputeAnswer(
            complaint=ComplaintId(input.complaint),
            reason=texts.seal(TextKind.COMPLAINANT_REASON, input.reason),
        )
        return await act(info, command, texts, input, DisputeRecorded)
