"""Whoever handles a case asks the complainant for more (BAB IV.A.1.c). No clock stops for it."""

from typing import Annotated

import strawberry

from domain.commands import RequestSupportingData
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class RequestSupportingDataInput(ComplaintInput):
    what: str = strawberry.field(description="What is asked for. Sealed; the complainant can read it.")


@strawberry.type(description="The complainant can read the question; every deadline runs on.")
class SupportingDataAsked(Acted):
    pass


RequestSupportingDataResult = Annotated[
    SupportingDataAsked | Refused | Conflict, strawberry.union("RequestSupportingDataResult")
]


@strawberry.type
class RequestSupportingDataMutation:
    @strawberry.mutation(
        description="Ask the complainant for supporting data; no deadline moves (BAB IV.A.1.c)."
    )
    async def request_supporting_data(
        self, info: Info, input: RequestSupportingDataInput
    ) -> RequestSupportingDataResult:
        texts = Texts()
        command = RequestSupportingData(
            complaint=ComplaintId(input.complaint),
            what=texts.seal(TextKind.DATA_REQUEST, input.what),
        )
        return await act(info, command, texts, input, SupportingDataAsked)
