"""What can be asked for: what the person said, and nothing that can be worked out from it."""

from dataclasses import dataclass
from datetime import date

from domain.people import AssignmentId, CategoryId, ComplaintId, Duty, PersonId, Role, UnitId, UnitKind
from domain.texts import Filed, Sealed, Shown
from domain.vocabulary import Basis, Channel, ComplaintType, Nature, Outcome, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitComplaint:
    complaint: ComplaintId
    tracking_number: str
    complainant: PersonId
    channel: Channel
    asked_anonymous: bool
    asked_confidential: bool
    identity: Sealed
    narrative: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyComplaint:
    complaint: ComplaintId
    identity: Outcome
    substance: Outcome
    evidence: Outcome
    nature: Nature
    reported_units: tuple[UnitId, ...]
    reported_officers: tuple[PersonId, ...]
    reported_name: Sealed | None
    object: Sealed
    anonymous: bool
    confidential: bool
    type: ComplaintType
    supervisory_nature: bool
    requires_field_inspection: bool
    headline: Shown | None
    shown_text: Shown | None
    redacted_narrative: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardToInstitution:
    complaint: ComplaintId
    category: CategoryId
    institution: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposeToLiaison:
    complaint: ComplaintId
    category: CategoryId
    unit: UnitId
    reason: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCc:
    complaint: ComplaintId
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptAuthority:
    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToInstitutionAdmin:
    complaint: ComplaintId
    reason: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveInitialResponse:
    complaint: ComplaintId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFollowUp:
    complaint: ComplaintId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFinalAnswer:
    complaint: ComplaintId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmCompletion:
    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteComplaint:
    """An officer asks to record the handling as complete."""

    complaint: ComplaintId


@dataclass(frozen=True, slots=True, kw_only=True)
class RateHandling:
    complaint: ComplaintId
    stars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenContent:
    complaint: ComplaintId
    purpose: Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterUnit:
    unit: UnitId
    code: str
    name: str
    kind: UnitKind
    parent: UnitId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineCategory:
    category: CategoryId
    label_id: str
    label_en: str
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignDuty:
    institution: UnitId
    duty: Duty
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRole:
    assignment: AssignmentId
    person: PersonId
    role: Role
    unit: UnitId
    institution: UnitId | None
    basis: Basis
    valid_from: date | None = None
    valid_until: date | None = None
    contact: Filed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeRole:
    assignment: AssignmentId
    person: PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewInbox:
    unit: UnitId


Command = (
    SubmitComplaint
    | VerifyComplaint
    | ForwardToInstitution
    | DisposeToLiaison
    | AddCc
    | AcceptAuthority
    | ReturnToInstitutionAdmin
    | GiveInitialResponse
    | RecordFollowUp
    | GiveFinalAnswer
    | ConfirmCompletion
    | CompleteComplaint
    | RateHandling
)
OfficeCommand = RegisterUnit | DefineCategory | AssignDuty | GrantRole | RevokeRole | ViewInbox
