"""What is known of a case, folded from the complaint's own events and kept for the busiest cases."""

from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from domain import cases, clocks, standing
from domain.cases import Case
from domain.clocks import Clocks
from domain.events import Event
from domain.standing import Standing
from eventstore.records import RecordedEvent
from eventstore.subscription import read_stream
from projections.records import event_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What decides who may see a case, how it is reported, and the clocks that run."""

    case: Case
    standing: Standing
    clocks: Clocks

    @classmethod
    def after(cls, before: "Known | None", event: Event) -> "Known":
        """What is known once the event has happened; None is before the complaint came in."""
        if before is None:
            return cls(
                case=cases.after(None, event),
                standing=standing.after(None, event),
                clocks=clocks.after(clocks.NONE, event),
            )
        return cls(
            case=cases.after(before.case, event),
            standing=standing.after(before.standing, event),
            clocks=clocks.after(before.clocks, event),
        )


class Folds:
    """What is known of each complaint at a version; a miss is read again from the log.

    A fold depends on stored events alone, so a cached one is right whether or not the transaction that used it
    committed.
    """

    def __init__(self, log_id: int, zone: ZoneInfo, *, capacity: int = 4096) -> None:
        self._log_id = log_id
        self._zone = zone
        self._capacity = capacity
        self._known: OrderedDict[UUID, tuple[int, Known]] = OrderedDict()

    async def around(
        self, conn: asyncpg.Connection, record: RecordedEvent, event: Event
    ) -> tuple[Known | None, Known]:
        """What is known before this event, None at its submission, and after it."""
        before = await self._before(conn, record)
        known = Known.after(before, event)
        self._keep(record.stream, record.version, known)
        return before, known

    async def _before(self, conn: asyncpg.Connection, record: RecordedEvent) -> Known | None:
        if record.version == 1:
            return None
        kept = self._known.get(record.stream)
        if kept is not None and kept[0] == record.version - 1:
            return kept[1]
        version, known = 0, None
        for earlier in await read_stream(conn, self._log_id, record.stream, before_version=record.version):
            event = event_of(earlier, self._zone)
            assert isinstance(event, Event), "a complaint's stream holds nothing else"
            version, known = earlier.version, Known.after(known, event)
        assert version == record.version - 1, "a stream's versions have no gap"
        return known

    def _keep(self, stream: UUID, version: int, known: Known) -> None:
        self._known[stream] = (version, known)
        self._known.move_to_end(stream)
        if len(self._known) > self._capacity:
            self._known.popitem(last=False)
