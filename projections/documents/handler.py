"""The documents of each case, without their names, which are sealed; and where an opening stands in the log."""

from collections.abc import Iterator

from domain.events import DocumentAnnounced, DocumentOpened, DocumentReceived
from projections.write import Fact, Write


def documents(fact: Fact) -> Iterator[Write]:
    """A row from the announcement on, so that the bytes find their case; what is listed has been received."""
    event, record = fact.event, fact.record
    match event:
        case DocumentAnnounced():
            what = (event.document, event.complaint, event.about, event.media_type, event.size)
            yield Write("announce", (*what, fact.position))
        case DocumentReceived():
            where = (record.occurred_at, record.event_id, fact.position)
            yield Write("receive", (event.document, event.size, event.digest, *where))
        case DocumentOpened():
            yield Write("open", (event.opening, event.complaint, record.version))
        case _:
            return
