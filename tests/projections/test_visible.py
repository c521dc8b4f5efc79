"""The gate's rows: written when the verdict changes, and only then."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from hypothesis import given as for_all

from domain.cases import Case
from domain.confidentiality import NATIONAL, PUBLIC, barred, grants
from domain.deadlines import Clock
from domain.people import Tier
from domain.vocabulary import Nature, Status
from projections.visible.handler import visible
from projections.write import Write
from tests.projections.chronicle import Chronicle
from tests.projections.facts import given
from tests.support.cases import case_of
from tests.support.cast import COMPLAINT, DINAS_KESEHATAN, DINAS_SOSIAL, INSPEKTORAT, NOW, person
from tests.support.handling_samples import breached, intervened
from tests.support.properties import OFTEN
from tests.support.samples import (
    accepted,
    copied,
    disposed,
    followed_up,
    forwarded,
    in_institution_review,
    in_national_review,
    rated,
    responded,
    submitted,
    verified,
    with_liaison,
)
from tests.support.walker import Step
from tests.support.walks import WALKS, play

Rows = dict[object, tuple[object, object]]
REPORTED = person("reported officer")


def applied(rows: Rows, writes: Iterable[Write]) -> Rows:
    """What the statements do to the table: level and excluded persons by audience."""
    for write in writes:
        if write.statement == "grant":
            _, audiences, levels, excluded, *_ = cast(
                tuple[object, list[str], list[int], *tuple[Any, ...]], write.arguments
            )
            rows |= {name: (level, excluded) for name, level in zip(audiences, levels, strict=True)}
        elif write.statement == "drop_other_audiences":
            kept = cast(list[str], write.arguments[1])
            rows = {name: row for name, row in rows.items() if name in kept}
    return rows


def verdict(case: Case) -> Rows:
    """The same rows from the pure functions."""
    excluded = sorted(barred(case)) or None
    return {audience: (int(level), excluded) for audience, level in grants(case).items()}


def test_a_new_case_is_known_to_its_complainant_and_the_national_admin() -> None:
    writes = given().when(submitted()).writes(visible)
    assert applied({}, writes).keys() == {NATIONAL, f"complainant:{COMPLAINT}"}
    assert writes[0].arguments[5:] == (NOW, Status.UNVERIFIED, None, None)


def test_of_the_six_findings_of_a_verification_one_changes_the_column_and_two_who_may_see() -> None:
    written = [
        type(event).__name__
        for number, event in enumerate(verified())
        if given(in_national_review(), verified()[:number]).when(event).writes(visible)
    ]
    assert written == ["ComplaintVerified", "ConfidentialitySet", "ContentRedacted"]


def test_what_changes_nothing_is_not_written() -> None:
    past = with_liaison()
    for event in (accepted(), followed_up(), rated()):
        assert given(past).when(event).writes(visible) == []


def test_another_column_is_written_to_every_row() -> None:
    assert given(with_liaison()).when(responded()).writes(visible) == [
        Write("list", (COMPLAINT, Status.IN_PROCESS, date(2026, 3, 17), None))
    ]


def test_a_monitoring_point_is_kept_until_somebody_acts_on_it() -> None:
    [grant, _] = given(with_liaison()[:-1]).when(with_liaison()[-1]).writes(visible)
    assert grant.arguments[-2:] == (date(2026, 3, 17), None)
    [write] = given(with_liaison()).when(intervened()).writes(visible)
    assert write == Write("list", (COMPLAINT, Status.NOT_FOLLOWED_UP, None, None))


def test_the_first_last_day_that_is_over_is_kept_until_its_clock_ends() -> None:
    late = (
        breached(Clock.FIRST_RESPONSE, date(2026, 3, 16), DINAS_SOSIAL),
        breached(Clock.RESOLUTION, date(2026, 4, 6), DINAS_SOSIAL),
    )
    lists = [write.arguments[-1] for write in given(with_liaison()).when(late, responded()).writes(visible)]
    assert lists == [date(2026, 3, 16), date(2026, 4, 6)]


def test_an_excluded_person_is_written_though_the_audiences_stay() -> None:
    accusation = verified(Tier.INSTITUTION, reported_officers=(REPORTED,))
    writes = given(in_institution_review()).when(accusation).writes(visible)
    assert {cast(Any, excluded)[0] for _, excluded in applied({}, writes).values()} == {REPORTED}


@for_all(WALKS)
@OFTEN
def test_the_rows_are_the_verdict_after_every_event(steps: list[Step]) -> None:
    rows: Rows = {}
    for fact in given().when(play(steps)).facts:
        assert fact.case is not None
        rows = applied(rows, visible(fact))
        assert rows == verdict(fact.case)


async def test_the_table_holds_the_audiences_of_the_verdict(chronicle: Chronicle) -> None:
    await chronicle.happened(with_liaison(), copied())
    audiences = {row["audience"] for row in await chronicle.rows("SELECT audience FROM read.visible")}
    assert {f"unit:{DINAS_SOSIAL}", f"unit:{DINAS_KESEHATAN}", PUBLIC} <= audiences


async def test_an_audience_that_may_know_no_more_is_gone_from_the_table(chronicle: Chronicle) -> None:
    await chronicle.happened(submitted(), verified(), copied(), forwarded())
    confidential = verified(Tier.INSTITUTION, nature=Nature.DISPUTE, confidential=True)
    await chronicle.happened(confidential)

    audiences = {row["audience"] for row in await chronicle.rows("SELECT audience FROM read.visible")}

    assert audiences == grants(case_of(submitted(), *verified(), copied(), forwarded(), *confidential)).keys()
    assert not {PUBLIC, f"unit:{DINAS_KESEHATAN}", f"unit:{INSPEKTORAT}"} & audiences


async def test_every_row_knows_when_the_case_came_in_and_its_column(chronicle: Chronicle) -> None:
    later = NOW + timedelta(days=2)
    await chronicle.happened(submitted(), verified())
    await chronicle.happened(forwarded(), copied(), at=later)
    await chronicle.happened(verified(Tier.INSTITUTION), disposed(), responded(), at=later)

    rows = await chronicle.rows("SELECT DISTINCT submitted_at, status FROM read.visible")

    assert rows == [{"submitted_at": NOW, "status": "IN_PROCESS"}]
