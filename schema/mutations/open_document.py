"""Open one document: recorded first, then fetched by whoever opened it, for minutes (BAB IV.A.2.c)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from domain.errors import RuleBroken
from domain.people import ComplaintId, DocumentId
from domain.vocabulary import MediaType, Purpose
from schema.context import Done, Info
from schema.outcomes import Acted, Refused, signed_in


@strawberry.input
class OpenDocumentInput:
    complaint: UUID
    document: UUID
    request: UUID = strawberry.field(description="Made by the client, once per opening.")
    purpose: Purpose


@strawberry.type(description="The opening is in the log; the document can be fetched by whoever opened it.")
class DocumentOpened(Acted):
    name: str | None = strawberry.field(description="As its sender wrote it. Null where it was erased.")
    media_type: MediaType
    size: int = strawberry.field(description="In bytes.")
    path: str = strawberry.field(
        description="Where it is: GET, with the same credentials. Each fetch is put on record, refused ones too."
    )
    expires_at: datetime = strawberry.field(description="After that, open it again.")


OpenDocumentResult = Annotated[DocumentOpened | Refused, strawberry.union("OpenDocumentResult")]


@strawberry.type
class OpenDocumentMutation:
    @strawberry.mutation(
        description="Record that one document is opened, and for what; then tell its name, and where to fetch it."
    )
    async def open_document(self, info: Info, input: OpenDocumentInput) -> OpenDocumentResult:
        viewer = signed_in(info)
        if isinstance(viewer, Refused):
            return viewer
        complaint = ComplaintId(input.complaint)
        handled, opened = await info.context.desk.open_document(
            complaint,
            DocumentId(input.document),
            purpose=input.purpose,
            by=viewer,
            request=input.request,
        )
        if isinstance(handled, RuleBroken):
            return Refused.of(handled)
        assert isinstance(handled, Done), "an opening meets no version"
        assert opened is not None, "what is not refused was opened"
        return DocumentOpened(
            done=handled,
            acted_on=complaint,
            name=opened.name,
            media_type=opened.media_type,
            size=opened.size,
            path=f"/documents/opened/{opened.opening}",
            expires_at=opened.until,
        )
