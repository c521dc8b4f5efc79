"""Announce a document of a case; its bytes are sent to the path that is answered (BAB IV.A.2.c)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from domain.errors import RuleBroken
from domain.people import ComplaintId
from domain.texts import NameKind
from domain.vocabulary import About, MediaType
from schema.context import Info, Moved, Texts
from schema.outcomes import Acted, ComplaintInput, Conflict, Refused, signed_in


@strawberry.input
class AnnounceDocumentInput(ComplaintInput):
    about: About
    media_type: MediaType
    size: int = strawberry.field(description="In bytes, of the file as it will be sent.")
    name: str = strawberry.field(description="What whoever opens it is told that it is called. Sealed.")


@strawberry.type(
    description="The document may be sent, by whoever announced it. It is part of the case once it was received."
)
class DocumentExpected(Acted):
    document_id: UUID
    path: str = strawberry.field(
        description="Where the bytes go: PUT, with the same credentials, and nothing but the file as the body."
    )
    upload_by: datetime = strawberry.field(description="After that, announce it again.")


AnnounceDocumentResult = Annotated[
    DocumentExpected | Refused | Conflict, strawberry.union("AnnounceDocumentResult")
]


@strawberry.type
class AnnounceDocumentMutation:
    @strawberry.mutation(
        description="Say which document you will send: what it belongs to, its kind and its size. The complainant "
        "sends supporting data, a handler what goes with an act of theirs."
    )
    async def announce_document(self, info: Info, input: AnnounceDocumentInput) -> AnnounceDocumentResult:
        viewer = signed_in(info)
        if isinstance(viewer, Refused):
            return viewer
        texts, complaint = Texts(), ComplaintId(input.complaint)
        handled, announced = await info.context.desk.announce_document(
            complaint,
            about=input.about,
            media_type=input.media_type,
            size=input.size,
            name=texts.name(NameKind.DOCUMENT, input.name),
            texts=texts,
            by=viewer,
            request=input.request,
            expected_version=input.expected_version,
        )
        if isinstance(handled, RuleBroken):
            return Refused.of(handled)
        if isinstance(handled, Moved):
            return Conflict.of(handled)
        assert announced is not None, "what is neither refused nor in conflict was announced"
        return DocumentExpected(
            done=handled,
            acted_on=complaint,
            document_id=announced.document,
            path=f"/documents/{announced.document}",
            upload_by=announced.upload_by,
        )
