"""What waits for whom: one item per case, with whoever has to act on it, and gone once it is answered."""

from collections.abc import Iterator
from enum import StrEnum

from domain import confidentiality
from domain import events as e
from domain.deadlines import Deadline, first_due
from projections.write import Fact, Write


class Task(StrEnum):
    """What the custodian has to do next."""

    REVIEW = "REVIEW"
    ANSWER = "ANSWER"


def inbox(fact: Fact) -> Iterator[Write]:
    """Every live case before its final answer waits for exactly one audience, which may see it (BAB I.B)."""
    match fact.event:
        case e.ComplaintSubmitted() | e.ForwardedToInstitution() | e.ReturnedToInstitutionAdmin() as event:
            yield _hand_over(fact, Task.REVIEW, event.deadlines)
        case e.DisposedToLiaison(deadlines=deadlines):
            yield _hand_over(fact, Task.ANSWER, deadlines)
        case e.FinalAnswerGiven(complaint=complaint):
            yield Write("drop_item", (complaint,))
        case _ if fact.case is not None and fact.case_before is not None:
            if confidentiality.custodian(fact.case) != confidentiality.custodian(fact.case_before):
                yield Write("move_item", (fact.case.complaint, confidentiality.custodian(fact.case)))


def _hand_over(fact: Fact, task: Task, deadlines: tuple[Deadline, ...]) -> Write:
    assert fact.case is not None, "it is an event of one complaint"
    return Write(
        "hand_over",
        (
            fact.case.complaint,
            confidentiality.custodian(fact.case),
            task,
            fact.record.occurred_at,
            first_due(deadlines),
        ),
    )
