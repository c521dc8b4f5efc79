"""Who may know of which case: the verdict of `domain.confidentiality`, one row per audience.

The whole verdict is written again whenever it is another one, so a forgotten transition cannot leave an audience
behind.
"""

from collections.abc import Iterator, Mapping

from domain import confidentiality
from domain.cases import Case
from domain.confidentiality import Audience, Level
from domain.deadlines import first_due
from domain.events import Event
from domain.people import PersonId
from projections.write import Fact, Write


def visible(fact: Fact) -> Iterator[Write]:
    """Replace the complaint's rows by its grants as they stand after this event, where it changed them."""
    known, before = fact.known, fact.known_before
    if not isinstance(fact.event, Event) or known is None:
        return
    due_on = first_due(getattr(fact.event, "deadlines", ()))
    status, complaint = known.standing.status, known.case.complaint
    if due_on is None and before is not None and _verdict(known.case) == _verdict(before.case):
        if status is not before.standing.status:
            yield Write("stand", (complaint, status))
        return
    grants, barred = _verdict(known.case)
    levels = [int(level) for level in grants.values()]
    at = fact.record.occurred_at
    yield Write("grant", (complaint, list(grants), levels, sorted(barred) or None, due_on, status, at))
    yield Write("drop_other_audiences", (complaint, list(grants)))


def _verdict(case: Case) -> tuple[Mapping[Audience, Level], frozenset[PersonId]]:
    return confidentiality.grants(case), confidentiality.barred(case)
