"""Calendar and limits as versions: who loads them, what a decree must be, and what holds on a day."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from api.application.decrees import calendar_of, policy_of
from api.application.names import SYSTEM
from api.data import load_calendar, load_decrees, load_policy
from domain.calendar import Calendar, DayKind, DayOff
from domain.complaint import decide, replay
from domain.deadlines import Clock
from domain.decree_commands import DecreeCommand, DecreedDay, LoadCalendar, LoadPolicy
from domain.decree_events import CalendarLoaded, PolicyLoaded
from domain.decrees import LONGEST_NAME, LONGEST_VERSION, Rulebook, decide_decree, replay_decrees
from domain.errors import (
    DayTwice,
    DecreeUnnamed,
    LimitsIncomplete,
    NothingToWithdraw,
    NotYoursToLoad,
    RuleBroken,
    VersionLoaded,
    YearIncomplete,
)
from domain.events import DisposedToLiaison
from domain.occasion import Occasion
from domain.people import Actor, Role
from domain.policy import Limit, LimitName, LimitUnit, Policy
from domain.vocabulary import SlaClass
from tests.support.cast import (
    COUNTY,
    DINAS_SOSIAL,
    INSPEKTORAT,
    MINISTRY,
    complainant,
    institution_admin,
    national_admin,
    occasion,
    officer,
)
from tests.support.histories import at_both_tiers
from tests.support.properties import PATIENT
from tests.support.requests import dispose

HEAD = officer(Role.RESPONSIBLE_HEAD, COUNTY)
POLICY = policy_of(load_policy())
YEAR_2027 = LoadCalendar(
    version="ID-2026-10-05",
    instrument="Keputusan Bersama untuk 2027",
    published=date(2026, 10, 5),
    settles=2027,
    days=tuple(
        DecreedDay(date=date(2027, month, day), kind=DayKind.NATIONAL_HOLIDAY, name_id="Hari libur")
        for month, day in ((1, 1), (2, 6), (5, 1), (6, 1), (8, 17), (12, 25))
    ),
    withdrawn=(),
)
LOCAL = LoadCalendar(
    version="NTB-1",
    instrument="Keputusan Bupati",
    published=date(2026, 4, 1),
    settles=None,
    days=(DecreedDay(date=date(2026, 10, 15), kind=DayKind.REGIONAL, name_id="Hari jadi kabupaten"),),
    withdrawn=(),
)


def loaded(commands: Sequence[DecreeCommand], onto: Rulebook | None = None) -> Rulebook:
    """The rulebook after these commands."""
    rulebook = onto or Rulebook()
    for command in commands:
        rulebook = replay_decrees([decide_decree(command, rulebook, SYSTEM)], rulebook)
    return rulebook


def refused(rule: type[RuleBroken], command: DecreeCommand, rulebook: Rulebook, by: Actor = SYSTEM) -> None:
    with pytest.raises(RuleBroken) as caught:
        decide_decree(command, rulebook, by)
    assert type(caught.value) is rule


def current(rulebook: Rulebook) -> Calendar:
    assert rulebook.calendar is not None
    return rulebook.calendar


SHIPPED = loaded([*map(calendar_of, load_decrees()), POLICY])


def test_every_version_is_what_was_known_on_the_day_its_instrument_was_published() -> None:
    assert [*SHIPPED.calendars.values()] == [load_calendar(each.published) for each in load_decrees()]
    assert current(SHIPPED) == load_calendar()
    assert SHIPPED.policy(date(2026, 3, 9)) == load_policy()


def test_an_event_holds_the_whole_calendar_in_order_and_not_only_what_is_new() -> None:
    event = decide_decree(LOCAL, SHIPPED, SYSTEM)
    assert isinstance(event, CalendarLoaded)
    assert len(event.days) == len(current(SHIPPED).days_off) + 1
    assert [day.date for day in event.days] == sorted(day.date for day in event.days)
    assert event.decreed_years == (2023, 2024, 2025, 2026)


@pytest.mark.parametrize("command", [YEAR_2027, POLICY])
def test_the_head_of_an_institution_loads_and_so_does_the_system(command: DecreeCommand) -> None:
    for by in (HEAD, SYSTEM):
        assert isinstance(decide_decree(command, Rulebook(), by), CalendarLoaded | PolicyLoaded)


@pytest.mark.parametrize("command", [YEAR_2027, POLICY])
@pytest.mark.parametrize(
    "by",
    [
        national_admin(),
        institution_admin(),
        officer(Role.PATRON, COUNTY),
        officer(Role.INTERNAL_AUDITOR, INSPEKTORAT),
        officer(Role.RESPONSIBLE_HEAD, DINAS_SOSIAL),
        officer(Role.RESPONSIBLE_HEAD, MINISTRY),
        complainant(),
        replace(HEAD, unit=None, institution=None),
    ],
    ids=lambda by: f"{by.role} {by.unit}",
)
def test_nobody_else_loads_a_decree(command: DecreeCommand, by: Actor) -> None:
    refused(NotYoursToLoad, command, Rulebook(), by)


def test_a_version_is_loaded_once_even_with_other_content() -> None:
    rulebook = loaded([YEAR_2027], SHIPPED)
    refused(VersionLoaded, YEAR_2027, rulebook)
    refused(VersionLoaded, replace(LOCAL, version=YEAR_2027.version), rulebook)
    refused(VersionLoaded, POLICY, rulebook)
    refused(VersionLoaded, replace(POLICY, effective_from=date(2027, 1, 1)), rulebook)


def test_a_day_off_is_decreed_once() -> None:
    refused(DayTwice, replace(LOCAL, days=LOCAL.days * 2), SHIPPED)
    again = DecreedDay(date=date(2026, 3, 19), kind=DayKind.REGIONAL, name_id="Nyepi")
    refused(DayTwice, replace(LOCAL, days=(again,)), SHIPPED)


def test_a_decree_takes_days_back_and_the_versions_before_keep_them() -> None:
    nyepi = date(2026, 3, 18)
    taken = replace(LOCAL, days=(), withdrawn=(nyepi,))
    rulebook = loaded([taken], SHIPPED)
    assert current(rulebook).is_working_day(nyepi)
    assert not rulebook.calendars["ID-2025-09-19"].is_working_day(nyepi)
    refused(NothingToWithdraw, replace(taken, version="NTB-2"), rulebook)
    refused(NothingToWithdraw, replace(LOCAL, withdrawn=(date(2026, 3, 9),)), SHIPPED)
    refused(NothingToWithdraw, replace(LOCAL, withdrawn=(nyepi, nyepi)), SHIPPED)


def test_a_decree_may_give_a_day_another_reason() -> None:
    nyepi = date(2026, 3, 18)
    moved = DecreedDay(date=nyepi, kind=DayKind.REGIONAL, name_id="Hari adat")
    rulebook = loaded([replace(LOCAL, days=(moved,), withdrawn=(nyepi,))], SHIPPED)
    assert current(rulebook).day_off(nyepi) == DayOff(
        date=nyepi, kind=DayKind.REGIONAL, name_id="Hari adat", instrument=LOCAL.instrument
    )


@pytest.mark.parametrize("left_out", range(6))
def test_a_settled_year_has_every_holiday_whose_date_never_moves(left_out: int) -> None:
    days = YEAR_2027.days[:left_out] + YEAR_2027.days[left_out + 1 :]
    command = replace(YEAR_2027, days=days)
    if YEAR_2027.days[left_out].date == date(2027, 2, 6):
        assert isinstance(decide_decree(command, SHIPPED, SYSTEM), CalendarLoaded)
    else:
        refused(YearIncomplete, command, SHIPPED)


def test_a_settled_year_holds_no_day_of_another_year() -> None:
    refused(YearIncomplete, replace(YEAR_2027, settles=2028), SHIPPED)
    stray = DecreedDay(date=date(2028, 1, 2), kind=DayKind.SPECIAL, name_id="Pemilihan")
    refused(YearIncomplete, replace(YEAR_2027, days=(*YEAR_2027.days, stray)), SHIPPED)


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": ""},
        {"version": " ID-1"},
        {"version": "I" * 41},
        {"version": "ID\n1"},
        {"version": "ID-é"},
        {"instrument": ""},
        {"instrument": "x" * 301},
        {"instrument": "a\u202eb"},
        {"days": (replace(LOCAL.days[0], name_id="  "),)},
        {"days": ()},
    ],
    ids=str,
)
def test_a_decree_names_itself_and_says_something(wrong: dict[str, Any]) -> None:
    refused(DecreeUnnamed, replace(LOCAL, **wrong), SHIPPED)


@pytest.mark.parametrize("wrong", [{"version": ""}, {"version": "x" * 41}, {"instrument": "\t"}], ids=str)
def test_a_set_of_limits_names_itself(wrong: dict[str, Any]) -> None:
    refused(DecreeUnnamed, replace(POLICY, **wrong), Rulebook())


def stating(
    change: Callable[[Limit], Limit], name: LimitName, sla_class: SlaClass | None = None
) -> LoadPolicy:
    """The shipped limits, one of them changed."""
    limits = (
        change(limit) if (limit.name, limit.sla_class) == (name, sla_class) else limit
        for limit in POLICY.limits
    )
    return replace(POLICY, version="2", limits=tuple(limits))


def amounting(amount: int, name: LimitName, sla_class: SlaClass | None = None) -> LoadPolicy:
    return stating(lambda limit: replace(limit, amount=amount), name, sla_class)


@pytest.mark.parametrize("left_out", range(len(POLICY.limits)))
def test_no_limit_is_taken_over_unseen(left_out: int) -> None:
    limits = POLICY.limits[:left_out] + POLICY.limits[left_out + 1 :]
    refused(LimitsIncomplete, replace(POLICY, limits=limits), Rulebook())


@pytest.mark.parametrize(
    "command",
    [
        replace(POLICY, limits=POLICY.limits + POLICY.limits[:1]),
        replace(POLICY, supervisory_only=SlaClass.NORMATIVE),
        amounting(0, LimitName.REVIEW),
        amounting(-1, LimitName.CONSTRAINT_NOTICE),
        amounting(401, LimitName.SILENCE),
        amounting(26, LimitName.DOCUMENT_SIZE),
        amounting(5, LimitName.INTERVENTION, SlaClass.NORMATIVE),
        amounting(8, LimitName.RESOLUTION, SlaClass.STANDARD),
        stating(lambda limit: replace(limit, unit=LimitUnit.WORKING_DAYS), LimitName.PRIVACY),
        stating(lambda limit: replace(limit, source=""), LimitName.REVIEW),
        stating(lambda limit: replace(limit, instrument=" "), LimitName.ASPIRATION),
        stating(lambda limit: replace(limit, sla_class=SlaClass.STANDARD), LimitName.REVIEW),
    ],
    ids=range(12),
)
def test_a_limit_is_stated_once_in_its_unit_with_its_source(command: LoadPolicy) -> None:
    refused(LimitsIncomplete, command, Rulebook())


def test_a_decree_is_on_record_with_its_names_its_day_and_what_it_says_of_supervision() -> None:
    calendar = decide_decree(LOCAL, SHIPPED, SYSTEM)
    assert isinstance(calendar, CalendarLoaded)
    assert (calendar.instrument, calendar.published) == (LOCAL.instrument, LOCAL.published)
    policy = decide_decree(POLICY, Rulebook(), SYSTEM)
    assert isinstance(policy, PolicyLoaded)
    assert (policy.instrument, policy.supervisory_only) == (POLICY.instrument, POLICY.supervisory_only)


@pytest.mark.parametrize("amount", [1, 400])
def test_the_least_and_the_largest_amount_are_taken(amount: int) -> None:
    event = decide_decree(amounting(amount, LimitName.REVIEW), Rulebook(), SYSTEM)
    assert isinstance(event, PolicyLoaded)
    assert amount in {limit.amount for limit in event.limits if limit.name is LimitName.REVIEW}


def test_the_longest_names_are_taken() -> None:
    longest = replace(POLICY, version="v" * LONGEST_VERSION, instrument="K" * LONGEST_NAME)
    event = decide_decree(longest, Rulebook(), SYSTEM)
    assert (event.version, event.instrument) == (longest.version, longest.instrument)


def test_every_limit_can_be_asked_for_by_its_name() -> None:
    policy = load_policy()
    for name in set(LimitName) - {LimitName.RESOLUTION, LimitName.INTERVENTION}:
        assert getattr(policy, name.lower()) == policy.stated(name)
    assert {limit.name for limit in policy.resolution.values()} == {LimitName.RESOLUTION}
    assert {limit.name for limit in policy.interventions.values()} == {LimitName.INTERVENTION}


def test_a_number_is_not_read_in_a_unit_it_is_not_counted_in() -> None:
    with pytest.raises(AssertionError):
        _ = load_policy().privacy.working_days
    with pytest.raises(AssertionError):
        _ = load_policy().review.hours


def test_limits_hold_from_the_day_they_take_effect_and_the_first_ones_before_any_does() -> None:
    later = replace(POLICY, version="2", effective_from=date(2027, 1, 1))
    rulebook = loaded([later], SHIPPED)

    def in_force(on: date) -> str | None:
        policy = rulebook.policy(on)
        return None if policy is None else policy.version

    assert in_force(date(2023, 1, 1)) == in_force(date(2026, 12, 31)) == "1"
    assert in_force(date(2027, 1, 1)) == "2"
    assert Rulebook().policy(date(2027, 1, 1)) is None
    assert Rulebook().calendar is None


def asked_of(rulebook: Rulebook, on: date) -> Occasion:
    policy = rulebook.policy(on)
    assert policy is not None
    return replace(
        occasion(SYSTEM),
        calendar=current(rulebook),
        policy=policy,
        policies=rulebook.policies,
    )


def test_what_began_under_one_version_goes_on_under_it_except_where_a_newer_one_is_more_favourable() -> None:
    changed = amounting(10, LimitName.RESOLUTION, SlaClass.STANDARD)  # shorter: better
    changed = replace(
        changed,
        effective_from=date(2026, 1, 1),
        limits=tuple(
            replace(
                limit,
                amount={
                    (LimitName.INTERVENTION, SlaClass.STANDARD): 6,  # belongs to the shorter limit
                    (LimitName.INTERVENTION, SlaClass.NORMATIVE): 4,  # its limit did not change
                    (LimitName.RESOLUTION, SlaClass.FIELD_INSPECTION): 90,  # longer: worse
                    (LimitName.COMPLETION, None): 20,  # longer: better for whoever has to supply data
                    (LimitName.SILENCE, None): 5,  # shorter: worse
                }.get((limit.name, limit.sla_class), limit.amount),
            )
            for limit in changed.limits
        ),
    )
    at = asked_of(loaded([changed], SHIPPED), date(2026, 3, 9))
    governing = at.governing("1")
    assert at.policy.version == "2"
    assert at.policy_of("1") == load_policy()
    assert [governing.limit(each) for each in SlaClass] == [5, 10, 60]
    assert [governing.intervention(each) for each in SlaClass] == [3, 6, 35]
    assert governing.completion.working_days == 20
    assert governing.silence.working_days == 10
    assert governing.version == "1"
    assert at.governing("2") == at.policy


def test_a_case_is_disposed_of_under_the_limits_it_came_in_under_where_later_ones_serve_it_worse() -> None:
    longer = replace(amounting(20, LimitName.RESOLUTION, SlaClass.STANDARD), effective_from=date(2026, 1, 1))
    now = asked_of(loaded([longer], SHIPPED), date(2026, 3, 9))
    asked = dispose()
    there = replace(asked.occasion(), policy=now.policy, policies=now.policies)
    [event] = decide(asked.command, replay(at_both_tiers()), there)
    assert isinstance(event, DisposedToLiaison)
    assert now.policy.limit(SlaClass.STANDARD) == 20
    assert {each.limit for each in event.deadlines if each.clock is Clock.RESOLUTION} == {14}


def test_a_limit_that_a_newer_version_states_anew_stays_the_one_the_case_began_under() -> None:
    policy = load_policy()
    restated = replace(
        policy, limits=tuple(replace(limit, instrument="Keputusan lain") for limit in policy.limits)
    )
    assert policy.or_better(restated) == policy


def test_every_version_of_the_calendar_stays_as_it_was_loaded() -> None:
    assert SHIPPED.calendars["ID-2024-10-14"].is_working_day(date(2025, 8, 18))
    assert not current(SHIPPED).is_working_day(date(2025, 8, 18))


def test_no_case_began_under_limits_that_were_never_loaded() -> None:
    with pytest.raises(KeyError):
        asked_of(SHIPPED, date(2026, 3, 9)).policy_of("0")


def test_a_provisional_limit_stops_being_provisional_when_its_year_is_decreed() -> None:
    """Edge case 25: nothing but the decree is needed, and a day it adds moves the end forward."""
    start = date(2026, 11, 24)
    before, after = current(SHIPPED), current(loaded([YEAR_2027], SHIPPED))
    assert before.after(start, 60).provisional
    assert not after.after(start, 60).provisional
    assert after.after(start, 60).on == before.after(start, 60).on == date(2027, 2, 19)
    leave = DecreedDay(date=date(2027, 2, 8), kind=DayKind.COLLECTIVE_LEAVE, name_id="Cuti bersama")
    longer = current(loaded([replace(YEAR_2027, days=(*YEAR_2027.days, leave))], SHIPPED))
    assert longer.after(start, 60).on == date(2027, 2, 22)


DATES = st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31))
REGIONAL = st.builds(DecreedDay, date=DATES, kind=st.sampled_from(DayKind), name_id=st.just("Hari libur"))


@PATIENT
@for_all(st.lists(REGIONAL, max_size=6), st.lists(DATES, max_size=3))
def test_whatever_a_decree_says_no_earlier_version_changes(
    days: list[DecreedDay], withdrawn: list[date]
) -> None:
    command = replace(LOCAL, days=tuple(days), withdrawn=tuple(withdrawn))
    try:
        rulebook = loaded([command], SHIPPED)
    except RuleBroken:
        return
    assert {**rulebook.calendars} == {**SHIPPED.calendars, LOCAL.version: current(rulebook)}
    added, gone = {day.date for day in days}, set(withdrawn)
    assert current(rulebook).days_off.keys() == (current(SHIPPED).days_off.keys() - gone) | added


AMOUNTS = st.integers(min_value=1, max_value=400)


@PATIENT
@for_all(st.lists(AMOUNTS, min_size=len(POLICY.limits), max_size=len(POLICY.limits)))
def test_no_newer_limits_serve_the_complainant_worse(amounts: list[int]) -> None:
    older = load_policy()
    limits = tuple(replace(limit, amount=amount) for limit, amount in zip(older.limits, amounts, strict=True))
    newer: Policy = replace(older, version="2", limits=limits)
    governing = older.or_better(newer)
    for each in SlaClass:
        assert governing.limit(each) == min(older.limit(each), newer.limit(each))
    assert governing.review.amount == min(older.review.amount, newer.review.amount)
    assert governing.completion.amount == max(older.completion.amount, newer.completion.amount)
