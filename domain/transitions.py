"""What a complaint is after an event. Nothing here may refuse: what it is given has happened."""

from dataclasses import replace

from domain.events import (
    AnswerDisputed,
    ArchivedForIncompleteness,
    AuthorityAccepted,
    AutoClosed,
    CcAdded,
    CcResponded,
    Classified,
    ComplainantReplied,
    ComplaintEntered,
    ComplaintSubmitted,
    ComplaintVerified,
    CompletedByAdmin,
    CompletionConfirmed,
    CompletionRequested,
    ConfidentialitySet,
    ConflictDeclared,
    ConstraintNotified,
    ContentRedacted,
    CoordinationNoted,
    DataSupplied,
    DeadlineBreached,
    DeadlineRecalculated,
    DirectAnswerGiven,
    DisposedToLiaison,
    DocumentAnnounced,
    DocumentReceived,
    DuplicateLinked,
    Event,
    FinalAnswerGiven,
    FollowUpRecorded,
    ForwardedToInstitution,
    HandlerReplaced,
    InitialResponseGiven,
    InspectorateFound,
    InterventionRecorded,
    NationalNumberRecorded,
    NatureDetermined,
    OfficialInformed,
    PartiesIdentified,
    ProgressReported,
    ProtectionLowered,
    ProtectionRaised,
    RatingGiven,
    ReclassificationProposed,
    Reclassified,
    ReferredToInspectorate,
    Restored,
    ReturnedByInspectorate,
    ReturnedToInstitutionAdmin,
    ReturnedToNationalAdmin,
    SuperiorActed,
    SuperiorAdded,
    SupervisionAnswered,
    SupervisionAsked,
    SupportingDataRequested,
    WithdrawnByComplainant,
)
from domain.events.documents import is_supplied
from domain.people import Tier
from domain.states import (
    Answered,
    Archived,
    CaseFile,
    Complaint,
    Completed,
    InReview,
    Open,
    Submitted,
    Unsubmitted,
    WithInspectorate,
    WithLiaison,
    place_of,
)
from domain.vocabulary import ArchiveReason, ClosedBy

# What is noted on a case wherever it is, and leaves it there.
_NOTES = (
    PartiesIdentified
    | ContentRedacted
    | ProtectionRaised
    | ProtectionLowered
    | SupportingDataRequested
    | ConflictDeclared
    | CoordinationNoted
    | ComplainantReplied
    | DeadlineBreached
    | DeadlineRecalculated
    | SupervisionAsked
    | SupervisionAnswered
    | SuperiorActed
    | NatureDetermined
    | DocumentAnnounced
    | NationalNumberRecorded
)


def evolve(complaint: Complaint, event: Event) -> Complaint:
    """The complaint after the event. Raises AssertionError where the event cannot have happened."""
    match complaint, event:
        case Unsubmitted(), ComplaintSubmitted():
            return InReview(file=CaseFile.of(event), tier=Tier.NATIONAL)
        case Unsubmitted(), ComplaintEntered():
            return InReview(
                file=CaseFile.of(event), tier=event.tier, institution=event.institution, unit=event.unit
            )
        case Unsubmitted(), _:
            raise _impossible(complaint, event)
        case submitted, _:
            assert not isinstance(submitted, Unsubmitted)
            return _evolve(submitted, submitted.file.after(event), event)


def _evolve(complaint: Submitted, file: CaseFile, event: Event) -> Complaint:
    if isinstance(event, _NOTES) or (isinstance(event, DocumentReceived) and not is_supplied(event)):
        return replace(complaint, file=file)
    if isinstance(event, WithdrawnByComplainant):
        return _withdrawn(complaint, file, event)
    match complaint:
        case InReview():
            return _review(complaint, file, event)
        case WithLiaison():
            return _handle(complaint, file, event)
        case WithInspectorate():
            return _examine(complaint, file, event)
        case Answered() | Completed():
            return _finish(complaint, file, event)
        case Archived():
            return _unpark(complaint, file, event)


def _review(complaint: InReview, file: CaseFile, event: Event) -> Complaint:
    match event:
        case ComplaintVerified(tier=tier) | ConfidentialitySet(tier=tier) | Classified(tier=tier) if (
            tier is complaint.tier
        ):
            return replace(complaint, file=file)
        case CcAdded() | CcResponded() | DuplicateLinked() | Reclassified():
            return replace(complaint, file=file)
        case CompletionRequested() if complaint.tier is Tier.NATIONAL:
            return replace(complaint, file=file, awaiting=True)
        case DataSupplied() | DocumentReceived():
            return replace(complaint, file=file, awaiting=False)
        case HandlerReplaced(unit=unit) if complaint.tier is Tier.LIAISON:
            return replace(complaint, file=file, unit=unit)
        case ArchivedForIncompleteness() if complaint.awaiting:
            return Archived(file=file, before=complaint, reason=ArchiveReason.INCOMPLETE_10WD)
        case DirectAnswerGiven():
            return Answered(file=file, before=complaint)
        case AuthorityAccepted() if complaint.tier is Tier.LIAISON:
            assert complaint.institution is not None
            assert complaint.unit is not None
            return WithLiaison(
                file=file, institution=complaint.institution, unit=complaint.unit, accepted=True
            )
        case _:
            return _routed(complaint, file, event)


def _routed(complaint: InReview, file: CaseFile, event: Event) -> Complaint:
    match event:
        case ForwardedToInstitution(institution=institution) if complaint.tier is Tier.NATIONAL:
            return InReview(file=file, tier=Tier.INSTITUTION, institution=institution)
        case DisposedToLiaison(unit=unit) if complaint.institution is not None:
            return WithLiaison(file=file, institution=complaint.institution, unit=unit)
        case ReferredToInspectorate(institution=institution):
            return WithInspectorate(file=file, institution=institution)
        case ReturnedToInstitutionAdmin() if complaint.tier is Tier.LIAISON:
            return InReview(file=file, tier=Tier.INSTITUTION, institution=complaint.institution)
        case ReturnedToNationalAdmin() if complaint.tier is Tier.INSTITUTION:
            return InReview(file=file, tier=Tier.NATIONAL)
        case _:
            raise _impossible(complaint, event)


def _handle(complaint: WithLiaison, file: CaseFile, event: Event) -> Complaint:
    match event:
        case (
            CcAdded()
            | CcResponded()
            | FollowUpRecorded()
            | ProgressReported()
            | OfficialInformed()
            | ConstraintNotified()
            | ReclassificationProposed()
            | Reclassified()
            | InterventionRecorded()
            | DuplicateLinked()
            | DataSupplied()
            | DocumentReceived()
        ):
            return replace(complaint, file=file)
        case AuthorityAccepted():
            return replace(complaint, accepted=True)
        case InitialResponseGiven():
            return replace(complaint, file=file, responded=True)
        case FinalAnswerGiven():
            return Answered(file=file, before=complaint)
        case HandlerReplaced(unit=unit):
            return WithLiaison(file=file, institution=complaint.institution, unit=unit)
        case ReturnedToInstitutionAdmin():
            return InReview(file=file, tier=Tier.INSTITUTION, institution=complaint.institution)
        case ReferredToInspectorate(institution=institution):
            return WithInspectorate(file=file, institution=institution)
        case _:
            raise _impossible(complaint, event)


def _examine(complaint: WithInspectorate, file: CaseFile, event: Event) -> Complaint:
    match event:
        case (
            InspectorateFound()
            | SuperiorAdded()
            | InterventionRecorded()
            | Reclassified()
            | DuplicateLinked()
            | DataSupplied()
            | DocumentReceived()
            | CcResponded()
        ):
            return replace(complaint, file=file)
        case FinalAnswerGiven():
            return Answered(file=file, before=complaint)
        case ReturnedByInspectorate():
            return InReview(file=file, tier=Tier.INSTITUTION, institution=complaint.institution)
        case ReturnedToNationalAdmin():
            return InReview(file=file, tier=Tier.NATIONAL)
        case _:
            raise _impossible(complaint, event)


def _finish(complaint: Answered | Completed, file: CaseFile, event: Event) -> Complaint:
    match complaint, event:
        case Answered(), (
            CcAdded() | DataSupplied() | DocumentReceived() | DuplicateLinked() | OfficialInformed()
        ):
            return replace(complaint, file=file)
        case Answered(before=InReview() as before), ForwardedToInstitution() | DisposedToLiaison() | (
            ReferredToInspectorate() | ReturnedToNationalAdmin()
        ):
            return _routed(before, file, event)
        case Answered(before=before), CompletionConfirmed():
            return Completed(file=file, before=before, closed_by=ClosedBy.COMPLAINANT)
        case Answered(before=before), CompletedByAdmin():
            return Completed(file=file, before=before, closed_by=ClosedBy.ADMIN)
        case Answered(before=before), AutoClosed():
            return Completed(file=file, before=before, closed_by=ClosedBy.SYSTEM)
        case Completed(), RatingGiven():
            return replace(complaint, rated=True)
        case _, AnswerDisputed():
            return _back_to(complaint.before, file)
        case _:
            raise _impossible(complaint, event)


def _unpark(complaint: Archived, file: CaseFile, event: Event) -> Complaint:
    match event:
        case DataSupplied() | DocumentReceived() | Restored():
            return _back_to(complaint.before, file)
        case _:
            raise _impossible(complaint, event)


def _withdrawn(complaint: Submitted, file: CaseFile, event: WithdrawnByComplainant) -> Complaint:
    if isinstance(complaint, Completed | Archived):
        raise _impossible(complaint, event)
    if event.goes_on:
        return complaint
    return Archived(file=file, before=place_of(complaint), reason=ArchiveReason.WITHDRAWN_BY_COMPLAINANT)


def _back_to(before: Open, file: CaseFile) -> Open:
    return (
        replace(before, file=file, awaiting=False)
        if isinstance(before, InReview)
        else replace(before, file=file)
    )


def _impossible(complaint: Complaint, event: Event) -> AssertionError:
    return AssertionError(f"{type(event).__name__} cannot follow {type(complaint).__name__}")
