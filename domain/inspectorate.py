"""The rules of conflicts of interest and of the inspectorate (BAB VI.B.1.b.11; UU 30/2014; PP 48/2016)."""

from domain import clocks
from domain.commands.inspectorate import (
    AddSuperior,
    DeclareConflict,
    InspectorateCommand,
    RecordFinding,
    RecordSuperiorAction,
    ReferToInspectorate,
    ReturnFromInspectorate,
)
from domain.confidentiality import inspectorate_excluded
from domain.deadlines import Clock
from domain.errors import (
    AlreadyDisposed,
    AlreadyFound,
    CaseIsParked,
    FindingFirst,
    InspectorateIsReported,
    NotAnOffence,
    NotTheSuperior,
    NotYourCase,
    VerifyFirst,
)
from domain.events import (
    ConflictDeclared,
    Event,
    InspectorateFound,
    ReferredToInspectorate,
    ReturnedByInspectorate,
    SuperiorActed,
    SuperiorAdded,
)
from domain.holding import acts_for_institution, held_by_inspectorate, still_unanswered
from domain.occasion import Occasion
from domain.people import Role, Tier
from domain.states import Archived, InReview, Submitted, WithLiaison
from domain.vocabulary import Finding


def decide(command: InspectorateCommand, complaint: Submitted, occasion: Occasion) -> Event:
    """One act of, or towards, the inspectorate."""
    match command:
        case DeclareConflict():
            return _declare(command, occasion)
        case ReferToInspectorate():
            return _refer(command, complaint, occasion)
        case RecordFinding():
            return _find(command, complaint, occasion)
        case ReturnFromInspectorate():
            return _return(command, complaint, occasion)
        case AddSuperior():
            return _add_superior(command, complaint, occasion)
        case RecordSuperiorAction():
            return _superior_acted(command, complaint, occasion)


def _declare(command: DeclareConflict, occasion: Occasion) -> ConflictDeclared:
    """An officer steps back; the complainant has nothing to step back from."""
    if occasion.by.role is Role.COMPLAINANT:
        raise NotYourCase
    return ConflictDeclared(complaint=command.complaint, person=occasion.by.person)


def _refer(command: ReferToInspectorate, complaint: Submitted, occasion: Occasion) -> ReferredToInspectorate:
    """BAB VI.B.1.b.11: by the institution's admin, before any unit has it or once it shows that it is abuse.

    Its resolution starts with the inspectorate's receipt, and runs on where a unit had it before.
    """
    if not acts_for_institution(complaint, occasion):
        raise NotYourCase
    still_unanswered(complaint)
    file, case = complaint.file, complaint.file.case
    if not isinstance(complaint, InReview | WithLiaison) or case.institution is None:
        raise AlreadyDisposed
    reviewed = isinstance(complaint, WithLiaison) or complaint.tier in file.verified
    if not reviewed or file.sla_class is None:
        raise VerifyFirst
    if not (case.abuse or case.violation):
        raise NotAnOffence
    if inspectorate_excluded(case):
        raise InspectorateIsReported
    since = clocks.started_on(file.clocks, Clock.RESOLUTION)
    return ReferredToInspectorate(
        complaint=command.complaint,
        institution=case.institution,
        sla_class=file.sla_class,
        deadlines=clocks.resolution(file.sla_class, occasion, since=since),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _find(command: RecordFinding, complaint: Submitted, occasion: Occasion) -> InspectorateFound:
    """UU 30/2014 Pasal 20: one of three results, once."""
    held = held_by_inspectorate(complaint, occasion)
    if held.file.finding is not None:
        raise AlreadyFound
    return InspectorateFound(complaint=command.complaint, finding=command.finding, detail=command.detail)


def _return(
    command: ReturnFromInspectorate, complaint: Submitted, occasion: Occasion
) -> ReturnedByInspectorate:
    """An ordinary failing of service goes the ordinary way; what was found to be a fault does not."""
    held = held_by_inspectorate(complaint, occasion)
    if held.file.finding is None:
        raise FindingFirst
    if held.file.finding is not Finding.NO_FAULT:
        raise AlreadyFound
    return ReturnedByInspectorate(
        complaint=command.complaint,
        reason=command.reason,
        deadlines=(clocks.review(Tier.INSTITUTION, occasion),),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _add_superior(command: AddSuperior, complaint: Submitted, occasion: Occasion) -> SuperiorAdded:
    """PP 48/2016: the reported official's superior must act, and is told unless implicated as well."""
    held_by_inspectorate(complaint, occasion)
    case = complaint.file.case
    if command.unit not in case.reported_units or command.unit in case.heads:
        raise NotTheSuperior
    return SuperiorAdded(
        complaint=command.complaint,
        unit=command.unit,
        deadlines=(clocks.superior(occasion),),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _superior_acted(command: RecordSuperiorAction, complaint: Submitted, occasion: Occasion) -> SuperiorActed:
    """PP 48/2016: within five working days, whether or not the complainant has an answer by then."""
    if isinstance(complaint, Archived):
        raise CaseIsParked
    unit = occasion.by.unit
    if occasion.by.role is not Role.UNIT_HEAD or unit is None or unit not in complaint.file.case.heads:
        raise NotYourCase
    return SuperiorActed(complaint=command.complaint, unit=unit, text=command.text)
