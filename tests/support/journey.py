"""A complaint's way through the system as clients take it; each step is an ordinary mutation."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from api.application.names import unit_of
from api.devtools import operations
from api.devtools.demo.client import Client
from api.devtools.demo.year import category_of
from domain.people import Role
from tests.support.system import System

COUNTY, UNIT, COPIED, OTHER = "LOMBOK-TENGAH", "DLH", "DINKES", "DINSOS"
IDENTITY = {"name": "Pengadu Contoh"}
NARRATIVE = "Sampah di pasar tidak diangkut selama dua minggu."


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A complaint that was filed, and what its complainant was given."""

    system: System
    number: str
    code: str
    complaint: str

    @property
    def complainant(self) -> Client:
        return self.system.public.complainant(self.number, self.code)

    def given(self, **more: object) -> dict[str, object]:
        """The input of a mutation on this case."""
        return {"complaint": self.complaint, **more}


def filing(**given: object) -> dict[str, object]:
    """The input of a submission."""
    return {"identity": IDENTITY, "narrative": NARRATIVE, **given}


def findings(*, anonymous: bool = False, confidential: bool = False, **given: object) -> dict[str, object]:
    """A lawful verification: nothing is shown of a confidential case, and an anonymous one is redacted."""
    shown = {"headline": "Sampah pasar tidak diangkut", "shownText": "Sampah di sebuah pasar menumpuk."}
    return {
        "identity": "CONFIRMED",
        "substance": "CONFIRMED",
        "evidence": "NOT_PROVIDED",
        "nature": "DISPUTE",
        "parties": {"object": "Pengangkutan sampah pasar"},
        "anonymous": anonymous,
        "confidential": confidential,
        "type": "GRIEVANCE",
        "supervisoryNature": False,
        "requiresFieldInspection": False,
        **({} if confidential else shown),
        **({"redactedNarrative": "Sampah pasar tidak diangkut."} if anonymous else {}),
        **given,
    }


async def filed(system: System, *, request: UUID | None = None, **given: object) -> Case:
    """Submitted by somebody without an account."""
    answer = await system.public.do(operations.SUBMIT, filing(**given), request=request or uuid4())
    number, code = answer["trackingNumber"], answer["accessCode"]
    complainant = system.public.complainant(number, code)
    own = (await complainant.ask(operations.COMPLAINT, {"trackingNumber": number}))["complaint"]
    return Case(system=system, number=number, code=code, complaint=own["complaintId"])


async def reviewed_nationally(case: Case, **verification: Any) -> None:
    """Verified by Admin Nasional and forwarded to the regency."""
    national = case.system.officer(Role.NATIONAL_ADMIN)
    await national.do(operations.VERIFY, case.given(**findings(**verification)))
    onward = case.given(category=category_of(UNIT), institution=str(unit_of(COUNTY)))
    await national.do(operations.FORWARD, onward)


async def disposed(case: Case, *, unit: str = UNIT, **verification: Any) -> None:
    """Verified by Admin Instansi and handed to a unit's liaison."""
    county = case.system.officer(Role.INSTITUTION_ADMIN)
    await county.do(operations.VERIFY, case.given(**findings(**verification)))
    await county.do(operations.DISPOSE, case.given(category=category_of(unit), unit=str(unit_of(unit))))


async def answered(case: Case, *, unit: str = UNIT, words: str = "Pengangkutan kini tiap hari.") -> None:
    """Accepted, responded to and answered by the unit's liaison."""
    liaison = case.system.officer(Role.LIAISON_OFFICER, unit)
    await liaison.do(operations.ACCEPT, case.given())
    await liaison.do(operations.RESPOND, case.given(text="Laporan diterima."))
    await liaison.do(operations.ANSWER, case.given(text=words, cause="DELAY", resolution="REMEDIED"))


async def opened(client: Client, case: Case, purpose: str) -> dict[str, list[str]]:
    """What openContent gives, by kind of text."""
    answer = await client.do(operations.OPEN_CONTENT, case.given(purpose=purpose))
    texts: dict[str, list[str]] = {}
    for text in answer["texts"]:
        texts.setdefault(text["kind"], []).append(text["words"])
    return texts
