"""What the log shows to whom, when, and what of that is recorded."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest
from starlette.applications import Starlette

from api.application.names import fetches_stream
from api.devtools.officers import find_officer
from api.log_client import HttpSource
from api.log_routes import LogRoutes, public_until
from domain.people import Role
from eventstore.log_source import SourceMissing
from eventstore.note import Checkpoint, VerifyingKey, open_note
from eventstore.proofs import InclusionProof
from eventstore.tile_source import TileSource
from eventstore.tiles import Tile, decode_bundle, hash_tiles
from eventstore.tree import leaf_hash, root_of
from tests.api.test_revoked_roles import grant
from tests.support.cast import person
from tests.support.log import command
from tests.support.signing import Signing, signing
from tests.support.system import System

HOUR = timedelta(hours=1)
MIRROR = person("mirror")


@dataclass
class Face:
    """The public face of a running system, on a clock that the test moves."""

    system: System
    signing: Signing
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def routes(self, tiles: TileSource | None = None) -> LogRoutes:
        log = self.system.api.log
        return replace(
            log,
            tiles=tiles or log.tiles,
            verifier_key=lambda: self.signing.vkey,
            mirrors=frozenset({MIRROR}),
            clock=lambda: self.now,
        )

    async def get(
        self, path: str, token: str | None = None, *, tiles: TileSource | None = None
    ) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        transport = httpx.ASGITransport(Starlette(routes=self.routes(tiles).routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://jejak.test") as http:
            return await http.get(path, headers=headers)

    async def live(self, path: str) -> httpx.Response:
        return await self.get(path, self.token(Role.INTERNAL_AUDITOR))

    def token(self, role: Role) -> str:
        return self.system.issuer.token(find_officer(role).person)

    async def sign(self) -> Checkpoint:
        await self.settle()
        return await self.signing.sign()

    async def settle(self) -> None:
        """Until everything that was appended has a position."""
        while await self.system.fetch(
            "SELECT 1 FROM ledger.event e WHERE NOT EXISTS (SELECT FROM ledger.leaf l WHERE l.seq = e.seq)"
        ):
            self.system.workers.poke()

    async def fetches(self) -> list[dict[str, Any]]:
        rows = await self.system.fetch(
            "SELECT entry FROM ledger.event WHERE convert_from(entry, 'UTF8')::json ->> 'type' = 'EntriesFetched'"
            " ORDER BY seq"
        )
        return [orjson.loads(row["entry"]) for row in rows]


@asynccontextmanager
async def opened(system: System, folder: Path) -> AsyncIterator[Face]:
    async with signing(system.database, folder) as signer:
        yield Face(system, signer)


@pytest.fixture
async def face(system: System, tmp_path: Path) -> AsyncIterator[Face]:
    async with opened(system, tmp_path / "signer") as face:
        yield face


def text_of(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    return response.text


def size_of(response: httpx.Response) -> int:
    return Checkpoint.decode(text_of(response).split("\n\n")[0] + "\n").size


async def test_the_public_learns_of_growth_on_the_full_hour_and_an_hour_late(face: Face) -> None:
    first = await face.sign()
    published = await face.signing.published_at(first)
    full = published.replace(minute=0, second=0, microsecond=0) + HOUR  # the first full hour after it
    face.now = full + HOUR - timedelta(microseconds=1)
    assert (await face.get("/log/checkpoint")).status_code == 404
    face.now = full + HOUR
    assert size_of(await face.get("/log/checkpoint")) == first.size
    await face.system.api.store.append([command()])
    second = await face.sign()
    face.now = await face.signing.published_at(second)
    assert size_of(await face.live("/log/checkpoint")) == second.size > first.size
    face.now = (face.now + 2 * HOUR).replace(minute=0, second=0, microsecond=0)
    assert size_of(await face.get("/log/checkpoint")) == second.size


def test_the_public_moves_by_whole_hours_alone() -> None:
    noon = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)
    assert public_until(noon) == noon - HOUR
    assert public_until(noon + timedelta(minutes=59, seconds=59)) == noon - HOUR
    assert public_until(noon - timedelta(microseconds=1)) == noon - 2 * HOUR


async def test_the_checkpoint_is_the_signed_note_and_is_kept_by_nobody_for_long(face: Face) -> None:
    checkpoint = await face.sign()
    face.now += 3 * HOUR
    vkey = text_of(await face.get("/log/vkey")).removesuffix("\n")
    public, live = await face.get("/log/checkpoint"), await face.live("/log/checkpoint")
    for answer in (public, live):
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        note = open_note(text_of(answer), [VerifyingKey.parse(vkey)])
        assert Checkpoint.decode(note.text) == checkpoint
    assert (public.headers["cache-control"], public.headers["vary"]) == ("public, max-age=5", "authorization")
    assert live.headers["cache-control"] == "private, no-store"


async def test_every_tile_of_the_tree_is_served_and_leads_to_its_root(face: Face) -> None:
    await face.system.api.store.append([command() for _ in range(260)])
    checkpoint = await face.sign()
    leaves = b""
    for tile in hash_tiles(checkpoint.size):
        answer = await face.live(f"/log/{tile.path}")
        assert answer.status_code == 200, tile.path
        assert answer.headers["content-type"] == "application/octet-stream"
        leaves += answer.content if tile.level == 0 else b""
        kept = "private, max-age=31536000, immutable" if tile.full else "private, no-store"
        assert answer.headers["cache-control"] == kept
    hashes = [leaves[start : start + 32] for start in range(0, len(leaves), 32)]
    assert root_of(hashes) == checkpoint.root
    assert (await face.live("/log/tile/1/000.p/1")).content == root_of(hashes[:256])


async def test_the_public_gets_the_tiles_of_its_own_checkpoint_and_no_others(face: Face) -> None:
    await face.system.api.store.append([command() for _ in range(256)])
    first = await face.sign()
    face.now = await face.signing.published_at(first) + 2 * HOUR
    public = await face.get("/log/tile/0/000")
    assert (public.status_code, public.headers["cache-control"]) == (
        200,
        "public, max-age=31536000, immutable",
    )
    *_, last = (tile for tile in hash_tiles(first.size) if tile.level == 0)
    assert (await face.get(f"/log/{last.path}")).status_code == 200
    await face.system.api.store.append([command()])
    second = await face.sign()
    face.now = await face.signing.published_at(first) + timedelta(minutes=1)
    for tile in hash_tiles(second.size):
        assert (await face.get(f"/log/{tile.path}")).status_code == 404
        assert (await face.live(f"/log/{tile.path}")).status_code == 200


async def test_no_tile_reaches_beyond_the_live_checkpoint(face: Face) -> None:
    checkpoint = await face.sign()
    assert checkpoint.size < 255
    await face.system.api.store.append([command()])
    await face.settle()
    for path in (f"tile/0/000.p/{checkpoint.size + 1}", "tile/0/000", "tile/1/000.p/1"):
        assert (await face.live(f"/log/{path}")).status_code == 404
    beyond = f"/log/tile/entries/000.p/{checkpoint.size + 1}"
    assert (await face.live(beyond)).status_code == 404
    assert await face.fetches() == []


@pytest.mark.parametrize(
    "path", ["tile/0/0", "tile/64/000", "tile/entries", "tile/", "tile/0/000.p/256", "nothing"]
)
async def test_what_is_no_path_is_not_found(face: Face, path: str) -> None:
    await face.sign()
    assert (await face.live(f"/log/{path}")).status_code == 404


async def test_entries_go_to_the_inspectorate_exactly_as_they_are_hashed(face: Face) -> None:
    checkpoint = await face.sign()
    tile = Tile(None, 0, checkpoint.size)
    answer = await face.live(f"/log/{tile.path}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    entries = decode_bundle(answer.content, tile)
    assert root_of(map(leaf_hash, entries)) == checkpoint.root
    assert answer.headers["content-encoding"] == "gzip"


async def test_each_bundle_that_was_taken_is_an_event_with_taker_and_range(face: Face) -> None:
    checkpoint = await face.sign()
    auditor = find_officer(Role.INTERNAL_AUDITOR).person
    for _ in range(2):
        await face.live(f"/log/{Tile(None, 0, checkpoint.size).path}")
    await face.get(f"/log/{Tile(None, 0, 3).path}", face.system.issuer.token(MIRROR))
    first, second, third = await face.fetches()
    for entry in (first, second):
        assert (entry["actor"], entry["actor_role"]) == (str(auditor), "INTERNAL_AUDITOR")
        assert entry["stream"] == str(fetches_stream(auditor))
        assert entry["content"] == {"bundle": 0, "width": checkpoint.size}
    assert (third["actor"], third["actor_role"]) == (str(MIRROR), "MIRROR")
    assert third["content"] == {"bundle": 0, "width": 3}


async def test_entries_are_not_there_for_anybody_else(face: Face) -> None:
    checkpoint = await face.sign()
    face.now += 3 * HOUR
    path = f"/log/{Tile(None, 0, checkpoint.size).path}"
    nothing = await face.get("/log/tile/entries/x999/999")
    stranger = face.system.issuer.token(person("stranger"))
    for token in (None, face.token(Role.NATIONAL_ADMIN), face.token(Role.LIAISON_OFFICER), stranger):
        answer = await face.get(path, token)
        assert (
            (answer.status_code, answer.content)
            == (nothing.status_code, nothing.content)
            == (404, b"Not found.\n")
        )
    assert await face.fetches() == []


async def test_other_officers_see_what_the_public_sees(face: Face) -> None:
    await face.sign()
    for role in (Role.NATIONAL_ADMIN, Role.INSTITUTION_ADMIN, Role.LIAISON_OFFICER):
        assert (await face.get("/log/checkpoint", face.token(role))).status_code == 404
        assert (await face.get("/log/tile/0/000.p/1", face.token(role))).status_code == 404


async def test_credentials_that_do_not_hold_are_told_so(face: Face) -> None:
    await face.sign()
    for path in ("/log/checkpoint", "/log/tile/0/000.p/1", "/log/tile/entries/000.p/1"):
        assert (await face.get(path, "not.a.token")).status_code == 401
    assert await face.fetches() == []


async def test_a_receipt_is_good_for_a_proof_that_holds_offline(face: Face) -> None:
    [answer] = await face.system.api.store.append([command()])
    [receipt] = answer.events  # type: ignore[union-attr]
    path = f"/log/proof/{receipt.event_id}?leaf={receipt.leaf_hash.hex()}"
    assert (await face.get(path)).status_code == 404, "nothing is signed yet"
    checkpoint = await face.sign()
    proof = InclusionProof.decode(text_of(await face.get(path)))
    key = VerifyingKey.parse(face.signing.vkey)
    assert proof.verify(receipt.leaf_hash, [key]) == checkpoint
    assert proof.extra == receipt.leaf_hash


async def test_a_proof_stays_the_same_while_the_log_grows(face: Face) -> None:
    [answer] = await face.system.api.store.append([command()])
    [receipt] = answer.events  # type: ignore[union-attr]
    await face.sign()
    path = f"/log/proof/{receipt.event_id}.tlog-proof?leaf={receipt.leaf_hash.hex()}"
    before = text_of(await face.get(path))
    await face.system.api.store.append([command() for _ in range(3)])
    await face.sign()
    assert text_of(await face.get(path)) == before


async def test_half_a_receipt_is_good_for_nothing(face: Face) -> None:
    answers = await face.system.api.store.append([command(), command()])
    first, second = (answer.events[0] for answer in answers)  # type: ignore[union-attr]
    await face.sign()
    for leaf in (second.leaf_hash.hex(), "", "00" * 32, "zz", first.leaf_hash.hex()[:-2]):
        assert (await face.get(f"/log/proof/{first.event_id}?leaf={leaf}")).status_code == 404
    assert (await face.get(f"/log/proof/{first.event_id}")).status_code == 404
    assert (await face.get(f"/log/proof/nothing?leaf={first.leaf_hash.hex()}")).status_code == 404


async def test_full_tiles_become_files_with_the_same_bytes(face: Face, tmp_path: Path) -> None:
    await face.system.api.store.append([command() for _ in range(300)])
    checkpoint = await face.sign()
    log, store = face.system.api.log.tiles, face.system.api.store
    kept = TileSource(face.system.api.pool, store.log_id, tmp_path / "tiles")
    full = [tile for tile in hash_tiles(checkpoint.size) if tile.full]
    assert await kept.fill() == len(full) > 0
    assert await kept.fill() == 0
    assert [path for path in (tmp_path / "tiles").rglob("*") if path.is_file()] == [
        tmp_path / "tiles" / tile.path for tile in full
    ]
    for tile in hash_tiles(checkpoint.size):
        assert await kept.hashes(tile) == await log.hashes(tile)
    (tmp_path / "tiles" / full[0].path).write_bytes(b"h" * 8192)
    served = await face.get(f"/log/{full[0].path}", face.token(Role.INTERNAL_AUDITOR), tiles=kept)
    assert served.content == b"h" * 8192, "a full tile is served from its file"


async def test_a_role_that_ended_copies_nothing_more(face: Face) -> None:
    checkpoint = await face.sign()
    auditor = find_officer(Role.INTERNAL_AUDITOR).person
    await face.system.fetch(
        "UPDATE read.assignment SET valid_until = '2020-01-01' WHERE person = $1", auditor
    )
    assert (await face.live(f"/log/{Tile(None, 0, checkpoint.size).path}")).status_code == 404


async def test_a_client_reads_in_the_assignment_that_is_named(face: Face) -> None:
    """Somebody who is more than an inspector is one where the command says so, and not where it says nothing."""
    officer = find_officer(Role.NATIONAL_ADMIN)
    granted = await grant(face.system, officer.person, Role.INTERNAL_AUDITOR, "INSPEKTORAT")
    await face.sign()
    token = face.system.issuer.token(officer.person)

    async def read(assignment: UUID | None) -> bytes:
        transport = httpx.ASGITransport(Starlette(routes=face.routes().routes()))
        http = httpx.AsyncClient(transport=transport, base_url="http://jejak.test")
        async with HttpSource("http://jejak.test/log", token, assignment=assignment, client=http) as source:
            return await source.fetch("tile/entries/000.p/1")

    with pytest.raises(SourceMissing, match="404"):
        await read(None)
    assert len(decode_bundle(await read(granted), Tile(None, 0, 1))) == 1
    with pytest.raises(SourceMissing, match="not in this assignment"):
        await read(uuid4())
