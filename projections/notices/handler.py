"""Who was told of what, and which messages still have to go out.

A notice is for an audience: the complainant's are the tracking inbox. A message is one notice for one recipient who
has an address; it is made when the notice is, for those who hold the audience then. What became of it, the log says.
"""

from collections.abc import Iterator

from domain import confidentiality
from domain.events import ComplaintEntered, ComplaintSubmitted, Event
from domain.notice_events import NoticeDispatched, NoticeFailed, NoticeSent
from domain.notices import notices_of
from domain.office_events import RoleGranted, RoleRevoked
from domain.people import Actor
from projections.write import Fact, Write


def notices(fact: Fact) -> Iterator[Write]:
    """Notices of a complaint's events, the addresses there are, and what became of each message."""
    event, at = fact.event, fact.record.occurred_at
    match event:
        case RoleGranted():
            yield from _officer(fact, event)
        case RoleRevoked(assignment=assignment):
            yield Write("drop_address", (assignment,))
        case NoticeDispatched(notice=notice, recipient=recipient, attempt=attempt):
            yield Write("dispatch", (notice, recipient, attempt, at))
        case NoticeSent(notice=notice, recipient=recipient):
            yield Write("sent", (notice, recipient, at))
        case NoticeFailed(notice=notice, recipient=recipient, fault=fault):
            yield Write("failed", (notice, recipient, fault, at))
        case _ if isinstance(event, Event) and fact.case is not None:
            if isinstance(event, ComplaintSubmitted | ComplaintEntered) and event.contact is not None:
                audience = confidentiality.complainant_audience(event.complaint)
                place = (fact.record.stream, fact.record.version, event.contact.part)
                yield Write("add_address", (event.complaint, audience, None, *place, None, None))
            for kind, audience in notices_of(event, fact.case_before, fact.case):
                told = (fact.position, audience, kind, event.complaint, fact.record.event_id)
                yield Write("tell", (*told, at))
                yield Write("post", (*told, fact.day))
        case _:
            return


def _officer(fact: Fact, grant: RoleGranted) -> Iterator[Write]:
    """An address holds as long as its role does; a grant without one takes it away."""
    yield Write("drop_address", (grant.assignment,))
    actor = Actor(person=grant.person, role=grant.role, institution=grant.institution, unit=grant.unit)
    audience = confidentiality.audience_of(actor)
    if grant.contact is not None and audience is not None:
        place = (fact.record.stream, fact.record.version, grant.contact.part)
        held = (grant.valid_from, grant.valid_until)
        yield Write("add_address", (grant.assignment, audience, grant.person, *place, *held))
