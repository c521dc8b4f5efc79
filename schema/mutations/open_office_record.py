"""Open the sealed text of a record of the office: noted first, then decrypted (BAB IV.A.1.e)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.errors import RuleBroken
from domain.people import RecordId
from domain.texts import OfficeTextKind
from schema.context import Done, Info
from schema.outcomes import Recorded, Refused, signed_in

strawberry.enum(OfficeTextKind, description="What a text of the office is about.")


@strawberry.input
class OpenOfficeRecordInput:
    record: UUID = strawberry.field(description="The record's `recordId`.")
    request: UUID = strawberry.field(description="Made by the client, once per opening.")


@strawberry.type(description="One text of a record, as it was written.")
class OpenedRecordText:
    kind: OfficeTextKind
    words: str | None = strawberry.field(description="Null where it was erased.")


@strawberry.type(description="The opening is in the log; these are the record's texts.")
class OfficeRecordOpened(Recorded):
    texts: list[OpenedRecordText]


OpenOfficeRecordResult = Annotated[OfficeRecordOpened | Refused, strawberry.union("OpenOfficeRecordResult")]


@strawberry.type
class OpenOfficeRecordMutation:
    @strawberry.mutation(
        description="Note that a record is opened, and answer its text. For leaders and inspectorate of the "
        "institution, and for the author of a report or a note."
    )
    async def open_office_record(self, info: Info, input: OpenOfficeRecordInput) -> OpenOfficeRecordResult:
        viewer = signed_in(info)
        if isinstance(viewer, Refused):
            return viewer
        handled, texts = await info.context.desk.open_record(
            RecordId(input.record), by=viewer, request=input.request
        )
        if isinstance(handled, RuleBroken):
            return Refused.of(handled)
        assert isinstance(handled, Done), "an opening meets no version"
        opened = [OpenedRecordText(kind=text.kind, words=text.words) for text in texts]
        return OfficeRecordOpened(done=handled, texts=opened)
