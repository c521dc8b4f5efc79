"""Calendar and limits by version, for whoever wants to count along."""

from collections.abc import Iterator

from domain.decree_events import CalendarLoaded, PolicyLoaded
from projections.write import Fact, Write


def calendar(fact: Fact) -> Iterator[Write]:
    """Every version with all its rows: a clock names the version it was counted by, and that stays readable."""
    match fact.event:
        case CalendarLoaded() as loaded:
            yield Write(
                "add_calendar",
                (
                    loaded.version,
                    loaded.instrument,
                    loaded.published,
                    list(loaded.decreed_years),
                    fact.record.occurred_at,
                    fact.position,
                ),
            )
            for day in loaded.days:
                yield Write("add_day_off", (loaded.version, day.date, day.kind, day.name_id, day.instrument))
        case PolicyLoaded() as loaded:
            yield Write(
                "add_policy",
                (
                    loaded.version,
                    loaded.instrument,
                    loaded.effective_from,
                    loaded.supervisory_only,
                    fact.record.occurred_at,
                    fact.position,
                ),
            )
            for place, limit in enumerate(loaded.limits, 1):
                yield Write(
                    "add_limit",
                    (
                        loaded.version,
                        place,
                        limit.name,
                        limit.sla_class,
                        limit.amount,
                        limit.unit,
                        limit.source,
                        limit.instrument,
                        limit.effective_from,
                    ),
                )
        case _:
            return
