"""The team or Admin Instansi reports to the leaders (BAB II.C.d, VI.D.2.b)."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from domain.oversight_commands import SubmitPerformanceReport
from domain.people import PersonId
from domain.texts import OfficeTextKind
from schema.context import Info, Texts
from schema.outcomes import OnRecord, Refused, act_in_office


@strawberry.input
class SubmitPerformanceReportInput:
    request: UUID = strawberry.field(description="Made by the client, once per intent.")
    first_day: date
    last_day: date = strawberry.field(description="Today at the latest.")
    recipient: UUID = strawberry.field(description="The patron or the responsible head, by person id.")
    report: str = strawberry.field(description="Sealed.")


@strawberry.type(description="The report is with its recipient, who acknowledges it.")
class PerformanceReported(OnRecord):
    pass


SubmitPerformanceReportResult = Annotated[
    PerformanceReported | Refused, strawberry.union("SubmitPerformanceReportResult")
]


@strawberry.type
class SubmitPerformanceReportMutation:
    @strawberry.mutation(
        description="Report on performance to the patron or the responsible head (BAB II.C.d, VI.D.2.b)."
    )
    async def submit_performance_report(
        self, info: Info, input: SubmitPerformanceReportInput
    ) -> SubmitPerformanceReportResult:
        texts = Texts()
        command = SubmitPerformanceReport(
            first_day=input.first_day,
            last_day=input.last_day,
            recipient=PersonId(input.recipient),
            report=texts.file(OfficeTextKind.RECORD, input.report),
        )
        return await act_in_office(info, command, texts, input.request, PerformanceReported)
