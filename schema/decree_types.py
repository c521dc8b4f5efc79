"""Calendar and limits as a client reads them: every version, each day and number with its source."""

import datetime

import strawberry

from domain.calendar import DayKind
from domain.policy import LimitName, LimitUnit
from domain.vocabulary import SlaClass


@strawberry.type(description="One day that is not worked, and the instrument that says so.")
class DayOff:
    date: datetime.date
    kind: DayKind
    name_indonesian: str
    instrument: str


@strawberry.type(
    description="One version of the calendar. A version never changes; a decree makes a new one."
)
class Calendar:
    version: str
    instrument: str = strawberry.field(description="The decree that made this version.")
    published_on: datetime.date
    loaded_at: datetime.datetime
    in_force: bool = strawberry.field(description="Days are counted by this version now.")
    decreed_years: list[int] = strawberry.field(
        description="Settled as a whole. A limit that runs into any other year is provisional."
    )
    days_off: list[DayOff] = strawberry.field(description="The whole of this version, in order of date.")


@strawberry.type(
    description="A limit: a number, what it is counted in, and the clause or practice it comes from."
)
class SlaLimit:
    name: LimitName
    sla_class: SlaClass | None = strawberry.field(
        description="Null for limits that are the same in every class."
    )
    amount: int
    unit: LimitUnit
    source: str
    instrument: str
    effective_from: datetime.date


@strawberry.type(description="One version of all limits (BAB VI.C and what is beside it).")
class SlaPolicy:
    version: str
    instrument: str
    effective_from: datetime.date
    loaded_at: datetime.datetime
    in_force: bool = strawberry.field(description="What begins today begins under this version.")
    supervisory_only: SlaClass = strawberry.field(
        description="The class of a grievance that alleges deviation but needs no field inspection (BAB VI.C.2)."
    )
    limits: list[SlaLimit]


@strawberry.type(description="One day of a count: its number, or null where it does not count, and why.")
class CountedDay:
    date: datetime.date
    counted: int | None
    why: str = strawberry.field(description="In Indonesian, with the instrument of a day off.")


@strawberry.type(description="The last of so many working days after a day, which is day 0.")
class DueDate:
    started_on: datetime.date
    working_days: int
    due_on: datetime.date
    provisional: bool = strawberry.field(
        description="A year it runs through has no decree yet, so it may move forward."
    )
    calendar_version: str
    explanation: list[CountedDay] = strawberry.field(
        description="Every day from the first to the last, in order."
    )
