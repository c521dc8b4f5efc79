"""Who may act on a case now. Each question answers with the state it is about, or refuses.

Where the institution's admins are excluded by a conflict, the national admin does what they would do
(BAB VI.D.1.d): a case never waits for somebody who may not know of it.
"""

from domain.confidentiality import institution_excluded
from domain.errors import (
    AlreadyAnswered,
    AlreadyCompleted,
    AlreadyDisposed,
    AlreadyForwarded,
    CaseIsParked,
    NotYourCase,
)
from domain.occasion import Occasion
from domain.people import TIER_OF, Role, Tier
from domain.states import (
    Answered,
    Archived,
    Completed,
    InReview,
    Open,
    Submitted,
    WithInspectorate,
    WithLiaison,
    place_of,
)


def reviewer(complaint: Submitted, occasion: Occasion) -> InReview:
    """The review that this officer is conducting; a step that came too late is told where the case is."""
    if isinstance(complaint, Archived):
        raise CaseIsParked
    if isinstance(complaint, InReview) and _reviews(complaint, occasion):
        return complaint
    match occasion.by.role:
        case Role.NATIONAL_ADMIN:
            raise AlreadyForwarded
        case Role.INSTITUTION_ADMIN:
            raise AlreadyDisposed
        case _:
            raise NotYourCase


def held_by_liaison(complaint: Submitted, occasion: Occasion) -> WithLiaison:
    """BAB VI.B.1.c.4: only the unit that holds the case acts on it; a unit with a copy does not."""
    place = place_of(complaint)
    by = occasion.by
    if not isinstance(place, WithLiaison) or by.role is not Role.LIAISON_OFFICER or by.unit != place.unit:
        raise NotYourCase
    still_unanswered(complaint)
    assert isinstance(complaint, WithLiaison)
    return complaint


def held_by_inspectorate(complaint: Submitted, occasion: Occasion) -> WithInspectorate:
    """BAB VI.B.1.b.11: the inspectorate of the institution that has the case."""
    place = place_of(complaint)
    if not isinstance(place, WithInspectorate) or occasion.by.role is not Role.INTERNAL_AUDITOR:
        raise NotYourCase
    still_unanswered(complaint)
    assert isinstance(complaint, WithInspectorate)
    return complaint


def still_unanswered(complaint: Submitted) -> None:
    """A step that belongs before the answer."""
    still_open(complaint)
    if isinstance(complaint, Answered):
        raise AlreadyAnswered


def still_open(complaint: Submitted) -> None:
    """A step that belongs before the end, and to a case that is not parked."""
    if isinstance(complaint, Completed):
        raise AlreadyCompleted
    if isinstance(complaint, Archived):
        raise CaseIsParked


def admin_in_charge(occasion: Occasion) -> None:
    """The national admin for every case, the institution's for those it has; nobody else."""
    if occasion.by.role not in (Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN):
        raise NotYourCase


def handler_in_charge(complaint: Submitted, occasion: Occasion) -> None:
    """An admin in charge, the unit that holds the case, or the inspectorate it was referred to."""
    place, by = place_of(complaint), occasion.by
    match by.role:
        case Role.NATIONAL_ADMIN | Role.INSTITUTION_ADMIN:
            return
        case Role.LIAISON_OFFICER if _unit_of(place) == by.unit:
            return
        case Role.INTERNAL_AUDITOR if isinstance(place, WithInspectorate):
            return
        case _:
            raise NotYourCase


def handler_tier(occasion: Occasion) -> Tier:
    """The tier an act is recorded under; the inspectorate acts for its institution."""
    return TIER_OF.get(occasion.by.role, Tier.INSTITUTION)


def acts_for_institution(complaint: Submitted, occasion: Occasion) -> bool:
    """Whether this actor is the institution's admin for the case, in person or in their stead."""
    if occasion.by.role is Role.INSTITUTION_ADMIN:
        return True
    case = complaint.file.case
    stands_in = case.institution is not None and institution_excluded(case)
    return occasion.by.role is Role.NATIONAL_ADMIN and stands_in


def _reviews(review: InReview, occasion: Occasion) -> bool:
    match review.tier:
        case Tier.NATIONAL:
            return occasion.by.role is Role.NATIONAL_ADMIN
        case Tier.INSTITUTION:
            return acts_for_institution(review, occasion)
        case Tier.LIAISON:
            return occasion.by.role is Role.LIAISON_OFFICER and occasion.by.unit == review.unit


def _unit_of(place: Open) -> object:
    return place.unit if isinstance(place, InReview | WithLiaison) else None
