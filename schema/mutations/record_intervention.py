"""Admin Instansi steps in, by the monitoring point at the latest (BAB VII.A.1.e)."""

from typing import Annotated

import strawberry

from domain.commands import RecordIntervention
from domain.people import ComplaintId
from domain.texts import TextKind
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class RecordInterventionInput(ComplaintInput):
    note: str = strawberry.field(description="What was done. Sealed.")


@strawberry.type(description="The intervention is part of the case; the case stays where it is.")
class InterventionNoted(Acted):
    pass


RecordInterventionResult = Annotated[
    InterventionNoted | Refused | Conflict, strawberry.union("RecordInterventionResult")
]


@strawberry.type
class RecordInterventionMutation:
    @strawberry.mutation(
        description="As Admin Instansi, step in on a case that a unit or the inspectorate holds (BAB VII.A.1.e)."
    )
    async def record_intervention(
        self, info: Info, input: RecordInterventionInput
    ) -> RecordInterventionResult:
        texts = Texts()
        command = RecordIntervention(
            complaint=ComplaintId(input.complaint),
            note=texts.seal(TextKind.OFFICE_NOTE, input.note),
        )
        return await act(info, command, texts, input, InterventionNoted)
