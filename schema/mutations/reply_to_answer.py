"""The complainant writes back (BAB IV.A.1.d)."""

from typing import Annotated

import strawberry

from domain.commands import ReplyToAnswer
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class ReplyToAnswerInput(ComplaintInput):
    text: str = strawberry.field(description="In the complainant's own words. Sealed.")


@strawberry.type(
    description="Whoever handles the case can open it; after an answer, the days of silence count anew."
)
class ReplyRecorded(Acted):
    pass


ReplyToAnswerResult = Annotated[ReplyRecorded | Refused | Conflict, strawberry.union("ReplyToAnswerResult")]


@strawberry.type
class ReplyToAnswerMutation:
    @strawberry.mutation(
        description="As the complainant, write back to whoever handles the case (BAB IV.A.1.d)."
    )
    async def reply_to_answer(self, info: Info, input: ReplyToAnswerInput) -> ReplyToAnswerResult:
        texts = Texts()
        command = ReplyToAnswer(
            complaint=ComplaintId(input.complaint),
            text=texts.seal(TextKind.COMPLAINANT_REPLY, input.text),
        )
        return await act(info, command, texts, input, ReplyRecorded)
