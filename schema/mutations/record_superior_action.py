"""What the superior of a reported official did (PP 48/2016)."""

from typing import Annotated

import strawberry

from domain.commands import RecordSuperiorAction
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class RecordSuperiorActionInput(ComplaintInput):
    text: str = strawberry.field(description="What was done. Sealed.")


@strawberry.type(description="What the superior did is part of the case.")
class SuperiorActionRecorded(Acted):
    pass


RecordSuperiorActionResult = Annotated[
    SuperiorActionRecorded | Refused | Conflict, strawberry.union("RecordSuperiorActionResult")
]


@strawberry.type
class RecordSuperiorActionMutation:
    @strawberry.mutation(
        description="As the head of a reported unit, record what was done about it (PP 48/2016)."
    )
    async def record_superior_action(
        self, info: Info, input: RecordSuperiorActionInput
    ) -> RecordSuperiorActionResult:
        texts = Texts()
        command = RecordSuperiorAction(
            complaint=ComplaintId(input.complaint),
            text=texts.seal(TextKind.OFFICE_NOTE, input.text),
        )
        return await act(info, command, texts, input, SuperiorActionRecorded)
