"""What comes in: every channel, all three tiers, and the day it physically arrived (BAB VI.A, IV.A.1.a)."""

from dataclasses import replace
from datetime import date

import pytest

from domain.commands import EnterComplaint, SubmitComplaint
from domain.complaint import decide, replay
from domain.deadlines import Clock, due_on
from domain.errors import (
    AlreadySubmitted,
    DescribeOtherChannel,
    NotYourCase,
    ProofOfArrivalNeeded,
    ReceivedBeforeEntered,
)
from domain.events import Classified, ComplaintEntered, ComplaintSubmitted
from domain.people import Actor, Role, Tier
from domain.states import InReview, WithLiaison
from domain.texts import Sealed, TextKind
from domain.vocabulary import Channel, Nature
from tests.support.cast import (
    COUNTY,
    DINAS_SOSIAL,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    officer,
)
from tests.support.days import resolution
from tests.support.histories import entered_and_verified
from tests.support.procedure_requests import enter, refer
from tests.support.requests import Asked, accept, hand_back, submit, verify
from tests.support.review_samples import entered
from tests.support.samples import accepted, submitted
from tests.support.scenario import given

clause = pytest.mark.clause
BY_TIER = [
    (national_admin(), Tier.NATIONAL),
    (institution_admin(), Tier.INSTITUTION),
    (liaison(), Tier.LIAISON),
]
LAST_FRIDAY = date(2026, 3, 6)


@clause("a-12", "b-12", "c-1", "IV-1-a")
@pytest.mark.parametrize(("by", "tier"), BY_TIER, ids=[tier for _, tier in BY_TIER])
def test_each_tier_enters_what_arrived_by_hand_and_reviews_it_itself(by: Actor, tier: Tier) -> None:
    given().when(enter(by)).then(entered(tier))
    given().when(enter(by)).then_is(InReview)


@clause("VI-A-a", "VI-A-b", "VI-A-c", "VI-A-d", "VI-A-e", "V-B-3-a")
@pytest.mark.parametrize("channel", Channel)
def test_every_channel_can_be_entered_and_is_kept(channel: Channel) -> None:
    (event,) = given().when(enter(channel=channel, described=True)).decided()
    assert isinstance(event, ComplaintEntered)
    assert event.channel is channel


@clause("VI-A-e")
@pytest.mark.parametrize("by", [complainant(), liaison()])
def test_another_channel_is_described(by: Actor) -> None:
    if by.role is Role.COMPLAINANT:
        asked = submit()
        assert isinstance(asked.command, SubmitComplaint)
        asked = replace(asked, command=replace(asked.command, channel=Channel.OTHER))
    else:
        asked = enter(by, channel=Channel.OTHER)
    given().when(asked).then_refused(DescribeOtherChannel)


@clause("IV-1-a")
@pytest.mark.edge_case(18)
def test_what_arrived_earlier_starts_its_clocks_on_the_day_it_arrived() -> None:
    (event,) = given().when(enter(institution_admin(), received_on=LAST_FRIDAY, proof=True)).decided()
    assert isinstance(event, ComplaintEntered)
    assert event.backdated
    assert (event.received_on, event.entered_on) == (LAST_FRIDAY, date(2026, 3, 9))
    assert {deadline.started_on for deadline in event.deadlines} == {LAST_FRIDAY}
    assert due_on(event.deadlines, Clock.INSTITUTION_REVIEW) == date(2026, 3, 11)


@clause("IV-1-a")
@pytest.mark.edge_case(18)
def test_an_entry_on_a_later_day_rests_on_the_dated_paper() -> None:
    given().when(enter(received_on=LAST_FRIDAY)).then_refused(ProofOfArrivalNeeded)


@clause("VI-A-e", "IV-1-a")
def test_the_word_about_another_channel_and_the_dated_paper_are_kept_sealed() -> None:
    (entry,) = given().when(enter(channel=Channel.OTHER, described=True, proof=True)).decided()
    assert isinstance(entry, ComplaintEntered)
    assert (entry.channel_note, entry.proof) == (Sealed(TextKind.CHANNEL_NOTE, 2), Sealed(TextKind.PROOF, 3))
    asked = submit()
    assert isinstance(asked.command, SubmitComplaint)
    note = Sealed(TextKind.CHANNEL_NOTE, 4)
    command = replace(asked.command, channel=Channel.OTHER, channel_note=note)
    given().when(replace(asked, command=command)).then(
        replace(submitted(), channel=Channel.OTHER, channel_note=note)
    )


@clause("IV-1-a")
@pytest.mark.edge_case(18)
def test_nothing_is_entered_that_has_not_arrived() -> None:
    given().when(enter(received_on=date(2026, 3, 10), proof=True)).then_refused(ReceivedBeforeEntered)


@clause("c-1")
@pytest.mark.edge_case(18)
def test_what_a_liaison_entered_has_its_limit_since_it_arrived() -> None:
    (entry,) = given().when(enter(received_on=LAST_FRIDAY, proof=True)).decided()
    examined = given(entry).when(verify(liaison())).decided()
    (classified,) = (event for event in examined if isinstance(event, Classified))
    assert {deadline.started_on for deadline in classified.deadlines} == {LAST_FRIDAY}
    assert due_on(classified.deadlines, Clock.RESOLUTION) == date(2026, 4, 2)


@clause("c-1")
def test_a_classification_names_the_calendar_and_the_limits_it_counted_by() -> None:
    """A decree may come between the entry and the examination that starts the clock."""
    asked = verify(liaison())
    then = asked.occasion()
    decreed = replace(then, calendar=replace(then.calendar, version="ID-2026-03-09"))
    examined = decide(asked.command, replay(given().when(enter()).decided()), decreed)
    (classified,) = (event for event in examined if isinstance(event, Classified))
    assert (classified.policy, classified.calendar) == (then.policy.version, "ID-2026-03-09")


@clause("c-1", "c-0")
def test_a_liaisons_entry_has_no_review_clock_of_three_days() -> None:
    (entry,) = given().when(enter()).decided()
    assert isinstance(entry, ComplaintEntered)
    assert due_on(entry.deadlines, Clock.INSTITUTION_REVIEW) is None
    assert due_on(entry.deadlines, Clock.NATIONAL_REVIEW) is None


@clause("c-1", "c-3")
def test_what_a_liaison_entered_and_examined_is_accepted_for_the_own_unit() -> None:
    given(entered_and_verified()).when(accept()).then(accepted())
    given(entered_and_verified()).when(accept()).then_is(WithLiaison)
    (_, *found) = entered_and_verified()
    given(entered()).when(verify(liaison())).then(found)


@clause("c-1", "c-5")
@pytest.mark.parametrize("history", [(entered(),), entered_and_verified()])
def test_what_a_liaison_entered_may_belong_to_another_unit(history: tuple[ComplaintEntered, ...]) -> None:
    given(history).when(hand_back()).then_is(InReview)


@clause("b-11")
def test_what_a_liaison_entered_about_abuse_goes_to_the_inspectorate() -> None:
    history = entered_and_verified(nature=Nature.ABUSE_OF_AUTHORITY)
    (event, *_) = given(history).when(refer()).decided()
    assert getattr(event, "deadlines", ())[:2] == resolution()


@clause("a-12", "b-12", "c-1")
@pytest.mark.parametrize(
    "by", [complainant(), auditor(), officer(Role.UNIT_HEAD, DINAS_SOSIAL), officer(Role.PATRON, COUNTY)]
)
def test_only_the_three_tiers_enter_complaints(by: Actor) -> None:
    given().when(enter(by)).then_refused(NotYourCase)


@clause("IV-1-a")
@pytest.mark.parametrize("asked", [enter(), submit()])
def test_a_complaint_comes_in_once(asked: Asked) -> None:
    given(submitted()).when(asked).then_refused(AlreadySubmitted)


@clause("V-B-2")
def test_a_representative_and_what_the_complainant_needs_are_kept_sealed() -> None:
    contact, representative = Sealed(TextKind.CONTACT, 4), Sealed(TextKind.REPRESENTATIVE, 5)
    accessibility = Sealed(TextKind.ACCESSIBILITY, 6)
    for asked in (submit(), enter()):
        assert isinstance(asked.command, SubmitComplaint | EnterComplaint)
        command = replace(
            asked.command, contact=contact, representative=representative, accessibility=accessibility
        )
        (event,) = given().when(replace(asked, command=command)).decided()
        assert isinstance(event, ComplaintSubmitted | ComplaintEntered)
        assert (event.contact, event.representative) == (contact, representative)
        assert event.accessibility == accessibility
