"""What happens beside the cases: what leaders and handlers record of their own work (BAB II, IV.A.3, V, VII, VIII).

A record is known by the id of the event that made it. None of these touches a complaint, and none grants anything.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.people import ComplaintId, PersonId, RecordId, UnitId
from domain.texts import Filed, Posted
from domain.vocabulary import Indicator, NoteRow, Sanction


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionRecorded:
    """The institution's leaders sanctioned one of its officers (BAB IV.A.3), because of these events or this case."""

    institution: UnitId
    officer: PersonId
    sanction: Sanction
    triggered_by: tuple[UUID, ...]
    about: ComplaintId | None
    reason: Filed


@dataclass(frozen=True, slots=True, kw_only=True)
class AppreciationRecorded:
    """The institution's leaders appreciated what one of its officers did (BAB VIII.B.2)."""

    institution: UnitId
    officer: PersonId
    triggered_by: tuple[UUID, ...]
    about: ComplaintId | None
    reason: Filed


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSet:
    """What an indicator should reach from a day on (BAB VII.A.1.d), in hundredths of its unit.

    It holds until another one takes effect; the days before keep the target they had.
    """

    institution: UnitId
    indicator: Indicator
    version: int
    effective_from: date
    hundredths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidancePublished:
    """One version of a guideline, policy or technical instruction of the patron (BAB II.A.b); older ones stay."""

    guidance: RecordId
    version: int
    institution: UnitId | None
    issuer: UnitId
    title: Posted
    text: Posted | None
    link: Posted | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRecorded:
    """The responsible head evaluated how complaints were handled in a period (BAB II.B.b)."""

    institution: UnitId
    first_day: date
    last_day: date
    findings: Filed


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceReported:
    """A report on performance went to the patron or the responsible head (BAB II.C.d, VI.D.2.b)."""

    institution: UnitId
    first_day: date
    last_day: date
    recipient: PersonId
    report: Filed


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformanceReportAcknowledged:
    """The recipient has the report."""

    report: RecordId
    institution: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeNoted:
    """A duty that this system does not carry out itself was done or attested for a year."""

    row: NoteRow
    institution: UnitId | None
    unit: UnitId
    year: int
    text: Filed


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRecordOpened:
    """Somebody who may read a record's text did; it stands here before the text was decrypted."""

    record: RecordId


OversightEvent = (
    SanctionRecorded
    | AppreciationRecorded
    | TargetSet
    | GuidancePublished
    | EvaluationRecorded
    | PerformanceReported
    | PerformanceReportAcknowledged
    | OfficeNoted
    | OfficeRecordOpened
)
