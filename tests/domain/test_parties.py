"""Whom a complaint is about, what is shown of it, and how far it is closed (BAB VI.B.1.a.2, 3 and 5; IV.A.1.e)."""

from dataclasses import replace

import pytest

from domain.commands import IdentifyParties, VerifyComplaint
from domain.complaint import replay
from domain.confidentiality import may_see
from domain.errors import (
    ConfidentialStaysInside,
    NothingChanges,
    NotYourCase,
    ProtectionOnlyRises,
    RedactionNeeded,
    UnknownUnit,
)
from domain.events import ContentRedacted, Event, NatureDetermined, PartiesIdentified
from domain.people import Actor, Tier, UnitId
from domain.states import Unsubmitted, WithInspectorate
from domain.texts import Sealed, Shown, TextKind
from domain.vocabulary import Nature
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    OTHER_COMPLAINT,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    person,
)
from tests.support.procedure_requests import (
    declare_conflict,
    identify,
    lower_protection,
    raise_protection,
    redact,
    refer,
)
from tests.support.requests import Asked, verify
from tests.support.review_samples import conflict_declared, identified, lowered, raised, referred
from tests.support.samples import (
    copied,
    forwarded,
    in_institution_review,
    in_national_review,
    submitted,
    taken_up,
    verified,
    with_answer,
    with_liaison,
)
from tests.support.scenario import given

clause = pytest.mark.clause
HANDLERS = [
    (in_national_review(), national_admin()),
    (in_institution_review(), institution_admin()),
    (with_liaison(), liaison()),
]
TIERS = ["national", "institution", "liaison"]
REPORTED = person("reported officer")
CLOSED = (submitted(), *verified(anonymous=True, confidential=True), forwarded())


def sees(history: tuple[Event, ...], by: Actor) -> bool:
    complaint = replay(history)
    assert not isinstance(complaint, Unsubmitted)
    return may_see(complaint.file.case, by) is not None


@clause("a-3", "b-1..3")
@pytest.mark.edge_case(13)
@pytest.mark.parametrize(
    ("by", "tier"), [(national_admin(), Tier.NATIONAL), (institution_admin(), Tier.INSTITUTION)]
)
def test_parties_found_later_are_added_and_lose_sight_from_then_on(by: Actor, tier: Tier) -> None:
    reported = liaison(who=REPORTED)
    assert sees(with_liaison(), reported)
    given(with_liaison()).when(identify(by, DINAS_SOSIAL, officers=(REPORTED,))).then(
        identified(DINAS_SOSIAL, officers=(REPORTED,), tier=tier)
    )
    assert not sees((*with_liaison(), identified(officers=(REPORTED,))), reported)
    assert sees((*with_liaison(), identified(officers=(REPORTED,))), liaison())


@clause("a-3", "b-1..3")
def test_a_party_is_a_registered_unit() -> None:
    nowhere = UnitId(OTHER_COMPLAINT)
    given(with_liaison()).when(identify(None, nowhere)).then_refused(UnknownUnit)


@clause("a-3", "b-1..3", "IV-2-b")
def test_a_party_without_a_unit_is_named_under_seal() -> None:
    name = Sealed(TextKind.REPORTED_NAME, 4)
    for asked, by_tier in ((verify(), in_national_review()), (identify(), with_liaison())):
        assert isinstance(asked.command, VerifyComplaint | IdentifyParties)
        named = replace(asked, command=replace(asked.command, reported_name=name))
        (parties,) = (
            event for event in given(by_tier).when(named).decided() if isinstance(event, PartiesIdentified)
        )
        assert parties.reported_name == name


@pytest.mark.parametrize("by", [liaison(), complainant(), auditor()])
def test_only_an_admin_adds_parties(by: Actor) -> None:
    given(with_liaison()).when(identify(by)).then_refused(NotYourCase)


@clause("a-2", "b-1..3", "b-11")
@pytest.mark.edge_case(14)
def test_that_it_is_abuse_may_come_to_light_when_a_unit_has_it_already() -> None:
    nature = NatureDetermined(complaint=COMPLAINT, tier=Tier.INSTITUTION, nature=Nature.ABUSE_OF_AUTHORITY)
    asked = identify(None, DINAS_SOSIAL, nature=Nature.ABUSE_OF_AUTHORITY)
    given(taken_up()).when(asked).then(nature, identified(DINAS_SOSIAL))
    history = (*taken_up(), nature, identified(DINAS_SOSIAL))
    assert not sees(history, liaison())
    given(history).when(refer()).then(referred())
    examined = replay((*history, referred()))
    assert isinstance(examined, WithInspectorate)
    assert examined.institution == COUNTY


@clause("IV-1-e", "a-3")
@pytest.mark.edge_case(13)
@pytest.mark.parametrize(("history", "by"), HANDLERS, ids=TIERS)
def test_an_officer_whom_the_case_concerns_steps_back_and_no_longer_knows_of_it(
    history: tuple[Event, ...], by: Actor
) -> None:
    given(history).when(declare_conflict(by)).then(conflict_declared(by.person))
    assert not sees((*history, conflict_declared(by.person)), by)


def test_a_complainant_has_nothing_to_step_back_from() -> None:
    given(submitted()).when(declare_conflict(complainant())).then_refused(NotYourCase)


@clause("a-5", "b-5", "c-2")
@pytest.mark.edge_case(12)
@pytest.mark.parametrize("by", [national_admin(), institution_admin(), liaison()], ids=TIERS)
def test_every_tier_may_close_a_case_further_at_any_time(by: Actor) -> None:
    given(with_liaison()).when(raise_protection(by)).then(raised())
    given(with_answer()).when(raise_protection(by, confidential=True)).then(raised(confidential=True))


@clause("a-5", "b-5", "c-2", "IV-2-b")
@pytest.mark.edge_case(12)
@pytest.mark.parametrize("by", [national_admin(), institution_admin(), liaison()], ids=TIERS)
def test_no_officer_lowers_a_protection(by: Actor) -> None:
    history = (*with_liaison(), raised(confidential=True))
    given(history).when(lower_protection(by)).then_refused(ProtectionOnlyRises)
    given(history).when(raise_protection(by, confidential=False)).then_refused(ProtectionOnlyRises)
    given(history).when(raise_protection(by, anonymous=False, confidential=True)).then_refused(
        ProtectionOnlyRises
    )


@clause("a-5", "IV-1-e")
def test_the_complainant_raises_and_lowers_what_is_theirs() -> None:
    given(with_liaison()).when(raise_protection(complainant(), redacted=False)).then(raised(redacted=False))
    given(CLOSED).when(lower_protection(confidential=True)).then(lowered(confidential=True))
    given(CLOSED).when(lower_protection(anonymous=True)).then(lowered(anonymous=True))
    given(CLOSED).when(lower_protection()).then(lowered())


@clause("a-5")
def test_what_the_complainant_asks_for_before_the_decision_binds_it() -> None:
    history = (submitted(), raised(redacted=False))
    given(history).when(verify()).then_refused(ProtectionOnlyRises)
    given(history).when(verify(anonymous=True)).then(verified(anonymous=True))
    closed = (submitted(), raised(anonymous=False, confidential=True, redacted=False))
    given(closed).when(verify()).then_refused(ProtectionOnlyRises)
    given(closed).when(verify(confidential=True)).then(verified(confidential=True))


@clause("a-5")
@pytest.mark.edge_case(11)
def test_until_the_decision_a_case_is_closed_in_both_ways_whatever_is_asked_for() -> None:
    complaint = replay((submitted(), raised(confidential=False, redacted=False)))
    assert not isinstance(complaint, Unsubmitted)
    assert (complaint.file.case.anonymous, complaint.file.case.confidential) == (True, True)


@pytest.mark.parametrize(
    "asked",
    [
        raise_protection(anonymous=False, redacted=False),
        lower_protection(),
        lower_protection(anonymous=True),
        lower_protection(confidential=True),
    ],
)
def test_a_step_that_changes_nothing_is_refused(asked: Asked) -> None:
    given(with_liaison()).when(asked).then_refused(NothingChanges)


def test_nothing_is_lowered_before_it_is_decided() -> None:
    given(submitted(anonymous=True)).when(lower_protection()).then_refused(NothingChanges)


@clause("c-2", "IV-2-b")
@pytest.mark.edge_case(10)
def test_an_officer_who_hides_the_complainant_redacts_the_text() -> None:
    given(with_liaison()).when(raise_protection(redacted=False)).then_refused(RedactionNeeded)
    given(CLOSED, lowered()).when(raise_protection(redacted=False)).then(raised(redacted=False))


@pytest.mark.parametrize("by", [liaison(DINAS_KESEHATAN), institution_admin(OTHER_COUNTY), auditor()])
def test_only_a_handler_or_the_complainant_closes_a_case_further(by: Actor) -> None:
    given(with_liaison(), copied()).when(raise_protection(by)).then_refused(NotYourCase)


@clause("IV-2-b")
@pytest.mark.edge_case(10)
@pytest.mark.parametrize(
    ("by", "tier"), [(national_admin(), Tier.NATIONAL), (institution_admin(), Tier.INSTITUTION)]
)
def test_what_is_shown_can_be_written_anew(by: Actor, tier: Tier) -> None:
    (event,) = given(with_liaison()).when(redact(by, shown_text=False)).decided()
    assert isinstance(event, ContentRedacted)
    assert (event.tier, event.headline) == (tier, Shown(TextKind.HEADLINE, 1))
    given(with_liaison()).when(redact(by, headline=False, shown_text=False, narrative=True)).decided()


@clause("IV-1-e")
@pytest.mark.parametrize("shown", [True, False])
def test_a_confidential_case_is_not_shown_by_a_second_writing(shown: bool) -> None:
    asked = redact(headline=shown, shown_text=not shown)
    given(CLOSED).when(asked).then_refused(ConfidentialStaysInside)


def test_a_redaction_says_something_and_is_an_admins() -> None:
    given(with_liaison()).when(redact(headline=False, shown_text=False)).then_refused(NothingChanges)
    given(with_liaison()).when(redact(liaison())).then_refused(NotYourCase)
