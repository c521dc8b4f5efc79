"""A case on its way: somebody asks something, days pass, a day is decreed off, and the sweep looks at it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from domain.calendar import Calendar, DayKind, DayOff
from domain.complaint import decide
from domain.errors import RuleBroken
from domain.events import Event
from domain.monitoring import pass_time
from domain.occasion import Occasion
from domain.people import Actor, Role
from domain.states import Complaint, Unsubmitted
from domain.transitions import evolve
from tests.support.cast import NOW, occasion, person
from tests.support.requests import Asked

SYSTEM = Actor(person=person("system"), role=Role.SYSTEM)


@dataclass(frozen=True, slots=True)
class Days:
    """So many days pass, and the sweep looks at the case."""

    number: int


@dataclass(frozen=True, slots=True)
class Decree:
    """The day so many days from now becomes a day off, and the sweep looks at the case."""

    ahead: int


Step = Asked | Days | Decree


@dataclass(slots=True)
class Walker:
    """A case on its way: what happened, what it is now, and the moment and the calendar."""

    at: datetime = NOW
    calendar: Calendar = field(default_factory=lambda: occasion(SYSTEM).calendar)
    history: list[Event] = field(default_factory=list)
    state: Complaint = field(default_factory=Unsubmitted)

    def take(self, step: Step) -> tuple[Event, ...]:
        """What follows from the step; a refusal changes nothing."""
        match step:
            case Asked():
                return self._happen(self.asked(step))
            case Days(number=number):
                self.at += timedelta(days=number)
            case Decree(ahead=ahead):
                self.calendar = _without(self.calendar, self.today + timedelta(days=ahead))
        return self._happen(self.due())

    @property
    def today(self) -> date:
        return self.occasion(occasion(SYSTEM)).today

    def occasion(self, there: Occasion) -> Occasion:
        return replace(there, at=self.at, calendar=self.calendar)

    def asked(self, asked: Asked) -> tuple[Event, ...]:
        """What would follow from the request; nothing where it is refused."""
        try:
            events = decide(asked.command, self.state, self.occasion(asked.occasion()))
        except RuleBroken:
            return ()
        assert events, "a command that is granted has an effect"
        return events

    def due(self) -> tuple[Event, ...]:
        """What the sweep would find."""
        if isinstance(self.state, Unsubmitted):
            return ()
        return pass_time(self.state, self.occasion(occasion(SYSTEM)))

    def _happen(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        for event in events:
            self.state = evolve(self.state, event)
            self.history.append(event)
        return events


def _without(calendar: Calendar, day: date) -> Calendar:
    off = DayOff(date=day, kind=DayKind.SPECIAL, name_id="Hari libur khusus", instrument="SKB")
    version = f"{calendar.version}+{day.isoformat()}"
    return replace(calendar, version=version, days_off={**calendar.days_off, day: off})
