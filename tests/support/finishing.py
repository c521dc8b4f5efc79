"""What well-meaning officers do next with a case, wherever it stands: whoever can answer it, answers it."""

from domain.confidentiality import (
    inspectorate_excluded,
    institution_excluded,
    may_see,
    of_officials,
)
from domain.people import Actor, Tier, UnitId
from domain.states import Archived, InReview, Open, Submitted, WithInspectorate, WithLiaison, place_of
from tests.support.cast import (
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_PERHUBUNGAN,
    DINAS_SOSIAL,
    ELSEWHERE,
    INSPEKTORAT,
    OTHER_COUNTY,
    OTHER_DINAS,
    SOCIAL,
    auditor,
    institution_admin,
    liaison,
    national_admin,
    person,
)
from tests.support.procedure_requests import find, refer, replace_handler, restore, return_to_national
from tests.support.requests import (
    Asked,
    accept,
    dispose,
    final_answer,
    forward,
    hand_back,
    initial_response,
    verify,
)

SOMEBODY = person("somebody whom no case concerns")
_AUDITORS = {COUNTY: INSPEKTORAT, OTHER_COUNTY: OTHER_DINAS}
_AGENCIES = {COUNTY: (DINAS_SOSIAL, DINAS_KESEHATAN, DINAS_PERHUBUNGAN), OTHER_COUNTY: (OTHER_DINAS,)}


def next_step(complaint: Submitted) -> Asked:
    """The step that brings this case nearer to its answer."""
    if isinstance(complaint, Archived):
        return restore(national_admin(SOMEBODY))
    match place_of(complaint):
        case InReview() as review:
            return _review(review)
        case WithLiaison() as held:
            return _handle(held)
        case WithInspectorate() as held:
            return _examine(held)


def _review(review: InReview) -> Asked:
    case, by = review.file.case, _reviewer(review)
    stuck = by.unit == review.unit and may_see(case, by) is None
    offence = of_officials(case)
    if review.tier is Tier.LIAISON and stuck:
        if offence and review.file.sla_class is not None and not inspectorate_excluded(case):
            return refer(_institution(review))
        return replace_handler(_institution(review), to=_another(review))
    if review.tier not in review.file.verified:
        return verify(
            by,
            redacted=True,
            anonymous=review.file.must_stay_anonymous,
            confidential=review.file.must_stay_confidential,
        )
    match review.tier:
        case Tier.NATIONAL:
            # Elsewhere where the inspectorate here is reported: it could not examine the case.
            here = not (offence and INSPEKTORAT in case.reported_units)
            return forward(by) if here else forward(by, to=OTHER_COUNTY, category=ELSEWHERE)
        case Tier.LIAISON:
            return hand_back(by) if offence else accept(by)
        case Tier.INSTITUTION if offence:
            return return_to_national(by) if inspectorate_excluded(case) else refer(by)
        case Tier.INSTITUTION:
            category = SOCIAL if review.institution == COUNTY else ELSEWHERE
            return dispose(by, to=_another(review), category=category, reason=True)


def _handle(held: WithLiaison) -> Asked:
    case, by = held.file.case, liaison(held.unit, SOMEBODY)
    if of_officials(case) and not inspectorate_excluded(case):
        return refer(_institution(held))
    if may_see(case, by) is None:
        return replace_handler(_institution(held), to=_another(held))
    if of_officials(case):
        return hand_back(by)
    if not held.accepted:
        return accept(by)
    return final_answer(by) if held.responded else initial_response(by)


def _examine(held: WithInspectorate) -> Asked:
    if inspectorate_excluded(held.file.case):
        return return_to_national(_institution(held))
    by = auditor(_AUDITORS[held.institution], SOMEBODY)
    return find(by) if held.file.finding is None else final_answer(by)


def _reviewer(review: InReview) -> Actor:
    match review.tier:
        case Tier.NATIONAL:
            return national_admin(SOMEBODY)
        case Tier.INSTITUTION:
            return _institution(review)
        case Tier.LIAISON:
            assert review.unit is not None
            return liaison(review.unit, SOMEBODY)


def _institution(place: Open) -> Actor:
    """The institution's admin, or the national admin in their stead."""
    institution = place.institution
    assert institution is not None
    if institution_excluded(place.file.case):
        return national_admin(SOMEBODY)
    return institution_admin(institution, SOMEBODY)


def _another(place: Open) -> UnitId:
    """An agency of the institution that is neither reported nor has the case."""
    assert place.institution is not None
    has = None if isinstance(place, WithInspectorate) else place.unit
    out = {*place.file.case.reported_units, has}
    return next(unit for unit in _AGENCIES[place.institution] if unit not in out)
