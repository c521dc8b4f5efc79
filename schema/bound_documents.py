"""The documents of a case, to whoever may open them: the gate's row says which."""

import sqlalchemy as sa

from projections.documents.tables import DocumentRow
from schema.compiler import Many, TypeBinding
from schema.compiler.bindings import not_null

DOCUMENTS = Many(
    "Document",
    on=lambda case, document, ask: sa.and_(
        document.complaint == case.complaint,
        document.received_at.is_not(None),
        document.about == sa.func.any(ask.scope.documents),
    ),
    order_by=lambda document, ask: [document.position.asc()],
    rows=5,
)
DOCUMENT = TypeBinding(
    "Document",
    source=DocumentRow,
    fields={
        "documentId": "document",
        "about": "about",
        "mediaType": "media_type",
        "size": "size",
        "receivedAt": not_null(lambda row, ask: row.received_at),
        "digest": not_null(lambda row, ask: sa.func.encode(row.digest, "hex")),
        "eventId": not_null(lambda row, ask: row.event_id),
    },
)
