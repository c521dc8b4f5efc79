"""Coordination is an act of its own, and moves no deadline (BAB IV.A.1.b, II.C.a, VI.D.3.c)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.commands import NoteCoordination
from domain.people import ComplaintId, UnitId
from domain.texts import TextKind
from domain.vocabulary import Counterpart
from schema.context import Info, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, act


@strawberry.input
class NoteCoordinationInput(ComplaintInput):
    counterpart: Counterpart
    with_unit: UUID | None = strawberry.field(
        default=None, description="The counterpart's unit, where it is registered."
    )
    note: str = strawberry.field(description="What came of it. Sealed.")


@strawberry.type(description="It is part of the case; every deadline runs on.")
class CoordinationRecorded(Acted):
    pass


NoteCoordinationResult = Annotated[
    CoordinationRecorded | Refused | Conflict, strawberry.union("NoteCoordinationResult")
]


@strawberry.type
class NoteCoordinationMutation:
    @strawberry.mutation(
        description="Put on record with whom a case was coordinated (BAB IV.A.1.b, II.C.a, VI.D.3.c)."
    )
    async def note_coordination(self, info: Info, input: NoteCoordinationInput) -> NoteCoordinationResult:
        texts = Texts()
        command = NoteCoordination(
            complaint=ComplaintId(input.complaint),
            counterpart=input.counterpart,
            with_unit=None if input.with_unit is None else UnitId(input.with_unit),
            note=texts.seal(TextKind.OFFICE_NOTE, input.note),
        )
        return await act(info, command, texts, input, CoordinationRecorded)
