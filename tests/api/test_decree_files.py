"""Decrees and limits from files: iCalendar to read from, JSON to load; nothing is guessed at."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.application.decrees import Decrees, calendar_of, policy_of
from api.cli import app
from api.data import load_decrees, load_policy
from api.decree_files import LARGEST_FILE, DecreeFileError, read_decree, read_events, read_policy, written
from domain.calendar import DayKind
from domain.decree_commands import DecreedDay, LoadCalendar
from tests.support.command import jejak
from tests.support.system import System

ROOT = Path(__file__).parents[2]
CALENDARS = ROOT / "tests" / "data" / "calendars"
POLICY = ROOT / "api" / "data" / "policy.json"


def decree_of(published: date) -> LoadCalendar:
    [decree] = (each for each in load_decrees() if each.published == published)
    return calendar_of(decree)


def ical(folder: Path, *events: str) -> Path:
    """An iCalendar file with these events, each given by its lines."""
    wrapped = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\n{event}\r\nEND:VEVENT\r\n" for n, event in enumerate(events)
    )
    file = folder / "events.ics"
    file.write_text(
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Jejak//tests//ID\r\n{wrapped}END:VCALENDAR\r\n",
        encoding="utf-8",
        newline="",
    )
    return file


@pytest.mark.parametrize(
    ("name", "year", "published"),
    [
        ("skb-2026.ics", 2026, date(2025, 9, 19)),
        ("skb-2025.ics", 2025, date(2024, 10, 14)),
        ("skb-2025-amendment.ics", 2025, date(2025, 8, 7)),
    ],
)
def test_a_file_of_events_holds_the_days_of_its_decree(name: str, year: int, published: date) -> None:
    """Events of several days, folded lines, one that was cancelled and one of the next year are in the files."""
    expected = sorted(decree_of(published).days, key=lambda day: day.date)
    found = read_events(CALENDARS / name, year, None)
    assert [(day.date, day.kind) for day in found] == [(day.date, day.kind) for day in expected]
    assert all(each.name_id in day.name_id for day, each in zip(found, expected, strict=True))


def test_the_end_of_an_event_is_the_day_after_it(tmp_path: Path) -> None:
    """RFC 5545, 3.6.1: a file that says 18 to 20 March means two days."""
    file = ical(tmp_path, "DTSTART;VALUE=DATE:20260318\r\nDTEND;VALUE=DATE:20260320\r\nSUMMARY:Nyepi")
    assert [day.date for day in read_events(file, 2026, None)] == [date(2026, 3, 18), date(2026, 3, 19)]


@pytest.mark.parametrize("end", ["", "\r\nDTEND;VALUE=DATE:20260102", "\r\nDURATION:P1D"])
def test_an_event_without_an_end_is_one_day(tmp_path: Path, end: str) -> None:
    file = ical(tmp_path, f"DTSTART;VALUE=DATE:20260101{end}\r\nSUMMARY:Tahun Baru")
    assert [day.date for day in read_events(file, 2026, None)] == [date(2026, 1, 1)]


def test_an_event_over_new_year_gives_each_year_its_days(tmp_path: Path) -> None:
    file = ical(tmp_path, "DTSTART;VALUE=DATE:20261230\r\nDTEND;VALUE=DATE:20270103\r\nSUMMARY:Libur")
    assert [day.date.day for day in read_events(file, 2026, None)] == [30, 31]
    assert [day.date.day for day in read_events(file, 2027, None)] == [1, 2]


def test_the_kind_is_told_by_the_summary_or_given_for_all(tmp_path: Path) -> None:
    events = [
        "DTSTART;VALUE=DATE:20260318\r\nSUMMARY:CUTI BERSAMA\\, Hari  Suci Nyepi",
        "DTSTART;VALUE=DATE:20260319\r\nSUMMARY:Hari Suci Nyepi",
    ]
    told = read_events(ical(tmp_path, *events), 2026, None)
    assert [day.kind for day in told] == [DayKind.COLLECTIVE_LEAVE, DayKind.NATIONAL_HOLIDAY]
    assert told[0].name_id == "CUTI BERSAMA, Hari Suci Nyepi"
    given = read_events(ical(tmp_path, *events), 2026, DayKind.REGIONAL)
    assert {day.kind for day in given} == {DayKind.REGIONAL}


DAY = "DTSTART;VALUE=DATE:20260318"


@pytest.mark.parametrize(
    ("events", "problem"),
    [
        ([f"{DAY}\r\nSUMMARY:a", f"{DAY}\r\nSUMMARY:b"], "two events are on 2026-03-18"),
        ([f"{DAY}\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:a"], "an event repeats"),
        ([f"{DAY}\r\nRDATE;VALUE=DATE:20260401\r\nSUMMARY:a"], "an event repeats"),
        (["DTSTART:20260318T080000Z\r\nSUMMARY:a"], "not a whole day (DTSTART"),
        (["DTSTART;TZID=Asia/Makassar:20260318T000000\r\nSUMMARY:a"], "not a whole day (DTSTART"),
        ([f"{DAY}\r\nDTEND:20260319T000000Z\r\nSUMMARY:a"], "not a whole day (DTEND"),
        ([f"{DAY}\r\nDTEND;VALUE=DATE:20260318\r\nSUMMARY:a"], "ends before it has begun"),
        ([f"{DAY}\r\nDURATION:PT8H\r\nSUMMARY:a"], "does not last whole days"),
        ([f"{DAY}\r\nDURATION:-P1D\r\nSUMMARY:a"], "ends before it has begun"),
        (["DTSTART;VALUE=DATE:99991231\r\nSUMMARY:a"], "ends after the year 9999"),
        ([f"{DAY}"], "the event on 2026-03-18 has no summary"),
        ([f"{DAY}\r\nSUMMARY: "], "has no summary"),
        (["SUMMARY:a"], "no first day"),
        (["DTSTART;VALUE=DATE:20261332\r\nSUMMARY:a"], "no date"),
        (["DTSTART;VALUE=DATE:20270101\r\nSUMMARY:a"], "no event is in 2026"),
        ([], "no event is in 2026"),
    ],
)
def test_what_is_not_a_list_of_days_is_told(tmp_path: Path, events: list[str], problem: str) -> None:
    with pytest.raises(DecreeFileError) as caught:
        read_events(ical(tmp_path, *events), 2026, None)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"BEGIN:VCALENDAR", b"\xff\xfe\x00", b"BEGIN:VEVENT\r\nEND:X\r\n"]
)
def test_what_is_not_icalendar_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "events.ics"
    file.write_bytes(content)
    with pytest.raises(DecreeFileError):
        read_events(file, 2026, None)


def test_a_file_that_is_too_large_or_not_there_is_told(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    large.write_bytes(b" " * (LARGEST_FILE + 1))
    with pytest.raises(DecreeFileError, match="larger than 2000000 bytes"):
        read_decree(large)
    for file in (tmp_path / "none.json", tmp_path):
        with pytest.raises(DecreeFileError):
            read_decree(file)


@pytest.mark.parametrize("decree", load_decrees(), ids=lambda decree: decree.version)
def test_a_decree_that_was_written_is_read_as_it_was(tmp_path: Path, decree: Any) -> None:
    command = calendar_of(decree)
    file = tmp_path / "decree.json"
    file.write_text(written(command), encoding="utf-8")
    found = read_decree(file)
    assert replace(found, days=()) == replace(command, days=())
    assert set(found.days) == set(command.days)


def test_the_limits_that_a_deployment_starts_with_are_such_a_file() -> None:
    assert read_policy(POLICY) == policy_of(load_policy())


def changed(folder: Path, content: dict[str, Any]) -> Path:
    file = folder / "changed.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"amount": "3"}, "limits.0.amount"),
        ({"amount": True}, "limits.0.amount"),
        ({"amount": 3.5}, "limits.0.amount"),
        ({"unit": "WEEKS"}, "limits.0.unit"),
        ({"name": "PAUSE"}, "limits.0.name"),
        ({"extended": 1}, "limits.0.extended"),
        ({"source": None}, "limits.0.source"),
    ],
)
def test_what_is_wrong_with_a_limit_is_told_with_its_place(
    tmp_path: Path, change: dict[str, Any], problem: str
) -> None:
    content = json.loads(POLICY.read_text(encoding="utf-8"))
    content["limits"][0] |= change
    with pytest.raises(DecreeFileError) as caught:
        read_policy(changed(tmp_path, content))
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"version": "1", "version": "2"}', "'version' stands there twice"),
        ('{"days": {"REGIONAL": {"2026-01-02": "a", "2026-01-02": "b"}}}', "'2026-01-02' stands there twice"),
        ("[]", "the file"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_file_that_says_two_things_at_once_says_nothing(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "decree.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DecreeFileError) as caught:
        read_decree(file)
    assert problem in str(caught.value)


async def test_a_decree_goes_from_its_events_into_force_through_a_file_that_somebody_has_read(
    system: System, tmp_path: Path
) -> None:
    events = ical(
        tmp_path,
        *(
            f"DTSTART;VALUE=DATE:2027{day}\r\nSUMMARY:{name}"
            for day, name in [
                ("0101", "Tahun Baru 2027 Masehi"),
                ("0206", "Tahun Baru Imlek 2578 Kongzili"),
                ("0208", "Cuti Bersama Tahun Baru Imlek"),
                ("0501", "Hari Buruh Internasional"),
                ("0601", "Hari Lahir Pancasila"),
                ("0817", "Proklamasi Kemerdekaan"),
                ("1225", "Kelahiran Yesus Kristus"),
            ]
        ),
    )
    decree = tmp_path / "decree.json"
    wording = ["--year", "2027", "--instrument", "Keputusan Bersama 2027", "--published", "2026-03-03"]

    imported = CliRunner().invoke(app, ["calendar", "import", str(events), *wording, "-o", str(decree)])
    printed = CliRunner().invoke(app, ["calendar", "import", str(events), *wording])
    loaded = await jejak(system, tmp_path, "calendar", "load", str(decree))
    again = await jejak(system, tmp_path, "calendar", "load", str(decree))
    shown = await jejak(system, tmp_path, "calendar", "show", "--year", "2027")
    unknown = await jejak(system, tmp_path, "calendar", "show", "--version", "none")

    assert (imported.exit_code, loaded.returncode) == (0, 0), imported.output + loaded.stderr
    assert printed.stdout == decree.read_text(encoding="utf-8")
    assert "ID-2026-03-03: loaded." in loaded.stderr
    assert again.returncode == 1
    assert "That version has been loaded already." in again.stderr
    assert "ID-2026-03-03, decreed: 2023, 2024, 2025, 2026, 2027" in " ".join(shown.stdout.split())
    assert shown.stdout.count("2027-") == 7
    assert unknown.returncode == 2
    assert "ID-2025-09-19" in unknown.stderr
    rulebook, _ = await Decrees(system.api.store, system.settings.zone).rulebook()
    assert rulebook.calendar is not None
    assert not rulebook.calendar.after(date(2026, 11, 24), 60).provisional
    assert not rulebook.calendar.is_working_day(date(2027, 2, 8))


async def test_an_amendment_and_limits_are_loaded_from_the_command_line(
    system: System, tmp_path: Path
) -> None:
    events = ical(tmp_path, "DTSTART;VALUE=DATE:20261015\r\nSUMMARY:Hari jadi kabupaten")
    wording = ["--year", "2026", "--instrument", "Keputusan Bupati", "--published", "2026-03-01"]
    how = ["--kind", "REGIONAL", "--version", "NTB-1", "--amends", "--withdrawn", "2026-12-24", "--load"]
    content = json.loads(POLICY.read_text(encoding="utf-8")) | {
        "version": "2",
        "effective_from": "2026-03-01",
    }
    policy = changed(tmp_path, content)

    amended = await jejak(system, tmp_path, "calendar", "import", str(events), *wording, *how)
    loaded = await jejak(system, tmp_path, "policy", "load", str(policy))
    shown = await jejak(system, tmp_path, "policy", "show")

    assert (amended.returncode, loaded.returncode) == (0, 0), amended.stderr + loaded.stderr
    assert "2, from 2026-03-01" in shown.stdout
    assert "RETURNS_BEFORE_FLAG                    3 times" in shown.stdout
    rulebook, _ = await Decrees(system.api.store, system.settings.zone).rulebook()
    assert rulebook.calendar is not None
    assert rulebook.calendar.is_working_day(date(2026, 12, 24))
    assert rulebook.calendar.day_off(date(2026, 10, 15)) is not None
    assert [*rulebook.policies] == ["1", "2"]


async def test_a_file_that_cannot_be_used_is_one_sentence_and_status_1(
    system: System, tmp_path: Path
) -> None:
    file = tmp_path / "x.json"
    file.write_text("{", encoding="utf-8")
    finished = await jejak(system, tmp_path, "calendar", "load", str(file))
    assert (finished.returncode, finished.stdout) == (1, "")
    assert finished.stderr.strip() == f"jejak: {file}: this is not JSON."


def test_a_day_in_two_kinds_is_left_to_the_rule(tmp_path: Path) -> None:
    content = {
        "version": "X",
        "instrument": "Y",
        "published": "2026-03-01",
        "settles": None,
        "days": {"REGIONAL": {"2026-10-15": "a"}, "SPECIAL": {"2026-10-15": "b"}},
    }
    assert read_decree(changed(tmp_path, content)).days == (
        DecreedDay(date=date(2026, 10, 15), kind=DayKind.REGIONAL, name_id="a"),
        DecreedDay(date=date(2026, 10, 15), kind=DayKind.SPECIAL, name_id="b"),
    )
