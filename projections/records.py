"""From a record of the log to the event it holds, whatever the version of its shape."""

from zoneinfo import ZoneInfo

from domain import wire
from domain.wire import AnyEvent
from eventstore.records import RecordedEvent


def event_of(record: RecordedEvent, zone: ZoneInfo) -> AnyEvent:
    """The event, lifted to the class of today; `zone` is the institution's, whose day it occurred on.

    Raises UnknownEvent and MalformedFacts.
    """
    day = record.occurred_at.astimezone(zone).date()
    return wire.unpack(record.type, record.schema_version, record.facts, occurred_on=day)
