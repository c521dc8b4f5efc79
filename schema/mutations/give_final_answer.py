"""Jawaban: the answer that resolves the case (BAB VI.D.3.e)."""

from typing import Annotated

import strawberry

from domain.commands import GiveFinalAnswer
from domain.people import ComplaintId
from domain.texts import TextKind
from domain.vocabulary import Cause, Resolution
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class GiveFinalAnswerInput(ComplaintInput):
    text: str = strawberry.field(description="For the complainant. Sealed.")
    cause: Cause
    resolution: Resolution


@strawberry.type(description="The complainant can read the answer; the resolution clock has stopped.")
class FinalAnswerRecorded(Acted):
    pass


GiveFinalAnswerResult = Annotated[
    FinalAnswerRecorded | Refused | Conflict, strawberry.union("GiveFinalAnswerResult")
]


@strawberry.type
class GiveFinalAnswerMutation:
    @strawberry.mutation(description="Answer the complaint (BAB VI.D.3.e); the resolution clock stops.")
    async def give_final_answer(self, info: Info, input: GiveFinalAnswerInput) -> GiveFinalAnswerResult:
        texts = Texts()
        command = GiveFinalAnswer(
            complaint=ComplaintId(input.complaint),
            text=texts.seal(TextKind.FINAL_ANSWER, input.text),
            cause=input.cause,
            resolution=input.resolution,
        )
        return await act(info, command, texts, input, FinalAnswerRecorded)
