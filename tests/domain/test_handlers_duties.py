"""What a handler does beside answering: direct answers, copies, reports, notices, classes (BAB VI.D, VII.A.1.f)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.complaint import replay
from domain.deadlines import Clock, Deadline, due_on
from domain.errors import (
    AlreadyAnswered,
    AlreadyCompleted,
    AlreadyForwarded,
    AspirationsOnly,
    FourEyes,
    LeadAnswersFirst,
    NotANationalNumber,
    NothingChanges,
    NotYourCase,
    ReferToInspectorateFirst,
    UnknownUnit,
    VerifyFirst,
)
from domain.events import DisposedToLiaison, Event, Reclassified
from domain.people import Actor, Role, Tier, UnitId
from domain.states import Answered, Submitted, Unsubmitted
from domain.vocabulary import ComplaintType, Counterpart, Informed, Nature, SlaClass
from tests.support.cast import (
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_KOMINFO,
    DINAS_SOSIAL,
    OTHER_COMPLAINT,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    officer,
    person,
)
from tests.support.days import ENDS, TEN_DAYS_ON, resolution
from tests.support.handling_samples import (
    answered_directly,
    breached,
    constraint_notified,
    contributed,
    coordinated,
    national_number_recorded,
    official_informed,
    progress_reported,
    proposed,
    reclassified,
)
from tests.support.histories import at_both_tiers, with_inspectorate
from tests.support.procedure_requests import (
    answer_directly,
    contribute,
    coordinate,
    inform,
    notify_constraint,
    number_nationally,
    propose,
    reclassify,
    report_progress,
)
from tests.support.requests import Asked, dispose, final_answer, verify
from tests.support.review_samples import entered, linked
from tests.support.samples import (
    answered,
    confirmed,
    copied,
    disposed,
    forwarded,
    in_institution_review,
    returned,
    submitted,
    taken_up,
    with_answer,
    with_liaison,
    working,
)
from tests.support.scenario import given

clause = pytest.mark.clause
ASPIRATION = given(submitted()).when(verify(type_=ComplaintType.ASPIRATION)).decided()
AT_NATIONAL = (submitted(), *ASPIRATION)
PASSED_ON = (*AT_NATIONAL, forwarded())
AT_INSTITUTION = (
    *PASSED_ON,
    *given(PASSED_ON).when(verify(institution_admin(), type_=ComplaintType.ASPIRATION)).decided(),
)
OF_THE_LIAISON = [report_progress, inform, notify_constraint]


def state(history: tuple[Event, ...]) -> Submitted:
    complaint = replay(history)
    assert not isinstance(complaint, Unsubmitted)
    return complaint


@clause("a-8", "b-8", "VI-C-4")
@pytest.mark.parametrize(
    ("history", "by", "tier"),
    [
        (AT_NATIONAL, national_admin(), Tier.NATIONAL),
        (AT_INSTITUTION, institution_admin(), Tier.INSTITUTION),
    ],
    ids=["national", "institution"],
)
def test_an_aspiration_is_answered_directly_by_the_admin_who_reviews_it(
    history: tuple[Event, ...], by: Actor, tier: Tier
) -> None:
    given(history).when(answer_directly(by)).then(answered_directly(tier))
    given(history).when(answer_directly(by)).then_is(Answered)


@clause("a-8", "b-8")
def test_what_was_answered_directly_and_goes_on_to_a_unit_has_its_statutory_end_again() -> None:
    history = (*at_both_tiers(), answered_directly(Tier.INSTITUTION))
    [event] = given(history).when(dispose()).decided()
    assert isinstance(event, DisposedToLiaison)
    assert due_on(event.deadlines, Clock.STATUTORY_DECISION) is not None


@clause("a-8", "b-8")
def test_nothing_but_an_aspiration_is_answered_directly() -> None:
    given(at_both_tiers()).when(answer_directly(institution_admin())).then_refused(AspirationsOnly)


@clause("a-8", "b-8")
def test_an_aspiration_is_examined_before_it_is_answered() -> None:
    given(submitted()).when(answer_directly()).then_refused(VerifyFirst)
    given(PASSED_ON).when(answer_directly(institution_admin())).then_refused(VerifyFirst)


@clause("b-11")
def test_an_offence_is_no_aspiration_to_answer_directly() -> None:
    asked = verify(type_=ComplaintType.ASPIRATION, nature=Nature.ABUSE_OF_AUTHORITY)
    history = (submitted(), *given(submitted()).when(asked).decided())
    given(history).when(answer_directly()).then_refused(ReferToInspectorateFirst)


@clause("a-8")
def test_the_national_admin_answers_nothing_that_was_passed_on() -> None:
    given(PASSED_ON).when(answer_directly()).then_refused(AlreadyForwarded)


@clause("a-8", "c-4")
def test_a_liaison_answers_aspirations_as_any_case() -> None:
    given(AT_INSTITUTION, disposed()).when(answer_directly(liaison())).then_refused(NotYourCase)
    (event,) = given(AT_INSTITUTION).when(dispose()).decided()
    deadline = due_on(getattr(event, "deadlines", ()), Clock.RESOLUTION)
    assert deadline == ENDS[SlaClass.NORMATIVE][0]


@clause("a-9", "b-9", "D-2-d", "VII-A-1-c")
@pytest.mark.edge_case(15)
def test_a_unit_with_a_copy_contributes_to_the_owners_answer() -> None:
    given(taken_up(), copied()).when(contribute()).then(contributed())
    given(taken_up()).when(contribute()).then_refused(NotYourCase)
    given(taken_up(), copied()).when(contribute(liaison())).then_refused(NotYourCase)
    given(with_answer(), copied()).when(contribute()).then_refused(AlreadyAnswered)
    admin_there = officer(Role.INSTITUTION_ADMIN, DINAS_KESEHATAN)
    given(taken_up(), copied()).when(contribute(admin_there)).then_refused(NotYourCase)


@clause("D-3-d")
def test_the_liaison_reports_the_status_and_the_steps_taken() -> None:
    given(with_liaison()).when(report_progress()).then(progress_reported())


@clause("VII-A-1-f")
def test_the_liaison_tells_the_complainant_of_a_constraint_and_of_what_is_done() -> None:
    given(taken_up()).when(notify_constraint()).then(constraint_notified())


@clause("II-E-a", "II-E-d", "D-3-a")
@pytest.mark.clause("IV-1-a")
def test_the_number_in_the_national_system_is_recorded_by_whoever_handles_it() -> None:
    recorded = national_number_recorded(tier=Tier.INSTITUTION)
    given(in_institution_review()).when(number_nationally(institution_admin())).then(recorded)
    given(with_liaison()).when(number_nationally(liaison())).then(national_number_recorded())
    given(with_liaison()).when(number_nationally(liaison(DINAS_KESEHATAN))).then_refused(NotYourCase)


@pytest.mark.clause("IV-1-a")
def test_a_national_number_may_come_late_and_be_corrected_and_is_a_number() -> None:
    given(with_answer(), confirmed()).when(number_nationally(liaison())).then(national_number_recorded())
    history = (*with_liaison(), national_number_recorded(1234567))
    given(history).when(number_nationally(number=1234567)).then_refused(NothingChanges)
    given(history).when(number_nationally(number=7654321)).then(national_number_recorded(7654321))
    given(with_liaison()).when(number_nationally(number=0)).then_refused(NotANationalNumber)


@pytest.mark.parametrize("informed", Informed)
def test_the_liaison_tells_the_officials_of_the_unit(informed: Informed) -> None:
    given(with_liaison()).when(inform(informed=informed)).then(official_informed(informed))


@clause("II-E-d")
def test_the_head_is_told_of_the_follow_up_after_the_answer_too_until_the_case_is_complete() -> None:
    told = official_informed(Informed.UNIT_HEAD_OF_FOLLOW_UP)
    given(with_answer()).when(inform(informed=told.informed)).then(told)
    given(with_answer(), confirmed()).when(inform()).then_refused(AlreadyCompleted)
    given(with_answer()).when(report_progress()).then_refused(AlreadyAnswered)


@clause("II-E-c", "c-4")
@pytest.mark.parametrize("ask", OF_THE_LIAISON)
@pytest.mark.parametrize(
    "by", [liaison(DINAS_KESEHATAN), institution_admin(), national_admin(), auditor(), complainant()]
)
def test_only_the_unit_that_has_the_case_reports_of_it(ask: Callable[[Actor], Asked], by: Actor) -> None:
    given(taken_up(), copied()).when(ask(by)).then_refused(NotYourCase)


@clause("IV-1-b", "II-C-a", "II-E-b", "D-3-c")
@pytest.mark.parametrize(
    ("by", "unit"),
    [
        (liaison(), DINAS_SOSIAL),
        (institution_admin(), COUNTY),
        (officer(Role.TEAM_MEMBER, DINAS_KOMINFO), DINAS_KOMINFO),
    ],
    ids=["liaison", "admin", "member"],
)
@pytest.mark.parametrize("counterpart", Counterpart)
def test_coordination_is_noted_with_both_sides_and_moves_no_deadline(
    by: Actor, unit: UnitId, counterpart: Counterpart
) -> None:
    note = coordinated(unit, counterpart=counterpart, with_unit=DINAS_KESEHATAN)
    given(taken_up()).when(coordinate(by, counterpart=counterpart, with_unit=DINAS_KESEHATAN)).then(note)
    assert state((*taken_up(), note)).file.clocks == state(taken_up()).file.clocks


@clause("IV-1-b")
def test_the_inspectorate_coordinates_about_what_it_has() -> None:
    given(with_inspectorate()).when(coordinate(auditor())).decided()
    given(taken_up()).when(coordinate(auditor())).then_refused(NotYourCase)


def test_coordination_names_a_registered_unit_and_ends_with_the_case() -> None:
    given(taken_up()).when(coordinate(with_unit=UnitId(OTHER_COMPLAINT))).then_refused(UnknownUnit)
    given(with_answer(), confirmed()).when(coordinate(institution_admin())).then_refused(AlreadyCompleted)
    given(taken_up(), copied()).when(coordinate(liaison(DINAS_KESEHATAN))).then_refused(NotYourCase)


@clause("IV-2-a")
@pytest.mark.edge_case(19)
def test_a_linked_case_is_answered_when_its_lead_is() -> None:
    given(taken_up(), linked()).when(final_answer()).then_refused(LeadAnswersFirst)
    given(taken_up(), linked()).when(replace(final_answer(), lead_answered=True)).then(answered())


@clause("VI-C-2", "VI-C-3")
@pytest.mark.edge_case(7)
def test_a_liaison_proposes_another_class_and_the_institution_decides() -> None:
    given(taken_up()).when(propose()).then(proposed())
    given(taken_up(), proposed()).when(reclassify()).then(
        reclassified(*resolution(SlaClass.FIELD_INSPECTION))
    )
    given(taken_up()).when(reclassify(liaison())).then_refused(NotYourCase)
    given(taken_up()).when(propose(institution_admin())).then_refused(NotYourCase)


@clause("III-N")
@pytest.mark.edge_case(23)
def test_nobody_approves_their_own_proposal_whichever_role_they_act_in() -> None:
    both = person("liaison and admin")
    given(taken_up(), proposed(both)).when(reclassify(institution_admin(who=both))).then_refused(FourEyes)
    given(taken_up(), proposed(both)).when(reclassify()).decided()


@clause("III-N")
@pytest.mark.edge_case(23)
@pytest.mark.parametrize(
    "settled",
    [(reclassified(*resolution(SlaClass.FIELD_INSPECTION)),), (returned(), disposed())],
    ids=["decided", "handed back"],
)
def test_whoever_proposed_may_decide_again_once_their_proposal_is_settled(settled: tuple[Event, ...]) -> None:
    both = person("liaison and admin")
    again = reclassify(institution_admin(who=both), supervisory=True, field=False)
    given(taken_up(), proposed(both)).when(again).then_refused(FourEyes)
    assert given(taken_up(), proposed(both), settled).when(again).decided()


@clause("VI-C-0", "VI-C-2", "VI-C-3")
@pytest.mark.edge_case(7)
def test_another_class_counts_from_the_same_start_and_a_breach_stays() -> None:
    late = breached(Clock.RESOLUTION, ENDS[SlaClass.STANDARD][0], DINAS_SOSIAL)
    (event,) = given(taken_up(), late).when(reclassify()).decided()
    assert event == reclassified(*resolution(SlaClass.FIELD_INSPECTION), after_breach=True)


@clause("VI-C-1")
@pytest.mark.edge_case(7)
def test_a_shorter_class_can_end_before_today_and_is_overdue_from_then_on() -> None:
    shorter = reclassify(type_=ComplaintType.NORMATIVE_GRIEVANCE, supervisory=False, field=False)
    (event,) = given(taken_up()).when(shorter).decided()
    assert isinstance(event, Reclassified)
    assert due_on(event.deadlines, Clock.RESOLUTION) == ENDS[SlaClass.NORMATIVE][0]


def test_a_class_is_changed_once_there_is_one_to_another_one_and_before_the_answer() -> None:
    same = reclassify(supervisory=False, field=False)
    given(taken_up()).when(same).then_refused(NothingChanges)
    given(taken_up(), reclassified()).when(reclassify()).then_refused(NothingChanges)
    given(at_both_tiers()).when(reclassify(institution_admin(OTHER_COUNTY))).then_refused(NotYourCase)
    given(with_answer()).when(reclassify()).then_refused(AlreadyAnswered)
    given(*at_both_tiers()).when(reclassify()).then(reclassified())


def test_what_nobody_classified_is_not_reclassified() -> None:
    given(entered(Tier.INSTITUTION)).when(reclassify()).then_refused(VerifyFirst)


def test_the_answer_starts_ten_working_days_of_silence() -> None:
    (event,) = given(AT_NATIONAL).when(answer_directly()).decided()
    deadlines: tuple[Deadline, ...] = getattr(event, "deadlines", ())
    assert deadlines == (working(Clock.SILENCE, 10, TEN_DAYS_ON),)
