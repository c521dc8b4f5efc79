"""What comes in (BAB VI.A, VI.B.1.a.12, b.12, c.1)."""

from dataclasses import dataclass
from datetime import date

from domain.people import ComplaintId, PersonId
from domain.texts import Sealed
from domain.vocabulary import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitComplaint:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterComplaint:
    """An officer enters what arrived by hand on `received_on`; entered later, it needs `proof`."""

    complaint: ComplaintId
    tracking_number: str
    complainant: PersonId
    channel: Channel
    channel_note: Sealed | None
    received_on: date
    proof: Sealed | None
    asked_anonymous: bool
    asked_confidential: bool
    identity: Sealed
    contact: Sealed | None
    representative: Sealed | None
    accessibility: Sealed | None
    narrative: Sealed


IntakeCommand = SubmitComplaint | EnterComplaint
