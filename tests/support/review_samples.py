"""Facts of intake, review, routing and the inspectorate, with sensible defaults like those of `samples`."""

from domain.deadlines import Clock, Deadline
from domain.events import (
    ArchivedForIncompleteness,
    CcAdded,
    ComplaintEntered,
    CompletionRequested,
    ConflictDeclared,
    DataSupplied,
    DuplicateLinked,
    FinalAnswerGiven,
    HandlerReplaced,
    InspectorateFound,
    PartiesIdentified,
    ProtectionLowered,
    ProtectionRaised,
    ReferredToInspectorate,
    Restored,
    ReturnedByInspectorate,
    ReturnedToNationalAdmin,
    SuperiorActed,
    SuperiorAdded,
    SupportingDataRequested,
)
from domain.people import PersonId, Tier, UnitId
from domain.texts import Sealed, TextKind
from domain.vocabulary import Cause, Channel, Finding, Resolution, RestoreGround, SlaClass
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_KOMINFO,
    DINAS_SOSIAL,
    INSPEKTORAT,
    OTHER_COMPLAINT,
    complainant,
)
from tests.support.days import (
    FIVE_DAYS_ON,
    TEN_DAYS_ON,
    VERSIONS,
    institution_review,
    national_review,
    resolution,
    silence,
    statutory,
)
from tests.support.samples import MONDAY, working


def entered(tier: Tier = Tier.LIAISON, *, unit: UnitId = DINAS_SOSIAL) -> ComplaintEntered:
    """Entered by hand on the day it arrived."""
    review = {
        Tier.NATIONAL: (national_review(),),
        Tier.INSTITUTION: (institution_review(),),
        Tier.LIAISON: (),
    }
    within = tier is not Tier.NATIONAL
    return ComplaintEntered(
        complaint=COMPLAINT,
        tracking_number="LT-7K3MQ-9XV2C-H",
        complainant=complainant().person,
        channel=Channel.LETTER,
        channel_note=None,
        tier=tier,
        institution=COUNTY if within else None,
        unit=unit if tier is Tier.LIAISON else None,
        administered_by=DINAS_KOMINFO if within else None,
        inspectorate=INSPEKTORAT if within else None,
        received_on=MONDAY,
        entered_on=MONDAY,
        backdated=False,
        proof=None,
        asked_anonymous=False,
        asked_confidential=False,
        identity=Sealed(TextKind.IDENTITY, 0),
        contact=None,
        representative=None,
        accessibility=None,
        narrative=Sealed(TextKind.NARRATIVE, 1),
        deadlines=(*review[tier], *statutory()),
        **VERSIONS,
    )


def identified(
    *units: UnitId, officers: tuple[PersonId, ...] = (), tier: Tier = Tier.INSTITUTION
) -> PartiesIdentified:
    return PartiesIdentified(
        complaint=COMPLAINT,
        tier=tier,
        reported_units=units,
        reported_officers=officers,
        reported_name=None,
        object=Sealed(TextKind.OBJECT, 0),
    )


def raised(*, anonymous: bool = True, confidential: bool = False, redacted: bool = True) -> ProtectionRaised:
    return ProtectionRaised(
        complaint=COMPLAINT,
        anonymous=anonymous,
        confidential=confidential,
        redacted_narrative=Sealed(TextKind.REDACTED_NARRATIVE, 0) if redacted else None,
    )


def lowered(*, anonymous: bool = False, confidential: bool = False) -> ProtectionLowered:
    return ProtectionLowered(complaint=COMPLAINT, anonymous=anonymous, confidential=confidential)


def completion_requested() -> CompletionRequested:
    return CompletionRequested(
        complaint=COMPLAINT,
        what=Sealed(TextKind.DATA_REQUEST, 0),
        deadlines=(working(Clock.COMPLETION, 10, TEN_DAYS_ON),),
        **VERSIONS,
    )


def data_requested(tier: Tier = Tier.INSTITUTION) -> SupportingDataRequested:
    return SupportingDataRequested(complaint=COMPLAINT, tier=tier, what=Sealed(TextKind.DATA_REQUEST, 0))


def supplied(*deadlines: Deadline) -> DataSupplied:
    return DataSupplied(
        complaint=COMPLAINT, text=Sealed(TextKind.SUPPLEMENT, 0), deadlines=deadlines, **VERSIONS
    )


def archived() -> ArchivedForIncompleteness:
    return ArchivedForIncompleteness(complaint=COMPLAINT)


def restored(*deadlines: Deadline, ground: RestoreGround = RestoreGround.NATIONAL_ADMIN) -> Restored:
    return Restored(complaint=COMPLAINT, ground=ground, deadlines=deadlines, **VERSIONS)


def linked() -> DuplicateLinked:
    return DuplicateLinked(complaint=COMPLAINT, lead=OTHER_COMPLAINT)


def copied_for_reason(to: UnitId = DINAS_KESEHATAN) -> CcAdded:
    return CcAdded(complaint=COMPLAINT, unit=to, reason=Sealed(TextKind.REASON, 0))


def returned_to_national(*deadlines: Deadline) -> ReturnedToNationalAdmin:
    return ReturnedToNationalAdmin(
        complaint=COMPLAINT,
        institution=COUNTY,
        reason=Sealed(TextKind.REASON, 0),
        deadlines=(national_review(), *deadlines),
        **VERSIONS,
    )


def replaced(to: UnitId = DINAS_KESEHATAN, *, of: UnitId = DINAS_SOSIAL) -> HandlerReplaced:
    return HandlerReplaced(complaint=COMPLAINT, from_unit=of, unit=to, reason=Sealed(TextKind.REASON, 0))


def conflict_declared(who: PersonId) -> ConflictDeclared:
    return ConflictDeclared(complaint=COMPLAINT, person=who)


def referred(sla_class: SlaClass = SlaClass.STANDARD) -> ReferredToInspectorate:
    return ReferredToInspectorate(
        complaint=COMPLAINT,
        institution=COUNTY,
        sla_class=sla_class,
        deadlines=resolution(sla_class),
        **VERSIONS,
    )


def found(finding: Finding = Finding.NO_FAULT) -> InspectorateFound:
    return InspectorateFound(complaint=COMPLAINT, finding=finding, detail=Sealed(TextKind.FINDING, 0))


def returned_by_inspectorate() -> ReturnedByInspectorate:
    return ReturnedByInspectorate(
        complaint=COMPLAINT,
        reason=Sealed(TextKind.REASON, 0),
        deadlines=(institution_review(),),
        **VERSIONS,
    )


def superior_added(unit: UnitId = DINAS_SOSIAL) -> SuperiorAdded:
    return SuperiorAdded(
        complaint=COMPLAINT,
        unit=unit,
        deadlines=(working(Clock.SUPERIOR_ACTION, 5, FIVE_DAYS_ON),),
        **VERSIONS,
    )


def superior_acted(unit: UnitId = DINAS_SOSIAL) -> SuperiorActed:
    return SuperiorActed(complaint=COMPLAINT, unit=unit, text=Sealed(TextKind.OFFICE_NOTE, 0))


def answered_by_inspectorate() -> FinalAnswerGiven:
    return FinalAnswerGiven(
        complaint=COMPLAINT,
        unit=INSPEKTORAT,
        text=Sealed(TextKind.FINAL_ANSWER, 0),
        cause=Cause.DELAY,
        resolution=Resolution.REMEDIED,
        deadlines=(silence(),),
        **VERSIONS,
    )
