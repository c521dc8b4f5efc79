"""Events as a handler sees them, without a log: given what happened, when this happens, these are the writes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from domain import wire
from domain.events import Access, ComplaintEntered, ComplaintSubmitted, Event
from domain.people import Actor, ComplaintId
from domain.texts import Posted, Shown
from domain.wire import AnyEvent
from eventstore.records import RecordedEvent
from projections.folds import Known
from projections.write import Fact, Handler, Write
from tests.support.cast import NOW, WITA, national_admin

Happened = AnyEvent | Iterable[AnyEvent]


def words_of(event: AnyEvent) -> dict[int, str]:
    """The words that stand beside an event for each text that is shown, another text for every event."""
    return {
        text.part: f"{text.kind} of {uuid5(NAMESPACE_OID, wire.pack(event).facts.decode())}"
        for text in wire.texts_of(event)
        if isinstance(text, Shown | Posted)
    }


def about(complaint: ComplaintId, *happened: Happened) -> tuple[AnyEvent, ...]:
    """The same history for another complaint, with a tracking number of its own."""
    events: list[AnyEvent] = []
    for event in flat(happened):
        assert isinstance(event, Event | Access), "it is about a complaint"
        events.append(replace(event, complaint=complaint))
    return tuple(
        replace(event, tracking_number=number_of(complaint))
        if isinstance(event, ComplaintSubmitted | ComplaintEntered)
        else event
        for event in events
    )


def number_of(complaint: ComplaintId) -> str:
    """The tracking number that `about` gives a complaint."""
    return f"LT-{complaint.hex[:12].upper()}"


def flat(happened: Iterable[Happened]) -> Iterator[AnyEvent]:
    """Single events, and several that belong together, as one history."""
    for each in happened:
        if isinstance(each, AnyEvent):
            yield each
        else:
            yield from each


def recorded(
    event: AnyEvent, *, position: int, version: int, at: datetime = NOW, by: Actor | None = None
) -> RecordedEvent:
    """The event as the log would give it."""
    packed, by = wire.pack(event), by or national_admin()
    return RecordedEvent(
        position=position,
        stream=getattr(event, "complaint", None) or UUID(int=0),
        version=version,
        event_id=uuid5(NAMESPACE_OID, f"event {position}"),
        type=packed.type,
        schema_version=packed.schema_version,
        facts=packed.facts,
        occurred_at=at,
        recorded_at=at,
        actor=by.person,
        actor_role=by.role,
        correlation=UUID(int=0),
        leaf_hash=position.to_bytes(32, "big"),
        open_parts={part: words.encode() for part, words in words_of(event).items()},
    )


@dataclass(frozen=True, slots=True)
class Past:
    """What has happened; the handler is asked about what comes next."""

    history: tuple[AnyEvent, ...]

    def when(self, *happened: Happened, at: datetime = NOW, by: Actor | None = None) -> "Seen":
        return Seen(tuple(_facts(self.history, tuple(flat(happened)), at, by)))


@dataclass(frozen=True, slots=True)
class Seen:
    """The facts that a handler is given."""

    facts: tuple[Fact, ...]

    def writes(self, handler: Handler) -> list[Write]:
        return [write for fact in self.facts for write in handler(fact)]


def given(*happened: Happened) -> Past:
    """A history before the event in question."""
    return Past(tuple(flat(happened)))


def _facts(
    history: tuple[AnyEvent, ...], new: tuple[AnyEvent, ...], at: datetime, by: Actor | None
) -> Iterator[Fact]:
    kept: dict[UUID, tuple[int, Known]] = {}
    for position, event in enumerate((*history, *new)):
        before: Known | None = None
        after: Known | None = None
        version = 1
        if isinstance(event, Event):
            version, before = kept.get(event.complaint, (0, None))
            version += 1
            after = Known.after(before, event)
            kept[event.complaint] = (version, after)
        if position >= len(history):
            record = recorded(event, position=position, version=version, at=at, by=by)
            yield Fact(
                event=event, record=record, position=position, zone=WITA, known=after, known_before=before
            )
