"""Facts with sensible defaults; a test says only what matters to it.

The defaults follow from each other, so a history made of them is one that could have been.
"""

from datetime import date, timedelta
from typing import Final

from domain.deadlines import Clock, Counted, Deadline
from domain.events import (
    AuthorityAccepted,
    CcAdded,
    Classified,
    ComplaintSubmitted,
    ComplaintVerified,
    CompletedByAdmin,
    CompletionConfirmed,
    ConfidentialitySet,
    ContentRedacted,
    DisposedToLiaison,
    Event,
    FinalAnswerGiven,
    FollowUpRecorded,
    ForwardedToInstitution,
    InitialResponseGiven,
    NatureDetermined,
    PartiesIdentified,
    RatingGiven,
    ReturnedToInstitutionAdmin,
)
from domain.people import (
    CategoryId,
    ComplaintId,
    PersonId,
    Tier,
    UnitId,
)
from domain.texts import Sealed, Shown, TextKind
from domain.vocabulary import Cause, Channel, ComplaintType, Nature, Outcome, Resolution, SlaClass
from tests.support.cast import (
    CATEGORIES,
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_KOMINFO,
    DINAS_SOSIAL,
    INSPEKTORAT,
    SOCIAL,
    complainant,
)

MONDAY: Final = date(2026, 3, 9)
THURSDAY: Final = date(2026, 3, 12)
LIMITS: Final = {
    SlaClass.NORMATIVE: (5, 3),
    SlaClass.STANDARD: (14, 8),
    SlaClass.FIELD_INSPECTION: (60, 35),
}


def working(clock: Clock, limit: int, due_on: date, *, since: date = MONDAY) -> Deadline:
    """A deadline in working days, as the sample calendar counts them."""
    return Deadline(
        clock=clock,
        started_on=since,
        limit=limit,
        counted=Counted.WORKING_DAYS,
        due_on=due_on,
        provisional=False,
    )


def calendar_days(clock: Clock, days: int, *, since: date = MONDAY) -> Deadline:
    """A deadline in calendar days."""
    return Deadline(
        clock=clock,
        started_on=since,
        limit=days,
        counted=Counted.CALENDAR_DAYS,
        due_on=since + timedelta(days=days),
        provisional=False,
    )


def submitted(
    complaint: ComplaintId = COMPLAINT,
    *,
    anonymous: bool = False,
    confidential: bool = False,
    contact: bool = False,
) -> ComplaintSubmitted:
    return ComplaintSubmitted(
        complaint=complaint,
        tracking_number="LT-7K3MQ-9XV2C-H",
        complainant=complainant(complaint).person,
        channel=Channel.WEBSITE,
        channel_note=None,
        asked_anonymous=anonymous,
        asked_confidential=confidential,
        identity=Sealed(TextKind.IDENTITY, 0),
        contact=Sealed(TextKind.CONTACT, 2) if contact else None,
        representative=None,
        accessibility=None,
        narrative=Sealed(TextKind.NARRATIVE, 1),
        deadlines=(
            working(Clock.NATIONAL_REVIEW, 3, THURSDAY),
            calendar_days(Clock.STATUTORY_RESPONSE, 14),
            calendar_days(Clock.STATUTORY_DECISION, 60),
        ),
        policy="1",
        calendar="ID-2025-09-19",
    )


def verified(
    tier: Tier = Tier.NATIONAL,
    *,
    complaint: ComplaintId = COMPLAINT,
    nature: Nature = Nature.NEITHER,
    anonymous: bool = False,
    confidential: bool = False,
    reported_units: tuple[UnitId, ...] = (),
    reported_officers: tuple[PersonId, ...] = (),
    sla_class: SlaClass = SlaClass.STANDARD,
    shown: bool = True,
) -> tuple[Event, ...]:
    """The six facts of one verification. A confidential case shows nothing, an anonymous one is redacted."""
    shown = shown and not confidential
    found = Outcome.CONFIRMED
    return (
        ComplaintVerified(complaint=complaint, tier=tier, identity=found, substance=found, evidence=found),
        NatureDetermined(complaint=complaint, tier=tier, nature=nature),
        PartiesIdentified(
            complaint=complaint,
            tier=tier,
            reported_units=reported_units,
            reported_officers=reported_officers,
            reported_name=None,
            object=Sealed(TextKind.OBJECT, 0),
        ),
        ConfidentialitySet(complaint=complaint, tier=tier, anonymous=anonymous, confidential=confidential),
        Classified(
            complaint=complaint,
            tier=tier,
            type=(
                ComplaintType.NORMATIVE_GRIEVANCE
                if sla_class is SlaClass.NORMATIVE
                else ComplaintType.GRIEVANCE
            ),
            supervisory_nature=sla_class is SlaClass.FIELD_INSPECTION,
            requires_field_inspection=sla_class is SlaClass.FIELD_INSPECTION,
            sla_class=sla_class,
            deadlines=(),
            policy="1",
            calendar="ID-2025-09-19",
        ),
        ContentRedacted(
            complaint=complaint,
            tier=tier,
            headline=Shown(TextKind.HEADLINE, 1) if shown else None,
            shown_text=Shown(TextKind.SHOWN_TEXT, 2) if shown else None,
            redacted_narrative=Sealed(TextKind.REDACTED_NARRATIVE, 3) if anonymous else None,
        ),
    )


def forwarded(
    to: UnitId = COUNTY, *, complaint: ComplaintId = COMPLAINT, category: CategoryId = SOCIAL
) -> ForwardedToInstitution:
    return ForwardedToInstitution(
        complaint=complaint,
        category=category,
        institution=to,
        administered_by=DINAS_KOMINFO if to == COUNTY else None,
        inspectorate=INSPEKTORAT if to == COUNTY else None,
        deadlines=(working(Clock.INSTITUTION_REVIEW, 3, THURSDAY),),
        policy="1",
        calendar="ID-2025-09-19",
    )


def disposed(
    to: UnitId = DINAS_SOSIAL,
    *,
    complaint: ComplaintId = COMPLAINT,
    category: CategoryId = SOCIAL,
    sla_class: SlaClass = SlaClass.STANDARD,
    due_on: date = date(2026, 4, 6),
    intervene_by: date = date(2026, 3, 17),
) -> DisposedToLiaison:
    return DisposedToLiaison(
        complaint=complaint,
        category=category,
        unit=to,
        sla_class=sla_class,
        reason=None if CATEGORIES[category] == to else Sealed(TextKind.REASON, 0),
        deadlines=(
            working(Clock.RESOLUTION, LIMITS[sla_class][0], due_on),
            working(Clock.INTERVENTION, LIMITS[sla_class][1], intervene_by),
            working(Clock.FIRST_RESPONSE, 5, date(2026, 3, 16)),
        ),
        policy="1",
        calendar="ID-2025-09-19",
    )


def copied(to: UnitId = DINAS_KESEHATAN, *, complaint: ComplaintId = COMPLAINT) -> CcAdded:
    return CcAdded(complaint=complaint, unit=to, reason=None)


def accepted(unit: UnitId = DINAS_SOSIAL, *, complaint: ComplaintId = COMPLAINT) -> AuthorityAccepted:
    return AuthorityAccepted(complaint=complaint, unit=unit)


def returned(
    unit: UnitId = DINAS_SOSIAL, *, complaint: ComplaintId = COMPLAINT
) -> ReturnedToInstitutionAdmin:
    return ReturnedToInstitutionAdmin(
        complaint=complaint,
        unit=unit,
        reason=Sealed(TextKind.REASON, 0),
        deadlines=(working(Clock.INSTITUTION_REVIEW, 3, THURSDAY),),
        policy="1",
        calendar="ID-2025-09-19",
    )


def responded(unit: UnitId = DINAS_SOSIAL, *, complaint: ComplaintId = COMPLAINT) -> InitialResponseGiven:
    return InitialResponseGiven(complaint=complaint, unit=unit, text=Sealed(TextKind.INITIAL_RESPONSE, 0))


def followed_up(unit: UnitId = DINAS_SOSIAL, *, complaint: ComplaintId = COMPLAINT) -> FollowUpRecorded:
    return FollowUpRecorded(complaint=complaint, unit=unit, text=Sealed(TextKind.FOLLOW_UP, 0))


def answered(unit: UnitId = DINAS_SOSIAL, *, complaint: ComplaintId = COMPLAINT) -> FinalAnswerGiven:
    return FinalAnswerGiven(
        complaint=complaint,
        unit=unit,
        text=Sealed(TextKind.FINAL_ANSWER, 0),
        cause=Cause.DELAY,
        resolution=Resolution.REMEDIED,
        deadlines=(working(Clock.SILENCE, 10, date(2026, 3, 30)),),
        policy="1",
        calendar="ID-2025-09-19",
    )


def confirmed(*, complaint: ComplaintId = COMPLAINT) -> CompletionConfirmed:
    return CompletionConfirmed(complaint=complaint)


def completed(*, complaint: ComplaintId = COMPLAINT) -> CompletedByAdmin:
    return CompletedByAdmin(complaint=complaint)


def rated(stars: int = 5, *, complaint: ComplaintId = COMPLAINT) -> RatingGiven:
    return RatingGiven(complaint=complaint, stars=stars)


def in_national_review() -> tuple[Event, ...]:
    return (submitted(),)


def in_institution_review() -> tuple[Event, ...]:
    return (*in_national_review(), *verified(), forwarded())


def with_liaison() -> tuple[Event, ...]:
    """Handed to Dinas Sosial, not accepted yet."""
    return (*in_institution_review(), *verified(Tier.INSTITUTION), disposed())


def taken_up() -> tuple[Event, ...]:
    """Accepted by Dinas Sosial, with its initial response."""
    return (*with_liaison(), accepted(), responded())


def with_answer() -> tuple[Event, ...]:
    return (*taken_up(), answered())
