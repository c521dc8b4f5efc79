"""Where a complaint can be. A state holds what it cannot be without, so that nothing has to be checked twice.

There is no state for stopped, rejected or deleted, and from each state but the last somebody has a next
step: the tier in review, the unit that holds the case, or, once answered, the complainant and the admin.
"""

from dataclasses import dataclass, replace
from datetime import date

from domain import confidentiality
from domain.confidentiality import Case
from domain.events import Classified, ComplaintSubmitted, ComplaintVerified, Event
from domain.people import Tier, UnitId
from domain.vocabulary import ClosedBy, SlaClass


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """What the tiers found out so far. `case` is the same value that decides who may see the complaint.

    A tier, once it has verified, stays in `verified`, also when the case comes back to it.
    """

    case: Case
    asked_anonymous: bool
    asked_confidential: bool
    verified: frozenset[Tier] = frozenset()
    sla_class: SlaClass | None = None

    @property
    def must_stay_anonymous(self) -> bool:
        """What an officer may not lower: what was asked for, then what was decided."""
        return self.case.anonymous if self.case.decided else self.asked_anonymous

    @property
    def must_stay_confidential(self) -> bool:
        return self.case.confidential if self.case.decided else self.asked_confidential

    def after(self, event: Event) -> "CaseFile":
        file = replace(self, case=confidentiality.after(self.case, event))
        match event:
            case ComplaintVerified(tier=tier):
                return replace(file, verified=file.verified | {tier})
            case Classified(sla_class=sla_class):
                return replace(file, sla_class=sla_class)
            case _:
                return file


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubmitted:
    """Nothing has happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InReview:
    """A tier examines it: the national one without, the institution's with an `institution`."""

    file: CaseFile
    tier: Tier
    institution: UnitId | None
    review_due_on: date

    @classmethod
    def of(cls, event: ComplaintSubmitted) -> "InReview":
        file = CaseFile(
            case=confidentiality.after(None, event),
            asked_anonymous=event.asked_anonymous,
            asked_confidential=event.asked_confidential,
        )
        return cls(file=file, tier=Tier.NATIONAL, institution=None, review_due_on=event.review_due_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithLiaison:
    """A unit holds it, and the clock of BAB VI.C runs to `due_on`. A new unit starts with nothing accepted."""

    file: CaseFile
    institution: UnitId
    unit: UnitId
    due_on: date
    accepted: bool = False
    responded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The unit gave its final answer."""

    file: CaseFile
    institution: UnitId
    unit: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """The handling is complete, always after a final answer."""

    file: CaseFile
    institution: UnitId
    unit: UnitId
    closed_by: ClosedBy
    rated: bool = False


Submitted = InReview | WithLiaison | Answered | Completed
Complaint = Unsubmitted | Submitted
