"""The rules of where a complaint goes: between neighbouring tiers only, and by category (BAB VI.B.1, VI.C)."""

from dataclasses import replace

from domain import clocks
from domain.commands.routing import (
    AcceptAuthority,
    AddCc,
    DisposeToLiaison,
    ForwardToInstitution,
    ReplaceHandler,
    ReturnToInstitutionAdmin,
    ReturnToNationalAdmin,
    RoutingCommand,
)
from domain.confidentiality import inspectorate_excluded, of_officials, unit_in_conflict
from domain.deadlines import Clock
from domain.errors import (
    AlreadyAccepted,
    AlreadyDisposed,
    AlreadyForwarded,
    CcNotAllowed,
    ConfidentialStaysInside,
    NeighbouringTiersOnly,
    NoConflict,
    NotAnAgencyHere,
    NotByCategory,
    NotYourCase,
    ReasonNeeded,
    ReferToInspectorateFirst,
    UnknownUnit,
    VerifyFirst,
)
from domain.events import (
    AuthorityAccepted,
    CcAdded,
    DisposedToLiaison,
    Event,
    ForwardedToInstitution,
    HandlerReplaced,
    ReturnedToInstitutionAdmin,
    ReturnedToNationalAdmin,
)
from domain.holding import acts_for_institution, held_by_liaison, reviewer, still_open
from domain.occasion import Occasion, UnitFacts
from domain.people import CategoryId, Duty, Role, Tier, UnitId, UnitKind
from domain.states import Answered, InReview, Submitted, WithInspectorate, WithLiaison


def decide(command: RoutingCommand, complaint: Submitted, occasion: Occasion) -> Event:
    """One move, or the decision that it stays."""
    match command:
        case ForwardToInstitution():
            return _forward(command, complaint, occasion)
        case DisposeToLiaison():
            return _dispose(command, complaint, occasion)
        case AddCc():
            return _add_cc(command, complaint, occasion)
        case AcceptAuthority():
            return _accept(command, complaint, occasion)
        case ReturnToInstitutionAdmin():
            return _return_to_admin(command, complaint, occasion)
        case ReturnToNationalAdmin():
            return _return_to_national(command, complaint, occasion)
        case ReplaceHandler():
            return _replace(command, complaint, occasion)


def _forward(
    command: ForwardToInstitution, complaint: Submitted, occasion: Occasion
) -> ForwardedToInstitution:
    """BAB VI.B.1.a.7 and 8: once verified, by category; an aspiration also after a direct answer."""
    if occasion.by.role is not Role.NATIONAL_ADMIN:
        raise NotYourCase
    review = reviewer(_unless_answered_directly(complaint, Tier.NATIONAL), occasion)
    if review.tier is not Tier.NATIONAL:
        raise AlreadyForwarded
    if Tier.NATIONAL not in review.file.verified:
        raise VerifyFirst
    handler = _known(_unit_of(command.category, occasion), occasion)
    institution = occasion.units.get(command.institution)
    if institution is None or institution.kind is not UnitKind.INSTITUTION:
        raise NotByCategory
    if handler.parent != command.institution:
        raise NotByCategory
    return ForwardedToInstitution(
        complaint=command.complaint,
        category=command.category,
        institution=command.institution,
        administered_by=occasion.duties.get((command.institution, Duty.ADMINISTRATION)),
        inspectorate=occasion.duties.get((command.institution, Duty.INSPECTORATE)),
        deadlines=(
            clocks.review(Tier.INSTITUTION, occasion),
            *clocks.backstop(review.file.clocks, occasion),
        ),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _dispose(command: DisposeToLiaison, complaint: Submitted, occasion: Occasion) -> DisposedToLiaison:
    """BAB VI.B.1.b.7 and VI.C: by category, and the clock starts when the liaison receives it.

    Delivery is receipt: a liaison who never opens the inbox does not stop the time. What the inspectorate had
    before keeps the start it had there.
    """
    review = _institution_review(complaint, occasion)
    sla_class = review.file.sla_class
    if Tier.INSTITUTION not in review.file.verified or sla_class is None:
        raise VerifyFirst
    if of_officials(review.file.case):
        raise ReferToInspectorateFirst
    by_category = _unit_of(command.category, occasion)
    _own_agency(command.unit, review.institution, occasion)
    if command.unit != by_category and command.reason is None:
        raise ReasonNeeded
    since = clocks.started_on(review.file.clocks, Clock.RESOLUTION)
    resolution = clocks.resolution(sla_class, occasion, since=since)
    backstop = clocks.backstop(review.file.clocks, occasion)
    return DisposedToLiaison(
        complaint=command.complaint,
        category=command.category,
        unit=command.unit,
        sla_class=sla_class,
        reason=command.reason,
        deadlines=(*resolution, clocks.first_response(occasion), *backstop),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _add_cc(command: AddCc, complaint: Submitted, occasion: Occasion) -> CcAdded:
    """BAB VI.B.1.a.9 and b.9: a copy for a unit with authority of its own; the owner stays one.

    An institution copies in its own agencies; what concerns several institutions the national admin
    coordinates (BAB VI.D.1.d). A confidential case is extended only for a reason.
    """
    if occasion.by.role not in (Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN):
        raise NotYourCase
    still_open(complaint)
    case = complaint.file.case
    if not case.decided:
        raise VerifyFirst
    if case.referred or of_officials(case):
        raise ReferToInspectorateFirst
    if case.confidential and command.reason is None:
        raise ConfidentialStaysInside
    unit = _known(command.unit, occasion)
    local = occasion.by.role is Role.INSTITUTION_ADMIN
    if unit.kind is not UnitKind.AGENCY or (local and unit.parent != occasion.by.institution):
        raise CcNotAllowed
    if command.unit == case.unit or command.unit in (case.cc_for_reason if case.confidential else case.cc):
        raise CcNotAllowed
    return CcAdded(complaint=command.complaint, unit=command.unit, reason=command.reason)


def _accept(command: AcceptAuthority, complaint: Submitted, occasion: Occasion) -> AuthorityAccepted:
    """BAB VI.B.1.c.3: to accept is a recorded decision, as returning it is.

    What the liaison entered by hand is accepted once it is verified, and unless it concerns abuse of authority.
    """
    if isinstance(complaint, InReview) and complaint.tier is Tier.LIAISON:
        review = reviewer(complaint, occasion)
        if Tier.LIAISON not in review.file.verified:
            raise VerifyFirst
        if of_officials(review.file.case):
            raise ReferToInspectorateFirst
        assert review.unit is not None, "a liaison reviews for a unit"
        return AuthorityAccepted(complaint=command.complaint, unit=review.unit)
    held = held_by_liaison(complaint, occasion)
    if held.accepted:
        raise AlreadyAccepted
    return AuthorityAccepted(complaint=command.complaint, unit=held.unit)


def _return_to_admin(
    command: ReturnToInstitutionAdmin, complaint: Submitted, occasion: Occasion
) -> ReturnedToInstitutionAdmin:
    """BAB VI.B.1.c.5: to the institution's admin and to nobody else, whose three working days start again.

    Also after acceptance, since a unit may find out late; never after the answer.
    """
    entered = isinstance(complaint, InReview) and complaint.tier is Tier.LIAISON
    unit = reviewer(complaint, occasion).unit if entered else held_by_liaison(complaint, occasion).unit
    assert unit is not None, "a liaison acts for a unit"
    return ReturnedToInstitutionAdmin(
        complaint=command.complaint,
        unit=unit,
        reason=command.reason,
        deadlines=(clocks.review(Tier.INSTITUTION, occasion),),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _return_to_national(
    command: ReturnToNationalAdmin, complaint: Submitted, occasion: Occasion
) -> ReturnedToNationalAdmin:
    """BAB II.D.e, VI.B.1.b.10: outside the institution's authority, to the national admin, never sideways.

    Also what its inspectorate has, where that is itself reported since: another institution's examines it then.
    """
    if occasion.by.role is Role.LIAISON_OFFICER:
        raise NeighbouringTiersOnly
    institution = _left_by_inspectorate(complaint, occasion)
    if institution is None:
        institution = _institution_review(complaint, occasion).institution
    assert institution is not None, "reviewed by an institution"
    return ReturnedToNationalAdmin(
        complaint=command.complaint,
        institution=institution,
        reason=command.reason,
        deadlines=(
            clocks.review(Tier.NATIONAL, occasion),
            *clocks.backstop(complaint.file.clocks, occasion),
        ),
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _replace(command: ReplaceHandler, complaint: Submitted, occasion: Occasion) -> HandlerReplaced:
    """BAB VI.B.1.b.3 and 7: another unit where a conflict excludes the one that has it, or somebody of it.

    Only for a conflict: an admin cannot take a case from a unit that merely handles it slowly. What the inspectorate
    must have goes there instead, unless that is reported as well or nobody has classified the case yet.
    """
    if not acts_for_institution(complaint, occasion):
        raise NotYourCase
    still_open(complaint)
    file, case = complaint.file, complaint.file.case
    if not isinstance(complaint, InReview | WithLiaison) or complaint.unit is None:
        raise NoConflict
    if not unit_in_conflict(case, complaint.unit):
        raise NoConflict
    if of_officials(case) and file.sla_class is not None and not inspectorate_excluded(case):
        raise ReferToInspectorateFirst
    _own_agency(command.unit, complaint.institution, occasion)
    if command.unit in case.reported_units or command.unit == complaint.unit:
        raise NoConflict
    return HandlerReplaced(
        complaint=command.complaint, from_unit=complaint.unit, unit=command.unit, reason=command.reason
    )


def _left_by_inspectorate(complaint: Submitted, occasion: Occasion) -> UnitId | None:
    """The institution whose inspectorate holds the case and may no longer know of it."""
    held = isinstance(complaint, WithInspectorate) and inspectorate_excluded(complaint.file.case)
    if not held or not acts_for_institution(complaint, occasion):
        return None
    return complaint.file.case.institution


def _institution_review(complaint: Submitted, occasion: Occasion) -> InReview:
    if not acts_for_institution(complaint, occasion):
        raise NotYourCase
    review = reviewer(_unless_answered_directly(complaint, Tier.INSTITUTION), occasion)
    if review.tier is not Tier.INSTITUTION:
        raise AlreadyDisposed
    return review


def _unless_answered_directly(complaint: Submitted, tier: Tier) -> Submitted:
    """An aspiration that this tier answered directly may be forwarded as well (BAB VI.B.1.a.8, b.8)."""
    if isinstance(complaint, Answered) and isinstance(complaint.before, InReview):
        before = replace(complaint.before, file=complaint.file)
        return before if before.tier is tier else complaint
    return complaint


def _own_agency(unit: UnitId, institution: UnitId | None, occasion: Occasion) -> None:
    facts = _known(unit, occasion)
    if facts.kind is not UnitKind.AGENCY or facts.parent != institution:
        raise NotAnAgencyHere


def _unit_of(category: CategoryId, occasion: Occasion) -> UnitId:
    if category not in occasion.categories:
        raise NotByCategory
    return occasion.categories[category]


def _known(unit: UnitId, occasion: Occasion) -> UnitFacts:
    if unit not in occasion.units:
        raise UnknownUnit
    return occasion.units[unit]
