"""What leaders and handlers put on record: one row a record, and none of its sealed words."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.oversight_events import (
    AppreciationRecorded,
    EvaluationRecorded,
    GuidancePublished,
    OfficeNoted,
    OfficeRecordOpened,
    OversightEvent,
    PerformanceReportAcknowledged,
    PerformanceReported,
    SanctionRecorded,
    TargetSet,
)
from domain.people import RecordId, Role
from domain.texts import Filed, OfficeTextKind, Posted
from domain.vocabulary import Indicator, NoteRow, Sanction
from projections.oversight.handler import oversight
from tests.conftest import Connect
from tests.projections.chronicle import Chronicle
from tests.projections.facts import given
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    NOW,
    OTHER_COMPLAINT,
    OTHER_COUNTY,
    liaison,
    officer,
)
from tests.support.samples import with_answer

HEAD = officer(Role.RESPONSIBLE_HEAD, COUNTY)
TEXT = Filed(OfficeTextKind.RECORD, 0)
FIRST, LAST = date(2026, 1, 1), date(2026, 2, 28)
SANCTIONED = SanctionRecorded(
    institution=COUNTY,
    officer=liaison().person,
    sanction=Sanction.DEMOTION,
    triggered_by=(OTHER_COMPLAINT, COMPLAINT),
    about=COMPLAINT,
    reason=TEXT,
)
PRAISED = AppreciationRecorded(
    institution=COUNTY, officer=liaison().person, triggered_by=(COMPLAINT,), about=None, reason=TEXT
)
TARGETED = TargetSet(
    institution=COUNTY,
    indicator=Indicator.AVERAGE_RATING,
    version=1,
    effective_from=FIRST,
    hundredths=450,
)
GUIDED = GuidancePublished(
    guidance=RecordId(OTHER_COMPLAINT),
    version=1,
    institution=COUNTY,
    issuer=COUNTY,
    title=Posted(OfficeTextKind.TITLE, 0),
    text=Posted(OfficeTextKind.GUIDANCE, 1),
    link=None,
)
EVALUATED = EvaluationRecorded(institution=COUNTY, first_day=FIRST, last_day=LAST, findings=TEXT)
REPORTED = PerformanceReported(
    institution=COUNTY, first_day=FIRST, last_day=LAST, recipient=HEAD.person, report=TEXT
)
NOTED = OfficeNoted(row=NoteRow.V_A, institution=COUNTY, unit=COUNTY, year=2026, text=TEXT)
PRIVATE = ("conduct", "evaluation", "performance_report", "office_note")
CLAIM = "SELECT set_config('jejak.audience', $1, false), set_config('jejak.person', $2, false)"


async def test_conduct_is_kept_with_its_cause_and_a_sanction_with_its_rung(chronicle: Chronicle) -> None:
    await chronicle.happened(SANCTIONED, PRAISED, by=HEAD)

    rows = await chronicle.rows("SELECT * FROM read.conduct ORDER BY sanction")

    assert [(row["sanction"], row["triggered_by"]) for row in rows] == [
        ("DEMOTION", [OTHER_COMPLAINT, COMPLAINT]),
        (None, [COMPLAINT]),
    ]
    assert {(row["officer"], row["recorded_by"], row["recorded_role"]) for row in rows} == {
        (liaison().person, HEAD.person, "RESPONSIBLE_HEAD")
    }


async def test_every_version_of_a_target_and_of_guidance_stays(chronicle: Chronicle) -> None:
    title = replace(GUIDED, version=2, text=None, link=Posted(OfficeTextKind.LINK, 2))
    await chronicle.happened(TARGETED, replace(TARGETED, version=2, hundredths=475), GUIDED, title)

    targets = await chronicle.rows("SELECT version, hundredths FROM read.target ORDER BY version")
    guidance = await chronicle.rows("SELECT version, title, text, link FROM read.guidance ORDER BY version")

    assert [(row["version"], row["hundredths"]) for row in targets] == [(1, 450), (2, 475)]
    assert [row["version"] for row in guidance] == [1, 2]
    assert guidance[0]["text"].startswith("GUIDANCE of")
    assert guidance[1]["text"] is None
    assert guidance[1]["link"].startswith("LINK of")


async def test_a_report_is_acknowledged_by_its_id(chronicle: Chronicle) -> None:
    await chronicle.happened(REPORTED, REPORTED)
    first, second = await chronicle.rows("SELECT record FROM read.performance_report ORDER BY record")
    acknowledged = PerformanceReportAcknowledged(report=RecordId(first["record"]), institution=COUNTY)
    await chronicle.happened(acknowledged, at=NOW + timedelta(days=1))

    rows = await chronicle.rows("SELECT record, acknowledged_at FROM read.performance_report")

    assert {row["record"]: row["acknowledged_at"] for row in rows} == {
        first["record"]: NOW + timedelta(days=1),
        second["record"]: None,
    }


@pytest.mark.parametrize("event", [SANCTIONED, PRAISED, EVALUATED, REPORTED, NOTED])
def test_no_sealed_word_and_no_handle_to_one_reaches_a_table(event: OversightEvent) -> None:
    [write] = given().when(event).writes(oversight)
    assert not [each for each in write.arguments if isinstance(each, Filed | Posted)]


def test_openings_and_cases_change_no_record() -> None:
    assert given().when(OfficeRecordOpened(record=RecordId(COMPLAINT))).writes(oversight) == []
    assert given().when(with_answer()).writes(oversight) == []


async def test_past_every_condition_the_rows_are_shown_to_overseers_and_authors_alone(
    chronicle: Chronicle, connect: Connect
) -> None:
    await chronicle.happened(SANCTIONED, EVALUATED, REPORTED, NOTED, by=HEAD)
    application = await connect("jejak_app")

    async def seen(audience: str, person: str = "") -> list[int]:
        await application.execute(CLAIM, audience, person)
        return [await application.fetchval(f"SELECT count(*) FROM read.{table}") for table in PRIVATE]

    nobody = "00000000-0000-0000-0000-000000000000"
    assert await seen(f"oversight:{COUNTY}") == await seen(f"inspectorate:{COUNTY}") == [1, 1, 1, 1]
    assert await seen("national", str(HEAD.person)) == [0, 0, 1, 1]  # its author
    for audience in (
        "",
        "public",
        "national",
        f"institution:{COUNTY}",
        f"unit:{COUNTY}",
        f"oversight:{OTHER_COUNTY}",
        f"inspectorate:{OTHER_COUNTY}",
    ):
        assert await seen(audience) == await seen(audience, nobody) == [0, 0, 0, 0], audience
