"""How a complaint comes in (BAB VI.A, and VI.B.1.a.12, b.12, c.1 for what an officer enters by hand)."""

from dataclasses import dataclass
from datetime import date

from domain.deadlines import Deadline
from domain.people import ComplaintId, PersonId, Tier, UnitId
from domain.texts import Sealed
from domain.vocabulary import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintSubmitted:
    """A complainant filed it; the national review of three working days starts (BAB VI.A, VI.B.1.a).

    `complainant` is a pseudonym made for this case alone. `representative` and `accessibility` are as protected as
    the identity (UU 25/2009 Pasal 42; BAB V.B.2). `channel_note` says which other channel it was (BAB VI.A.e).
    `policy` and `calendar` name the versions that gave the deadlines.
    """

    complaint: ComplaintId
    tracking_number: str
    complainant: PersonId
    channel: Channel
    channel_note: Sealed | None
    asked_anonymous: bool
    asked_confidential: bool
    identity: Sealed
    contact: Sealed | None
    representative: Sealed | None
    accessibility: Sealed | None
    narrative: Sealed
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintEntered:
    """An officer entered what came by hand: a letter, a visit, a call (BAB IV.A.1.a, VI.B.1.a.12, b.12, c.1).

    Every clock starts on `received_on`, the day it physically arrived. An entry on a later day is `backdated` and
    rests on `proof`, the particulars of the dated paper. `institution` and `unit` are those of whoever received it.
    """

    complaint: ComplaintId
    tracking_number: str
    complainant: PersonId
    channel: Channel
    channel_note: Sealed | None
    tier: Tier
    institution: UnitId | None
    unit: UnitId | None
    administered_by: UnitId | None
    inspectorate: UnitId | None
    received_on: date
    entered_on: date
    backdated: bool
    proof: Sealed | None
    asked_anonymous: bool
    asked_confidential: bool
    identity: Sealed
    contact: Sealed | None
    representative: Sealed | None
    accessibility: Sealed | None
    narrative: Sealed
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str
