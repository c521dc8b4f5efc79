"""What can happen to the calendar and to the limits. A version stays readable for as long as a case names it."""

from dataclasses import dataclass
from datetime import date

from domain.calendar import DayOff
from domain.policy import Limit
from domain.vocabulary import SlaClass


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarLoaded:
    """From here on days are counted by this version: the whole of it, in order of date, not only what is new.

    `instrument` and `published` are those of the decree that made it; each day names the instrument it came with.
    """

    version: str
    instrument: str
    published: date
    decreed_years: tuple[int, ...]
    days: tuple[DayOff, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLoaded:
    """Limits for what begins on `effective_from` or later, all of them, each with its source."""

    version: str
    instrument: str
    effective_from: date
    limits: tuple[Limit, ...]
    supervisory_only: SlaClass


DecreeEvent = CalendarLoaded | PolicyLoaded
