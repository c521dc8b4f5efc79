"""What was opened, in which role, and whom a conflict excludes as of now."""

from uuid import uuid4

from hypothesis import given as for_all

from domain.confidentiality import Level, audience_of, excluded, grants
from domain.events import ConflictDeclared, ContentViewed, NatureDetermined, PartiesIdentified
from domain.office_events import RoleGranted
from domain.people import AssignmentId, PersonId, Role, Tier, UnitId
from domain.states import Unsubmitted
from domain.texts import Sealed, TextKind
from domain.vocabulary import Basis, Nature, Purpose
from projections.seen.handler import seen
from projections.write import Write
from tests.projections.facts import given
from tests.support.cast import COMPLAINT, COUNTY, DINAS_KOMINFO, DINAS_SOSIAL, NOW, institution_admin, liaison
from tests.support.document_samples import document, document_opened
from tests.support.properties import OFTEN
from tests.support.review_samples import conflict_declared
from tests.support.samples import in_institution_review, submitted, with_liaison
from tests.support.walker import Step, Walker
from tests.support.walks import WALKS

OPENED = ContentViewed(
    complaint=COMPLAINT, purpose=Purpose.HANDLING, kinds=(TextKind.OBJECT, TextKind.NARRATIVE), version=9
)


def parties(*units: UnitId) -> PartiesIdentified:
    return PartiesIdentified(
        complaint=COMPLAINT,
        tier=Tier.INSTITUTION,
        reported_units=units,
        reported_officers=(),
        reported_name=None,
        object=Sealed(TextKind.OBJECT, 0),
    )


def names(*writes: Write) -> list[object]:
    return [write.arguments[1] for write in writes if write.statement == "exclude"]


def test_an_opening_is_kept_with_who_opened_what_and_in_which_role() -> None:
    by = liaison()
    [write] = given(submitted()).when(OPENED, by=by).writes(seen)
    complaint, _, _, person, role, purpose, kinds, version, at, document = write.arguments
    assert (write.statement, complaint, person, role) == ("open", COMPLAINT, by.person, by.role)
    assert (purpose, kinds, version, at) == ("HANDLING", ["NARRATIVE", "OBJECT"], 9, NOW)
    assert document is None


def test_an_opening_of_a_document_is_kept_too_and_shows_no_text() -> None:
    by = liaison()
    [write] = given(submitted()).when(document_opened(), by=by).writes(seen)
    complaint, _, _, person, role, purpose, kinds, version, at, shown = write.arguments
    assert (write.statement, complaint, person, role) == ("open", COMPLAINT, by.person, by.role)
    assert (purpose, kinds, version, at) == ("HANDLING", [], 9, NOW)
    assert shown == document()


def test_a_role_is_kept_with_the_audience_that_it_belonged_to() -> None:
    by = institution_admin()
    for role, audience in ((by.role, audience_of(by)), (Role.PRIVACY_OFFICER, None)):
        granted = RoleGranted(
            assignment=AssignmentId(uuid4()),
            person=by.person,
            role=role,
            unit=COUNTY,
            institution=COUNTY,
            basis=Basis.CIVIL_SERVANT,
            valid_from=NOW.date(),
            valid_until=None,
        )
        expected = [] if audience is None else [Write("hold", (by.person, role, audience))]
        assert given().when(granted).writes(seen) == expected


def test_whoever_steps_back_is_excluded_in_person() -> None:
    who = PersonId(uuid4())
    writes = given(with_liaison()).when(conflict_declared(who)).writes(seen)
    assert names(*writes) == [[f"person:{who}"]]


def test_a_unit_is_excluded_once_it_is_accused_and_an_admins_office_once_it_is_reported() -> None:
    assert given(with_liaison()).when(parties(DINAS_SOSIAL)).writes(seen) == []
    abuse = NatureDetermined(complaint=COMPLAINT, tier=Tier.INSTITUTION, nature=Nature.ABUSE_OF_AUTHORITY)
    accused = given(with_liaison()).when(abuse, parties(DINAS_SOSIAL)).writes(seen)
    office = given(in_institution_review()).when(parties(DINAS_KOMINFO)).writes(seen)
    assert names(*accused) == [[f"unit:{DINAS_SOSIAL}"]]
    assert names(*office) == [[f"institution:{COUNTY}"]]


@OFTEN
@for_all(WALKS)
def test_who_is_excluded_sees_nothing_and_who_loses_sight_by_a_conflict_is_excluded(
    steps: list[Step],
) -> None:
    walker = Walker()
    for step in steps:
        before = walker.state
        events = walker.take(step)
        if isinstance(walker.state, Unsubmitted) or isinstance(before, Unsubmitted):
            continue
        audiences, _ = excluded(walker.state.file.case)
        granted = grants(walker.state.file.case)
        assert not audiences & granted.keys()
        if events and all(
            isinstance(e, PartiesIdentified | NatureDetermined | ConflictDeclared) for e in events
        ):
            could_open = {
                audience
                for audience, level in grants(before.file.case).items()
                if level >= Level.MAY_OPEN and not audience.startswith("head:")
            }
            assert could_open - granted.keys() <= audiences
