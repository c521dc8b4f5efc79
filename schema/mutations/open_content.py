"""Open a complaint's sealed text: recorded first, then decrypted, one case at a time (BAB IV.A.1.e)."""

from typing import Annotated
from uuid import UUID

import strawberry

from domain.errors import RuleBroken
from domain.people import ComplaintId
from domain.texts import TextKind
from domain.vocabulary import Purpose
from schema.context import Done, Info
from schema.outcomes import Acted, Refused, signed_in
from schema.types import Position


@strawberry.input
class OpenContentInput:
    complaint: UUID
    request: UUID = strawberry.field(description="Made by the client, once per opening.")
    purpose: Purpose


@strawberry.type(description="One text, as it was written.")
class OpenedText:
    kind: TextKind
    version: Position = strawberry.field(description="The event of the complaint's stream it belongs to.")
    words: str | None = strawberry.field(description="Null where it was erased.")


@strawberry.type(description="The opening is in the log; these are the texts the viewer may open.")
class ContentOpened(Acted):
    texts: list[OpenedText]


OpenContentResult = Annotated[ContentOpened | Refused, strawberry.union("OpenContentResult")]


@strawberry.type
class OpenContentMutation:
    @strawberry.mutation(description="Record that the sealed text is opened, and for what; then answer it.")
    async def open_content(self, info: Info, input: OpenContentInput) -> OpenContentResult:
        viewer = signed_in(info)
        if isinstance(viewer, Refused):
            return viewer
        complaint = ComplaintId(input.complaint)
        handled, texts = await info.context.desk.open_content(
            complaint, purpose=input.purpose, by=viewer, request=input.request
        )
        if isinstance(handled, RuleBroken):
            return Refused.of(handled)
        assert isinstance(handled, Done), "an opening meets no version"
        opened = [
            OpenedText(kind=text.kind, version=Position(text.version), words=text.words) for text in texts
        ]
        return ContentOpened(done=handled, acted_on=complaint, texts=opened)
