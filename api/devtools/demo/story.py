"""The first complaint: through every tier, told as it happens."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from api.devtools import operations
from api.devtools.demo import tables
from api.devtools.demo.cast import Case, Cast, findings, on
from api.devtools.demo.client import UnexpectedAnswer

UNIT, OTHER_UNIT = "DLH", "DINSOS"
FILED, VERIFIED, DISPOSED = date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 9)
ACCEPTED, RESPONDED, INTERVENED = date(2026, 3, 10), date(2026, 3, 11), date(2026, 3, 17)
FOLLOWED_UP, ANSWERED, CONFIRMED = date(2026, 3, 27), date(2026, 4, 1), date(2026, 4, 2)
FINDINGS = findings(
    about="Pengangkutan sampah pasar",
    headline="Sampah pasar tidak diangkut",
    shown="Sampah di sebuah pasar tidak diangkut selama dua minggu.",
    anonymous=True,
    units=[UNIT],
)


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
class Story(Cast):
    """A complaint that goes as it should, and what is tried on the way."""

    words: Words = WORDS

    async def tell(self) -> str:
        """From filing to rating; answers the tracking number."""
        self.stage.scene("1. Satu pengaduan, semua jenjang", "One complaint through every tier, over HTTP")
        case = await self._file()
        await self._review(case)
        await self._dispose(case)
        await self._try_to_stop(case)
        await self._look_from_elsewhere(case)
        await self._answer(case)
        await self._confirm(case)
        return case.number

    async def _file(self) -> Case:
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
            day=on(FILED),
        )
        return await self.case_of(filed)

    async def _review(self, case: Case) -> None:
        self.clock.move_to(VERIFIED)
        national = self.national
        waiting = (await national.ask(operations.INBOX))["inbox"]["totalCount"]
        opened = await national.do(operations.OPEN_CONTENT, case.given(purpose="VERIFICATION"))
        self.stage.step(
            "Admin Nasional",
            f"finds {waiting} in the inbox and opens the narrative",
            f"ContentViewed at position {opened['position']} first, decryption second; the identity stays sealed",
            day=on(VERIFIED),
        )
        verified = await national.do(operations.VERIFY, case.given(**FINDINGS))
        self.stage.step(
            "Admin Nasional",
            "verifies identity, substance and evidence, the nature, the parties, and decides anonymous / confidential",
            f"{len(verified['receipts'])} events, one receipt each",
            day=on(VERIFIED),
        )
        await self.forward(case, UNIT)
        self.stage.step("Admin Nasional", "forwards it by category to the regency", day=on(VERIFIED))
        public = await self.ask(self.public, operations.COMPLAINT, case.number)
        self.stage.note(f"the public now reads: “{public['headline']}” and the redacted text, nothing else")

    async def _dispose(self, case: Case) -> None:
        self.clock.move_to(DISPOSED)
        await self.county.do(operations.VERIFY, case.given(**FINDINGS))
        disposed = await self.dispose(case, UNIT)
        self.stage.step(
            "Admin Instansi",
            f"verifies again and disposes it to {disposed['unit']['name']}",
            "receipt starts the clock; all of its clocks so far, side by side:",
            day=on(DISPOSED),
        )
        clocks = await self.clocks(case)
        self.stage.table(tables.clocks(clocks))
        [resolution] = [each for each in clocks if each["clock"] == "RESOLUTION"]
        self._explain(resolution)

    def _explain(self, clock: dict[str, Any]) -> None:
        """Why the last day is that day."""
        self.stage.note(
            f"why {clock['limit']} working days end on {on(date.fromisoformat(clock['dueOn']))}:",
            "● the first day, – a weekend, libur a day off; the API explains each",
        )
        self.stage.count(clock["explanation"])

    async def _try_to_stop(self, case: Case) -> None:
        self.clock.move_to(ACCEPTED)
        liaison = self.liaison(UNIT)
        await liaison.do(operations.ACCEPT, case.given())
        self.stage.step("Pejabat Penghubung", "accepts it as within the unit's authority", day=on(ACCEPTED))
        refusal = await liaison.try_to(operations.COMPLETE, case.given())
        if refusal["__typename"] != "Refused":
            raise UnexpectedAnswer("a case was ended without an answer")
        self.stage.step(
            "Pejabat Penghubung",
            "tries to end the case without an answer, and is refused",
            day=on(ACCEPTED),
        )
        self.stage.refused(refusal)

    async def _look_from_elsewhere(self, case: Case) -> None:
        stranger = self.liaison(OTHER_UNIT)
        found = (await stranger.ask(operations.COMPLAINT, {"trackingNumber": case.number}))["complaint"]
        refusal = await stranger.try_to(operations.OPEN_CONTENT, case.given(purpose="HANDLING"))
        if found is not None or refusal["__typename"] != "Refused":
            raise UnexpectedAnswer("another unit's liaison saw the case")
        self.stage.step(
            "Penghubung lain",
            "of another unit asks for the same tracking number and finds nothing",
            f"to open it anyway: {refusal['rule']} · {refusal['clause']}, as for a number that does not exist",
            day=on(ACCEPTED),
        )

    async def _answer(self, case: Case) -> None:
        liaison = self.liaison(UNIT)
        self.clock.move_to(RESPONDED)
        await liaison.do(operations.RESPOND, case.given(text="Laporan diterima; petugas dijadwalkan."))
        self.stage.step("Pejabat Penghubung", "gives the initial response", day=on(RESPONDED))
        self.clock.move_to(INTERVENED)
        await self.county.do(operations.INTERVENE, case.given(note="Unit diminta menambah armada."))
        self.stage.step(
            "Admin Instansi", "intervenes, by the monitoring point as BAB VII.A.1.e asks", day=on(INTERVENED)
        )
        self.clock.move_to(FOLLOWED_UP)
        await liaison.do(operations.FOLLOW_UP, case.given(text="Sampah diangkut dan jadwal ditambah."))
        self.stage.step("Pejabat Penghubung", "records a follow-up", day=on(FOLLOWED_UP))
        self.clock.move_to(ANSWERED)
        coded = {"text": "Pengangkutan kini tiap hari.", "cause": "FACILITY", "resolution": "REMEDIED"}
        await liaison.do(operations.ANSWER, case.given(**coded))
        self.stage.step("Pejabat Penghubung", "gives the final answer; the clock stops", day=on(ANSWERED))

    async def _confirm(self, case: Case) -> None:
        self.clock.move_to(CONFIRMED, 19, 30)
        complainant = case.complainant
        opened = await complainant.do(operations.OPEN_CONTENT, case.given(purpose="OWN_CASE"))
        answers = [text for text in opened["texts"] if text["kind"] == "FINAL_ANSWER"]
        await complainant.do(operations.CONFIRM, case.given())
        await complainant.do(operations.RATE, case.given(stars=5))
        self.stage.step(
            "Pengadu",
            "reads the answer with tracking number and access code, confirms, and gives five stars",
            f"“{answers[0]['words']}”",
            day=on(CONFIRMED),
        )
