"""What leaders and handlers put on record about their own work, and who may read it (BAB II, IV.A.3, V, VII, VIII).

Nothing here touches a complaint, lets anybody see one, or stops anything: a missing attestation is reported, an unmet
target is shown, a sanction leaves the officer's past acts as they were.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from domain.errors import (
    AlreadyAcknowledged,
    CauseNeeded,
    GuidanceNeedsBody,
    HeadEvaluates,
    LeadersRecordConduct,
    LeadersSetTargets,
    NeverOneself,
    NoSuchRecord,
    NotAnOfficerHere,
    NoteOfAnotherRole,
    PatronGuides,
    PeriodOutOfOrder,
    RecipientAcknowledges,
    ReportGoesToLeaders,
    TargetOutOfRange,
    TargetsLookForward,
    TeamReports,
)
from domain.occasion import Occasion
from domain.oversight_commands import (
    AcknowledgePerformanceReport,
    OpenOfficeRecord,
    OversightCommand,
    PublishGuidance,
    RecordAppreciation,
    RecordEvaluation,
    RecordOfficeNote,
    RecordSanction,
    SetTarget,
    SubmitPerformanceReport,
)
from domain.oversight_events import (
    AppreciationRecorded,
    EvaluationRecorded,
    GuidancePublished,
    OfficeNoted,
    OfficeRecordOpened,
    OversightEvent,
    PerformanceReportAcknowledged,
    PerformanceReported,
    SanctionRecorded,
    TargetSet,
)
from domain.people import Actor, PersonId, RecordId, Role, UnitId
from domain.roles import RoleBook
from domain.vocabulary import Indicator, NoteRow

LEADERS = frozenset({Role.PATRON, Role.RESPONSIBLE_HEAD})
READERS = LEADERS | {Role.INTERNAL_AUDITOR}
_MOST_CAUSES = 50
_FIRST_YEAR = 2000
_RANGE: Mapping[Indicator, tuple[int, int]] = {
    Indicator.FOLLOW_UP_PERCENT: (0, 100_00),
    Indicator.COMPLETION_PERCENT: (0, 100_00),
    Indicator.AVERAGE_FOLLOW_UP_DAYS: (0, 365_00),
    Indicator.AVERAGE_RATING: (1_00, 5_00),
}
NOTED_BY: Mapping[NoteRow, frozenset[Role]] = {
    NoteRow.II_A_A: frozenset({Role.PATRON}),
    NoteRow.V_A: frozenset({Role.PATRON}),
    NoteRow.V_B_1: frozenset({Role.PATRON}),
    NoteRow.II_C_B: frozenset({Role.TEAM_MEMBER}),
    NoteRow.II_C_E: frozenset({Role.TEAM_MEMBER}),
    NoteRow.VI_D_1_E: frozenset({Role.NATIONAL_ADMIN}),
    NoteRow.VI_D_2_E: frozenset({Role.INSTITUTION_ADMIN}),
    NoteRow.VI_D_3_F: frozenset({Role.LIAISON_OFFICER}),
}
"""Whose duty each row marked as recorded only is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnFile:
    """What a decision about the office's own records rests on; each command reads the part that concerns it.

    `record`: the id that a new record gets. `roles`: those of the person concerned. `history`: what the record, the
    target or the guidance has been through, and `author` who began it.
    """

    record: RecordId
    roles: RoleBook = field(default_factory=RoleBook)
    history: tuple[OversightEvent, ...] = ()
    author: PersonId | None = None


def decide_oversight(command: OversightCommand, file: OnFile, occasion: Occasion) -> OversightEvent:
    """The one event that follows from the command. Raises the RuleBroken of the rule it breaks."""
    match command:
        case RecordSanction() | RecordAppreciation():
            return _conduct(command, file, occasion)
        case SetTarget():
            return _target(command, file, occasion)
        case PublishGuidance():
            return _guidance(command, file, occasion)
        case RecordEvaluation():
            return _evaluation(command, occasion)
        case SubmitPerformanceReport():
            return _report(command, file, occasion)
        case AcknowledgePerformanceReport():
            return _acknowledgement(command, file, occasion)
        case RecordOfficeNote():
            return _note(command, occasion)
        case _:
            assert_never(command)


def open_record(command: OpenOfficeRecord, file: OnFile, by: Actor) -> OfficeRecordOpened:
    """Raises NoSuchRecord, the same where there is none and where this actor may not read it."""
    if not file.history or not may_read(file.history[0], file.author, by):
        raise NoSuchRecord
    return OfficeRecordOpened(record=command.record)


def may_read(event: OversightEvent, author: PersonId | None, by: Actor) -> bool:
    """Whether this actor may open the record's text: leaders and inspectorate of the institution.

    Who reported or noted something may read it again; who recorded a sanction long ago, in a role since lost, may not.
    """
    match event:
        case SanctionRecorded() | AppreciationRecorded() | EvaluationRecorded():
            return _oversees(event.institution, by)
        case PerformanceReported() | OfficeNoted():
            return _oversees(event.institution, by) or by.person == author
        case _:
            return False


def _oversees(institution: UnitId | None, by: Actor) -> bool:
    return by.role in READERS and by.institution == institution


def _conduct(
    command: RecordSanction | RecordAppreciation, file: OnFile, occasion: Occasion
) -> SanctionRecorded | AppreciationRecorded:
    """BAB IV.A.3, VIII.B.2: by the institution's leaders, about its officers, on a stated cause."""
    by = occasion.by
    if by.role not in LEADERS or by.institution is None:
        raise LeadersRecordConduct
    if command.officer == by.person:
        raise NeverOneself
    if not file.roles.served(by.institution):
        raise NotAnOfficerHere
    causes = len(command.triggered_by) + (command.about is not None)
    if not 1 <= causes <= _MOST_CAUSES:
        raise CauseNeeded
    if isinstance(command, RecordAppreciation):
        return AppreciationRecorded(
            institution=by.institution,
            officer=command.officer,
            triggered_by=command.triggered_by,
            about=command.about,
            reason=command.reason,
        )
    return SanctionRecorded(
        institution=by.institution,
        officer=command.officer,
        sanction=command.sanction,
        triggered_by=command.triggered_by,
        about=command.about,
        reason=command.reason,
    )


def _target(command: SetTarget, file: OnFile, occasion: Occasion) -> TargetSet:
    """BAB VII.A.1.d: by the leaders, through Admin Instansi; past periods keep their target."""
    by = occasion.by
    if by.role not in LEADERS | {Role.INSTITUTION_ADMIN} or by.institution is None:
        raise LeadersSetTargets
    if command.effective_from < occasion.today:
        raise TargetsLookForward
    least, most = _RANGE[command.indicator]
    if not least <= command.hundredths <= most:
        raise TargetOutOfRange
    return TargetSet(
        institution=by.institution,
        indicator=command.indicator,
        version=len(file.history) + 1,
        effective_from=command.effective_from,
        hundredths=command.hundredths,
    )


def _guidance(command: PublishGuidance, file: OnFile, occasion: Occasion) -> GuidancePublished:
    """BAB II.A.b: the patron gives guidance; a new version leaves the older ones to be read."""
    by = occasion.by
    if by.role is not Role.PATRON or by.unit is None:
        raise PatronGuides
    if command.text is None and command.link is None:
        raise GuidanceNeedsBody
    guidance = file.record
    if command.supersedes is not None:
        if not file.history:
            raise NoSuchRecord
        first = file.history[0]
        if not isinstance(first, GuidancePublished) or first.institution != by.institution:
            raise NoSuchRecord
        guidance = first.guidance
    return GuidancePublished(
        guidance=guidance,
        version=len(file.history) + 1,
        institution=by.institution,
        issuer=by.unit,
        title=command.title,
        text=command.text,
        link=command.link,
    )


def _evaluation(command: RecordEvaluation, occasion: Occasion) -> EvaluationRecorded:
    """BAB II.B.b: the responsible head, and nobody else."""
    by = occasion.by
    if by.role is not Role.RESPONSIBLE_HEAD or by.institution is None:
        raise HeadEvaluates
    _check_period(command.first_day, command.last_day, occasion)
    return EvaluationRecorded(
        institution=by.institution,
        first_day=command.first_day,
        last_day=command.last_day,
        findings=command.findings,
    )


def _report(command: SubmitPerformanceReport, file: OnFile, occasion: Occasion) -> PerformanceReported:
    """BAB II.C.d and VI.D.2.b: the team, or Admin Instansi, to the patron or the responsible head."""
    by = occasion.by
    if by.role not in (Role.TEAM_MEMBER, Role.INSTITUTION_ADMIN) or by.institution is None:
        raise TeamReports
    _check_period(command.first_day, command.last_day, occasion)
    leads = any(
        held.role in LEADERS and held.institution == by.institution
        for held in file.roles.assignments(occasion.today)
    )
    if command.recipient == by.person or not leads:
        raise ReportGoesToLeaders
    return PerformanceReported(
        institution=by.institution,
        first_day=command.first_day,
        last_day=command.last_day,
        recipient=command.recipient,
        report=command.report,
    )


def _acknowledgement(
    command: AcknowledgePerformanceReport, file: OnFile, occasion: Occasion
) -> PerformanceReportAcknowledged:
    by = occasion.by
    first = file.history[0] if file.history else None
    if not isinstance(first, PerformanceReported) or not may_read(first, file.author, by):
        raise NoSuchRecord
    if by.person != first.recipient:
        raise RecipientAcknowledges
    if len(file.history) > 1:
        raise AlreadyAcknowledged
    return PerformanceReportAcknowledged(report=command.report, institution=first.institution)


def _note(command: RecordOfficeNote, occasion: Occasion) -> OfficeNoted:
    """Rows that are recorded and not carried out: by whoever has the duty, for a year up to the next one."""
    by = occasion.by
    if by.role not in NOTED_BY[command.row] or by.unit is None:
        raise NoteOfAnotherRole
    if not _FIRST_YEAR <= command.year <= occasion.today.year + 1:
        raise PeriodOutOfOrder
    return OfficeNoted(
        row=command.row, institution=by.institution, unit=by.unit, year=command.year, text=command.text
    )


def _check_period(first_day: date, last_day: date, occasion: Occasion) -> None:
    if not first_day <= last_day <= occasion.today or first_day.year < _FIRST_YEAR:
        raise PeriodOutOfOrder
