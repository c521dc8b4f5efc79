"""Load a decree on days off: what it adds, what it takes back, the year it settles (BAB VI.C; edge cases 1 and 25)."""

import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from domain.calendar import DayKind
from domain.decree_commands import DecreedDay, LoadCalendar
from schema.context import Info
from schema.decree_outcomes import DecreeLoaded, load
from schema.outcomes import Refused


@strawberry.input
class DecreedDayInput:
    date: datetime.date
    kind: DayKind
    name_indonesian: str


@strawberry.input
class LoadCalendarInput:
    version: str = strawberry.field(description="A new one; such as ID- and the day of publication.")
    instrument: str = strawberry.field(description="The decree's full title.")
    published_on: datetime.date
    settles: int | None = strawberry.field(
        default=None,
        description="The year it settles as a whole; null where it amends one or adds single days.",
    )
    days: list[DecreedDayInput] = strawberry.field(description="The days it adds, and no others.")
    no_longer_off: list[datetime.date] = strawberry.field(
        default_factory=list, description="Days off that it makes working days again."
    )
    request: UUID = strawberry.field(description="Made by the client, once per intent.")


@strawberry.type(
    description="The calendar is in force; deadlines that are open move forward where they have to."
)
class CalendarLoaded(DecreeLoaded):
    pass


LoadCalendarResult = Annotated[CalendarLoaded | Refused, strawberry.union("LoadCalendarResult")]


@strawberry.type
class LoadCalendarMutation:
    @strawberry.mutation(
        description="As the responsible head of an institution, load a decree on days off; a version is loaded once."
    )
    async def load_calendar(self, info: Info, input: LoadCalendarInput) -> LoadCalendarResult:
        command = LoadCalendar(
            version=input.version,
            instrument=input.instrument,
            published=input.published_on,
            settles=input.settles,
            days=tuple(
                DecreedDay(date=each.date, kind=each.kind, name_id=each.name_indonesian)
                for each in input.days
            ),
            withdrawn=tuple(input.no_longer_off),
        )
        return await load(info, command, input.request, CalendarLoaded)
