"""Random histories: anything that can be asked, by anybody, after a part of the lawful path."""

from collections.abc import Callable

from hypothesis import strategies as st

from domain.complaint import decide, replay
from domain.errors import RuleBroken
from domain.events import Event
from domain.people import Actor
from domain.transitions import evolve
from domain.vocabulary import ComplaintType, Nature
from tests.support.cast import (
    CATEGORIES,
    DINAS_KESEHATAN,
    OTHER_COMPLAINT,
    OTHER_COUNTY,
    OTHER_DINAS,
    UNITS,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    occasion,
    person,
)
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

REPORTED = person("reported officer")
ACTORS: list[Actor] = [
    national_admin(),
    national_admin(REPORTED),
    institution_admin(),
    institution_admin(who=REPORTED),
    institution_admin(OTHER_COUNTY),
    liaison(),
    liaison(who=REPORTED),
    liaison(DINAS_KESEHATAN),
    liaison(OTHER_DINAS),
    auditor(),
    complainant(),
    complainant(OTHER_COMPLAINT),
]
FLAGS = st.booleans()
UNITS_ASKED = st.sampled_from(sorted(UNITS))
CATEGORIES_ASKED = st.sampled_from(sorted(CATEGORIES))
BY = st.sampled_from(ACTORS)
PLAIN: list[Callable[[Actor], Asked]] = [
    accept,
    hand_back,
    initial_response,
    follow_up,
    final_answer,
    confirm,
    complete,
]
# The lawful path in order: without it a random walk hardly ever gets past the reviews.
PATH: list[Asked] = [
    submit(),
    verify(),
    forward(),
    verify(institution_admin()),
    dispose(),
    accept(),
    initial_response(),
    follow_up(),
    final_answer(),
    confirm(),
    rate(),
]


@st.composite
def requests(draw: st.DrawFn) -> Asked:
    """Anything that can be asked, by anybody."""
    by = draw(BY)
    asked: st.SearchStrategy[Asked] = st.one_of(
        st.sampled_from(PATH),
        st.sampled_from([ask(by) for ask in PLAIN]),
        st.builds(submit, st.just(by), anonymous=FLAGS, confidential=FLAGS),
        st.builds(
            verify,
            st.just(by),
            nature=st.sampled_from(list(Nature)),
            anonymous=FLAGS,
            confidential=FLAGS,
            reported_units=st.lists(UNITS_ASKED, max_size=2).map(tuple),
            reported_officers=st.sampled_from([(), (), (REPORTED,)]),
            type_=st.sampled_from(list(ComplaintType)),
            supervisory=FLAGS,
            field=FLAGS,
            headline=FLAGS,
            shown_text=FLAGS,
            redacted=FLAGS,
        ),
        st.builds(forward, st.just(by), to=UNITS_ASKED, category=CATEGORIES_ASKED),
        st.builds(dispose, st.just(by), to=UNITS_ASKED, category=CATEGORIES_ASKED, reason=FLAGS),
        st.builds(add_cc, st.just(by), to=UNITS_ASKED),
        st.builds(rate, st.integers(-1, 7), st.just(by)),
    )
    return draw(asked)


# Whole prefixes of the lawful path, so that every state is reached often, and then anything.
WALKS = st.tuples(st.integers(min_value=0, max_value=len(PATH)), st.lists(requests(), max_size=25)).map(
    lambda walk: [*PATH[: walk[0]], *walk[1]]
)


def play(asked: list[Asked]) -> list[Event]:
    """The history that these requests make; a refusal changes nothing."""
    history: list[Event] = []
    state = replay(history)
    for each in asked:
        try:
            events = decide(each.command, state, occasion(each.by, each.at))
        except RuleBroken:
            continue
        assert events, "a command that is granted has an effect"
        for event in events:
            state = evolve(state, event)
            history.append(event)
    return history
