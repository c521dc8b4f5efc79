"""A refusal is a fact: it is appended, consumes its request id, and is answered again from the log."""

from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from api.application.names import refusals_stream
from api.application.scribe import Letter, Line, Scribe
from domain.errors import RuleBroken, refusal_of
from domain.events import CommandRefused, ProhibitedActionAttempted
from domain.people import ComplaintId
from eventstore.records import ANY, Answer
from eventstore.store import Store
from projections.records import event_of
from schema.context import Texts

log = structlog.get_logger(__name__)

Refusal = CommandRefused | ProhibitedActionAttempted


class Refusals:
    """Writes refusals down and finds them again."""

    def __init__(self, store: Store, scribe: Scribe, zone: ZoneInfo) -> None:
        self._store = store
        self._scribe = scribe
        self._zone = zone

    async def record(
        self, letter: Letter, broken: RuleBroken, *, command: str, complaint: ComplaintId | None
    ) -> Answer:
        """Append the refusal to its asker's own stream. What was asked in words is not kept."""
        kind = ProhibitedActionAttempted if broken.prohibited else CommandRefused
        event = kind(complaint=complaint, command=command, rule=broken.rule.value, clause=broken.clause)
        log.warning("command_refused", command=command, rule=broken.rule.value)
        line = Line(stream=refusals_stream(letter.scope), expected=ANY, event=event)
        return await self._scribe.append(letter, [line], texts=Texts(), case=None)

    async def recall(self, answer: Answer) -> RuleBroken | None:
        """The refusal that this answer was, or None where the command had its effect."""
        first = answer.events[0]
        if first.type not in (CommandRefused.__name__, ProhibitedActionAttempted.__name__):
            return None
        event = await self._event(first.stream, first.version)
        return refusal_of(event.rule)

    async def _event(self, stream: UUID, version: int) -> Refusal:
        record = await self._store.read_one(stream, version)
        event = event_of(record, self._zone)
        assert isinstance(event, CommandRefused | ProhibitedActionAttempted)
        return event
