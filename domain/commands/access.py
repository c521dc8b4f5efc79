"""Opening what is sealed."""

from dataclasses import dataclass

from domain.people import ComplaintId
from domain.vocabulary import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenContent:
    complaint: ComplaintId
    purpose: Purpose
