"""The responsible head evaluates the handling of complaints (BAB II.B.b)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from domain.oversight_commands import RecordEvaluation
from domain.texts import OfficeTextKind
from schema.context import Info, Texts
from schema.outcomes import OnRecord, Refused, act_in_office


@strawberry.input
class RecordEvaluationInput:
    request: UUID = strawberry.field(description="Made by the client, once per intent.")
    first_day: date
    last_day: date = strawberry.field(description="Today at the latest.")
    findings: str = strawberry.field(description="Sealed.")


@strawberry.type(description="The evaluation is on record.")
class EvaluationRecorded(OnRecord):
    pass


RecordEvaluationResult = Annotated[EvaluationRecorded | Refused, strawberry.union("RecordEvaluationResult")]


@strawberry.type
class RecordEvaluationMutation:
    @strawberry.mutation(description="Put an evaluation of a period on record (BAB II.B.b).")
    async def record_evaluation(self, info: Info, input: RecordEvaluationInput) -> RecordEvaluationResult:
        texts = Texts()
        command = RecordEvaluation(
            first_day=input.first_day,
            last_day=input.last_day,
            findings=texts.file(OfficeTextKind.RECORD, input.findings),
        )
        return await act_in_office(info, command, texts, input.request, EvaluationRecorded)
