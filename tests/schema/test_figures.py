"""The figures of BAB VII as the API gives them: shares, order, and for whom."""

from typing import Any

import pytest

from api.auth import PUBLIC, Caller
from domain.people import Actor, Role, Tier, UnitId
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about, number_of
from tests.projections.test_calendar import shipped
from tests.schema.asking import Api, new
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    INSPEKTORAT,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    officer,
    person,
)
from tests.support.days import resolution
from tests.support.handling_samples import disputed
from tests.support.histories import with_inspectorate
from tests.support.samples import (
    accepted,
    confirmed,
    copied,
    disposed,
    in_institution_review,
    rated,
    responded,
    taken_up,
    verified,
    with_answer,
    with_liaison,
)

STATISTICS = """query($institution: UUID!, $from: Date!, $until: Date!) {
  statistics(institution: $institution, receivedFrom: $from, receivedUntil: $until) {
    unit isParent total placements followUpPercent completionPercent averageRating ratedCount averageFollowUpDays
  } }"""


async def statistics(api: Api, by: Actor | Caller, institution: UnitId = COUNTY) -> list[dict[str, Any]]:
    period = {"from": "2026-01-01", "until": "2026-12-31"}
    answer = await api.ask(STATISTICS, by, institution=str(institution), **period)
    rows: list[dict[str, Any]] = answer["statistics"]
    return rows


async def test_shares_are_of_the_total_and_nothing_is_not_nought(chronicle: Chronicle, api: Api) -> None:
    await chronicle.happened(organisation())
    stages = [with_liaison(), (*with_liaison(), accepted()), taken_up(), with_answer()]
    for stage in [*stages, *[(*with_answer(), confirmed())] * 6]:
        await chronicle.happened(about(new(), stage))

    parent, unit = await statistics(api, institution_admin())
    [empty] = await statistics(api, institution_admin(OTHER_COUNTY), OTHER_COUNTY)

    assert (unit["followUpPercent"], unit["completionPercent"]) == (80.0, 60.0)
    assert (parent["total"], parent["placements"], unit["placements"]) == (10, 10, 10)
    assert parent["averageRating"] is unit["averageRating"] is None
    assert parent["ratedCount"] == 0
    figures = ("followUpPercent", "completionPercent", "averageRating", "averageFollowUpDays")
    assert [empty[name] for name in figures] == [None] * 4
    assert (empty["isParent"], empty["total"]) == (True, 0)


async def test_the_institution_stands_first_and_then_its_units_by_total_and_name(
    chronicle: Chronicle, api: Api
) -> None:
    await chronicle.happened(organisation())
    for to in (DINAS_SOSIAL, DINAS_KESEHATAN, DINAS_KESEHATAN, INSPEKTORAT):
        handling = (*verified(Tier.INSTITUTION), disposed(to), accepted(to), responded(to))
        await chronicle.happened(about(new(), in_institution_review(), handling))
    copy = (*with_liaison(), copied(DINAS_KESEHATAN), confirmed(), rated(4))
    await chronicle.happened(about(new(), copy))

    rows = await statistics(api, national_admin())

    names = {row["unit"]: row["name"] for row in await chronicle.rows("SELECT unit, name FROM read.unit")}
    assert [(row["unit"], row["total"], row["placements"]) for row in rows] == [
        (names[COUNTY], 5, 6),
        (names[DINAS_KESEHATAN], 3, 3),
        (names[DINAS_SOSIAL], 2, 2),
        (names[INSPEKTORAT], 1, 1),
    ]
    assert [row["averageRating"] for row in rows] == [4.0, None, 4.0, None]


@pytest.mark.parametrize(
    "viewer",
    [institution_admin(OTHER_COUNTY), complainant(), PUBLIC, Caller(actor=None, person=person("former"))],
)
async def test_figures_are_for_those_inside_the_institution(
    chronicle: Chronicle, api: Api, viewer: Actor | Caller
) -> None:
    await chronicle.happened(organisation(), about(COMPLAINT, with_liaison()))
    assert await statistics(api, viewer) == []
    assert len(await statistics(api, liaison())) == 2


DATASET = """query($institution: UUID!, $from: Date!, $until: Date!, $asOf: Position) {
  evaluationDataset(institution: $institution, receivedFrom: $from, receivedUntil: $until, asOf: $asOf) {
    type cause resolution complaints merged
  } }"""
SEVERAL = """query($institution: UUID!, $from: Date!, $until: Date!, $asOf: Position) {
  placedInSeveralUnits(institution: $institution, receivedFrom: $from, receivedUntil: $until, asOf: $asOf) {
    trackingNumber
  } }"""
AS_OF = """query($institution: UUID!, $from: Date!, $until: Date!, $asOf: Position) {
  asOf
  statistics(institution: $institution, receivedFrom: $from, receivedUntil: $until, asOf: $asOf) {
    unit total unverified notFollowedUp inProcess completed deferred archived archivedIncomplete archivedWithdrawn
    distinctSubjects overdueOpen onTimePercent completedWithoutView averageFirstResponseDays
    averageFirstResponseWorkingDays averageFinalAnswerDays averageFinalAnswerWorkingDays averageFollowUpWorkingDays
  } }"""
PERIOD = {"institution": str(COUNTY), "from": "2026-01-01", "until": "2026-12-31"}
LEADERS = [
    officer(Role.PATRON, COUNTY),
    officer(Role.RESPONSIBLE_HEAD, COUNTY),
    officer(Role.TEAM_MEMBER, COUNTY),
    officer(Role.DATA_REPORTING, COUNTY),
]


async def test_a_report_comes_out_again_with_the_position_it_was_made_at(
    chronicle: Chronicle, api: Api
) -> None:
    case = new()
    await chronicle.happened(organisation(), *shipped(), about(case, with_answer(), confirmed()))
    made = await api.ask(AS_OF, institution_admin(), **PERIOD)
    await chronicle.happened(about(case, disputed(*resolution())))

    again = await api.ask(AS_OF, institution_admin(), **PERIOD, asOf=made["asOf"])
    now = await api.ask(AS_OF, institution_admin(), **PERIOD)

    assert again["statistics"] == made["statistics"] != now["statistics"]
    row = made["statistics"][0]
    assert (row["completed"], row["onTimePercent"], row["averageFinalAnswerWorkingDays"]) == (1, 100.0, 0.0)
    assert now["statistics"][0]["inProcess"] == 1


async def test_who_sees_no_single_case_sees_no_small_cell_and_outsiders_see_none(
    chronicle: Chronicle, api: Api
) -> None:
    await chronicle.happened(organisation(), *shipped())
    for history in [*3 * [with_answer()], with_liaison()]:
        await chronicle.happened(about(new(), history))

    async def cells(by: Actor | Caller) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await api.ask(DATASET, by, **PERIOD))["evaluationDataset"]
        return found

    for by in (institution_admin(), national_admin(), auditor()):
        assert [cell["complaints"] for cell in await cells(by)] == [3, 1]
    for by in LEADERS:
        assert [tuple(cell.values()) for cell in await cells(by)] == [(None, None, None, 4, True)]
    for outsider in (PUBLIC, complainant(), institution_admin(OTHER_COUNTY)):
        assert await cells(outsider) == []


async def test_by_which_cases_the_units_exceed_the_total_is_for_those_who_may_know_of_them(
    chronicle: Chronicle, api: Api
) -> None:
    twice, secret = new(), new()
    await chronicle.happened(organisation(), *shipped(), about(new(), with_liaison()))
    await chronicle.happened(about(twice, with_liaison(), copied()))
    accused = verified(Tier.INSTITUTION, reported_officers=(person("barred"),))
    await chronicle.happened(about(secret, with_liaison(), copied(), accused[2:3]))

    async def told(by: Actor | Caller, **as_of: str) -> set[str]:
        found = (await api.ask(SEVERAL, by, **PERIOD, **as_of))["placedInSeveralUnits"]
        return {case["trackingNumber"] for case in found}

    for by in (institution_admin(), national_admin(), auditor()):
        assert await told(by) == {number_of(twice), number_of(secret)}
        assert await told(by, asOf="0") == set()
    assert await told(institution_admin(who=person("barred"))) == {number_of(twice)}
    for by in (*LEADERS, liaison(), institution_admin(OTHER_COUNTY), complainant(twice)):
        assert await told(by) == set()
    assert await told(PUBLIC) == set()


async def test_a_referred_case_adds_nothing_to_the_row_of_the_unit_it_accuses(
    chronicle: Chronicle, api: Api
) -> None:
    """Edge 14: whoever is of the reported unit reads the table of the institution like everybody else there."""
    await chronicle.happened(organisation(), *shipped(), about(new(), with_answer()))
    before = {row["unit"]: row["total"] for row in await statistics(api, liaison())}
    await chronicle.happened(about(new(), with_inspectorate(DINAS_SOSIAL)))
    after = {row["unit"]: row["total"] for row in await statistics(api, liaison())}
    assert after["Unit 3"] == before["Unit 3"] == 1
    assert after["Unit 1"] == before["Unit 1"] + 1
