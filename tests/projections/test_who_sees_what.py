"""Who finds which case: the rows behind the policy, the pure function and the API agree, for everybody.

Over people in every role and several units, and cases in every combination of flags, stages and conflicts.
"""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, reduce
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import given as for_all

from api.application.files import claims_of
from api.auth import PUBLIC, Caller
from api.parts import build_compiler
from domain.cases import Case
from domain.confidentiality import PUBLIC as PUBLIC_AUDIENCE
from domain.confidentiality import Level, barred, grants, may_see
from domain.events import ConfidentialitySet, ContentRedacted, Event, ProtectionLowered, ProtectionRaised
from domain.people import Actor, ComplaintId, Tier
from domain.standing import after as standing_after
from domain.vocabulary import Status
from domain.wire import AnyEvent
from schema.bound_types import NOBODY
from schema.build import build_schema
from schema.compiler import ClaimedPool, Compiler, encode_id
from tests.conftest import Connect, Pool
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about, number_of, words_of
from tests.projections.stories import MOST_CASES, PERSONS, cases, concerned, people
from tests.support.cases import case_of
from tests.support.cast import complainant
from tests.support.properties import PATIENT
from tests.support.samples import disposed, in_institution_review, verified
from tests.support.walks import REPORTED

ROWS = "SELECT complaint, level FROM read.visible"
CLAIM = "SELECT set_config('jejak.audience', $1, false), set_config('jejak.person', $2, false)"
FIELDS = """
fragment Fields on Complaint {
  complaintId headline shownText mayOpen anonymous
  history { type actorId } placements { kind } clocks { clock } currentOwner { role }
}
"""
# What is still to be done, within the reach of the viewer's audience.
DUTIES = (
    *(
        "atRisk",
        "overdue",
        "lackingConstraintNotice",
        "returnedOften",
        "awaitingComplainant",
        "manualEntries",
    ),
    *("completedWithoutView",),
)
DOCUMENT = (
    "query ("
    + ", ".join(f"$id{n}: ID!, $number{n}: String!" for n in range(MOST_CASES))
    + ") { complaints(first: 5) { totalCount totalCountIsCapped edges { node { ...Fields } } }"
    + " inbox(first: 5) { totalCount edges { node { complaint { ...Fields } } } }"
    + " ".join(
        f" node{n}: node(id: $id{n}) {{ ... on Complaint {{ ...Fields }} }}"
        f" number{n}: complaint(trackingNumber: $number{n}) {{ ...Fields }}"
        for n in range(MOST_CASES)
    )
    + " ".join(f" {duty}(first: 5) {{ totalCount edges {{ node {{ complaintId }} }} }}" for duty in DUTIES)
    + " unansweredSupervision(first: 5) { totalCount edges { node { complaint { complaintId } } } }"
    + " }"
    + FIELDS
)


def variables(complaints: Sequence[ComplaintId]) -> dict[str, str]:
    """The values of the document's variables."""
    ids = {f"id{n}": encode_id("Complaint", each) for n, each in enumerate(complaints)}
    return ids | {f"number{n}": number_of(each) for n, each in enumerate(complaints)}


@dataclass(frozen=True, slots=True)
class Story:
    """A case as it happened, and what is to be read of it."""

    history: tuple[AnyEvent, ...]
    case: Case
    headline: str | None
    shown_text: str | None
    is_live: bool

    @classmethod
    def of(cls, history: tuple[AnyEvent, ...]) -> "Story":
        shown: dict[str, str | None] = {"headline": None, "shown_text": None}
        confidential = True
        for each in history:
            if isinstance(each, ConfidentialitySet | ProtectionRaised | ProtectionLowered):
                confidential = each.confidential
            if isinstance(each, ContentRedacted):
                for name in shown:
                    text = getattr(each, name)
                    shown[name] = shown[name] if text is None else words_of(each)[text.part]
            if confidential:
                shown = dict.fromkeys(shown)
        facts = [each for each in history if isinstance(each, Event)]
        standing = reduce(standing_after, facts, None)
        assert standing is not None
        is_live = standing.status not in (Status.COMPLETED, Status.ARCHIVED)
        return cls(history, case_of(*facts), **shown, is_live=is_live)

    def as_seen(
        self, caller: Caller, placements: Sequence[str], clocks: Sequence[str]
    ) -> dict[str, Any] | None:
        """What the API is to answer; None where the case does not exist for this caller."""
        level = level_for(self.case, caller)
        if level is None:
            return None
        public = caller.actor is None
        audits = not public and str(claims_of(caller, TODAY)["audience"]).startswith("inspectorate:")
        told = [each for each in self.history if (audits or isinstance(each, Event)) and not public]
        return {
            "complaintId": str(self.case.complaint),
            "headline": self.headline if level >= Level.HEADLINE else None,
            "shownText": self.shown_text if level >= Level.SHOWN_TEXT else None,
            "mayOpen": level >= Level.MAY_OPEN,
            "anonymous": None if public else self.case.anonymous,
            "history": [(type(each).__name__, audits) for each in told],
            "placements": [] if public else sorted(placements),
            "clocks": [] if public else sorted(clocks),
            "owned": not public and self.is_live,
        }


TODAY = date(2026, 3, 9)


def level_for(case: Case, caller: Caller) -> Level | None:
    """`may_see`; whoever acts in no role is the public, which excluded persons are not part of either."""
    if caller.actor is not None:
        return may_see(case, caller.actor)
    return None if caller.person in barred(case) else grants(case).get(PUBLIC_AUDIENCE)


@cache
def compiler() -> Compiler:
    """One for all examples, so that they meet each other in its caches."""
    return build_compiler(build_schema(), bytes(32))


class Door:
    """The two ways in: the table under its policy, and the API."""

    def __init__(self, connection: asyncpg.Connection, pool: ClaimedPool) -> None:
        self._connection = connection
        self._pool = pool

    async def rows(self, caller: Caller) -> dict[UUID, int]:
        """Complaint and level of each row of `visible` that the policy shows."""
        claims = claims_of(caller, TODAY)
        await self._connection.execute(CLAIM, str(claims["audience"]), str(claims["person"]))
        return {row["complaint"]: row["level"] for row in await self._connection.fetch(ROWS)}

    async def answer(self, caller: Caller, complaints: Sequence[ComplaintId]) -> dict[str, Any]:
        """What the API says of these complaints, asked for in every way there is."""
        prepared = compiler().prepare(DOCUMENT, variables(complaints))
        answer = await self._pool.run(prepared, claims_of(caller, TODAY))
        data: dict[str, Any] = json.loads(answer.data)
        return data


@pytest.fixture
async def door(connect: Connect, pool: Pool) -> AsyncIterator[Door]:
    claimed = ClaimedPool(await pool("jejak_app"), size=3)
    yield Door(await connect("jejak_app"), claimed)
    await claimed.close()


def callers(officers: Sequence[Actor], complaints: Sequence[ComplaintId]) -> list[Caller]:
    """Officers, complainants, the public, and persons whose every role has ended."""
    actors = [*officers, *map(complainant, complaints)]
    return [
        PUBLIC,
        *[Caller(actor=None, person=each) for each in PERSONS],
        *[Caller(actor=each, person=each.person, assignments=(each,)) for each in actors],
    ]


def plain(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """A complaint of an answer in the form of `Story.as_seen`: who acted is only asked whether it is told."""
    if found is None:
        return None
    told = {name: value for name, value in found.items() if name != "currentOwner"}
    return told | {
        "history": [(entry["type"], entry["actorId"] is not None) for entry in found["history"]],
        "placements": sorted(placement["kind"] for placement in found["placements"]),
        "clocks": sorted(each["clock"] for each in found["clocks"]),
        "owned": found["currentOwner"] is not None,
    }


@settings(PATIENT, max_examples=40, suppress_health_check=[*HealthCheck])
@for_all(cases(), people())
@pytest.mark.edge_case(9)
async def test_everybody_finds_exactly_the_cases_they_may_see_as_far_as_they_may_see_them(
    chronicle: Chronicle, door: Door, told: list[tuple[AnyEvent, ...]], officers: list[Actor]
) -> None:
    complaints = [ComplaintId(uuid4()) for _ in range(MOST_CASES)]
    histories = [about(each, history) for each, history in zip(complaints, told, strict=False)]
    await chronicle.without_cases(organisation())
    await chronicle.happened(*histories)
    assert await chronicle.stops() == {}, "what can happen can be projected"
    stories = {story.case.complaint: story for story in map(Story.of, histories)}
    items = await chronicle.rows("SELECT complaint, audience FROM read.inbox_item")
    waiting = {row["complaint"]: row["audience"] for row in items}
    placed: dict[UUID, list[str]] = defaultdict(list)
    for row in await chronicle.rows("SELECT complaint, kind FROM read.placement"):
        placed[row["complaint"]].append(row["kind"])

    run: dict[UUID, list[str]] = defaultdict(list)
    for row in await chronicle.rows("SELECT complaint, clock FROM read.clock"):
        run[row["complaint"]].append(row["clock"])

    for caller in callers([*officers, *concerned(told)], complaints):
        expected = {each: story.as_seen(caller, placed[each], run[each]) for each, story in stories.items()}
        seen = {each: level for each, story in stories.items() if (level := level_for(story.case, caller))}
        note(f"{caller}")

        assert await door.rows(caller) == seen
        answer = await door.answer(caller, complaints)
        listed = [plain(edge["node"]) for edge in answer["complaints"]["edges"]]
        assert by_id(listed) == by_id(each for each in expected.values() if each)
        assert answer["complaints"]["totalCount"] == len(seen)
        for number, complaint in enumerate(complaints):
            for path in (f"node{number}", f"number{number}"):
                assert plain(answer[path]) == expected.get(complaint)
        inbox = [plain(edge["node"]["complaint"]) for edge in answer["inbox"]["edges"]]
        audience = claims_of(caller, TODAY)["audience"]
        assert by_id(inbox) == by_id(expected[each] for each in seen if waiting.get(each) == audience)
        assert answer["inbox"]["totalCount"] == len(inbox)
        outside = audience == PUBLIC_AUDIENCE or str(audience).startswith("complainant:")
        for duty in (*DUTIES, "unansweredSupervision"):
            nodes = [edge["node"] for edge in answer[duty]["edges"]]
            found = {(node.get("complaint") or node)["complaintId"] for node in nodes}
            assert found <= (set() if outside else {str(each) for each in seen})
            assert answer[duty]["totalCount"] == len(nodes)


def by_id(found: Any) -> dict[str, Any]:
    """Complaints by their id, each once."""
    complaints = list(found)
    named = {each["complaintId"]: each for each in complaints}
    assert len(named) == len(complaints)
    return named


async def test_without_claims_or_with_those_of_nobody_there_is_no_case(
    chronicle: Chronicle, connect: Connect
) -> None:
    accused = verified(Tier.INSTITUTION, reported_officers=(REPORTED,))
    await chronicle.happened(organisation(), in_institution_review(), accused, disposed())
    application = await connect("jejak_app")
    assert await application.fetch(ROWS) == [], "a connection that claims nothing"

    for audience, person in [
        ("", str(NOBODY)),
        ("unit:", str(NOBODY)),
        ("%", str(NOBODY)),
        (f"unit:{uuid4()}", str(REPORTED)),
        (f"complainant:{uuid4()}", ""),
        ("national", str(REPORTED)),
        ("national", ""),  # who is excluded cannot be told without a person
    ]:
        await application.execute(CLAIM, audience, person)
        assert await application.fetch(ROWS) == [], (audience, person)

    await application.execute(CLAIM, "national", str(NOBODY))
    assert len(await application.fetch(ROWS)) == 1


async def test_the_policies_are_these_and_hold_for_the_application(chronicle: Chronicle) -> None:
    policies = await chronicle.rows(
        "SELECT tablename, policyname, cmd, roles::text[] FROM pg_policies WHERE schemaname = 'read' ORDER BY 2"
    )
    guarded = ["conduct", "evaluation", "office_note", "performance_report", "visible"]
    assert sorted((row["tablename"], row["cmd"], row["roles"]) for row in policies) == sorted(
        (table, *held) for table in guarded for held in (("SELECT", ["jejak_app"]), ("ALL", ["jejak_proj"]))
    )
    secured = await chronicle.rows("SELECT relname FROM pg_class WHERE relrowsecurity")
    assert sorted(row["relname"] for row in secured) == guarded
    exempt = await chronicle.rows(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'jejak%' AND (rolbypassrls OR rolsuper)"
    )
    assert exempt == []
