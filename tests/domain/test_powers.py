"""Who may do what: each tier's list in BAB VI.B.1, and what is absent from it, for every command and every role.

Each command is asked of a history in which its rightful actor is granted it, so that a refusal is about the role.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, get_args

import pytest

from domain.commands import Command
from domain.errors import (
    AlreadyForwarded,
    NoOpenQuestion,
    NoSuchDocument,
    NotYourCase,
    NotYoursToAttach,
    ProcessingMustGoOn,
    ProtectionOnlyRises,
    RuleBroken,
)
from domain.events import Event
from domain.people import Actor, Role
from domain.vocabulary import About, ComplaintType, RestoreGround
from tests.support import procedure_requests as ask
from tests.support.cast import (
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    officer,
)
from tests.support.document_samples import announce, announced, receive
from tests.support.handling_samples import closed_by_system, supervision_asked, withdrawn
from tests.support.histories import at_both_tiers, of_abuse, parked, with_inspectorate
from tests.support.requests import (
    Asked,
    accept,
    add_cc,
    complete,
    confirm,
    dispose,
    final_answer,
    follow_up,
    forward,
    hand_back,
    initial_response,
    rate,
    submit,
    verify,
)
from tests.support.review_samples import conflict_declared, found, raised, superior_added
from tests.support.samples import (
    accepted,
    copied,
    in_institution_review,
    in_national_review,
    submitted,
    taken_up,
    verified,
    with_answer,
    with_liaison,
)
from tests.support.scenario import given

NATIONAL, INSTITUTION, LIAISON, COPY, APIP, HEAD, CITIZEN = (
    "national",
    "institution",
    "liaison",
    "copy",
    "inspectorate",
    "head",
    "complainant",
)
ACTORS: Final[dict[str, Actor]] = {
    NATIONAL: national_admin(),
    INSTITUTION: institution_admin(),
    LIAISON: liaison(),
    COPY: liaison(DINAS_KESEHATAN),
    APIP: auditor(),
    HEAD: officer(Role.UNIT_HEAD, DINAS_SOSIAL),
    CITIZEN: complainant(),
    "patron": officer(Role.PATRON, COUNTY),
    "responsible head": officer(Role.RESPONSIBLE_HEAD, COUNTY),
    "team member": officer(Role.TEAM_MEMBER, COUNTY),
    "privacy officer": officer(Role.PRIVACY_OFFICER, COUNTY),
    "system analyst": officer(Role.SYSTEM_ANALYSIS, COUNTY),
    "data reporting": officer(Role.DATA_REPORTING, COUNTY),
    "service unit admin": officer(Role.SERVICE_UNIT_ADMIN, DINAS_SOSIAL),
}
_ASPIRATION = (
    submitted(),
    *given(submitted()).when(verify(type_=ComplaintType.ASPIRATION)).decided(),
)


class Power(NamedTuple):
    """A request, where it is lawful, who may make it, and which other refusal than NotYourCase some get."""

    history: tuple[Event, ...]
    ask: Callable[[Actor], Asked]
    may: frozenset[str]
    refused: dict[str, type[RuleBroken]]


def power(
    history: tuple[Event, ...],
    asked: Callable[[Actor], Asked],
    *may: str,
    refused: dict[str, type[RuleBroken]] | None = None,
) -> Power:
    return Power(history, asked, frozenset(may), refused or {})


_HELD = (*taken_up(), copied())
_TOLD = (*with_inspectorate(DINAS_SOSIAL), superior_added())
_LEADERS = frozenset({"patron", "responsible head", "team member"})
_WHO_SEES = _LEADERS | {NATIONAL, INSTITUTION, LIAISON, COPY, APIP, CITIZEN}
POWERS: Final = [
    power((), submit, CITIZEN),
    power((), ask.enter, NATIONAL, INSTITUTION, LIAISON, COPY),
    power(in_national_review(), verify, NATIONAL),
    power(in_institution_review(), verify, INSTITUTION, refused={NATIONAL: AlreadyForwarded}),
    power(_HELD, ask.identify, NATIONAL, INSTITUTION),
    power(_HELD, ask.redact, NATIONAL, INSTITUTION),
    power(_HELD, ask.raise_protection, NATIONAL, INSTITUTION, LIAISON, CITIZEN),
    power(
        (*_HELD, raised()),
        ask.lower_protection,
        CITIZEN,
        refused=dict.fromkeys(_WHO_SEES - {CITIZEN}, ProtectionOnlyRises),
    ),
    power(in_national_review(), ask.request_completion, NATIONAL),
    power(_HELD, ask.request_data, NATIONAL, INSTITUTION, LIAISON),
    power(_HELD, ask.supply, CITIZEN),
    power(parked(), ask.restore, NATIONAL),
    power(
        (*with_liaison(), withdrawn()),
        lambda by: ask.restore(by, ground=RestoreGround.INSPECTORATE),
        APIP,
    ),
    power(_HELD, ask.link, NATIONAL, INSTITUTION),
    power((submitted(), *verified()), forward, NATIONAL),
    power(at_both_tiers(), dispose, INSTITUTION),
    power(taken_up(), add_cc, NATIONAL, INSTITUTION),
    power(with_liaison(), accept, LIAISON),
    power(with_liaison(), hand_back, LIAISON),
    power(
        in_institution_review(),
        ask.return_to_national,
        INSTITUTION,
    ),
    power((*with_liaison(), conflict_declared(ACTORS[HEAD].person)), ask.replace_handler, INSTITUTION),
    power(
        _HELD,
        ask.declare_conflict,
        NATIONAL,
        INSTITUTION,
        LIAISON,
        COPY,
        APIP,
        "team member",
        "patron",
        "responsible head",
    ),
    power(of_abuse(), ask.refer, INSTITUTION),
    power(with_inspectorate(), ask.find, APIP),
    power((*with_inspectorate(), found()), ask.return_from_inspectorate, APIP),
    power(with_inspectorate(DINAS_SOSIAL), ask.add_superior, APIP),
    power(_TOLD, ask.act_as_superior, HEAD),
    power((*with_liaison(), accepted()), initial_response, LIAISON),
    power(_HELD, follow_up, LIAISON),
    power(_HELD, final_answer, LIAISON),
    power((*with_inspectorate(), found()), final_answer, APIP),
    power(_ASPIRATION, ask.answer_directly, NATIONAL),
    power(_HELD, ask.contribute, COPY),
    power(_HELD, ask.report_progress, LIAISON),
    power(_HELD, ask.inform, LIAISON),
    power(_HELD, ask.number_nationally, NATIONAL, INSTITUTION, LIAISON),
    power(_HELD, ask.coordinate, NATIONAL, INSTITUTION, LIAISON, "team member"),
    power(_HELD, ask.notify_constraint, LIAISON),
    power(_HELD, ask.propose, LIAISON),
    power(_HELD, ask.reclassify, INSTITUTION),
    power(_HELD, ask.intervene, INSTITUTION),
    power(_HELD, ask.ask_supervision, NATIONAL, INSTITUTION),
    power(
        (*_HELD, supervision_asked()),
        ask.answer_supervision,
        INSTITUTION,
        refused={LIAISON: NoOpenQuestion, COPY: NoOpenQuestion},
    ),
    power(with_answer(), ask.reply, CITIZEN),
    power(with_answer(), ask.dispute, CITIZEN),
    power(with_answer(), confirm, CITIZEN),
    power(
        with_answer(),
        complete,
        NATIONAL,
        INSTITUTION,
        refused=dict.fromkeys(_LEADERS | {LIAISON, APIP}, ProcessingMustGoOn),
    ),
    power((*with_answer(), closed_by_system()), lambda by: rate(by=by), CITIZEN),
    power(taken_up(), ask.withdraw, CITIZEN),
    power(_HELD, announce, CITIZEN, refused=dict.fromkeys(_WHO_SEES - {CITIZEN}, NotYoursToAttach)),
    power(
        _HELD,
        lambda by: announce(by, about=About.OFFICE),
        NATIONAL,
        INSTITUTION,
        LIAISON,
        refused={CITIZEN: NotYoursToAttach},
    ),
    power(
        (*_HELD, announced()),
        receive,
        CITIZEN,
        refused=dict.fromkeys(_WHO_SEES - {CITIZEN}, NoSuchDocument),
    ),
]


CASES = [
    pytest.param(each, name, id=f"{type(each.ask(by).command).__name__}-{name.replace(' ', '_')}")
    for each in POWERS
    for name, by in ACTORS.items()
]


@pytest.mark.clause("III-T1", "III-T2", "III-T3", "VI-B-0", "II-B-c", "III-b", "III-c", "IV-1-e", "II-C-e")
@pytest.mark.parametrize(("power", "name"), CASES)
def test_a_role_does_what_its_tier_may_and_nothing_else(power: Power, name: str) -> None:
    asking = given(power.history).when(power.ask(ACTORS[name]))
    if name in power.may:
        assert asking.decided()
    else:
        asking.then_refused(power.refused.get(name, NotYourCase))


def test_every_command_stands_in_the_table() -> None:
    asked = {type(each.ask(ACTORS[CITIZEN]).command) for each in POWERS}
    assert asked == set(get_args(Command))


def _holders(command: str) -> frozenset[str]:
    return frozenset().union(
        *(each.may for each in POWERS if type(each.ask(ACTORS[CITIZEN]).command).__name__ == command)
    )


@pytest.mark.clause(
    "a-8", "a-9", "a-10", "a-11", "a-12", "b-8", "b-9", "b-10", "b-11", "b-12", "c-1", "c-4", "c-5"
)
@pytest.mark.parametrize(
    ("command", "holders"),
    [
        ("RequestCompletion", {NATIONAL}),
        ("RequestSupportingData", {NATIONAL, INSTITUTION, LIAISON}),
        ("AnswerAspiration", {NATIONAL}),
        ("AddCc", {NATIONAL, INSTITUTION}),
        ("ReturnToNationalAdmin", {INSTITUTION}),
        ("ReturnToInstitutionAdmin", {LIAISON}),
        ("ReferToInspectorate", {INSTITUTION}),
        ("EnterComplaint", {NATIONAL, INSTITUTION, LIAISON, COPY}),
    ],
)
def test_what_is_absent_from_a_tiers_list_is_absent_here(command: str, holders: set[str]) -> None:
    """The comparison of the three lists. An institution answers an aspiration directly in its own review only."""
    assert _holders(command) == holders


@pytest.mark.clause("IV-2-a", "a-11")
def test_no_command_of_anybodys_parks_or_ends_a_case_without_the_complainant() -> None:
    """Archiving for silence is the system's alone: there is nothing to ask it with."""
    names = {kind.__name__ for kind in get_args(Command)}
    assert not {name for name in names if "Archive" in name or "Close" in name or "Stop" in name}
