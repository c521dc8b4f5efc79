"""The rules of monitoring and tiered supervision, and what time itself does (BAB VI.D.1, VI.D.2, VII.A)."""

from collections.abc import Iterator

from domain import clocks
from domain.commands.monitoring import (
    AnswerSupervision,
    AskSupervision,
    MonitoringCommand,
    RecordIntervention,
)
from domain.deadlines import Clock
from domain.errors import NoOpenQuestion, NotYourCase
from domain.events import (
    ArchivedForIncompleteness,
    AutoClosed,
    DeadlineBreached,
    DeadlineRecalculated,
    Event,
    InterventionRecorded,
    SupervisionAnswered,
    SupervisionAsked,
)
from domain.holding import acts_for_institution, still_open, still_unanswered
from domain.occasion import Occasion
from domain.people import TIER_OF, Role, Tier
from domain.states import Submitted, WithInspectorate, WithLiaison, holder, place_of


def decide(command: MonitoringCommand, complaint: Submitted, occasion: Occasion) -> Event:
    """One act of monitoring."""
    match command:
        case RecordIntervention():
            return _intervene(command, complaint, occasion)
        case AskSupervision():
            return _ask(command, complaint, occasion)
        case AnswerSupervision():
            return _answer(command, complaint, occasion)


def pass_time(complaint: Submitted, occasion: Occasion) -> tuple[Event, ...]:
    """What is due by the end of yesterday and not in the log yet; nothing a second time.

    First the days move as the calendar now stands, so that nobody is in breach of a day that became a holiday.
    """
    complaint_id = complaint.file.case.complaint
    moved = tuple(clocks.moved_by(complaint.file.clocks, occasion.calendar))
    recalculated = tuple(
        DeadlineRecalculated(
            complaint=complaint_id,
            clock=deadline.clock,
            was_due_on=complaint.file.clocks[deadline.clock].deadline.due_on,
            due_on=deadline.due_on,
            provisional=deadline.provisional,
            calendar=occasion.calendar.version,
        )
        for deadline in moved
    )
    running = complaint.file.clocks
    for event in recalculated:
        running = clocks.after(running, event)
    return recalculated + tuple(_over(complaint, running, occasion))


def _over(complaint: Submitted, running: clocks.Clocks, occasion: Occasion) -> Iterator[Event]:
    """An end that closes or parks the case comes last, since it ends the other clocks."""
    complaint_id = complaint.file.case.complaint
    last: Event | None = None
    for deadline in clocks.overdue(running, occasion.today):
        match deadline.clock:
            case Clock.COMPLETION:
                last = ArchivedForIncompleteness(complaint=complaint_id)
            case Clock.SILENCE:
                last = AutoClosed(complaint=complaint_id)
            case _:
                yield DeadlineBreached(
                    complaint=complaint_id,
                    clock=deadline.clock,
                    due_on=deadline.due_on,
                    unit=holder(complaint),
                )
    if last is not None:
        yield last


def _intervene(command: RecordIntervention, complaint: Submitted, occasion: Occasion) -> InterventionRecorded:
    """BAB VII.A.1.e: the institution's admin steps in, by the monitoring point at the latest."""
    if not acts_for_institution(complaint, occasion):
        raise NotYourCase
    still_unanswered(complaint)
    place = place_of(complaint)
    if not isinstance(place, WithLiaison | WithInspectorate):
        raise NotYourCase
    return InterventionRecorded(complaint=command.complaint, institution=place.institution, note=command.note)


def _ask(command: AskSupervision, complaint: Submitted, occasion: Occasion) -> SupervisionAsked:
    """BAB VI.D.1.a, VI.D.2.a: each tier asks the one below it; whoever acts for the institution asks the liaison."""
    still_open(complaint)
    of_tier = Tier.INSTITUTION if occasion.by.role is Role.NATIONAL_ADMIN else None
    if acts_for_institution(complaint, occasion):
        of_tier = Tier.LIAISON
    case = complaint.file.case
    below = {Tier.INSTITUTION: case.institution, Tier.LIAISON: case.unit}
    if of_tier is None or below[of_tier] is None:
        raise NotYourCase
    return SupervisionAsked(
        complaint=command.complaint,
        number=complaint.file.asked + 1,
        of_tier=of_tier,
        question=command.question,
    )


def _answer(command: AnswerSupervision, complaint: Submitted, occasion: Occasion) -> SupervisionAnswered:
    """BAB VII.A.1.g: whoever was asked answers; the case may have moved on since."""
    tier = TIER_OF.get(occasion.by.role)
    if tier is None or occasion.by.role is Role.NATIONAL_ADMIN:
        raise NotYourCase
    if complaint.file.questions.get(command.number) is not tier:
        raise NoOpenQuestion
    if tier is Tier.LIAISON and occasion.by.unit != complaint.file.case.unit:
        raise NotYourCase
    return SupervisionAnswered(complaint=command.complaint, number=command.number, answer=command.answer)
