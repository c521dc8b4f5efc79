"""Who may know of which case: the verdict of `domain.confidentiality`, one row per audience.

The whole verdict is written again whenever an event can change it, so a forgotten transition cannot leave an
audience behind.
"""

from collections.abc import Iterator

from domain import confidentiality
from domain.events import Event
from projections.write import Fact, Write


def visible(fact: Fact) -> Iterator[Write]:
    """Replace the complaint's rows by its grants as they stand after this event."""
    if not isinstance(fact.event, Event) or fact.case is None:
        return
    grants = confidentiality.grants(fact.case)
    barred = sorted(confidentiality.barred(fact.case))
    yield Write(
        "grant",
        (
            fact.event.complaint,
            list(grants),
            [int(level) for level in grants.values()],
            barred or None,
            getattr(fact.event, "due_on", None) or getattr(fact.event, "review_due_on", None),
        ),
    )
    yield Write("drop_other_audiences", (fact.event.complaint, list(grants)))
