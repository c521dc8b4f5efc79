"""Tindak lanjut: one action on the case (BAB VI.D.3.b)."""

from typing import Annotated

import strawberry

from domain.commands import RecordFollowUp
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class RecordFollowUpInput(ComplaintInput):
    text: str = strawberry.field(description="What was done. Sealed; the complainant can read it.")


@strawberry.type(description="The action is part of the case.")
class FollowUpAdded(Acted):
    pass


RecordFollowUpResult = Annotated[FollowUpAdded | Refused | Conflict, strawberry.union("RecordFollowUpResult")]


@strawberry.type
class RecordFollowUpMutation:
    @strawberry.mutation(description="Record one action taken on the case (BAB VI.D.3.b).")
    async def record_follow_up(self, info: Info, input: RecordFollowUpInput) -> RecordFollowUpResult:
        texts = Texts()
        command = RecordFollowUp(
            complaint=ComplaintId(input.complaint),
            text=texts.seal(TextKind.FOLLOW_UP, input.text),
        )
        return await act(info, command, texts, input, FollowUpAdded)
