"""One row per complaint: where it is, whose turn it is, how it is reported, what may be shown of it, when it is due."""

from collections.abc import Iterator

from domain import events as e
from domain.confidentiality import custodian
from domain.deadlines import Clock, Deadline, due_on
from domain.office_events import InboxViewed
from domain.people import Role, Tier
from domain.vocabulary import About, ClosedBy
from projections.folds import Known
from projections.write import Fact, Write

Change = tuple[str, tuple[object, ...]]

_OWNERS = {
    "national": Role.NATIONAL_ADMIN,
    "institution": Role.INSTITUTION_ADMIN,
    "unit": Role.LIAISON_OFFICER,
    "inspectorate": Role.INTERNAL_AUDITOR,
}
_REVIEWS = (Clock.NATIONAL_REVIEW, Clock.INSTITUTION_REVIEW)


def case_file(fact: Fact) -> Iterator[Write]:
    """The writes for each event of a complaint; every statement sets the version of its stream too."""
    event = fact.event
    if isinstance(event, InboxViewed):
        yield Write("view", (event.unit, fact.record.occurred_at))
    if not isinstance(event, e.Event):
        return
    match event:
        case e.SupervisionAsked(complaint=complaint, number=number, of_tier=tier):
            yield Write("ask", (complaint, number, tier, fact.day))
        case e.SupervisionAnswered(complaint=complaint, number=number):
            yield Write("answer_question", (complaint, number, fact.day))
    for statement, values in _changes(fact, event):
        yield Write(statement, (event.complaint, fact.record.version, *values))


def _changes(fact: Fact, event: e.Event) -> list[Change]:
    known, before = fact.known, fact.known_before
    assert known is not None, "it is an event of one complaint"
    if isinstance(event, e.ComplaintSubmitted | e.ComplaintEntered):
        return [_opened(fact, event, known)]
    specific = _review(fact, known) or _handling(fact) or _ending(fact)
    changes = [] if specific is None else [specific]
    changes += _dates(event)
    if before is None:
        return changes or [("pass", ())]
    if _place(known) != _place(before):
        runs = Clock.RESOLUTION in known.clocks
        changes.append(("place", (*_place(known), *_owner(known), fact.record.occurred_at, runs)))
    elif _owner(known) != _owner(before):
        changes.append(("own", _owner(known)))
    stands = (known.standing.status, known.standing.reason)
    if stands != (before.standing.status, before.standing.reason):
        changes.append(("stand", stands))
    return changes or [("pass", ())]


def _opened(fact: Fact, event: e.ComplaintSubmitted | e.ComplaintEntered, known: Known) -> Change:
    came: tuple[object, ...] = (fact.day, None, False)
    if isinstance(event, e.ComplaintEntered):
        came = (event.received_on, event.entered_on, event.backdated)
    at = fact.record.occurred_at
    received = at if known.case.unit is not None else None
    review = next((each.due_on for each in event.deadlines if each.clock in _REVIEWS), None)
    what = (event.tracking_number, event.channel, at, *came, review)
    return "submit", (*what, *_place(known)[:3], *_owner(known), received)


def _place(known: Known) -> tuple[object, ...]:
    case = known.case
    above = Tier.NATIONAL if case.institution is None else Tier.INSTITUTION
    tier = above if case.unit is None else Tier.LIAISON
    return tier, case.institution, case.unit, case.referred


def _owner(known: Known) -> tuple[object, ...]:
    kind, _, unit = custodian(known.case).partition(":")
    return _OWNERS[kind], unit or None


def _review(fact: Fact, known: Known) -> Change | None:
    event, case = fact.event, known.case
    match event:
        case e.NatureDetermined(nature=nature):
            return "set_nature", (nature,)
        case e.ConfidentialitySet() | e.ProtectionRaised() | e.ProtectionLowered():
            return "set_protection", (case.anonymous, case.confidential, case.decided)
        case e.Classified() | e.Reclassified():
            flags = (event.supervisory_nature, event.requires_field_inspection)
            return "classify", (event.type, *flags, event.sla_class)
        case e.ContentRedacted(headline=headline, shown_text=shown_text):
            return "set_shown", (fact.shown(headline), fact.shown(shown_text))
        case e.ForwardedToInstitution(category=category):
            return "set_category", (category,)
        case e.DisposedToLiaison(category=category, sla_class=sla_class):
            return "dispose", (category, sla_class)
        case e.ReturnedToInstitutionAdmin() | e.ReturnedToNationalAdmin():
            return "return", ()
        case e.DuplicateLinked(lead=lead):
            return "follow", (lead,)
        case _:
            return None


def _handling(fact: Fact) -> Change | None:
    event, at = fact.event, fact.record.occurred_at
    match event:
        case e.CompletionRequested() | e.SupportingDataRequested():
            return "wait", (fact.day,)
        case (
            e.DataSupplied()
            | e.DocumentReceived(about=About.SUPPORTING)
            | e.ArchivedForIncompleteness()
            | e.WithdrawnByComplainant(goes_on=False)
        ):
            return "stop_waiting", (fact.day,)
        case e.InitialResponseGiven():
            return "respond", (at,)
        case e.FinalAnswerGiven() | e.DirectAnswerGiven():
            return "answer", (at, fact.day)
        case e.NationalNumberRecorded(number=number):
            return "number", (number,)
        case _:
            return None


def _ending(fact: Fact) -> Change | None:
    event, at = fact.event, fact.record.occurred_at
    match event:
        case e.AnswerDisputed():
            return "dispute", ()
        case e.CompletionConfirmed():
            return "complete", (at, ClosedBy.COMPLAINANT)
        case e.CompletedByAdmin():
            return "complete", (at, ClosedBy.ADMIN)
        case e.AutoClosed():
            return "complete", (at, ClosedBy.SYSTEM)
        case e.RatingGiven(stars=stars):
            return "rate", (stars,)
        case _:
            return None


def _dates(event: e.Event) -> Iterator[Change]:
    """The review and the resolution that the event starts or moves."""
    match event:
        case e.DeadlineRecalculated(clock=Clock.RESOLUTION):
            yield "move_due", (event.due_on, event.provisional)
        case e.DeadlineRecalculated(clock=Clock.INTERVENTION):
            yield "move_intervention", (event.due_on,)
        case e.DeadlineRecalculated(clock=clock) if clock in _REVIEWS:
            yield "review", (event.due_on,)
    started: tuple[Deadline, ...] = getattr(event, "deadlines", ())
    for each in started:
        if each.clock in _REVIEWS:
            yield "review", (each.due_on,)
        if each.clock is Clock.RESOLUTION:
            yield "due", (each.due_on, due_on(started, Clock.INTERVENTION), each.provisional)
