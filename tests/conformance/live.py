"""The Go auditor against a live log: the demonstration's story, told over HTTP, signed, and served.

Then what a superuser can do to it, mirrored and served.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import asyncpg
import pytest

from api.app import create_app
from api.application.bundling import CaseBundler, write_bundle
from api.devtools.demo.display import Stage, stage_console
from api.devtools.demo.story import Story
from api.devtools.officers import find_officer
from api.devtools.system import listen
from api.log_client import HttpSource
from api.serving import server_of
from domain.people import Role
from eventstore.mirror import Mirror
from eventstore.note import VerifyingKey
from eventstore.verify_tiles import verify_tiles
from tests.conformance.conftest import Auditor, Verdict
from tests.support.log import command, event
from tests.support.signing import Signing, signing
from tests.support.system import System
from tests.support.tamper import tamper

UNSEQUENCED = "SELECT 1 FROM ledger.event e WHERE NOT EXISTS (SELECT FROM ledger.leaf l WHERE l.seq = e.seq)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A system that listens, and its signer."""

    system: System
    signing: Signing
    url: str
    auditor: Auditor

    @property
    def token(self) -> str:
        return self.system.issuer.token(find_officer(Role.INTERNAL_AUDITOR).person)

    async def sign(self) -> None:
        while await self.system.fetch(UNSEQUENCED):
            self.system.workers.poke()
        await self.signing.sign()

    async def audit(self, *words: str | Path, token: str | None = None) -> Verdict:
        bearer = ("-token", self.token if token is None else token)
        return await self.auditor.beside("-vkey", self.signing.vkey, *bearer, *words)


@pytest.fixture
async def live(system: System, tmp_path: Path, auditor: Auditor) -> AsyncIterator[Live]:
    story = Story(
        public=system.public, officer=system.as_officer, clock=system.clock, stage=Stage(stage_console())
    )
    await story.tell()
    listener = listen("127.0.0.1", 0)
    host, port = listener.getsockname()
    async with signing(system.database, tmp_path / "signer") as signer, asyncio.TaskGroup() as tasks:
        log = replace(system.api.log, verifier_key=lambda: signer.vkey)
        server = server_of(create_app(system.settings, replace(system.api, log=log)), system.settings)
        tasks.create_task(server.serve(sockets=[listener]))
        running = Live(system=system, signing=signer, url=f"http://{host}:{port}/log", auditor=auditor)
        await running.sign()
        try:
            yield running
        finally:
            server.should_exit = True


async def test_the_log_of_the_story_is_accepted_and_so_are_its_proofs(live: Live, tmp_path: Path) -> None:
    receipts = await live.system.fetch("SELECT event_id, encode(leaf_hash, 'hex') AS leaf FROM ledger.event")
    words: list[str | Path] = []
    source = HttpSource(live.url)
    async with source:
        for receipt in receipts:
            file = tmp_path / f"{receipt['event_id']}.tlog-proof"
            file.write_bytes(await source.fetch(f"proof/{receipt['event_id']}?leaf={receipt['leaf']}"))
            words += ["-proof", file]
    verdict = await live.audit(*words, live.url)
    assert verdict.accepted, verdict.lines
    assert f"{len(receipts)} entries" in verdict.lines[0]
    assert f"{len(receipts)} proofs" in verdict.lines[0]
    offline = await live.auditor.beside("-vkey", live.signing.vkey, *words)
    assert offline.lines == [f"ok: {len(receipts)} proofs"]


async def test_without_the_inspectorates_token_there_is_nothing_to_audit(live: Live) -> None:
    for token in ("", live.system.issuer.token(find_officer(Role.NATIONAL_ADMIN).person)):
        verdict = await live.audit(live.url, token=token)
        assert verdict.status == 1
        assert "404" in verdict.lines[0]


async def test_a_mirror_of_the_live_log_is_accepted_while_it_grows(live: Live, tmp_path: Path) -> None:
    key = VerifyingKey.parse(live.signing.vkey)
    for _ in range(3):
        async with HttpSource(live.url, live.token) as source:
            await Mirror(tmp_path / "mirror", key).update(source)
        verdict = await live.audit(tmp_path / "mirror")
        assert verdict.accepted, verdict.lines
        await live.sign()  # the mirror's own fetches are in the log now
    assert "3 earlier checkpoints" in verdict.lines[0]


async def test_a_byte_that_a_superuser_changed_is_named_over_http(live: Live) -> None:
    superuser = await asyncpg.connect(live.system.database.superuser)
    try:
        await tamper(
            superuser,
            "event",
            "UPDATE ledger.event SET entry = set_byte(entry, 100, get_byte(entry, 100) # 1)"
            " WHERE (stream_id, version) = (SELECT stream_id, version FROM ledger.leaf WHERE position = 7)",
        )
    finally:
        await superuser.close()
    verdict = await live.audit(live.url)
    assert verdict.status == 1
    assert any("tile/0/000" in line for line in verdict.lines), verdict.lines
    assert any("signed root" in line for line in verdict.lines), verdict.lines
    async with HttpSource(live.url, live.token) as source:
        ours = await verify_tiles(source, VerifyingKey.parse(live.signing.vkey))
    assert {"tile", "checkpoint_root"} <= {problem.check for problem in ours.problems}


async def test_a_tail_that_a_superuser_cut_off_contradicts_an_earlier_checkpoint(
    live: Live, tmp_path: Path
) -> None:
    [first] = await live.system.fetch("SELECT max(size) AS size FROM ledger.checkpoint")
    async with HttpSource(live.url, live.token) as source:
        await source.fetch("tile/entries/000.p/1")  # recorded, so there is one more entry to sign
        await live.sign()
        (tmp_path / "kept").write_bytes(await source.fetch("checkpoint"))
    superuser = await asyncpg.connect(live.system.database.superuser)
    try:
        await tamper(superuser, "checkpoint", "DELETE FROM ledger.checkpoint WHERE size > $1", first["size"])
        await tamper(superuser, "leaf", "DELETE FROM ledger.leaf WHERE position >= $1", first["size"])
    finally:
        await superuser.close()
    assert (await live.audit(live.url)).accepted, "by itself what is left is a whole log"
    verdict = await live.audit("-checkpoint", tmp_path / "kept", live.url)
    assert verdict.status == 1
    assert f"{first['size'] + 1} entries and has {first['size']} now" in verdict.lines[0]


async def test_entries_with_any_names_are_accepted(live: Live) -> None:
    """The canonical JSON that PostgreSQL built, judged by Go: roles and types of all kinds of characters."""
    drawn = [
        '\x01\x1f"\\/\b\f\n\r\t\x7f\x80\u2028',
        "\ud7ff\ue000\ufffd\uffff",
        "\U00010000\U0010ffff",
        "<>&é中",
        "日本",
    ]
    commands = [
        replace(
            made,
            items=(replace(made.items[0], event=event(name)),),
            cause=replace(made.cause, actor_role=name),
        )
        for name in drawn
        for made in [command()]
    ]
    live.system.workers.poke()
    await live.system.api.store.append(commands)
    await live.sign()
    verdict = await live.audit(live.url)
    assert verdict.accepted, verdict.lines


async def test_the_proofs_of_a_case_bundle_hold_for_its_entries(live: Live, tmp_path: Path) -> None:
    [case] = await live.system.fetch("SELECT DISTINCT complaint FROM read.case_file")
    system, stopping = live.system, asyncio.Event()
    async with (
        asyncpg.create_pool(system.database.dsn("jejak_audit"), min_size=1, max_size=2) as pool,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(signing_on(live, stopping))
        bundler = CaseBundler(
            store=system.api.store,
            auditor=pool,
            clock=system.clock,
            zone=system.settings.zone,
            vkey=live.signing.vkey,
        )
        write_bundle(await bundler.files(case["complaint"]), tmp_path / "bundle")
        stopping.set()
    entries = sorted((tmp_path / "bundle" / "entries").iterdir())
    assert len(entries) > 20
    for entry in entries:
        proof = tmp_path / "bundle" / "proofs" / f"{entry.stem}.tlog-proof"
        verdict = await live.auditor.beside("-vkey", live.signing.vkey, "-proof", proof, "-entry", entry)
        assert verdict.accepted, verdict.lines
    wrong = await live.auditor.beside("-vkey", live.signing.vkey, "-proof", proof, "-entry", entries[0])
    assert wrong.status == 1


async def signing_on(live: Live, stopping: asyncio.Event) -> None:
    """The signer, step by step, for as long as somebody waits for it."""
    while not stopping.is_set():
        live.system.workers.poke()
        await live.signing.signer.step()
        await asyncio.sleep(0)
