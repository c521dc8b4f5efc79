"""Who plays in the stories, and the steps that every one of them has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.application.names import unit_of
from api.devtools import operations
from api.devtools.demo.client import Client, UnexpectedAnswer
from api.devtools.demo.clock import SetClock
from api.devtools.demo.display import Stage
from api.devtools.demo.year import category_of
from api.devtools.officers import Officer
from domain.people import Role

COUNTY = "LOMBOK-TENGAH"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A complaint as its complainant holds it."""

    number: str
    code: str
    complaint: str
    complainant: Client

    def given(self, **more: object) -> dict[str, object]:
        """The input of a mutation on it."""
        return {"complaint": self.complaint, **more}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The people of a story, the clock, and where it is told."""

    public: Client
    officer: Callable[[Officer], Client]
    clock: SetClock
    stage: Stage

    @property
    def national(self) -> Client:
        return self.officer(Officer(role=Role.NATIONAL_ADMIN, unit="KEMENPANRB"))

    @property
    def county(self) -> Client:
        return self.officer(Officer(role=Role.INSTITUTION_ADMIN, unit=COUNTY))

    def liaison(self, unit: str) -> Client:
        return self.officer(Officer(role=Role.LIAISON_OFFICER, unit=unit))

    async def case_of(self, filed: dict[str, Any]) -> Case:
        """The case that a submission began."""
        number, code = filed["trackingNumber"], filed["accessCode"]
        complainant = self.public.complainant(number, code)
        own = await self.ask(complainant, operations.COMPLAINT, number)
        return Case(number=number, code=code, complaint=own["complaintId"], complainant=complainant)

    async def ask(self, client: Client, operation: str, number: str) -> dict[str, Any]:
        """What this client reads of a complaint. Raises UnexpectedAnswer where it does not exist to them."""
        found: dict[str, Any] | None = (await client.ask(operation, {"trackingNumber": number}))["complaint"]
        if found is None:
            raise UnexpectedAnswer(f"{number} was not found")
        return found

    async def clocks(self, case: Case, *names: str) -> list[dict[str, Any]]:
        """The clocks of those names, of all where none is named, as the complainant reads them."""
        every = (await self.ask(case.complainant, operations.CLOCKS, case.number))["clocks"]
        return [each for each in every if not names or each["clock"] in names]

    async def expect(self, case: Case, status: str) -> None:
        """Raises UnexpectedAnswer where the complainant reads another status."""
        own = await self.ask(case.complainant, operations.COMPLAINT, case.number)
        if own["status"] != status:
            raise UnexpectedAnswer(f"the complaint is {own['status']} and not {status}")

    async def forward(self, case: Case, unit: str) -> None:
        """Admin Nasional sends it to the regency, under the category that this unit handles."""
        onward = case.given(category=category_of(unit), institution=str(unit_of(COUNTY)))
        await self.national.do(operations.FORWARD, onward)

    async def dispose(self, case: Case, unit: str) -> dict[str, Any]:
        """Admin Instansi hands it to this unit, by category."""
        downward = case.given(category=category_of(unit), unit=str(unit_of(unit)))
        disposed: dict[str, Any] = (await self.county.do(operations.DISPOSE, downward))["complaint"]
        return disposed


def findings(
    *, about: str, headline: str, shown: str, anonymous: bool = False, units: Sequence[str] = ()
) -> dict[str, object]:
    """A review that found everything in order. Of an anonymous case the shown text is also the redacted one."""
    return {
        "identity": "CONFIRMED",
        "substance": "CONFIRMED",
        "evidence": "NOT_PROVIDED",
        "nature": "DISPUTE",
        "parties": {"object": about, "units": [str(unit_of(unit)) for unit in units]},
        "anonymous": anonymous,
        "confidential": False,
        "type": "GRIEVANCE",
        "supervisoryNature": False,
        "requiresFieldInspection": False,
        "headline": headline,
        "shownText": shown,
        "redactedNarrative": shown if anonymous else None,
    }


def on(day: date) -> str:
    """A day as the stage shows it."""
    return f"{day:%d %b %Y}"
