"""Random histories: anything that can be asked, by anybody, after a part of a lawful path, while days pass."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from domain.complaint import replay
from domain.events import Event
from domain.people import Actor, Role
from domain.vocabulary import ComplaintType, Finding, Nature, RestoreGround
from tests.support import procedure_requests as off_the_path
from tests.support.cast import (
    CATEGORIES,
    DINAS_KESEHATAN,
    DINAS_KOMINFO,
    DINAS_SOSIAL,
    INSPEKTORAT,
    OTHER_COMPLAINT,
    OTHER_COUNTY,
    OTHER_DINAS,
    UNITS,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    officer,
    person,
)
from tests.support.procedure_requests import (
    add_superior,
    answer_directly,
    dispute,
    enter,
    find,
    identify,
    link,
    lower_protection,
    raise_protection,
    reclassify,
    redact,
    refer,
    replace_handler,
    request_completion,
    restore,
    supply,
    withdraw,
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
from tests.support.walker import Days, Decree, Step, Walker

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
    officer(Role.UNIT_HEAD, DINAS_SOSIAL),
    officer(Role.TEAM_MEMBER, DINAS_KOMINFO),
    complainant(),
    complainant(OTHER_COMPLAINT),
]


FLAGS = st.booleans()
UNITS_ASKED = st.sampled_from(sorted(UNITS))
CATEGORIES_ASKED = st.sampled_from(sorted(CATEGORIES))
BY = st.sampled_from(ACTORS)
# Whoever is meant to ask, more often than anybody: a request by the wrong person changes nothing.
APT: st.SearchStrategy[Actor | None] = st.one_of(st.none(), st.none(), BY)
REPORTED_UNITS = st.lists(
    st.sampled_from([DINAS_SOSIAL, DINAS_KOMINFO, INSPEKTORAT, DINAS_KESEHATAN]), max_size=2, unique=True
)
REPORTED_OFFICERS = st.sampled_from([(), (), (REPORTED,)])
PLAIN: list[Callable[[Actor | None], Asked]] = [
    accept,
    hand_back,
    initial_response,
    follow_up,
    final_answer,
    confirm,
    complete,
    off_the_path.request_completion,
    off_the_path.request_data,
    off_the_path.supply,
    off_the_path.return_to_national,
    off_the_path.declare_conflict,
    off_the_path.refer,
    off_the_path.return_from_inspectorate,
    off_the_path.act_as_superior,
    off_the_path.answer_directly,
    off_the_path.contribute,
    off_the_path.report_progress,
    off_the_path.inform,
    off_the_path.number_nationally,
    off_the_path.coordinate,
    off_the_path.notify_constraint,
    off_the_path.propose,
    off_the_path.intervene,
    off_the_path.ask_supervision,
    off_the_path.answer_supervision,
    off_the_path.reply,
    off_the_path.dispute,
    off_the_path.withdraw,
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
_ASPIRATION = verify(type_=ComplaintType.ASPIRATION)
PATHS: list[list[Asked]] = [
    PATH,
    [
        *PATH[:3],
        verify(institution_admin(), nature=Nature.ABUSE_OF_AUTHORITY, reported_units=(DINAS_SOSIAL,)),
        refer(),
        add_superior(),
        find(),
        final_answer(auditor()),
    ],
    [enter(), verify(liaison()), accept(), initial_response(), final_answer()],
    [enter(institution_admin()), verify(institution_admin()), dispose(), accept(), initial_response()],
    [submit(), _ASPIRATION, answer_directly(), forward(), verify(institution_admin()), dispose(), accept()],
    [submit(), request_completion(), supply(), *PATH[1:]],
    [*PATH[:9], dispute(), final_answer(), confirm(), rate()],
    [*PATH[:7], withdraw(), supply(), final_answer()],
]


@st.composite
def requests(draw: st.DrawFn) -> Asked:
    """Anything that can be asked, by anybody; also of a case that follows a lead."""
    by = draw(APT)
    ask = draw(st.sampled_from(PLAIN))
    asked = draw(
        st.one_of(
            st.sampled_from([step for path in PATHS for step in path]),
            st.just(ask(by)),
            st.just(ask(by)),
            _examined(by),
            _moved(by),
        )
    )
    return replace(asked, may_lead=draw(FLAGS), lead_answered=draw(FLAGS))


def _examined(by: Actor | None) -> st.SearchStrategy[Asked]:
    whoever = st.just(by)
    return st.one_of(
        st.builds(submit, whoever, anonymous=FLAGS, confidential=FLAGS),
        st.builds(enter, whoever, anonymous=FLAGS, confidential=FLAGS),
        st.builds(
            verify,
            st.sampled_from([by, national_admin(), institution_admin(), liaison()]),
            nature=st.sampled_from(list(Nature)),
            anonymous=FLAGS,
            confidential=FLAGS,
            reported_units=REPORTED_UNITS.map(tuple),
            reported_officers=REPORTED_OFFICERS,
            type_=st.sampled_from(list(ComplaintType)),
            supervisory=FLAGS,
            field=FLAGS,
            headline=FLAGS,
            shown_text=FLAGS,
            redacted=FLAGS,
        ),
        st.builds(
            lambda units, officers, nature: identify(by, *units, officers=officers, nature=nature),
            REPORTED_UNITS,
            REPORTED_OFFICERS,
            st.sampled_from([None, None, *Nature]),
        ),
        st.builds(raise_protection, whoever, anonymous=FLAGS, confidential=FLAGS, redacted=FLAGS),
        st.builds(lower_protection, whoever, anonymous=FLAGS, confidential=FLAGS),
        st.builds(redact, whoever, headline=FLAGS, shown_text=FLAGS, narrative=FLAGS),
    )


def _moved(by: Actor | None) -> st.SearchStrategy[Asked]:
    whoever = st.just(by)
    return st.one_of(
        st.builds(forward, whoever, to=UNITS_ASKED, category=CATEGORIES_ASKED),
        st.builds(dispose, whoever, to=UNITS_ASKED, category=CATEGORIES_ASKED, reason=FLAGS),
        st.builds(add_cc, whoever, to=UNITS_ASKED, reason=FLAGS),
        st.builds(replace_handler, whoever, to=UNITS_ASKED),
        st.builds(restore, whoever, ground=st.sampled_from(RestoreGround)),
        st.builds(link, whoever),
        st.builds(find, whoever, finding=st.sampled_from(Finding)),
        st.builds(add_superior, whoever, unit=UNITS_ASKED),
        st.builds(reclassify, whoever, type_=st.sampled_from(ComplaintType), supervisory=FLAGS, field=FLAGS),
        st.builds(rate, st.integers(-1, 7), whoever),
    )


STEPS: st.SearchStrategy[Step] = st.one_of(
    requests(),
    requests(),
    requests(),
    st.builds(Days, st.integers(1, 45)),
    st.builds(Decree, st.integers(0, 25)),
)
# Whole prefixes of lawful paths, so that every state is reached often, and then anything.
WALKS: st.SearchStrategy[list[Step]] = st.builds(
    lambda path, length, steps: [*path[:length], *steps],
    st.sampled_from(PATHS),
    st.integers(min_value=0, max_value=13),
    st.lists(STEPS, max_size=25),
)


def play(steps: Sequence[Step]) -> list[Event]:
    """The history that these steps make."""
    walker = Walker()
    for step in steps:
        walker.take(step)
    assert replay(walker.history) == walker.state
    return walker.history
