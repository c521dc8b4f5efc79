"""The column of BAB VII in which a case stands, folded from its events; beside it who has what to do.

The states of `domain.states` say what may happen next, and refuse what cannot have happened. This says how the case is
reported, and refuses nothing.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from domain.events import (
    AnswerDisputed,
    ArchivedForIncompleteness,
    AuthorityAccepted,
    AutoClosed,
    ComplaintVerified,
    CompletedByAdmin,
    CompletionConfirmed,
    CompletionRequested,
    DataSupplied,
    DirectAnswerGiven,
    DisposedToLiaison,
    DocumentReceived,
    Event,
    FinalAnswerGiven,
    ForwardedToInstitution,
    HandlerReplaced,
    InitialResponseGiven,
    InspectorateFound,
    ReferredToInspectorate,
    Restored,
    ReturnedByInspectorate,
    ReturnedToInstitutionAdmin,
    ReturnedToNationalAdmin,
    WithdrawnByComplainant,
)
from domain.vocabulary import About, ArchiveReason, Status


class Stage(StrEnum):
    """What is done with the case where it is, or was before it was answered or parked."""

    REVIEW = "REVIEW"
    HANDLING = "HANDLING"
    EXAMINATION = "EXAMINATION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a case is reported. `before`: the column that it left to wait or to be parked, and goes back to.

    `answered`: the answer stands, and the complainant has the next word. `reason`: why it is parked.
    """

    status: Status = Status.UNVERIFIED
    before: Status | None = None
    reason: ArchiveReason | None = None
    stage: Stage = Stage.REVIEW
    answered: bool = False

    @property
    def is_open(self) -> bool:
        """Whether a handler has something to do: neither answered nor complete nor parked."""
        return not self.answered and self.status not in (Status.COMPLETED, Status.ARCHIVED)


NEW = Standing()


def after(standing: Standing | None, event: Event) -> Standing:
    """The standing once the event has happened; None is before the complaint came in."""
    if standing is None:
        return NEW
    return _moved(standing, event) or _worked(standing, event) or _ended(standing, event) or standing


def _moved(standing: Standing, event: Event) -> Standing | None:
    match event:
        case (
            ForwardedToInstitution()
            | ReturnedToInstitutionAdmin()
            | ReturnedToNationalAdmin()
            | ReturnedByInspectorate()
        ):
            return _arrived(standing, Stage.REVIEW)
        case DisposedToLiaison():
            return _arrived(standing, Stage.HANDLING)
        case ReferredToInspectorate():
            return _arrived(standing, Stage.EXAMINATION)
        case HandlerReplaced():
            return _arrived(standing, standing.stage)
        case AuthorityAccepted():
            return replace(standing, stage=Stage.HANDLING)
    return None


def _worked(standing: Standing, event: Event) -> Standing | None:
    match event:
        case ComplaintVerified():
            return _verified(standing)
        case InitialResponseGiven() | InspectorateFound():
            return replace(standing, status=Status.IN_PROCESS)
        case FinalAnswerGiven() | DirectAnswerGiven():
            return replace(standing, status=Status.IN_PROCESS, before=None, answered=True)
        case AnswerDisputed():
            return replace(standing, status=Status.IN_PROCESS, answered=False)
        case CompletionConfirmed() | CompletedByAdmin() | AutoClosed():
            return replace(standing, status=Status.COMPLETED)
    return None


def _ended(standing: Standing, event: Event) -> Standing | None:
    match event:
        case CompletionRequested():
            return replace(standing, status=Status.AWAITING_COMPLETION, before=_active(standing))
        case ArchivedForIncompleteness():
            return _parked(standing, ArchiveReason.INCOMPLETE_10WD)
        case WithdrawnByComplainant(goes_on=False):
            return _parked(standing, ArchiveReason.WITHDRAWN_BY_COMPLAINANT)
        case DataSupplied() | Restored() | DocumentReceived(about=About.SUPPORTING) if (
            standing.before is not None
        ):
            return replace(standing, status=standing.before, before=None, reason=None)
    return None


def _arrived(standing: Standing, stage: Stage) -> Standing:
    """With somebody new, who has not followed it up; what nobody verified is still to be verified."""
    unverified = _active(standing) is Status.UNVERIFIED
    status = Status.UNVERIFIED if unverified else Status.NOT_FOLLOWED_UP
    return Standing(status=status, stage=stage)


def _verified(standing: Standing) -> Standing:
    """Also while the complainant is asked for something: it shows once the case goes on."""
    if standing.before is Status.UNVERIFIED:
        return replace(standing, before=Status.NOT_FOLLOWED_UP)
    if standing.status is Status.UNVERIFIED:
        return replace(standing, status=Status.NOT_FOLLOWED_UP)
    return standing


def _parked(standing: Standing, reason: ArchiveReason) -> Standing:
    parked = replace(standing, status=Status.ARCHIVED, before=_active(standing), reason=reason)
    return replace(parked, answered=False)


def _active(standing: Standing) -> Status:
    return standing.status if standing.before is None else standing.before
