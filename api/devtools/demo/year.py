"""A synthetic year with the counts of the regency's printed table for 2023, through the ordinary mutations.

18 complaints in 19 placements over 11 units, ratings 5 and 2, all completed. Which complaint was copied to a second
unit is not known; here it is one of Dinas Sosial, copied to Dinas Kesehatan. Response times are invented: the printed
RTL follows from no reading of the table, so nothing is fitted to it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from api.application.names import complaint_of, step_of, unit_of
from api.data import load_organisation
from api.devtools import operations
from api.devtools.demo.client import Client
from api.devtools.demo.clock import SetClock
from api.devtools.officers import Officer
from domain.calendar import Calendar
from domain.people import Role

_YEAR = UUID("c0a7ad0e-2f5e-5a8f-9b1e-20230000a001")
_COUNTY = "LOMBOK-TENGAH"
_UNITS = (
    *("DINSOS", "DINKES", "DLH", "INSPEKTORAT", "SATPOL-PP", "BKPSDM", "DUKCAPIL", "DKP", "DISHUB"),
    *("DISTAN", "SETDA", "DINSOS", "DLH", "INSPEKTORAT", "SATPOL-PP", "DINSOS", "DINSOS", "DINSOS"),
)
_COPIED = {11: "DINKES"}
_STARS = {2: 5, 5: 2}
FIRST_DAY = date(2023, 1, 9)
_DAYS_APART = 17
_NEVER_LOOKS = "DKP"  # the printed table has no last view there


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCase:
    """One synthetic complaint: where it goes, when it comes, and what the complainant thought of it."""

    number: int
    unit: str
    submitted: date
    copied_to: str | None
    stars: int | None

    @property
    def request(self) -> UUID:
        """The same at every run, so that a second run appends nothing."""
        return uuid5(_YEAR, f"case {self.number}")


def cases() -> Iterator[YearCase]:
    """The year's complaints in the order they come in."""
    for number, unit in enumerate(_UNITS):
        yield YearCase(
            number=number,
            unit=unit,
            submitted=FIRST_DAY + timedelta(days=_DAYS_APART * number),
            copied_to=_COPIED.get(number),
            stars=_STARS.get(number),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """Plays the year: each step on a working day, by the officer whose step it is."""

    public: Client
    officer: Callable[[Officer], Client]
    clock: SetClock
    calendar: Calendar

    async def play(self, case: YearCase) -> None:
        """One complaint from filing to completion."""
        self.clock.move_to(case.submitted)
        filed = await self.public.do(operations.SUBMIT, _filing(case), request=case.request)
        complaint = {"complaint": str(complaint_of(case.request))}
        await self._review(case, complaint)
        await self._handle(case, complaint)
        self._wait(case, 9)
        if case.stars is None:
            county = self.officer(Officer(role=Role.INSTITUTION_ADMIN, unit=_COUNTY))
            await county.do(operations.COMPLETE, complaint, request=_step(case, "complete"))
            return
        complainant = self.public.complainant(filed["trackingNumber"], filed["accessCode"])
        await complainant.do(operations.CONFIRM, complaint, request=_step(case, "confirm"))
        await complainant.do(operations.RATE, {**complaint, "stars": case.stars}, request=_step(case, "rate"))

    async def _review(self, case: YearCase, complaint: dict[str, str]) -> None:
        national = self.officer(Officer(role=Role.NATIONAL_ADMIN, unit="KEMENPANRB"))
        county = self.officer(Officer(role=Role.INSTITUTION_ADMIN, unit=_COUNTY))
        category = category_of(case.unit)
        self._wait(case, 1)
        findings = {**complaint, **_findings(case)}
        await national.do(operations.VERIFY, findings, request=_step(case, "verify nationally"))
        onward = {**complaint, "category": category, "institution": str(unit_of(_COUNTY))}
        await national.do(operations.FORWARD, onward, request=_step(case, "forward"))
        self._wait(case, 2)
        inbox = {"unit": str(unit_of(_COUNTY))}
        await county.do(operations.VIEW_INBOX, inbox, request=_step(case, "look at the regency"))
        await county.do(operations.VERIFY, findings, request=_step(case, "verify locally"))
        downward = {**complaint, "category": category, "unit": str(unit_of(case.unit))}
        await county.do(operations.DISPOSE, downward, request=_step(case, "dispose"))
        if case.copied_to is not None:
            copy = {**complaint, "unit": str(unit_of(case.copied_to))}
            await county.do(operations.ADD_CC, copy, request=_step(case, "copy"))

    async def _handle(self, case: YearCase, complaint: dict[str, str]) -> None:
        liaison = self.officer(Officer(role=Role.LIAISON_OFFICER, unit=case.unit))
        self._wait(case, 3)
        if case.unit != _NEVER_LOOKS:
            look = {"unit": str(unit_of(case.unit))}
            await liaison.do(operations.VIEW_INBOX, look, request=_step(case, "look"))
        await liaison.do(operations.ACCEPT, complaint, request=_step(case, "accept"))
        for days, operation, words in (
            (4, operations.RESPOND, "Laporan diterima dan sedang ditelaah."),
            (6, operations.FOLLOW_UP, "Petugas memeriksa keadaan di lapangan."),
            (7, operations.ANSWER, "Keadaan sudah ditangani."),
        ):
            self._wait(case, days)
            coded = {"cause": "OTHER", "resolution": "REMEDIED"} if operation is operations.ANSWER else {}
            text = {**complaint, "text": f"Contoh sintetis. {words}", **coded}
            await liaison.do(operation, text, request=_step(case, f"day {days}"))

    def _wait(self, case: YearCase, working_days: int) -> None:
        self.clock.move_to(self.calendar.after(case.submitted, working_days=working_days).on)


def category_of(unit: str) -> str:
    """The code of the category that a unit handles."""
    return next(each.category for each in load_organisation().categories if each.unit == unit)


def _step(case: YearCase, name: str) -> UUID:
    return step_of(case.request, name)


def _filing(case: YearCase) -> dict[str, object]:
    return {
        "identity": {"name": f"Pengadu Sintetis {case.number + 1:02}"},
        "narrative": f"Contoh sintetis nomor {case.number + 1}: pelayanan tidak sesuai standar.",
    }


def _findings(case: YearCase) -> dict[str, object]:
    return {
        "identity": "CONFIRMED",
        "substance": "CONFIRMED",
        "evidence": "NOT_PROVIDED",
        "nature": "DISPUTE",
        "parties": {"object": "Contoh sintetis", "units": [str(unit_of(case.unit))]},
        "anonymous": False,
        "confidential": False,
        "type": "GRIEVANCE",
        "supervisoryNature": False,
        "requiresFieldInspection": False,
        "headline": "Contoh sintetis tahun dua ribu dua puluh tiga",
    }
