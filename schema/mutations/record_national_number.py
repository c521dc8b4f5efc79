"""Under which number SP4N-LAPOR! has a complaint too (BAB IV.A.1.a)."""

from typing import Annotated

import strawberry

from domain.commands import RecordNationalNumber
from domain.people import ComplaintId
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class RecordNationalNumberInput(ComplaintInput):
    number: int = strawberry.field(
        description="Above zero, as SP4N-LAPOR! shows it, without the number sign."
    )


@strawberry.type(description="The number is part of the case; a later one corrects it and stays beside it.")
class NationalNumberKept(Acted):
    pass


RecordNationalNumberResult = Annotated[
    NationalNumberKept | Refused | Conflict, strawberry.union("RecordNationalNumberResult")
]


@strawberry.type
class RecordNationalNumberMutation:
    @strawberry.mutation(
        description="Put on record that a complaint is entered in SP4N-LAPOR! too, and under which number; as whoever "
        "handles it (BAB IV.A.1.a)."
    )
    async def record_national_number(
        self, info: Info, input: RecordNationalNumberInput
    ) -> RecordNationalNumberResult:
        command = RecordNationalNumber(complaint=ComplaintId(input.complaint), number=input.number)
        return await act(info, command, Texts(), input, NationalNumberKept)
