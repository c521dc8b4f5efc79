"""Who is told of what: the complainant of each step, officers of what waits for them, nobody else (BAB II.E.a)."""

from collections.abc import Iterator

import pytest

from domain import cases
from domain.cases import Case
from domain.confidentiality import (
    Audience,
    audience_of,
    complainant_audience,
    institution_audience,
    unit_audience,
)
from domain.deadlines import Clock
from domain.events import CcAdded, DeadlineRecalculated, Event
from domain.notices import WORDS, NoticeKind, notices_of
from domain.people import Tier
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_KOMINFO,
    DINAS_SOSIAL,
    auditor,
    national_admin,
)
from tests.support.handling_samples import (
    answered_directly,
    breached,
    closed_by_system,
    constraint_notified,
    contributed,
    disputed,
    proposed,
    reclassified,
    replied,
    supervision_asked,
    withdrawn,
)
from tests.support.histories import of_abuse, parked, with_inspectorate
from tests.support.review_samples import (
    archived,
    completion_requested,
    data_requested,
    entered,
    identified,
    raised,
    referred,
    replaced,
    restored,
    returned_by_inspectorate,
    returned_to_national,
    supplied,
)
from tests.support.samples import (
    THURSDAY,
    accepted,
    answered,
    completed,
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

clause = pytest.mark.clause
CITIZEN = complainant_audience(COMPLAINT)
NATIONAL = audience_of(national_admin())
APIP = audience_of(auditor())
ADMINS, UNIT, COPY = institution_audience(COUNTY), unit_audience(DINAS_SOSIAL), unit_audience(DINAS_KESEHATAN)
WAITING = (submitted(), completion_requested())
BREACH = breached(Clock.RESOLUTION, THURSDAY)
POINT = breached(Clock.INTERVENTION, THURSDAY)


def moved(clock: Clock) -> DeadlineRecalculated:
    return DeadlineRecalculated(
        complaint=COMPLAINT,
        clock=clock,
        was_due_on=THURSDAY,
        due_on=THURSDAY,
        provisional=False,
        calendar="later",
    )


def told(history: tuple[Event, ...], event: Event) -> Iterator[tuple[NoticeKind, Audience]]:
    before: Case | None = cases.folded(history)
    return notices_of(event, before, cases.after(before, event))


@clause("a-10", "VII-A-1-f")
@pytest.mark.parametrize(
    ("history", "event", "kind"),
    [
        ((), submitted(), NoticeKind.RECEIVED),
        ((), entered(Tier.NATIONAL), NoticeKind.RECEIVED),
        (in_national_review(), verified()[0], NoticeKind.VERIFIED),
        (in_institution_review(), verified(Tier.INSTITUTION)[0], None),
        ((submitted(), *verified()), forwarded(), NoticeKind.FORWARDED),
        (in_national_review(), completion_requested(), NoticeKind.COMPLETION_REQUESTED),
        (taken_up(), data_requested(Tier.LIAISON), NoticeKind.DATA_REQUESTED),
        (WAITING, supplied(), NoticeKind.DATA_RECEIVED),
        (WAITING, archived(), NoticeKind.PARKED),
        (parked(), restored(), NoticeKind.RESTORED),
        (taken_up(), withdrawn(), NoticeKind.WITHDRAWN),
        (in_institution_review(), disposed(), NoticeKind.WITH_UNIT),
        (taken_up(), replaced(), NoticeKind.WITH_UNIT),
        (taken_up(), returned(), NoticeKind.REROUTED),
        (in_institution_review(), returned_to_national(), NoticeKind.REROUTED),
        (with_inspectorate(), returned_by_inspectorate(), NoticeKind.REROUTED),
        (of_abuse(), referred(), NoticeKind.EXAMINED),
        (with_liaison(), responded(), NoticeKind.INITIAL_RESPONSE),
        (taken_up(), followed_up(), NoticeKind.FOLLOW_UP),
        (taken_up(), constraint_notified(), NoticeKind.CONSTRAINT),
        (taken_up(), reclassified(), NoticeKind.LIMIT_CHANGED),
        (taken_up(), moved(Clock.RESOLUTION), NoticeKind.LIMIT_CHANGED),
        (taken_up(), moved(Clock.INTERVENTION), None),
        (taken_up(), raised(), NoticeKind.PROTECTION_CHANGED),
        (taken_up(), answered(), NoticeKind.ANSWERED),
        (in_national_review(), answered_directly(), NoticeKind.ANSWERED),
        (with_answer(), confirmed(), NoticeKind.COMPLETED),
        (with_answer(), completed(), NoticeKind.COMPLETED),
        (with_answer(), closed_by_system(), NoticeKind.COMPLETED),
        (with_answer(), disputed(), NoticeKind.REOPENED),
        (with_liaison(), accepted(), None),
        (taken_up(), contributed(), None),
        ((*with_answer(), confirmed()), rated(), None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else "",
)
def test_the_complainant_is_told_of_each_step_that_is_theirs_to_know(
    history: tuple[Event, ...], event: Event, kind: NoticeKind | None
) -> None:
    mine = [what for what, whom in told(history, event) if whom == CITIZEN]
    assert mine == ([] if kind is None else [kind])


@clause("II-E-a")
@pytest.mark.parametrize(
    ("history", "event", "waiting"),
    [
        ((), submitted(), [(NoticeKind.ARRIVED, NATIONAL)]),
        ((submitted(), *verified()), forwarded(), [(NoticeKind.ARRIVED, ADMINS)]),
        (in_institution_review(), disposed(), [(NoticeKind.ARRIVED, UNIT)]),
        (taken_up(), replaced(), [(NoticeKind.ARRIVED, COPY)]),
        (of_abuse(), referred(), [(NoticeKind.ARRIVED, APIP)]),
        (in_institution_review(), returned_to_national(), [(NoticeKind.ARRIVED, NATIONAL)]),
        (taken_up(), followed_up(), []),
        (taken_up(), copied(), [(NoticeKind.COPIED, COPY)]),
        (taken_up(), supplied(), [(NoticeKind.COMPLAINANT_WROTE, UNIT)]),
        (taken_up(), replied(), [(NoticeKind.COMPLAINANT_WROTE, UNIT)]),
        (with_answer(), disputed(), [(NoticeKind.COMPLAINANT_WROTE, UNIT)]),
        (parked(), restored(), [(NoticeKind.ARRIVED, NATIONAL)]),
        (taken_up(), supervision_asked(of_tier=Tier.LIAISON), [(NoticeKind.QUESTION, UNIT)]),
        (taken_up(), supervision_asked(), [(NoticeKind.QUESTION, ADMINS)]),
        (in_institution_review(), supervision_asked(of_tier=Tier.LIAISON), [(NoticeKind.QUESTION, ADMINS)]),
        (in_national_review(), supervision_asked(), []),
        (taken_up(), proposed(), [(NoticeKind.PROPOSAL, ADMINS)]),
        (in_national_review(), proposed(), []),
        (taken_up(), POINT, [(NoticeKind.MONITORING_POINT, ADMINS)]),
        (in_national_review(), POINT, []),
        (taken_up(), BREACH, [(NoticeKind.OVERDUE, UNIT), (NoticeKind.OVERDUE, ADMINS)]),
        (in_institution_review(), BREACH, [(NoticeKind.OVERDUE, ADMINS)]),
        (in_national_review(), BREACH, [(NoticeKind.OVERDUE, NATIONAL)]),
        (taken_up(), breached(Clock.FIRST_RESPONSE, THURSDAY), []),
    ],
)
def test_officers_are_told_of_what_waits_for_them(
    history: tuple[Event, ...], event: Event, waiting: list[tuple[NoticeKind, Audience]]
) -> None:
    assert [each for each in told(history, event) if each[1] != CITIZEN] == waiting


@clause("IV-2-b", "b-11")
def test_whoever_may_not_know_of_the_case_is_told_nothing() -> None:
    abuse = (*of_abuse(DINAS_KESEHATAN), disposed())
    assert [*told(abuse, CcAdded(complaint=COMPLAINT, unit=DINAS_KESEHATAN, reason=None))] == []
    kominfo = (*in_institution_review(), disposed(), identified(DINAS_KOMINFO))
    assert [*told(kominfo, BREACH)] == [(NoticeKind.OVERDUE, UNIT)]


def test_every_notice_has_words_in_both_languages() -> None:
    assert {*WORDS} == {*NoticeKind}
