"""The columns of BAB VII: how each custodian reports each case, and how long each action took.

A parent counts complaints, its units count placements, so one complaint copied to a second unit makes the rows
add up to one more than the total above them. A copy has no acts of its own: it reports what its owner reports, and
a copy for a unit of another institution puts the complaint before that institution too.
"""

from collections.abc import Iterator
from uuid import UUID

from domain import events as e
from domain.office_events import UnitRegistered
from domain.people import Tier, UnitKind
from domain.vocabulary import Status
from projections.write import Fact, Write


def statistics(fact: Fact) -> Iterator[Write]:
    """Placements of a case and their status; follow-up actions with their age in days."""
    event = fact.event
    match event:
        case UnitRegistered(unit=unit, kind=UnitKind.AGENCY, parent=UUID() as institution):
            yield Write("note_agency", (unit, institution))
        case e.ForwardedToInstitution(complaint=complaint, institution=institution):
            yield Write("place_at_institution", (complaint, institution, fact.day))
        case e.ComplaintVerified(complaint=complaint, tier=Tier.INSTITUTION):
            yield Write("advance_institution", (complaint, Status.NOT_FOLLOWED_UP))
        case e.DisposedToLiaison(complaint=complaint, unit=unit):
            yield Write("place", (complaint, unit, "OWNER", fact.day))
            yield Write("advance_units", (complaint, Status.UNVERIFIED))
        case e.CcAdded(complaint=complaint, unit=unit):
            yield Write("reach", (complaint, unit, fact.day))
            yield Write("place", (complaint, unit, "CC", fact.day))
            yield Write("follow_owner", (complaint,))
        case e.AuthorityAccepted(complaint=complaint):
            yield Write("advance_units", (complaint, Status.NOT_FOLLOWED_UP))
        case e.ReturnedToInstitutionAdmin(complaint=complaint, unit=unit):
            yield Write("leave", (complaint, unit))
        case e.InitialResponseGiven() | e.FollowUpRecorded() | e.FinalAnswerGiven():
            yield Write("advance_all", (event.complaint, Status.IN_PROCESS))
            yield Write(
                "count_action",
                (fact.position, event.complaint, event.unit, fact.record.type, fact.day),
            )
        case e.CompletionConfirmed(complaint=complaint) | e.CompletedByAdmin(complaint=complaint):
            yield Write("advance_all", (complaint, Status.COMPLETED))
        case _:
            return
