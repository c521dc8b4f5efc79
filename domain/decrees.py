"""Which calendar and which limits hold: every version that was loaded, and what a new one must keep to.

A calendar holds from the moment it is loaded, since a day off is a day off once it is decreed. Limits hold from
the day they take effect. What was loaded before stays readable, because open complaints began under it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import assert_never

from domain.calendar import NEVER_MOVES, Calendar, DayOff
from domain.decree_commands import DecreeCommand, LoadCalendar, LoadPolicy
from domain.decree_events import CalendarLoaded, DecreeEvent, PolicyLoaded
from domain.errors import (
    DayTwice,
    DecreeUnnamed,
    LimitsIncomplete,
    NothingToWithdraw,
    NotYoursToLoad,
    VersionLoaded,
    YearIncomplete,
)
from domain.people import Actor, Role
from domain.policy import BY_CLASS, UNIT_OF, Limit, LimitName, Policy
from domain.vocabulary import SlaClass

LONGEST_VERSION = 40  # characters
LONGEST_NAME = 300
LARGEST_AMOUNT = 400
LARGEST_DOCUMENT = 25  # mebibytes: a document is held in memory while it is inspected


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Every calendar and every set of limits by version, in the order in which they were loaded."""

    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)

    @property
    def calendar(self) -> Calendar | None:
        """The one that was loaded last; None before any was."""
        return next(reversed(tuple(self.calendars.values())), None)

    def policy(self, on: date) -> Policy | None:
        """The one in force on that day: the last loaded of those in effect; before any is, the first loaded."""
        in_effect = [policy for policy in self.policies.values() if policy.effective_from <= on]
        return in_effect[-1] if in_effect else next(iter(self.policies.values()), None)


def replay_decrees(events: Iterable[DecreeEvent], onto: Rulebook | None = None) -> Rulebook:
    """The rulebook that a history made, or that more of it makes of an earlier one."""
    return reduce(_evolve, events, onto or Rulebook())


def decide_decree(command: DecreeCommand, rulebook: Rulebook, by: Actor) -> DecreeEvent:
    """The event that follows from the command. Raises the RuleBroken of the rule it breaks."""
    if by.role is not Role.SYSTEM and not _leads_an_institution(by):
        raise NotYoursToLoad
    match command:
        case LoadCalendar():
            return _calendar(command, rulebook)
        case LoadPolicy():
            return _policy(command, rulebook)
        case _:
            assert_never(command)


def _evolve(rulebook: Rulebook, event: DecreeEvent) -> Rulebook:
    match event:
        case CalendarLoaded():
            calendar = Calendar(
                version=event.version,
                days_off={day.date: day for day in event.days},
                decreed_years=frozenset(event.decreed_years),
            )
            return Rulebook({**rulebook.calendars, event.version: calendar}, rulebook.policies)
        case PolicyLoaded():
            policy = Policy(
                version=event.version,
                instrument=event.instrument,
                effective_from=event.effective_from,
                limits=event.limits,
                supervisory_only=event.supervisory_only,
            )
            return Rulebook(rulebook.calendars, {**rulebook.policies, event.version: policy})
        case _:
            assert_never(event)


def _leads_an_institution(by: Actor) -> bool:
    """BAB II.B: the Penanggung Jawab of the institution itself, not of one of its agencies."""
    return by.role is Role.RESPONSIBLE_HEAD and by.unit is not None and by.unit == by.institution


def _calendar(command: LoadCalendar, rulebook: Rulebook) -> CalendarLoaded:
    """Days come and go by decree alone, each once; what they were before stays in the versions before."""
    if command.version in rulebook.calendars:
        raise VersionLoaded
    _check_named(command)
    before = rulebook.calendar or Calendar(version="", days_off={}, decreed_years=frozenset())
    days = dict(before.days_off)
    for day in command.withdrawn:
        if days.pop(day, None) is None:
            raise NothingToWithdraw
    for each in command.days:
        if each.date in days:
            raise DayTwice
        days[each.date] = DayOff(
            date=each.date, kind=each.kind, name_id=each.name_id, instrument=command.instrument
        )
    if command.settles is not None:
        _check_year(command, command.settles, days)
    settled = () if command.settles is None else (command.settles,)
    return CalendarLoaded(
        version=command.version,
        instrument=command.instrument,
        published=command.published,
        decreed_years=tuple(sorted(before.decreed_years.union(settled))),
        days=tuple(days[day] for day in sorted(days)),
    )


def _check_named(command: LoadCalendar) -> None:
    names = (command.instrument, *(day.name_id for day in command.days))
    says_something = command.days or command.withdrawn or command.settles is not None
    if not says_something or not _is_version(command.version) or not all(map(_is_name, names)):
        raise DecreeUnnamed


def _check_year(command: LoadCalendar, year: int, days: Mapping[date, DayOff]) -> None:
    """In a settled year only what is listed is off: a list cut short would turn New Year into a working day."""
    off = {(day.month, day.day) for day in days if day.year == year}
    if not NEVER_MOVES.keys() <= off or any(day.date.year != year for day in command.days):
        raise YearIncomplete


def _policy(command: LoadPolicy, rulebook: Rulebook) -> PolicyLoaded:
    """Each limit once, in its own unit, with its source; a version is complete or it is none."""
    if command.version in rulebook.policies:
        raise VersionLoaded
    if not _is_version(command.version) or not _is_name(command.instrument):
        raise DecreeUnnamed
    _check_limits(command)
    return PolicyLoaded(
        version=command.version,
        instrument=command.instrument,
        effective_from=command.effective_from,
        limits=command.limits,
        supervisory_only=command.supervisory_only,
    )


def _check_limits(command: LoadPolicy) -> None:
    amounts = {(limit.name, limit.sla_class): limit.amount for limit in command.limits}
    if len(amounts) != len(command.limits) or amounts.keys() != _ALL_LIMITS:
        raise LimitsIncomplete
    if not all(map(_is_sound, command.limits)) or command.supervisory_only is SlaClass.NORMATIVE:
        raise LimitsIncomplete
    for each in SlaClass:
        if amounts[LimitName.INTERVENTION, each] >= amounts[LimitName.RESOLUTION, each]:
            raise LimitsIncomplete


def _is_sound(limit: Limit) -> bool:
    least = 0 if limit.name is LimitName.CONSTRAINT_NOTICE else 1
    largest = LARGEST_DOCUMENT if limit.name is LimitName.DOCUMENT_SIZE else LARGEST_AMOUNT
    counted = least <= limit.amount <= largest and limit.unit is UNIT_OF[limit.name]
    return counted and _is_name(limit.source) and _is_name(limit.instrument)


def _is_version(text: str) -> bool:
    return (
        len(text) <= LONGEST_VERSION and text.isascii() and text.isprintable() and text.strip() == text != ""
    )


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and text.isprintable() and text.strip() == text != ""


_ALL_LIMITS = frozenset(
    (name, sla_class) for name in LimitName for sla_class in (SlaClass if name in BY_CLASS else (None,))
)
