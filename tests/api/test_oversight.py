"""Duties that concern no case, through the API: who puts what on record, and who reads it."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from api.application.names import SYSTEM, access_stream, assignment_of, record_stream, unit_of
from api.devtools import operations
from api.devtools.demo.client import Client
from api.devtools.officers import find_officer
from domain.commands import GrantRole, RevokeRole
from domain.people import PersonId, RecordId, Role
from domain.vocabulary import Basis
from schema.context import Done
from tests.support.journey import COUNTY, UNIT, answered, disposed, filed, reviewed_nationally
from tests.support.system import System

REASON = "Ditemukan kelalaian berulang SENTINEL-7781"
LIAISON = find_officer(Role.LIAISON_OFFICER, UNIT)
CHIEF = find_officer(Role.RESPONSIBLE_HEAD)
REFUSED = "... on Refused { rule clause message { indonesian english } wayOut { indonesian english } }"
CONDUCT = """{ conductRecords { recordId officerId sanction triggeredBy recordedById recordedRole
    complaint { trackingNumber } } }"""
GUIDANCE = """query($after: String) { guidance(first: 1, after: $after) { pageInfo { endCursor hasNextPage }
    edges { node { guidanceId version isNewest publishedOn title text link issuer { code } } } } }"""
REPORTS = "{ performanceReports { recordId recipientId recordedRole firstDay lastDay acknowledgedAt } }"
NOTES = "query($year: Int!) { officeNotes(year: $year) { recordId clause year unit { code } } }"
YEARLY = "query($year: Int!) { yearlyRecords(year: $year) { clause notes missing } }"
MONITOR = """query($institution: UUID!, $from: Date!, $until: Date!) {
    targetMonitoring(institution: $institution, receivedFrom: $from, receivedUntil: $until) {
        unit { code } isParent indicator targetVersion target actual met } }"""
TARGETS = (
    "query($institution: UUID!) { targets(institution: $institution) { indicator version value setRole } }"
)
WORKLOAD = """query($institution: UUID!) { workload(institution: $institution) {
    unit { code } role officers openCases } }"""
PRIVATE = [
    CONDUCT,
    "{ evaluations { recordId } }",
    REPORTS,
    "{ officeNotes(year: 2026) { recordId } }",
    "{ yearlyRecords(year: 2026) { clause } }",
]


def mutation(field: str, effect: str, fields: str = "recordId") -> str:
    name = field[0].upper() + field[1:]
    return (
        f"mutation($input: {name}Input!) {{ {field}(input: $input) {{ __typename "
        f"... on {effect} {{ position pending receipts {{ eventId }} {fields} }} {REFUSED} }} }}"
    )


SANCTION = mutation("recordSanction", "SanctionRecorded")
APPRECIATE = mutation("recordAppreciation", "AppreciationRecorded")
TARGET = mutation("setTarget", "TargetSet", "")
GUIDE = mutation("publishGuidance", "GuidancePublished")
EVALUATE = mutation("recordEvaluation", "EvaluationRecorded")
REPORT = mutation("submitPerformanceReport", "PerformanceReported")
ACKNOWLEDGE = mutation("acknowledgePerformanceReport", "PerformanceReportAcknowledged", "")
NOTE = mutation("recordOfficeNote", "OfficeNoted")
OPEN = mutation("openOfficeRecord", "OfficeRecordOpened", "texts { kind words }")
PERIOD = {"firstDay": "2026-01-01", "lastDay": "2026-02-28"}


def sanction(**given: object) -> dict[str, object]:
    cause = {"triggeredBy": [str(uuid4())]}
    return {"officer": str(LIAISON.person), "sanction": "REPRIMAND", "reason": REASON, **cause, **given}


async def member(system: System, role: Role = Role.TEAM_MEMBER) -> Client:
    """A newcomer with that role in the county."""
    person = PersonId(uuid4())
    command = GrantRole(
        assignment=assignment_of(person, role, unit_of(COUNTY)),
        person=person,
        role=role,
        unit=unit_of(COUNTY),
        institution=unit_of(COUNTY),
        basis=Basis.CIVIL_SERVANT,
    )
    assert isinstance(await system.api.desk.handle_office(command, by=SYSTEM, request=uuid4()), Done)
    return system.public.officer(system.issuer.token(person))


async def rows(client: Client, query: str, **variables: object) -> list[dict[str, Any]]:
    [found] = (await client.ask(query, variables)).values()
    listed: list[dict[str, Any]] = found
    return listed


async def test_a_sanction_is_put_on_record_and_read_by_the_few_and_alters_no_complaint(
    system: System,
) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    head = system.officer(Role.RESPONSIBLE_HEAD)
    before = await system.fetch("SELECT * FROM read.case_file")

    done = await head.do(SANCTION, sanction(complaint=case.complaint))

    assert done["recordId"] == done["receipts"][0]["eventId"]
    assert not done["pending"]
    assert await system.fetch("SELECT * FROM read.case_file") == before
    for role in (Role.RESPONSIBLE_HEAD, Role.PATRON, Role.INTERNAL_AUDITOR):
        [row] = await rows(system.officer(role), CONDUCT)
        assert (row["recordId"], row["officerId"], row["sanction"]) == (
            done["recordId"],
            str(LIAISON.person),
            "REPRIMAND",
        )
        assert (row["recordedById"], row["recordedRole"]) == (str(CHIEF.person), "RESPONSIBLE_HEAD")


async def test_the_complaint_behind_a_sanction_is_shown_only_to_whoever_may_know_of_it(
    system: System,
) -> None:
    """BAB IV.A.1.e: the patron sees no confidential case; the inspectorate does."""
    case = await filed(system, confidential=True)
    await reviewed_nationally(case, confidential=True)
    await system.officer(Role.PATRON).do(SANCTION, sanction(complaint=case.complaint))

    [patrons] = await rows(system.officer(Role.PATRON), CONDUCT)
    [auditors] = await rows(system.officer(Role.INTERNAL_AUDITOR), CONDUCT)

    assert patrons["complaint"] is None
    assert auditors["complaint"] == {"trackingNumber": case.number}


async def test_a_reason_is_sealed_and_opened_by_the_few_and_each_opening_is_noted_first(
    system: System,
) -> None:
    head = system.officer(Role.RESPONSIBLE_HEAD)
    record = (await head.do(SANCTION, sanction()))["recordId"]
    stream = record_stream(RecordId(UUID(record)))
    [stored] = await system.api.store.read(stream)
    [part] = await system.api.store.sealed(stream, 1)
    assert REASON.encode() not in stored.facts + part.record
    asked = uuid4()

    opened = await system.officer(Role.INTERNAL_AUDITOR).do(OPEN, {"record": record}, request=asked)
    again = await system.officer(Role.INTERNAL_AUDITOR).do(OPEN, {"record": record}, request=asked)

    assert opened == again
    assert opened["texts"] == [{"kind": "REASON", "words": REASON}]
    [noted] = await system.api.store.read(access_stream(RecordId(UUID(record))))
    assert (noted.type, noted.actor_role) == ("OfficeRecordOpened", "INTERNAL_AUDITOR")
    team = await member(system)
    for client in (
        system.officer(Role.NATIONAL_ADMIN),
        system.officer(Role.INSTITUTION_ADMIN),
        system.as_officer(LIAISON),
        team,
    ):
        assert (await client.try_to(OPEN, {"record": record}))["rule"] == "NO_SUCH_RECORD"
        assert (await client.try_to(OPEN, {"record": str(uuid4())}))["rule"] == "NO_SUCH_RECORD"
    assert (await system.public.try_to(OPEN, {"record": record}))["rule"] == "SIGN_IN"


async def test_whoever_lost_the_role_opens_nothing_more_with_the_old_request(system: System) -> None:
    auditor, asked = find_officer(Role.INTERNAL_AUDITOR), uuid4()
    record = (await system.officer(Role.PATRON).do(SANCTION, sanction()))["recordId"]
    await system.as_officer(auditor).do(OPEN, {"record": record}, request=asked)
    held = assignment_of(auditor.person, auditor.role, unit_of(auditor.unit))
    command = RevokeRole(assignment=held, person=auditor.person)
    await system.api.desk.handle_office(command, by=SYSTEM, request=uuid4())

    answer = await system.as_officer(auditor).try_to(OPEN, {"record": record}, request=asked)

    assert answer["rule"] == "ROLE_ENDED"


async def test_an_opening_is_not_repeated_in_a_role_that_reads_nothing(system: System) -> None:
    auditor, asked = find_officer(Role.INTERNAL_AUDITOR), uuid4()
    record = (await system.officer(Role.PATRON).do(SANCTION, sanction()))["recordId"]
    assert await system.as_officer(auditor).do(OPEN, {"record": record}, request=asked)
    second = assignment_of(auditor.person, Role.TEAM_MEMBER, unit_of(COUNTY))
    command = GrantRole(
        assignment=second,
        person=auditor.person,
        role=Role.TEAM_MEMBER,
        unit=unit_of(COUNTY),
        institution=unit_of(COUNTY),
        basis=Basis.CIVIL_SERVANT,
    )
    await system.api.desk.handle_office(command, by=SYSTEM, request=uuid4())
    body = {"query": OPEN, "variables": {"input": {"record": record, "request": str(asked)}}}
    token = f"Bearer {system.issuer.token(auditor.person)}"

    answer = await system.post(body, authorization=token, jejak_assignment=str(second))

    assert answer.json()["data"]["openOfficeRecord"]["rule"] == "NO_SUCH_RECORD"


@pytest.mark.parametrize(
    ("operation", "given", "role", "rule"),
    [
        (SANCTION, sanction(), Role.INSTITUTION_ADMIN, "LEADERS_RECORD_CONDUCT"),
        (SANCTION, sanction(), Role.INTERNAL_AUDITOR, "LEADERS_RECORD_CONDUCT"),
        (SANCTION, sanction(officer=str(CHIEF.person)), Role.RESPONSIBLE_HEAD, "NEVER_ONESELF"),
        (SANCTION, sanction(officer=str(uuid4())), Role.PATRON, "OFFICER_OF_THE_INSTITUTION"),
        (SANCTION, sanction(triggeredBy=[]), Role.PATRON, "CONDUCT_NAMES_ITS_CAUSE"),
        (SANCTION, sanction(reason=" "), Role.PATRON, "TEXT_NEEDED"),
        (EVALUATE, {**PERIOD, "findings": "x"}, Role.PATRON, "HEAD_EVALUATES"),
        (
            EVALUATE,
            {**PERIOD, "lastDay": "2999-01-01", "findings": "x"},
            Role.RESPONSIBLE_HEAD,
            "PERIOD_IN_ORDER",
        ),
        (GUIDE, {"title": "Petunjuk", "text": "x"}, Role.RESPONSIBLE_HEAD, "PATRON_GUIDES"),
        (GUIDE, {"title": "Petunjuk"}, Role.PATRON, "GUIDANCE_HAS_A_BODY"),
        (GUIDE, {"title": "Hubungi 0811223344", "text": "x"}, Role.PATRON, "SHOWN_TEXT_IS_CLEAN"),
        (GUIDE, {"title": "P" * 121, "text": "x"}, Role.PATRON, "HEADLINE_IS_SHORT"),
        (GUIDE, {"title": "P", "link": "http://example.id/"}, Role.PATRON, "LINK_IS_HTTPS"),
        (GUIDE, {"title": "P", "link": "javascript:alert(1)"}, Role.PATRON, "LINK_IS_HTTPS"),
        (GUIDE, {"title": "P", "text": "x", "supersedes": str(uuid4())}, Role.PATRON, "NO_SUCH_RECORD"),
        (
            TARGET,
            {"indicator": "AVERAGE_RATING", "value": 1e300, "effectiveFrom": "2026-03-04"},
            Role.PATRON,
            "TARGET_IN_RANGE",
        ),
        (
            TARGET,
            {"indicator": "AVERAGE_RATING", "value": 4.5, "effectiveFrom": "2026-03-03"},
            Role.PATRON,
            "TARGETS_LOOK_FORWARD",
        ),
        (
            TARGET,
            {"indicator": "AVERAGE_RATING", "value": 4.5, "effectiveFrom": "2026-03-04"},
            Role.LIAISON_OFFICER,
            "LEADERS_SET_TARGETS",
        ),
        (NOTE, {"clause": "II_A_A", "year": 2026, "text": "x"}, Role.RESPONSIBLE_HEAD, "NOTE_OF_ITS_ROLE"),
        (ACKNOWLEDGE, {"report": str(uuid4())}, Role.RESPONSIBLE_HEAD, "NO_SUCH_RECORD"),
    ],
)
async def test_each_record_is_refused_to_whoever_may_not_make_it_and_where_it_says_too_little(
    system: System, operation: str, given: dict[str, Any], role: Role, rule: str
) -> None:
    answer = await system.officer(role).try_to(operation, given)
    assert answer["rule"] == rule
    assert answer["clause"]
    assert answer["message"]["indonesian"] != answer["message"]["english"]
    assert answer["wayOut"]["indonesian"]


async def test_guidance_is_for_everybody_and_its_older_versions_stay_readable(system: System) -> None:
    patron = system.officer(Role.PATRON)
    first = await patron.do(GUIDE, {"title": "Petunjuk teknis", "text": "Baca setiap laporan."})
    link = "https://example.id/petunjuk-2.pdf"
    await patron.do(GUIDE, {"supersedes": first["recordId"], "title": "Petunjuk teknis", "link": link})

    found, after = [], None
    while True:
        page = (await system.public.ask(GUIDANCE, {"after": after}))["guidance"]
        found += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert [(each["version"], each["isNewest"], each["text"], each["link"]) for each in found] == [
        (2, True, None, link),
        (1, False, "Baca setiap laporan.", None),
    ]
    assert {each["guidanceId"] for each in found} == {first["recordId"]}
    assert {each["issuer"]["code"] for each in found} == {COUNTY}
    assert {each["publishedOn"] for each in found} == {"2026-03-04"}


async def test_a_report_reaches_its_recipient_who_says_so(system: System) -> None:
    team, head = await member(system), system.officer(Role.RESPONSIBLE_HEAD)
    given = {**PERIOD, "recipient": str(CHIEF.person), "report": "Sembilan dari sepuluh selesai."}
    record = (await team.do(REPORT, given))["recordId"]
    [row] = await rows(team, REPORTS)
    assert (row["recordId"], row["recipientId"], row["acknowledgedAt"]) == (record, str(CHIEF.person), None)
    assert (await team.do(OPEN, {"record": record}))["texts"][0]["words"] == given["report"]

    patron = system.officer(Role.PATRON)
    assert (await patron.try_to(ACKNOWLEDGE, {"report": record}))["rule"] == "RECIPIENT_ACKNOWLEDGES"
    await head.do(ACKNOWLEDGE, {"report": record})
    assert (await head.try_to(ACKNOWLEDGE, {"report": record}))["rule"] == "ALREADY_ACKNOWLEDGED"

    [row] = await rows(head, REPORTS)
    assert row["acknowledgedAt"] is not None
    wrong = {**given, "recipient": str(LIAISON.person)}
    admin = system.officer(Role.INSTITUTION_ADMIN)
    assert (await admin.try_to(REPORT, wrong))["rule"] == "REPORT_GOES_TO_LEADERS"
    assert (await admin.do(REPORT, given))["recordId"] != record


async def test_rows_marked_x_are_put_on_record_and_a_missing_one_is_told_and_stops_nothing(
    system: System,
) -> None:
    team = await member(system)
    auditor = system.officer(Role.INTERNAL_AUDITOR)
    assert {row["clause"] for row in await rows(auditor, YEARLY, year=2026) if row["missing"]} == {
        "II_A_A",
        "II_C_B",
        "V_A",
        "V_B_1",
    }
    for clause, client in {
        "II_A_A": system.officer(Role.PATRON),
        "II_C_E": team,
        "VI_D_1_E": system.officer(Role.NATIONAL_ADMIN),
        "VI_D_2_E": system.officer(Role.INSTITUTION_ADMIN),
        "VI_D_3_F": system.as_officer(LIAISON),
    }.items():
        await client.do(NOTE, {"clause": clause, "year": 2026, "text": f"Dilaksanakan: {clause}."})
        assert clause in {row["clause"] for row in await rows(client, NOTES, year=2026)}

    assert "II_A_A" not in {row["clause"] for row in await rows(auditor, YEARLY, year=2026) if row["missing"]}
    assert {row["clause"] for row in await rows(auditor, NOTES, year=2026)} == {
        "II_A_A",
        "II_C_E",
        "VI_D_2_E",
        "VI_D_3_F",
    }
    assert await rows(auditor, NOTES, year=2025) == []
    facilities = "query($year: Int!) { officeNotes(year: $year, clause: V_B_1) { clause } }"
    assert await rows(auditor, facilities, year=2026) == []
    await system.officer(Role.PATRON).do(NOTE, {"clause": "V_B_1", "year": 2026, "text": "Ruang pengaduan."})
    assert await rows(auditor, facilities, year=2026) == [{"clause": "V_B_1"}]
    assert await filed(system)


async def test_a_note_gives_no_access(system: System) -> None:
    case = await filed(system)
    team = await member(system)
    await team.do(NOTE, {"clause": "II_C_E", "year": 2026, "text": f"Menangani {case.number}"})
    query = "query($n: String!) { complaint(trackingNumber: $n) { id } }"
    assert await team.ask(query, {"n": case.number}) == {"complaint": None}


async def test_targets_are_held_against_what_the_table_gives_and_the_past_keeps_its_own(
    system: System,
) -> None:
    head, county = system.officer(Role.RESPONSIBLE_HEAD), str(unit_of(COUNTY))
    today = str(system.clock().astimezone(system.settings.zone).date())
    for value in (80, 90.5):
        given = {"indicator": "COMPLETION_PERCENT", "value": value, "effectiveFrom": today}
        await head.do(TARGET, given)
    await head.do(TARGET, {"indicator": "COMPLETION_PERCENT", "value": 10, "effectiveFrom": "2026-12-01"})
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    await answered(case)
    await case.complainant.do(operations.CONFIRM, case.given())

    period = {"institution": county, "from": today, "until": today}
    found = await rows(head, MONITOR, **period)
    by_unit = {each["unit"]["code"]: each for each in found if each["indicator"] == "COMPLETION_PERCENT"}

    assert by_unit.keys() == {COUNTY, UNIT}
    assert found[0]["isParent"]
    for each in by_unit.values():
        assert (each["targetVersion"], each["target"], each["actual"], each["met"]) == (2, 90.5, 100.0, True)
    [unset] = [each for each in found if each["isParent"] and each["indicator"] == "AVERAGE_RATING"]
    assert (unset["target"], unset["actual"], unset["met"]) == (None, None, None)
    before = await rows(head, MONITOR, institution=county, **{"from": "2026-01-01", "until": "2026-01-31"})
    assert {each["target"] for each in before} == {None}
    listed = await rows(system.as_officer(LIAISON), TARGETS, institution=county)
    assert [(each["version"], each["value"]) for each in listed] == [(1, 80.0), (2, 90.5), (3, 10.0)]
    assert await rows(system.public, TARGETS, institution=county) == []
    assert await rows(system.public, MONITOR, **period) == []


async def test_days_are_met_from_below(system: System) -> None:
    head, county = system.officer(Role.RESPONSIBLE_HEAD), str(unit_of(COUNTY))
    today = str(system.clock().astimezone(system.settings.zone).date())
    await head.do(TARGET, {"indicator": "AVERAGE_FOLLOW_UP_DAYS", "value": 5, "effectiveFrom": today})
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    await answered(case)

    found = await rows(head, MONITOR, institution=county, **{"from": today, "until": today})

    [parent] = [each for each in found if each["isParent"] and each["indicator"] == "AVERAGE_FOLLOW_UP_DAYS"]
    assert (parent["actual"], parent["met"]) == (0.0, True)


async def test_workload_shows_people_by_role_and_unit_and_what_is_open_there(system: System) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    second = await member(system, Role.INSTITUTION_ADMIN)
    county = {"institution": str(unit_of(COUNTY))}

    found = await rows(system.officer(Role.RESPONSIBLE_HEAD), WORKLOAD, **county)
    counted = {(each["unit"]["code"], each["role"]): (each["officers"], each["openCases"]) for each in found}

    assert counted[UNIT, "LIAISON_OFFICER"] == (1, 1)
    assert counted[COUNTY, "INSTITUTION_ADMIN"] == (2, 1)
    assert counted["DINKES", "LIAISON_OFFICER"] == (1, 0)
    assert await rows(second, WORKLOAD, **county) == found
    await answered(case)
    await case.complainant.do(operations.CONFIRM, case.given())
    done = await rows(second, WORKLOAD, **county)
    assert {each["openCases"] for each in done} == {0}
    for client in (system.as_officer(LIAISON), system.public):
        assert await rows(client, WORKLOAD, **county) == []


async def test_what_is_for_the_few_is_empty_to_everybody_else(system: System) -> None:
    head = system.officer(Role.RESPONSIBLE_HEAD)
    await head.do(SANCTION, sanction())
    await head.do(EVALUATE, {**PERIOD, "findings": REASON})
    await system.officer(Role.PATRON).do(NOTE, {"clause": "II_A_A", "year": 2026, "text": REASON})
    admin = system.officer(Role.INSTITUTION_ADMIN)
    await admin.do(REPORT, {**PERIOD, "recipient": str(CHIEF.person), "report": REASON})
    team = await member(system)

    for query in PRIVATE:
        for role in (Role.RESPONSIBLE_HEAD, Role.PATRON, Role.INTERNAL_AUDITOR):
            seen = await rows(system.officer(role), query)
            assert seen
            assert "SENTINEL" not in str(seen)
        for client in (system.officer(Role.NATIONAL_ADMIN), system.as_officer(LIAISON), team, system.public):
            assert await rows(client, query) == []


async def test_a_repeated_record_is_the_same_record(system: System) -> None:
    head, asked, given = system.officer(Role.RESPONSIBLE_HEAD), uuid4(), sanction()
    first = await head.do(SANCTION, given, request=asked)
    assert await head.do(SANCTION, given, request=asked) == first
    assert len(await rows(head, CONDUCT)) == 1
    changed = await head.try_to(SANCTION, {**given, "sanction": "DISMISSAL"}, request=asked)
    assert changed["rule"] == "REQUEST_ID_ONCE"
