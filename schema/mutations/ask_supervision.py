"""Each tier asks the one below it (BAB VI.D.1.a, VI.D.2.a)."""

from typing import Annotated

import strawberry

from domain.commands import AskSupervision
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class AskSupervisionInput(ComplaintInput):
    question: str = strawberry.field(description="Sealed.")


@strawberry.type(description="The question waits for the tier below, under the next number of the case.")
class SupervisionQuestionAsked(Acted):
    pass


AskSupervisionResult = Annotated[
    SupervisionQuestionAsked | Refused | Conflict, strawberry.union("AskSupervisionResult")
]


@strawberry.type
class AskSupervisionMutation:
    @strawberry.mutation(description="As an admin, ask the tier below about a case (BAB VI.D.1.a, VI.D.2.a).")
    async def ask_supervision(self, info: Info, input: AskSupervisionInput) -> AskSupervisionResult:
        texts = Texts()
        command = AskSupervision(
            complaint=ComplaintId(input.complaint),
            question=texts.seal(TextKind.SUPERVISION, input.question),
        )
        return await act(info, command, texts, input, SupervisionQuestionAsked)
