"""What decides who may see a case, folded from the complaint's own events and kept for the busiest cases."""

from collections import OrderedDict
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from domain import cases
from domain.cases import Case
from domain.events import Event
from eventstore.records import RecordedEvent
from eventstore.subscription import read_stream
from projections.records import event_of


class Folds:
    """The `Case` of each complaint at a version; a miss is read again from the log.

    A fold depends on stored events alone, so a cached one is right whether or not the transaction that used it
    committed.
    """

    def __init__(self, log_id: int, zone: ZoneInfo, *, capacity: int = 4096) -> None:
        self._log_id = log_id
        self._zone = zone
        self._capacity = capacity
        self._known: OrderedDict[UUID, tuple[int, Case]] = OrderedDict()

    async def around(
        self, conn: asyncpg.Connection, record: RecordedEvent, event: Event
    ) -> tuple[Case | None, Case]:
        """The case before this event, None at its submission, and after it."""
        before = await self._before(conn, record)
        case = cases.after(before, event)
        self._keep(record.stream, record.version, case)
        return before, case

    async def _before(self, conn: asyncpg.Connection, record: RecordedEvent) -> Case | None:
        version, case = self._known.get(record.stream, (0, None))
        if version == record.version - 1:
            return case
        version, case = 0, None
        for earlier in await read_stream(conn, self._log_id, record.stream, before_version=record.version):
            event = event_of(earlier, self._zone)
            assert isinstance(event, Event), "a complaint's stream holds nothing else"
            version, case = earlier.version, cases.after(case, event)
        assert version == record.version - 1, "a stream's versions have no gap"
        return case

    def _keep(self, stream: UUID, version: int, case: Case) -> None:
        self._known[stream] = (version, case)
        self._known.move_to_end(stream)
        if len(self._known) > self._capacity:
            self._known.popitem(last=False)
