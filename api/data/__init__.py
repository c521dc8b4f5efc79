"""Days off, limits and the regency's organisation: values with a source, kept apart from the rules that use them."""

import json
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from domain.calendar import Calendar, DayKind, DayOff
from domain.people import CategoryId, Duty, UnitKind
from domain.policy import Limit, LimitName, LimitUnit, Policy
from domain.vocabulary import SlaClass

_HERE = files(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decree:
    """One instrument, the days it adds, and those it takes back from an earlier one.

    `yearly`: it settles a whole year; the others amend one, or add a single day.
    """

    year: int
    instrument: str
    published: date
    yearly: bool
    days: tuple[DayOff, ...]
    withdrawn: tuple[date, ...]

    @property
    def version(self) -> str:
        """The version of the calendar that this instrument makes: a limit can name what was known."""
        return f"ID-{self.published.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitData:
    """An organisation unit; `parent` is the code of another one."""

    code: str
    name: str
    kind: UnitKind
    parent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryData:
    """A complaint category; `unit` is the code of the agency that handles it."""

    category: CategoryId
    label_id: str
    label_en: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyData:
    """Which agency does a duty for an institution, each by its code."""

    institution: str
    duty: Duty
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Units in an order in which each parent comes before its children."""

    source: str
    units: tuple[UnitData, ...]
    categories: tuple[CategoryData, ...]
    duties: tuple[DutyData, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRow:
    """One row of the regency's table exactly as printed, decimals as text; `rtl` and `rhp` cannot be derived."""

    unit: str
    unverified: int
    not_followed_up: int
    in_process: int
    completed: int
    total: int
    follow_up_percent: int
    rtl: str
    rhp: str
    last_viewed_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedTable:
    """A recapitulation with its source: the institution's own row, and those of the units below it."""

    source: str
    first_day: date
    last_day: date
    parent: PrintedRow
    units: tuple[PrintedRow, ...]


@cache
def load_calendar(known_on: date | None = None) -> Calendar:
    """The calendar as it was known at the end of that day; None for everything known today.

    Its version is the publication day of the latest instrument in it, so a limit can name what it knew.
    Raises LookupError for a day before the first instrument.
    """
    known = [decree for decree in load_decrees() if known_on is None or decree.published <= known_on]
    if not known:
        raise LookupError(f"no instrument on days off was published by {known_on}")
    days_off: dict[date, DayOff] = {}
    for decree in known:
        for withdrawn in decree.withdrawn:
            del days_off[withdrawn]
        days_off |= {day.date: day for day in decree.days}
    return Calendar(
        version=known[-1].version,
        days_off=days_off,
        decreed_years=frozenset(decree.year for decree in known if decree.yearly),
    )


@cache
def load_decrees() -> tuple[Decree, ...]:
    """Every instrument on days off that is kept here, in order of publication."""
    years = [_read(file) for file in (_HERE / "days_off").iterdir() if file.name.endswith(".json")]
    decrees = [_decree(year["year"], decree) for year in years for decree in year["decrees"]]
    return tuple(sorted(decrees, key=lambda decree: decree.published))


@cache
def load_policy() -> Policy:
    """The limits in force, version 1: the regency's own action plan, the laws beside it, and named practice."""
    data = _read(_HERE / "policy.json")
    return Policy(
        version=data["version"],
        instrument=data["instrument"],
        effective_from=date.fromisoformat(data["effective_from"]),
        limits=tuple(_limit(limit, data) for limit in data["limits"]),
        supervisory_only=SlaClass(data["supervisory_only"]),
    )


@cache
def load_organisation() -> Organisation:
    """The Ministry, the county government with its agencies, and one complaint category for each of these.

    The duties are its own reading: the plan names Diskominfo's channels as the county's, and the Inspektorat is APIP.
    """
    data = _read(_HERE / "lombok_tengah.json")
    return Organisation(
        source=data["source"],
        units=tuple(
            UnitData(code=unit["code"], name=unit["name"], kind=UnitKind(unit["kind"]), parent=unit["parent"])
            for unit in data["units"]
        ),
        categories=tuple(CategoryData(**category) for category in data["categories"]),
        duties=tuple(
            DutyData(institution=duty["institution"], duty=Duty(duty["duty"]), unit=duty["unit"])
            for duty in data["duties"]
        ),
    )


@cache
def load_recapitulation() -> PrintedTable:
    """The regency's printed table for 2023. Data to compare with and never to fit: its rows contradict its sum."""
    data = _read(_HERE / "recapitulation_2023.json")
    return PrintedTable(
        source=data["source"],
        first_day=date.fromisoformat(data["first_day"]),
        last_day=date.fromisoformat(data["last_day"]),
        parent=_row(data["parent"]),
        units=tuple(_row(row) for row in data["units"]),
    )


def _decree(year: int, data: dict[str, Any]) -> Decree:
    return Decree(
        year=year,
        instrument=data["instrument"],
        published=date.fromisoformat(data["published"]),
        yearly=data["yearly"],
        days=tuple(
            DayOff(
                date=date.fromisoformat(day),
                kind=DayKind(kind),
                name_id=name,
                instrument=data["instrument"],
            )
            for kind, days in data["days"].items()
            for day, name in days.items()
        ),
        withdrawn=tuple(date.fromisoformat(day) for day in data["withdrawn"]),
    )


def _limit(limit: dict[str, Any], policy: dict[str, Any]) -> Limit:
    """A limit as written; instrument and first day are the policy's own where it names no others."""
    sla_class = limit.get("sla_class")
    return Limit(
        name=LimitName(limit["name"]),
        sla_class=None if sla_class is None else SlaClass(sla_class),
        amount=limit["amount"],
        unit=LimitUnit(limit["unit"]),
        source=limit["source"],
        instrument=limit.get("instrument", policy["instrument"]),
        effective_from=date.fromisoformat(limit.get("effective_from", policy["effective_from"])),
    )


def _row(data: dict[str, Any]) -> PrintedRow:
    return PrintedRow(**{field.name: data[field.name] for field in fields(PrintedRow)})


def _read(file: Traversable) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
