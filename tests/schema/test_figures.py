"""The figures of BAB VII as the API gives them: shares, order, and for whom."""

from typing import Any

import pytest

from api.auth import PUBLIC, Caller
from domain.people import Actor, Tier, UnitId
from tests.projections.chronicle import Chronicle, organisation
from tests.projections.facts import about
from tests.schema.asking import Api, new
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_KESEHATAN,
    DINAS_SOSIAL,
    INSPEKTORAT,
    OTHER_COUNTY,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    person,
)
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
