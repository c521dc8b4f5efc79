"""A note under a clause that is put on record and not carried out here."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.oversight_commands import RecordOfficeNote
from domain.texts import OfficeTextKind
from domain.vocabulary import NoteRow
from schema.context import Info, Texts
from schema.outcomes import OnRecord, Refused, act_in_office


@strawberry.input
class RecordOfficeNoteInput:
    request: UUID = strawberry.field(description="Made by the client, once per intent.")
    clause: NoteRow
    year: int
    text: str = strawberry.field(description="Sealed.")


@strawberry.type(description="The note is on record. It gives nobody access and stops nothing.")
class OfficeNoted(OnRecord):
    pass


RecordOfficeNoteResult = Annotated[OfficeNoted | Refused, strawberry.union("RecordOfficeNoteResult")]


@strawberry.type
class RecordOfficeNoteMutation:
    @strawberry.mutation(description="Put on record what was done or attested under a clause of your duty.")
    async def record_office_note(self, info: Info, input: RecordOfficeNoteInput) -> RecordOfficeNoteResult:
        texts = Texts()
        command = RecordOfficeNote(
            row=input.clause, year=input.year, text=texts.file(OfficeTextKind.RECORD, input.text)
        )
        return await act_in_office(info, command, texts, input.request, OfficeNoted)
