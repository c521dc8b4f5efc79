"""The commands for those who do not trust us, from a case to a bundle and from a receipt to a proof."""

import asyncio
import io
import json
import re
import shutil
import zipfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import asyncpg
import orjson
import pytest

from api.application.bundling import CaseBundler, TargetTaken, read_bundle, write_bundle
from api.application.names import access_stream
from api.auth import COMPLAINT_OF
from api.bundle_words import FACTS, HEADINGS, LABELS
from api.checking import CannotVerify, Given, read_key, verify_source
from api.devtools.demo.display import Stage, stage_console
from api.devtools.demo.story import Story
from api.verdicts import Verdict
from domain import wire
from domain.errors import NoSuchCase
from domain.events import Access, Event
from domain.people import ComplaintId
from eventstore import canonical
from eventstore.bundle import with_sums
from eventstore.bundle_verify import BundleReport, verify_bundle
from eventstore.earlier import Kept
from eventstore.note import Checkpoint, SigningKey, VerifyingKey, sign_note
from eventstore.proofs import InclusionProof
from eventstore.signer import run_signer
from eventstore.signer_store import ensure_key
from eventstore.tile_source import TileSource
from tests.support.served import KEY, Served, entries, note_of
from tests.support.system import System

Files = dict[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A case that went all the way, while the signer signs what comes."""

    system: System
    vkey: str
    folder: Path
    number: str
    complaint: ComplaintId
    auditor: asyncpg.Pool

    def bundler(self) -> CaseBundler:
        return CaseBundler(
            store=self.system.api.store,
            auditor=self.auditor,
            clock=self.system.clock,
            zone=self.system.settings.zone,
            vkey=self.vkey,
        )


@asynccontextmanager
async def told(system: System, folder: Path) -> AsyncIterator[Told]:
    stage = Stage(stage_console())
    story = Story(public=system.public, officer=system.as_officer, clock=system.clock, stage=stage)
    number = await story.tell()
    [case] = await system.fetch(COMPLAINT_OF, number)
    database, stopping = system.database, asyncio.Event()
    vkey = ensure_key(folder, database.origin)
    async with (
        asyncpg.create_pool(database.dsn("jejak_audit"), min_size=1, max_size=2) as auditor,
        asyncio.TaskGroup() as tasks,
    ):
        signer = run_signer(
            database.dsn("jejak_sign"), database.log_id, database.origin, folder, stopping, interval=0.02
        )
        tasks.create_task(signer)
        yield Told(
            system=system,
            vkey=vkey,
            folder=folder,
            number=number,
            complaint=ComplaintId(case["complaint"]),
            auditor=auditor,
        )
        stopping.set()


@pytest.fixture
async def case(system: System, tmp_path: Path) -> AsyncIterator[Told]:
    async with told(system, tmp_path / "signer") as ready:
        yield ready


def report_on(case: Told, files: Files, *earlier: Kept) -> BundleReport:
    return verify_bundle(files, VerifyingKey.parse(case.vkey), earlier)


def found_in(case: Told, files: Files, *earlier: Kept) -> set[str]:
    return {problem.check for problem in report_on(case, files, *earlier).problems}


async def test_a_bundle_holds_the_case_whole_and_proves_every_entry(case: Told, tmp_path: Path) -> None:
    files = await case.bundler().files(case.complaint)
    report = report_on(case, files)
    assert report.ok, report.problems
    manifest = orjson.loads(files["bundle.json"])
    handling, access, refusals = manifest["sections"]
    stored = await case.system.api.store.read(case.complaint)
    assert [event["event_id"] for event in handling["events"]] == [str(each.event_id) for each in stored]
    assert [event["type"] for event in access["events"]][-1] == "StreamsExported"
    assert "ContentViewed" in {event["type"] for event in access["events"]}
    assert {event["type"] for event in refusals["events"]} >= {"ProhibitedActionAttempted"}
    for folder in (tmp_path / "bundle", tmp_path / "bundle.zip"):
        write_bundle(files, folder)
        assert read_bundle(folder) == files
        verdict = await verify_source(Given(source=str(folder), vkey=case.vkey))
        assert verdict.ok, verdict.lines()


async def test_a_bundle_is_recorded_before_it_is_made_and_says_for_whom(case: Told) -> None:
    recipient = UUID("6f3fd0c4-5b43-4c0e-9d3a-0a8c1f2b3d4e")
    await case.bundler().files(case.complaint, recipient)
    *_, last = await case.system.api.store.read(access_stream(case.complaint))
    assert last.type == "StreamsExported"
    [row] = await case.system.fetch("SELECT entry FROM ledger.event WHERE event_id = $1", last.event_id)
    content = orjson.loads(row["entry"])["content"]
    assert content["streams"] == [str(case.complaint), str(access_stream(case.complaint))]
    assert content["recipient"] == str(recipient)


async def test_a_bundle_holds_nothing_that_was_sealed(case: Told) -> None:
    files = await case.bundler().files(case.complaint)
    everything = b"\n".join(files.values())
    sealed = await case.system.fetch(
        "SELECT record FROM ledger.sealed WHERE get_byte(record, 1) = 1 AND stream_id = $1", case.complaint
    )
    assert len(sealed) > 3
    for row in sealed:
        assert row["record"] not in everything
        assert row["record"][6:38] not in everything, "not even the id that its key is derived with"
    opened = [data for path, data in files.items() if path.startswith("parts/")]
    assert opened
    assert all(data[1] == 0 for data in opened)


async def test_a_case_that_the_inspectorate_does_not_know_is_no_case(case: Told) -> None:
    before = await case.system.events()
    with pytest.raises(NoSuchCase):
        await case.bundler().files(ComplaintId(UUID(int=1)))
    assert await case.system.events() == before


async def test_the_list_is_one_that_sha256sum_reads(case: Told) -> None:
    files = await case.bundler().files(case.complaint)
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, path = line.split("  ")
        assert sha256(files[path]).hexdigest() == digest


Change = Callable[[Files], None]


def first(prefix: str) -> Callable[[Files], str]:
    return lambda files: next(path for path in sorted(files) if path.startswith(prefix))


def altered(prefix: str, change: Callable[[bytes], bytes]) -> Change:
    def alter(files: Files) -> None:
        path = first(prefix)(files)
        files[path] = change(files[path])

    return alter


def dropped(prefix: str) -> Change:
    return lambda files: files.__delitem__(first(prefix)(files))


def manifested(change: Callable[[dict[str, Any]], None]) -> Change:
    def alter(files: Files) -> None:
        manifest = orjson.loads(files["bundle.json"])
        change(manifest)
        files["bundle.json"] = canonical.encode(manifest)

    return alter


def flip(data: bytes) -> bytes:
    return data[:-2] + bytes([data[-2] ^ 1]) + data[-1:]


def exchanged(files: Files) -> None:
    """The first two proofs change places."""
    one, two = sorted(path for path in files if path.startswith("proofs/"))[:2]
    files[one], files[two] = files[two], files[one]


def without_version_2(manifest: dict[str, Any]) -> None:
    del manifest["sections"][0]["events"][1]


def of_position(position: int) -> Callable[[dict[str, Any]], None]:
    return lambda manifest: manifest["sections"][0]["events"][0].update(position=position)


CHANGES: dict[str, tuple[Change, str]] = {
    "entry": (altered("entries/", lambda data: data.replace(b"COMPLAINANT", b"COMPLAINANX")), "proof"),
    "entry in another spelling": (altered("entries/", lambda data: data + b" "), "entry_form"),
    "entry missing": (dropped("entries/"), "entry_missing"),
    "facts": (altered("facts/", flip), "facts"),
    "facts missing": (dropped("facts/"), "facts"),
    "salt": (
        manifested(lambda manifest: manifest["sections"][0]["events"][0].update(salt="00" * 32)),
        "facts",
    ),
    "shown text": (altered("parts/", flip), "open_part"),
    "schema": (altered("schemas/", flip), "schema"),
    "schema missing": (dropped("schemas/"), "schema"),
    "proof": (altered("proofs/", flip), "proof"),
    "proof missing": (dropped("proofs/"), "proof"),
    "proofs exchanged": (exchanged, "proof"),
    "checkpoint": (altered("checkpoint", flip), "checkpoint_note"),
    "type in the manifest": (
        manifested(lambda manifest: manifest["sections"][0]["events"][0].update(type="RatingGiven")),
        "manifest_event",
    ),
    "version left out": (manifested(without_version_2), "stream_gap"),
    "position": (manifested(of_position(999_999)), "entry_missing"),
    "size": (manifested(lambda manifest: manifest.update(size=1)), "manifest"),
    "format": (manifested(lambda manifest: manifest.update(format=2)), "manifest"),
    "manifest missing": (dropped("bundle.json"), "manifest"),
    "salt that is none": (
        manifested(lambda manifest: manifest["sections"][0]["events"][0].update(salt="zz")),
        "manifest",
    ),
}


async def test_whatever_is_changed_in_a_bundle_is_found_and_named(case: Told) -> None:
    """Even by somebody who makes the list of hashes again."""
    whole = await case.bundler().files(case.complaint)
    for name, (change, check) in CHANGES.items():
        files = dict(whole)
        change(files)
        assert {"file_changed", "file_missing"} & found_in(case, files), name
        renewed = with_sums({path: data for path, data in files.items() if path != "SHA256SUMS"})
        assert check in found_in(case, renewed), (name, found_in(case, renewed))
        assert not any(found.startswith("file_") for found in found_in(case, renewed)), name


async def test_a_proof_under_another_checkpoint_does_not_belong_into_the_bundle(case: Told) -> None:
    older = await case.bundler().files(case.complaint)
    newer = await case.bundler().files(case.complaint)
    path = first("proofs/")(newer)
    newer[path] = older[path]
    mixed = with_sums({path: data for path, data in newer.items() if path != "SHA256SUMS"})
    assert found_in(case, mixed) == {"proof_checkpoint"}


async def test_files_that_are_not_listed_are_found(case: Told) -> None:
    files = await case.bundler().files(case.complaint)
    assert found_in(case, files | {"note.txt": b"more"}) == {"file_unlisted"}
    assert found_in(case, files | {f"parts/{'0' * 9}-x.record": b"more"}) >= {"file_unlisted"}


async def test_an_earlier_checkpoint_of_the_same_size_must_be_the_same(case: Told) -> None:
    files = await case.bundler().files(case.complaint)
    assert report_on(case, files, Kept("same", files["checkpoint"])).earlier == 1
    assert found_in(case, files, Kept("unsigned", b"nothing")) == {"earlier_note"}
    size = report_on(case, files).size
    key = SigningKey.parse((case.folder / "signing-key").read_text().strip())
    forked = sign_note(Checkpoint(case.system.database.origin, size, bytes(32)).encode(), key).encode()
    assert found_in(case, files, Kept("forked", forked)) == {"earlier_root"}


async def test_a_bundle_under_another_key_is_refused(case: Told) -> None:
    files = await case.bundler().files(case.complaint)
    other = SigningKey(case.system.database.origin, bytes(32)).verifying
    assert {problem.check for problem in verify_bundle(files, other).problems} == {"checkpoint_note"}


class Page(HTMLParser):
    """Checks that a page closes what it opens, and collects what matters of it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


async def test_the_index_page_is_plain_indonesian_html_that_leads_to_every_entry(case: Told) -> None:
    files = await case.bundler().files(case.complaint)
    page = Page()
    page.feed(files["index.html"].decode())
    assert page.open == []
    tags = [tag for tag, _ in page.tags]
    assert dict(page.tags)["html"] == {"lang": "id"}
    assert not {"script", "img", "link", "iframe", "form"} & set(tags)
    assert tags.count("h1") == tags.count("main") == tags.count("title") == 1
    assert tags.count("h2") == 1 + len(HEADINGS)
    headings = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(headings))
    links = {str(attributes["href"]) for tag, attributes in page.tags if tag == "a"}
    assert links <= files.keys()
    assert {path for path in files if path.startswith(("entries/", "facts/", "proofs/"))} <= links
    assert case.number in files["index.html"].decode()


def test_the_index_page_has_words_for_every_event_it_can_show() -> None:
    assert {kind.__name__ for kind in get_args(Event | Access)} <= LABELS.keys()
    assert set(wire.TYPES) >= LABELS.keys() - {"StreamsExported"}
    named = {field.name for kind in get_args(Event | Access) for field in fields(kind)}
    assert named <= FACTS.keys()


def test_a_bundle_never_mixes_with_what_is_there(tmp_path: Path) -> None:
    for target in (tmp_path, tmp_path / "b.zip"):
        (tmp_path / "b.zip").write_bytes(b"something")
        with pytest.raises(TargetTaken):
            write_bundle({"a": b"b"}, target)
    assert (tmp_path / "b.zip").read_bytes() == b"something"


def test_the_same_files_make_the_same_archive(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        write_bundle({"b": b"2", "a": b"1"}, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert zipfile.ZipFile(io.BytesIO((tmp_path / "one.zip").read_bytes())).namelist() == ["a", "b"]


async def verdict_on(source: Path, *, earlier: tuple[Kept, ...] = (), leaf: bytes | None = None) -> Verdict:
    return await verify_source(Given(source=str(source), vkey=str(KEY.verifying), earlier=earlier, leaf=leaf))


async def test_a_mirror_is_verified_with_the_checkpoints_it_keeps(tmp_path: Path) -> None:
    held = entries(300)
    for path, data in Served(held).files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    assert (await verdict_on(tmp_path)).ok
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / "9").write_bytes(note_of([bytes(32)] * 9))
    verdict = await verdict_on(tmp_path)
    assert [problem.check for problem in verdict.problems] == ["earlier_root"]
    assert verdict.source == "mirror"


async def test_a_proof_is_verified_offline_against_receipt_and_earlier_checkpoints(
    case: Told, tmp_path: Path
) -> None:
    await case.bundler().files(case.complaint)  # so that everything before it is signed
    [row] = await case.system.fetch("SELECT position, leaf_hash FROM ledger.leaf WHERE position = 5")
    store = case.system.api.store
    proof = await TileSource(case.auditor, store.log_id).proof(row["position"], row["leaf_hash"])
    assert proof is not None
    file = tmp_path / "p.tlog-proof"
    file.write_text(proof.encode())

    async def verdict(**given: Any) -> Verdict:
        return await verify_source(Given(source=str(file), vkey=case.vkey, **given))

    assert (await verdict()).ok
    assert (await verdict(leaf=row["leaf_hash"])).ok
    assert [problem.check for problem in (await verdict(leaf=bytes(32))).problems] == ["proof"]
    kept = Kept("same", proof.note.encode())
    assert (await verdict(earlier=(kept,))).ok
    assert [each.check for each in (await verdict(earlier=(Kept("x", b"x"),))).problems] == ["earlier_note"]
    file.write_text(proof.encode().replace("index 5", "index 05"))
    assert [problem.check for problem in (await verdict()).problems] == ["proof_form"]
    bare = InclusionProof(index=proof.index, path=proof.path, note=proof.note)
    file.write_text(bare.encode())
    with pytest.raises(CannotVerify, match="--leaf"):
        await verdict()


async def test_what_is_nothing_is_said_to_be_nothing(tmp_path: Path) -> None:
    for source in (tmp_path / "missing", tmp_path):
        with pytest.raises(CannotVerify, match="no address, mirror, bundle or proof"):
            await verdict_on(source)
    (tmp_path / "text").write_text("some text")
    with pytest.raises(CannotVerify, match="is no proof"):
        await verdict_on(tmp_path / "text")
    with pytest.raises(CannotVerify, match="--vkey"):
        await verify_source(Given(source="http://127.0.0.1:9/log/", vkey=None))
    with pytest.raises(CannotVerify, match="cannot be read"):
        read_key("nonsense")


async def test_a_verdict_is_one_json_object_for_programs(tmp_path: Path) -> None:
    served = Served(entries(300))
    served.files["tile/0/000"] = bytes(8192)
    for path, data in served.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    told = json.loads((await verdict_on(tmp_path)).json())
    assert (told["ok"], told["source"], told["size"]) == (False, "mirror", 300)
    assert [(problem["check"], problem["position"]) for problem in told["problems"]] == [("tile", 0)]
    shutil.rmtree(tmp_path / "tile" / "0")
    assert not (await verdict_on(tmp_path)).ok
