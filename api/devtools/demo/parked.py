"""The third complaint: incomplete, parked after the complainant's silence, and brought back to life by a supplement."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from api.devtools import operations
from api.devtools.demo import tables
from api.devtools.demo.cast import Case, Cast, findings, on
from api.devtools.demo.client import UnexpectedAnswer
from api.devtools.demo.photo import add_photo, look_at
from api.devtools.officers import Officer
from domain.notices import WORDS, NoticeKind
from domain.people import Role

UNIT = "DINKES"
FILED, ASKED, LAST_DAY = date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 21)
DAY_AFTER, SUPPLIED, VERIFIED = date(2026, 5, 22), date(2026, 6, 8), date(2026, 6, 9)
DISPOSED, ACCEPTED = date(2026, 6, 10), date(2026, 6, 11)
ANSWERED, CONFIRMED = date(2026, 6, 15), date(2026, 6, 17)
WORKING_DAYS = 10  # what the complainant has (BAB VI.B.1.a.11)
FINDINGS = findings(
    about="Jam buka loket puskesmas",
    headline="Loket puskesmas tutup lebih awal",
    shown="Loket sebuah puskesmas tutup sebelum jam pelayanan berakhir.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked(Cast):
    """A complaint that time may park and only an answer may end. `mailbox` is where development puts its mail."""

    sweep: Callable[[], Awaitable[None]]
    post: Callable[[], Awaitable[None]]
    mailbox: Path

    async def tell(self) -> str:
        """From filing to rating, with a long silence between; answers the tracking number."""
        self.stage.scene(
            "3. Belum lengkap", "Incomplete, parked after ten working days of silence, and revived"
        )
        case = await self._file()
        await self._ask_for_data(case)
        await self._ask_the_calendar(case)
        await self._stay_silent(case)
        await self._come_back(case)
        photo = await self._add_a_photo(case)
        await self._forward(case)
        await self._look_at_the_photo(case, photo)
        await self._answer(case)
        await self._look_at_the_inbox(case)
        return case.number

    async def _file(self) -> Case:
        self.clock.move_to(FILED)
        given = {
            "identity": {"name": "Pengadu Demo Ketiga"},
            "narrative": "Loket puskesmas sering tutup sebelum waktunya.",
            "contact": "pengadu.demo@contoh.example",
        }
        case = await self.case_of(await self.public.do(operations.SUBMIT, given))
        self.stage.step(
            "Pengadu",
            "complains of a clinic whose counter closes early, and does not say which clinic",
            f"tracking number {case.number}; an address for notices is sealed like the name",
            day=on(FILED),
        )
        return case

    async def _ask_for_data(self, case: Case) -> None:
        self.clock.move_to(ASKED)
        what = "Sebutkan puskesmas dan harinya."
        await self.national.do(operations.REQUEST_COMPLETION, case.given(what=what))
        await self.expect(case, "AWAITING_COMPLETION")
        self.stage.step("Admin Nasional", "asks for what is missing", f"“{what}”", day=on(ASKED))
        await self.post()
        letter = _letter(self.mailbox, case.number, NoticeKind.COMPLETION_REQUESTED)
        words = [WORDS[NoticeKind.COMPLETION_REQUESTED].id, WORDS[NoticeKind.COMPLETION_REQUESTED].en]
        self.stage.letter(f"a file in {self.mailbox}", letter["Subject"], *words)

    async def _ask_the_calendar(self, case: Case) -> None:
        [completion] = await self.clocks(case, "COMPLETION")
        asked = {"startedOn": str(ASKED), "workingDays": WORKING_DAYS}
        due = (await self.public.ask(operations.DUE_DATE, asked))["dueDate"]
        if not completion["dueOn"] == due["dueOn"] == str(LAST_DAY):
            raise UnexpectedAnswer(f"the calendar says {due['dueOn']}, the clock {completion['dueOn']}")
        self.stage.step(
            "Siapa saja",
            f"asks the calendar, without an account, when {WORKING_DAYS} working days from then end",
            f"on {on(LAST_DAY)}, and the clock of the case says the same",
            day=on(ASKED),
        )
        self.stage.count(due["explanation"])

    async def _stay_silent(self, case: Case) -> None:
        self.clock.move_to(LAST_DAY, 23, 59)
        await self.sweep()
        await self.expect(case, "AWAITING_COMPLETION")
        self.stage.step("Sistem", "looks a minute before midnight: it still waits", day=on(LAST_DAY))
        self.clock.move_to(DAY_AFTER, 0, 5)
        await self.sweep()
        await self.expect(case, "ARCHIVED")
        self.stage.step(
            "Sistem",
            "looks again after midnight, and parks it (BAB VI.B.1.a.11)",
            "ArchivedForIncompleteness: parked, not ended; there is no event that ends it without an answer",
            day=on(DAY_AFTER),
        )

    async def _come_back(self, case: Case) -> None:
        self.clock.move_to(SUPPLIED, 20)
        supplement = "Puskesmas di pusat kecamatan, setiap Jumat."
        await case.complainant.do(operations.SUPPLY_DATA, case.given(text=supplement))
        await self.expect(case, "UNVERIFIED")
        own = await self.ask(case.complainant, operations.COMPLAINT, case.number)
        self.stage.step(
            "Pengadu",
            "sends what was missing, weeks later, with the same number and code: it lives again",
            f"“{supplement}”",
            f"{case.number} as before; a new review until {on(date.fromisoformat(own['reviewDueOn']))}",
            day=on(SUPPLIED),
        )

    async def _add_a_photo(self, case: Case) -> str:
        self.clock.move_to(SUPPLIED, 20, 10)
        document = await add_photo(case)
        [listed] = (await self.ask(case.complainant, operations.DOCUMENTS, case.number))["documents"]
        self.stage.step(
            "Pengadu",
            "adds a photo: announced, sent, and made anew without the place that the telephone wrote in it",
            f"{listed['size']} bytes, SHA-256 of them as they are sealed: {listed['digest'][:16]}…",
            day=on(SUPPLIED),
        )
        return document

    async def _forward(self, case: Case) -> None:
        self.clock.move_to(VERIFIED)
        await self.national.do(operations.VERIFY, case.given(**FINDINGS))
        await self.forward(case, UNIT)
        self.stage.step("Admin Nasional", "verifies and forwards it", day=on(VERIFIED))
        self.clock.move_to(DISPOSED)
        await self.county.do(operations.VERIFY, case.given(**FINDINGS))
        disposed = await self.dispose(case, UNIT)
        self.stage.step(
            "Admin Instansi", f"verifies and disposes it to {disposed['unit']['name']}", day=on(DISPOSED)
        )

    async def _look_at_the_photo(self, case: Case, document: str) -> None:
        self.clock.move_to(ACCEPTED)
        name = await look_at(self.liaison(UNIT), case, document)
        await self.sweep()  # nothing is due; it waits until the record of the fetch can be read
        auditor = self.officer(Officer(role=Role.INTERNAL_AUDITOR, unit="INSPEKTORAT"))
        history = (await self.ask(auditor, operations.HISTORY, case.number))["history"]
        looked = [entry for entry in history if entry["type"] in ("DocumentOpened", "DocumentFetched")]
        if [entry["type"] for entry in looked] != ["DocumentOpened", "DocumentFetched"]:
            raise UnexpectedAnswer("the look at the photo is not on record")
        self.stage.step(
            "Pejabat Penghubung",
            "opens the photo and fetches it; the path works for five minutes, and for nobody else",
            f"“{name}”",
            f"DocumentOpened at position {looked[0]['position']}, DocumentFetched at {looked[1]['position']}: "
            "on record before a byte was sent",
            day=on(ACCEPTED),
        )

    async def _answer(self, case: Case) -> None:
        liaison = self.liaison(UNIT)
        await liaison.do(operations.ACCEPT, case.given())
        await liaison.do(operations.RESPOND, case.given(text="Jadwal loket sedang diperiksa."))
        self.stage.step("Pejabat Penghubung", "accepts it and gives the initial response", day=on(ACCEPTED))
        self.clock.move_to(ANSWERED)
        answer = "Loket kini buka sampai pukul 14.00, juga pada hari Jumat."
        coded = {"text": answer, "cause": "PROCEDURE", "resolution": "REMEDIED"}
        await liaison.do(operations.ANSWER, case.given(**coded))
        self.stage.step(
            "Pejabat Penghubung",
            "gives the final answer",
            f"“{answer}”",
            day=on(ANSWERED),
        )
        self.clock.move_to(CONFIRMED)
        await case.complainant.do(operations.CONFIRM, case.given())
        await case.complainant.do(operations.RATE, case.given(stars=5))

    async def _look_at_the_inbox(self, case: Case) -> None:
        await self.post()
        notices = (await self.ask(case.complainant, operations.NOTICES, case.number))["notices"]
        sent = sum(notice["sentAt"] is not None for notice in notices)
        if sent != len(notices):
            raise UnexpectedAnswer(f"{len(notices) - sent} notices did not go out")
        self.stage.step(
            "Pengadu",
            "confirms, gives five stars, and reads the tracking inbox",
            f"{len(notices)} notices, each of them sent as well (✉); none says what the complaint is about",
            day=on(CONFIRMED),
        )
        self.stage.table(tables.inbox(notices, self.clock.zone))


def _letter(mailbox: Path, number: str, kind: NoticeKind) -> EmailMessage:
    """The message about that, to whoever has this tracking number. Raises UnexpectedAnswer."""
    for path in mailbox.glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=default)
        if message["Subject"].endswith(number) and WORDS[kind].id in message.get_content():
            return message
    raise UnexpectedAnswer(f"no mail about {kind.value}")
