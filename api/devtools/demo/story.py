"""One complaint through every tier, told as it happens."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from api.application.names import unit_of
from api.devtools import operations
from api.devtools.demo.client import Client, UnexpectedAnswer
from api.devtools.demo.clock import SetClock
from api.devtools.demo.display import Stage
from api.devtools.demo.year import category_of
from api.devtools.officers import Officer
from domain.people import Role

COUNTY, UNIT, OTHER_UNIT = "LOMBOK-TENGAH", "DLH", "DINSOS"
FILED, VERIFIED, DISPOSED = date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 9)
ACCEPTED, RESPONDED, FOLLOWED_UP = date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 27)
ANSWERED, CONFIRMED = date(2026, 4, 1), date(2026, 4, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the complainant writes. The demonstration's own words name nobody."""

    identity: dict[str, str]
    narrative: str


WORDS = Words(
    identity={"name": "Pengadu Demo", "phone": "0800 0000 0000"},
    narrative="Sampah di pasar tidak diangkut selama dua minggu dan mulai menutup jalan.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The people of the story, the clock, and where it is told."""

    public: Client
    officer: Callable[[Officer], Client]
    clock: SetClock
    stage: Stage
    words: Words = WORDS

    async def tell(self) -> str:
        """From filing to rating; answers the tracking number."""
        self.stage.scene("Satu pengaduan, semua jenjang", "One complaint through every tier, over HTTP")
        filed = await self._file()
        number: str = filed["trackingNumber"]
        complainant = self.public.complainant(number, filed["accessCode"])
        own = (await complainant.ask(operations.COMPLAINT, {"trackingNumber": number}))["complaint"]
        complaint = {"complaint": own["complaintId"]}
        await self._review(number, complaint)
        await self._dispose(complaint)
        await self._try_to_stop(complaint)
        await self._look_from_elsewhere(number, complaint)
        await self._answer(complaint)
        await self._confirm(complainant, complaint)
        return number

    async def _file(self) -> dict[str, Any]:
        self.clock.move_to(FILED, 20, 15)
        request = uuid4()
        given = {"identity": self.words.identity, "narrative": self.words.narrative, "anonymous": True}
        filed = await self.public.do(operations.SUBMIT, given, request=request)
        again = await self.public.do(operations.SUBMIT, given, request=request)
        if again != filed:
            raise UnexpectedAnswer("a repeated request was answered differently")
        self.stage.step(
            "Pengadu",
            "files a complaint without an account, and asks to stay anonymous",
            f"tracking number {filed['trackingNumber']}; access code {filed['accessCode'][:4]}-…, a secret",
            "the same request sent again: the same answer, nothing appended",
            day=_day(FILED),
        )
        return filed

    async def _review(self, number: str, complaint: dict[str, str]) -> None:
        self.clock.move_to(VERIFIED)
        national = self.officer(Officer(role=Role.NATIONAL_ADMIN, unit="KEMENPANRB"))
        waiting = (await national.ask(operations.INBOX))["inbox"]["totalCount"]
        opened = await national.do(operations.OPEN_CONTENT, {**complaint, "purpose": "VERIFICATION"})
        self.stage.step(
            "Admin Nasional",
            f"finds {waiting} in the inbox and opens the narrative",
            f"ContentViewed at position {opened['position']} first, decryption second; the identity stays sealed",
            day=_day(VERIFIED),
        )
        verified = await national.do(operations.VERIFY, {**complaint, **_findings()})
        self.stage.step(
            "Admin Nasional",
            "verifies identity, substance and evidence, the nature, the parties, and decides anonymous / confidential",
            f"{len(verified['receipts'])} events, one receipt each",
            day=_day(VERIFIED),
        )
        onward = {**complaint, "category": category_of(UNIT), "institution": str(unit_of(COUNTY))}
        await national.do(operations.FORWARD, onward)
        self.stage.step("Admin Nasional", "forwards it by category to the regency", day=_day(VERIFIED))
        public = (await self.public.ask(operations.COMPLAINT, {"trackingNumber": number}))["complaint"]
        self.stage.note(f"the public now reads: “{public['headline']}” and the redacted text, nothing else")

    async def _dispose(self, complaint: dict[str, str]) -> None:
        self.clock.move_to(DISPOSED)
        county = self.officer(Officer(role=Role.INSTITUTION_ADMIN, unit=COUNTY))
        await county.do(operations.VERIFY, {**complaint, **_findings()})
        downward = {**complaint, "category": category_of(UNIT), "unit": str(unit_of(UNIT))}
        disposed = await county.do(operations.DISPOSE, downward)
        case = disposed["complaint"]
        self.stage.step(
            "Admin Instansi",
            f"verifies again and disposes it to {case['unit']['name']}",
            f"the clock starts: 14 working days from {_day(DISPOSED)} end on {case['dueOn']} "
            "(Nyepi, Idul Fitri and their cuti bersama do not count)",
            f"monitoring point: {case['interveneBy']}",
            day=_day(DISPOSED),
        )

    async def _try_to_stop(self, complaint: dict[str, str]) -> None:
        self.clock.move_to(ACCEPTED)
        liaison = self.officer(Officer(role=Role.LIAISON_OFFICER, unit=UNIT))
        await liaison.do(operations.ACCEPT, complaint)
        self.stage.step("Pejabat Penghubung", "accepts it as within the unit's authority", day=_day(ACCEPTED))
        refusal = await liaison.try_to(operations.COMPLETE, complaint)
        if refusal["__typename"] != "Refused":
            raise UnexpectedAnswer("a case was ended without an answer")
        self.stage.step(
            "Pejabat Penghubung",
            "tries to end the case without an answer, and is refused",
            day=_day(ACCEPTED),
        )
        self.stage.refused(refusal)

    async def _look_from_elsewhere(self, number: str, complaint: dict[str, str]) -> None:
        stranger = self.officer(Officer(role=Role.LIAISON_OFFICER, unit=OTHER_UNIT))
        found = (await stranger.ask(operations.COMPLAINT, {"trackingNumber": number}))["complaint"]
        refusal = await stranger.try_to(operations.OPEN_CONTENT, {**complaint, "purpose": "HANDLING"})
        if found is not None or refusal["__typename"] != "Refused":
            raise UnexpectedAnswer("another unit's liaison saw the case")
        self.stage.step(
            "Penghubung lain",
            "of another unit asks for the same tracking number and finds nothing",
            f"to open it anyway: {refusal['rule']} · {refusal['clause']}, as for a number that does not exist",
            day=_day(ACCEPTED),
        )

    async def _answer(self, complaint: dict[str, str]) -> None:
        liaison = self.officer(Officer(role=Role.LIAISON_OFFICER, unit=UNIT))
        for day, operation, did, words in (
            (
                RESPONDED,
                operations.RESPOND,
                "gives the initial response",
                "Laporan diterima; petugas dijadwalkan.",
            ),
            (
                FOLLOWED_UP,
                operations.FOLLOW_UP,
                "records a follow-up",
                "Sampah diangkut dan jadwal ditambah.",
            ),
            (
                ANSWERED,
                operations.ANSWER,
                "gives the final answer; the clock stops",
                "Pengangkutan kini tiap hari.",
            ),
        ):
            self.clock.move_to(day)
            coded = {"cause": "FACILITY", "resolution": "REMEDIED"} if operation is operations.ANSWER else {}
            await liaison.do(operation, {**complaint, "text": words, **coded})
            self.stage.step("Pejabat Penghubung", did, day=_day(day))

    async def _confirm(self, complainant: Client, complaint: dict[str, str]) -> None:
        self.clock.move_to(CONFIRMED, 19, 30)
        opened = await complainant.do(operations.OPEN_CONTENT, {**complaint, "purpose": "OWN_CASE"})
        answers = [text for text in opened["texts"] if text["kind"] == "FINAL_ANSWER"]
        await complainant.do(operations.CONFIRM, complaint)
        await complainant.do(operations.RATE, {**complaint, "stars": 5})
        self.stage.step(
            "Pengadu",
            "reads the answer with tracking number and access code, confirms, and gives five stars",
            f"“{answers[0]['words']}”",
            day=_day(CONFIRMED),
        )


def _findings() -> dict[str, object]:
    return {
        "identity": "CONFIRMED",
        "substance": "CONFIRMED",
        "evidence": "NOT_PROVIDED",
        "nature": "DISPUTE",
        "parties": {"object": "Pengangkutan sampah pasar", "units": [str(unit_of(UNIT))]},
        "anonymous": True,
        "confidential": False,
        "type": "GRIEVANCE",
        "supervisoryNature": False,
        "requiresFieldInspection": False,
        "headline": "Sampah pasar tidak diangkut",
        "shownText": "Sampah di sebuah pasar tidak diangkut selama dua minggu.",
        "redactedNarrative": "Sampah di pasar tidak diangkut selama dua minggu.",
    }


def _day(day: date) -> str:
    return f"{day:%d %b %Y}"
