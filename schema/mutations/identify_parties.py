"""Parties found later (BAB VI.B.1.a.3, b.3). Those named before stay."""

from typing import Annotated

import strawberry

from domain.commands import IdentifyParties
from domain.people import ComplaintId, PersonId, UnitId
from domain.texts import TextKind
from domain.vocabulary import Nature
from schema.context import Info, Texts
from schema.inputs import PartiesInput
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class IdentifyPartiesInput(ComplaintInput):
    parties: PartiesInput
    nature: Nature | None = strawberry.field(
        default=None,
        description="What it turned out to be, where that is new: abuse of authority goes to the inspectorate "
        "(BAB VI.B.1.a.2, b.2 and b.11).",
    )


@strawberry.type(description="They are parties to the case; whoever is excluded by it has lost sight of it.")
class PartiesRecorded(Acted):
    pass


IdentifyPartiesResult = Annotated[
    PartiesRecorded | Refused | Conflict, strawberry.union("IdentifyPartiesResult")
]


@strawberry.type
class IdentifyPartiesMutation:
    @strawberry.mutation(
        description="As an admin, add reported parties that were found later (BAB VI.B.1.a.3, b.3)."
    )
    async def identify_parties(self, info: Info, input: IdentifyPartiesInput) -> IdentifyPartiesResult:
        texts = Texts()
        command = IdentifyParties(
            complaint=ComplaintId(input.complaint),
            reported_units=tuple(UnitId(unit) for unit in input.parties.units),
            reported_officers=tuple(PersonId(officer) for officer in input.parties.officers),
            reported_name=texts.seal_if(TextKind.REPORTED_NAME, input.parties.name),
            object=texts.seal(TextKind.OBJECT, input.parties.object),
            nature=input.nature,
        )
        return await act(info, command, texts, input, PartiesRecorded)
