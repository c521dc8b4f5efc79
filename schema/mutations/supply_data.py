"""The complainant adds to the complaint (BAB VI.B.1.a.11), at any time and also where it is parked."""

from typing import Annotated

import strawberry

from domain.commands import SupplyData
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class SupplyDataInput(ComplaintInput):
    text: str = strawberry.field(description="In the complainant's own words. Sealed.")


@strawberry.type(description="It is part of the case; a case that waited for it, or was parked, goes on.")
class DataReceived(Acted):
    pass


SupplyDataResult = Annotated[DataReceived | Refused | Conflict, strawberry.union("SupplyDataResult")]


@strawberry.type
class SupplyDataMutation:
    @strawberry.mutation(
        description="As the complainant, add data to the complaint; a parked one goes on (BAB VI.B.1.a.11)."
    )
    async def supply_data(self, info: Info, input: SupplyDataInput) -> SupplyDataResult:
        texts = Texts()
        command = SupplyData(
            complaint=ComplaintId(input.complaint),
            text=texts.seal(TextKind.SUPPLEMENT, input.text),
        )
        return await act(info, command, texts, input, DataReceived)
