"""What a decision about one complaint has to know of another: the lead that it follows, or is to follow."""

from dataclasses import dataclass

from domain.commands import Command, GiveFinalAnswer, LinkDuplicate
from domain.complaint import replay
from domain.confidentiality import may_see
from domain.events import Event
from domain.people import Actor, ComplaintId
from domain.states import Complaint, Unsubmitted, holds_back
from eventstore.records import Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """`guards`: that the lead is, at the append, at the version it was judged at."""

    may_lead: bool = False
    answered: bool = False
    guards: tuple[Guard, ...] = ()

    @classmethod
    def of(cls, complaint: ComplaintId, events: tuple[Event, ...], by: Actor) -> "Lead":
        """What its history says. Whoever acts may not know of it? Then they learn no more than that it cannot lead."""
        lead = replay(events)
        if isinstance(lead, Unsubmitted):
            return NO_LEAD
        return cls(
            may_lead=may_see(lead.file.case, by) is not None and lead.file.lead is None,
            answered=not holds_back(lead),
            guards=(Guard(stream=complaint, expected=len(events)),),
        )


NO_LEAD = Lead()


def followed_by(command: Command, complaint: Complaint) -> ComplaintId | None:
    """The other complaint that this command depends on, if any."""
    match command:
        case LinkDuplicate(lead=lead) if lead != command.complaint:
            return lead
        case GiveFinalAnswer() if not isinstance(complaint, Unsubmitted):
            return complaint.file.lead
        case _:
            return None
