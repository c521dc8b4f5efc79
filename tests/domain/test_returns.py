"""Back, sideways and to somebody else: what may move where (BAB VI.B.1.a.9, b.9, b.10, c.5; II.D.e)."""

import pytest

from domain.complaint import replay
from domain.confidentiality import custodian, institution_audience
from domain.deadlines import Clock
from domain.errors import (
    AlreadyAnswered,
    AlreadyCompleted,
    AlreadyDisposed,
    CcNotAllowed,
    ConfidentialStaysInside,
    NeighbouringTiersOnly,
    NoConflict,
    NotAnAgencyHere,
    NotYourCase,
    ReferToInspectorateFirst,
)
from domain.events import Event, HandlerReplaced, NatureDetermined
from domain.people import Actor, Tier, UnitId
from domain.states import InReview, Submitted, Unsubmitted, WithLiaison
from domain.vocabulary import ComplaintType, Nature
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_KOMINFO,
    DINAS_PERHUBUNGAN,
    DINAS_SOSIAL,
    ELSEWHERE,
    HEALTH,
    INSPEKTORAT,
    OTHER_COUNTY,
    OTHER_DINAS,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    person,
)
from tests.support.days import statutory
from tests.support.handling_samples import answered_directly
from tests.support.histories import at_both_tiers, entered_and_verified, of_abuse, with_inspectorate
from tests.support.procedure_requests import declare_conflict, replace_handler, return_to_national
from tests.support.requests import accept, add_cc, dispose, final_answer, forward, hand_back, verify
from tests.support.review_samples import (
    conflict_declared,
    copied_for_reason,
    entered,
    identified,
    raised,
    replaced,
    returned_to_national,
)
from tests.support.samples import (
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

clause = pytest.mark.clause
REPORTED = person("reported officer")


def state(history: tuple[Event, ...]) -> Submitted:
    complaint = replay(history)
    assert not isinstance(complaint, Unsubmitted)
    return complaint


@clause("b-10", "II-D-e")
@pytest.mark.parametrize("history", [in_institution_review(), at_both_tiers()])
def test_what_is_outside_the_institutions_authority_goes_back_to_the_national_admin(
    history: tuple[Event, ...],
) -> None:
    given(history).when(return_to_national()).then(returned_to_national())
    back = state((*history, returned_to_national()))
    assert isinstance(back, InReview)
    assert back.tier is Tier.NATIONAL
    assert back.file.case.institution is None


@clause("b-10", "a-7")
def test_the_national_admin_passes_on_what_came_back_without_another_verification() -> None:
    history = (*in_institution_review(), returned_to_national())
    given(history).when(forward(to=OTHER_COUNTY, category=ELSEWHERE)).then(
        forwarded(OTHER_COUNTY, category=ELSEWHERE)
    )


@clause("c-5")
@pytest.mark.edge_case(5)
def test_a_liaison_never_returns_a_case_past_the_institution() -> None:
    given(with_liaison()).when(return_to_national(liaison())).then_refused(NeighbouringTiersOnly)


@clause("b-10")
@pytest.mark.edge_case(5)
@pytest.mark.parametrize("by", [national_admin(), auditor(), complainant(), institution_admin(OTHER_COUNTY)])
def test_only_the_institution_that_has_it_returns_a_case(by: Actor) -> None:
    given(in_institution_review()).when(return_to_national(by)).then_refused(NotYourCase)


@clause("b-10")
def test_what_a_unit_has_is_returned_by_the_unit_first() -> None:
    given(with_liaison()).when(return_to_national()).then_refused(AlreadyDisposed)


@clause("c-5", "b-10")
@pytest.mark.edge_case(5)
def test_each_arrival_has_its_own_review_and_the_wait_of_the_citizen_is_one() -> None:
    hops = (
        *with_liaison(),
        returned(),
        disposed(DINAS_KESEHATAN, category=HEALTH),
        returned(DINAS_KESEHATAN),
        returned_to_national(),
    )
    file = state(hops).file
    assert file.returns == 3
    running = file.clocks
    assert running[Clock.STATUTORY_DECISION].deadline == submitted().deadlines[2]
    assert Clock.NATIONAL_REVIEW in running
    assert Clock.RESOLUTION not in running


@clause("a-7", "b-7")
@pytest.mark.edge_case(16)
def test_an_aspiration_that_was_answered_directly_may_be_passed_on_and_keeps_a_last_day() -> None:
    history = (submitted(), *verified(), answered_directly())
    (event,) = given(history).when(forward()).decided()
    file = state((*history, event, *verified(Tier.INSTITUTION))).file
    assert Clock.STATUTORY_DECISION in file.clocks
    assert Clock.SILENCE not in file.clocks


@clause("a-9", "b-9")
@pytest.mark.edge_case(15)
def test_a_confidential_case_is_copied_for_a_reason_only() -> None:
    history = (submitted(), *verified(confidential=True), forwarded())
    given(history).when(add_cc()).then_refused(ConfidentialStaysInside)
    given(history).when(add_cc(reason=True)).then(copied_for_reason())
    given(history, copied_for_reason()).when(add_cc(reason=True)).then_refused(CcNotAllowed)


@clause("a-9", "b-9")
def test_a_copy_from_before_a_case_was_confidential_is_given_anew_for_a_reason() -> None:
    history = (*with_liaison(), copied(), raised(confidential=True))
    given(history).when(add_cc(reason=True)).then(copied_for_reason())


@clause("a-9", "b-9", "D-1-d")
@pytest.mark.edge_case(15)
def test_a_unit_with_a_copy_never_gives_the_answer() -> None:
    history = (*taken_up(), copied_for_reason(OTHER_DINAS))
    given(history).when(final_answer(liaison(OTHER_DINAS))).then_refused(NotYourCase)


@clause("b-11")
@pytest.mark.parametrize("history", [of_abuse(DINAS_SOSIAL), with_inspectorate()])
def test_what_the_inspectorate_must_have_is_copied_to_nobody(history: tuple[Event, ...]) -> None:
    given(history).when(add_cc()).then_refused(ReferToInspectorateFirst)
    given(history).when(add_cc(national_admin())).then_refused(ReferToInspectorateFirst)


@clause("b-1..3")
@pytest.mark.edge_case(13)
@pytest.mark.parametrize(
    "conflict", [identified(officers=(REPORTED,)), conflict_declared(liaison().person)], ids=["named", "own"]
)
def test_a_unit_whose_officer_the_case_concerns_is_replaced(conflict: Event) -> None:
    history = (*with_liaison(), conflict)
    given(history).when(replace_handler()).then(replaced())
    held = state((*history, replaced()))
    assert isinstance(held, WithLiaison)
    assert (held.institution, held.unit, held.accepted) == (COUNTY, DINAS_KESEHATAN, False)
    assert held.file.clocks == state(history).file.clocks


@clause("b-1..3", "c-1")
@pytest.mark.edge_case(13)
@pytest.mark.parametrize("history", [(entered(),), entered_and_verified()])
def test_a_liaison_who_entered_a_case_of_their_own_is_replaced_before_anybody_accepts_it(
    history: tuple[Event, ...],
) -> None:
    given(history).when(declare_conflict()).then(conflict_declared(liaison().person))
    moved = (*history, conflict_declared(liaison().person), replaced())
    assert isinstance(state(moved), InReview)
    if history == (entered(),):
        given(moved).when(verify(liaison(DINAS_KESEHATAN))).then_is(InReview)
    else:
        given(moved).when(accept(liaison(DINAS_KESEHATAN))).then_is(WithLiaison)


@clause("c-5")
def test_a_unit_is_not_replaced_because_it_is_slow() -> None:
    given(taken_up()).when(replace_handler()).then_refused(NoConflict)
    given(in_institution_review()).when(replace_handler()).then_refused(NoConflict)
    given(with_inspectorate()).when(replace_handler()).then_refused(NoConflict)
    given(taken_up(), identified(DINAS_SOSIAL)).when(replace_handler()).then_refused(NoConflict)


@pytest.mark.parametrize("to", [DINAS_SOSIAL, DINAS_KESEHATAN])
def test_a_unit_is_replaced_by_one_without_a_conflict(to: UnitId) -> None:
    history = (*with_liaison(), identified(DINAS_KESEHATAN, officers=(REPORTED,)))
    given(history).when(replace_handler(to=to)).then_refused(NoConflict)


def test_a_unit_is_replaced_within_the_institution_while_the_case_is_open() -> None:
    history = (*with_liaison(), identified(officers=(REPORTED,)))
    given(history).when(replace_handler(to=OTHER_DINAS)).then_refused(NotAnAgencyHere)
    given(*with_answer(), identified(officers=(REPORTED,)), confirmed()).when(replace_handler()).then_refused(
        AlreadyCompleted
    )


@pytest.mark.parametrize("by", [national_admin(), liaison(), auditor(), complainant()])
def test_only_the_institution_replaces_a_unit(by: Actor) -> None:
    history = (*with_liaison(), identified(officers=(REPORTED,)))
    given(history).when(replace_handler(by)).then_refused(NotYourCase)


@clause("b-11")
def test_what_is_abuse_goes_to_the_inspectorate_and_not_to_another_unit() -> None:
    violation = at_both_tiers(nature=Nature.SUSPECTED_VIOLATION)
    history = (*violation, disposed(), identified(DINAS_SOSIAL, officers=(REPORTED,)))
    given(history).when(replace_handler()).then_refused(ReferToInspectorateFirst)


@clause("b-11")
@pytest.mark.edge_case(13)
def test_where_the_inspectorate_is_reported_as_well_another_unit_holds_it_until_it_is_returned() -> None:
    violation = at_both_tiers(nature=Nature.SUSPECTED_VIOLATION)
    reported = identified(DINAS_SOSIAL, INSPEKTORAT, officers=(REPORTED,))
    history = (*violation, disposed(), reported)
    given(history).when(replace_handler(to=DINAS_PERHUBUNGAN)).then(replaced(DINAS_PERHUBUNGAN))
    other = liaison(DINAS_PERHUBUNGAN)
    given(history, replaced(DINAS_PERHUBUNGAN)).when(hand_back(other)).then_is(InReview)


@clause("D-1-d")
@pytest.mark.edge_case(13)
def test_the_national_admin_stands_in_for_an_institution_that_may_not_know_of_the_case() -> None:
    """A case about the agency that runs the administration: its admin sees nothing, and nobody waits for them."""
    history = at_both_tiers(reported=(DINAS_KOMINFO,))
    assert custodian(state(history).file.case) != institution_audience(COUNTY)
    given(history).when(dispose()).then_refused(NotYourCase)
    given(history).when(dispose(national_admin())).then(disposed())
    given(history).when(return_to_national(national_admin())).then(returned_to_national())
    held = (*history, disposed(), identified(officers=(REPORTED,)))
    (event,) = given(held).when(replace_handler(national_admin())).decided()
    assert isinstance(event, HandlerReplaced)


def test_a_case_in_national_review_has_no_institution_to_stand_in_for() -> None:
    given(in_national_review()).when(dispose(national_admin())).then_refused(NotYourCase)


def test_an_answered_case_is_not_returned() -> None:
    given(with_answer()).when(hand_back()).then_refused(AlreadyAnswered)


@clause("b-10", "I-B")
@pytest.mark.edge_case(16)
def test_an_aspiration_answered_at_the_institution_may_go_back_and_keeps_a_last_day() -> None:
    aspiration = verify(institution_admin(), type_=ComplaintType.ASPIRATION)
    examined = given(in_institution_review()).when(aspiration).decided()
    history = (*in_institution_review(), *examined, answered_directly(Tier.INSTITUTION))
    given(history).when(return_to_national()).then(returned_to_national(statutory()[1]))
    back = state((*history, returned_to_national(statutory()[1])))
    assert Clock.SILENCE not in back.file.clocks


@clause("b-11")
@pytest.mark.edge_case(13)
def test_a_unit_that_may_not_know_of_its_case_is_replaced_though_nobody_is_named() -> None:
    abuse = NatureDetermined(complaint=COMPLAINT, tier=Tier.INSTITUTION, nature=Nature.ABUSE_OF_AUTHORITY)
    history = (*taken_up(), abuse, identified(DINAS_SOSIAL, INSPEKTORAT))
    given(history).when(replace_handler(to=DINAS_PERHUBUNGAN)).then(replaced(DINAS_PERHUBUNGAN))


@clause("b-10", "D-1-d")
@pytest.mark.edge_case(13)
def test_the_national_admin_takes_from_a_reported_inspectorate_what_the_institution_may_not_know() -> None:
    history = (*with_inspectorate(), identified(INSPEKTORAT, DINAS_KOMINFO))
    given(history).when(return_to_national()).then_refused(NotYourCase)
    given(history).when(return_to_national(national_admin())).then(returned_to_national())
