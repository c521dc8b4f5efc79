"""The complainant's own act (BAB IV.A.2.a); no handler can do it."""

from typing import Annotated

import strawberry

from domain.commands import WithdrawComplaint
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class WithdrawComplaintInput(ComplaintInput):
    reason: str = strawberry.field(description="Why. Sealed.")


@strawberry.type(
    description="The case is parked; what concerns abuse or a violation is examined all the same."
)
class WithdrawalRecorded(Acted):
    pass


WithdrawComplaintResult = Annotated[
    WithdrawalRecorded | Refused | Conflict, strawberry.union("WithdrawComplaintResult")
]


@strawberry.type
class WithdrawComplaintMutation:
    @strawberry.mutation(
        description="As the complainant, withdraw the complaint; supplying data revives it (BAB IV.A.2.a)."
    )
    async def withdraw_complaint(self, info: Info, input: WithdrawComplaintInput) -> WithdrawComplaintResult:
        texts = Texts()
        command = WithdrawComplaint(
            complaint=ComplaintId(input.complaint),
            reason=texts.seal(TextKind.COMPLAINANT_REASON, input.reason),
        )
        return await act(info, command, texts, input, WithdrawalRecorded)
