"""Who finds what leaders and handlers put on record, also where no row policy stands behind the statement."""

from collections.abc import AsyncIterator
from datetime import date

import pytest

from domain.office_events import RoleGranted
from domain.people import Actor, AssignmentId, Role
from domain.vocabulary import Basis
from schema.compiler import ClaimedPool
from tests.conftest import Pool
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about
from tests.projections.test_oversight import EVALUATED, GUIDED, NOTED, REPORTED, SANCTIONED, TARGETED
from tests.schema.asking import Api
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_SOSIAL,
    MINISTRY,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    officer,
)
from tests.support.samples import in_institution_review, verified

HEAD, PATRON, MEMBER = [
    officer(role, COUNTY) for role in (Role.RESPONSIBLE_HEAD, Role.PATRON, Role.TEAM_MEMBER)
]
ELSEWHERE = [
    officer(role, unit)
    for unit in (OTHER_COUNTY, MINISTRY)
    for role in (Role.RESPONSIBLE_HEAD, Role.PATRON, Role.INTERNAL_AUDITOR)
]
GRANTED = RoleGranted(
    assignment=liaison().assignment or AssignmentId(COUNTY),
    person=liaison().person,
    role=Role.LIAISON_OFFICER,
    unit=DINAS_SOSIAL,
    institution=COUNTY,
    basis=Basis.CONTRACT,
    valid_from=date(2026, 1, 5),
    valid_until=None,
)
LISTS = (
    "conductRecords { recordId } evaluations { recordId } performanceReports { recordId }"
    " officeNotes(year: 2026) { recordId } yearlyRecords(year: 2026) { clause }"
)
OF_AN_INSTITUTION = """query($institution: UUID!) { roleHolders(institution: $institution) { personId }
    targets(institution: $institution) { version } workload(institution: $institution) { officers }
    targetMonitoring(institution: $institution, receivedFrom: "2026-01-01", receivedUntil: "2026-12-31") { actual } }"""


@pytest.fixture
async def unguarded(pool: Pool) -> AsyncIterator[Api]:
    """Compiled documents in the superuser's role: no row policy holds."""
    claimed = ClaimedPool(await pool(), size=1)
    yield Api(claimed)
    await claimed.close()


async def told(chronicle: Chronicle) -> None:
    """An organisation, an officer, a case, and one record of each kind, all made by a member of the team."""
    await chronicle.happened(organisation(), GRANTED, about(COMPLAINT, in_institution_review()))
    records = (SANCTIONED, EVALUATED, REPORTED, NOTED, TARGETED, GUIDED)
    await chronicle.happened(records, by=MEMBER)


def counted(answer: dict[str, list[object]]) -> list[int]:
    return [len(each) for each in answer.values()]


async def test_records_of_the_office_are_for_its_own_leaders_inspectorate_and_authors(
    chronicle: Chronicle, unguarded: Api
) -> None:
    await told(chronicle)

    async def seen(by: Actor | None) -> list[int]:
        document = f"{{ {LISTS} }}"
        return counted(await (unguarded.ask(document) if by is None else unguarded.ask(document, by)))

    for by in (HEAD, PATRON, auditor()):
        assert await seen(by) == [1, 1, 1, 1, 4]
    assert await seen(MEMBER) == [0, 0, 1, 1, 0]
    for other in (*ELSEWHERE, national_admin(), institution_admin(), liaison(), complainant(), None):
        expected = [0, 0, 0, 0, 4 if other in ELSEWHERE[:3] else 0]  # what their own institution lacks
        assert await seen(other) == expected, other


async def test_what_is_told_of_an_institution_is_told_to_its_own_people(
    chronicle: Chronicle, unguarded: Api
) -> None:
    await told(chronicle)

    async def seen(by: Actor) -> list[bool]:
        answer = await unguarded.ask(OF_AN_INSTITUTION, by, institution=str(COUNTY))
        return [bool(count) for count in counted(answer)]

    assert await seen(HEAD) == await seen(auditor()) == [True, True, True, True]
    assert await seen(PATRON) == await seen(institution_admin()) == await seen(MEMBER)
    assert await seen(PATRON) == await seen(national_admin()) == [False, True, True, True]
    assert await seen(liaison()) == [False, True, False, True]
    for by in (*ELSEWHERE, institution_admin(OTHER_COUNTY), complainant()):
        assert await seen(by) == [False] * 4, by
    public = await unguarded.ask(OF_AN_INSTITUTION, institution=str(COUNTY))
    assert counted(public) == [0] * 4


async def test_the_complaint_behind_a_record_passes_the_gate_of_complaints(
    chronicle: Chronicle, unguarded: Api
) -> None:
    hidden = (*in_institution_review(), *verified(confidential=True))
    await chronicle.happened(organisation(), about(COMPLAINT, hidden))
    await chronicle.happened(SANCTIONED, by=MEMBER)
    document = "{ conductRecords { complaint { complaintId } } }"

    found = [(await unguarded.ask(document, by))["conductRecords"] for by in (PATRON, auditor())]

    assert found == [[{"complaint": None}], [{"complaint": {"complaintId": str(COMPLAINT)}}]]


async def test_guidance_is_for_everybody(chronicle: Chronicle, unguarded: Api) -> None:
    await told(chronicle)
    document = "{ guidance { totalCount edges { node { version issuer { unitId } } } } }"
    seen = [await unguarded.ask(document, by) for by in (HEAD, complainant(), *ELSEWHERE)]
    seen.append(await unguarded.ask(document))
    node = {"version": 1, "issuer": {"unitId": str(COUNTY)}}
    assert all(each["guidance"] == {"totalCount": 1, "edges": [{"node": node}]} for each in seen)
