"""The complainant rates the handling, one to five stars."""

from typing import Annotated

import strawberry

from domain.commands import RateHandling
from domain.people import ComplaintId
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class RateHandlingInput(ComplaintInput):
    stars: int = strawberry.field(description="1 to 5.")


@strawberry.type(description="The rating counts in the unit's statistics.")
class RatingRecorded(Acted):
    pass


RateHandlingResult = Annotated[RatingRecorded | Refused | Conflict, strawberry.union("RateHandlingResult")]


@strawberry.type
class RateHandlingMutation:
    @strawberry.mutation(description="As the complainant, rate the handling once it is complete.")
    async def rate_handling(self, info: Info, input: RateHandlingInput) -> RateHandlingResult:
        texts = Texts()
        command = RateHandling(
            complaint=ComplaintId(input.complaint),
            stars=input.stars,
        )
        return await act(info, command, texts, input, RatingRecorded)
