"""`make demo`: the whole demonstration, in a folder of its own."""

import asyncio
import time
from typing import Any

import asyncpg
import httpx
from rich.progress import track
from rich.text import Text

from api import logs
from api.application.names import unit_of
from api.data import load_calendar, load_recapitulation
from api.devtools import operations
from api.devtools.demo import tables
from api.devtools.demo.byhand import NEVER, ByHand
from api.devtools.demo.cast import COUNTY
from api.devtools.demo.client import Client, UnexpectedAnswer
from api.devtools.demo.clock import SetClock
from api.devtools.demo.display import Stage, stage_console
from api.devtools.demo.parked import Parked
from api.devtools.demo.returned import Returned
from api.devtools.demo.story import Story
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
    async with (
        running(ground, listener, clock=clock, sweep_every=NEVER, post_every=NEVER) as system,
        httpx.AsyncClient(timeout=TIMEOUT) as http,
    ):
        public = Client(http, system.url)

        def officer(who: Officer) -> Client:
            return public.officer(ground.issuer.token(who.person))

        await _play_year(stage, Year(public=public, officer=officer, clock=clock, calendar=load_calendar()))
        story = Story(public=public, officer=officer, clock=clock, stage=stage)
        number = await story.tell()
        await _look_back(story, officer(Officer(role=Role.INTERNAL_AUDITOR, unit="INSPEKTORAT")), number)
        await _tell_of_time(story, system)
        await _show_year(stage, officer(Officer(role=Role.INSTITUTION_ADMIN, unit=COUNTY)))
        await _attack(stage, system)


async def _tell_of_time(first: Story, system: Running) -> None:
    """The complaints in which the system acts by itself."""
    ground = system.ground
    by_hand = ByHand(
        api=system.api, workers=system.workers, postman=system.postman, superuser=ground.superuser
    )
    mailbox = ground.settings.data_dir / "mail"
    people: dict[str, Any] = {
        "public": first.public,
        "officer": first.officer,
        "clock": first.clock,
        "stage": first.stage,
    }
    await Returned(**people, sweep=by_hand.sweep).tell()
    await Parked(**people, sweep=by_hand.sweep, post=by_hand.post, mailbox=mailbox).tell()


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


async def _look_back(story: Story, auditor: Client, number: str) -> None:
    stage = story.stage
    stage.scene(
        "Riwayat bagi Inspektorat", "The history as the inspectorate sees it, refusals and openings included"
    )
    answer = await auditor.ask(operations.HISTORY, {"trackingNumber": number})
    entries = answer["complaint"]["history"]
    if not any(entry["rule"] == "NO_STOP" for entry in entries):
        raise UnexpectedAnswer("the refused attempt is not in the history")
    stage.table(tables.history(entries, story.clock.zone, wide=stage.wide))
    stage.good(f"the attempt to stop it is on record for good; true at log position {answer['asOf']}")


async def _show_year(stage: Stage, county: Client) -> None:
    printed = load_recapitulation()
    stage.scene(
        "Rekapitulasi Kinerja Unit di Bawah, 2023",
        "The ten columns of BAB VII; RTL: mean days from placement to each response; RHP: mean rating",
    )
    period = {"receivedFrom": str(printed.first_day), "receivedUntil": str(printed.last_day)}
    answer = await county.ask(operations.STATISTICS, {"institution": str(unit_of(COUNTY)), **period})
    rows = answer["statistics"]
    stage.table(tables.statistics(rows))
    parent = rows[0]
    counted = (parent["total"], parent["placements"], parent["averageRating"], parent["ratedCount"])
    if counted != (printed.parent.total, sum(row.total for row in printed.units), 3.5, 2):
        raise UnexpectedAnswer(f"the statistics of 2023 are {counted}")
    stage.good("18 complaints in 19 placements (one was copied to a second unit); 3,50 is from 2 ratings")


async def _attack(stage: Stage, system: Running) -> None:
    ground = system.ground
    stage.scene("Bukti", "The log, recomputed from its stored bytes; then a superuser changes one byte of it")
    stage.console.print(f"  log {ground.settings.origin}, verifier key", style="dim")
    stage.console.print(f"  {ground.verifier_key}", style="dim", soft_wrap=True)
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
