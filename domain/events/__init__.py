"""What can happen to a complaint, in the order of the regulation.

An event is a fact: past tense, and unchanged once stored; a new meaning gets a new class.
There is no event for stopping, rejecting or deleting. A rule is safest when it cannot be put into words.
"""

from domain.events.access import (
    CommandRefused,
    ContentViewed,
    ProhibitedActionAttempted,
)
from domain.events.completing import (
    ArchivedForIncompleteness,
    CompletionRequested,
    DataSupplied,
    Restored,
    SupportingDataRequested,
)
from domain.events.documents import (
    DocumentAnnounced,
    DocumentFetched,
    DocumentOpened,
    DocumentReceived,
)
from domain.events.ending import (
    AnswerDisputed,
    AutoClosed,
    ComplainantReplied,
    CompletedByAdmin,
    CompletionConfirmed,
    RatingGiven,
    WithdrawnByComplainant,
)
from domain.events.handling import (
    CcResponded,
    ConstraintNotified,
    CoordinationNoted,
    DirectAnswerGiven,
    FinalAnswerGiven,
    FollowUpRecorded,
    InitialResponseGiven,
    NationalNumberRecorded,
    OfficialInformed,
    ProgressReported,
    ReclassificationProposed,
    Reclassified,
)
from domain.events.inspectorate import (
    ConflictDeclared,
    InspectorateFound,
    ReferredToInspectorate,
    ReturnedByInspectorate,
    SuperiorActed,
    SuperiorAdded,
)
from domain.events.intake import (
    ComplaintEntered,
    ComplaintSubmitted,
)
from domain.events.monitoring import (
    DeadlineBreached,
    DeadlineRecalculated,
    InterventionRecorded,
    SupervisionAnswered,
    SupervisionAsked,
)
from domain.events.review import (
    Classified,
    ComplaintVerified,
    ConfidentialitySet,
    ContentRedacted,
    DuplicateLinked,
    NatureDetermined,
    PartiesIdentified,
    ProtectionLowered,
    ProtectionRaised,
)
from domain.events.routing import (
    AuthorityAccepted,
    CcAdded,
    DisposedToLiaison,
    ForwardedToInstitution,
    HandlerReplaced,
    ReturnedToInstitutionAdmin,
    ReturnedToNationalAdmin,
)

__all__ = [
    "Access",
    "AnswerDisputed",
    "ArchivedForIncompleteness",
    "AuthorityAccepted",
    "AutoClosed",
    "CcAdded",
    "CcResponded",
    "Classified",
    "CommandRefused",
    "ComplainantReplied",
    "ComplaintEntered",
    "ComplaintSubmitted",
    "ComplaintVerified",
    "CompletedByAdmin",
    "CompletionConfirmed",
    "CompletionRequested",
    "ConfidentialitySet",
    "ConflictDeclared",
    "ConstraintNotified",
    "ContentRedacted",
    "ContentViewed",
    "CoordinationNoted",
    "DataSupplied",
    "DeadlineBreached",
    "DeadlineRecalculated",
    "DirectAnswerGiven",
    "DisposedToLiaison",
    "DocumentAnnounced",
    "DocumentFetched",
    "DocumentOpened",
    "DocumentReceived",
    "DuplicateLinked",
    "Event",
    "FinalAnswerGiven",
    "FollowUpRecorded",
    "ForwardedToInstitution",
    "HandlerReplaced",
    "InitialResponseGiven",
    "InspectorateFound",
    "InterventionRecorded",
    "NationalNumberRecorded",
    "NatureDetermined",
    "OfficialInformed",
    "PartiesIdentified",
    "ProgressReported",
    "ProhibitedActionAttempted",
    "ProtectionLowered",
    "ProtectionRaised",
    "RatingGiven",
    "ReclassificationProposed",
    "Reclassified",
    "ReferredToInspectorate",
    "Restored",
    "ReturnedByInspectorate",
    "ReturnedToInstitutionAdmin",
    "ReturnedToNationalAdmin",
    "SuperiorActed",
    "SuperiorAdded",
    "SupervisionAnswered",
    "SupervisionAsked",
    "SupportingDataRequested",
    "WithdrawnByComplainant",
]

Event = (
    ComplaintSubmitted
    | ComplaintEntered
    | ComplaintVerified
    | NatureDetermined
    | PartiesIdentified
    | ConfidentialitySet
    | ProtectionRaised
    | ProtectionLowered
    | Classified
    | ContentRedacted
    | CompletionRequested
    | SupportingDataRequested
    | DataSupplied
    | ArchivedForIncompleteness
    | Restored
    | DuplicateLinked
    | ForwardedToInstitution
    | DisposedToLiaison
    | CcAdded
    | AuthorityAccepted
    | ReturnedToInstitutionAdmin
    | ReturnedToNationalAdmin
    | HandlerReplaced
    | ConflictDeclared
    | ReferredToInspectorate
    | InspectorateFound
    | ReturnedByInspectorate
    | SuperiorAdded
    | SuperiorActed
    | InitialResponseGiven
    | FollowUpRecorded
    | CcResponded
    | ProgressReported
    | OfficialInformed
    | NationalNumberRecorded
    | CoordinationNoted
    | ConstraintNotified
    | ReclassificationProposed
    | Reclassified
    | DirectAnswerGiven
    | FinalAnswerGiven
    | InterventionRecorded
    | SupervisionAsked
    | SupervisionAnswered
    | DeadlineRecalculated
    | DeadlineBreached
    | ComplainantReplied
    | AnswerDisputed
    | CompletionConfirmed
    | CompletedByAdmin
    | AutoClosed
    | RatingGiven
    | WithdrawnByComplainant
    | DocumentAnnounced
    | DocumentReceived
)
Access = ContentViewed | DocumentOpened | DocumentFetched | CommandRefused | ProhibitedActionAttempted
