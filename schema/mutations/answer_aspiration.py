"""A reviewing admin answers an aspiration directly (BAB VI.B.1.a.8, b.8)."""

from typing import Annotated

import strawberry

from domain.commands import AnswerAspiration
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class AnswerAspirationInput(ComplaintInput):
    text: str = strawberry.field(description="For the complainant. Sealed.")


@strawberry.type(description="The complainant can read the answer; the aspiration may still be passed on.")
class AspirationAnswered(Acted):
    pass


AnswerAspirationResult = Annotated[
    AspirationAnswered | Refused | Conflict, strawberry.union("AnswerAspirationResult")
]


@strawberry.type
class AnswerAspirationMutation:
    @strawberry.mutation(
        description="As the admin who reviews it, answer an aspiration directly (BAB VI.B.1.a.8, b.8)."
    )
    async def answer_aspiration(self, info: Info, input: AnswerAspirationInput) -> AnswerAspirationResult:
        texts = Texts()
        command = AnswerAspiration(
            complaint=ComplaintId(input.complaint),
            text=texts.seal(TextKind.FINAL_ANSWER, input.text),
        )
        return await act(info, command, texts, input, AspirationAnswered)
