"""The occasion of a decision: who asks, when, and the calendar, limits and offices of that moment.

The domain has no clock and reads nothing; whatever a rule may depend on arrives here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.calendar import Calendar
from domain.people import Actor, CategoryId, Duty, UnitId, UnitKind
from domain.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """What a rule needs to know of an organisation unit."""

    kind: UnitKind
    parent: UnitId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """`at` is aware; `zone` is the institution's, since a day begins where the office is.

    `duties`: the agency that does each duty for an institution, where one is assigned.
    """

    by: Actor
    at: datetime
    zone: ZoneInfo
    calendar: Calendar
    policy: Policy
    categories: Mapping[CategoryId, UnitId]
    units: Mapping[UnitId, UnitFacts]
    duties: Mapping[tuple[UnitId, Duty], UnitId] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()
