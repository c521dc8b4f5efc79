"""What is done with a case, and said of it (BAB VI.B.1.a.8, b.8, c.4, VI.D.3, VII.A.1.f)."""

from dataclasses import dataclass

from domain.people import ComplaintId, UnitId
from domain.texts import Sealed
from domain.vocabulary import Cause, ComplaintType, Counterpart, Informed, Resolution


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
    cause: Cause
    resolution: Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAspiration:
    """A reviewing admin answers an aspiration directly."""

    complaint: ComplaintId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RespondAsCc:
    complaint: ComplaintId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProgress:
    complaint: ComplaintId
    status: Sealed
    steps: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class InformOfficial:
    complaint: ComplaintId
    informed: Informed
    note: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCoordination:
    complaint: ComplaintId
    counterpart: Counterpart
    with_unit: UnitId | None
    note: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyConstraint:
    complaint: ComplaintId
    constraint: Sealed
    action: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeReclassification:
    complaint: ComplaintId
    type: ComplaintType
    supervisory_nature: bool
    requires_field_inspection: bool
    reason: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reclassify:
    """Decide on a class, proposed or not; a proposal is never approved by whoever made it."""

    complaint: ComplaintId
    type: ComplaintType
    supervisory_nature: bool
    requires_field_inspection: bool
    reason: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNationalNumber:
    """The number under which SP4N-LAPOR! has the complaint; another one corrects it."""

    complaint: ComplaintId
    number: int


HandlingCommand = (
    GiveInitialResponse
    | RecordFollowUp
    | GiveFinalAnswer
    | AnswerAspiration
    | RespondAsCc
    | ReportProgress
    | InformOfficial
    | NoteCoordination
    | NotifyConstraint
    | ProposeReclassification
    | Reclassify
    | RecordNationalNumber
)
