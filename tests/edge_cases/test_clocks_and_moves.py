"""The hardest cases of clocks, routing and protection (1 to 13), each as the sentence that decides it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.calendar import DayKind, DayOff
from domain.clocks import resolution
from domain.complaint import replay
from domain.confidentiality import PUBLIC, grants, may_see, openable
from domain.deadlines import Clock
from domain.errors import (
    NeighbouringTiersOnly,
    NotYourCase,
    ProtectionOnlyRises,
    RedactionNeeded,
)
from domain.events import ArchivedForIncompleteness, DeadlineBreached, DeadlineRecalculated, Event
from domain.monitoring import pass_time
from domain.occasion import Occasion
from domain.people import Actor
from domain.states import Archived, InReview, Submitted, Unsubmitted
from domain.texts import TextKind
from domain.vocabulary import ComplaintType, SlaClass
from tests.support.cases import handled
from tests.support.cast import (
    DINAS_KESEHATAN,
    DINAS_KOMINFO,
    DINAS_SOSIAL,
    HEALTH,
    INSPEKTORAT,
    OTHER_COUNTY,
    auditor,
    institution_admin,
    liaison,
    national_admin,
    occasion,
)
from tests.support.days import ENDS, national_review, statutory
from tests.support.handling_samples import proposed, reclassified
from tests.support.histories import of_abuse, parked
from tests.support.procedure_requests import (
    lower_protection,
    raise_protection,
    reclassify,
    request_completion,
    request_data,
    return_to_national,
    supply,
)
from tests.support.requests import dispose, hand_back, verify
from tests.support.review_samples import (
    completion_requested,
    data_requested,
    identified,
    returned_to_national,
    supplied,
)
from tests.support.samples import (
    disposed,
    forwarded,
    in_institution_review,
    in_national_review,
    returned,
    submitted,
    taken_up,
    verified,
    with_liaison,
)
from tests.support.scenario import given
from tests.support.walker import SYSTEM

edge_case = pytest.mark.edge_case
DUE = ENDS[SlaClass.STANDARD][0]


def state(history: tuple[Event, ...]) -> Submitted:
    complaint = replay(history)
    assert not isinstance(complaint, Unsubmitted)
    return complaint


def after(day: date) -> Occasion:
    """The first minute of the day after this one, where the office is."""
    return occasion(SYSTEM, datetime(day.year, day.month, day.day, 16, tzinfo=UTC))


def overdue(history: tuple[Event, ...], day: date) -> set[Clock]:
    return {
        event.clock for event in pass_time(state(history), after(day)) if isinstance(event, DeadlineBreached)
    }


def sees(history: tuple[Event, ...], by: Actor) -> bool:
    return may_see(state(history).file.case, by) is not None


@edge_case(1)
def test_a_holiday_declared_on_the_last_day_after_the_start_moves_it_forward_and_never_back() -> None:
    """Ten working days from 4 August 2025 ended on the 18th, until a decree of the 7th made that a day off."""
    there = occasion(SYSTEM)
    known_then = {day: off for day, off in there.calendar.days_off.items() if day != date(2025, 8, 18)}
    before = replace(there.calendar, version="before", days_off=known_then)
    assert before.after(date(2025, 8, 4), 10).on == date(2025, 8, 18)
    assert there.calendar.after(date(2025, 8, 4), 10).on == date(2025, 8, 19)

    off = DayOff(date=DUE, kind=DayKind.COLLECTIVE_LEAVE, name_id="Cuti bersama", instrument="SKB")
    later = replace(there.calendar, version="later", days_off={**there.calendar.days_off, DUE: off})
    moved = [
        event
        for event in pass_time(state(with_liaison()), replace(there, calendar=later))
        if isinstance(event, DeadlineRecalculated) and event.clock is Clock.RESOLUTION
    ]
    assert [(event.was_due_on, event.due_on, event.calendar) for event in moved] == [
        (DUE, date(2026, 4, 7), "later")
    ]
    known = (*with_liaison(), *moved)
    assert Clock.RESOLUTION in state(known).file.clocks
    assert not [
        event
        for event in pass_time(state(known), there)
        if isinstance(event, DeadlineRecalculated) and event.clock is Clock.RESOLUTION
    ]


@edge_case(2)
def test_a_request_for_data_pauses_nothing() -> None:
    asked = (*taken_up(), data_requested())
    given(taken_up()).when(request_data()).then(data_requested())
    assert state(asked).file.clocks == state(taken_up()).file.clocks
    assert state((*asked, supplied())).file.clocks == state(taken_up()).file.clocks


@edge_case(3)
def test_a_supplement_after_the_archive_brings_the_same_case_back_with_its_clocks() -> None:
    waiting = (submitted(), completion_requested())
    assert [type(event) for event in pass_time(state(waiting), after(date(2026, 3, 30)))] == [
        ArchivedForIncompleteness
    ]
    given(parked()).when(supply()).then(supplied(national_review(), *statutory()))
    back = state((*parked(), supplied(national_review(), *statutory())))
    assert isinstance(back, InReview)
    assert back.file.case.complaint == submitted().complaint


@edge_case(4)
def test_a_silent_complainant_parks_nothing_at_the_institution_or_the_unit() -> None:
    given(in_institution_review()).when(request_completion(institution_admin())).then_refused(NotYourCase)
    given(with_liaison()).when(request_completion(liaison())).then_refused(NotYourCase)
    silent = (*in_institution_review(), data_requested())
    late = pass_time(state(silent), after(date(2026, 6, 30)))
    assert late
    assert not isinstance(state((*silent, *late)), Archived)
    given(silent).when(return_to_national()).then(returned_to_national())


@edge_case(5)
def test_a_case_moves_between_neighbours_only_and_the_citizens_wait_is_one() -> None:
    given(with_liaison()).when(return_to_national(liaison())).then_refused(NeighbouringTiersOnly)
    hops = (
        *with_liaison(),
        returned(),
        disposed(DINAS_KESEHATAN, category=HEALTH),
        returned(DINAS_KESEHATAN),
        returned_to_national(),
    )
    file = state(hops).file
    assert file.returns == occasion(SYSTEM).policy.returns_before_flag.times == 3
    assert (
        file.clocks[Clock.STATUTORY_DECISION]
        == state(in_national_review()).file.clocks[Clock.STATUTORY_DECISION]
    )
    held = (*with_liaison(), returned(), disposed(DINAS_KESEHATAN, category=HEALTH))
    units = {
        event.unit for event in pass_time(state(held), after(DUE)) if isinstance(event, DeadlineBreached)
    }
    assert units == {DINAS_KESEHATAN}


@edge_case(6)
def test_a_liaison_who_never_opens_the_inbox_is_in_breach_on_the_last_day() -> None:
    assert Clock.RESOLUTION in overdue(with_liaison(), DUE)
    assert Clock.RESOLUTION not in overdue(with_liaison(), date(2026, 4, 5))


@edge_case(7)
def test_a_class_changed_after_the_breach_counts_from_the_same_start_and_the_breach_stays() -> None:
    late = pass_time(state(taken_up()), after(DUE))
    history = (*taken_up(), *late, proposed())
    (event,) = given(history).when(replace(reclassify(), at=after(DUE).at)).decided()
    assert event == replace(
        reclassified(*resolution(SlaClass.FIELD_INSPECTION, occasion(SYSTEM))), after_breach=True
    )
    assert set(late) <= set(history)
    given(taken_up(), proposed()).when(reclassify(liaison())).then_refused(NotYourCase)


@edge_case(8)
@pytest.mark.parametrize(("supervisory", "field"), [(False, False), (True, False), (False, True)])
def test_sixty_days_need_both_flags_and_anything_else_has_fourteen(supervisory: bool, field: bool) -> None:
    policy = occasion(SYSTEM).policy
    assert policy.limit(policy.sla_class_of(ComplaintType.GRIEVANCE, supervisory, field)) == 14
    assert policy.limit(policy.sla_class_of(ComplaintType.GRIEVANCE, True, True)) == 60


@edge_case(9)
def test_anonymous_and_confidential_are_two_decisions() -> None:
    for anonymous in (False, True):
        for confidential in (False, True):
            case = handled(anonymous=anonymous, confidential=confidential)
            assert (PUBLIC in grants(case)) == (not confidential)
            assert (TextKind.NARRATIVE in openable(case, liaison(DINAS_SOSIAL))) == (not anonymous)
            assert (may_see(case, liaison(DINAS_KESEHATAN)) is None) == confidential


@edge_case(10)
def test_a_liaison_of_an_anonymous_case_reads_the_redacted_text_only() -> None:
    readable = openable(handled(anonymous=True, confidential=False), liaison())
    assert TextKind.REDACTED_NARRATIVE in readable
    assert not readable & {TextKind.NARRATIVE, TextKind.SUPPLEMENT, TextKind.COMPLAINANT_REPLY}
    given(submitted(anonymous=True)).when(verify(anonymous=True, redacted=False)).then_refused(
        RedactionNeeded
    )


@edge_case(11)
def test_an_officer_who_forgets_the_flags_shows_nothing() -> None:
    file = state(in_national_review()).file
    assert (file.case.anonymous, file.case.confidential) == (True, True)
    assert PUBLIC not in grants(file.case)
    assert PUBLIC in grants(state((submitted(), *verified())).file.case)


@edge_case(12)
@pytest.mark.parametrize("by", [national_admin(), institution_admin(), liaison()], ids=lambda by: by.role)
def test_an_officer_raises_protection_and_never_lowers_it(by: Actor) -> None:
    given(with_liaison()).when(raise_protection(by, confidential=True)).decided()
    closed = (*with_liaison(), *given(with_liaison()).when(raise_protection(by, confidential=True)).decided())
    given(closed).when(lower_protection(by)).then_refused(ProtectionOnlyRises)
    given(closed).when(lower_protection()).decided()


@edge_case(13)
def test_whom_a_case_is_about_loses_sight_of_it_and_somebody_else_has_it() -> None:
    """The liaison's person, the agency that runs the administration, and the inspectorate."""
    person = liaison().person
    named = (*with_liaison(), identified(officers=(person,)))
    assert sees(with_liaison(), liaison())
    assert not sees(named, liaison())
    given(named).when(hand_back()).then_refused(NotYourCase)

    kominfo = (*in_institution_review(), *verified(reported_units=(DINAS_KOMINFO,))[2:3])
    assert not sees(kominfo, institution_admin())
    assert sees(kominfo, national_admin())

    reported = of_abuse(INSPEKTORAT)
    assert not sees(reported, auditor())
    given(reported).when(dispose(institution_admin(OTHER_COUNTY))).then_refused(NotYourCase)
    assert not sees((*reported, returned_to_national(), forwarded()), auditor())
