"""The recipient of a performance report says that it arrived (BAB II.C.d)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.oversight_commands import AcknowledgePerformanceReport
from domain.people import RecordId
from schema.context import Info, Texts
from schema.outcomes import Recorded, Refused, act_in_office


@strawberry.input
class AcknowledgePerformanceReportInput:
    request: UUID = strawberry.field(description="Made by the client, once per intent.")
    report: UUID = strawberry.field(description="The report's `recordId`.")


@strawberry.type(description="Receipt is on record.")
class PerformanceReportAcknowledged(Recorded):
    pass


AcknowledgePerformanceReportResult = Annotated[
    PerformanceReportAcknowledged | Refused, strawberry.union("AcknowledgePerformanceReportResult")
]


@strawberry.type
class AcknowledgePerformanceReportMutation:
    @strawberry.mutation(description="Acknowledge a performance report that was sent to you (BAB II.C.d).")
    async def acknowledge_performance_report(
        self, info: Info, input: AcknowledgePerformanceReportInput
    ) -> AcknowledgePerformanceReportResult:
        command = AcknowledgePerformanceReport(report=RecordId(input.report))
        return await act_in_office(info, command, Texts(), input.request, PerformanceReportAcknowledged)
