"""Respon awal, apart from the answer (BAB VI.D.3.e)."""

from typing import Annotated

import strawberry

from domain.commands import GiveInitialResponse
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class GiveInitialResponseInput(ComplaintInput):
    text: str = strawberry.field(description="For the complainant. Sealed.")


@strawberry.type(description="The complainant can read the initial response.")
class InitialResponseRecorded(Acted):
    pass


GiveInitialResponseResult = Annotated[
    InitialResponseRecorded | Refused | Conflict, strawberry.union("GiveInitialResponseResult")
]


@strawberry.type
class GiveInitialResponseMutation:
    @strawberry.mutation(description="Tell the complainant that and how the unit takes it up (BAB VI.D.3.e).")
    async def give_initial_response(
        self, info: Info, input: GiveInitialResponseInput
    ) -> GiveInitialResponseResult:
        texts = Texts()
        command = GiveInitialResponse(
            complaint=ComplaintId(input.complaint),
            text=texts.seal(TextKind.INITIAL_RESPONSE, input.text),
        )
        return await act(info, command, texts, input, InitialResponseRecorded)
