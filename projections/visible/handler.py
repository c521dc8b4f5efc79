"""Who may know of which case: the verdict of `domain.confidentiality`, one row per audience.

The whole verdict is written again whenever it is another one, so a forgotten transition cannot leave an audience
behind.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from domain import confidentiality
from domain.cases import Case
from domain.confidentiality import Audience, Level
from domain.deadlines import Clock
from domain.events import Event
from domain.people import PersonId
from domain.vocabulary import About, Status
from projections.folds import Known
from projections.write import Fact, Write


def visible(fact: Fact) -> Iterator[Write]:
    """Replace the complaint's rows by its grants as they stand after this event, where it changed them.

    Each row also holds what lists are cut and sorted by, so that no list looks at a case its viewer may not know of.
    """
    known, before = fact.known, fact.known_before
    if not isinstance(fact.event, Event) or known is None:
        return
    complaint = known.case.complaint
    verdict = _verdict(known.case)
    if before is not None and verdict == _verdict(before.case):
        if _listed(known) != _listed(before):
            yield Write("list", (complaint, *_listed(known)))
        return
    grants, barred, documents = verdict
    levels = [int(level) for level in grants.values()]
    openable = [",".join(sorted(documents[audience])) for audience in grants]
    at = fact.record.occurred_at
    granted = (list(grants), levels, sorted(barred) or None, openable)
    yield Write("grant", (complaint, *granted, at, *_listed(known)))
    yield Write("drop_other_audiences", (complaint, list(grants)))


Verdict = tuple[Mapping[Audience, Level], frozenset[PersonId], Mapping[Audience, frozenset[About]]]


def _verdict(case: Case) -> Verdict:
    """Who sees how far, whom a conflict bars, and the documents that each audience may open."""
    granted = confidentiality.grants(case)
    return granted, confidentiality.barred(case), confidentiality.documents_granted(case, granted)


def _listed(known: Known) -> tuple[Status, date | None, date | None]:
    """The column, the monitoring point that nobody has acted on, and the first last day that is over."""
    running = known.clocks.get(Clock.INTERVENTION)
    point = None if running is None else running.deadline.due_on
    late = [each.deadline.due_on for each in known.clocks.values() if each.breached]
    return known.standing.status, point, min(late, default=None)
