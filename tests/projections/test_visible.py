"""The gate's rows: written when the verdict changes, and only then."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from hypothesis import given as for_all

from domain.cases import Case
from domain.confidentiality import NATIONAL, PUBLIC, barred, grants
from domain.people import Tier
from domain.vocabulary import Nature, Status
from projections.visible.handler import visible
from projections.write import Write
from tests.projections.chronicle import Chronicle
from tests.projections.facts import given
from tests.support.cases import case_of
from tests.support.cast import COMPLAINT, DINAS_KESEHATAN, DINAS_SOSIAL, INSPEKTORAT, NOW, person
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
                tuple[object, list[str], list[int], Any, Any, Any, Any], write.arguments
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
    assert writes[0].arguments[4] == date(2026, 3, 12)


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
        Write("stand", (COMPLAINT, Status.IN_PROCESS))
    ]


def test_a_new_deadline_is_written_though_nobody_new_may_see() -> None:
    writes = given(with_liaison()).when(disposed(due_on=date(2026, 5, 4))).writes(visible)
    assert writes[0].arguments[4] == date(2026, 5, 4)


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


async def test_the_table_keeps_the_date_that_the_last_deadline_set(chronicle: Chronicle) -> None:
    due = "SELECT DISTINCT due_on FROM read.visible"
    await chronicle.happened(in_institution_review())
    assert await chronicle.rows(due) == [{"due_on": date(2026, 3, 12)}]
    await chronicle.happened(verified(Tier.INSTITUTION), disposed())
    await chronicle.happened(copied())

    assert await chronicle.rows(due) == [{"due_on": date(2026, 4, 6)}]
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
