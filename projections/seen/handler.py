"""What was opened of a case by those whom a conflict has excluded since.

An opening is recorded whoever opens. Who is excluded is the verdict of `domain.confidentiality`, written again whenever
it is another one; who works for whom is what the roles have ever said, since a role may have ended meanwhile.
"""

from collections.abc import Iterator
from uuid import UUID

from domain.cases import Case
from domain.confidentiality import audience_of, excluded
from domain.events import ContentViewed, DocumentOpened, Event
from domain.office_events import RoleGranted
from domain.people import Actor
from domain.texts import TextKind
from projections.write import Fact, Write


def seen(fact: Fact) -> Iterator[Write]:
    """Openings, roles, and who is excluded from a case as of now."""
    event = fact.event
    match event:
        case ContentViewed():
            yield _opening(fact, event, sorted(event.kinds), None)
        case DocumentOpened():
            yield _opening(fact, event, [], event.document)
        case RoleGranted():
            audience = audience_of(_holder(event))
            if audience is not None:
                yield Write("hold", (event.person, event.role, audience))
        case _ if isinstance(event, Event) and fact.case is not None:
            if _names(fact.case) != _names(fact.case_before):
                names = sorted(_names(fact.case))
                yield Write("exclude", (event.complaint, names))
                yield Write("readmit", (event.complaint, names))
        case _:
            return


def _opening(
    fact: Fact, event: ContentViewed | DocumentOpened, kinds: list[TextKind], document: UUID | None
) -> Write:
    record = fact.record
    who = (event.complaint, fact.position, record.event_id, record.actor, record.actor_role)
    return Write("open", (*who, event.purpose, kinds, event.version, record.occurred_at, document))


def _names(case: Case | None) -> frozenset[str]:
    """Audiences, and persons by a name that no audience has."""
    if case is None:
        return frozenset()
    audiences, persons = excluded(case)
    return frozenset(audiences) | {f"person:{person}" for person in persons}


def _holder(event: RoleGranted) -> Actor:
    return Actor(
        person=event.person,
        role=event.role,
        assignment=event.assignment,
        institution=event.institution,
        unit=event.unit,
    )
