"""What leaders and handlers can ask to be put on record about their own work."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.people import ComplaintId, PersonId, RecordId
from domain.texts import Filed, Posted
from domain.vocabulary import Indicator, NoteRow, Sanction


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSanction:
    officer: PersonId
    sanction: Sanction
    triggered_by: tuple[UUID, ...]
    about: ComplaintId | None
    reason: Filed


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAppreciation:
    officer: PersonId
    triggered_by: tuple[UUID, ...]
    about: ComplaintId | None
    reason: Filed


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTarget:
    """`hundredths`: of a percent, of a day, of a star."""

    indicator: Indicator
    hundredths: int
    effective_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishGuidance:
    """`supersedes`: the guidance of which this is the next version; None for a new one."""

    supersedes: RecordId | None
    title: Posted
    text: Posted | None
    link: Posted | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEvaluation:
    first_day: date
    last_day: date
    findings: Filed


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPerformanceReport:
    first_day: date
    last_day: date
    recipient: PersonId
    report: Filed


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgePerformanceReport:
    report: RecordId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOfficeNote:
    row: NoteRow
    year: int
    text: Filed


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOfficeRecord:
    record: RecordId


OversightCommand = (
    RecordSanction
    | RecordAppreciation
    | SetTarget
    | PublishGuidance
    | RecordEvaluation
    | SubmitPerformanceReport
    | AcknowledgePerformanceReport
    | RecordOfficeNote
)
