"""What waits for whom: exactly one audience, which may see the case, until it is answered."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given as for_all

from domain.complaint import replay
from domain.confidentiality import NATIONAL, Audience, custodian, grants, institution_audience, unit_audience
from domain.deadlines import Clock
from domain.events import Event
from domain.people import Tier
from domain.states import Answered, Archived, Completed, InReview, WithInspectorate, WithLiaison
from domain.transitions import evolve
from domain.vocabulary import Nature
from projections.inbox.handler import Task, inbox
from projections.write import Write
from tests.projections.chronicle import Chronicle
from tests.projections.facts import given
from tests.support.cases import case_of
from tests.support.cast import COMPLAINT, COUNTY, DINAS_KESEHATAN, DINAS_SOSIAL, NOW
from tests.support.days import resolution
from tests.support.handling_samples import disputed, withdrawn
from tests.support.histories import entered_and_verified, with_inspectorate
from tests.support.properties import OFTEN
from tests.support.review_samples import (
    archived,
    completion_requested,
    entered,
    found,
    restored,
    returned_by_inspectorate,
    supplied,
)
from tests.support.samples import (
    accepted,
    answered,
    confirmed,
    copied,
    disposed,
    followed_up,
    forwarded,
    in_institution_review,
    in_national_review,
    rated,
    responded,
    returned,
    submitted,
    taken_up,
    verified,
    with_answer,
    with_liaison,
)
from tests.support.walker import Step, Walker
from tests.support.walks import WALKS

AT_NATIONAL, AT_COUNTY, AT_SOSIAL = NATIONAL, institution_audience(COUNTY), unit_audience(DINAS_SOSIAL)
AT_INSPECTORATE = Audience(f"inspectorate:{COUNTY}")
REVIEW_BY, ANSWER_BY = date(2026, 3, 12), date(2026, 4, 6)
LATER = NOW + timedelta(hours=5)


def applied(items: dict[object, tuple[object, ...]], writes: Iterable[Write]) -> None:
    """What the statements do to the table: the items by complaint."""
    for write in writes:
        complaint, *rest = write.arguments
        match write.statement:
            case "hand_over":
                items[complaint] = tuple(rest)
            case "change_item" if complaint in items:
                audience, task, due_on = rest
                items[complaint] = (audience, task, items[complaint][2], due_on or items[complaint][3])
            case "drop_item":
                items.pop(complaint, None)


@pytest.mark.parametrize(
    ("history", "event", "item"),
    [
        ((), submitted(), (AT_NATIONAL, Task.REVIEW, LATER, REVIEW_BY)),
        ((submitted(), *verified()), forwarded(), (AT_COUNTY, Task.REVIEW, LATER, REVIEW_BY)),
        (
            (*in_institution_review(), *verified(Tier.INSTITUTION)),
            disposed(),
            (AT_SOSIAL, Task.ANSWER, LATER, ANSWER_BY),
        ),
        (with_liaison(), returned(), (AT_COUNTY, Task.REVIEW, LATER, REVIEW_BY)),
    ],
)
def test_whoever_gets_the_case_gets_the_item(
    history: tuple[Event, ...], event: Event, item: tuple[object, ...]
) -> None:
    assert given(history).when(event, at=LATER).writes(inbox) == [Write("hand_over", (COMPLAINT, *item))]


def test_the_final_answer_is_the_end_of_waiting() -> None:
    assert given(taken_up()).when(answered()).writes(inbox) == [Write("drop_item", (COMPLAINT,))]


@pytest.mark.parametrize("event", [verified()[0], accepted(), responded(), followed_up(), copied()])
def test_work_on_the_case_leaves_the_item_where_it_is(event: Event) -> None:
    assert given(with_liaison()).when(event).writes(inbox) == []


def test_a_case_whose_institution_is_accused_waits_for_the_national_admin() -> None:
    accusation = verified(Tier.INSTITUTION, nature=Nature.ABUSE_OF_AUTHORITY, reported_units=(COUNTY,))

    writes = given(in_institution_review()).when(accusation).writes(inbox)

    assert writes[-1] == Write("change_item", (COMPLAINT, AT_NATIONAL, Task.REVIEW, None))


def test_a_case_that_is_forwarded_to_an_accused_institution_stays_with_the_national_admin() -> None:
    accusation = verified(nature=Nature.ABUSE_OF_AUTHORITY, reported_units=(COUNTY,))
    writes = given(submitted(), accusation).when(forwarded()).writes(inbox)
    assert writes == [Write("hand_over", (COMPLAINT, AT_NATIONAL, Task.REVIEW, NOW, REVIEW_BY))]


def test_a_case_whose_unit_is_accused_waits_for_the_institution() -> None:
    accusation = verified(Tier.INSTITUTION, nature=Nature.ABUSE_OF_AUTHORITY, reported_units=(DINAS_SOSIAL,))
    case = case_of(*in_institution_review(), *accusation, disposed())
    assert custodian(case) == AT_COUNTY


@pytest.mark.parametrize(
    ("history", "events", "item"),
    [
        (in_national_review(), (completion_requested(),), (AT_NATIONAL, Task.COMPLETION)),
        (in_national_review(), (completion_requested(), archived()), None),
        (in_national_review(), (completion_requested(), archived(), supplied()), (AT_NATIONAL, Task.REVIEW)),
        (with_answer(), (), None),
        (with_answer(), (disputed(*resolution()),), (AT_SOSIAL, Task.ANSWER)),
        (with_answer(), (confirmed(), disputed(*resolution())), (AT_SOSIAL, Task.ANSWER)),
        (taken_up(), (withdrawn(),), None),
        (taken_up(), (withdrawn(goes_on=True),), (AT_SOSIAL, Task.ANSWER)),
        (taken_up(), (withdrawn(), restored(*resolution())), (AT_SOSIAL, Task.ANSWER)),
        (with_inspectorate(), (), (AT_INSPECTORATE, Task.EXAMINE)),
        (with_inspectorate(), (found(), returned_by_inspectorate()), (AT_COUNTY, Task.REVIEW)),
        ((entered(),), (), (AT_SOSIAL, Task.REVIEW)),
        (entered_and_verified(), (accepted(),), (AT_SOSIAL, Task.ANSWER)),
    ],
)
def test_what_is_parked_or_answered_leaves_and_what_goes_on_comes_back(
    history: tuple[Event, ...], events: tuple[Event, ...], item: tuple[object, ...] | None
) -> None:
    items: dict[object, tuple[object, ...]] = {}
    applied(items, given().when(history, events).writes(inbox))
    assert [each[:2] for each in items.values()] == ([] if item is None else [item])


@for_all(WALKS)
@OFTEN
def test_every_open_case_waits_for_one_audience_that_knows_of_it(steps: list[Step]) -> None:
    walker, items = Walker(), dict[object, tuple[object, ...]]()
    for step in steps:
        walker.take(step)
    complaint = replay(())
    for fact in given().when(walker.history).facts:
        assert fact.case is not None
        assert isinstance(fact.event, Event)
        complaint = evolve(complaint, fact.event)
        applied(items, inbox(fact))
        if isinstance(complaint, Answered | Completed | Archived):
            assert items == {}
            continue
        [(audience, task, _, due_on)] = items.values()
        assert audience in grants(fact.case)
        assert audience == custodian(fact.case)
        match complaint:
            case InReview(awaiting=True):
                assert task is Task.COMPLETION
            case InReview():
                assert task is Task.REVIEW
            case WithLiaison():
                assert task is Task.ANSWER
                assert due_on == complaint.file.clocks[Clock.RESOLUTION].deadline.due_on
            case WithInspectorate():
                assert task is Task.EXAMINE


async def test_the_table_holds_one_item_a_case_and_none_once_it_is_answered(chronicle: Chronicle) -> None:
    columns = "SELECT audience, task, arrived_at, due_on FROM read.inbox_item"
    await chronicle.happened(in_national_review())
    assert [row["audience"] for row in await chronicle.rows(columns)] == [AT_NATIONAL]
    await chronicle.happened(verified(), forwarded(), verified(Tier.INSTITUTION), disposed(DINAS_KESEHATAN))
    await chronicle.happened(returned(DINAS_KESEHATAN), disposed(), at=LATER)

    assert await chronicle.rows(columns) == [
        {"audience": AT_SOSIAL, "task": "ANSWER", "arrived_at": LATER, "due_on": ANSWER_BY}
    ]
    await chronicle.happened(accepted(), responded(), answered())
    assert await chronicle.rows(columns) == []
    await chronicle.happened(confirmed(), rated())
    assert await chronicle.rows(columns) == []


async def test_an_accused_institution_loses_the_item_it_had(chronicle: Chronicle) -> None:
    accusation = verified(Tier.INSTITUTION, nature=Nature.ABUSE_OF_AUTHORITY, reported_units=(COUNTY,))
    await chronicle.happened(in_institution_review(), accusation)

    [row] = await chronicle.rows("SELECT audience, task, due_on FROM read.inbox_item")

    assert row == {"audience": AT_NATIONAL, "task": "REVIEW", "due_on": REVIEW_BY}


async def test_nothing_comes_back_to_an_inbox_after_the_answer(chronicle: Chronicle) -> None:
    await chronicle.happened(with_answer(), copied())
    assert await chronicle.rows("SELECT * FROM read.inbox_item") == []
