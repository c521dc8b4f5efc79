"""The rules of the reviews: verify, name, protect (BAB VI.B.1.a.1 to 6, b.1 to 6, c.1 and 2)."""

from domain import clocks
from domain.commands.review import (
    IdentifyParties,
    LinkDuplicate,
    LowerProtection,
    RaiseProtection,
    RedactContent,
    ReviewCommand,
    VerifyComplaint,
)
from domain.deadlines import Deadline
from domain.errors import (
    AlreadyVerified,
    ConfidentialStaysInside,
    LeadIsAnother,
    NothingChanges,
    ProtectionOnlyRises,
    RedactionNeeded,
    UnknownUnit,
)
from domain.events import (
    Classified,
    ComplaintVerified,
    ConfidentialitySet,
    ContentRedacted,
    DuplicateLinked,
    Event,
    NatureDetermined,
    PartiesIdentified,
    ProtectionLowered,
    ProtectionRaised,
)
from domain.holding import admin_in_charge, handler_in_charge, handler_tier, reviewer, still_open
from domain.occasion import Occasion
from domain.people import Role, Tier, UnitId
from domain.states import CaseFile, InReview, Submitted


def decide(command: ReviewCommand, complaint: Submitted, occasion: Occasion) -> tuple[Event, ...]:
    """One act of review, or of the complainant about the own protection."""
    match command:
        case VerifyComplaint():
            return _verify(command, complaint, occasion)
        case IdentifyParties():
            return _identify(command, occasion)
        case RedactContent():
            return (_redact(command, complaint, occasion),)
        case RaiseProtection():
            return (_raise(command, complaint, occasion),)
        case LowerProtection():
            return (_lower(command, complaint, occasion),)
        case LinkDuplicate():
            return (_link(command, complaint, occasion),)


def _verify(command: VerifyComplaint, complaint: Submitted, occasion: Occasion) -> tuple[Event, ...]:
    """BAB VI.B.1.a.1 to 5 and b.1 to 5: one examination, recorded finding by finding."""
    review = reviewer(complaint, occasion)
    if review.tier in review.file.verified:
        raise AlreadyVerified
    _registered(command.reported_units, occasion)
    _protect(command, review.file)
    return (*_found(command, review), _classify(command, review, occasion), _shown(command, review.tier))


def _found(command: VerifyComplaint, review: InReview) -> tuple[Event, ...]:
    complaint, tier = command.complaint, review.tier
    return (
        ComplaintVerified(
            complaint=complaint,
            tier=tier,
            identity=command.identity,
            substance=command.substance,
            evidence=command.evidence,
        ),
        NatureDetermined(complaint=complaint, tier=tier, nature=command.nature),
        _parties(command, tier),
        ConfidentialitySet(
            complaint=complaint, tier=tier, anonymous=command.anonymous, confidential=command.confidential
        ),
    )


def _parties(command: VerifyComplaint | IdentifyParties, tier: Tier) -> PartiesIdentified:
    return PartiesIdentified(
        complaint=command.complaint,
        tier=tier,
        reported_units=command.reported_units,
        reported_officers=command.reported_officers,
        reported_name=command.reported_name,
        object=command.object,
    )


def _shown(command: VerifyComplaint | RedactContent, tier: Tier) -> ContentRedacted:
    return ContentRedacted(
        complaint=command.complaint,
        tier=tier,
        headline=command.headline,
        shown_text=command.shown_text,
        redacted_narrative=command.redacted_narrative,
    )


def _classify(command: VerifyComplaint, review: InReview, occasion: Occasion) -> Classified:
    """BAB VI.C: what a liaison entered by hand is with the liaison already, so its limit runs since it arrived."""
    sla_class = occasion.policy.sla_class_of(
        command.type, command.supervisory_nature, command.requires_field_inspection
    )
    deadlines: tuple[Deadline, ...] = ()
    if review.tier is Tier.LIAISON:
        deadlines = clocks.resolution(sla_class, occasion, since=review.file.received_on)
    return Classified(
        complaint=command.complaint,
        tier=review.tier,
        type=command.type,
        supervisory_nature=command.supervisory_nature,
        requires_field_inspection=command.requires_field_inspection,
        sla_class=sla_class,
        deadlines=deadlines,
        policy=occasion.policy.version,
        calendar=occasion.calendar.version,
    )


def _identify(command: IdentifyParties, occasion: Occasion) -> tuple[Event, ...]:
    """BAB VI.B.1.a.2 and 3, b.2 and 3: also later; whoever is named loses sight of the case from then on.

    That it is abuse or a violation may come to light later too, and takes it to the inspectorate (BAB VI.B.1.b.11).
    """
    admin_in_charge(occasion)
    _registered(command.reported_units, occasion)
    tier = handler_tier(occasion)
    parties = _parties(command, tier)
    if command.nature is None:
        return (parties,)
    return (NatureDetermined(complaint=command.complaint, tier=tier, nature=command.nature), parties)


def _registered(units: tuple[UnitId, ...], occasion: Occasion) -> None:
    if any(unit not in occasion.units for unit in units):
        raise UnknownUnit


def _redact(command: RedactContent, complaint: Submitted, occasion: Occasion) -> ContentRedacted:
    """BAB IV.A.2.b: what may be read without opening is written anew; the original stays sealed."""
    admin_in_charge(occasion)
    if complaint.file.case.confidential and (command.headline or command.shown_text):
        raise ConfidentialStaysInside
    if not (command.headline or command.shown_text or command.redacted_narrative):
        raise NothingChanges
    return _shown(command, handler_tier(occasion))


def _raise(command: RaiseProtection, complaint: Submitted, occasion: Occasion) -> ProtectionRaised:
    """BAB VI.B.1.a.5, b.5, c.2: every tier and the complainant may close a case further, at any time."""
    if occasion.by.role is not Role.COMPLAINANT:
        handler_in_charge(complaint, occasion)
    file = complaint.file
    if file.must_stay_anonymous > command.anonymous or file.must_stay_confidential > command.confidential:
        raise ProtectionOnlyRises
    if (file.must_stay_anonymous, file.must_stay_confidential) == (command.anonymous, command.confidential):
        raise NothingChanges
    officer = occasion.by.role is not Role.COMPLAINANT
    if officer and command.anonymous and not (command.redacted_narrative or file.case.redacted):
        raise RedactionNeeded
    return ProtectionRaised(
        complaint=command.complaint,
        anonymous=command.anonymous,
        confidential=command.confidential,
        redacted_narrative=command.redacted_narrative,
    )


def _lower(command: LowerProtection, complaint: Submitted, occasion: Occasion) -> ProtectionLowered:
    """BAB IV.A.1.e: a protection is the complainant's, and only the complainant gives it up."""
    if occasion.by.role is not Role.COMPLAINANT:
        raise ProtectionOnlyRises
    case = complaint.file.case
    if command.anonymous > case.anonymous or command.confidential > case.confidential or not case.decided:
        raise NothingChanges
    if (case.anonymous, case.confidential) == (command.anonymous, command.confidential):
        raise NothingChanges
    return ProtectionLowered(
        complaint=command.complaint, anonymous=command.anonymous, confidential=command.confidential
    )


def _link(command: LinkDuplicate, complaint: Submitted, occasion: Occasion) -> DuplicateLinked:
    """BAB IV.A.2.a: a duplicate is no reason to end anybody's case; both are answered."""
    admin_in_charge(occasion)
    still_open(complaint)
    # A lead that follows a lead would make a ring of cases that wait for each other.
    if command.lead == command.complaint or complaint.file.lead is not None or not occasion.may_lead:
        raise LeadIsAnother
    return DuplicateLinked(complaint=command.complaint, lead=command.lead)


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
