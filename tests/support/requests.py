"""What can be asked for, with sensible defaults: a command, who asks, and when.

A request is named in the imperative (`dispose`), the fact that follows in the past tense (`disposed`).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.commands import (
    AcceptAuthority,
    AddCc,
    Command,
    CompleteComplaint,
    ConfirmCompletion,
    DisposeToLiaison,
    ForwardToInstitution,
    GiveFinalAnswer,
    GiveInitialResponse,
    RateHandling,
    RecordFollowUp,
    ReturnToInstitutionAdmin,
    SubmitComplaint,
    VerifyComplaint,
)
from domain.occasion import Occasion
from domain.people import (
    Actor,
    CategoryId,
    PersonId,
    UnitId,
)
from domain.texts import Sealed, Shown, TextKind
from domain.vocabulary import Cause, ComplaintType, Nature, Outcome, Resolution
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    NOW,
    SOCIAL,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    occasion,
)
from tests.support.samples import submitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command, who asks, and when; of the lead it names or follows, whether it may lead and has its answer."""

    command: Command
    by: Actor
    at: datetime = NOW
    may_lead: bool = False
    lead_answered: bool = False

    def occasion(self) -> Occasion:
        """The occasion on which this is asked."""
        there = occasion(self.by, self.at)
        return replace(there, may_lead=self.may_lead, lead_answered=self.lead_answered)


def submit(
    by: Actor | None = None,
    *,
    anonymous: bool = False,
    confidential: bool = False,
    at: datetime = NOW,
) -> Asked:
    by = by or complainant()
    fact = submitted(anonymous=anonymous, confidential=confidential)
    command = SubmitComplaint(
        complaint=fact.complaint,
        tracking_number=fact.tracking_number,
        complainant=fact.complainant,
        channel=fact.channel,
        channel_note=None,
        asked_anonymous=anonymous,
        asked_confidential=confidential,
        identity=fact.identity,
        contact=None,
        representative=None,
        accessibility=None,
        narrative=fact.narrative,
    )
    return Asked(command=command, by=by, at=at)


def verify(
    by: Actor | None = None,
    *,
    nature: Nature = Nature.NEITHER,
    anonymous: bool = False,
    confidential: bool = False,
    reported_units: tuple[UnitId, ...] = (),
    reported_officers: tuple[PersonId, ...] = (),
    type_: ComplaintType = ComplaintType.GRIEVANCE,
    supervisory: bool = False,
    field: bool = False,
    headline: bool | None = None,
    shown_text: bool | None = None,
    redacted: bool | None = None,
) -> Asked:
    """A verification that is lawful by default: texts are shown unless confidential, redacted if anonymous."""
    show = not confidential
    headline = show if headline is None else headline
    shown_text = show if shown_text is None else shown_text
    redacted = anonymous if redacted is None else redacted
    command = VerifyComplaint(
        complaint=COMPLAINT,
        identity=Outcome.CONFIRMED,
        substance=Outcome.CONFIRMED,
        evidence=Outcome.CONFIRMED,
        nature=nature,
        reported_units=reported_units,
        reported_officers=reported_officers,
        reported_name=None,
        object=Sealed(TextKind.OBJECT, 0),
        anonymous=anonymous,
        confidential=confidential,
        type=type_,
        supervisory_nature=supervisory,
        requires_field_inspection=field,
        headline=Shown(TextKind.HEADLINE, 1) if headline else None,
        shown_text=Shown(TextKind.SHOWN_TEXT, 2) if shown_text else None,
        redacted_narrative=Sealed(TextKind.REDACTED_NARRATIVE, 3) if redacted else None,
    )
    return Asked(command=command, by=by or national_admin())


def forward(by: Actor | None = None, *, to: UnitId = COUNTY, category: CategoryId = SOCIAL) -> Asked:
    command = ForwardToInstitution(complaint=COMPLAINT, category=category, institution=to)
    return Asked(command=command, by=by or national_admin())


def dispose(
    by: Actor | None = None,
    *,
    to: UnitId = DINAS_SOSIAL,
    category: CategoryId = SOCIAL,
    reason: bool = False,
    at: datetime = NOW,
) -> Asked:
    command = DisposeToLiaison(
        complaint=COMPLAINT,
        category=category,
        unit=to,
        reason=Sealed(TextKind.REASON, 0) if reason else None,
    )
    return Asked(command=command, by=by or institution_admin(), at=at)


def add_cc(by: Actor | None = None, *, to: UnitId = DINAS_KESEHATAN, reason: bool = False) -> Asked:
    command = AddCc(complaint=COMPLAINT, unit=to, reason=Sealed(TextKind.REASON, 0) if reason else None)
    return Asked(command=command, by=by or institution_admin())


def accept(by: Actor | None = None) -> Asked:
    return Asked(command=AcceptAuthority(complaint=COMPLAINT), by=by or liaison())


def hand_back(by: Actor | None = None) -> Asked:
    command = ReturnToInstitutionAdmin(complaint=COMPLAINT, reason=Sealed(TextKind.REASON, 0))
    return Asked(command=command, by=by or liaison())


def initial_response(by: Actor | None = None) -> Asked:
    command = GiveInitialResponse(complaint=COMPLAINT, text=Sealed(TextKind.INITIAL_RESPONSE, 0))
    return Asked(command=command, by=by or liaison())


def follow_up(by: Actor | None = None) -> Asked:
    command = RecordFollowUp(complaint=COMPLAINT, text=Sealed(TextKind.FOLLOW_UP, 0))
    return Asked(command=command, by=by or liaison())


def final_answer(by: Actor | None = None) -> Asked:
    command = GiveFinalAnswer(
        complaint=COMPLAINT,
        text=Sealed(TextKind.FINAL_ANSWER, 0),
        cause=Cause.DELAY,
        resolution=Resolution.REMEDIED,
    )
    return Asked(command=command, by=by or liaison())


def confirm(by: Actor | None = None) -> Asked:
    return Asked(command=ConfirmCompletion(complaint=COMPLAINT), by=by or complainant())


def complete(by: Actor | None = None) -> Asked:
    return Asked(command=CompleteComplaint(complaint=COMPLAINT), by=by or institution_admin())


def rate(stars: int = 5, by: Actor | None = None) -> Asked:
    return Asked(command=RateHandling(complaint=COMPLAINT, stars=stars), by=by or complainant())
