"""How far every part is behind the log: figures, one alarm where a part falls too far behind, one line when it is back.

Figures hold sizes and ages, nothing of a case or a person; but how a log grows tells when somebody filed, so they are
for those who run the system (api/operations.py).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import asyncpg
import structlog

from api.application.names import fetches_stream
from domain.people import PersonId
from eventstore.lag import fetched_until, read_lag, recorded_at
from projections.generations import State
from projections.lag import age, read_standing

log = structlog.get_logger(__name__)

INTERVAL: Final = 1.0  # seconds between two looks
TOLD_EVERY: Final = 60  # looks between two lines that tell every figure
DATABASE: Final = "database"


class Kind(StrEnum):
    """What follows the log."""

    SEQUENCER = "sequencer"
    PROJECTION = "projection"
    SIGNER = "signer"
    MIRROR = "mirror"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One part: how many events it is behind, None where they are not counted, and the age of the oldest, in seconds.

    `stopped` is the type of the error that a projection cannot get past: an alarm whatever the age.
    """

    kind: Kind
    component: str
    behind: int | None
    age: float | None
    stopped: str | None = None


Limits = Mapping[Kind, float]
"""From which age on, in seconds, a part of this kind is an alarm."""


class Watch:
    """Looks at the figures, remembers which of them are alarms, and says when that changes."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        log_id: int,
        *,
        limits: Limits,
        mirrors: frozenset[UUID],
        clock: Callable[[], datetime],
    ) -> None:
        self._pool = pool
        self._log_id = log_id
        self._limits = limits
        self._mirrors = {
            fetches_stream(PersonId(person)): f"mirror:{number}"
            for number, person in enumerate(sorted(mirrors), 1)
        }
        self._clock = clock
        self._alarms: set[str] = set()

    async def look(self) -> Sequence[Figure]:
        """The figures of now. Raises what asyncpg raises where they cannot be read, which is an alarm too."""
        try:
            figures = await self._figures()
        except Exception:
            self._change(DATABASE, alarm=True)
            raise
        self._change(DATABASE, alarm=False)
        for figure in figures:
            self._change(figure.component, alarm=self.is_alarm(figure), figure=figure)
        for gone in self._alarms - {DATABASE} - {figure.component for figure in figures}:
            self._change(gone, alarm=False)  # a generation was dropped
        return figures

    def is_alarm(self, figure: Figure) -> bool:
        """Whether somebody should look at this part now."""
        return figure.stopped is not None or (figure.age or 0.0) >= self._limits[figure.kind]

    async def run(self, stop: asyncio.Event, *, interval: float = INTERVAL) -> None:
        """Look until told to stop. What cannot be read is an alarm, and is looked at again."""
        looks = 0
        while not stop.is_set():
            try:
                figures = await self.look()
            except Exception as error:  # whatever it is, a watchman who leaves is worse
                log.debug("lag_unknown", error=type(error).__name__)
            else:
                if looks % TOLD_EVERY == 0:
                    for figure in figures:
                        log.info("lag", **told(figure))
                looks += 1
            try:
                async with asyncio.timeout(interval):
                    await stop.wait()
            except TimeoutError:
                continue

    async def _figures(self) -> Sequence[Figure]:
        async with self._pool.acquire() as pooled:
            conn: asyncpg.Connection = pooled  # type: ignore[assignment]
            now = self._clock()
            lag = await read_lag(conn, self._log_id)
            standing = await read_standing(conn, self._log_id, now)
            fetched = await fetched_until(conn, self._log_id, list(self._mirrors))
            missing = await recorded_at(conn, self._log_id, fetched.values())
        unsequenced, unsigned = age(now, lag.unsequenced_since), age(now, lag.unsigned_since)
        return [
            Figure(kind=Kind.SEQUENCER, component=Kind.SEQUENCER, behind=None, age=unsequenced),
            Figure(kind=Kind.SIGNER, component=Kind.SIGNER, behind=lag.size - lag.signed, age=unsigned),
            *(
                Figure(
                    kind=Kind.PROJECTION,
                    component=_projection(each.name, each.generation.number, each.generation.state),
                    behind=each.behind,
                    age=each.oldest,
                    stopped=each.stopped_by,
                )
                for each in standing
                if each.generation.state is not State.BUILDING
            ),
            *(
                Figure(
                    kind=Kind.MIRROR,
                    component=self._mirrors[stream],
                    behind=lag.size - until,
                    age=age(now, missing.get(until)),
                )
                for stream, until in fetched.items()
            ),
        ]

    def _change(self, component: str, *, alarm: bool, figure: Figure | None = None) -> None:
        if alarm == (component in self._alarms):
            return
        about = {"component": component} if figure is None else told(figure)
        if alarm:
            self._alarms.add(component)
            log.error("lag_alarm", **about)
        else:
            self._alarms.remove(component)
            log.warning("lag_alarm_cleared", **about)


def told(figure: Figure) -> dict[str, object]:
    """A figure as plain values, without those that are not there."""
    values = {
        "component": str(figure.component),
        "behind": figure.behind,
        "age_seconds": figure.age,
        "error": figure.stopped,
    }
    return {name: value for name, value in values.items() if value is not None}


def _projection(name: str, generation: int, state: State) -> str:
    return f"projection:{name}" if state is State.LIVE else f"projection:{name}@{generation}"
