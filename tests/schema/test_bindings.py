"""What the API answers of a case, field by field: who is told what, and where lists come from."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.auth import PUBLIC
from domain.confidentiality import Level
from domain.events import CommandRefused, ContentViewed
from domain.office_events import RoleGranted, RoleRevoked
from domain.people import AssignmentId, Role, Tier
from domain.texts import TextKind
from domain.vocabulary import Basis, Purpose
from schema.bindings import BINDINGS, VISIBLE
from schema.build import EFFECTS
from schema.compiler import ClaimedPool, One, encode_id
from tests.conftest import Pool
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about
from tests.schema.asking import NUMBER, TODAY, Api, new
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    NOW,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    officer,
    person,
)
from tests.support.samples import disposed, in_institution_review, submitted, taken_up, verified, with_liaison


def test_every_effect_of_a_mutation_shows_its_complaint_through_the_gate() -> None:
    assert EFFECTS
    assert BINDINGS.payloads.keys() == {f"{effect.__name__}.complaint" for effect in EFFECTS}
    for bound in BINDINGS.payloads.values():
        assert isinstance(bound, One)
        assert bound.gate is VISIBLE


async def test_the_public_is_told_nothing_that_is_for_officers(chronicle: Chronicle, api: Api) -> None:
    fields = "nature anonymous confidential protectionDecided reviewDueOn interveneBy"
    await chronicle.happened(organisation(), about(COMPLAINT, with_liaison()))
    whole = fields + " status headline shownText mayOpen history { type } placements { kind }"

    public, own, handler = [await api.case(whole, by) for by in (PUBLIC, complainant(), liaison())]

    assert {name: public[name] for name in fields.split()} == dict.fromkeys(fields.split())
    assert (public["history"], public["placements"], public["mayOpen"]) == ([], [], False)
    assert public["headline"] == own["headline"] == handler["headline"] is not None
    for seen in (own, handler):
        assert None not in {name: seen[name] for name in fields.split()}.values()
        assert (len(seen["history"]), len(seen["placements"])) == (len(with_liaison()), 2)


async def test_oversight_sees_the_facts_and_no_words(chronicle: Chronicle, api: Api) -> None:
    await chronicle.happened(organisation(), about(COMPLAINT, with_liaison()))
    seen = await api.case("status headline shownText mayOpen", officer(Role.PATRON, COUNTY))
    assert seen == {"status": "NOT_FOLLOWED_UP", "headline": None, "shownText": None, "mayOpen": False}


@pytest.mark.parametrize("level", Level)
async def test_each_level_shows_what_it_names(chronicle: Chronicle, api: Api, level: Level) -> None:
    await chronicle.happened(organisation(), about(COMPLAINT, with_liaison()))
    await chronicle.superuser.execute("UPDATE read.visible SET level = $1", int(level))

    seen = await api.case("status headline shownText mayOpen", liaison())

    assert {name for name, value in seen.items() if value} == {
        "status",
        *(["headline"] if level >= Level.HEADLINE else []),
        *(["shownText"] if level >= Level.SHOWN_TEXT else []),
        *(["mayOpen"] if level >= Level.MAY_OPEN else []),
    }


async def test_refusals_openings_and_persons_are_for_the_inspectorate_alone(
    chronicle: Chronicle, api: Api
) -> None:
    by = national_admin()
    opened = ContentViewed(complaint=COMPLAINT, purpose=Purpose.AUDIT, kinds=(TextKind.NARRATIVE,), version=1)
    refused = CommandRefused(
        complaint=COMPLAINT, command="AddCc", rule="VERIFY_FIRST", clause="BAB VI.B.1.a.1"
    )
    history = about(COMPLAINT, in_institution_review(), opened, refused)
    await chronicle.happened(organisation(), history, by=by)
    fields = "history { type actorId actorRole rule clause position }"

    audited = (await api.case(fields, auditor()))["history"]

    assert [entry["type"] for entry in audited] == [type(each).__name__ for each in history]
    assert {entry["actorId"] for entry in audited} == {str(by.person)}
    assert (audited[-1]["rule"], audited[-1]["clause"]) == ("VERIFY_FIRST", "BAB VI.B.1.a.1")
    for viewer in (national_admin(), institution_admin(), complainant(), officer(Role.PATRON, COUNTY)):
        told = (await api.case(fields, viewer))["history"]
        assert [entry["type"] for entry in told] == [type(each).__name__ for each in history[:-2]]
        assert {entry["actorId"] for entry in told} == {None}
        assert {entry["actorRole"] for entry in told} == {"NATIONAL_ADMIN"}


async def test_every_statement_asks_for_its_audience_even_where_no_policy_would(
    chronicle: Chronicle, pool: Pool
) -> None:
    await chronicle.happened(organisation(), about(COMPLAINT, with_liaison()), about(new(), submitted()))
    unguarded = ClaimedPool(await pool(), size=1)  # the superuser's: no row policy holds
    api = Api(unguarded)

    found = {
        viewer.role: (await api.ask("{ complaints { totalCount } inbox { totalCount } }", viewer))
        for viewer in (national_admin(), institution_admin(), liaison(), auditor(), complainant())
    }
    await unguarded.close()

    assert {role: answer["complaints"]["totalCount"] for role, answer in found.items()} == {
        Role.NATIONAL_ADMIN: 2,
        Role.INSTITUTION_ADMIN: 1,
        Role.LIAISON_OFFICER: 1,
        Role.INTERNAL_AUDITOR: 1,
        Role.COMPLAINANT: 1,
    }
    assert {role: answer["inbox"]["totalCount"] for role, answer in found.items()} == {
        Role.NATIONAL_ADMIN: 1,
        Role.INSTITUTION_ADMIN: 0,
        Role.LIAISON_OFFICER: 1,
        Role.INTERNAL_AUDITOR: 0,
        Role.COMPLAINANT: 0,
    }


async def test_lists_page_through_every_case_once_in_their_order(chronicle: Chronicle, api: Api) -> None:
    cases = [new() for _ in range(5)]
    await chronicle.happened(organisation())
    for day, case in enumerate(cases):
        await chronicle.happened(about(case, submitted()), at=NOW + timedelta(days=day))
    document = """query($after: String) { complaints(first: 2, after: $after) {
        totalCount edges { node { complaintId } } pageInfo { endCursor hasNextPage } } }"""

    pages, after = [], None
    while True:
        page = (await api.ask(document, national_admin(), after=after))["complaints"]
        pages.append([UUID(edge["node"]["complaintId"]) for edge in page["edges"]])
        assert page["totalCount"] == 5
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]

    assert pages == [cases[4:2:-1], cases[2:0:-1], cases[:1]]


async def test_cases_are_found_by_their_status(chronicle: Chronicle, api: Api) -> None:
    await chronicle.happened(organisation(), about(new(), submitted()), about(COMPLAINT, taken_up()))
    document = """query($status: Status) { complaints(status: $status) {
        totalCount edges { node { trackingNumber } } } }"""

    found = (await api.ask(document, national_admin(), status="IN_PROCESS"))["complaints"]

    assert found == {"totalCount": 1, "edges": [{"node": {"trackingNumber": NUMBER}}]}
    assert (await api.ask(document, national_admin(), status=None))["complaints"]["totalCount"] == 2


async def test_an_inbox_shows_what_waits_for_the_unit_the_nearest_deadline_first(
    chronicle: Chronicle, api: Api
) -> None:
    later, sooner, elsewhere = new(), new(), new()
    await chronicle.happened(organisation())
    for case, to, due_on in (
        (later, DINAS_SOSIAL, date(2026, 5, 4)),
        (sooner, DINAS_SOSIAL, date(2026, 4, 1)),
        (elsewhere, DINAS_KESEHATAN, date(2026, 4, 2)),
    ):
        disposal = disposed(to, due_on=due_on)
        await chronicle.happened(about(case, in_institution_review(), verified(Tier.INSTITUTION), disposal))
    document = "{ inbox { totalCount edges { node { task dueOn complaint { complaintId } } } } }"

    inbox = (await api.ask(document, liaison()))["inbox"]

    assert inbox["totalCount"] == 2
    assert [
        (edge["node"]["task"], edge["node"]["dueOn"], edge["node"]["complaint"]["complaintId"])
        for edge in inbox["edges"]
    ] == [("ANSWER", "2026-04-01", str(sooner)), ("ANSWER", "2026-05-04", str(later))]


async def test_a_viewer_is_told_the_roles_that_hold_today_in_the_order_they_were_granted(
    chronicle: Chronicle, api: Api
) -> None:
    who, other = person("liaison"), person("other")

    def granted(until: date | None = None, since: date = TODAY, whose: Any = who) -> RoleGranted:
        return RoleGranted(
            assignment=AssignmentId(uuid4()),
            person=whose,
            role=Role.LIAISON_OFFICER,
            unit=DINAS_SOSIAL,
            institution=COUNTY,
            basis=Basis.CIVIL_SERVANT,
            valid_from=since,
            valid_until=until,
        )

    first, second, last_day = granted(), replace(granted(), unit=DINAS_KESEHATAN), granted(until=TODAY)
    revoked, over = granted(), granted(until=TODAY - timedelta(days=1), since=TODAY - timedelta(days=9))
    await chronicle.happened(organisation(), over, first, revoked, second, granted(whose=other), last_day)
    await chronicle.happened(granted(since=TODAY + timedelta(days=1)))
    await chronicle.happened(RoleRevoked(assignment=revoked.assignment, person=who))
    document = "{ viewer { personId role assignments { assignmentId unit { unitId } validUntil } } }"

    viewer = (await api.ask(document, liaison(who=who)))["viewer"]

    assert (viewer["personId"], viewer["role"]) == (str(who), "LIAISON_OFFICER")
    assert [
        (held["assignmentId"], held["unit"]["unitId"], held["validUntil"]) for held in viewer["assignments"]
    ] == [
        (str(first.assignment), str(DINAS_SOSIAL), None),
        (str(second.assignment), str(DINAS_KESEHATAN), None),
        (str(last_day.assignment), str(DINAS_SOSIAL), str(TODAY)),
    ]
    public = (await api.ask(document))["viewer"]
    assert public == {"personId": None, "role": None, "assignments": []}


async def test_units_and_categories_are_for_everybody(chronicle: Chronicle, api: Api) -> None:
    await chronicle.happened(organisation())
    document = """query($id: ID!) { units { name unitId } categories { code unit { unitId } }
        node(id: $id) { id ... on Unit { unitId kind } } }"""

    answer = await api.ask(document, id=encode_id("Unit", COUNTY))

    assert [unit["name"] for unit in answer["units"]] == sorted(unit["name"] for unit in answer["units"])
    assert {unit["unitId"] for unit in answer["units"]} == {
        str(row["unit"]) for row in await chronicle.rows("SELECT unit FROM read.unit")
    }
    assert [category["code"] for category in answer["categories"]] == ["ELSEWHERE", "HEALTH", "SOCIAL"]
    assert answer["node"] == {"id": encode_id("Unit", COUNTY), "unitId": str(COUNTY), "kind": "INSTITUTION"}


async def test_an_answer_is_as_old_as_the_slowest_read_model(chronicle: Chronicle, api: Api) -> None:
    assert await api.ask("{ asOf }", national_admin()) == {"asOf": "-1"}
    await chronicle.happened(about(COMPLAINT, submitted(), verified()))
    assert await api.ask("{ asOf }", national_admin()) == {"asOf": "6"}
    await chronicle.superuser.execute("UPDATE read.cursor SET position = 3 WHERE name = 'statistics'")
    assert await api.ask("{ asOf }", national_admin()) == {"asOf": "3"}


async def test_how_the_log_grows_is_not_for_the_public(chronicle: Chronicle, api: Api) -> None:
    await chronicle.happened(about(COMPLAINT, submitted()))
    assert await api.ask("{ asOf }") == {"asOf": None}
