"""The rules of what comes in (BAB VI.A, IV.A.1.a, VI.B.1.a.12, b.12, c.1)."""

from datetime import date

from domain import clocks
from domain.commands.intake import EnterComplaint, IntakeCommand, SubmitComplaint
from domain.deadlines import Deadline
from domain.errors import (
    AlreadySubmitted,
    DescribeOtherChannel,
    NotYourCase,
    ProofOfArrivalNeeded,
    ReceivedBeforeEntered,
)
from domain.events import ComplaintEntered, ComplaintSubmitted
from domain.occasion import Occasion
from domain.people import TIER_OF, Duty, Role, Tier
from domain.states import Complaint, Unsubmitted
from domain.vocabulary import Channel


def decide(
    command: IntakeCommand, complaint: Complaint, occasion: Occasion
) -> ComplaintSubmitted | ComplaintEntered:
    """What comes in, and once only."""
    if command.channel is Channel.OTHER and command.channel_note is None:
        raise DescribeOtherChannel
    match command:
        case SubmitComplaint():
            return _submit(command, complaint, occasion)
        case EnterComplaint():
            return _enter(command, complaint, occasion)


def _submit(command: SubmitComplaint, complaint: Complaint, occasion: Occasion) -> ComplaintSubmitted:
    """BAB VI.A and VI.B.1.a: anybody may complain, and the national review starts at once."""
    if occasion.by.role is not Role.COMPLAINANT or occasion.by.complaint not in (None, command.complaint):
        raise NotYourCase
    if not isinstance(complaint, Unsubmitted):
        raise AlreadySubmitted
    return ComplaintSubmitted(
        complaint=command.complaint,
        tracking_number=command.tracking_number,
        complainant=command.complainant,
        channel=command.channel,
        channel_note=command.channel_note,
        asked_anonymous=command.asked_anonymous,
        asked_confidential=command.asked_confidential,
        identity=command.identity,
        contact=command.contact,
        representative=command.representative,
        accessibility=command.accessibility,
        narrative=command.narrative,
        deadlines=(clocks.review(Tier.NATIONAL, occasion), *clocks.statutory(occasion)),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _enter(command: EnterComplaint, complaint: Complaint, occasion: Occasion) -> ComplaintEntered:
    """BAB VI.B.1.a.12, b.12, c.1: all three tiers; every clock starts on the day the paper arrived.

    A liaison's entry belongs to the liaison's own unit, and its resolution starts with the verification.
    """
    by = occasion.by
    if by.role not in TIER_OF:
        raise NotYourCase
    if not isinstance(complaint, Unsubmitted):
        raise AlreadySubmitted
    if command.received_on > occasion.today:
        raise ReceivedBeforeEntered
    backdated = command.received_on < occasion.today
    if backdated and command.proof is None:
        raise ProofOfArrivalNeeded
    tier = TIER_OF[by.role]
    institution = by.institution
    duties = {duty: institution and occasion.duties.get((institution, duty)) for duty in Duty}
    return ComplaintEntered(
        complaint=command.complaint,
        tracking_number=command.tracking_number,
        complainant=command.complainant,
        channel=command.channel,
        channel_note=command.channel_note,
        tier=tier,
        institution=institution,
        unit=by.unit if tier is Tier.LIAISON else None,
        administered_by=duties[Duty.ADMINISTRATION],
        inspectorate=duties[Duty.INSPECTORATE],
        received_on=command.received_on,
        entered_on=occasion.today,
        backdated=backdated,
        proof=command.proof,
        asked_anonymous=command.asked_anonymous,
        asked_confidential=command.asked_confidential,
        identity=command.identity,
        contact=command.contact,
        representative=command.representative,
        accessibility=command.accessibility,
        narrative=command.narrative,
        deadlines=_deadlines(tier, command.received_on, occasion),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _deadlines(tier: Tier, received_on: date, occasion: Occasion) -> tuple[Deadline, ...]:
    reviewed = () if tier is Tier.LIAISON else (clocks.review(tier, occasion, since=received_on),)
    return (*reviewed, *clocks.statutory(occasion, since=received_on))
