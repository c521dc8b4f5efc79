"""The rules of the two reviews: verify, forward, hand to a unit, copy in another one (BAB VI.A, VI.B.1.a and b)."""

from domain.commands import AddCc, DisposeToLiaison, ForwardToInstitution, SubmitComplaint, VerifyComplaint
from domain.errors import (
    AlreadyCompleted,
    AlreadyDisposed,
    AlreadyForwarded,
    AlreadySubmitted,
    AlreadyVerified,
    CcNotAllowed,
    ConfidentialStaysInside,
    NotAnAgencyHere,
    NotByCategory,
    NotYourCase,
    ProtectionOnlyRises,
    ReasonNeeded,
    RedactionNeeded,
    ReferToInspectorateFirst,
    UnknownUnit,
    VerifyFirst,
)
from domain.events import (
    CcAdded,
    Classified,
    ComplaintSubmitted,
    ComplaintVerified,
    ConfidentialitySet,
    ContentRedacted,
    DisposedToLiaison,
    Event,
    ForwardedToInstitution,
    NatureDetermined,
    PartiesIdentified,
)
from domain.occasion import Occasion, UnitFacts
from domain.people import CategoryId, Role, Tier, UnitId, UnitKind
from domain.states import CaseFile, Complaint, Completed, InReview, Submitted, Unsubmitted


def submit(command: SubmitComplaint, complaint: Complaint, occasion: Occasion) -> ComplaintSubmitted:
    """BAB VI.A and VI.B.1.a: anybody may complain, and the national review starts at once."""
    if occasion.by.role is not Role.COMPLAINANT or occasion.by.complaint not in (None, command.complaint):
        raise NotYourCase
    if not isinstance(complaint, Unsubmitted):
        raise AlreadySubmitted
    return ComplaintSubmitted(
        complaint=command.complaint,
        tracking_number=command.tracking_number,
        complainant=command.complainant,
        channel=command.channel,
        asked_anonymous=command.asked_anonymous,
        asked_confidential=command.asked_confidential,
        identity=command.identity,
        narrative=command.narrative,
        review_due_on=occasion.calendar.after(occasion.today, occasion.policy.review.working_days).on,
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def verify(command: VerifyComplaint, complaint: Submitted, occasion: Occasion) -> tuple[Event, ...]:
    """BAB VI.B.1.a.1 to 5 and b.1 to 5: one examination, recorded finding by finding."""
    review = _review_of(complaint, occasion)
    if review.tier in review.file.verified:
        raise AlreadyVerified
    if not occasion.units.keys() >= set(command.reported_units):
        raise UnknownUnit
    _protect(command, review.file)
    complaint_id, tier = command.complaint, review.tier
    sla_class = occasion.policy.sla_class_of(
        command.type, command.supervisory_nature, command.requires_field_inspection
    )
    return (
        ComplaintVerified(
            complaint=complaint_id,
            tier=tier,
            identity=command.identity,
            substance=command.substance,
            evidence=command.evidence,
        ),
        NatureDetermined(complaint=complaint_id, tier=tier, nature=command.nature),
        PartiesIdentified(
            complaint=complaint_id,
            tier=tier,
            reported_units=command.reported_units,
            reported_officers=command.reported_officers,
            reported_name=command.reported_name,
            object=command.object,
        ),
        ConfidentialitySet(
            complaint=complaint_id,
            tier=tier,
            anonymous=command.anonymous,
            confidential=command.confidential,
        ),
        Classified(
            complaint=complaint_id,
            tier=tier,
            type=command.type,
            supervisory_nature=command.supervisory_nature,
            requires_field_inspection=command.requires_field_inspection,
            sla_class=sla_class,
        ),
        ContentRedacted(
            complaint=complaint_id,
            tier=tier,
            headline=command.headline,
            shown_text=command.shown_text,
            redacted_narrative=command.redacted_narrative,
        ),
    )


def forward(
    command: ForwardToInstitution, complaint: Submitted, occasion: Occasion
) -> ForwardedToInstitution:
    """BAB VI.B.1.a.7: once verified, by category; the institution's own three working days start."""
    if occasion.by.role is not Role.NATIONAL_ADMIN:
        raise NotYourCase
    review = _review_of(complaint, occasion)
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
        review_due_on=occasion.calendar.after(occasion.today, occasion.policy.review.working_days).on,
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def dispose(command: DisposeToLiaison, complaint: Submitted, occasion: Occasion) -> DisposedToLiaison:
    """BAB VI.B.1.b.7 and VI.C: by category, and the clock starts when the liaison receives it.

    Delivery is receipt: a liaison who never opens the inbox does not stop the time.
    """
    if occasion.by.role is not Role.INSTITUTION_ADMIN:
        raise NotYourCase
    review = _review_of(complaint, occasion)
    sla_class = review.file.sla_class
    if Tier.INSTITUTION not in review.file.verified or sla_class is None:
        raise VerifyFirst
    if review.file.case.abuse:
        raise ReferToInspectorateFirst
    by_category = _unit_of(command.category, occasion)
    unit = _known(command.unit, occasion)
    if unit.kind is not UnitKind.AGENCY or unit.parent != review.institution:
        raise NotAnAgencyHere
    if command.unit != by_category and command.reason is None:
        raise ReasonNeeded
    due = occasion.calendar.after(occasion.today, occasion.policy.limit(sla_class))
    return DisposedToLiaison(
        complaint=command.complaint,
        category=command.category,
        unit=command.unit,
        sla_class=sla_class,
        due_on=due.on,
        intervene_by=occasion.calendar.before(due.on, occasion.policy.intervention(sla_class)),
        provisional=due.provisional,
        reason=command.reason,
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def add_cc(command: AddCc, complaint: Submitted, occasion: Occasion) -> CcAdded:
    """BAB VI.B.1.a.9 and b.9: a copy for a unit with authority of its own; the owner stays one.

    An institution copies in its own agencies; what concerns several institutions the national admin
    coordinates (BAB VI.D.1.d).
    """
    if occasion.by.role not in (Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN):
        raise NotYourCase
    if isinstance(complaint, Completed):
        raise AlreadyCompleted
    case = complaint.file.case
    if not case.decided:
        raise VerifyFirst
    if case.abuse:
        raise ReferToInspectorateFirst
    if case.confidential:
        raise ConfidentialStaysInside
    unit = _known(command.unit, occasion)
    local = occasion.by.role is Role.INSTITUTION_ADMIN
    if unit.kind is not UnitKind.AGENCY or (local and unit.parent != occasion.by.institution):
        raise CcNotAllowed
    if command.unit == case.unit or command.unit in case.cc:
        raise CcNotAllowed
    return CcAdded(complaint=command.complaint, unit=command.unit)


def _review_of(complaint: Submitted, occasion: Occasion) -> InReview:
    """The review that this admin is conducting; a step that came too late is told where the case is."""
    match complaint, occasion.by.role:
        case InReview(tier=Tier.NATIONAL), Role.NATIONAL_ADMIN:
            return complaint
        case InReview(tier=Tier.INSTITUTION), Role.INSTITUTION_ADMIN:
            return complaint
        case _, Role.NATIONAL_ADMIN:
            raise AlreadyForwarded
        case _, Role.INSTITUTION_ADMIN:
            raise AlreadyDisposed
        case _:
            raise NotYourCase


def _protect(command: VerifyComplaint, file: CaseFile) -> None:
    """BAB IV.A.1.e and IV.A.2.b: protection only rises, and what is shown never undoes it."""
    if file.must_stay_anonymous and not command.anonymous:
        raise ProtectionOnlyRises
    if file.must_stay_confidential and not command.confidential:
        raise ProtectionOnlyRises
    if command.confidential and (command.headline or command.shown_text):
        raise ConfidentialStaysInside
    if command.anonymous and command.redacted_narrative is None and not file.case.redacted:
        raise RedactionNeeded


def _unit_of(category: CategoryId, occasion: Occasion) -> UnitId:
    if category not in occasion.categories:
        raise NotByCategory
    return occasion.categories[category]


def _known(unit: UnitId, occasion: Occasion) -> UnitFacts:
    if unit not in occasion.units:
        raise UnknownUnit
    return occasion.units[unit]
