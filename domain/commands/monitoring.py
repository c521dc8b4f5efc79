"""Monitoring and tiered supervision (BAB VI.D.1 and 2, VII.A)."""

from dataclasses import dataclass

from domain.people import ComplaintId
from domain.texts import Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordIntervention:
    complaint: ComplaintId
    note: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSupervision:
    complaint: ComplaintId
    question: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSupervision:
    complaint: ComplaintId
    number: int
    answer: Sealed


MonitoringCommand = RecordIntervention | AskSupervision | AnswerSupervision
