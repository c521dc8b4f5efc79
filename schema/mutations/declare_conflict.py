"""An officer says that the case concerns them (BAB VI.B.1.b.11), and does not see it again."""

from typing import Annotated

import strawberry

from domain.commands import DeclareConflict
from domain.people import ComplaintId
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.type(
    description="The officer is excluded, whatever assignment they come in: `complaint` is null to them."
)
class ConflictRecorded(Acted):
    pass


DeclareConflictResult = Annotated[
    ConflictRecorded | Refused | Conflict, strawberry.union("DeclareConflictResult")
]


@strawberry.type
class DeclareConflictMutation:
    @strawberry.mutation(
        description="Say that a case concerns yourself; you lose sight of it at once, in every role (BAB VI.B.1.b.11)."
    )
    async def declare_conflict(self, info: Info, input: ComplaintInput) -> DeclareConflictResult:
        texts = Texts()
        command = DeclareConflict(
            complaint=ComplaintId(input.complaint),
        )
        return await act(info, command, texts, input, ConflictRecorded)
