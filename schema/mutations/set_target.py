"""The institution says what an indicator should reach (BAB VII.A.1.d)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from domain.oversight_commands import SetTarget
from domain.vocabulary import Indicator
from schema.context import Info, Texts
from schema.outcomes import Recorded, Refused, act_in_office


@strawberry.input
class SetTargetInput:
    request: UUID = strawberry.field(description="Made by the client, once per intent.")
    indicator: Indicator
    value: float = strawberry.field(description="Percent, days or stars; kept to the hundredth.")
    effective_from: date = strawberry.field(description="Today or later: the past keeps the target it had.")


@strawberry.type(description="The target has a version of its own; it holds from its day on.")
class TargetSet(Recorded):
    pass


SetTargetResult = Annotated[TargetSet | Refused, strawberry.union("SetTargetResult")]


@strawberry.type
class SetTargetMutation:
    @strawberry.mutation(
        description="Set what an indicator of your institution should reach from a day on (BAB VII.A.1.d)."
    )
    async def set_target(self, info: Info, input: SetTargetInput) -> SetTargetResult:
        command = SetTarget(
            indicator=input.indicator,
            # what is far outside every range stays so, in a number that any reader holds
            hundredths=round(max(min(input.value, 1e6), -1e6) * 100),
            effective_from=input.effective_from,
        )
        return await act_in_office(info, command, Texts(), input.request, TargetSet)
