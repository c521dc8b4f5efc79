"""The documents of a complaint as a client lists them; what one is called is told to whoever opens it."""

from datetime import datetime
from uuid import UUID

import strawberry

from domain.vocabulary import About, MediaType


@strawberry.type(description="A document that was received. Its content and name are opened by a mutation.")
class Document:
    document_id: UUID = strawberry.field(description="What `openDocument` takes to name it.")
    about: About
    media_type: MediaType
    size: int = strawberry.field(description="In bytes.")
    received_at: datetime
    digest: str = strawberry.field(
        description="Hex SHA-256 of the sealed bytes, as the log has it. It says nothing of the file as it was sent."
    )
    event_id: UUID = strawberry.field(description="The event that it was received by.")
