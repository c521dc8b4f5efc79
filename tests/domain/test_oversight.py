"""What leaders and handlers put on record of their own work: given the file, when somebody asks, then this follows."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.errors import (
    AlreadyAcknowledged,
    CauseNeeded,
    GuidanceNeedsBody,
    HeadEvaluates,
    LeadersRecordConduct,
    LeadersSetTargets,
    NeverOneself,
    NoSuchRecord,
    NotAnOfficerHere,
    NoteOfAnotherRole,
    PatronGuides,
    PeriodOutOfOrder,
    RecipientAcknowledges,
    ReportGoesToLeaders,
    RuleBroken,
    TargetOutOfRange,
    TargetsLookForward,
    TeamReports,
)
from domain.office_events import RoleGranted, RoleRevoked
from domain.oversight import NOTED_BY, OnFile, decide_oversight, may_read, open_record
from domain.oversight_commands import (
    AcknowledgePerformanceReport,
    OpenOfficeRecord,
    OversightCommand,
    PublishGuidance,
    RecordAppreciation,
    RecordEvaluation,
    RecordOfficeNote,
    RecordSanction,
    SetTarget,
    SubmitPerformanceReport,
)
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
from domain.people import Actor, AssignmentId, PersonId, RecordId, Role, UnitId
from domain.roles import RoleBook, replay_person
from domain.texts import Filed, OfficeTextKind, Posted
from domain.vocabulary import Basis, Indicator, NoteRow, Sanction
from tests.support.cast import (
    COMPLAINT,
    COUNTY,
    DINAS_SOSIAL,
    INSPEKTORAT,
    MINISTRY,
    OTHER_COMPLAINT,
    OTHER_COUNTY,
    auditor,
    complainant,
    institution_admin,
    liaison,
    national_admin,
    occasion,
    officer,
)

TODAY = date(2026, 3, 9)
RECORD = RecordId(OTHER_COMPLAINT)
HEAD = officer(Role.RESPONSIBLE_HEAD, COUNTY)
PATRON = officer(Role.PATRON, COUNTY)
MEMBER = officer(Role.TEAM_MEMBER, COUNTY)
OUTSIDE = [
    officer(Role.PATRON, OTHER_COUNTY),
    officer(Role.RESPONSIBLE_HEAD, OTHER_COUNTY),
    officer(Role.INTERNAL_AUDITOR, MINISTRY),
]
OFFICERS = [national_admin(), institution_admin(), liaison(), MEMBER, complainant()]
REASON = Filed(OfficeTextKind.REASON, 0)
TEXT = Filed(OfficeTextKind.RECORD, 0)
SANCTION = RecordSanction(
    officer=liaison().person,
    sanction=Sanction.REPRIMAND,
    triggered_by=(OTHER_COMPLAINT,),
    about=COMPLAINT,
    reason=REASON,
)
SANCTIONED = SanctionRecorded(
    institution=COUNTY,
    officer=liaison().person,
    sanction=Sanction.REPRIMAND,
    triggered_by=(OTHER_COMPLAINT,),
    about=COMPLAINT,
    reason=REASON,
)
PRAISE = RecordAppreciation(officer=liaison().person, triggered_by=(), about=COMPLAINT, reason=REASON)
TARGET = SetTarget(indicator=Indicator.COMPLETION_PERCENT, hundredths=90_00, effective_from=TODAY)
TARGETED = TargetSet(
    institution=COUNTY,
    indicator=Indicator.COMPLETION_PERCENT,
    version=1,
    effective_from=TODAY,
    hundredths=90_00,
)
TITLE, BODY, LINK = [
    Posted(kind, part)
    for part, kind in enumerate((OfficeTextKind.TITLE, OfficeTextKind.GUIDANCE, OfficeTextKind.LINK))
]
GUIDE = PublishGuidance(supersedes=None, title=TITLE, text=BODY, link=None)
GUIDED = GuidancePublished(
    guidance=RECORD, version=1, institution=COUNTY, issuer=COUNTY, title=TITLE, text=BODY, link=None
)
PERIOD: dict[str, Any] = {"first_day": date(2026, 1, 1), "last_day": date(2026, 2, 28)}
EVALUATE = RecordEvaluation(**PERIOD, findings=TEXT)
EVALUATED = EvaluationRecorded(institution=COUNTY, **PERIOD, findings=TEXT)
REPORT = SubmitPerformanceReport(**PERIOD, recipient=HEAD.person, report=TEXT)
REPORTED = PerformanceReported(institution=COUNTY, **PERIOD, recipient=HEAD.person, report=TEXT)
ACKNOWLEDGE = AcknowledgePerformanceReport(report=RECORD)
ACKNOWLEDGED = PerformanceReportAcknowledged(report=RECORD, institution=COUNTY)
NOTED = OfficeNoted(row=NoteRow.II_A_A, institution=COUNTY, unit=COUNTY, year=2026, text=TEXT)


def holding(
    role: Role,
    of: PersonId,
    institution: UnitId = COUNTY,
    until: date | None = None,
    *,
    revoked: bool = False,
) -> RoleBook:
    """A person with one role, which perhaps is over."""
    assignment = AssignmentId(INSPEKTORAT)
    granted = RoleGranted(
        assignment=assignment,
        person=of,
        role=role,
        unit=institution,
        institution=institution,
        basis=Basis.CIVIL_SERVANT,
        valid_from=date(2025, 1, 1),
        valid_until=until,
    )
    return replay_person([granted, *([RoleRevoked(assignment=assignment, person=of)] if revoked else [])])


SERVED = holding(Role.LIAISON_OFFICER, liaison().person)
LEADS = holding(Role.RESPONSIBLE_HEAD, HEAD.person)


def file(
    *history: OversightEvent, roles: RoleBook = SERVED, author: PersonId | None = MEMBER.person
) -> OnFile:
    return OnFile(record=RECORD, roles=roles, history=history, author=author)


def refused(rule: type[RuleBroken], command: OversightCommand, by: Actor, on: OnFile | None = None) -> None:
    with pytest.raises(RuleBroken) as caught:
        decide_oversight(command, on or file(), occasion(by))
    assert type(caught.value) is rule


@pytest.mark.parametrize("by", [PATRON, HEAD])
def test_leaders_record_sanction_and_appreciation_with_their_cause(by: Actor) -> None:
    assert decide_oversight(SANCTION, file(), occasion(by)) == SANCTIONED
    assert decide_oversight(PRAISE, file(), occasion(by)) == AppreciationRecorded(
        institution=COUNTY, officer=liaison().person, triggered_by=(), about=COMPLAINT, reason=REASON
    )


@pytest.mark.parametrize("by", [*OFFICERS, auditor(), officer(Role.PATRON, MINISTRY)])
@pytest.mark.parametrize("command", [SANCTION, PRAISE])
def test_only_the_institutions_leaders_record_conduct(command: OversightCommand, by: Actor) -> None:
    refused(LeadersRecordConduct, command, by)


@pytest.mark.parametrize("command", [SANCTION, PRAISE])
def test_nobody_sanctions_or_praises_themselves(command: Any) -> None:
    roles = holding(Role.PATRON, PATRON.person)
    refused(NeverOneself, replace(command, officer=PATRON.person), PATRON, file(roles=roles))


@pytest.mark.parametrize("command", [SANCTION, PRAISE])
def test_conduct_is_of_an_officer_of_the_institution_perhaps_a_former_one(command: OversightCommand) -> None:
    former = holding(Role.LIAISON_OFFICER, liaison().person, revoked=True)
    assert decide_oversight(command, file(roles=former), occasion(HEAD))
    refused(NotAnOfficerHere, command, HEAD, file(roles=RoleBook()))
    elsewhere = holding(Role.LIAISON_OFFICER, liaison().person, OTHER_COUNTY)
    refused(NotAnOfficerHere, command, HEAD, file(roles=elsewhere))


@pytest.mark.parametrize("command", [SANCTION, PRAISE])
@pytest.mark.parametrize("count", [0, 51])
def test_conduct_names_one_to_fifty_causes(command: Any, count: int) -> None:
    asked = replace(command, triggered_by=(OTHER_COMPLAINT,) * count, about=None)
    refused(CauseNeeded, asked, HEAD)
    assert decide_oversight(replace(asked, triggered_by=(COMPLAINT,) * 50), file(), occasion(HEAD))


@pytest.mark.parametrize("by", [PATRON, HEAD, institution_admin()])
def test_targets_are_set_by_leaders_or_through_their_admin(by: Actor) -> None:
    assert decide_oversight(TARGET, file(), occasion(by)) == TARGETED


@pytest.mark.parametrize(
    "by", [national_admin(), liaison(), MEMBER, auditor(), officer(Role.PATRON, MINISTRY)]
)
def test_nobody_else_sets_a_target(by: Actor) -> None:
    refused(LeadersSetTargets, TARGET, by)


def test_a_later_target_is_a_version_of_its_own_and_the_past_keeps_the_one_it_had() -> None:
    later = TODAY + timedelta(days=1)
    second = decide_oversight(replace(TARGET, effective_from=later), file(TARGETED), occasion(HEAD))
    assert second == replace(TARGETED, version=2, effective_from=later)
    refused(TargetsLookForward, replace(TARGET, effective_from=TODAY - timedelta(days=1)), HEAD)


@pytest.mark.parametrize(
    ("indicator", "least", "most"),
    [
        (Indicator.FOLLOW_UP_PERCENT, 0, 10_000),
        (Indicator.COMPLETION_PERCENT, 0, 10_000),
        (Indicator.AVERAGE_FOLLOW_UP_DAYS, 0, 36_500),
        (Indicator.AVERAGE_RATING, 100, 500),
    ],
)
def test_a_target_lies_in_the_range_of_its_indicator(indicator: Indicator, least: int, most: int) -> None:
    for value in (least - 1, most + 1):
        refused(TargetOutOfRange, replace(TARGET, indicator=indicator, hundredths=value), HEAD)
    for value in (least, most):
        assert decide_oversight(
            replace(TARGET, indicator=indicator, hundredths=value), file(), occasion(HEAD)
        )


def test_the_patron_publishes_guidance_and_each_version_of_it() -> None:
    assert decide_oversight(GUIDE, file(), occasion(PATRON)) == GUIDED
    first = replace(GUIDED, guidance=RecordId(COMPLAINT))
    command = replace(GUIDE, supersedes=RecordId(COMPLAINT), text=None, link=LINK)
    assert decide_oversight(command, file(first), occasion(PATRON)) == replace(
        first, version=2, text=None, link=LINK
    )


@pytest.mark.parametrize("by", [*OFFICERS, HEAD, auditor()])
def test_nobody_but_the_patron_publishes_guidance(by: Actor) -> None:
    refused(PatronGuides, GUIDE, by)


def test_guidance_has_a_text_or_a_link() -> None:
    refused(GuidanceNeedsBody, replace(GUIDE, text=None), PATRON)


def test_only_guidance_of_ones_own_institution_gets_a_next_version() -> None:
    command = replace(GUIDE, supersedes=RecordId(COMPLAINT))
    refused(NoSuchRecord, command, PATRON, file())
    refused(NoSuchRecord, command, PATRON, file(EVALUATED))
    refused(NoSuchRecord, command, PATRON, file(replace(GUIDED, institution=OTHER_COUNTY)))


def test_the_head_evaluates_a_period_that_is_over_and_nobody_else_does() -> None:
    assert decide_oversight(EVALUATE, file(), occasion(HEAD)) == EVALUATED
    assert decide_oversight(replace(EVALUATE, last_day=TODAY), file(), occasion(HEAD))
    one_day = replace(EVALUATE, first_day=date(2000, 1, 1), last_day=date(2000, 1, 1))
    assert decide_oversight(one_day, file(), occasion(HEAD))
    for by in (*OFFICERS, PATRON, auditor(), officer(Role.RESPONSIBLE_HEAD, MINISTRY)):
        refused(HeadEvaluates, EVALUATE, by)


@pytest.mark.parametrize(
    "period",
    [
        {"last_day": TODAY + timedelta(days=1)},
        {"first_day": date(2026, 3, 1)},
        {"first_day": date(1999, 12, 31)},
    ],
)
def test_a_period_is_over_in_order_and_not_of_another_age(period: dict[str, Any]) -> None:
    refused(PeriodOutOfOrder, replace(EVALUATE, **period), HEAD)
    refused(PeriodOutOfOrder, replace(REPORT, **period), MEMBER, file(roles=LEADS))


@pytest.mark.parametrize("by", [MEMBER, institution_admin()])
@pytest.mark.parametrize("role", [Role.PATRON, Role.RESPONSIBLE_HEAD])
def test_team_and_admin_report_to_a_leader_of_the_institution(by: Actor, role: Role) -> None:
    roles = holding(role, HEAD.person)
    assert decide_oversight(REPORT, file(roles=roles), occasion(by)) == REPORTED


@pytest.mark.parametrize("by", [national_admin(), liaison(), HEAD, PATRON, auditor(), complainant()])
def test_nobody_else_sends_a_performance_report(by: Actor) -> None:
    refused(TeamReports, REPORT, by, file(roles=LEADS))


@pytest.mark.parametrize(
    "roles",
    [
        RoleBook(),
        holding(Role.INSTITUTION_ADMIN, HEAD.person),
        holding(Role.PATRON, HEAD.person, OTHER_COUNTY),
        holding(Role.PATRON, HEAD.person, until=TODAY - timedelta(days=1)),
        holding(Role.PATRON, HEAD.person, revoked=True),
    ],
)
def test_a_report_goes_to_nobody_who_does_not_lead_today(roles: RoleBook) -> None:
    refused(ReportGoesToLeaders, REPORT, MEMBER, file(roles=roles))


def test_a_report_does_not_go_to_its_own_author() -> None:
    command = replace(REPORT, recipient=MEMBER.person)
    refused(ReportGoesToLeaders, command, MEMBER, file(roles=holding(Role.PATRON, MEMBER.person)))


def test_the_recipient_acknowledges_a_report_once() -> None:
    assert decide_oversight(ACKNOWLEDGE, file(REPORTED), occasion(HEAD)) == ACKNOWLEDGED
    refused(RecipientAcknowledges, ACKNOWLEDGE, PATRON, file(REPORTED))
    refused(RecipientAcknowledges, ACKNOWLEDGE, MEMBER, file(REPORTED))
    refused(AlreadyAcknowledged, ACKNOWLEDGE, HEAD, file(REPORTED, ACKNOWLEDGED))


@pytest.mark.parametrize("by", [*OUTSIDE, liaison(), national_admin()])
def test_a_report_that_one_may_not_read_is_as_good_as_none(by: Actor) -> None:
    refused(NoSuchRecord, ACKNOWLEDGE, by, file(REPORTED))
    refused(NoSuchRecord, ACKNOWLEDGE, by, file())
    refused(NoSuchRecord, ACKNOWLEDGE, HEAD, file(EVALUATED))


NOTE_TAKERS = {
    Role.PATRON: PATRON,
    Role.TEAM_MEMBER: MEMBER,
    Role.NATIONAL_ADMIN: national_admin(),
    Role.INSTITUTION_ADMIN: institution_admin(),
    Role.LIAISON_OFFICER: liaison(),
}


@pytest.mark.parametrize("row", NoteRow)
def test_each_row_is_noted_by_the_role_that_has_the_duty_and_by_no_other(row: NoteRow) -> None:
    command = RecordOfficeNote(row=row, year=2026, text=TEXT)
    (role,) = NOTED_BY[row]
    by = NOTE_TAKERS[role]
    assert by.unit is not None
    noted = OfficeNoted(row=row, institution=by.institution, unit=by.unit, year=2026, text=TEXT)
    assert decide_oversight(command, file(), occasion(by)) == noted
    for other in (*NOTE_TAKERS.values(), HEAD, auditor(), complainant()):
        if other is not by:
            refused(NoteOfAnotherRole, command, other)


def test_a_note_is_for_a_year_up_to_the_next() -> None:
    command = RecordOfficeNote(row=NoteRow.II_A_A, year=2027, text=TEXT)
    for year in (2000, 2027):
        assert decide_oversight(replace(command, year=year), file(), occasion(PATRON))
    for year in (1999, 2028):
        refused(PeriodOutOfOrder, replace(command, year=year), PATRON)


RECORDS = [SANCTIONED, EVALUATED, REPORTED, NOTED]


@pytest.mark.parametrize("event", RECORDS)
def test_leaders_and_inspectorate_of_the_institution_read_its_records(event: OversightEvent) -> None:
    for by in (PATRON, HEAD, auditor()):
        assert may_read(event, MEMBER.person, by)
        opened = open_record(OpenOfficeRecord(record=RECORD), file(event), by)
        assert opened == OfficeRecordOpened(record=RECORD)
    for by in (*OUTSIDE, national_admin(), institution_admin(), liaison(DINAS_SOSIAL), complainant()):
        assert not may_read(event, MEMBER.person, by)
        with pytest.raises(NoSuchRecord):
            open_record(OpenOfficeRecord(record=RECORD), file(event), by)


@pytest.mark.parametrize(("event", "readable"), [(each, each in (REPORTED, NOTED)) for each in RECORDS])
def test_an_author_reads_what_was_reported_or_noted_and_no_sanction(
    event: OversightEvent, readable: bool
) -> None:
    assert may_read(event, MEMBER.person, MEMBER) is readable
    asked = OpenOfficeRecord(record=RECORD)
    if readable:
        assert open_record(asked, file(event), MEMBER) == OfficeRecordOpened(record=RECORD)
    else:
        with pytest.raises(NoSuchRecord):
            open_record(asked, file(event), MEMBER)


@pytest.mark.parametrize("event", [TARGETED, GUIDED, ACKNOWLEDGED, OfficeRecordOpened(record=RECORD)])
def test_what_holds_no_sealed_text_is_not_opened(event: OversightEvent) -> None:
    assert not may_read(event, HEAD.person, HEAD)


def test_what_is_not_there_is_not_opened() -> None:
    with pytest.raises(NoSuchRecord):
        open_record(OpenOfficeRecord(record=RECORD), file(), HEAD)
