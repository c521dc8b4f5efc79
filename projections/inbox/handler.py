"""What waits for whom: one item per case and custodian, gone when the custodian has acted."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from domain import events as e
from domain.confidentiality import NATIONAL, Audience, institution_audience, unit_audience
from domain.people import ComplaintId
from projections.write import Fact, Write


class Task(StrEnum):
    """What the custodian has to do next."""

    REVIEW = "REVIEW"
    ANSWER = "ANSWER"


def inbox(fact: Fact) -> Iterator[Write]:
    """Every live case before its final answer waits for exactly one audience (BAB I.B)."""
    match fact.event:
        case e.ComplaintSubmitted(complaint=complaint, review_due_on=due_on):
            yield from _hand_over(fact, complaint, NATIONAL, Task.REVIEW, due_on)
        case e.ForwardedToInstitution(complaint=complaint, institution=institution, review_due_on=due_on):
            yield from _hand_over(fact, complaint, institution_audience(institution), Task.REVIEW, due_on)
        case e.DisposedToLiaison(complaint=complaint, unit=unit, due_on=due_on):
            yield from _hand_over(fact, complaint, unit_audience(unit), Task.ANSWER, due_on)
        case e.ReturnedToInstitutionAdmin(complaint=complaint, review_due_on=due_on):
            assert fact.case is not None
            assert fact.case.institution is not None
            audience = institution_audience(fact.case.institution)
            yield from _hand_over(fact, complaint, audience, Task.REVIEW, due_on)
        case e.FinalAnswerGiven(complaint=complaint):
            yield Write("drop_item", (complaint,))
        case _:
            return


def _hand_over(
    fact: Fact, complaint: ComplaintId, audience: Audience, task: Task, due_on: date
) -> Iterator[Write]:
    yield Write("drop_item", (complaint,))
    yield Write("open_item", (audience, complaint, task, fact.record.occurred_at, due_on))
