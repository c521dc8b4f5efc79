"""A parked case is taken up again without the complainant (BAB VI.B.1.a.11)."""

from typing import Annotated

import strawberry

from domain.commands import RestoreComplaint
from domain.people import ComplaintId
from domain.vocabulary import RestoreGround
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class RestoreComplaintInput(ComplaintInput):
    ground: RestoreGround


@strawberry.type(description="The case goes on where it was parked, and its review starts anew.")
class ComplaintRestored(Acted):
    pass


RestoreComplaintResult = Annotated[
    ComplaintRestored | Refused | Conflict, strawberry.union("RestoreComplaintResult")
]


@strawberry.type
class RestoreComplaintMutation:
    @strawberry.mutation(
        description="Take up a parked complaint again: Admin Nasional, or the inspectorate (BAB VI.B.1.a.11)."
    )
    async def restore_complaint(self, info: Info, input: RestoreComplaintInput) -> RestoreComplaintResult:
        texts = Texts()
        command = RestoreComplaint(
            complaint=ComplaintId(input.complaint),
            ground=input.ground,
        )
        return await act(info, command, texts, input, ComplaintRestored)
