"""What is still to be done: each list holds what its rule says, for whoever may know of it, and nothing else."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from domain.deadlines import Clock
from domain.events import Event
from domain.office_events import InboxViewed
from domain.people import Actor, ComplaintId, Role, Tier
from domain.wire import AnyEvent
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about, number_of
from tests.projections.test_calendar import shipped
from tests.schema.asking import TODAY, Api, new
from tests.support.cast import (
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    NOW,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    officer,
)
from tests.support.days import resolution
from tests.support.handling_samples import (
    breached,
    constraint_notified,
    disputed,
    intervened,
    national_number_recorded,
    reclassified,
    supervision_answered,
    supervision_asked,
)
from tests.support.histories import with_inspectorate
from tests.support.review_samples import completion_requested, data_requested, entered, supplied
from tests.support.samples import (
    answered,
    confirmed,
    copied,
    disposed,
    returned,
    submitted,
    taken_up,
    verified,
    with_answer,
    with_liaison,
)

LATE = breached(Clock.RESOLUTION, date(2026, 4, 6), DINAS_SOSIAL)
TEAM = officer(Role.TEAM_MEMBER, COUNTY)
HEAD = officer(Role.RESPONSIBLE_HEAD, COUNTY)
HANDLERS = [national_admin(), institution_admin(), liaison(), auditor(), TEAM, HEAD]
OUTSIDERS = [None, complainant(), institution_admin(OTHER_COUNTY), liaison(DINAS_KESEHATAN)]


async def _listed(api: Api, name: str, by: Actor | None, arguments: str = "") -> list[str]:
    document = f"{{ {name}{arguments} {{ totalCount edges {{ node {{ trackingNumber }} }} }} }}"
    found = (await (api.ask(document) if by is None else api.ask(document, by)))[name]
    numbers = [edge["node"]["trackingNumber"] for edge in found["edges"]]
    assert found["totalCount"] == len(numbers)
    return numbers


async def _told(chronicle: Chronicle, *histories: Sequence[AnyEvent]) -> list[str]:
    """Each history is a case of its own; their tracking numbers."""
    cases: list[ComplaintId] = [new() for _ in histories]
    await chronicle.happened(organisation(), *shipped())
    for case, history in zip(cases, histories, strict=True):
        await chronicle.happened(about(case, history))
    return [number_of(case) for case in cases]


def _copied(*history: Event) -> tuple[Event, ...]:
    return (*history, copied(DINAS_KESEHATAN))


@pytest.mark.parametrize(
    ("name", "listed", "others"),
    [
        (
            "overdue",
            _copied(*taken_up(), LATE),
            [with_liaison(), (*taken_up(), LATE, answered())],
        ),
        (
            "lackingConstraintNotice",
            _copied(*taken_up(), LATE),
            [
                (*taken_up(), LATE, constraint_notified()),
                (*taken_up(), constraint_notified(), LATE),
                (*with_liaison(), breached(Clock.FIRST_RESPONSE, date(2026, 3, 16), DINAS_SOSIAL)),
                with_liaison(),
            ],
        ),
        (
            "returnedOften",
            _copied(*with_liaison(), *3 * (returned(), disposed())),
            [(*with_liaison(), *2 * (returned(), disposed()))],
        ),
        (
            "awaitingComplainant",
            _copied(*with_liaison(), data_requested()),
            [(*with_liaison(), data_requested(), supplied()), (*taken_up(), data_requested(), answered())],
        ),
        ("manualEntries", (entered(), *verified(Tier.LIAISON), copied(DINAS_KESEHATAN)), [with_liaison()]),
        ("completedWithoutView", _copied(*with_answer(), confirmed()), [with_answer()]),
    ],
)
async def test_a_list_holds_what_its_rule_says_for_whoever_has_to_know(
    chronicle: Chronicle, api: Api, name: str, listed: tuple[Event, ...], others: list[tuple[Event, ...]]
) -> None:
    [number, *_] = await _told(chronicle, listed, *others)
    for by in HANDLERS:
        assert await _listed(api, name, by) == [number], by.role
    for outsider in OUTSIDERS:
        assert await _listed(api, name, outsider) == []


async def test_a_case_is_at_risk_from_its_monitoring_point_on_until_somebody_steps_in(
    chronicle: Chronicle, api: Api
) -> None:
    """The point of a standard case of 9 March is 17 March, eight days on; of a normative one 11 March."""
    normative = tuple(
        disposed(due_on=date(2026, 3, 16), intervene_by=date(2026, 3, 11)) if event == disposed() else event
        for event in with_liaison()
    )
    standard, soon, stepped_in, done = await _told(
        chronicle,
        _copied(*with_liaison()),
        normative,
        (*normative, intervened()),
        (*normative, *taken_up()[-2:], answered()),
    )
    assert date(2026, 3, 9) == TODAY
    for by in HANDLERS:
        assert await _listed(api, "atRisk", by) == [soon]
        assert await _listed(api, "atRisk", by, "(withinDays: 0)") == []
        assert await _listed(api, "atRisk", by, "(withinDays: 8)") == [soon, standard]
    assert stepped_in not in (soon, standard, done)
    for outsider in OUTSIDERS:
        assert await _listed(api, "atRisk", outsider, "(withinDays: 90)") == []


async def test_which_clock_is_late_is_told_and_can_be_asked_for(chronicle: Chronicle, api: Api) -> None:
    first_response = breached(Clock.FIRST_RESPONSE, date(2026, 3, 16), DINAS_SOSIAL)
    both, one = await _told(chronicle, (*with_liaison(), first_response, LATE), (*with_liaison(), LATE))
    document = "{ overdue { edges { node { trackingNumber overdueClocks { clock dueOn state } } } } }"

    found = (await api.ask(document, liaison()))["overdue"]["edges"]

    late = [{"clock": "RESOLUTION", "dueOn": "2026-04-06", "state": "BREACHED"}]
    early = [{"clock": "FIRST_RESPONSE", "dueOn": "2026-03-16", "state": "BREACHED"}]
    assert [edge["node"]["overdueClocks"] for edge in found] == [early + late, late]
    assert await _listed(api, "overdue", liaison(), "(clock: FIRST_RESPONSE)") == [both]
    assert await _listed(api, "overdue", liaison(), "(clock: RESOLUTION)") == [both, one]


async def test_a_class_with_another_end_ends_what_was_late_and_a_dispute_does_not(
    chronicle: Chronicle, api: Api
) -> None:
    longer = reclassified(*resolution(), after_breach=True)
    await _told(
        chronicle, (*taken_up(), LATE, longer), (*taken_up(), LATE, answered(), disputed(*resolution()))
    )
    assert await _listed(api, "overdue", national_admin()) == []


async def test_a_question_waits_for_the_tier_that_was_asked(chronicle: Chronicle, api: Api) -> None:
    of_liaison, of_institution, *_ = await _told(
        chronicle,
        (*with_liaison(), supervision_asked(of_tier=Tier.LIAISON), copied(DINAS_KESEHATAN)),
        (*with_liaison(), supervision_asked()),
        (*with_liaison(), supervision_asked(), supervision_answered()),
    )
    document = "{ unansweredSupervision { totalCount edges { node { number ofTier complaint { trackingNumber } } } } }"

    async def waiting(by: Actor) -> set[tuple[str, str]]:
        edges = (await api.ask(document, by))["unansweredSupervision"]["edges"]
        return {(each["node"]["ofTier"], each["node"]["complaint"]["trackingNumber"]) for each in edges}

    everything = {("LIAISON", of_liaison), ("INSTITUTION", of_institution)}
    assert await waiting(liaison()) == {("LIAISON", of_liaison)}
    for by in (institution_admin(), national_admin(), auditor(), HEAD):
        assert await waiting(by) == everything
    for by in (complainant(), liaison(DINAS_KESEHATAN), institution_admin(OTHER_COUNTY)):
        assert await waiting(by) == set()
    assert (await api.ask(document))["unansweredSupervision"]["totalCount"] == 0


async def test_whoever_looked_in_time_is_not_on_the_list(chronicle: Chronicle, api: Api) -> None:
    await _told(chronicle, with_liaison())
    [case] = await chronicle.rows("SELECT complaint FROM read.case_file")
    look = InboxViewed(person=liaison().person, unit=DINAS_SOSIAL)
    await chronicle.happened(look)
    await chronicle.happened(about(case["complaint"], [*with_answer()[len(with_liaison()) :], confirmed()]))
    assert await _listed(api, "completedWithoutView", institution_admin()) == []


async def test_a_confidential_case_is_on_no_list_of_those_who_may_not_know_of_it(
    chronicle: Chronicle, api: Api
) -> None:
    secret = tuple(
        event
        for event in (*with_inspectorate(DINAS_SOSIAL), breached(Clock.RESOLUTION, date(2026, 4, 6), COUNTY))
    )
    [number] = await _told(chronicle, secret)
    assert await _listed(api, "overdue", auditor()) == [number]
    assert await _listed(api, "overdue", national_admin()) == [number]
    assert await _listed(api, "overdue", liaison()) == []


@pytest.mark.clause("IV-1-a")
async def test_what_was_entered_by_hand_is_told_apart_until_its_national_number_is_known(
    chronicle: Chronicle, api: Api
) -> None:
    document = "{ manualEntries { edges { node { nationalNumber syncedToNational } } } }"
    case = new()
    await chronicle.happened(organisation(), *shipped(), about(case, entered()))

    async def listed() -> list[dict[str, Any]]:
        return [
            edge["node"] for edge in (await api.ask(document, national_admin()))["manualEntries"]["edges"]
        ]

    assert await listed() == [{"nationalNumber": None, "syncedToNational": False}]
    await chronicle.happened(about(case, national_number_recorded(1)))
    await chronicle.happened(about(case, national_number_recorded(1234567)))
    assert await listed() == [{"nationalNumber": 1234567, "syncedToNational": True}]


@pytest.mark.edge_case(2)
async def test_days_are_told_with_the_entry_and_the_wait(chronicle: Chronicle, api: Api) -> None:
    day = NOW.date()
    fields = "entryLagDays backdated receivedOn syncedToNational waitingOnComplainantDays"
    await _told(chronicle, (entered(),), (submitted(), completion_requested()))
    document = f"{{ complaints {{ edges {{ node {{ enteredOn {fields} }} }} }} }}"

    nodes = [edge["node"] for edge in (await api.ask(document, national_admin()))["complaints"]["edges"]]

    by_hand = next(node for node in nodes if node["enteredOn"])
    itself = next(node for node in nodes if not node["enteredOn"])
    assert (by_hand["entryLagDays"], by_hand["backdated"], by_hand["syncedToNational"]) == (0, False, False)
    assert (itself["entryLagDays"], itself["syncedToNational"]) == (None, None)
    assert itself["receivedOn"] == day.isoformat()
    assert itself["waitingOnComplainantDays"] == (TODAY - day).days


async def test_pages_follow_each_other_in_every_list(chronicle: Chronicle, api: Api) -> None:
    histories = [
        (*taken_up(), breached(Clock.RESOLUTION, date(2026, 4, 6) + timedelta(days=n), DINAS_SOSIAL))
        for n in range(3)
    ]
    await _told(chronicle, *histories)
    found: list[str] = []
    after: Any = None
    document = (
        "query($after: String) { overdue(first: 1, after: $after)"
        " { pageInfo { endCursor hasNextPage } edges { node { trackingNumber } } } }"
    )
    while True:
        page = (await api.ask(document, national_admin(), after=after))["overdue"]
        found += [edge["node"]["trackingNumber"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(found) == len(set(found)) == 3
