"""What decides besides the case itself: the time, the days off, the limits, and the offices there are."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import asyncpg

from api.application.decrees import Decrees, NothingDecreed
from api.application.offices import load_offices
from domain.decrees import Rulebook
from domain.occasion import Occasion
from domain.people import Actor
from eventstore.store import Store

Clock = Callable[[], datetime]


class Rules:
    """The clock, and the versions that the log says are in force."""

    def __init__(self, *, store: Store, clock: Clock, zone: ZoneInfo) -> None:
        self.clock = clock
        self.zone = zone
        self._decrees = Decrees(store, zone)

    @property
    def today(self) -> date:
        """Whether a role still holds is asked of real time, whatever the clock is set to."""
        return datetime.now(UTC).astimezone(self.zone).date()

    async def rulebook(self) -> tuple[Rulebook, int]:
        """Every version of the calendar and of the limits, and the version of the stream that says so."""
        return await self._decrees.rulebook()

    async def occasion(self, pool: asyncpg.Pool, by: Actor) -> Occasion:
        """The occasion of a decision that is taken now. Raises NothingDecreed before anything was loaded."""
        rulebook, _ = await self.rulebook()
        at = self.clock()
        calendar, policy = rulebook.calendar, rulebook.policy(at.astimezone(self.zone).date())
        if calendar is None or policy is None:
            raise NothingDecreed
        offices = await load_offices(pool)
        return Occasion(
            by=by,
            at=at,
            zone=self.zone,
            calendar=calendar,
            policy=policy,
            policies=rulebook.policies,
            categories=offices.categories,
            units=offices.units,
            duties=offices.duties,
        )
