"""From a record of the log to the event it holds, whatever the version of its shape."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from domain import wire
from domain.events import Event
from domain.wire import AnyEvent
from eventstore.log_events import LOG_EVENTS
from eventstore.records import RecordedEvent


def case_events(records: Iterable[RecordedEvent], zone: ZoneInfo) -> tuple[Event, ...]:
    """What happened to a complaint, of the records of its stream. Raises as `event_of`."""
    events = (event_of(record, zone) for record in records if record.type not in LOG_EVENTS)
    return tuple(event for event in events if isinstance(event, Event))


def event_of(record: RecordedEvent, zone: ZoneInfo) -> AnyEvent:
    """The event, lifted to the class of today; `zone` is the institution's, whose day it occurred on.

    Raises UnknownEvent and MalformedFacts.
    """
    day = record.occurred_at.astimezone(zone).date()
    return wire.unpack(record.type, record.schema_version, record.facts, occurred_on=day)
