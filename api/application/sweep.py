"""What time does to cases: deadlines that pass, that move, and what follows from silence (BAB VI.B.1.a.11, VI.C).

The read models say which cases to look at; what follows is decided from the log, so a sweep that is repeated, doubled
or behind finds nothing to do twice. Its acts are the system's, and nobody is asked to set them off.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import asyncpg
import structlog

from api.application.decrees import NothingDecreed
from api.application.names import SYSTEM, step_of
from api.application.occasions import Rules
from api.application.rounds import one_round, stopped
from api.application.system_acts import system_act
from domain.complaint import replay
from domain.monitoring import pass_time
from domain.occasion import Occasion
from domain.states import Unsubmitted
from eventstore.records import Answer, AppendCommand, RecordedEvent
from eventstore.store import MOST_COMMANDS, Store
from projections.records import case_events

log = structlog.get_logger(__name__)

OVER = """
SELECT DISTINCT complaint FROM read.clock
WHERE state = 'RUNNING' AND due_on < $1 AND complaint > $2
ORDER BY complaint LIMIT $3
"""
MOVED = """
SELECT DISTINCT complaint FROM read.clock
WHERE state = 'RUNNING' AND counted = 'WORKING_DAYS' AND calendar <> $1 AND complaint > $2
  AND (provisional OR EXISTS (
      SELECT FROM read.day_off AS new
      WHERE new.version = $1 AND new.day > started_on AND new.day <= due_on
        AND NOT EXISTS (SELECT FROM read.day_off AS old WHERE old.version = clock.calendar AND old.day = new.day)))
ORDER BY complaint LIMIT $3
"""
PAGE = 5_000  # cases that are named at once
CHUNK = MOST_COMMANDS  # cases that are read and decided on at once: a loop that also answers requests waits for it
INTERVAL = 60.0  # seconds between two sweeps
_FIRST = UUID(int=0)


class Sweep:
    """Looks after the clocks of every case."""

    def __init__(self, *, store: Store, pool: asyncpg.Pool, rules: Rules, interval: float = INTERVAL) -> None:
        self._store = store
        self._pool = pool
        self._rules = rules
        self._interval = interval
        self._calendar: str | None = None  # the version by which every running clock was counted

    async def step(self) -> int:
        """Append what has become due, and answer how many cases that concerned."""
        try:
            occasion = await self._rules.occasion(self._pool, SYSTEM)
        except NothingDecreed:  # then nothing has come in either
            return 0
        touched = 0
        if self._calendar != occasion.calendar.version:
            touched += await self._work_off(self._chunks(MOVED, occasion.calendar.version), occasion)
            self._calendar = occasion.calendar.version
        touched += await self._work_off(self._chunks(OVER, occasion.today), occasion)
        if touched:
            log.info("swept", cases=touched)
        return touched

    async def run(self, stop: asyncio.Event) -> None:
        """Step after every `interval` seconds until `stop`. A lost connection or a crowded log is tried again later."""
        while not await stopped(stop, self._interval):
            await one_round(self.step, postponed="sweep_postponed")

    async def _chunks(self, statement: str, limit: object) -> AsyncIterator[Sequence[UUID]]:
        after = _FIRST
        while page := [row["complaint"] for row in await self._pool.fetch(statement, limit, after, PAGE)]:
            for start in range(0, len(page), CHUNK):
                yield page[start : start + CHUNK]
            after = page[-1]

    async def _work_off(self, chunks: AsyncIterator[Sequence[UUID]], occasion: Occasion) -> int:
        """How many cases moved. While one chunk is written the next one is read and decided on."""
        touched, writing = 0, asyncio.create_task(self._write([]))
        try:
            async for chunk in chunks:
                histories = await self._store.read_all(chunk)
                due = [self._due(complaint, history, occasion) for complaint, history in histories.items()]
                touched += await writing
                writing = asyncio.create_task(
                    self._write([command for command in due if command is not None])
                )
        finally:
            touched += await writing
        return touched

    async def _write(self, commands: Sequence[AppendCommand]) -> int:
        """Whoever was quicker moved the case; the next sweep judges it as it is then."""
        outcomes = await self._store.append(commands)
        return sum(isinstance(outcome, Answer) and not outcome.repeated for outcome in outcomes)

    def _due(
        self, complaint: UUID, history: Sequence[RecordedEvent], occasion: Occasion
    ) -> AppendCommand | None:
        state = replay(case_events(history, occasion.zone))
        if isinstance(state, Unsubmitted):
            return None
        follows = pass_time(state, occasion)
        if not follows:
            return None
        version = len(history)
        request = step_of(complaint, f"sweep at {version}")
        return system_act(complaint, version, follows, request=request, cause=request, at=occasion.at)
