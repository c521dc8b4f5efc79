"""The liaison reports to Admin Instansi (BAB VI.D.3.d, VII.A.1.f)."""

from typing import Annotated

import strawberry

from domain.commands import ReportProgress
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class ReportProgressInput(ComplaintInput):
    status: str = strawberry.field(description="Where it stands. Sealed.")
    steps: str = strawberry.field(description="What was done, and what comes next. Sealed.")


@strawberry.type(description="Admin Instansi can open the report.")
class ProgressRecorded(Acted):
    pass


ReportProgressResult = Annotated[
    ProgressRecorded | Refused | Conflict, strawberry.union("ReportProgressResult")
]


@strawberry.type
class ReportProgressMutation:
    @strawberry.mutation(
        description="Report to Admin Instansi how far the handling is (BAB VI.D.3.d, VII.A.1.f)."
    )
    async def report_progress(self, info: Info, input: ReportProgressInput) -> ReportProgressResult:
        texts = Texts()
        command = ReportProgress(
            complaint=ComplaintId(input.complaint),
            status=texts.seal(TextKind.PROGRESS, input.status),
            steps=texts.seal(TextKind.PROGRESS, input.steps),
        )
        return await act(info, command, texts, input, ProgressRecorded)
