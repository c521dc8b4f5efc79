"""Whoever was asked by the tier above answers (BAB VII.A.1.g)."""

from typing import Annotated

import strawberry

from domain.commands import AnswerSupervision
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class AnswerSupervisionInput(ComplaintInput):
    number: int = strawberry.field(description="The question's number within the case, from 1.")
    answer: str = strawberry.field(description="Sealed.")


@strawberry.type(description="The tier above can open the answer.")
class SupervisionQuestionAnswered(Acted):
    pass


AnswerSupervisionResult = Annotated[
    SupervisionQuestionAnswered | Refused | Conflict, strawberry.union("AnswerSupervisionResult")
]


@strawberry.type
class AnswerSupervisionMutation:
    @strawberry.mutation(
        description="Answer a supervision question that waits for your tier (BAB VII.A.1.g)."
    )
    async def answer_supervision(self, info: Info, input: AnswerSupervisionInput) -> AnswerSupervisionResult:
        texts = Texts()
        command = AnswerSupervision(
            complaint=ComplaintId(input.complaint),
            number=input.number,
            answer=texts.seal(TextKind.SUPERVISION, input.answer),
        )
        return await act(info, command, texts, input, SupervisionQuestionAnswered)
