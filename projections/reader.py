"""Read the log for every projection: an event is decoded and folded once, however many of them stand before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import asyncpg

from domain.events import Event
from eventstore.errors import EventStoreError, PositionGap
from eventstore.log_events import LOG_EVENTS
from eventstore.records import RecordedEvent
from eventstore.subscription import read_positions
from projections.faults import is_passing
from projections.folds import Folds
from projections.records import event_of
from projections.write import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What stands at one position.

    `fact` is None for events about the log itself, which no projection reads, and where `trouble` says why this
    program cannot read the event.
    """

    position: int
    fact: Fact | None = None
    trouble: Exception | None = None


class Reader:
    """Turns positions into facts."""

    def __init__(self, log_id: int, zone: ZoneInfo) -> None:
        self._log_id = log_id
        self._zone = zone
        self._folds = Folds(log_id, zone)

    async def read(self, conn: asyncpg.Connection, *, after: int, upto: int) -> Sequence[Entry]:
        """Every entry after one position up to another one, which the log has reached.

        Raises PositionGap where a position is missing, also the last ones, and RecordDamaged.
        """
        records = await read_positions(conn, self._log_id, after=after, limit=upto - after)
        if len(records) < upto - after:
            raise PositionGap(expected=after + 1 + len(records), found=upto + 1)
        return [await self._entry(conn, record) for record in records]

    async def _entry(self, conn: asyncpg.Connection, record: RecordedEvent) -> Entry:
        assert record.position is not None, "it was read by its position"
        if record.type in LOG_EVENTS:
            return Entry(position=record.position)
        try:
            return Entry(position=record.position, fact=await self._fact(conn, record, record.position))
        except Exception as trouble:
            if is_passing(trouble, conn) or isinstance(trouble, EventStoreError):
                raise
            return Entry(position=record.position, trouble=trouble)

    async def _fact(self, conn: asyncpg.Connection, record: RecordedEvent, position: int) -> Fact:
        event = event_of(record, self._zone)
        before, known = None, None
        if isinstance(event, Event):
            before, known = await self._folds.around(conn, record, event)
        return Fact(
            event=event, record=record, position=position, zone=self._zone, known=known, known_before=before
        )
