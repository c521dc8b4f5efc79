"""A clock that stands still until it is moved. Inside the demonstration's own process, and nowhere else."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo


class SetClock:
    """Feeds the times at which things occur; tokens, roles and recorded times keep to real time."""

    def __init__(self, zone: ZoneInfo, day: date) -> None:
        self.zone = zone
        self._now = datetime.combine(day, time(9), zone)

    def __call__(self) -> datetime:
        return self._now

    def move_to(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Set it to a moment in the institution's zone."""
        self._now = datetime.combine(day, time(hour, minute), self.zone)
