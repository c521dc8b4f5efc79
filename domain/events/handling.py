"""What the unit that holds a case does with it, and says of it (BAB VI.B.1.c, VI.D.3)."""

from dataclasses import dataclass

from domain.deadlines import Deadline
from domain.people import ComplaintId, PersonId, Tier, UnitId
from domain.texts import Sealed
from domain.vocabulary import Cause, ComplaintType, Counterpart, Informed, Resolution, SlaClass


@dataclass(frozen=True, slots=True, kw_only=True)
class InitialResponseGiven:
    """The complainant was told that and how the unit takes it up (BAB VI.D.3.e, respon awal)."""

    complaint: ComplaintId
    unit: UnitId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRecorded:
    """One action taken on the case (tindak lanjut, BAB VI.D.3.b and d)."""

    complaint: ComplaintId
    unit: UnitId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class CcResponded:
    """A unit with a copy contributed; the answer stays the owner's (BAB VI.B.1.b.9, VI.D.2.d)."""

    complaint: ComplaintId
    unit: UnitId
    text: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReported:
    """The liaison told the institution's admin the status, and the steps taken to speed it up (BAB VI.D.3.d)."""

    complaint: ComplaintId
    unit: UnitId
    status: Sealed
    steps: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialInformed:
    """The liaison told an official of the case, without anybody's identity (BAB II.E.a, b and d, VI.D.3.a)."""

    complaint: ComplaintId
    unit: UnitId
    informed: Informed
    note: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinationNoted:
    """Two handlers coordinated; no deadline moves (BAB IV.A.1.b, II.C.a, VI.D.3.c)."""

    complaint: ComplaintId
    unit: UnitId | None
    counterpart: Counterpart
    with_unit: UnitId | None
    note: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstraintNotified:
    """The complainant was told what stands in the way and what is done about it (BAB VII.A.1.f)."""

    complaint: ComplaintId
    unit: UnitId
    constraint: Sealed
    action: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class ReclassificationProposed:
    """The liaison proposed another class; the institution's admin decides."""

    complaint: ComplaintId
    unit: UnitId
    proposed_by: PersonId
    type: ComplaintType
    supervisory_nature: bool
    requires_field_inspection: bool
    reason: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reclassified:
    """Another class from the same start; a breach that was recorded stays."""

    complaint: ComplaintId
    type: ComplaintType
    supervisory_nature: bool
    requires_field_inspection: bool
    sla_class: SlaClass
    reason: Sealed
    after_breach: bool
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectAnswerGiven:
    """A reviewing admin answered an aspiration directly (BAB VI.B.1.a.8, b.8)."""

    complaint: ComplaintId
    tier: Tier
    text: Sealed
    deadlines: tuple[Deadline, ...]
    policy: str
    calendar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinalAnswerGiven:
    """The answer that resolves the case (BAB VI.D.3.e, jawaban); the clock of VI.C stops here.

    `unit` is the inspectorate's where it was referred. Cause and resolution are coded for the evaluation of
    BAB II.D.d; answers from before they were asked for have none.
    """

    complaint: ComplaintId
    unit: UnitId
    text: Sealed
    cause: Cause | None
    resolution: Resolution | None
    deadlines: tuple[Deadline, ...]
    policy: str | None
    calendar: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalNumberRecorded:
    """It is entered in SP4N-LAPOR! too, under this number (BAB IV.A.1.a). A later one corrects an earlier one."""

    complaint: ComplaintId
    tier: Tier
    number: int
