"""Who finds a case, and how far each one sees: the API answers what `domain.confidentiality` says, and nothing else."""

import base64
import json
from asyncio import gather
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from api.application.names import unit_of
from api.devtools import operations
from domain import cases, confidentiality
from domain.cases import Case as Known
from domain.confidentiality import Level
from domain.events import Event
from domain.people import Role
from domain.vocabulary import About, Purpose, RestoreGround
from projections.records import event_of
from tests.support.cast import WITA
from tests.support.crawl import inputs, mutations
from tests.support.journey import COPIED, COUNTY, UNIT, Case, disposed, filed, findings, reviewed_nationally
from tests.support.system import System
from tests.support.viewers import Viewer, all_viewers, officer_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOOK = """query ($number: String!, $id: ID!) {
  complaint(trackingNumber: $number) { ...Seen }
  node(id: $id) { ...Seen }
}
fragment Seen on Complaint {
  id trackingNumber headline shownText mayOpen anonymous confidential
  history { type actorId rule }
  placements { kind }
}"""
LIST = """{
  complaints(first: 50) { totalCount edges { node { trackingNumber } } }
  inbox(first: 50) { totalCount edges { node { complaint { trackingNumber } } } }
}"""
FLAGS = {
    "neither": (False, False),
    "anonymous": (True, False),
    "confidential": (False, True),
    "both": (True, True),
}


async def handled(system: System, *, anonymous: bool, confidential: bool) -> Case:
    """With the unit's liaison, copied to another unit before either flag could forbid it."""
    case = await filed(system)
    await reviewed_nationally(case, anonymous=anonymous)
    county = system.officer(Role.INSTITUTION_ADMIN)
    await county.do(operations.ADD_CC, case.given(unit=str(unit_of(COPIED))))
    await disposed(case, anonymous=anonymous, confidential=confidential)
    return case


async def made(system: System) -> dict[str, Case]:
    """A case of each combination of flags, and those where the flags do not decide."""
    cases = {
        name: await handled(system, anonymous=anonymous, confidential=confidential)
        for name, (anonymous, confidential) in FLAGS.items()
    }
    cases["just filed"] = await filed(system)
    cases["in the regency's review"] = await filed(system, anonymous=True)
    await reviewed_nationally(cases["in the regency's review"], anonymous=True)
    cases["about abuse of authority"] = await filed(system)
    accused = {"object": "Penyalahgunaan", "units": [str(unit_of(COUNTY))]}
    await reviewed_nationally(cases["about abuse of authority"], nature="ABUSE_OF_AUTHORITY", parties=accused)
    cases["about two officers"] = await filed(system)
    officers = [officer_of(name).person for name in ("the liaison who holds it", "the inspectorate")]
    barred = {"object": "Petugas", "officers": [str(person) for person in officers]}
    await reviewed_nationally(cases["about two officers"], parties=barred)
    await disposed(cases["about two officers"], parties=barred)
    return cases


CUSTODIANS = {
    **dict.fromkeys((*FLAGS, "about two officers"), f"unit:{unit_of(UNIT)}"),
    "just filed": "national",
    "in the regency's review": f"institution:{unit_of(COUNTY)}",
    "about abuse of authority": "national",  # the regency is accused, so it waits where somebody may see it
}


@dataclass(frozen=True, slots=True)
class World:
    """Cases, everybody who may look at them, and what the rights know of each case."""

    system: System
    cases: Mapping[str, Case]
    viewers: Mapping[str, Viewer]
    known: Mapping[str, Known]

    def pairs(self) -> Iterator[tuple[str, str, Viewer, Case, Level | None]]:
        """Each viewer with each case, and how far the rights let them see."""
        for who, viewer in self.viewers.items():
            for which, case in self.cases.items():
                yield who, which, viewer, case, self.level(viewer, which)

    def level(self, viewer: Viewer, which: str) -> Level | None:
        known = self.known[which]
        if viewer.actor is None:
            return confidentiality.grants(known).get(confidentiality.PUBLIC)
        return confidentiality.may_see(known, viewer.actor)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(shared: System) -> AsyncIterator[World]:
    cases = await made(shared)
    known = {name: await folded(shared, case) for name, case in cases.items()}
    yield World(shared, cases, await all_viewers(shared, cases), known)


async def folded(system: System, case: Case) -> cases.Case:
    """What the case's own events say about seeing it."""
    known: cases.Case | None = None
    for record in await system.api.store.read(UUID(case.complaint)):
        event = event_of(record, WITA)
        assert isinstance(event, Event)
        known = cases.after(known, event)
    assert known is not None
    return known


def node_id(case: Case) -> str:
    return base64.urlsafe_b64encode(f"Complaint:{case.complaint}".encode()).decode().rstrip("=")


def where(case: Case) -> dict[str, object]:
    return {"number": case.number, "id": node_id(case)}


async def test_a_case_is_found_by_number_and_by_id_by_those_whom_the_rights_allow(world: World) -> None:
    for who, which, viewer, case, level in world.pairs():
        seen = await viewer.client.ask(LOOK, where(case))

        assert seen["complaint"] == seen["node"], (who, which)
        assert (seen["node"] is not None) == (level is not None), (who, which)


async def test_a_case_shows_as_much_as_the_viewers_level_says(world: World) -> None:
    for who, which, viewer, case, level in world.pairs():
        if level is None:
            continue
        seen = (await viewer.client.ask(LOOK, where(case)))["complaint"]
        public, auditor = viewer.actor is None, who == "the inspectorate"
        shown = not world.known[which].confidential and world.known[which].shown_text

        assert seen["mayOpen"] == (level >= Level.MAY_OPEN), (who, which)
        assert (seen["headline"] is not None) == (shown and level >= Level.HEADLINE), (who, which)
        assert (seen["shownText"] is not None) == (shown and level >= Level.SHOWN_TEXT), (who, which)
        assert (seen["anonymous"] is None) == (seen["confidential"] is None) == public, (who, which)
        assert (seen["history"] == []) == public, (who, which)
        assert all((entry["actorId"] is not None) == auditor for entry in seen["history"]), (who, which)
        assert auditor or not [entry for entry in seen["history"] if entry["rule"] is not None], (who, which)


@pytest.mark.edge_case(13)
async def test_lists_and_their_counts_hold_the_cases_of_the_viewer_and_no_other(world: World) -> None:
    for who, viewer in world.viewers.items():
        audience = None if viewer.actor is None else confidentiality.audience_of(viewer.actor)
        found = [case.number for which, case in world.cases.items() if world.level(viewer, which) is not None]
        waiting = [
            case.number
            for which, case in world.cases.items()
            if CUSTODIANS[which] == audience and world.level(viewer, which) is not None
        ]

        lists = await viewer.client.ask(LIST)

        complaints, inbox = lists["complaints"], lists["inbox"]
        assert sorted(edge["node"]["trackingNumber"] for edge in complaints["edges"]) == sorted(found), who
        assert complaints["totalCount"] == len(found), who
        numbers = [edge["node"]["complaint"]["trackingNumber"] for edge in inbox["edges"]]
        assert sorted(numbers) == sorted(waiting), who
        assert inbox["totalCount"] == len(waiting), who


async def test_pages_of_one_case_each_hold_the_same_cases_as_one_page_of_all(world: World) -> None:
    page = """query ($after: String) { complaints(first: 1, after: $after) {
      totalCount edges { node { trackingNumber } } pageInfo { hasNextPage endCursor } } }"""
    for who, viewer in world.viewers.items():
        found = {case.number for which, case in world.cases.items() if world.level(viewer, which) is not None}
        after, numbers = None, []
        while True:
            answer = (await viewer.client.ask(page, {"after": after}))["complaints"]
            assert answer["totalCount"] == len(found), who
            numbers += [edge["node"]["trackingNumber"] for edge in answer["edges"]]
            after = answer["pageInfo"]["endCursor"]
            if not answer["pageInfo"]["hasNextPage"]:
                break
        assert sorted(numbers) == sorted(found), who


async def test_sealed_text_is_opened_by_whom_the_rights_allow_for_the_purposes_of_their_task(
    world: World,
) -> None:
    for who, which, viewer, case, level in world.pairs():
        actor = viewer.actor
        allowed = [
            purpose for purpose in Purpose if actor and confidentiality.purpose_allowed(actor, purpose)
        ]
        forbidden = next(purpose for purpose in Purpose if purpose not in allowed)
        kinds = set() if actor is None else set(confidentiality.openable(world.known[which], actor))
        for purpose in (forbidden, *allowed[:1]):
            answer = await viewer.client.try_to(operations.OPEN_CONTENT, case.given(purpose=purpose.value))

            if actor is None:
                assert answer["rule"] == "SIGN_IN"
            elif level is None:
                assert answer["rule"] == "NO_SUCH_CASE", (who, which)
            elif purpose is forbidden:
                assert answer["rule"] == "PURPOSE", (who, which)
            else:
                opened = {text["kind"] for text in answer["texts"]}
                assert opened <= kinds, (who, which)
                assert ("NARRATIVE" in opened) == ("NARRATIVE" in kinds), (who, which)
                assert "IDENTITY" not in opened
                assert all(text["words"] for text in answer["texts"])


async def test_nobody_but_the_inspectorate_reads_in_a_history_who_opened_or_was_refused(world: World) -> None:
    case = world.cases["neither"]
    for who, which, viewer, found, level in world.pairs():
        if which != "neither" or level is None:
            continue
        entries = (await viewer.client.ask(LOOK, where(found)))["complaint"]["history"]
        types = {entry["type"] for entry in entries}
        assert ({"ContentViewed", "CommandRefused"} <= types) == (who == "the inspectorate"), who
    assert case.number


def on_one_case(complaint: str) -> list[tuple[str, dict[str, object]]]:
    """Every mutation that names a complaint; nothing that only the rights would stop is left out."""
    given: dict[str, object] = {"complaint": complaint}
    unit: dict[str, object] = {"unit": str(unit_of(UNIT))}
    reason: dict[str, object] = {"reason": "x"}
    text: dict[str, object] = {"text": "x"}
    county: dict[str, object] = {"category": "SOSIAL", "institution": str(unit_of(COUNTY))}
    protection: dict[str, object] = {"anonymous": True, "confidential": True, "redactedNarrative": "x"}
    lower: dict[str, object] = {"anonymous": False, "confidential": False}
    another_class: dict[str, object] = {
        "type": "GRIEVANCE",
        "supervisoryNature": True,
        "requiresFieldInspection": True,
    }
    listed: list[tuple[str, Mapping[str, object]]] = [
        (operations.VERIFY, findings()),
        (operations.IDENTIFY_PARTIES, {"parties": {"object": "x"}}),
        (operations.REDACT, {"headline": "x"}),
        (operations.RAISE_PROTECTION, protection),
        (operations.LOWER_PROTECTION, lower),
        (operations.REQUEST_COMPLETION, {"what": "x"}),
        (operations.REQUEST_DATA, {"what": "x"}),
        (operations.SUPPLY_DATA, text),
        *((operations.RESTORE, {"ground": ground.value}) for ground in RestoreGround),
        (operations.LINK_DUPLICATE, {"lead": complaint}),
        (operations.LINK_DUPLICATE, {"lead": str(unit_of(UNIT))}),
        (operations.FORWARD, county),
        (operations.DISPOSE, {"category": "SOSIAL", **unit}),
        (operations.ADD_CC, unit),
        (operations.ACCEPT, {}),
        (operations.RETURN_TO_INSTITUTION, reason),
        (operations.RETURN_TO_NATIONAL, reason),
        (operations.REPLACE_HANDLER, {**unit, **reason}),
        (operations.DECLARE_CONFLICT, {}),
        (operations.REFER, {}),
        (operations.RECORD_FINDING, {"finding": "NO_FAULT", "detail": "x"}),
        (operations.RETURN_FROM_INSPECTORATE, reason),
        (operations.ADD_SUPERIOR, unit),
        (operations.SUPERIOR_ACTION, text),
        (operations.RESPOND, text),
        (operations.FOLLOW_UP, text),
        (operations.ANSWER, {**text, "cause": "OTHER", "resolution": "NOTED"}),
        (operations.ANSWER_ASPIRATION, text),
        (operations.RESPOND_AS_CC, text),
        (operations.REPORT_PROGRESS, {"status": "x", "steps": "x"}),
        (operations.INFORM_OFFICIAL, {"informed": "AUTHORISED_OFFICIAL", "note": "x"}),
        (operations.NATIONAL_NUMBER, {"number": 1}),
        (operations.COORDINATE, {"counterpart": "NATIONAL_ADMIN", "note": "x"}),
        (operations.NOTIFY_CONSTRAINT, {"constraint": "x", "action": "x"}),
        (operations.PROPOSE_CLASS, {**another_class, **reason}),
        (operations.RECLASSIFY, {**another_class, **reason}),
        (operations.INTERVENE, {"note": "x"}),
        (operations.ASK_SUPERVISION, {"question": "x"}),
        (operations.ANSWER_SUPERVISION, {"number": 1, "answer": "x"}),
        (operations.REPLY, text),
        (operations.DISPUTE, reason),
        (operations.CONFIRM, {}),
        (operations.COMPLETE, {}),
        (operations.RATE, {"stars": 5}),
        (operations.RATE, {"stars": 6}),
        (operations.WITHDRAW, reason),
        (operations.ACCEPT, {"expectedVersion": "1"}),
        (operations.DECLARE_CONFLICT, {"expectedVersion": "1"}),
        *((operations.OPEN_CONTENT, {"purpose": purpose.value}) for purpose in Purpose),
        *((operations.ANNOUNCE_DOCUMENT, {**DOCUMENT, "about": about.value}) for about in About),
        *(
            (operations.OPEN_DOCUMENT, {"document": complaint, "purpose": purpose.value})
            for purpose in Purpose
        ),
    ]
    return [(operation, {**given, **rest}) for operation, rest in listed]


AT_ONCE = 16  # pairs of requests: as many as all would wait for connections longer than a request may
DOCUMENT = {"mediaType": "PDF", "size": 1, "name": "x"}


async def test_every_mutation_that_names_a_complaint_is_tried() -> None:
    tried = {operation.split("{", 2)[1].split("(")[0].strip() for operation, _ in on_one_case("x")}
    about_officers = {"recordAppreciation", "recordSanction"}  # which may name a case as their ground
    assert tried == {name for name in mutations() if "complaint" in inputs(name)} - about_officers


async def test_what_may_not_be_seen_is_answered_byte_for_byte_like_what_does_not_exist(world: World) -> None:
    absent = Case(system=world.system, number="LT-00000-00000-0", code="", complaint=str(uuid4()))
    for who, which, viewer, case, level in world.pairs():
        if level is not None:
            continue
        forbidden, missing = [await raw(world, viewer, LOOK, where(each)) for each in (case, absent)]
        assert forbidden == missing, (who, which)
        for field in ("complaint(trackingNumber: $number)", "node(id: $id)"):
            name, kind = ("number", "String!") if "number" in field else ("id", "ID!")
            query = f"query (${name}: {kind}) {{ {field} {{ __typename ... on Complaint {{ version }} }} }}"
            answers = [await raw(world, viewer, query, {name: where(each)[name]}) for each in (case, absent)]
            assert answers[0] == answers[1], (who, which)


async def test_no_mutation_tells_what_may_not_be_seen_from_what_does_not_exist(world: World) -> None:
    pairs = [
        ("another liaison", "neither"),
        ("a liaison with a copy", "both"),
        ("the liaison who holds it", "about two officers"),
        ("the liaison who holds it", "just filed"),
        ("Admin Instansi", "about abuse of authority"),
        ("another institution's admin", "neither"),
        ("Pembina", "confidential"),
        ("the privacy officer", "neither"),
        ("who complained: both", "neither"),
        ("the public", "both"),
    ]
    # and everybody else on the first case that they may not know of
    for who, viewer in world.viewers.items():
        unseen = [which for which in world.cases if world.level(viewer, which) is None]
        if unseen and who not in {named for named, _ in pairs}:
            pairs.append((who, unseen[0]))
    for who, which in pairs:
        viewer, case = world.viewers[who], world.cases[which]
        assert world.level(viewer, which) is None, (who, which)
        asked = list(zip(on_one_case(case.complaint), on_one_case(str(uuid4())), strict=True))
        for first in range(0, len(asked), AT_ONCE):
            await gather(
                *(
                    told_nothing(world, who, viewer, operation, given, elsewhere)
                    for (operation, given), (_, elsewhere) in asked[first : first + AT_ONCE]
                )
            )


async def told_nothing(
    world: World,
    who: str,
    viewer: Viewer,
    operation: str,
    given: Mapping[str, object],
    elsewhere: Mapping[str, object],
) -> None:
    """The operation is answered alike, byte for byte, on a case out of sight and on one that there is not."""
    forbidden, missing = await gather(
        *(
            raw(world, viewer, operation, {"input": {**each, "request": str(uuid4())}})
            for each in (given, elsewhere)
        )
    )
    assert forbidden == missing, (who, operation)
    assert b'"data":null' not in forbidden[2]


async def raw(
    world: World, viewer: Viewer, query: str, variables: Mapping[str, Any]
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body as they were sent."""
    signed_in = {} if viewer.authorization is None else {"authorization": viewer.authorization}
    answer = await world.system.post({"query": query, "variables": variables}, **signed_in)
    return answer.status_code, dict(answer.headers), answer.content


async def test_a_cursor_of_one_viewer_is_none_for_another(world: World) -> None:
    page = "query ($after: String) { complaints(first: 1, after: $after) { pageInfo { endCursor } } }"
    national = world.viewers["Admin Nasional"].client
    cursor = (await national.ask(page, {"after": None}))["complaints"]["pageInfo"]["endCursor"]

    answers = [
        await raw(world, viewer, page, {"after": cursor})
        for who, viewer in world.viewers.items()
        if who != "Admin Nasional"
    ]

    assert {json.loads(body)["errors"][0]["extensions"]["code"] for _, _, body in answers} == {"BAD_CURSOR"}


async def test_a_stream_of_another_kind_is_no_case(world: World) -> None:
    """Schemas, roles, units and refusals have streams too, and nothing of them is told."""
    streams = await world.system.fetch("SELECT DISTINCT stream_id AS id FROM ledger.event")
    cases = {UUID(case.complaint) for case in world.cases.values()}
    national = world.viewers["Admin Nasional"]
    absent = await national.client.try_to(
        operations.OPEN_CONTENT, {"complaint": str(uuid4()), "purpose": "SUPERVISION"}
    )
    others = [row["id"] for row in streams if row["id"] not in cases]
    assert len(others) > 50
    for stream in others:
        given = {"complaint": str(stream), "purpose": "SUPERVISION"}
        assert await national.client.try_to(operations.OPEN_CONTENT, given) == absent
