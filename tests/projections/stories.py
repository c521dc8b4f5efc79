"""People and cases at random, for the property that nobody finds a case who may not see it."""

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st

from domain.cases import Case
from domain.cases import after as case_after
from domain.confidentiality import Audience, audience_of, grants
from domain.events import Access, CommandRefused, ContentViewed, Event
from domain.people import Actor, Role, Tier, UnitId, UnitKind
from domain.texts import TextKind
from domain.vocabulary import Nature, Purpose
from domain.wire import AnyEvent
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    MINISTRY,
    OTHER_COUNTY,
    UNITS,
    institution_admin,
    national_admin,
    officer,
    person,
)
from tests.support.requests import (
    Asked,
    accept,
    add_cc,
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
from tests.support.samples import (
    accepted,
    answered,
    completed,
    confirmed,
    copied,
    disposed,
    followed_up,
    forwarded,
    rated,
    responded,
    returned,
    submitted,
    verified,
)
from tests.support.walks import PATH, REPORTED, WALKS, play

FLAGS = st.booleans()
AGENCIES = [unit for unit, facts in UNITS.items() if facts.kind is UnitKind.AGENCY]
HERE = [unit for unit in AGENCIES if UNITS[unit].parent == COUNTY]
INSTITUTIONS = [COUNTY, OTHER_COUNTY]
PERSONS = [REPORTED, person("second officer"), person("third officer")]
BLAMELESS = person("officer whom nobody reports")
MOST_CASES = 4

_OF: dict[Role, list[UnitId]] = {
    Role.NATIONAL_ADMIN: [MINISTRY],
    Role.INSTITUTION_ADMIN: INSTITUTIONS,
    Role.LIAISON_OFFICER: AGENCIES,
    Role.UNIT_HEAD: AGENCIES,
}
OFFICERS = [
    officer(role, unit, who)
    for role in Role
    if role not in (Role.COMPLAINANT, Role.SYSTEM)
    for unit in _OF.get(role, list(UNITS))
    for who in (*PERSONS, BLAMELESS)
]
_REPORTED_UNITS = st.lists(st.sampled_from([*AGENCIES, *INSTITUTIONS]), max_size=2, unique=True).map(tuple)
_REPORTED_OFFICERS = st.lists(st.sampled_from(PERSONS), max_size=2, unique=True).map(tuple)


def people() -> st.SearchStrategy[list[Actor]]:
    """Officers in any role and unit; one person may come in several of them."""
    drawn = st.sampled_from(OFFICERS)
    return st.lists(drawn, min_size=6, max_size=12, unique_by=lambda each: each.assignment)


def concerned(told: Sequence[Sequence[AnyEvent]]) -> list[Actor]:
    """Somebody of each audience that ever knew of one of these cases, at whatever stage."""
    audiences: set[Audience | None] = set()
    for history in told:
        case: Case | None = None
        for event in history:
            if isinstance(event, Event):
                case = case_after(case, event)
                audiences |= grants(case).keys()
    return [each for each in OFFICERS if each.person == BLAMELESS and audience_of(each) in audiences]


def _verification(tier: Tier, *, anonymous: bool, confidential: bool) -> st.SearchStrategy[Any]:
    """A verification that the rules allow: nothing is shown of a confidential case."""
    shown = st.just(False) if confidential else FLAGS
    return st.builds(
        verify,
        st.just(national_admin() if tier is Tier.NATIONAL else institution_admin()),
        nature=st.sampled_from([Nature.NEITHER, Nature.DISPUTE, Nature.ABUSE_OF_AUTHORITY]),
        anonymous=st.just(anonymous),
        confidential=st.just(confidential),
        reported_units=_REPORTED_UNITS,
        reported_officers=_REPORTED_OFFICERS,
        headline=shown,
        shown_text=shown,
        redacted=st.just(True),
    )


_HANDLING: list[Callable[[], Asked]] = [accept, initial_response, follow_up, final_answer, confirm, rate]


@st.composite
def _lawful(draw: st.DrawFn) -> list[Event]:
    """The path through both reviews, ended anywhere; each flag is raised by somebody on the way, or by nobody."""
    anonymous, confidential = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    first, second, third = [
        {"anonymous": at >= anonymous, "confidential": at >= confidential} for at in range(3)
    ]
    handing = st.builds(dispose, to=st.sampled_from(HERE), reason=st.just(True))
    path = [
        submit(anonymous=first["anonymous"], confidential=first["confidential"]),
        draw(_verification(Tier.NATIONAL, **second)),
        draw(st.builds(add_cc, st.just(national_admin()), to=st.sampled_from(AGENCIES))),
        forward(),
        draw(_verification(Tier.INSTITUTION, **third)),
        draw(handing),
        draw(st.builds(add_cc, to=st.sampled_from(HERE))),
        *([hand_back(), draw(handing)] if draw(FLAGS) else []),
        *[ask() for ask in _HANDLING],
    ]
    return play(path[: draw(st.integers(1, len(path)))])


@st.composite
def _conceivable(draw: st.DrawFn) -> list[Event]:
    """Any facts in any order: no rule of today has to hold for what tomorrow's rules may let happen."""
    finding = st.builds(
        verified,
        st.sampled_from([Tier.NATIONAL, Tier.INSTITUTION]),
        nature=st.sampled_from(list(Nature)),
        anonymous=FLAGS,
        confidential=FLAGS,
        reported_units=_REPORTED_UNITS,
        reported_officers=_REPORTED_OFFICERS,
        shown=FLAGS,
    ).flatmap(lambda events: st.integers(1, len(events)).map(lambda end: events[:end]))
    units = st.sampled_from(AGENCIES)
    single = st.one_of(
        st.builds(forwarded, st.sampled_from(INSTITUTIONS)),
        *[
            st.builds(fact, units)
            for fact in (disposed, copied, returned, accepted, responded, followed_up, answered)
        ],
        st.builds(rated, st.integers(1, 5)),
        st.sampled_from([confirmed(), completed()]),
    ).map(lambda event: (event,))
    happened = draw(st.lists(st.one_of(finding, single), max_size=8))
    return [submitted(), *(event for events in happened for event in events)]


def cases() -> st.SearchStrategy[list[tuple[AnyEvent, ...]]]:
    """Histories of different complaints, all told of the same one; each with what was opened or refused meanwhile."""
    happened = st.one_of(_lawful(), _conceivable(), WALKS.map(lambda walk: play([PATH[0], *walk])))
    looks = st.lists(st.sampled_from(_LOOKS), max_size=2)
    return st.lists(
        st.builds(lambda *parts: (*parts[0], *parts[1]), happened, looks), min_size=1, max_size=MOST_CASES
    )


_LOOKS: list[Access] = [
    ContentViewed(complaint=COMPLAINT, purpose=Purpose.AUDIT, kinds=(TextKind.NARRATIVE,), version=1),
    CommandRefused(complaint=COMPLAINT, command="AddCc", rule="VERIFY_FIRST", clause="BAB VI.B.1.a.1"),
]
