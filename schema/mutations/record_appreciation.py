"""A leader of the institution appreciates what one of its officers did (BAB VIII.B.2)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.oversight_commands import RecordAppreciation
from domain.people import ComplaintId, PersonId
from domain.texts import OfficeTextKind
from schema.context import Info, Texts
from schema.outcomes import OnRecord, Refused, act_in_office


@strawberry.input
class RecordAppreciationInput:
    request: UUID = strawberry.field(description="Made by the client, once per intent.")
    officer: UUID = strawberry.field(description="Somebody who holds, or held, a role in the institution.")
    triggered_by: list[UUID] = strawberry.field(
        default_factory=list, description="Ids of the events that were the cause."
    )
    complaint: UUID | None = strawberry.field(default=None, description="The complaint that was the cause.")
    reason: str = strawberry.field(description="Sealed.")


@strawberry.type(description="The appreciation is on record.")
class AppreciationRecorded(OnRecord):
    pass


RecordAppreciationResult = Annotated[
    AppreciationRecorded | Refused, strawberry.union("RecordAppreciationResult")
]


@strawberry.type
class RecordAppreciationMutation:
    @strawberry.mutation(
        description="Put an appreciation of an officer on record, with its cause; never of yourself (BAB VIII.B.2)."
    )
    async def record_appreciation(
        self, info: Info, input: RecordAppreciationInput
    ) -> RecordAppreciationResult:
        texts = Texts()
        command = RecordAppreciation(
            officer=PersonId(input.officer),
            triggered_by=tuple(input.triggered_by),
            about=None if input.complaint is None else ComplaintId(input.complaint),
            reason=texts.file(OfficeTextKind.REASON, input.reason),
        )
        return await act_in_office(info, command, texts, input.request, AppreciationRecorded)
