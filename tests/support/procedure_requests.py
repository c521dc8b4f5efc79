"""What can be asked for off the straight path, with sensible defaults like those of `requests`."""

from datetime import date

from domain.commands import (
    AddSuperior,
    AnswerAspiration,
    AnswerSupervision,
    AskSupervision,
    DeclareConflict,
    DisputeAnswer,
    EnterComplaint,
    IdentifyParties,
    InformOfficial,
    LinkDuplicate,
    LowerProtection,
    NoteCoordination,
    NotifyConstraint,
    ProposeReclassification,
    RaiseProtection,
    Reclassify,
    RecordFinding,
    RecordIntervention,
    RecordNationalNumber,
    RecordSuperiorAction,
    RedactContent,
    ReferToInspectorate,
    ReplaceHandler,
    ReplyToAnswer,
    ReportProgress,
    RequestCompletion,
    RequestSupportingData,
    RespondAsCc,
    RestoreComplaint,
    ReturnFromInspectorate,
    ReturnToNationalAdmin,
    SupplyData,
    WithdrawComplaint,
)
from domain.people import Actor, ComplaintId, PersonId, Role, UnitId
from domain.texts import Sealed, Shown, TextKind
from domain.vocabulary import Channel, ComplaintType, Counterpart, Finding, Informed, Nature, RestoreGround
from tests.support.cast import (
    COMPLAINT,
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    OTHER_COMPLAINT,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    officer,
)
from tests.support.requests import Asked
from tests.support.samples import MONDAY

REASON = Sealed(TextKind.REASON, 0)
NOTE = Sealed(TextKind.OFFICE_NOTE, 0)


def enter(
    by: Actor | None = None,
    *,
    channel: Channel = Channel.LETTER,
    described: bool = False,
    received_on: date = MONDAY,
    proof: bool = False,
    anonymous: bool = False,
    confidential: bool = False,
) -> Asked:
    command = EnterComplaint(
        complaint=COMPLAINT,
        tracking_number="LT-7K3MQ-9XV2C-H",
        complainant=complainant().person,
        channel=channel,
        channel_note=Sealed(TextKind.CHANNEL_NOTE, 2) if described else None,
        received_on=received_on,
        proof=Sealed(TextKind.PROOF, 3) if proof else None,
        asked_anonymous=anonymous,
        asked_confidential=confidential,
        identity=Sealed(TextKind.IDENTITY, 0),
        contact=None,
        representative=None,
        accessibility=None,
        narrative=Sealed(TextKind.NARRATIVE, 1),
    )
    return Asked(command=command, by=by or liaison())


def identify(
    by: Actor | None = None,
    *units: UnitId,
    officers: tuple[PersonId, ...] = (),
    nature: Nature | None = None,
) -> Asked:
    command = IdentifyParties(
        complaint=COMPLAINT,
        reported_units=units,
        reported_officers=officers,
        reported_name=None,
        object=Sealed(TextKind.OBJECT, 0),
        nature=nature,
    )
    return Asked(command=command, by=by or institution_admin())


def redact(
    by: Actor | None = None, *, headline: bool = True, shown_text: bool = True, narrative: bool = False
) -> Asked:
    command = RedactContent(
        complaint=COMPLAINT,
        headline=Shown(TextKind.HEADLINE, 1) if headline else None,
        shown_text=Shown(TextKind.SHOWN_TEXT, 2) if shown_text else None,
        redacted_narrative=Sealed(TextKind.REDACTED_NARRATIVE, 3) if narrative else None,
    )
    return Asked(command=command, by=by or institution_admin())


def raise_protection(
    by: Actor | None = None, *, anonymous: bool = True, confidential: bool = False, redacted: bool = True
) -> Asked:
    command = RaiseProtection(
        complaint=COMPLAINT,
        anonymous=anonymous,
        confidential=confidential,
        redacted_narrative=Sealed(TextKind.REDACTED_NARRATIVE, 0) if redacted else None,
    )
    return Asked(command=command, by=by or institution_admin())


def lower_protection(
    by: Actor | None = None, *, anonymous: bool = False, confidential: bool = False
) -> Asked:
    command = LowerProtection(complaint=COMPLAINT, anonymous=anonymous, confidential=confidential)
    return Asked(command=command, by=by or complainant())


def request_completion(by: Actor | None = None) -> Asked:
    command = RequestCompletion(complaint=COMPLAINT, what=Sealed(TextKind.DATA_REQUEST, 0))
    return Asked(command=command, by=by or national_admin())


def request_data(by: Actor | None = None) -> Asked:
    command = RequestSupportingData(complaint=COMPLAINT, what=Sealed(TextKind.DATA_REQUEST, 0))
    return Asked(command=command, by=by or institution_admin())


def supply(by: Actor | None = None) -> Asked:
    command = SupplyData(complaint=COMPLAINT, text=Sealed(TextKind.SUPPLEMENT, 0))
    return Asked(command=command, by=by or complainant())


def restore(by: Actor | None = None, *, ground: RestoreGround = RestoreGround.NATIONAL_ADMIN) -> Asked:
    command = RestoreComplaint(complaint=COMPLAINT, ground=ground)
    return Asked(command=command, by=by or national_admin())


def link(by: Actor | None = None, *, lead: ComplaintId = OTHER_COMPLAINT, may_lead: bool = True) -> Asked:
    command = LinkDuplicate(complaint=COMPLAINT, lead=lead)
    return Asked(command=command, by=by or institution_admin(), may_lead=may_lead)


def return_to_national(by: Actor | None = None) -> Asked:
    command = ReturnToNationalAdmin(complaint=COMPLAINT, reason=REASON)
    return Asked(command=command, by=by or institution_admin())


def replace_handler(by: Actor | None = None, *, to: UnitId = DINAS_KESEHATAN) -> Asked:
    command = ReplaceHandler(complaint=COMPLAINT, unit=to, reason=REASON)
    return Asked(command=command, by=by or institution_admin())


def declare_conflict(by: Actor | None = None) -> Asked:
    return Asked(command=DeclareConflict(complaint=COMPLAINT), by=by or liaison())


def refer(by: Actor | None = None) -> Asked:
    return Asked(command=ReferToInspectorate(complaint=COMPLAINT), by=by or institution_admin())


def find(by: Actor | None = None, *, finding: Finding = Finding.NO_FAULT) -> Asked:
    command = RecordFinding(complaint=COMPLAINT, finding=finding, detail=Sealed(TextKind.FINDING, 0))
    return Asked(command=command, by=by or auditor())


def return_from_inspectorate(by: Actor | None = None) -> Asked:
    command = ReturnFromInspectorate(complaint=COMPLAINT, reason=REASON)
    return Asked(command=command, by=by or auditor())


def add_superior(by: Actor | None = None, *, unit: UnitId = DINAS_SOSIAL) -> Asked:
    return Asked(command=AddSuperior(complaint=COMPLAINT, unit=unit), by=by or auditor())


def unit_head(unit: UnitId = DINAS_SOSIAL) -> Actor:
    return officer(Role.UNIT_HEAD, unit)


def act_as_superior(by: Actor | None = None) -> Asked:
    command = RecordSuperiorAction(complaint=COMPLAINT, text=NOTE)
    return Asked(command=command, by=by or unit_head())


def answer_directly(by: Actor | None = None) -> Asked:
    command = AnswerAspiration(complaint=COMPLAINT, text=Sealed(TextKind.FINAL_ANSWER, 0))
    return Asked(command=command, by=by or national_admin())


def contribute(by: Actor | None = None) -> Asked:
    command = RespondAsCc(complaint=COMPLAINT, text=Sealed(TextKind.CONTRIBUTION, 0))
    return Asked(command=command, by=by or liaison(DINAS_KESEHATAN))


def report_progress(by: Actor | None = None) -> Asked:
    command = ReportProgress(
        complaint=COMPLAINT, status=Sealed(TextKind.PROGRESS, 0), steps=Sealed(TextKind.PROGRESS, 1)
    )
    return Asked(command=command, by=by or liaison())


def inform(by: Actor | None = None, *, informed: Informed = Informed.UNIT_HEAD_OF_ARRIVAL) -> Asked:
    command = InformOfficial(complaint=COMPLAINT, informed=informed, note=NOTE)
    return Asked(command=command, by=by or liaison())


def number_nationally(by: Actor | None = None, *, number: int = 1234567) -> Asked:
    command = RecordNationalNumber(complaint=COMPLAINT, number=number)
    return Asked(command=command, by=by or liaison())


def coordinate(
    by: Actor | None = None,
    *,
    counterpart: Counterpart = Counterpart.SERVICE_UNIT_ADMIN,
    with_unit: UnitId | None = None,
) -> Asked:
    command = NoteCoordination(complaint=COMPLAINT, counterpart=counterpart, with_unit=with_unit, note=NOTE)
    return Asked(command=command, by=by or liaison())


def notify_constraint(by: Actor | None = None) -> Asked:
    command = NotifyConstraint(
        complaint=COMPLAINT,
        constraint=Sealed(TextKind.CONSTRAINT, 0),
        action=Sealed(TextKind.PLANNED_ACTION, 1),
    )
    return Asked(command=command, by=by or liaison())


def propose(by: Actor | None = None) -> Asked:
    """To sixty days."""
    command = ProposeReclassification(
        complaint=COMPLAINT,
        type=ComplaintType.GRIEVANCE,
        supervisory_nature=True,
        requires_field_inspection=True,
        reason=REASON,
    )
    return Asked(command=command, by=by or liaison())


def reclassify(
    by: Actor | None = None,
    *,
    type_: ComplaintType = ComplaintType.GRIEVANCE,
    supervisory: bool = True,
    field: bool = True,
) -> Asked:
    """To sixty days, unless said otherwise."""
    command = Reclassify(
        complaint=COMPLAINT,
        type=type_,
        supervisory_nature=supervisory,
        requires_field_inspection=field,
        reason=REASON,
    )
    return Asked(command=command, by=by or institution_admin())


def intervene(by: Actor | None = None) -> Asked:
    command = RecordIntervention(complaint=COMPLAINT, note=NOTE)
    return Asked(command=command, by=by or institution_admin())


def ask_supervision(by: Actor | None = None) -> Asked:
    command = AskSupervision(complaint=COMPLAINT, question=Sealed(TextKind.SUPERVISION, 0))
    return Asked(command=command, by=by or national_admin())


def answer_supervision(by: Actor | None = None, *, number: int = 1) -> Asked:
    command = AnswerSupervision(complaint=COMPLAINT, number=number, answer=Sealed(TextKind.SUPERVISION, 0))
    return Asked(command=command, by=by or institution_admin())


def reply(by: Actor | None = None) -> Asked:
    command = ReplyToAnswer(complaint=COMPLAINT, text=Sealed(TextKind.COMPLAINANT_REPLY, 0))
    return Asked(command=command, by=by or complainant())


def dispute(by: Actor | None = None) -> Asked:
    command = DisputeAnswer(complaint=COMPLAINT, reason=Sealed(TextKind.COMPLAINANT_REASON, 0))
    return Asked(command=command, by=by or complainant())


def withdraw(by: Actor | None = None) -> Asked:
    command = WithdrawComplaint(complaint=COMPLAINT, reason=Sealed(TextKind.COMPLAINANT_REASON, 0))
    return Asked(command=command, by=by or complainant())
