"""What a complaint lacks: ask for it, supply it, take up what was parked (BAB VI.B.1.a.10 and 11, IV.A.1.c)."""

from dataclasses import dataclass

from domain.people import ComplaintId
from domain.texts import Sealed
from domain.vocabulary import RestoreGround


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCompletion:
    """Find it incomplete, and ask the complainant for what is missing: one act."""

    complaint: ComplaintId
    what: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSupportingData:
    complaint: ComplaintId
    what: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyData:
    complaint: ComplaintId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreComplaint:
    complaint: ComplaintId
    ground: RestoreGround


CompletingCommand = RequestCompletion | RequestSupportingData | SupplyData | RestoreComplaint
