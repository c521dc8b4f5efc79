"""What decides besides the case itself: the time, the days off, the limits, and the offices there are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import asyncpg

from api.application.offices import load_offices
from domain.calendar import Calendar
from domain.occasion import Occasion
from domain.people import Actor
from domain.policy import Policy

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The clock and the versions in force."""

    clock: Clock
    calendar: Calendar
    policy: Policy
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """Whether a role still holds is asked of real time, whatever the clock is set to."""
        return datetime.now(UTC).astimezone(self.zone).date()

    async def occasion(self, pool: asyncpg.Pool, by: Actor) -> Occasion:
        """The occasion of a decision that is taken now."""
        offices = await load_offices(pool)
        return Occasion(
            by=by,
            at=self.clock(),
            zone=self.zone,
            calendar=self.calendar,
            policy=self.policy,
            categories=offices.categories,
            units=offices.units,
            duties=offices.duties,
        )
