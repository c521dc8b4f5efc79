"""What can be asked of the calendar and of the limits: to load what somebody with the power to has decreed."""

from dataclasses import dataclass
from datetime import date

from domain.calendar import DayKind
from domain.policy import Limit
from domain.vocabulary import SlaClass


@dataclass(frozen=True, slots=True, kw_only=True)
class DecreedDay:
    """A day a decree takes out of the working days, and what it is called in Indonesian."""

    date: date
    kind: DayKind
    name_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCalendar:
    """One instrument: the days it adds, those it takes back, and the year it settles, if it settles one."""

    version: str
    instrument: str
    published: date
    settles: int | None
    days: tuple[DecreedDay, ...]
    withdrawn: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPolicy:
    """A whole set of limits; none is taken over from an earlier version unseen."""

    version: str
    instrument: str
    effective_from: date
    limits: tuple[Limit, ...]
    supervisory_only: SlaClass


DecreeCommand = LoadCalendar | LoadPolicy
