"""Facts of handling, monitoring and ending with sensible defaults, beside the straight path of `samples`."""

from datetime import date

from domain.deadlines import Clock, Deadline
from domain.events import (
    AnswerDisputed,
    AutoClosed,
    CcResponded,
    ComplainantReplied,
    ConstraintNotified,
    CoordinationNoted,
    DeadlineBreached,
    DirectAnswerGiven,
    InterventionRecorded,
    NationalNumberRecorded,
    OfficialInformed,
    ProgressReported,
    ReclassificationProposed,
    Reclassified,
    SupervisionAnswered,
    SupervisionAsked,
    WithdrawnByComplainant,
)
from domain.people import PersonId, Tier, UnitId
from domain.texts import Sealed, TextKind
from domain.vocabulary import ComplaintType, Counterpart, Informed, SlaClass
from tests.support.cast import COMPLAINT, COUNTY, DINAS_KESEHATAN, DINAS_SOSIAL, liaison
from tests.support.days import VERSIONS, silence


def answered_directly(tier: Tier = Tier.NATIONAL) -> DirectAnswerGiven:
    return DirectAnswerGiven(
        complaint=COMPLAINT,
        tier=tier,
        text=Sealed(TextKind.FINAL_ANSWER, 0),
        deadlines=(silence(),),
        **VERSIONS,
    )


def contributed(unit: UnitId = DINAS_KESEHATAN) -> CcResponded:
    return CcResponded(complaint=COMPLAINT, unit=unit, text=Sealed(TextKind.CONTRIBUTION, 0))


def progress_reported() -> ProgressReported:
    return ProgressReported(
        complaint=COMPLAINT,
        unit=DINAS_SOSIAL,
        status=Sealed(TextKind.PROGRESS, 0),
        steps=Sealed(TextKind.PROGRESS, 1),
    )


def national_number_recorded(number: int = 1234567, *, tier: Tier = Tier.LIAISON) -> NationalNumberRecorded:
    return NationalNumberRecorded(complaint=COMPLAINT, tier=tier, number=number)


def official_informed(informed: Informed = Informed.UNIT_HEAD_OF_ARRIVAL) -> OfficialInformed:
    return OfficialInformed(
        complaint=COMPLAINT, unit=DINAS_SOSIAL, informed=informed, note=Sealed(TextKind.OFFICE_NOTE, 0)
    )


def coordinated(
    unit: UnitId | None = DINAS_SOSIAL,
    *,
    counterpart: Counterpart = Counterpart.SERVICE_UNIT_ADMIN,
    with_unit: UnitId | None = None,
) -> CoordinationNoted:
    return CoordinationNoted(
        complaint=COMPLAINT,
        unit=unit,
        counterpart=counterpart,
        with_unit=with_unit,
        note=Sealed(TextKind.OFFICE_NOTE, 0),
    )


def constraint_notified() -> ConstraintNotified:
    return ConstraintNotified(
        complaint=COMPLAINT,
        unit=DINAS_SOSIAL,
        constraint=Sealed(TextKind.CONSTRAINT, 0),
        action=Sealed(TextKind.PLANNED_ACTION, 1),
    )


def proposed(who: PersonId | None = None) -> ReclassificationProposed:
    """To sixty days, by the liaison of Dinas Sosial."""
    return ReclassificationProposed(
        complaint=COMPLAINT,
        unit=DINAS_SOSIAL,
        proposed_by=who or liaison().person,
        type=ComplaintType.GRIEVANCE,
        supervisory_nature=True,
        requires_field_inspection=True,
        reason=Sealed(TextKind.REASON, 0),
    )


def reclassified(*deadlines: Deadline, after_breach: bool = False) -> Reclassified:
    """To sixty days."""
    return Reclassified(
        complaint=COMPLAINT,
        type=ComplaintType.GRIEVANCE,
        supervisory_nature=True,
        requires_field_inspection=True,
        sla_class=SlaClass.FIELD_INSPECTION,
        reason=Sealed(TextKind.REASON, 0),
        after_breach=after_breach,
        deadlines=deadlines,
        **VERSIONS,
    )


def intervened() -> InterventionRecorded:
    return InterventionRecorded(complaint=COMPLAINT, institution=COUNTY, note=Sealed(TextKind.OFFICE_NOTE, 0))


def supervision_asked(number: int = 1, *, of_tier: Tier = Tier.INSTITUTION) -> SupervisionAsked:
    return SupervisionAsked(
        complaint=COMPLAINT, number=number, of_tier=of_tier, question=Sealed(TextKind.SUPERVISION, 0)
    )


def supervision_answered(number: int = 1) -> SupervisionAnswered:
    return SupervisionAnswered(complaint=COMPLAINT, number=number, answer=Sealed(TextKind.SUPERVISION, 0))


def breached(clock: Clock, due_on: date, unit: UnitId | None = None) -> DeadlineBreached:
    return DeadlineBreached(complaint=COMPLAINT, clock=clock, due_on=due_on, unit=unit)


def replied(*deadlines: Deadline) -> ComplainantReplied:
    return ComplainantReplied(
        complaint=COMPLAINT, text=Sealed(TextKind.COMPLAINANT_REPLY, 0), deadlines=deadlines, **VERSIONS
    )


def disputed(*deadlines: Deadline) -> AnswerDisputed:
    return AnswerDisputed(
        complaint=COMPLAINT, reason=Sealed(TextKind.COMPLAINANT_REASON, 0), deadlines=deadlines, **VERSIONS
    )


def closed_by_system() -> AutoClosed:
    return AutoClosed(complaint=COMPLAINT)


def withdrawn(*, goes_on: bool = False) -> WithdrawnByComplainant:
    return WithdrawnByComplainant(
        complaint=COMPLAINT, reason=Sealed(TextKind.COMPLAINANT_REASON, 0), goes_on=goes_on
    )
