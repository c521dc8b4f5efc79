"""What waits for whom: one item per case, with whoever has to act on it, and gone once it is answered."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from domain import confidentiality
from domain import events as e
from domain.confidentiality import NATIONAL, Audience, Case, institution_audience, unit_audience
from projections.write import Fact, Write


class Task(StrEnum):
    """What the custodian has to do next."""

    REVIEW = "REVIEW"
    ANSWER = "ANSWER"


def inbox(fact: Fact) -> Iterator[Write]:
    """Every live case before its final answer waits for exactly one audience, which may see it (BAB I.B)."""
    match fact.event:
        case e.ComplaintSubmitted() | e.ForwardedToInstitution() | e.ReturnedToInstitutionAdmin() as event:
            yield _hand_over(fact, Task.REVIEW, event.review_due_on)
        case e.DisposedToLiaison(due_on=due_on):
            yield _hand_over(fact, Task.ANSWER, due_on)
        case e.FinalAnswerGiven(complaint=complaint):
            yield Write("drop_item", (complaint,))
        case _ if fact.case is not None and fact.case_before is not None:
            if custodian(fact.case) != custodian(fact.case_before):
                yield Write("move_item", (fact.case.complaint, custodian(fact.case)))


def custodian(case: Case) -> Audience:
    """Who has the case: its unit, else its institution, else the national admin.

    Whoever may not know of the case cannot act on it, so one whose institution is accused of abusing its authority
    waits for the national admin (BAB VI.B.1.b.11).
    """
    granted = confidentiality.grants(case)
    if case.unit is not None and (unit := unit_audience(case.unit)) in granted:
        return unit
    if case.institution is not None and (institution := institution_audience(case.institution)) in granted:
        return institution
    return NATIONAL


def _hand_over(fact: Fact, task: Task, due_on: date) -> Write:
    assert fact.case is not None, "it is an event of one complaint"
    return Write(
        "hand_over",
        (fact.case.complaint, custodian(fact.case), task, fact.record.occurred_at, due_on),
    )
