"""The rules of handling: respond, act, report, answer (BAB VI.B.1.a.8, b.8, c.4, VI.D.3, VII.A.1.f)."""

from domain import clocks
from domain.commands.handling import (
    AnswerAspiration,
    GiveFinalAnswer,
    GiveInitialResponse,
    HandlingCommand,
    InformOfficial,
    NoteCoordination,
    NotifyConstraint,
    ProposeReclassification,
    Reclassify,
    RecordFollowUp,
    RecordNationalNumber,
    ReportProgress,
    RespondAsCc,
)
from domain.confidentiality import of_officials
from domain.deadlines import Clock
from domain.errors import (
    AcceptFirst,
    AlreadyResponded,
    AspirationsOnly,
    FindingFirst,
    FourEyes,
    InitialResponseFirst,
    LeadAnswersFirst,
    NotANationalNumber,
    NothingChanges,
    NotYourCase,
    ReferToInspectorateFirst,
    UnknownUnit,
    VerifyFirst,
)
from domain.events import (
    CcResponded,
    ConstraintNotified,
    CoordinationNoted,
    DirectAnswerGiven,
    Event,
    FinalAnswerGiven,
    FollowUpRecorded,
    InitialResponseGiven,
    NationalNumberRecorded,
    OfficialInformed,
    ProgressReported,
    ReclassificationProposed,
    Reclassified,
)
from domain.holding import (
    acts_for_institution,
    handler_in_charge,
    handler_tier,
    held_by_inspectorate,
    held_by_liaison,
    reviewer,
    still_open,
    still_unanswered,
)
from domain.occasion import Occasion
from domain.people import Role
from domain.states import Answered, Submitted, WithInspectorate, WithLiaison, place_of
from domain.vocabulary import ComplaintType


def decide(command: HandlingCommand, complaint: Submitted, occasion: Occasion) -> Event:
    """One act of handling."""
    match command:
        case GiveInitialResponse():
            return _respond(command, complaint, occasion)
        case RecordFollowUp():
            unit = _responded(complaint, occasion).unit
            return FollowUpRecorded(complaint=command.complaint, unit=unit, text=command.text)
        case GiveFinalAnswer():
            return _answer(command, complaint, occasion)
        case AnswerAspiration():
            return _answer_directly(command, complaint, occasion)
        case RespondAsCc():
            return _contribute(command, complaint, occasion)
        case ReportProgress() | InformOfficial() | NotifyConstraint():
            return _report(command, complaint, occasion)
        case NoteCoordination():
            return _coordinate(command, complaint, occasion)
        case ProposeReclassification():
            return _propose(command, complaint, occasion)
        case Reclassify():
            return _reclassify(command, complaint, occasion)
        case RecordNationalNumber():
            return _number(command, complaint, occasion)


def _respond(command: GiveInitialResponse, complaint: Submitted, occasion: Occasion) -> InitialResponseGiven:
    """BAB VI.D.3.e: the first of two distinct acts."""
    held = held_by_liaison(complaint, occasion)
    if not held.accepted:
        raise AcceptFirst
    if held.responded:
        raise AlreadyResponded
    return InitialResponseGiven(complaint=command.complaint, unit=held.unit, text=command.text)


def _answer(command: GiveFinalAnswer, complaint: Submitted, occasion: Occasion) -> FinalAnswerGiven:
    """BAB VI.D.3.e: the second act, and the only one that resolves the case.

    The inspectorate answers what was referred to it, in neutral words, once it has found. A linked case is answered
    when its lead is.
    """
    if isinstance(place_of(complaint), WithInspectorate):
        if held_by_inspectorate(complaint, occasion).file.finding is None:
            raise FindingFirst
        unit = occasion.by.unit
    else:
        unit = _responded(complaint, occasion).unit
        if of_officials(complaint.file.case):
            raise ReferToInspectorateFirst
    if complaint.file.lead is not None and not occasion.lead_answered:
        raise LeadAnswersFirst
    assert unit is not None, "an officer acts in a unit"
    return FinalAnswerGiven(
        complaint=command.complaint,
        unit=unit,
        text=command.text,
        cause=command.cause,
        resolution=command.resolution,
        deadlines=(clocks.silence(occasion),),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _answer_directly(
    command: AnswerAspiration, complaint: Submitted, occasion: Occasion
) -> DirectAnswerGiven:
    """BAB VI.B.1.a.8, b.8: only an aspiration, and only by the admin who reviews it."""
    review = reviewer(complaint, occasion)
    if occasion.by.role is Role.LIAISON_OFFICER:
        raise NotYourCase
    if review.tier not in review.file.verified:
        raise VerifyFirst
    if of_officials(review.file.case):
        raise ReferToInspectorateFirst
    if review.file.type is not ComplaintType.ASPIRATION:
        raise AspirationsOnly
    return DirectAnswerGiven(
        complaint=command.complaint,
        tier=review.tier,
        text=command.text,
        deadlines=(clocks.silence(occasion),),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _contribute(command: RespondAsCc, complaint: Submitted, occasion: Occasion) -> CcResponded:
    """BAB VI.B.1.b.9, VI.D.2.d: a unit with a copy contributes to the owner's answer."""
    still_unanswered(complaint)
    unit = occasion.by.unit
    if occasion.by.role is not Role.LIAISON_OFFICER or unit is None or unit not in complaint.file.case.cc:
        raise NotYourCase
    return CcResponded(complaint=command.complaint, unit=unit, text=command.text)


def _report(
    command: ReportProgress | InformOfficial | NotifyConstraint, complaint: Submitted, occasion: Occasion
) -> Event:
    """BAB VI.D.3.a and d, VII.A.1.f, II.E.a and d: what the liaison tells the admin, an official, the complainant.

    The head is told of the follow-up until the case is complete, so after the answer as well (BAB II.E.d).
    """
    told = (
        complaint.before
        if isinstance(command, InformOfficial) and isinstance(complaint, Answered)
        else complaint
    )
    unit = held_by_liaison(told, occasion).unit
    match command:
        case ReportProgress(status=status, steps=steps):
            return ProgressReported(complaint=command.complaint, unit=unit, status=status, steps=steps)
        case InformOfficial(informed=informed, note=note):
            return OfficialInformed(complaint=command.complaint, unit=unit, informed=informed, note=note)
        case NotifyConstraint(constraint=constraint, action=action):
            return ConstraintNotified(
                complaint=command.complaint, unit=unit, constraint=constraint, action=action
            )


def _coordinate(command: NoteCoordination, complaint: Submitted, occasion: Occasion) -> CoordinationNoted:
    """BAB IV.A.1.b, II.C.a, VI.D.3.c: a first-class act that moves no deadline."""
    if occasion.by.role is not Role.TEAM_MEMBER:
        handler_in_charge(complaint, occasion)
    still_open(complaint)
    if command.with_unit is not None and command.with_unit not in occasion.units:
        raise UnknownUnit
    return CoordinationNoted(
        complaint=command.complaint,
        unit=occasion.by.unit,
        counterpart=command.counterpart,
        with_unit=command.with_unit,
        note=command.note,
    )


def _propose(
    command: ProposeReclassification, complaint: Submitted, occasion: Occasion
) -> ReclassificationProposed:
    """BAB VI.C: a liaison may find the class wrong; only the institution's admin changes it."""
    held = held_by_liaison(complaint, occasion)
    return ReclassificationProposed(
        complaint=command.complaint,
        unit=held.unit,
        proposed_by=occasion.by.person,
        type=command.type,
        supervisory_nature=command.supervisory_nature,
        requires_field_inspection=command.requires_field_inspection,
        reason=command.reason,
    )


def _reclassify(command: Reclassify, complaint: Submitted, occasion: Occasion) -> Reclassified:
    """BAB VI.C: another limit from the same start, by another person than whoever proposed it.

    A breach already recorded stays, and that it came first is part of the fact.
    """
    if not acts_for_institution(complaint, occasion):
        raise NotYourCase
    still_unanswered(complaint)
    file = complaint.file
    if file.sla_class is None:
        raise VerifyFirst
    if file.proposal is not None and file.proposal.proposed_by == occasion.by.person:
        raise FourEyes
    flags = (command.supervisory_nature, command.requires_field_inspection)
    if (command.type, flags) == (file.type, file.flags):
        raise NothingChanges
    sla_class = occasion.policy.sla_class_of(command.type, *flags)
    running = file.clocks.get(Clock.RESOLUTION)
    deadlines = clocks.resolution(sla_class, occasion, since=running.deadline.started_on) if running else ()
    return Reclassified(
        complaint=command.complaint,
        type=command.type,
        supervisory_nature=command.supervisory_nature,
        requires_field_inspection=command.requires_field_inspection,
        sla_class=sla_class,
        reason=command.reason,
        after_breach=running is not None and running.breached,
        deadlines=deadlines,
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _responded(complaint: Submitted, occasion: Occasion) -> WithLiaison:
    held = held_by_liaison(complaint, occasion)
    if not held.responded:
        raise InitialResponseFirst
    return held


def _number(
    command: RecordNationalNumber, complaint: Submitted, occasion: Occasion
) -> NationalNumberRecorded:
    """BAB IV.A.1.a: what came in by hand is entered in SP4N-LAPOR! too, at any time; a wrong number is corrected."""
    handler_in_charge(complaint, occasion)
    if command.number < 1:
        raise NotANationalNumber
    if complaint.file.national_number == command.number:
        raise NothingChanges
    return NationalNumberRecorded(
        complaint=command.complaint, tier=handler_tier(occasion), number=command.number
    )
