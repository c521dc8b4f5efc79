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

    `calendar` and `policy` are those in force, `policies` every version of the limits that was ever loaded.
    `duties`: the agency that does each duty for an institution, where one is assigned. Of another complaint that the
    one in question follows or is to follow: `may_lead`, whether this actor may know of it and it follows none itself;
    `lead_answered`, whether it has its answer, or is parked and holds nobody back.
    """

    by: Actor
    at: datetime
    zone: ZoneInfo
    calendar: Calendar
    policy: Policy
    categories: Mapping[CategoryId, UnitId]
    units: Mapping[UnitId, UnitFacts]
    duties: Mapping[tuple[UnitId, Duty], UnitId] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    may_lead: bool = False
    lead_answered: bool = False

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()

    def policy_of(self, version: str) -> Policy:
        """The limits a case began under. Raises KeyError for a version that was never loaded."""
        return self.policy if version == self.policy.version else self.policies[version]

    def governing(self, version: str) -> Policy:
        """What holds for a case that began under that version: it, and what is newer and serves the complainant."""
        return self.policy_of(version).or_better(self.policy)
