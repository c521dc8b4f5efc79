"""The case as one row: where it is, what was decided, what is due."""

from collections.abc import Iterator

from domain import events as e
from domain.deadlines import Clock, Deadline, due_on
from domain.people import Tier
from domain.vocabulary import ClosedBy, Status
from projections.write import Fact, Write


def case_file(fact: Fact) -> Iterator[Write]:
    """The one write for each event of a complaint; every statement sets the version of its stream too."""
    event = fact.event
    if isinstance(event, e.Event):
        statement, values = _review(fact) or _handling(fact) or ("pass", ())
        yield Write(statement, (event.complaint, fact.record.version, *values))


def _review(fact: Fact) -> tuple[str, tuple[object, ...]] | None:
    event, at = fact.event, fact.record.occurred_at
    match event:
        case e.ComplaintSubmitted():
            return "submit", (
                event.tracking_number,
                event.channel,
                at,
                due_on(event.deadlines, Clock.NATIONAL_REVIEW),
            )
        case e.ComplaintVerified():
            return "set_status", (Status.NOT_FOLLOWED_UP,)
        case e.NatureDetermined(nature=nature):
            return "set_nature", (nature,)
        case e.ConfidentialitySet(anonymous=anonymous, confidential=confidential):
            return "set_protection", (anonymous, confidential)
        case e.Classified():
            flags = (event.supervisory_nature, event.requires_field_inspection)
            return "classify", (event.type, *flags, event.sla_class)
        case e.ContentRedacted(headline=headline, shown_text=shown_text):
            return "set_shown", (fact.shown(headline), fact.shown(shown_text))
        case e.ForwardedToInstitution():
            return "forward", (
                event.category,
                event.institution,
                due_on(event.deadlines, Clock.INSTITUTION_REVIEW),
            )
        case _:
            return None


def _handling(fact: Fact) -> tuple[str, tuple[object, ...]] | None:
    event, at = fact.event, fact.record.occurred_at
    match event:
        case e.DisposedToLiaison():
            return "dispose", (event.category, event.unit, event.sla_class, at, *_resolution(event.deadlines))
        case e.ReturnedToInstitutionAdmin(deadlines=deadlines):
            return "return_to_institution", (Tier.INSTITUTION, due_on(deadlines, Clock.INSTITUTION_REVIEW))
        case e.InitialResponseGiven():
            return "respond", (at,)
        case e.FinalAnswerGiven():
            return "answer", (at,)
        case e.CompletionConfirmed():
            return "complete", (at, ClosedBy.COMPLAINANT)
        case e.CompletedByAdmin():
            return "complete", (at, ClosedBy.ADMIN)
        case e.RatingGiven(stars=stars):
            return "rate", (stars,)
        case _:
            return None


def _resolution(deadlines: tuple[Deadline, ...]) -> tuple[object, ...]:
    provisional = any(each.provisional for each in deadlines if each.clock is Clock.RESOLUTION)
    return due_on(deadlines, Clock.RESOLUTION), due_on(deadlines, Clock.INTERVENTION), provisional
