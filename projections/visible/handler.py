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
    if not isinstance(fact.event, Event) or fact.case is None:
        return
    due_on = first_due(getattr(fact.event, "deadlines", ()))
    if due_on is None and fact.case_before is not None and _verdict(fact.case) == _verdict(fact.case_before):
        return
    grants, barred = _verdict(fact.case)
    levels = [int(level) for level in grants.values()]
    yield Write("grant", (fact.case.complaint, list(grants), levels, sorted(barred) or None, due_on))
    yield Write("drop_other_audiences", (fact.case.complaint, list(grants)))


def _verdict(case: Case) -> tuple[Mapping[Audience, Level], frozenset[PersonId]]:
    return confidentiality.grants(case), confidentiality.barred(case)
