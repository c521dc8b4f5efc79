"""The columns of BAB VII: how each custodian reports each case, and how long each action took.

A parent counts complaints, its units count placements, so one complaint copied to a second unit makes the rows
add up to one more than the total above them. A copy has no acts of its own: it reports what its owner reports, and
a copy for a unit of another institution puts the complaint before that institution too.

A unit's row counts the cases the unit may know of, so that none shows in the row of the unit it accuses (BAB
VI.B.1.b.11). Whatever changes is kept with the position at which it did, so that a table can be made again as it was.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain import events as e
from domain.confidentiality import grants
from domain.office_events import InboxViewed, UnitRegistered
from domain.people import Tier, UnitId, UnitKind
from domain.vocabulary import Status
from projections.folds import Known
from projections.write import Fact, Write

_PARKED = (Status.AWAITING_COMPLETION, Status.ARCHIVED)


def statistics(fact: Fact) -> Iterator[Write]:
    """Placements of a case and their status; follow-up actions with their days; what is counted besides."""
    event = fact.event
    match event:
        case UnitRegistered(unit=unit, kind=UnitKind.AGENCY, parent=UUID() as institution):
            yield Write("note_agency", (unit, institution))
        case InboxViewed(unit=unit):
            yield Write("note_look", (fact.position, unit))
        case _ if isinstance(event, e.Event) and fact.known is not None:
            yield from _coded(fact, event)
            placed = [*_parked(fact), *_placed(fact, event), *_seen(fact), *_reported(event)]
            yield from placed
            if placed:
                yield Write("end_states", (event.complaint, fact.position))
                yield Write("begin_states", (event.complaint, fact.position))
            yield from _acted(fact, event)
        case _:
            return


def _coded(fact: Fact, event: e.Event) -> Iterator[Write]:
    match event:
        case e.Classified(type=type_) | e.Reclassified(type=type_):
            said: tuple[object, ...] = (type_, None, None, None)
        case e.FinalAnswerGiven(cause=cause, resolution=resolution) if cause or resolution:
            said = (None, cause, resolution, None)
        case e.DuplicateLinked(lead=lead):
            said = (None, None, None, lead)
        case e.RatingGiven(stars=stars):
            yield Write("rate", (event.complaint, fact.position, stars))
            return
        case _:
            return
    yield Write("code", (event.complaint, fact.position, *said))


def _parked(fact: Fact) -> Iterator[Write]:
    """A case that waits or is parked does so in every row, and each goes back to the column it came from."""
    known, before = fact.known, fact.known_before
    if known is None or before is None:
        return
    now, was = known.standing, before.standing
    complaint = known.case.complaint
    if was.status in _PARKED and now.status not in _PARKED:
        yield Write("resume", (complaint,))
    if now.status in _PARKED and (now.status, now.reason) != (was.status, was.reason):
        yield Write("park", (complaint, now.status, now.reason))


def _placed(fact: Fact, event: e.Event) -> Iterator[Write]:
    complaint = event.complaint
    match event:
        case e.ComplaintEntered(institution=UUID() as institution, unit=unit, received_on=received_on):
            yield Write("place_at_institution", (complaint, institution, received_on))
            if unit is not None:
                yield Write("place", (complaint, unit, "OWNER", received_on))
        case e.ForwardedToInstitution(institution=institution):
            yield Write("place_at_institution", (complaint, institution, fact.day))
        case e.ReturnedToNationalAdmin(institution=institution):
            yield Write("leave_institution", (complaint, institution))
        case e.DisposedToLiaison(unit=unit) | e.HandlerReplaced(unit=unit):
            yield from _owned(event, unit, fact.day, Status.UNVERIFIED)
        case e.ReferredToInspectorate():
            assert fact.case is not None
            if fact.case.inspectorate is not None:
                yield from _owned(event, fact.case.inspectorate, fact.day, Status.NOT_FOLLOWED_UP)
        case e.ReturnedByInspectorate():
            assert fact.case is not None
            if fact.case.inspectorate is not None:
                yield Write("leave", (complaint, fact.case.inspectorate))
        case e.CcAdded(unit=unit):
            yield from _copied(event, unit, fact.day)
        case _:
            return


def _owned(event: e.Event, unit: UnitId, day: date, status: Status) -> Iterator[Write]:
    yield Write("disown", (event.complaint, unit))
    yield Write("place", (event.complaint, unit, "OWNER", day))
    yield Write("advance_units", (event.complaint, status))


def _copied(event: e.Event, unit: UnitId, day: date) -> Iterator[Write]:
    yield Write("reach", (event.complaint, unit, day))
    yield Write("place", (event.complaint, unit, "CC", day))
    yield Write("follow_owner", (event.complaint,))


def _seen(fact: Fact) -> Iterator[Write]:
    """Units that may no longer know of the case leave it; a copy that may again comes back."""
    known, before = fact.known, fact.known_before
    if known is None or before is None or not isinstance(fact.event, e.Event):
        return
    had, have = _units(before), _units(known)
    for unit in sorted(had - have):
        yield Write("leave", (known.case.complaint, unit))
    if not isinstance(fact.event, e.CcAdded):
        for unit in sorted((have - had) & known.case.cc):
            yield from _copied(fact.event, unit, fact.day)


def _units(known: Known) -> frozenset[UnitId]:
    audiences = (audience.partition(":") for audience in grants(known.case))
    return frozenset(UnitId(UUID(unit)) for kind, _, unit in audiences if kind == "unit")


def _reported(event: e.Event) -> Iterator[Write]:
    complaint = event.complaint
    match event:
        case e.ComplaintVerified(tier=Tier.INSTITUTION):
            yield Write("advance_institution", (complaint, Status.NOT_FOLLOWED_UP))
        case e.ComplaintVerified(tier=Tier.LIAISON):
            yield Write("advance_institution", (complaint, Status.NOT_FOLLOWED_UP))
            yield Write("advance_units", (complaint, Status.NOT_FOLLOWED_UP))
        case e.AuthorityAccepted():
            yield Write("advance_units", (complaint, Status.NOT_FOLLOWED_UP))
        case (
            e.InitialResponseGiven()
            | e.FollowUpRecorded()
            | e.InspectorateFound()
            | e.FinalAnswerGiven()
            | e.DirectAnswerGiven()
            | e.AnswerDisputed()
        ):
            yield Write("advance_all", (complaint, Status.IN_PROCESS))
        case e.CompletionConfirmed() | e.CompletedByAdmin() | e.AutoClosed():
            yield Write("advance_all", (complaint, Status.COMPLETED))
        case _:
            return


def _acted(fact: Fact, event: e.Event) -> Iterator[Write]:
    """What was done for the complainant, by whom: the institution itself where its admin answers directly."""
    match event:
        case (
            e.InitialResponseGiven(unit=unit) | e.FollowUpRecorded(unit=unit) | e.FinalAnswerGiven(unit=unit)
        ):
            by: UnitId | None = unit
        case e.DirectAnswerGiven(tier=Tier.INSTITUTION) if fact.case is not None:
            by = fact.case.institution
        case _:
            return
    yield Write("count_action", (event.complaint, fact.position, by, fact.record.type, fact.day))
