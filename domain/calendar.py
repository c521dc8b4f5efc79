"""Working days: which days count, and on which day a limit ends.

Monday to Friday, without national holidays and without collective leave (cuti bersama): both change the
working days of the civil service (Perpres 21/2023). The day something starts is day 0, and a limit of n
working days ends with the n-th working day after it. Nothing pauses and nothing extends it.

>>> from datetime import date
>>> calendar = Calendar(version="example", days_off={}, decreed_years=frozenset({2026}))
>>> calendar.after(date(2026, 3, 6), working_days=1)  # from Friday to Monday
Due(on=datetime.date(2026, 3, 9), provisional=False)
>>> calendar.before(date(2026, 3, 9), working_days=1)
datetime.date(2026, 3, 6)
>>> calendar.working_days_between(date(2026, 3, 6), date(2026, 3, 13))
5
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

_ONE_DAY = datetime.timedelta(days=1)
_SATURDAY = 5
WEEKEND = "akhir pekan"
STARTING_DAY = "hari mulai"
WORKING_DAY = "hari kerja"
CALENDAR_DAY = "hari kalender"
NEVER_MOVES: Mapping[tuple[int, int], str] = {
    (1, 1): "Tahun Baru Masehi",
    (5, 1): "Hari Buruh Internasional",
    (6, 1): "Hari Lahir Pancasila",
    (8, 17): "Proklamasi Kemerdekaan",
    (12, 25): "Kelahiran Yesus Kristus",
}
"""The holidays whose date is the same every year, by month and day."""
_NEVER_MOVES_BY = "Keputusan Presiden Nomor 8 Tahun 2024 tentang Hari-Hari Libur"


class DayKind(StrEnum):
    """Why a weekday is not a working day. SPECIAL is a single decree, such as a general election."""

    NATIONAL_HOLIDAY = "NATIONAL_HOLIDAY"
    COLLECTIVE_LEAVE = "COLLECTIVE_LEAVE"
    REGIONAL = "REGIONAL"
    SPECIAL = "SPECIAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """One day that is not worked, its Indonesian name, and the instrument that says so."""

    date: datetime.date
    kind: DayKind
    name_id: str
    instrument: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The last day of a limit. `provisional`: a year it runs through has no decree yet, so it may move forward."""

    on: datetime.date
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of an explained count: its number, or None and why it did not count."""

    date: datetime.date
    counted: int | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The days off as known at one version, with the years whose yearly decree is among them.

    A year without a decree counts with weekends and the holidays whose date never moves, and every limit
    that runs into it is provisional. It is not an error: a complaint does not wait for a decree.
    """

    version: str
    days_off: Mapping[datetime.date, DayOff]
    decreed_years: frozenset[int]

    def day_off(self, day: datetime.date) -> DayOff | None:
        """The holiday or leave on that day, weekday or not; None if there is none."""
        if day in self.days_off or day.year in self.decreed_years:
            return self.days_off.get(day)
        name = NEVER_MOVES.get((day.month, day.day))
        if name is None:
            return None
        return DayOff(date=day, kind=DayKind.NATIONAL_HOLIDAY, name_id=name, instrument=_NEVER_MOVES_BY)

    def is_working_day(self, day: datetime.date) -> bool:
        return day.weekday() < _SATURDAY and self.day_off(day) is None

    def after(self, day: datetime.date, working_days: int) -> Due:
        """The n-th working day after `day`, which is day 0. Raises ValueError unless n is at least 1."""
        on = _nth(self._working_days(day, _ONE_DAY), working_days)
        years = range(day.year, on.year + 1)
        return Due(on=on, provisional=not self.decreed_years.issuperset(years))

    def before(self, day: datetime.date, working_days: int) -> datetime.date:
        """The n-th working day before `day`. Raises ValueError unless n is at least 1."""
        return _nth(self._working_days(day, -_ONE_DAY), working_days)

    def explain(self, day: datetime.date, working_days: int) -> tuple[Day, ...]:
        """Each calendar day from `day` to the one `after` gives, counted or with the reason it was not."""
        last = self.after(day, working_days).on
        days = [Day(date=day, counted=None, why=STARTING_DAY)]
        counted = 0
        while day < last:
            day += _ONE_DAY
            off = self.day_off(day)
            if self.is_working_day(day):
                counted += 1
                days.append(Day(date=day, counted=counted, why=WORKING_DAY))
            elif off is not None:
                days.append(Day(date=day, counted=None, why=f"{off.name_id} ({off.instrument})"))
            else:
                days.append(Day(date=day, counted=None, why=WEEKEND))
        return tuple(days)

    def working_days_between(self, start: datetime.date, end: datetime.date) -> int:
        """How many working days lie after `start`, up to and including `end`; negative if `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        span = (start + datetime.timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day) for day in span)

    def _working_days(self, day: datetime.date, step: datetime.timedelta) -> Iterator[datetime.date]:
        while True:
            day += step
            if self.is_working_day(day):
                yield day


def explain_calendar_days(day: datetime.date, number: int) -> tuple[Day, ...]:
    """Each day of a limit in calendar days, all of which count; `day` is day 0."""
    after = (Day(date=day + n * _ONE_DAY, counted=n, why=CALENDAR_DAY) for n in range(1, number + 1))
    return (Day(date=day, counted=None, why=STARTING_DAY), *after)


def _nth(days: Iterator[datetime.date], number: int) -> datetime.date:
    if number < 1:
        raise ValueError("a limit has at least one working day")
    for _ in range(number - 1):
        next(days)
    return next(days)
