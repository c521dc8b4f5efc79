"""`make demo`: the whole demonstration, in a folder of its own."""

import asyncio
import time

import asyncpg
import httpx
from rich.progress import track
from rich.text import Text

from api import logs
from api.application.names import unit_of
from api.data import load_calendar, load_recapitulation
from api.devtools import operations
from api.devtools.demo.client import Client, UnexpectedAnswer
from api.devtools.demo.clock import SetClock
from api.devtools.demo.display import Stage, stage_console
from api.devtools.demo.story import COUNTY, Story
from api.devtools.demo.tamper import STATEMENT, one_byte_changed
from api.devtools.demo.year import FIRST_DAY, Year, cases
from api.devtools.officers import Officer
from api.devtools.system import CannotStart, Ground, Running, listen, prepared, running
from api.settings import Settings
from api.verifying import described, verify_log
from domain.people import Role
from eventstore.verify import Report

CHECKPOINT_PATIENCE = 10.0  # seconds for the signer to cover the log
TIMEOUT = 30.0


def run_demo(settings: Settings) -> None:
    """Start a system in the folder `demo`, tell the story, attack the record, and end the system."""
    settings.refuse_in_production("make demo")
    began = time.monotonic()
    stage = Stage(stage_console())
    settings = settings.model_copy(
        update={"data_dir": settings.data_dir / "demo", "port": 0, "log_level": "error"}
    )
    logs.configure(level="error")
    stage.console.print(
        Text.assemble(("Jejak", "bold cyan"), "  the complaint record that can prove itself", style="bold")
    )
    with prepared(settings) as ground:
        try:
            asyncio.run(_play(ground, stage))
        except* UnexpectedAnswer as unexpected:
            raise CannotStart(f"The demonstration stopped: {unexpected.exceptions[0]}.") from None
    stage.console.print()
    stage.good(
        f"Selesai. Done in {time.monotonic() - began:.0f} seconds; the record stays in {settings.data_dir}."
    )


async def _play(ground: Ground, stage: Stage) -> None:
    clock = SetClock(ground.settings.zone, FIRST_DAY)
    listener = listen("127.0.0.1", 0)
    async with running(ground, listener, clock=clock) as system, httpx.AsyncClient(timeout=TIMEOUT) as http:
        public = Client(http, system.url)

        def officer(who: Officer) -> Client:
            return public.officer(ground.issuer.token(who.person))

        await _play_year(stage, Year(public=public, officer=officer, clock=clock, calendar=load_calendar()))
        number = await Story(public=public, officer=officer, clock=clock, stage=stage).tell()
        await _look_back(stage, officer(Officer(role=Role.INTERNAL_AUDITOR, unit="INSPEKTORAT")), number)
        await _show_year(stage, officer(Officer(role=Role.INSTITUTION_ADMIN, unit=COUNTY)))
        await _attack(stage, system)


async def _play_year(stage: Stage, year: Year) -> None:
    stage.scene(
        "Tahun 2023, sintetis",
        "A synthetic year with the counts of the regency's printed table, by ordinary mutations",
    )
    for case in track(list(cases()), "  playing the year", console=stage.console, transient=True):
        await year.play(case)
    stage.good(
        "18 complaints filed, verified, forwarded, disposed, answered and completed, on a simulated clock"
    )


async def _look_back(stage: Stage, auditor: Client, number: str) -> None:
    stage.scene(
        "Riwayat bagi Inspektorat", "The history as the inspectorate sees it, refusals and openings included"
    )
    answer = await auditor.ask(operations.HISTORY, {"trackingNumber": number})
    entries = answer["complaint"]["history"]
    if not any(entry["rule"] == "NO_STOP" for entry in entries):
        raise UnexpectedAnswer("the refused attempt is not in the history")
    stage.history(entries)
    stage.good(f"true at log position {answer['asOf']}")


async def _show_year(stage: Stage, county: Client) -> None:
    printed = load_recapitulation()
    stage.scene(
        "Rekapitulasi Kinerja Unit di Bawah, 2023",
        "The ten columns of BAB VII. RTL: mean calendar days from placement to each response; RHP: mean rating",
    )
    period = {"receivedFrom": str(printed.first_day), "receivedUntil": str(printed.last_day)}
    answer = await county.ask(operations.STATISTICS, {"institution": str(unit_of(COUNTY)), **period})
    rows = answer["statistics"]
    stage.statistics(rows)
    parent = rows[0]
    counted = (parent["total"], parent["placements"], parent["averageRating"], parent["ratedCount"])
    if counted != (printed.parent.total, sum(row.total for row in printed.units), 3.5, 2):
        raise UnexpectedAnswer(f"the statistics of 2023 are {counted}")
    stage.good(
        "18 complaints in 19 placements (one was copied to a second unit); 3,50 from 2 ratings; – where none"
    )


async def _attack(stage: Stage, system: Running) -> None:
    ground = system.ground
    stage.scene("Bukti", "The log, recomputed from its stored bytes; then a superuser changes one byte of it")
    stage.note(f"log {ground.settings.origin}, verifier key {ground.verifier_key}")
    report = await _verified(ground, system.api.store.log_id)
    _print(stage, report)
    if not report.ok:
        raise UnexpectedAnswer("the untouched log did not verify")
    async with one_byte_changed(ground.superuser, system.api.store.log_id) as position:
        stage.step("Superuser", "changes one byte of a stored event with SQL", STATEMENT)
        forged = await verify_log(ground.settings, ground.verifier_key)
        _print(stage, forged)
        if position not in {problem.position for problem in forged.problems}:
            raise UnexpectedAnswer("the change was not found where it was made")
    stage.step("Superuser", "puts the byte back")
    restored = await verify_log(ground.settings, ground.verifier_key)
    _print(stage, restored)
    if not restored.ok:
        raise UnexpectedAnswer("the restored log did not verify")


async def _verified(ground: Ground, log_id: int) -> Report:
    """Verify once a signed checkpoint covers everything. Raises TimeoutError where the signer does not come."""
    conn = await asyncpg.connect(ground.superuser)
    try:
        async with asyncio.timeout(CHECKPOINT_PATIENCE):
            await _until_covered(conn, log_id)
    finally:
        await conn.close()
    return await verify_log(ground.settings, ground.verifier_key)


async def _until_covered(conn: asyncpg.Connection, log_id: int) -> None:
    while True:
        if await conn.fetchval(_COVERED, log_id):
            return
        await asyncio.sleep(0.1)


_COVERED = """
SELECT (SELECT max(size) FROM ledger.checkpoint WHERE log_id = $1)
     = (SELECT next_position FROM ledger.seq_state WHERE log_id = $1)
"""


def _print(stage: Stage, report: Report) -> None:
    for line in described(report):
        stage.console.print(f"  {line}")
