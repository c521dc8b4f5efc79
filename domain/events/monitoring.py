"""Monitoring, tiered supervision, and what the calendar does to a case (BAB VI.D.1 and 2, VII.A)."""

from dataclasses import dataclass
from datetime import date

from domain.deadlines import Clock
from domain.people import ComplaintId, Tier, UnitId
from domain.texts import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class InterventionRecorded:
    """The institution's admin stepped in at the monitoring point (BAB VII.A.1.e)."""

    complaint: ComplaintId
    institution: UnitId
    note: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionAsked:
    """A tier asked the one below how the case stands (BAB VI.D.1.a, VI.D.2.a, VII.A.1.g)."""

    complaint: ComplaintId
    number: int
    of_tier: Tier
    question: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionAnswered:
    """The tier that was asked answered (BAB VII.A.1.g)."""

    complaint: ComplaintId
    number: int
    answer: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRecalculated:
    """A decree took a day away, so the last day moved: forward, never back."""

    complaint: ComplaintId
    clock: Clock
    was_due_on: date
    due_on: date
    provisional: bool
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineBreached:
    """A limit ended without what it was for. This stays, whatever happens later.

    `unit` is who had the case then: the unit, else the institution; None for the national admin.
    """

    complaint: ComplaintId
    clock: Clock
    due_on: date
    unit: UnitId | None
