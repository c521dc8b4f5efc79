"""Who may see what: the four combinations of the flags, every viewer, and the conflicts."""

from functools import reduce

import pytest
from hypothesis import given as for_all

from domain import cases
from domain.cases import Case
from domain.confidentiality import (
    PUBLIC,
    Audience,
    Level,
    audience_of,
    barred,
    excluded,
    grants,
    institution_audience,
    may_see,
    openable,
    unit_audience,
)
from domain.people import Actor, Role, Tier, UnitId
from domain.texts import TextKind
from domain.vocabulary import Nature
from tests.support.cases import ANONYMOUS, BOTH, CONFIDENTIAL, PLAIN, case_of, handled
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_KOMINFO,
    DINAS_PERHUBUNGAN,
    DINAS_SOSIAL,
    INSPEKTORAT,
    MINISTRY,
    OTHER_COMPLAINT,
    OTHER_COUNTY,
    OTHER_DINAS,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    officer,
    person,
)
from tests.support.histories import with_inspectorate
from tests.support.properties import OFTEN
from tests.support.requests import Asked
from tests.support.review_samples import (
    conflict_declared,
    entered,
    identified,
    lowered,
    raised,
    referred,
    returned_by_inspectorate,
    returned_to_national,
)
from tests.support.samples import (
    copied,
    disposed,
    forwarded,
    in_institution_review,
    in_national_review,
    returned,
    submitted,
    verified,
    with_liaison,
)
from tests.support.walks import ACTORS, WALKS, play

REPORTED = person("reported officer")


ALL = (PLAIN, ANONYMOUS, CONFIDENTIAL, BOTH)
NEVER = dict.fromkeys(ALL)
MATRIX: list[tuple[str, Actor, dict[tuple[bool, bool], Level | None]]] = [
    ("its complainant", complainant(), dict.fromkeys(ALL, Level.MAY_OPEN)),
    ("another complainant", complainant(OTHER_COMPLAINT), NEVER),
    ("national admin", national_admin(), dict.fromkeys(ALL, Level.MAY_ASK_IDENTITY)),
    ("its institution's admin", institution_admin(), dict.fromkeys(ALL, Level.MAY_ASK_IDENTITY)),
    ("another institution's admin", institution_admin(OTHER_COUNTY), NEVER),
    (
        "the assigned liaison",
        liaison(DINAS_SOSIAL),
        {
            PLAIN: Level.MAY_ASK_IDENTITY,
            ANONYMOUS: Level.MAY_OPEN,
            CONFIDENTIAL: Level.MAY_ASK_IDENTITY,
            BOTH: Level.MAY_OPEN,
        },
    ),
    (
        "the liaison of a unit with a copy",
        liaison(DINAS_KESEHATAN),
        {PLAIN: Level.MAY_OPEN, ANONYMOUS: Level.MAY_OPEN, CONFIDENTIAL: None, BOTH: None},
    ),
    ("another liaison of the institution", liaison(DINAS_PERHUBUNGAN), NEVER),
    ("a liaison of another institution", liaison(OTHER_DINAS), NEVER),
    ("the head of the unit", officer(Role.UNIT_HEAD, DINAS_SOSIAL), NEVER),
    ("the inspectorate", auditor(), dict.fromkeys(ALL, Level.MAY_OPEN)),
    ("another institution's inspectorate", auditor(OTHER_DINAS), NEVER),
    *(
        (
            f"oversight: {role}",
            officer(role, COUNTY),
            {PLAIN: Level.FACTS, ANONYMOUS: Level.FACTS, CONFIDENTIAL: None, BOTH: None},
        )
        for role in (Role.PATRON, Role.RESPONSIBLE_HEAD, Role.TEAM_MEMBER)
    ),
    ("privacy officer", officer(Role.PRIVACY_OFFICER, COUNTY), NEVER),
    ("system analyst", officer(Role.SYSTEM_ANALYSIS, COUNTY), NEVER),
    ("data reporting", officer(Role.DATA_REPORTING, COUNTY), NEVER),
    ("the system itself", Actor(person=person("system"), role=Role.SYSTEM), NEVER),
]


@pytest.mark.parametrize(("viewer", "expected"), [row[1:] for row in MATRIX], ids=[row[0] for row in MATRIX])
@pytest.mark.parametrize("flags", ALL, ids=["plain", "anonymous", "confidential", "both"])
def test_each_viewer_sees_as_far_as_the_flags_allow(
    flags: tuple[bool, bool], viewer: Actor, expected: dict[tuple[bool, bool], Level | None]
) -> None:
    case = handled(anonymous=flags[0], confidential=flags[1])
    assert may_see(case, viewer) == expected[flags]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [(PLAIN, Level.SHOWN_TEXT), (ANONYMOUS, Level.SHOWN_TEXT), (CONFIDENTIAL, None), (BOTH, None)],
)
def test_the_public_sees_the_shown_text_unless_confidential(
    flags: tuple[bool, bool], expected: Level | None
) -> None:
    assert grants(handled(anonymous=flags[0], confidential=flags[1])).get(PUBLIC) == expected


def test_the_public_sees_at_most_the_headline_where_no_text_is_shown() -> None:
    assert grants(case_of(submitted(), *verified(shown=False)))[PUBLIC] is Level.HEADLINE


@pytest.mark.edge_case(11)
def test_nothing_is_public_before_the_flags_were_decided() -> None:
    for count in range(4):
        assert PUBLIC not in grants(case_of(submitted(), *verified()[:count]))


@pytest.mark.parametrize("role", [*Role])
def test_a_role_without_the_unit_it_belongs_to_has_no_audience(role: Role) -> None:
    nowhere = Actor(person=person("nowhere"), role=role)
    assert audience_of(nowhere) == (audience_of(national_admin()) if role is Role.NATIONAL_ADMIN else None)


def test_a_new_case_is_known_to_the_national_admins_and_its_complainant_only() -> None:
    case = case_of(*in_national_review())
    assert set(grants(case)) == {audience_of(national_admin()), audience_of(complainant())}


def test_what_is_not_decided_is_protected_twice_over() -> None:
    undecided = Case(complaint=COMPLAINT)
    assert (undecided.anonymous, undecided.confidential) == (True, True)
    assert PUBLIC not in grants(Case(complaint=COMPLAINT, verified=True, confidential=False))


def test_a_case_raised_to_confidential_is_no_longer_public() -> None:
    before = case_of(*in_institution_review())
    assert PUBLIC in grants(before)
    closed = verified(Tier.INSTITUTION, confidential=True)
    after = reduce(cases.after, closed, before)
    assert PUBLIC not in grants(after)
    assert not after.shown_text


def test_what_was_shown_stays_when_the_case_turns_anonymous_and_goes_when_it_is_closed() -> None:
    assert grants(case_of(*with_liaison(), raised()))[PUBLIC] is Level.SHOWN_TEXT
    closed = case_of(*with_liaison(), raised(anonymous=False, confidential=True))
    assert PUBLIC not in grants(closed)
    opened = cases.after(closed, lowered())
    assert grants(opened)[PUBLIC] is Level.HEADLINE


@pytest.mark.edge_case(10)
@pytest.mark.parametrize("redacted", [True, False])
def test_a_narrative_is_redacted_once_it_was_written_so_and_stays_it(redacted: bool) -> None:
    case = case_of(submitted(), raised(redacted=redacted))
    assert case.redacted is redacted
    assert cases.after(case, lowered()).redacted is redacted
    assert case_of(submitted(), *verified(anonymous=True), raised(redacted=False)).redacted


def test_a_unit_that_gave_the_case_back_does_not_know_of_it_any_more() -> None:
    assert may_see(case_of(*with_liaison()), liaison()) is not None
    assert may_see(case_of(*with_liaison(), returned()), liaison()) is None


@pytest.mark.clause("b-11")
@pytest.mark.edge_case(14)
def test_a_unit_loses_what_the_inspectorate_gets_and_no_offence_is_left_of_what_it_gives_back() -> None:
    assert may_see(case_of(*with_liaison(), referred()), liaison()) is None
    back = case_of(*with_inspectorate(), returned_by_inspectorate())
    assert (back.referred, back.abuse, back.violation) == (False, False, False)
    violation = verified(nature=Nature.SUSPECTED_VIOLATION)
    assert not case_of(submitted(), *violation, forwarded(), referred(), returned_by_inspectorate()).violation


def test_an_inspectorate_can_still_audit_what_left_its_institution() -> None:
    left = case_of(*in_institution_review(), returned_to_national(), forwarded(OTHER_COUNTY))
    assert may_see(left, auditor()) is Level.MAY_OPEN
    assert may_see(left, institution_admin()) is None


def test_an_institution_knows_a_case_from_the_moment_it_gets_it() -> None:
    assert may_see(case_of(submitted(), *verified()), institution_admin()) is None
    assert may_see(case_of(*in_institution_review()), institution_admin()) is Level.MAY_ASK_IDENTITY


@pytest.mark.parametrize("later", [Nature.NEITHER, Nature.ABUSE_OF_AUTHORITY])
def test_a_unit_accused_of_abuse_does_not_know_of_the_case(later: Nature) -> None:
    """Whichever tier found the abuse, and whatever a later one makes of it."""
    case = case_of(
        submitted(),
        *verified(nature=Nature.ABUSE_OF_AUTHORITY, reported_units=(DINAS_SOSIAL, DINAS_KESEHATAN)),
        forwarded(),
        *verified(Tier.INSTITUTION, nature=later),
        copied(DINAS_KESEHATAN),
        disposed(DINAS_SOSIAL),
    )
    assert may_see(case, liaison(DINAS_SOSIAL)) is None
    assert may_see(case, liaison(DINAS_KESEHATAN)) is None
    assert may_see(case, institution_admin()) is Level.MAY_ASK_IDENTITY
    assert may_see(case, auditor()) is Level.MAY_OPEN
    assert PUBLIC not in grants(case)


def test_an_institution_accused_of_abuse_leaves_the_case_to_the_national_tier() -> None:
    history = (
        submitted(),
        *verified(nature=Nature.ABUSE_OF_AUTHORITY, reported_units=(COUNTY,)),
        forwarded(),
    )
    assert may_see(case_of(*history), institution_admin()) is None
    assert may_see(case_of(*history), national_admin()) is Level.MAY_ASK_IDENTITY


def test_a_unit_complained_about_for_anything_else_handles_its_own_case() -> None:
    history = (
        submitted(),
        *verified(nature=Nature.SUSPECTED_VIOLATION, reported_units=(DINAS_SOSIAL,)),
        forwarded(),
        disposed(),
    )
    assert may_see(case_of(*history), liaison()) is Level.MAY_ASK_IDENTITY


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.NATIONAL_ADMIN, MINISTRY),
        (Role.INSTITUTION_ADMIN, COUNTY),
        (Role.LIAISON_OFFICER, DINAS_SOSIAL),
        (Role.INTERNAL_AUDITOR, INSPEKTORAT),
        (Role.RESPONSIBLE_HEAD, COUNTY),
    ],
)
def test_a_reported_officer_is_excluded_in_every_assignment(role: Role, unit: UnitId) -> None:
    case = case_of(
        submitted(),
        *verified(reported_officers=(REPORTED,)),
        forwarded(),
        *verified(Tier.INSTITUTION),
        disposed(),
    )
    assert barred(case) == {REPORTED}
    assert may_see(case, officer(role, unit, REPORTED)) is None
    assert may_see(case, officer(role, unit)) is not None


def test_a_case_is_what_its_whole_history_made_of_it() -> None:
    assert cases.folded(()) is None
    assert cases.folded((submitted(),)) == case_of(submitted())
    assert cases.folded(with_liaison()) == case_of(*with_liaison())
    with pytest.raises(AssertionError, match="ComplaintVerified before the complaint came in"):
        cases.folded(verified())


AT_COUNTY, ITS_INSPECTORATE = institution_audience(COUNTY), audience_of(auditor())


@pytest.mark.edge_case(14)
@pytest.mark.parametrize(
    ("nature", "reported", "kept_out"),
    [
        (Nature.NEITHER, (DINAS_SOSIAL, COUNTY), set()),
        (Nature.NEITHER, (DINAS_KOMINFO,), {AT_COUNTY}),
        (Nature.NEITHER, (INSPEKTORAT,), {ITS_INSPECTORATE}),
        (Nature.ABUSE_OF_AUTHORITY, (), set()),
        (Nature.ABUSE_OF_AUTHORITY, (DINAS_SOSIAL,), {unit_audience(DINAS_SOSIAL)}),
        (Nature.ABUSE_OF_AUTHORITY, (COUNTY,), {unit_audience(COUNTY), AT_COUNTY}),
        (Nature.ABUSE_OF_AUTHORITY, (INSPEKTORAT,), {unit_audience(INSPEKTORAT), ITS_INSPECTORATE}),
    ],
)
def test_whom_a_conflict_keeps_from_a_case_whatever_it_showed_them_before(
    nature: Nature, reported: tuple[UnitId, ...], kept_out: set[Audience]
) -> None:
    history = (submitted(), *verified(nature=nature, reported_units=reported), forwarded())
    audiences, persons = excluded(case_of(*history))
    assert audiences == kept_out
    assert not persons
    assert excluded(case_of(*history, conflict_declared(REPORTED))) == (audiences, frozenset({REPORTED}))


@pytest.mark.clause("c-1", "b-11")
@pytest.mark.edge_case(13)
@pytest.mark.parametrize(
    ("reported", "kept_out"), [(DINAS_KOMINFO, institution_admin()), (INSPEKTORAT, auditor())]
)
def test_a_reported_agency_does_not_know_of_what_a_liaison_entered_either(
    reported: UnitId, kept_out: Actor
) -> None:
    assert may_see(case_of(entered()), kept_out) is not None
    assert may_see(case_of(entered(), identified(reported)), kept_out) is None


@pytest.mark.edge_case(14)
def test_a_conflict_outlasts_the_return_of_the_case_and_touches_no_case_elsewhere() -> None:
    abuse = verified(nature=Nature.ABUSE_OF_AUTHORITY, reported_units=(COUNTY, INSPEKTORAT))
    history = (submitted(), *abuse, forwarded(), returned_to_national())
    units = {unit_audience(COUNTY), unit_audience(INSPEKTORAT)}
    for moved in (history, (*history, forwarded(OTHER_COUNTY))):
        assert excluded(case_of(*moved))[0] == units | {AT_COUNTY, ITS_INSPECTORATE}
    assert excluded(case_of(submitted(), *abuse))[0] == units
    office = verified(reported_units=(DINAS_KOMINFO,))
    left = case_of(submitted(), *office, forwarded(), returned_to_national(), forwarded(OTHER_COUNTY))
    assert excluded(left)[0] == {AT_COUNTY}


@OFTEN
@for_all(WALKS)
def test_whatever_happened_the_promises_to_the_complainant_hold(asked: list[Asked]) -> None:
    case: Case | None = None
    for event in play(asked):
        case = cases.after(case, event)
    if case is None:
        return
    assert may_see(case, complainant()) is Level.MAY_OPEN
    assert all(may_see(case, actor) is None for actor in ACTORS if actor.person in barred(case))
    for actor in ACTORS:
        kinds = openable(case, actor)
        assert TextKind.IDENTITY not in kinds
        assert not kinds or may_see(case, actor) is not None
        if case.anonymous and actor.role is Role.LIAISON_OFFICER:
            assert TextKind.NARRATIVE not in kinds
            assert may_see(case, actor) is not Level.MAY_ASK_IDENTITY
    if case.confidential or not case.decided:
        public = {name for name in grants(case) if name == PUBLIC or name.startswith("oversight:")}
        assert not public
