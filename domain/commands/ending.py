"""How a case comes to rest, and how the complainant takes it up again (BAB IV.A.1.d)."""

from dataclasses import dataclass

from domain.people import ComplaintId
from domain.texts import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyToAnswer:
    complaint: ComplaintId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeAnswer:
    complaint: ComplaintId
    reason: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCompletion:
    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteComplaint:
    """An officer asks to record the handling as complete."""

    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class RateHandling:
    complaint: ComplaintId
    stars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawComplaint:
    complaint: ComplaintId
    reason: Sealed


EndingCommand = (
    ReplyToAnswer | DisputeAnswer | ConfirmCompletion | CompleteComplaint | RateHandling | WithdrawComplaint
)
