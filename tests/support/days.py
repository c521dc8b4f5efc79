"""The deadlines of the samples: all start on one Monday, so they come from one page of the calendar."""

from datetime import date
from typing import Final, TypedDict

from domain.deadlines import Clock, Deadline
from domain.vocabulary import SlaClass
from tests.support.samples import LIMITS, THURSDAY, calendar_days, working

ENDS: Final = {
    SlaClass.NORMATIVE: (date(2026, 3, 16), date(2026, 3, 11)),
    SlaClass.STANDARD: (date(2026, 4, 6), date(2026, 3, 17)),
    SlaClass.FIELD_INSPECTION: (date(2026, 6, 18), date(2026, 4, 21)),
}
"""The last day of each class that starts on the Monday, and its monitoring point."""
TEN_DAYS_ON: Final = date(2026, 3, 30)
FIVE_DAYS_ON: Final = date(2026, 3, 16)


class Versions(TypedDict):
    policy: str
    calendar: str


VERSIONS: Final[Versions] = {"policy": "1", "calendar": "ID-2025-09-19"}


def resolution(sla_class: SlaClass = SlaClass.STANDARD) -> tuple[Deadline, Deadline]:
    limit, before = LIMITS[sla_class]
    due_on, intervene_by = ENDS[sla_class]
    return working(Clock.RESOLUTION, limit, due_on), working(Clock.INTERVENTION, before, intervene_by)


def silence() -> Deadline:
    return working(Clock.SILENCE, 10, TEN_DAYS_ON)


def national_review() -> Deadline:
    return working(Clock.NATIONAL_REVIEW, 3, THURSDAY)


def institution_review() -> Deadline:
    return working(Clock.INSTITUTION_REVIEW, 3, THURSDAY)


def statutory() -> tuple[Deadline, Deadline]:
    return calendar_days(Clock.STATUTORY_RESPONSE, 14), calendar_days(Clock.STATUTORY_DECISION, 60)
