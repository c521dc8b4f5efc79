"""Histories that leave the straight path of `samples`."""

from dataclasses import replace

from domain.events import Classified, Event
from domain.people import Tier, UnitId
from domain.vocabulary import Nature
from tests.support.days import resolution
from tests.support.handling_samples import closed_by_system
from tests.support.review_samples import archived, completion_requested, entered, referred
from tests.support.samples import forwarded, in_institution_review, submitted, verified, with_answer


def of_abuse(*units: UnitId) -> tuple[Event, ...]:
    """Reviewed at both tiers; the institution found abuse of authority by these units."""
    found_here = verified(Tier.INSTITUTION, nature=Nature.ABUSE_OF_AUTHORITY, reported_units=units)
    return (*in_institution_review(), *found_here)


def with_inspectorate(*units: UnitId) -> tuple[Event, ...]:
    return (*of_abuse(*units), referred())


def entered_and_verified(*, nature: Nature = Nature.NEITHER) -> tuple[Event, ...]:
    """Entered and examined by the liaison of Dinas Sosial, not accepted yet."""
    *examined, classified, shown = verified(Tier.LIAISON, nature=nature)
    return (entered(), *examined, _running(classified), shown)


def parked() -> tuple[Event, ...]:
    """Archived after ten working days of silence."""
    return (submitted(), completion_requested(), archived())


def completed_by_system() -> tuple[Event, ...]:
    return (*with_answer(), closed_by_system())


def at_both_tiers(*, nature: Nature = Nature.NEITHER, reported: tuple[UnitId, ...] = ()) -> tuple[Event, ...]:
    first, second = verified(), verified(Tier.INSTITUTION, nature=nature, reported_units=reported)
    return (submitted(), *first, forwarded(), *second)


def _running(classified: Event) -> Event:
    assert isinstance(classified, Classified)
    return replace(classified, deadlines=resolution())
