"""Decrees and limits as somebody writes them down: JSON as `api/data` keeps it, and iCalendar (RFC 5545) to read from.

What was loaded never changes, so a file is read strictly: a key too many, a date twice or an event that is not a whole
day is a mistake to be told of, never something to guess at.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import icalendar
from pydantic import BaseModel, ConfigDict, StrictInt, ValidationError

from domain.calendar import DayKind
from domain.decree_commands import DecreedDay, LoadCalendar, LoadPolicy
from domain.policy import Limit, LimitName, LimitUnit
from domain.vocabulary import SlaClass

LARGEST_FILE: Final = 2_000_000  # bytes
_LEAVE = "cuti bersama"
_REPEATS = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")


class DecreeFileError(Exception):
    """The file cannot be used; the text says where and why, in one sentence."""

    def __init__(self, file: Path, problem: str) -> None:
        super().__init__(f"{file}: {problem}")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _LimitFile(_Strict):
    name: LimitName
    sla_class: SlaClass | None = None
    amount: StrictInt
    unit: LimitUnit
    source: str
    instrument: str | None = None
    effective_from: date | None = None


class _PolicyFile(_Strict):
    version: str
    instrument: str
    effective_from: date
    supervisory_only: SlaClass
    limits: tuple[_LimitFile, ...]


class _DecreeFile(_Strict):
    version: str
    instrument: str
    published: date
    settles: StrictInt | None
    days: dict[DayKind, dict[date, str]]
    withdrawn: tuple[date, ...] = ()


_File = TypeVar("_File", bound=_Strict)


def read_decree(file: Path) -> LoadCalendar:
    """The command that loads a decree written as JSON. Raises DecreeFileError."""
    found = _parsed(file, _DecreeFile)
    return LoadCalendar(
        version=found.version,
        instrument=found.instrument,
        published=found.published,
        settles=found.settles,
        days=tuple(
            DecreedDay(date=day, kind=kind, name_id=name)
            for kind, days in found.days.items()
            for day, name in days.items()
        ),
        withdrawn=found.withdrawn,
    )


def read_policy(file: Path) -> LoadPolicy:
    """The command that loads limits written as JSON. Raises DecreeFileError.

    A limit without instrument or first day has the policy's own.
    """
    found = _parsed(file, _PolicyFile)
    return LoadPolicy(
        version=found.version,
        instrument=found.instrument,
        effective_from=found.effective_from,
        limits=tuple(
            Limit(
                name=limit.name,
                sla_class=limit.sla_class,
                amount=limit.amount,
                unit=limit.unit,
                source=limit.source,
                instrument=found.instrument if limit.instrument is None else limit.instrument,
                effective_from=limit.effective_from or found.effective_from,
            )
            for limit in found.limits
        ),
        supervisory_only=found.supervisory_only,
    )


def written(decree: LoadCalendar) -> str:
    """The decree as JSON that `read_decree` reads, for somebody to look through before it is loaded."""
    days: dict[str, dict[str, str]] = {}
    for day in sorted(decree.days, key=lambda day: day.date):
        days.setdefault(day.kind.value, {})[day.date.isoformat()] = day.name_id
    content = {
        "version": decree.version,
        "instrument": decree.instrument,
        "published": decree.published.isoformat(),
        "settles": decree.settles,
        "days": days,
        "withdrawn": [day.isoformat() for day in decree.withdrawn],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def read_events(file: Path, year: int, kind: DayKind | None) -> tuple[DecreedDay, ...]:
    """The days of one year that the events of an iCalendar file cover, in order. Raises DecreeFileError.

    An event is one whole day or several: DTEND is the first day after it (RFC 5545, 3.6.1). Without a kind, an event
    whose summary says "cuti bersama" is collective leave, and every other one a national holiday. Cancelled events
    are left out.
    """
    days: dict[date, DecreedDay] = {}
    for event in _events(file):
        name = " ".join(str(event.get("SUMMARY", "")).split())
        told = DayKind.COLLECTIVE_LEAVE if _LEAVE in name.casefold() else DayKind.NATIONAL_HOLIDAY
        for day in _days_of(file, event, year):
            if not name:
                raise DecreeFileError(file, f"the event on {day} has no summary.")
            if day in days:
                raise DecreeFileError(file, f"two events are on {day}: keep the one that the decree names.")
            days[day] = DecreedDay(date=day, kind=kind or told, name_id=name)
    if not days:
        raise DecreeFileError(file, f"no event is in {year}.")
    return tuple(days[day] for day in sorted(days))


def _events(file: Path) -> Iterator[Any]:
    try:
        calendars = icalendar.Calendar.from_ical(_bytes(file), multiple=True)
    except (ValueError, IndexError, KeyError, TypeError):
        raise DecreeFileError(file, "this is not an iCalendar file (RFC 5545).") from None
    for calendar in calendars:
        for event in calendar.walk("VEVENT"):
            if str(event.get("STATUS", "")).upper() != "CANCELLED":
                yield event


def _days_of(file: Path, event: Any, year: int) -> Sequence[date]:
    if any(name in event for name in _REPEATS):
        raise DecreeFileError(file, "an event repeats: a decree names each day, so write each one out.")
    first = _whole_day(file, event, "DTSTART")
    if first is None:
        raise DecreeFileError(file, "an event has no first day (DTSTART).")
    try:
        after = _whole_day(file, event, "DTEND") or first + _length(file, event)
    except OverflowError:
        raise DecreeFileError(file, f"the event on {first} ends after the year 9999.") from None
    if after <= first:
        raise DecreeFileError(file, f"the event on {first} ends before it has begun.")
    first, after = max(first, date(year, 1, 1)), min(after, date(year + 1, 1, 1))
    return [first + timedelta(days=n) for n in range((after - first).days)]


def _length(file: Path, event: Any) -> timedelta:
    if "DURATION" not in event:
        return timedelta(days=1)
    length = event.decoded("DURATION")
    if not isinstance(length, timedelta) or length % timedelta(days=1):
        raise DecreeFileError(file, "an event does not last whole days (DURATION).")
    return length


def _whole_day(file: Path, event: Any, name: str) -> date | None:
    """A date, and no moment: half a day off is no day off. None where it is not given."""
    if name not in event:
        return None
    try:
        value = event.decoded(name)
    except (ValueError, TypeError, AttributeError):
        value = None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise DecreeFileError(file, f"an event is not a whole day ({name} is no date).")
    return value


def _parsed(file: Path, shape: type[_File]) -> _File:
    try:
        content = json.loads(_bytes(file), object_pairs_hook=_unrepeated)
        return shape.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DecreeFileError(file, f"{place or 'the file'}: {first['msg']}.") from None
    except _Repeated as repeated:
        raise DecreeFileError(file, f"the key {repeated.args[0]!r} stands there twice.") from None
    except (ValueError, RecursionError):
        raise DecreeFileError(file, "this is not JSON.") from None


class _Repeated(Exception):
    """A key stands twice in one object: JSON would silently keep the last."""


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Repeated(key)
        found[key] = value
    return found


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise DecreeFileError(file, f"{error.strerror or 'it cannot be read'}.") from None
    if len(content) > LARGEST_FILE:
        raise DecreeFileError(file, f"it is larger than {LARGEST_FILE} bytes.")
    return content
