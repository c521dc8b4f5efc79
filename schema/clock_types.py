"""The clocks of a complaint as a client reads them, each counted out day by day."""

from datetime import date, datetime

import strawberry

from domain.deadlines import Clock as ClockName
from domain.policy import LimitUnit
from domain.vocabulary import SlaClass
from projections.clocks.handler import ClockState
from schema.decree_types import CountedDay, SlaLimit
from schema.types import Unit

strawberry.enum(
    ClockState,
    description="RUNNING; MET: done in time; ENDED: the case moved on; BREACHED: the last day passed, and stays.",
)


@strawberry.type(
    description="One start of one clock. Nothing pauses or extends it; a later decree may move its last day forward."
)
class Clock:
    clock: ClockName
    state: ClockState
    started_on: date = strawberry.field(description="Day 0: counting begins with the next day.")
    limit: int = strawberry.field(
        description="How many days. Those of an intervention point count backwards from the end of the resolution."
    )
    counted: LimitUnit
    due_on: date
    due_at: datetime = strawberry.field(description="The end of that day in the institution's zone.")
    was_due_on: date | None = strawberry.field(description="Before the last decree that moved it.")
    provisional: bool = strawberry.field(
        description="A year it runs through has no decree yet, so it may move forward."
    )
    ended_on: date | None = strawberry.field(description="Null while it runs, also after a breach.")
    unit: Unit | None = strawberry.field(
        description="Whose duty it is, or was: a unit or an institution. Null: the national admin's."
    )
    sla_class: SlaClass | None
    policy_version: str | None
    calendar_version: str | None = strawberry.field(description="The calendar it was counted by last.")
    stated_by: SlaLimit | None = strawberry.field(
        description="The limit as the policy states it, with its source. A reopened case has what was left of it."
    )
    explanation: list[CountedDay] = strawberry.field(
        description="Every day from the first to the last: its number, or why it does not count."
    )
