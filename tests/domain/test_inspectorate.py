"""Abuse of authority and violations by officials go to the inspectorate (BAB VI.B.1.b.11; UU 30/2014; PP 48/2016)."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.complaint import replay
from domain.confidentiality import PUBLIC, Level, grants, may_see
from domain.deadlines import Clock
from domain.errors import (
    AlreadyAnswered,
    AlreadyDisposed,
    AlreadyFound,
    CaseIsParked,
    FindingFirst,
    InspectorateIsReported,
    NotAnOffence,
    NotTheSuperior,
    NotYourCase,
    ReferToInspectorateFirst,
    VerifyFirst,
)
from domain.events import Event
from domain.people import Actor, Role, Tier
from domain.states import Answered, InReview, Submitted, Unsubmitted
from domain.vocabulary import Finding, Nature, SlaClass
from tests.support.cast import (
    DINAS_KESEHATAN,
    DINAS_KOMINFO,
    DINAS_SOSIAL,
    INSPEKTORAT,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    officer,
    person,
)
from tests.support.handling_samples import closed_by_system, withdrawn
from tests.support.histories import at_both_tiers, of_abuse, with_inspectorate
from tests.support.procedure_requests import (
    act_as_superior,
    add_superior,
    find,
    refer,
    return_from_inspectorate,
    return_to_national,
    unit_head,
)
from tests.support.requests import accept, dispose, final_answer, forward
from tests.support.review_samples import (
    answered_by_inspectorate,
    entered,
    found,
    identified,
    referred,
    returned_by_inspectorate,
    returned_to_national,
    superior_acted,
    superior_added,
)
from tests.support.samples import (
    MONDAY,
    copied,
    disposed,
    forwarded,
    in_institution_review,
    submitted,
    taken_up,
    verified,
    with_answer,
)
from tests.support.scenario import given

clause = pytest.mark.clause
REPORTED = person("reported officer")
FOUND = (*with_inspectorate(), found())
FAULT = (*with_inspectorate(), found(Finding.ADMINISTRATIVE_FAULT))
ADDED = (*with_inspectorate(DINAS_SOSIAL), superior_added())


def state(history: tuple[Event, ...]) -> Submitted:
    complaint = replay(history)
    assert not isinstance(complaint, Unsubmitted)
    return complaint


def sees(history: tuple[Event, ...], by: Actor) -> Level | None:
    return may_see(state(history).file.case, by)


@clause("b-11")
@pytest.mark.edge_case(14)
def test_abuse_of_authority_goes_to_the_inspectorate_before_any_unit() -> None:
    given(of_abuse()).when(dispose()).then_refused(ReferToInspectorateFirst)
    given(of_abuse()).when(refer()).then(referred())


@clause("b-11")
@pytest.mark.edge_case(14)
def test_a_violation_by_a_named_official_goes_there_as_well() -> None:
    violation = verified(Tier.INSTITUTION, nature=Nature.SUSPECTED_VIOLATION, reported_officers=(REPORTED,))
    history = (*in_institution_review(), *violation)
    given(history).when(dispose()).then_refused(ReferToInspectorateFirst)
    given(history).when(refer()).then(referred())


@clause("b-11")
def test_a_violation_by_nobody_in_office_may_go_there_or_to_a_unit() -> None:
    history = at_both_tiers(nature=Nature.SUSPECTED_VIOLATION)
    given(history).when(refer()).then(referred())
    given(history).when(dispose()).then(disposed())
    given(history, disposed()).when(refer()).then(referred())


@clause("b-11")
def test_an_ordinary_complaint_is_not_the_inspectorates() -> None:
    given(at_both_tiers()).when(refer()).then_refused(NotAnOffence)
    given(at_both_tiers(nature=Nature.DISPUTE)).when(refer()).then_refused(NotAnOffence)


@clause("b-11", "b-1..3")
def test_the_institution_examines_before_it_refers() -> None:
    history = (submitted(), *verified(nature=Nature.ABUSE_OF_AUTHORITY), forwarded())
    given(history).when(refer()).then_refused(VerifyFirst)
    given(entered()).when(refer()).then_refused(VerifyFirst)


@clause("b-11")
def test_a_case_is_referred_once_and_before_its_answer() -> None:
    given(with_inspectorate()).when(refer()).then_refused(AlreadyDisposed)
    given(with_answer()).when(refer()).then_refused(AlreadyAnswered)


@clause("b-11", "III-T2")
@pytest.mark.parametrize(
    "by", [national_admin(), liaison(), auditor(), complainant(), institution_admin(OTHER_COUNTY)]
)
def test_only_the_institution_refers(by: Actor) -> None:
    given(of_abuse()).when(refer(by)).then_refused(NotYourCase)


@clause("b-11", "VI-C-3")
@pytest.mark.edge_case(14)
@pytest.mark.parametrize("sla_class", SlaClass)
def test_the_inspectorate_has_the_limit_of_the_class(sla_class: SlaClass) -> None:
    found_here = verified(Tier.INSTITUTION, nature=Nature.ABUSE_OF_AUTHORITY, sla_class=sla_class)
    given(in_institution_review(), found_here).when(refer()).then(referred(sla_class))


@clause("b-11", "IV-1-e")
@pytest.mark.edge_case(14)
def test_the_reported_unit_sees_nothing_of_what_the_inspectorate_has() -> None:
    history = with_inspectorate(DINAS_SOSIAL, DINAS_KESEHATAN)
    for by in (liaison(), liaison(DINAS_KESEHATAN), unit_head()):
        assert sees(history, by) is None
    assert sees(history, auditor()) is Level.MAY_ASK_IDENTITY


@clause("b-11")
@pytest.mark.edge_case(14)
def test_a_referred_violation_is_hidden_from_the_unit_and_from_the_public() -> None:
    history = at_both_tiers(nature=Nature.SUSPECTED_VIOLATION, reported=(DINAS_SOSIAL,))
    assert PUBLIC in grants(state((*history, disposed())).file.case)
    assert sees((*history, disposed()), liaison()) is not None
    given(history, disposed()).when(refer()).then(referred())
    assert PUBLIC not in grants(state((*history, referred())).file.case)
    assert sees((*history, copied(DINAS_SOSIAL), referred()), liaison()) is None


@clause("b-11")
@pytest.mark.parametrize("finding", Finding)
def test_the_inspectorate_finds_one_of_three_results_once(finding: Finding) -> None:
    given(with_inspectorate()).when(find(finding=finding)).then(found(finding))
    given(with_inspectorate(), found(finding)).when(find()).then_refused(AlreadyFound)


@clause("b-11")
@pytest.mark.edge_case(14)
def test_the_inspectorate_answers_what_it_has_once_it_has_found() -> None:
    given(with_inspectorate()).when(final_answer(auditor())).then_refused(FindingFirst)
    given(FAULT).when(final_answer(auditor())).then(answered_by_inspectorate())
    given(FAULT).when(final_answer(auditor())).then_is(Answered)


@clause("b-11")
@pytest.mark.edge_case(14)
def test_an_ordinary_failing_goes_the_ordinary_way_from_the_same_start() -> None:
    given(with_inspectorate()).when(return_from_inspectorate()).then_refused(FindingFirst)
    given(FAULT).when(return_from_inspectorate()).then_refused(AlreadyFound)
    given(FOUND).when(return_from_inspectorate()).then(returned_by_inspectorate())
    back = (*FOUND, returned_by_inspectorate())
    assert Clock.RESOLUTION in state(back).file.clocks
    given(back).when(dispose()).then(disposed())


@clause("b-11")
def test_what_came_back_is_examined_anew_if_it_is_referred_again() -> None:
    back = (*FOUND, returned_by_inspectorate())
    given(back).when(refer()).then_refused(NotAnOffence)
    assert state(back).file.finding is None


@clause("b-11", "II-E-c")
@pytest.mark.parametrize(
    "by", [institution_admin(), national_admin(), liaison(), complainant(), unit_head(DINAS_SOSIAL)]
)
def test_only_the_inspectorate_finds_answers_and_returns(by: Actor) -> None:
    for asked in (find(by), return_from_inspectorate(by), final_answer(by), add_superior(by)):
        given(FOUND).when(asked).then_refused(NotYourCase)


def test_the_inspectorate_acts_on_what_it_has_only() -> None:
    for asked in (find(), return_from_inspectorate(), add_superior()):
        given(taken_up()).when(asked).then_refused(NotYourCase)
    given(FAULT, answered_by_inspectorate()).when(find()).then_refused(AlreadyAnswered)


@clause("b-11")
@pytest.mark.edge_case(14)
def test_the_superior_of_a_reported_official_has_five_working_days_and_sees_the_substance() -> None:
    history = with_inspectorate(DINAS_SOSIAL)
    given(history).when(add_superior()).then(superior_added())
    assert sees(history, unit_head()) is None
    assert sees(ADDED, unit_head()) is Level.MAY_OPEN
    given(ADDED).when(act_as_superior()).then(superior_acted())
    assert Clock.SUPERIOR_ACTION not in state((*ADDED, superior_acted())).file.clocks


@clause("b-11")
@pytest.mark.edge_case(14)
def test_a_superior_who_is_implicated_sees_nothing() -> None:
    history = (*ADDED, identified(officers=(unit_head().person,)))
    assert sees(history, unit_head()) is None


def test_a_superior_is_of_a_reported_unit_and_is_told_once() -> None:
    given(with_inspectorate(DINAS_SOSIAL)).when(add_superior(unit=DINAS_KESEHATAN)).then_refused(
        NotTheSuperior
    )
    given(ADDED).when(add_superior()).then_refused(NotTheSuperior)


@pytest.mark.parametrize(
    "by", [unit_head(DINAS_KESEHATAN), liaison(), auditor(), officer(Role.UNIT_HEAD, DINAS_KOMINFO)]
)
def test_only_the_superior_who_was_told_records_what_was_done(by: Actor) -> None:
    given(ADDED).when(act_as_superior(by)).then_refused(NotYourCase)


def test_the_superiors_duty_outlasts_the_answer_and_rests_while_the_case_is_parked() -> None:
    answered = (*ADDED, found(Finding.ADMINISTRATIVE_FAULT), answered_by_inspectorate())
    given(answered).when(act_as_superior()).then(superior_acted())
    given(answered, closed_by_system()).when(act_as_superior()).then(superior_acted())
    given(ADDED, withdrawn()).when(act_as_superior()).then_refused(CaseIsParked)


@clause("b-10", "b-11")
@pytest.mark.edge_case(13)
def test_a_reported_inspectorate_is_asked_nothing_and_another_institutions_examines_it() -> None:
    history = of_abuse(INSPEKTORAT)
    given(history).when(refer()).then_refused(InspectorateIsReported)
    given(history).when(return_to_national()).then(returned_to_national())
    back = (*history, returned_to_national())
    assert sees(back, auditor()) is None
    given(back).when(forward()).then_is(InReview)


@clause("b-10", "b-11")
@pytest.mark.edge_case(13)
def test_what_an_inspectorate_has_leaves_it_when_it_is_itself_reported() -> None:
    history = (*FOUND, identified(INSPEKTORAT))
    assert sees(history, auditor()) is None
    given(history).when(return_to_national()).then(returned_to_national())
    back = state((*history, returned_to_national()))
    assert isinstance(back, InReview)
    assert (back.tier, back.institution) == (Tier.NATIONAL, None)
    assert (back.file.case.referred, back.file.finding) == (False, None)
    given(with_inspectorate()).when(return_to_national()).then_refused(AlreadyDisposed)
    given(history).when(return_to_national(liaison())).then_refused(NotYourCase)


@clause("c-4")
def test_a_unit_accepts_nothing_that_the_inspectorate_must_have() -> None:
    history = (entered(), *verified(Tier.LIAISON, nature=Nature.ABUSE_OF_AUTHORITY))
    given(history).when(accept()).then_refused(ReferToInspectorateFirst)


@clause("b-11", "c-4")
def test_a_unit_does_not_answer_what_turned_out_to_be_an_offence() -> None:
    violation = at_both_tiers(nature=Nature.SUSPECTED_VIOLATION)
    history = (*violation, *taken_up()[-3:], identified(officers=(REPORTED,)))
    given(history).when(final_answer()).then_refused(ReferToInspectorateFirst)


@clause("b-11", "VI-C-0")
@pytest.mark.edge_case(14)
def test_a_limit_runs_on_to_the_inspectorate_and_back_from_where_it_started() -> None:
    thursday = datetime(2026, 3, 12, 2, tzinfo=UTC)
    history = (*at_both_tiers(nature=Nature.SUSPECTED_VIOLATION), disposed())
    given(history).when(replace(refer(), at=thursday)).then(referred())
    back = (*FOUND, returned_by_inspectorate())
    (event,) = given(back).when(replace(dispose(), at=thursday)).decided()
    [resolution] = [each for each in getattr(event, "deadlines", ()) if each.clock is Clock.RESOLUTION]
    assert resolution.started_on == MONDAY
