"""Who has a case: one audience, always one that may know of it (BAB I.B, VI.B.1.b.11, VI.D.1.d)."""

import pytest

from domain.cases import Case
from domain.clocks import met_by
from domain.confidentiality import (
    NATIONAL,
    Audience,
    custodian,
    institution_audience,
    openable,
    unit_audience,
)
from domain.deadlines import Clock
from domain.errors import NotYourCase
from domain.events import Event, NatureDetermined
from domain.people import Tier
from domain.texts import TextKind
from domain.vocabulary import Nature
from tests.support.cases import case_of
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_KOMINFO,
    DINAS_SOSIAL,
    INSPEKTORAT,
    auditor,
    liaison,
)
from tests.support.handling_samples import answered_directly, disputed, intervened, withdrawn
from tests.support.histories import at_both_tiers, entered_and_verified, with_inspectorate
from tests.support.procedure_requests import act_as_superior, coordinate, request_data, unit_head
from tests.support.requests import accept, initial_response
from tests.support.review_samples import (
    archived,
    data_requested,
    entered,
    found,
    identified,
    referred,
    returned_by_inspectorate,
    returned_to_national,
    superior_acted,
    superior_added,
    supplied,
)
from tests.support.samples import (
    answered,
    completed,
    confirmed,
    copied,
    disposed,
    forwarded,
    in_institution_review,
    in_national_review,
    responded,
    returned,
    verified,
    with_liaison,
)
from tests.support.scenario import given

COUNTYS = institution_audience(COUNTY)
ABUSE = NatureDetermined(complaint=COMPLAINT, tier=Tier.INSTITUTION, nature=Nature.ABUSE_OF_AUTHORITY)


def test_audiences_are_told_apart_by_kind_and_office() -> None:
    assert f"institution:{COUNTY}" == COUNTYS
    assert unit_audience(DINAS_SOSIAL) == f"unit:{DINAS_SOSIAL}"


@pytest.mark.clause("I-B", "D-1-d", "b-11")
@pytest.mark.edge_case(13)
@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (in_national_review(), NATIONAL),
        (in_institution_review(), COUNTYS),
        (with_liaison(), unit_audience(DINAS_SOSIAL)),
        ((*with_liaison(), returned()), COUNTYS),
        ((*with_liaison(), ABUSE, identified(DINAS_SOSIAL)), COUNTYS),
        (at_both_tiers(reported=(DINAS_KOMINFO,)), NATIONAL),
        ((*at_both_tiers(reported=(DINAS_KOMINFO,)), disposed()), unit_audience(DINAS_SOSIAL)),
        (with_inspectorate(), Audience(f"inspectorate:{COUNTY}")),
        ((*with_inspectorate(), identified(INSPEKTORAT)), COUNTYS),
        ((*with_inspectorate(), identified(INSPEKTORAT, DINAS_KOMINFO)), NATIONAL),
        ((*with_inspectorate(), found(), returned_by_inspectorate()), COUNTYS),
        ((*in_institution_review(), returned_to_national()), NATIONAL),
    ],
)
def test_a_case_is_with_the_nearest_who_may_know_of_it(
    history: tuple[Event, ...], expected: Audience
) -> None:
    case: Case = case_of(*history)
    assert custodian(case) == expected


@pytest.mark.clause("b-11")
def test_a_unit_with_an_older_copy_is_no_handler_of_what_the_inspectorate_has() -> None:
    abuse = verified(Tier.INSTITUTION, nature=Nature.ABUSE_OF_AUTHORITY)
    history = (*in_institution_review(), copied(), *abuse, referred())
    given(history).when(coordinate(liaison(DINAS_KESEHATAN))).then_refused(NotYourCase)


@pytest.mark.clause("b-11")
def test_a_liaison_does_not_act_as_the_superior_of_the_own_unit() -> None:
    told = (*with_inspectorate(DINAS_SOSIAL), superior_added())
    history = (*told, found(), returned_by_inspectorate(), disposed())
    given(history).when(act_as_superior(liaison())).then_refused(NotYourCase)


@pytest.mark.parametrize(
    ("event", "met"),
    [
        (verified()[0], {Clock.NATIONAL_REVIEW}),
        (forwarded(), {Clock.NATIONAL_REVIEW}),
        (disposed(), {Clock.NATIONAL_REVIEW, Clock.INSTITUTION_REVIEW}),
        (supplied(), {Clock.COMPLETION}),
        (responded(), {Clock.FIRST_RESPONSE, Clock.STATUTORY_RESPONSE}),
        (intervened(), {Clock.INTERVENTION}),
        (superior_acted(), {Clock.SUPERIOR_ACTION}),
        (confirmed(), {Clock.SILENCE}),
        (disputed(), {Clock.SILENCE}),
        (
            answered(),
            {
                Clock.RESOLUTION,
                Clock.FIRST_RESPONSE,
                Clock.STATUTORY_RESPONSE,
                Clock.STATUTORY_DECISION,
            },
        ),
        (returned(), set()),
        (completed(), set()),
        (archived(), set()),
        (withdrawn(), set()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_clock_is_met_by_what_it_was_set_for_and_not_because_the_case_moved_on(
    event: Event, met: set[Clock]
) -> None:
    assert set(met_by(event)) == met
    assert Clock.COMPLETION not in met_by(answered_directly())


@pytest.mark.clause("b-11", "IV-1-e")
@pytest.mark.edge_case(14)
def test_a_superior_who_was_told_reads_the_substance_and_nothing_else() -> None:
    case = case_of(*with_inspectorate(DINAS_SOSIAL), superior_added())
    assert openable(case, unit_head()) == {TextKind.REDACTED_NARRATIVE, TextKind.OBJECT}


@pytest.mark.clause("IV-1-c")
def test_the_inspectorate_asks_the_complainant_for_its_institution() -> None:
    given(with_inspectorate()).when(request_data(auditor())).then(data_requested(Tier.INSTITUTION))


@pytest.mark.clause("c-4", "II-E-c")
def test_in_a_unit_its_liaison_acts_and_its_head_does_not() -> None:
    told = (*with_inspectorate(DINAS_SOSIAL), superior_added())
    history = (*told, found(), returned_by_inspectorate(), disposed())
    given(history).when(accept(unit_head())).then_refused(NotYourCase)


@pytest.mark.clause("c-1", "c-4")
def test_what_a_liaison_entered_is_handled_once_accepted_and_accepted_by_the_own_unit() -> None:
    given(entered()).when(initial_response()).then_refused(NotYourCase)
    history = (*entered_and_verified(), copied())
    given(history).when(accept(liaison(DINAS_KESEHATAN))).then_refused(NotYourCase)
