"""The second complaint: reviewed late, handed back tier by tier, and answered by the unit it should have gone to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from api.devtools import operations
from api.devtools.demo import tables
from api.devtools.demo.cast import Case, Cast, findings, on
from api.devtools.demo.client import UnexpectedAnswer

FIRST_UNIT, RIGHT_UNIT = "DISHUB", "DISKOMINFO"
FILED, FORWARDED, OVER = date(2026, 4, 7), date(2026, 4, 8), date(2026, 4, 14)
DISPOSED, RETURNED, UP = date(2026, 4, 15), date(2026, 4, 16), date(2026, 4, 17)
DOWN, DISPOSED_AGAIN = date(2026, 4, 20), date(2026, 4, 21)
ANSWERED, CONFIRMED = date(2026, 4, 27), date(2026, 4, 28)
FINDINGS = findings(
    about="Kabel menjuntai di atas jalan",
    headline="Kabel menjuntai di atas jalan",
    shown="Kabel menjuntai rendah di atas sebuah jalan desa.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Cast):
    """A complaint that nobody turns away, though two say that it is not theirs."""

    sweep: Callable[[], Awaitable[None]]

    async def tell(self) -> str:
        """From filing to rating; answers the tracking number."""
        self.stage.scene(
            "2. Di luar kewenangan",
            "Returned tier by tier, never sideways, until the unit has it that answers",
        )
        case = await self._file()
        await self._review_late(case)
        await self._return_up(case)
        await self._go_down_again(case)
        await self._answer(case)
        await self._look_at_the_clocks(case)
        return case.number

    async def _file(self) -> Case:
        self.clock.move_to(FILED)
        given = {
            "identity": {"name": "Pengadu Demo Kedua"},
            "narrative": "Kabel menjuntai rendah di atas jalan desa dan tersangkut kendaraan.",
        }
        case = await self.case_of(await self.public.do(operations.SUBMIT, given))
        self.stage.step(
            "Pengadu",
            "complains of a cable that hangs low over a road",
            f"tracking number {case.number}",
            day=on(FILED),
        )
        self.clock.move_to(FORWARDED)
        await self.national.do(operations.VERIFY, case.given(**FINDINGS))
        await self.forward(case, FIRST_UNIT)
        self.stage.step(
            "Admin Nasional", "verifies it and forwards it, under traffic, to the regency", day=on(FORWARDED)
        )
        return case

    async def _review_late(self, case: Case) -> None:
        [review] = await self.clocks(case, "INSTITUTION_REVIEW")
        self.clock.move_to(OVER, 0, 5)
        await self.sweep()
        [late] = await self.clocks(case, "INSTITUTION_REVIEW")
        if (review["state"], late["state"]) != ("RUNNING", "BREACHED"):
            raise UnexpectedAnswer("a review that was late is not on record")
        self.stage.step(
            "Sistem",
            f"finds the regency's review not done by {on(date.fromisoformat(review['dueOn']))}",
            "DeadlineBreached: recorded by nobody's hand, and nothing takes it back",
            day=on(OVER),
        )
        self.clock.move_to(DISPOSED)
        await self.county.do(operations.VERIFY, case.given(**FINDINGS))
        disposed = await self.dispose(case, FIRST_UNIT)
        self.stage.step(
            "Admin Instansi",
            f"verifies it, late, and disposes it to {disposed['unit']['name']}",
            day=on(DISPOSED),
        )

    async def _return_up(self, case: Case) -> None:
        self.clock.move_to(RETURNED)
        liaison, reason = self.liaison(FIRST_UNIT), "Bukan rambu atau lampu lalu lintas."
        sideways = await liaison.try_to(operations.RETURN_TO_NATIONAL, case.given(reason=reason))
        if sideways["__typename"] != "Refused":
            raise UnexpectedAnswer("a unit passed over its institution")
        await liaison.do(operations.RETURN_TO_INSTITUTION, case.given(reason=reason))
        self.stage.step(
            "Pejabat Penghubung",
            "returns it to Admin Instansi as outside the unit's authority (BAB VI.B.1.c.5)",
            f"“{reason}”",
            f"straight to Admin Nasional it may not: {sideways['rule']} · {sideways['clause']}",
            day=on(RETURNED),
        )
        self.clock.move_to(UP)
        reason = "Kabel milik penyedia; izinnya bukan dari kabupaten."
        await self.county.do(operations.RETURN_TO_NATIONAL, case.given(reason=reason))
        self.stage.step(
            "Admin Instansi",
            "returns it to Admin Nasional as outside the regency's (BAB VI.B.1.b.10)",
            f"“{reason}”",
            "a return is no end: the next review starts at once, and the complainant is told",
            day=on(UP),
        )

    async def _go_down_again(self, case: Case) -> None:
        self.clock.move_to(DOWN)
        opened = await self.national.do(operations.OPEN_CONTENT, case.given(purpose="VERIFICATION"))
        reasons = [text for text in opened["texts"] if text["kind"] == "REASON"]
        await self.forward(case, RIGHT_UNIT)
        self.stage.step(
            "Admin Nasional",
            f"reads the {len(reasons)} reasons and sends it down another path, under communication",
            day=on(DOWN),
        )
        self.clock.move_to(DISPOSED_AGAIN)
        disposed = await self.dispose(case, RIGHT_UNIT)
        self.stage.step(
            "Admin Instansi",
            f"disposes it to {disposed['unit']['name']}, in time",
            f"a unit that receives it has its whole limit: until {on(date.fromisoformat(disposed['dueOn']))}",
            day=on(DISPOSED_AGAIN),
        )

    async def _answer(self, case: Case) -> None:
        liaison = self.liaison(RIGHT_UNIT)
        self.clock.move_to(DISPOSED_AGAIN, 14)
        await liaison.do(operations.ACCEPT, case.given())
        await liaison.do(operations.RESPOND, case.given(text="Penyedia dipanggil ke lokasi."))
        self.stage.step(
            "Pejabat Penghubung",
            "accepts it and gives the initial response the same day",
            "the last of the 14 calendar days that UU 25/2009 gives, and no return starts those again",
            day=on(DISPOSED_AGAIN),
        )
        self.clock.move_to(ANSWERED)
        answer = "Kabel sudah dinaikkan oleh penyedia dan diperiksa petugas."
        coded = {"text": answer, "cause": "OUTSIDE_CONTROL", "resolution": "REMEDIED"}
        await liaison.do(operations.ANSWER, case.given(**coded))
        self.stage.step("Pejabat Penghubung", "gives the final answer", f"“{answer}”", day=on(ANSWERED))
        self.clock.move_to(CONFIRMED)
        await case.complainant.do(operations.CONFIRM, case.given())
        await case.complainant.do(operations.RATE, case.given(stars=4))
        self.stage.step("Pengadu", "confirms, and gives four stars", day=on(CONFIRMED))

    async def _look_at_the_clocks(self, case: Case) -> None:
        """Reviews and resolutions: the others are in the first story."""
        clocks = await self.clocks(case, "NATIONAL_REVIEW", "INSTITUTION_REVIEW", "RESOLUTION")
        if [each["state"] for each in clocks].count("BREACHED") != 1:
            raise UnexpectedAnswer("the breach did not stay")
        self.stage.note("its reviews and resolutions since; the breach stays, whoever was quick afterwards:")
        self.stage.table(tables.clocks(clocks))
