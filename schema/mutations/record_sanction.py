"""A leader of the institution sanctions one of its officers (BAB IV.A.3)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.oversight_commands import RecordSanction
from domain.people import ComplaintId, PersonId
from domain.texts import OfficeTextKind
from domain.vocabulary import Sanction
from schema.context import Info, Texts
from schema.outcomes import OnRecord, Refused, act_in_office


@strawberry.input
class RecordSanctionInput:
    request: UUID = strawberry.field(description="Made by the client, once per intent.")
    officer: UUID = strawberry.field(description="Somebody who holds, or held, a role in the institution.")
    sanction: Sanction
    triggered_by: list[UUID] = strawberry.field(
        default_factory=list, description="Ids of the events that were the cause."
    )
    complaint: UUID | None = strawberry.field(default=None, description="The complaint that was the cause.")
    reason: str = strawberry.field(description="Sealed.")


@strawberry.type(
    description="The sanction is on record. The officer's past acts and every complaint stay as they were."
)
class SanctionRecorded(OnRecord):
    pass


RecordSanctionResult = Annotated[SanctionRecorded | Refused, strawberry.union("RecordSanctionResult")]


@strawberry.type
class RecordSanctionMutation:
    @strawberry.mutation(
        description="Put a sanction of an officer on record, with its cause; never of yourself (BAB IV.A.3)."
    )
    async def record_sanction(self, info: Info, input: RecordSanctionInput) -> RecordSanctionResult:
        texts = Texts()
        command = RecordSanction(
            officer=PersonId(input.officer),
            sanction=input.sanction,
            triggered_by=tuple(input.triggered_by),
            about=None if input.complaint is None else ComplaintId(input.complaint),
            reason=texts.file(OfficeTextKind.REASON, input.reason),
        )
        return await act_in_office(info, command, texts, input.request, SanctionRecorded)
