"""Open cases in a log: each waits with a unit, and its clocks started on one of several days."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4, uuid5
from zoneinfo import ZoneInfo

from api.application.names import SYSTEM
from api.application.system_acts import system_act
from api.data import load_calendar, load_policy
from domain.commands import Command, DisposeToLiaison, ForwardToInstitution, SubmitComplaint, VerifyComplaint
from domain.complaint import decide
from domain.events import Event
from domain.occasion import Occasion, UnitFacts
from domain.people import (
    Actor,
    CategoryId,
    ComplaintId,
    PersonId,
    Role,
    UnitId,
    UnitKind,
)
from domain.states import Complaint, Unsubmitted
from domain.texts import Sealed, TextKind
from domain.transitions import evolve
from domain.vocabulary import Channel, ComplaintType, Nature, Outcome
from eventstore.records import NONE, AppendCommand

ZONE = ZoneInfo("Asia/Makassar")
FIRST = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAYS = 50  # on which cases began: a fiftieth of them each
_BENCH = UUID("7d9c0ed6-6a60-5b6a-8a4d-0b5f1d0e2a11")
_MINISTRY, _COUNTY, _AGENCY = (UnitId(uuid5(_BENCH, name)) for name in ("ministry", "county", "agency"))
_UNITS = {
    _MINISTRY: UnitFacts(kind=UnitKind.MINISTRY, parent=None),
    _COUNTY: UnitFacts(kind=UnitKind.INSTITUTION, parent=None),
    _AGENCY: UnitFacts(kind=UnitKind.AGENCY, parent=_COUNTY),
}
_CATEGORY = CategoryId("BENCH")


def occasion(by: Actor, at: datetime) -> Occasion:
    """A regency with one agency, under the real calendar and the real limits."""
    return Occasion(
        by=by,
        at=at,
        zone=ZONE,
        calendar=load_calendar(),
        policy=load_policy(),
        categories={_CATEGORY: _AGENCY},
        units=_UNITS,
    )


def open_cases(number: int) -> Iterator[AppendCommand]:
    """So many cases with a unit, one command each: what a case looks like whose answer is awaited."""
    begun = [_history(FIRST + timedelta(days=day)) for day in range(DAYS)]
    for place in range(number):
        complaint = ComplaintId(uuid4())
        day = place % DAYS
        events = [replace(event, complaint=complaint) for event in begun[day]]
        yield system_act(
            complaint, NONE, events, request=uuid4(), cause=uuid4(), at=FIRST + timedelta(days=day)
        )


def _history(at: datetime) -> list[Event]:
    complaint: Complaint = Unsubmitted()
    events: list[Event] = []
    for command, by in _path(ComplaintId(uuid4())):
        for event in decide(command, complaint, occasion(by, at)):
            complaint = evolve(complaint, event)
            events.append(event)
    return events


def _path(complaint: ComplaintId) -> list[tuple[Command, Actor]]:
    person = PersonId(uuid4())
    national = Actor(person=SYSTEM.person, role=Role.NATIONAL_ADMIN, unit=_MINISTRY)
    county = Actor(person=SYSTEM.person, role=Role.INSTITUTION_ADMIN, unit=_COUNTY, institution=_COUNTY)
    submitted = SubmitComplaint(
        complaint=complaint,
        tracking_number="LT-BENCH",
        complainant=person,
        channel=Channel.WEBSITE,
        channel_note=None,
        asked_anonymous=False,
        asked_confidential=False,
        identity=Sealed(TextKind.IDENTITY, 0),
        contact=None,
        representative=None,
        accessibility=None,
        narrative=Sealed(TextKind.NARRATIVE, 1),
    )
    return [
        (submitted, Actor(person=person, role=Role.COMPLAINANT, complaint=complaint)),
        (_verified(complaint), national),
        (ForwardToInstitution(complaint=complaint, category=_CATEGORY, institution=_COUNTY), national),
        (_verified(complaint), county),
        (DisposeToLiaison(complaint=complaint, category=_CATEGORY, unit=_AGENCY, reason=None), county),
    ]


def _verified(complaint: ComplaintId) -> VerifyComplaint:
    return VerifyComplaint(
        complaint=complaint,
        identity=Outcome.CONFIRMED,
        substance=Outcome.CONFIRMED,
        evidence=Outcome.CONFIRMED,
        nature=Nature.NEITHER,
        reported_units=(),
        reported_officers=(),
        reported_name=None,
        object=Sealed(TextKind.OBJECT, 0),
        anonymous=False,
        confidential=False,
        type=ComplaintType.GRIEVANCE,
        supervisory_nature=False,
        requires_field_inspection=False,
        headline=None,
        shown_text=None,
        redacted_narrative=None,
    )
