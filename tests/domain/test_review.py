"""Submission and verification: what each tier examines, and what it may not lower."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.deadlines import Clock, due_on
from domain.errors import (
    AlreadyDisposed,
    AlreadyForwarded,
    AlreadySubmitted,
    AlreadyVerified,
    ConfidentialStaysInside,
    NoSuchCase,
    NotYourCase,
    ProtectionOnlyRises,
    RedactionNeeded,
    UnknownUnit,
)
from domain.events import Classified, ComplaintSubmitted
from domain.people import Actor, Role, Tier, UnitId
from domain.states import InReview
from domain.vocabulary import ComplaintType, SlaClass
from tests.support.cast import (
    DINAS_PERHUBUNGAN,
    MINISTRY,
    OTHER_COMPLAINT,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    occasion,
    officer,
    person,
)
from tests.support.requests import add_cc, submit, verify
from tests.support.samples import (
    forwarded,
    in_institution_review,
    submitted,
    verified,
    with_liaison,
)
from tests.support.scenario import given

NOWHERE = UnitId(OTHER_COMPLAINT)


def test_a_submission_starts_the_national_review_of_three_working_days() -> None:
    given().when(submit()).then(submitted())


def test_what_the_complainant_asked_for_is_kept() -> None:
    given().when(submit(anonymous=True, confidential=True)).then(submitted(anonymous=True, confidential=True))


def test_the_day_of_a_submission_is_the_institutions_day() -> None:
    half_past_midnight = datetime(2026, 3, 12, 16, 30, tzinfo=UTC)  # Friday 13 March, 00:30 in Lombok Tengah
    (event,) = given().when(submit(at=half_past_midnight)).decided()
    assert isinstance(event, ComplaintSubmitted)
    assert due_on(event.deadlines, Clock.NATIONAL_REVIEW) == date(2026, 3, 25)


@pytest.mark.parametrize("by", [national_admin(), liaison(), complainant(OTHER_COMPLAINT)])
def test_only_its_complainant_submits_a_complaint(by: Actor) -> None:
    given().when(submit(by)).then_refused(NotYourCase)


def test_a_complaint_is_submitted_once() -> None:
    given(submitted()).when(submit()).then_refused(AlreadySubmitted)


def test_nothing_can_be_asked_of_a_complaint_that_does_not_exist() -> None:
    given().when(verify()).then_refused(NoSuchCase)


def test_a_verification_records_each_finding_in_order() -> None:
    given(submitted()).when(verify()).then(verified())


def test_the_institution_verifies_for_itself() -> None:
    given(in_institution_review()).when(verify(institution_admin())).then(verified(Tier.INSTITUTION))


def test_each_tier_verifies_once() -> None:
    given(submitted(), verified()).when(verify()).then_refused(AlreadyVerified)


def test_the_national_admin_does_not_verify_what_was_forwarded() -> None:
    given(in_institution_review()).when(verify()).then_refused(AlreadyForwarded)


def test_the_institution_does_not_verify_what_a_unit_holds() -> None:
    given(with_liaison()).when(verify(institution_admin())).then_refused(AlreadyDisposed)


@pytest.mark.parametrize("by", [institution_admin(), institution_admin(OTHER_COUNTY), liaison(), auditor()])
def test_a_case_in_national_review_belongs_to_nobody_else(by: Actor) -> None:
    given(submitted()).when(verify(by)).then_refused(NotYourCase)


@pytest.mark.parametrize("by", [institution_admin(OTHER_COUNTY), liaison(), auditor(), complainant()])
def test_a_case_in_an_institutions_review_belongs_to_its_admin(by: Actor) -> None:
    given(in_institution_review()).when(verify(by)).then_refused(NotYourCase)


@pytest.mark.parametrize(
    ("type_", "supervisory", "field", "expected"),
    [
        (ComplaintType.INFORMATION_REQUEST, False, False, SlaClass.NORMATIVE),
        (ComplaintType.NORMATIVE_GRIEVANCE, True, True, SlaClass.NORMATIVE),
        (ComplaintType.ASPIRATION, False, False, SlaClass.NORMATIVE),
        (ComplaintType.GRIEVANCE, False, False, SlaClass.STANDARD),
        (ComplaintType.GRIEVANCE, True, False, SlaClass.STANDARD),
        (ComplaintType.GRIEVANCE, False, True, SlaClass.STANDARD),
        (ComplaintType.GRIEVANCE, True, True, SlaClass.FIELD_INSPECTION),
    ],
)
def test_type_and_flags_choose_the_class(
    type_: ComplaintType, supervisory: bool, field: bool, expected: SlaClass
) -> None:
    asked = verify(type_=type_, supervisory=supervisory, field=field)
    (classified,) = (
        event for event in given(submitted()).when(asked).decided() if isinstance(event, Classified)
    )
    assert classified.sla_class is expected


def test_the_limits_say_which_class_an_alleged_deviation_has_that_needs_no_inspection() -> None:
    stricter = replace(occasion(national_admin()).policy, supervisory_only=SlaClass.FIELD_INSPECTION)
    assert stricter.sla_class_of(ComplaintType.GRIEVANCE, True, False) is SlaClass.FIELD_INSPECTION
    assert stricter.sla_class_of(ComplaintType.GRIEVANCE, False, True) is SlaClass.STANDARD
    assert stricter.sla_class_of(ComplaintType.GRIEVANCE, False, False) is SlaClass.STANDARD


@pytest.mark.parametrize(("anonymous", "confidential"), [(True, False), (False, True), (True, True)])
def test_an_officer_does_not_lower_what_the_complainant_asked_for(
    anonymous: bool, confidential: bool
) -> None:
    given(submitted(anonymous=anonymous, confidential=confidential)).when(verify()).then_refused(
        ProtectionOnlyRises
    )


@pytest.mark.parametrize(("anonymous", "confidential"), [(True, False), (False, True)])
def test_a_later_tier_does_not_lower_what_an_earlier_one_set(anonymous: bool, confidential: bool) -> None:
    history = (submitted(), *verified(anonymous=anonymous, confidential=confidential), forwarded())
    given(history).when(verify(institution_admin())).then_refused(ProtectionOnlyRises)


def test_a_later_tier_may_raise_protection() -> None:
    given(in_institution_review()).when(verify(institution_admin(), anonymous=True, confidential=True)).then(
        verified(Tier.INSTITUTION, anonymous=True, confidential=True)
    )


@pytest.mark.parametrize("shown", ["headline", "shown_text"])
def test_a_confidential_case_shows_nothing(shown: str) -> None:
    asked = verify(confidential=True, headline=shown == "headline", shown_text=shown == "shown_text")
    given(submitted()).when(asked).then_refused(ConfidentialStaysInside)


def test_an_anonymous_case_needs_a_redacted_narrative() -> None:
    given(submitted(anonymous=True)).when(verify(anonymous=True, redacted=False)).then_refused(
        RedactionNeeded
    )


def test_a_redacted_narrative_is_written_once() -> None:
    given(submitted(), verified(anonymous=True), forwarded()).when(
        verify(institution_admin(), anonymous=True, redacted=False)
    ).then_is(InReview)


def test_a_reported_unit_is_a_registered_one() -> None:
    given(submitted()).when(verify(reported_units=(NOWHERE,))).then_refused(UnknownUnit)


def test_a_reported_officer_gets_the_very_answer_of_somebody_without_access() -> None:
    reported = person("reported officer")
    history = (submitted(), *verified(reported_officers=(reported,)), forwarded())
    excluded = given(history).when(verify(institution_admin(who=reported))).then_refused(NotYourCase)
    stranger = given(history).when(verify(institution_admin(OTHER_COUNTY))).then_refused(NotYourCase)
    assert (str(excluded), excluded.clause) == (str(stranger), stranger.clause)


def test_a_reported_officer_is_excluded_in_every_assignment() -> None:
    reported = person("reported officer")
    history = (submitted(), *verified(reported_officers=(reported,)), forwarded())
    for role, unit in [(Role.NATIONAL_ADMIN, MINISTRY), (Role.LIAISON_OFFICER, DINAS_PERHUBUNGAN)]:
        given(history).when(add_cc(officer(role, unit, reported))).then_refused(NotYourCase)


def test_an_admin_who_was_not_reported_goes_on() -> None:
    history = (submitted(), *verified(reported_officers=(person("somebody"),)), forwarded())
    given(history).when(verify(institution_admin())).then(verified(Tier.INSTITUTION))
