"""The result of an examination by the inspectorate (UU 30/2014 Pasal 20): one of three, once."""

from typing import Annotated

import strawberry

from domain.commands import RecordFinding
from domain.people import ComplaintId
from domain.texts import TextKind
from domain.vocabulary import Finding
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class RecordFindingInput(ComplaintInput):
    finding: Finding
    detail: str = strawberry.field(
        description="The inspectorate's grounds. Sealed, and for the inspectorate alone."
    )


@strawberry.type(description="The result stands; the final answer gives it in neutral words.")
class FindingRecorded(Acted):
    pass


RecordFindingResult = Annotated[FindingRecorded | Refused | Conflict, strawberry.union("RecordFindingResult")]


@strawberry.type
class RecordFindingMutation:
    @strawberry.mutation(
        description="As the inspectorate, record the result of the examination (UU 30/2014 Pasal 20)."
    )
    async def record_finding(self, info: Info, input: RecordFindingInput) -> RecordFindingResult:
        texts = Texts()
        command = RecordFinding(
            complaint=ComplaintId(input.complaint),
            finding=input.finding,
            detail=texts.seal(TextKind.FINDING, input.detail),
        )
        return await act(info, command, texts, input, FindingRecorded)
