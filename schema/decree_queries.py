"""What anyone may ask of the calendar and the limits (BAB I.D), without signing in."""

from datetime import date
from typing import Never

import strawberry

from schema.decree_types import Calendar, DueDate, SlaPolicy


def _compiled() -> Never:
    raise AssertionError("queries are compiled to SQL; this one reached the executor")


@strawberry.type
class DecreeQueries:
    @strawberry.field(description="Every version of the calendar, the one in force first.")
    def calendars(self) -> list[Calendar]:
        _compiled()

    @strawberry.field(
        description="A version of the calendar, the one in force if none is named; null where there is none."
    )
    def calendar(self, version: str | None = None) -> Calendar | None:
        _compiled()

    @strawberry.field(description="Every version of the limits, the one loaded last first (clause I-D).")
    def sla_policies(self) -> list[SlaPolicy]:
        _compiled()

    @strawberry.field(
        description="When a limit of so many working days (1 to 260) ends that starts on a day from 2023 to 2099, "
        "by the calendar in force; null before any was loaded."
    )
    def due_date(self, started_on: date, working_days: int) -> DueDate | None:
        _compiled()
