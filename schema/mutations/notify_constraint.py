"""What hinders the handling, and what is done about it (BAB VI.D.3.d)."""

from typing import Annotated

import strawberry

from domain.commands import NotifyConstraint
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class NotifyConstraintInput(ComplaintInput):
    constraint: str = strawberry.field(description="What hinders it. Sealed; the complainant can read it.")
    action: str = strawberry.field(description="What is done about it. Sealed; the complainant can read it.")


@strawberry.type(description="The complainant can read both; every deadline runs on.")
class ConstraintRecorded(Acted):
    pass


NotifyConstraintResult = Annotated[
    ConstraintRecorded | Refused | Conflict, strawberry.union("NotifyConstraintResult")
]


@strawberry.type
class NotifyConstraintMutation:
    @strawberry.mutation(
        description="Tell the complainant what hinders the handling and what is done about it (BAB VI.D.3.d)."
    )
    async def notify_constraint(self, info: Info, input: NotifyConstraintInput) -> NotifyConstraintResult:
        texts = Texts()
        command = NotifyConstraint(
            complaint=ComplaintId(input.complaint),
            constraint=texts.seal(TextKind.CONSTRAINT, input.constraint),
            action=texts.seal(TextKind.PLANNED_ACTION, input.action),
        )
        return await act(info, command, texts, input, ConstraintRecorded)
