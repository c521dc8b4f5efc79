"""What holds whatever is asked, by whomever, in whatever order, and however the days pass."""

from dataclasses import replace
from typing import Final

from hypothesis import given as for_all

from domain.clocks import next_due
from domain.complaint import decide, replay
from domain.confidentiality import barred, custodian, grants, may_see
from domain.deadlines import Clock
from domain.errors import RuleBroken
from domain.events import (
    ArchivedForIncompleteness,
    AutoClosed,
    CompletionRequested,
    DeadlineRecalculated,
    DirectAnswerGiven,
    FinalAnswerGiven,
    ProtectionLowered,
    WithdrawnByComplainant,
)
from domain.people import Actor
from domain.states import Answered, Archived, Completed, InReview, Unsubmitted, WithInspectorate, WithLiaison
from domain.transitions import evolve
from domain.vocabulary import ArchiveReason
from tests.support.cast import complainant
from tests.support.finishing import next_step
from tests.support.properties import OFTEN
from tests.support.requests import Asked
from tests.support.walker import Step, Walker
from tests.support.walks import ACTORS, WALKS, play, requests

MOST_STEPS: Final = 25


@OFTEN
@for_all(WALKS)
def test_no_case_ends_without_an_answer_or_an_archive_that_a_rule_drives(steps: list[Step]) -> None:
    history = play(steps)
    kinds = {type(event) for event in history}
    match replay(history):
        case Completed():
            assert kinds & {FinalAnswerGiven, DirectAnswerGiven}
        case Archived(reason=ArchiveReason.INCOMPLETE_10WD):
            assert {CompletionRequested, ArchivedForIncompleteness} <= kinds
        case Archived(reason=ArchiveReason.WITHDRAWN_BY_COMPLAINANT):
            assert WithdrawnByComplainant in kinds


@OFTEN
@for_all(WALKS)
def test_a_live_case_has_one_owner_who_may_see_it_and_a_next_date(steps: list[Step]) -> None:
    walker = Walker()
    for step in steps:
        walker.take(step)
        match walker.state:
            case InReview() | WithLiaison() | WithInspectorate() | Answered():
                case = walker.state.file.case
                assert custodian(case) in grants(case)
                due = next_due(walker.state.file.clocks)
                assert due is not None, f"nothing runs after {walker.history[-1]}"


@OFTEN
@for_all(WALKS)
def test_no_clock_is_lost(steps: list[Step]) -> None:
    """Each state has the clocks without which its next step would have no limit, and none of an earlier one."""
    walker = Walker()
    for step in steps:
        walker.take(step)
        if isinstance(walker.state, Unsubmitted):
            continue
        running = walker.state.file.clocks.keys()
        match walker.state:
            case InReview(awaiting=True):
                assert Clock.COMPLETION in running
            case WithLiaison() | WithInspectorate():
                assert Clock.RESOLUTION in running
            case Answered():
                assert Clock.SILENCE in running
            case Archived():
                assert not running
        live = isinstance(walker.state, InReview | WithLiaison | WithInspectorate)
        assert live == (Clock.STATUTORY_DECISION in running)
        assert isinstance(walker.state, Answered) == (Clock.SILENCE in running)
        waits = isinstance(walker.state, InReview) and walker.state.awaiting
        assert waits == (Clock.COMPLETION in running)
        assert Clock.INTERVENTION not in running or Clock.RESOLUTION in running


@OFTEN
@for_all(WALKS)
def test_the_sweep_finds_nothing_twice(steps: list[Step]) -> None:
    walker = Walker()
    for step in steps:
        walker.take(step)
        if not isinstance(step, Asked):
            assert walker.due() == ()


@OFTEN
@for_all(WALKS)
def test_a_decree_never_moves_a_last_day_back(steps: list[Step]) -> None:
    for event in play(steps):
        if isinstance(event, DeadlineRecalculated):
            assert event.due_on >= event.was_due_on


@OFTEN
@for_all(WALKS)
def test_the_system_closes_and_parks_only_what_waited(steps: list[Step]) -> None:
    walker = Walker()
    for step in steps:
        before = walker.state
        for event in walker.take(step):
            if isinstance(event, AutoClosed):
                assert isinstance(before, Answered)
            if isinstance(event, ArchivedForIncompleteness):
                assert isinstance(before, InReview)
                assert before.awaiting


@OFTEN
@for_all(WALKS)
def test_whoever_a_conflict_excludes_never_sees_the_case_again(steps: list[Step]) -> None:
    walker = Walker()
    excluded: set[Actor] = set()
    for step in steps:
        walker.take(step)
        if isinstance(walker.state, Unsubmitted):
            continue
        case = walker.state.file.case
        excluded |= {actor for actor in ACTORS if actor.person in barred(case)}
        assert all(may_see(case, actor) is None for actor in excluded)


@OFTEN
@for_all(WALKS, requests())
def test_only_who_may_see_a_case_changes_it(steps: list[Step], last: Asked) -> None:
    state = replay(play(steps))
    try:
        decide(last.command, state, last.occasion())
    except RuleBroken:
        return
    assert isinstance(state, Unsubmitted) or may_see(state.file.case, last.by) is not None


@OFTEN
@for_all(WALKS)
def test_protection_falls_by_the_complainant_alone(steps: list[Step]) -> None:
    walker = Walker()
    anonymous = confidential = False
    for step in steps:
        events = walker.take(step)
        if isinstance(walker.state, Unsubmitted):
            continue
        file = walker.state.file
        if any(isinstance(event, ProtectionLowered) for event in events):
            assert isinstance(step, Asked)
            assert step.by == complainant()
        else:
            assert file.must_stay_anonymous >= anonymous
            assert file.must_stay_confidential >= confidential
        assert file.case.anonymous >= file.must_stay_anonymous
        assert file.case.confidential >= file.must_stay_confidential
        assert file.case.decided or (file.case.anonymous and file.case.confidential)
        anonymous, confidential = file.must_stay_anonymous, file.must_stay_confidential


@OFTEN
@for_all(WALKS)
def test_from_wherever_it_stands_somebody_can_bring_a_case_to_its_answer(steps: list[Step]) -> None:
    """No dead end: those who may act, and whom the case does not concern, reach an answer in a few steps."""
    walker = Walker()
    for step in steps:
        walker.take(step)
    for _ in range(MOST_STEPS):
        if isinstance(walker.state, Unsubmitted | Answered | Completed):
            return
        asked = next_step(walker.state)
        decided = decide(
            asked.command, walker.state, walker.occasion(replace(asked.occasion(), lead_answered=True))
        )
        for event in decided:
            walker.state = evolve(walker.state, event)
    raise AssertionError(f"still {walker.state} after {MOST_STEPS} steps")
