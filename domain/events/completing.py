"""What a complaint lacked, was sent, and being parked for want of it (BAB VI.B.1.a.10 and 11, IV.A.1.c)."""

from dataclasses import dataclass

from domain.deadlines import Deadline
from domain.people import ComplaintId, Tier
from domain.texts import Sealed
from domain.vocabulary import RestoreGround


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionRequested:
    """The national admin found it incomplete and asked the complainant for what is missing (BAB VI.B.1.a.10).

    Ten working days without an answer park the case; an answer at any time brings it back.
    """

    complaint: ComplaintId
    what: Sealed
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportingDataRequested:
    """A tier asked the complainant for supporting data; no clock stops (BAB IV.A.1.c, VI.B.1.a.4, b.4)."""

    complaint: ComplaintId
    tier: Tier
    what: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSupplied:
    """The complainant supplied data, asked for or not. A parked case is live again, and a review starts anew."""

    complaint: ComplaintId
    text: Sealed
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedForIncompleteness:
    """Ten working days passed in silence after the request; only the system does this (BAB VI.B.1.a.11)."""

    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A parked case was taken up again without the complainant."""

    complaint: ComplaintId
    ground: RestoreGround
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str
