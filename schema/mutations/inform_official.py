"""The liaison tells an official of a case (BAB II.E.a, II.E.d, VI.D.3.a)."""

from typing import Annotated

import strawberry

from domain.commands import InformOfficial
from domain.people import ComplaintId
from domain.texts import TextKind
from domain.vocabulary import Informed
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class InformOfficialInput(ComplaintInput):
    informed: Informed
    note: str = strawberry.field(description="What was said. Sealed.")


@strawberry.type(description="That the official was told is part of the case.")
class OfficialTold(Acted):
    pass


InformOfficialResult = Annotated[OfficialTold | Refused | Conflict, strawberry.union("InformOfficialResult")]


@strawberry.type
class InformOfficialMutation:
    @strawberry.mutation(
        description="Put on record that an official was told of the case (BAB II.E.a, II.E.d, VI.D.3.a)."
    )
    async def inform_official(self, info: Info, input: InformOfficialInput) -> InformOfficialResult:
        texts = Texts()
        command = InformOfficial(
            complaint=ComplaintId(input.complaint),
            informed=input.informed,
            note=texts.seal(TextKind.OFFICE_NOTE, input.note),
        )
        return await act(info, command, texts, input, OfficialTold)
