"""From the national tier to a unit: forwarding, disposing, copying in."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.complaint import decide, replay
from domain.deadlines import Clock
from domain.errors import (
    AlreadyCompleted,
    AlreadyDisposed,
    AlreadyForwarded,
    CcNotAllowed,
    ConfidentialStaysInside,
    NotAnAgencyHere,
    NotByCategory,
    NotYourCase,
    ReasonNeeded,
    ReferToInspectorateFirst,
    UnknownUnit,
    VerifyFirst,
)
from domain.events import DisposedToLiaison, Event
from domain.occasion import UnitFacts
from domain.people import Actor, CategoryId, Tier, UnitId, UnitKind
from domain.states import WithLiaison
from domain.vocabulary import Nature, SlaClass
from tests.support.cast import (
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    ELSEWHERE,
    HEALTH,
    MINISTRY,
    OTHER_COMPLAINT,
    OTHER_COUNTY,
    OTHER_DINAS,
    SOCIAL,
    UNITS,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    occasion,
)
from tests.support.requests import add_cc, dispose, forward
from tests.support.samples import (
    answered,
    confirmed,
    copied,
    disposed,
    forwarded,
    in_institution_review,
    in_national_review,
    returned,
    submitted,
    taken_up,
    verified,
    with_answer,
    with_liaison,
)
from tests.support.scenario import given

AT_BOTH_TIERS = (*in_institution_review(), *verified(Tier.INSTITUTION))
NOWHERE = UnitId(OTHER_COMPLAINT)


def test_a_verified_complaint_is_forwarded_by_category() -> None:
    given(submitted(), verified()).when(forward()).then(forwarded())


def test_nothing_is_forwarded_unverified() -> None:
    given(submitted()).when(forward()).then_refused(VerifyFirst)


@pytest.mark.parametrize(
    ("to", "category"),
    [
        (COUNTY, CategoryId("UNHEARD_OF")),
        (COUNTY, ELSEWHERE),
        (DINAS_SOSIAL, SOCIAL),
        (MINISTRY, SOCIAL),
        (NOWHERE, SOCIAL),
    ],
)
def test_a_complaint_goes_to_the_institution_of_its_category(to: UnitId, category: CategoryId) -> None:
    given(submitted(), verified()).when(forward(to=to, category=category)).then_refused(NotByCategory)


def test_a_complaint_is_forwarded_once() -> None:
    given(in_institution_review()).when(forward()).then_refused(AlreadyForwarded)


@pytest.mark.parametrize("by", [institution_admin(), liaison(), complainant()])
def test_only_the_national_admin_forwards(by: Actor) -> None:
    given(in_institution_review()).when(forward(by)).then_refused(NotYourCase)


def test_the_clock_starts_when_the_unit_receives_it() -> None:
    given(AT_BOTH_TIERS).when(dispose()).then(disposed())


@pytest.mark.parametrize(
    ("sla_class", "due_on", "intervene_by"),
    [
        (SlaClass.NORMATIVE, date(2026, 3, 16), date(2026, 3, 11)),
        (SlaClass.STANDARD, date(2026, 4, 6), date(2026, 3, 17)),
        (SlaClass.FIELD_INSPECTION, date(2026, 6, 18), date(2026, 4, 21)),
    ],
)
def test_the_class_decides_the_limit(sla_class: SlaClass, due_on: date, intervene_by: date) -> None:
    history = (*in_institution_review(), *verified(Tier.INSTITUTION, sla_class=sla_class))
    given(history).when(dispose()).then(
        disposed(sla_class=sla_class, due_on=due_on, intervene_by=intervene_by)
    )


def test_a_limit_into_an_undecreed_year_says_so() -> None:
    history = (
        *in_institution_review(),
        *verified(Tier.INSTITUTION, sla_class=SlaClass.FIELD_INSPECTION),
    )
    at = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    (event,) = given(history).when(dispose(at=at)).decided()
    assert isinstance(event, DisposedToLiaison)
    [resolution] = [each for each in event.deadlines if each.clock is Clock.RESOLUTION]
    assert (resolution.due_on, resolution.provisional) == (date(2027, 2, 19), True)


def test_the_institution_verifies_before_it_disposes() -> None:
    given(in_institution_review()).when(dispose()).then_refused(VerifyFirst)


def test_another_unit_than_the_categorys_needs_a_reason() -> None:
    given(AT_BOTH_TIERS).when(dispose(to=DINAS_KESEHATAN)).then_refused(ReasonNeeded)
    given(AT_BOTH_TIERS).when(dispose(to=DINAS_KESEHATAN, reason=True)).then(disposed(DINAS_KESEHATAN))


@pytest.mark.parametrize("to", [OTHER_DINAS, COUNTY, OTHER_COUNTY, MINISTRY])
def test_an_institution_hands_cases_to_its_own_agencies_only(to: UnitId) -> None:
    given(AT_BOTH_TIERS).when(dispose(to=to, reason=True)).then_refused(NotAnAgencyHere)


def test_an_institution_below_another_is_no_agency() -> None:
    asked = dispose(to=NOWHERE, reason=True)
    below = {**UNITS, NOWHERE: UnitFacts(kind=UnitKind.INSTITUTION, parent=COUNTY)}
    with pytest.raises(NotAnAgencyHere):
        decide(asked.command, replay(AT_BOTH_TIERS), replace(occasion(asked.by), units=below))


def test_a_unit_must_be_registered_to_receive_a_case() -> None:
    given(AT_BOTH_TIERS).when(dispose(to=NOWHERE, reason=True)).then_refused(UnknownUnit)


def test_a_case_is_disposed_under_a_listed_category() -> None:
    given(AT_BOTH_TIERS).when(dispose(category=CategoryId("UNHEARD_OF"))).then_refused(NotByCategory)


@pytest.mark.parametrize("tier", [Tier.NATIONAL, Tier.INSTITUTION])
def test_abuse_of_authority_goes_to_the_inspectorate_whichever_tier_found_it(tier: Tier) -> None:
    found = {tier: Nature.ABUSE_OF_AUTHORITY}
    history = (
        submitted(),
        *verified(nature=found.get(Tier.NATIONAL, Nature.NEITHER)),
        forwarded(),
        *verified(Tier.INSTITUTION, nature=found.get(Tier.INSTITUTION, Nature.NEITHER)),
    )
    given(history).when(dispose()).then_refused(ReferToInspectorateFirst)
    given(history).when(add_cc()).then_refused(ReferToInspectorateFirst)


def test_what_a_unit_holds_is_not_handed_to_another() -> None:
    given(with_liaison()).when(dispose(to=DINAS_KESEHATAN, category=HEALTH)).then_refused(AlreadyDisposed)


def test_a_returned_case_is_disposed_again_without_another_verification() -> None:
    given(with_liaison(), returned()).when(dispose(to=DINAS_KESEHATAN, category=HEALTH)).then_is(WithLiaison)


@pytest.mark.parametrize("by", [national_admin(), institution_admin(OTHER_COUNTY), liaison(), complainant()])
def test_only_the_custodian_institution_disposes(by: Actor) -> None:
    given(AT_BOTH_TIERS).when(dispose(by)).then_refused(NotYourCase)


@pytest.mark.parametrize("by", [national_admin(), institution_admin()])
@pytest.mark.parametrize("history", [AT_BOTH_TIERS, with_liaison(), taken_up(), with_answer()])
def test_a_unit_is_copied_in_while_the_case_is_open(by: Actor, history: tuple[Event, ...]) -> None:
    given(history).when(add_cc(by)).then(copied())


def test_the_national_admin_copies_in_units_of_other_institutions() -> None:
    given(with_liaison()).when(add_cc(national_admin(), to=OTHER_DINAS)).then(copied(OTHER_DINAS))
    given(with_liaison()).when(add_cc(to=OTHER_DINAS)).then_refused(CcNotAllowed)


@pytest.mark.parametrize("to", [DINAS_SOSIAL, DINAS_KESEHATAN, COUNTY])
def test_a_copy_goes_to_another_agency_and_once(to: UnitId) -> None:
    given(with_liaison(), copied()).when(add_cc(to=to)).then_refused(CcNotAllowed)


def test_a_copy_goes_to_a_registered_unit() -> None:
    given(with_liaison()).when(add_cc(to=NOWHERE)).then_refused(UnknownUnit)


def test_no_copy_is_made_before_the_flags_are_decided() -> None:
    given(in_national_review()).when(add_cc(national_admin())).then_refused(VerifyFirst)


def test_a_confidential_case_is_not_copied() -> None:
    history = (submitted(), *verified(confidential=True))
    given(history).when(add_cc(national_admin())).then_refused(ConfidentialStaysInside)


def test_no_copy_is_made_of_a_completed_case() -> None:
    given(with_answer(), confirmed()).when(add_cc()).then_refused(AlreadyCompleted)


@pytest.mark.parametrize("by", [liaison(), complainant(), auditor(), institution_admin(OTHER_COUNTY)])
def test_only_an_admin_of_the_case_adds_a_copy(by: Actor) -> None:
    given(with_liaison()).when(add_cc(by)).then_refused(NotYourCase)


def test_a_case_is_held_by_one_unit_also_when_that_had_a_copy() -> None:
    history = (*AT_BOTH_TIERS, copied(DINAS_SOSIAL), disposed(), returned())
    given(history).when(add_cc(to=DINAS_SOSIAL)).then(copied(DINAS_SOSIAL))


def test_an_answered_case_is_not_disposed_again() -> None:
    given(taken_up(), answered()).when(dispose()).then_refused(AlreadyDisposed)
