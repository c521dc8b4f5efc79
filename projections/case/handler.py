"""The case as one row: where it is, what was decided, what is due."""

from collections.abc import Iterator

from domain import events as e
from domain.people import Tier
from domain.vocabulary import ClosedBy, Status
from projections.write import Fact, Write


def case_file(fact: Fact) -> Iterator[Write]:
    """What one event changes in its complaint's row; the row's version follows the complaint's stream."""
    event, at = fact.event, fact.record.occurred_at
    match event:
        case e.ComplaintSubmitted():
            yield Write(
                "submit",
                (event.complaint, event.tracking_number, event.channel, at, event.review_due_on),
            )
        case e.ComplaintVerified(complaint=complaint):
            yield Write("set_status", (complaint, Status.NOT_FOLLOWED_UP))
        case e.NatureDetermined(complaint=complaint, nature=nature):
            yield Write("set_nature", (complaint, nature))
        case e.ConfidentialitySet(complaint=complaint, anonymous=anonymous, confidential=confidential):
            yield Write("set_protection", (complaint, anonymous, confidential))
        case e.Classified():
            yield Write(
                "classify",
                (
                    event.complaint,
                    event.type,
                    event.supervisory_nature,
                    event.requires_field_inspection,
                    event.sla_class,
                ),
            )
        case e.ContentRedacted(complaint=complaint, headline=headline, shown_text=shown_text):
            yield Write("set_shown", (complaint, fact.shown(headline), fact.shown(shown_text)))
        case _:
            yield from _movement(fact)
    if isinstance(event, e.Event):
        yield Write("set_version", (event.complaint, fact.record.version))


def _movement(fact: Fact) -> Iterator[Write]:
    event, at = fact.event, fact.record.occurred_at
    match event:
        case e.ForwardedToInstitution():
            yield Write(
                "forward",
                (event.complaint, event.category, event.institution, event.review_due_on),
            )
        case e.DisposedToLiaison():
            yield Write(
                "dispose",
                (
                    event.complaint,
                    event.category,
                    event.unit,
                    event.sla_class,
                    at,
                    event.due_on,
                    event.intervene_by,
                    event.provisional,
                ),
            )
        case e.ReturnedToInstitutionAdmin(complaint=complaint, review_due_on=review_due_on):
            yield Write("return_to_institution", (complaint, Tier.INSTITUTION, review_due_on))
        case e.InitialResponseGiven(complaint=complaint):
            yield Write("respond", (complaint, at))
        case e.FinalAnswerGiven(complaint=complaint):
            yield Write("answer", (complaint, at))
        case e.CompletionConfirmed(complaint=complaint):
            yield Write("complete", (complaint, at, ClosedBy.COMPLAINANT))
        case e.CompletedByAdmin(complaint=complaint):
            yield Write("complete", (complaint, at, ClosedBy.ADMIN))
        case e.RatingGiven(complaint=complaint, stars=stars):
            yield Write("rate", (complaint, stars))
        case _:
            return
