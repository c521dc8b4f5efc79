"""Documents at rest: sealed for one place, whole or told, and readable to nobody who has the folder alone."""

import asyncio
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from api.adapters.blobs import BlobDamaged, BlobMissing, Blobs, BlobsUnavailable, blob_path, blobs_in
from api.application.documents import Stored
from domain.vocabulary import MediaType
from eventstore.errors import Erased
from eventstore.vault import LocalVault, Purpose
from eventstore.vault_keys import VaultKeys
from tests.conftest import Connect, Pool

CASE, DOCUMENT = UUID(int=7), UUID(int=8)
CONTENT = b"what a neighbour photographed " * 1000
SOURCE = sha256(b"as it was sent").digest()


@pytest.fixture
async def vault(pool: Pool) -> LocalVault:
    return LocalVault(await pool("jejak_vault"), VaultKeys.generate(), "jejak.test/log")


@pytest.fixture
def blobs(vault: LocalVault, tmp_path: Path) -> Blobs:
    return Blobs(vault, tmp_path / "documents")


async def kept(blobs: Blobs, document: UUID = DOCUMENT) -> Stored:
    return await blobs.keep(CASE, document, CONTENT, MediaType.JPEG, source=SOURCE)


async def test_what_was_kept_is_found_again_and_its_file_tells_nothing(blobs: Blobs, tmp_path: Path) -> None:
    stored = await kept(blobs)
    assert await blobs.content(CASE, DOCUMENT, stored.digest) == CONTENT
    assert (stored.size, stored.media_type) == (len(CONTENT), MediaType.JPEG)
    [path] = blobs_in(tmp_path / "documents")
    assert path == blob_path(tmp_path / "documents", DOCUMENT, stored.digest)
    assert sha256(path.read_bytes()).digest() == stored.digest
    assert b"neighbour" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "documents").stat().st_mode & 0o777 == 0o700


async def test_the_same_content_never_gives_the_same_file(blobs: Blobs) -> None:
    assert (await kept(blobs)).digest != (await kept(blobs)).digest


async def test_it_is_known_again_by_what_was_sent_and_by_nothing_else(blobs: Blobs) -> None:
    stored = await kept(blobs)
    assert await blobs.was_made_from(CASE, DOCUMENT, stored.digest, source=SOURCE)
    other = sha256(CONTENT).digest()
    assert not await blobs.was_made_from(CASE, DOCUMENT, stored.digest, source=other)


async def test_a_file_that_is_gone_is_told(blobs: Blobs, tmp_path: Path) -> None:
    stored = await kept(blobs)
    blob_path(tmp_path / "documents", DOCUMENT, stored.digest).unlink()
    with pytest.raises(BlobMissing):
        await blobs.content(CASE, DOCUMENT, stored.digest)


@pytest.mark.parametrize("place", [0, 5, 40, 100, -1])
async def test_a_file_with_one_bit_changed_is_told(blobs: Blobs, tmp_path: Path, place: int) -> None:
    stored = await kept(blobs)
    path = blob_path(tmp_path / "documents", DOCUMENT, stored.digest)
    changed = bytearray(path.read_bytes())
    changed[place] ^= 1
    path.write_bytes(changed)
    with pytest.raises(BlobDamaged):
        await blobs.content(CASE, DOCUMENT, stored.digest)


async def test_a_file_cut_short_is_told(blobs: Blobs, tmp_path: Path) -> None:
    stored = await kept(blobs)
    path = blob_path(tmp_path / "documents", DOCUMENT, stored.digest)
    path.write_bytes(path.read_bytes()[:-1024])
    with pytest.raises(BlobDamaged):
        await blobs.content(CASE, DOCUMENT, stored.digest)


async def test_a_whole_file_moved_to_another_document_or_case_opens_there_for_nobody(
    blobs: Blobs, tmp_path: Path
) -> None:
    stored = await kept(blobs)
    other_document, other_case = uuid4(), uuid4()
    moved = blob_path(tmp_path / "documents", other_document, stored.digest)
    moved.parent.mkdir(mode=0o700, exist_ok=True)
    moved.write_bytes(blob_path(tmp_path / "documents", DOCUMENT, stored.digest).read_bytes())
    with pytest.raises(BlobDamaged):
        await blobs.content(CASE, other_document, stored.digest)
    await blobs.keep(other_case, uuid4(), CONTENT, MediaType.JPEG, source=SOURCE)  # now the case has a key
    with pytest.raises(BlobDamaged):
        await blobs.content(other_case, DOCUMENT, stored.digest)


async def test_an_attempt_that_lost_does_not_pass_for_the_one_that_is_named(
    blobs: Blobs, tmp_path: Path
) -> None:
    lost, named = await kept(blobs), await kept(blobs)
    other = blob_path(tmp_path / "documents", DOCUMENT, lost.digest)
    other.replace(blob_path(tmp_path / "documents", DOCUMENT, named.digest))
    with pytest.raises(BlobDamaged):
        await blobs.content(CASE, DOCUMENT, named.digest)


async def test_a_text_of_the_case_is_no_document_and_a_document_no_text(
    vault: LocalVault, blobs: Blobs, tmp_path: Path
) -> None:
    text = await vault.seal(
        subject=CASE,
        purpose=Purpose.CASE,
        case=CASE,
        field="NARRATIVE",
        event_id=DOCUMENT,
        schema_version=1,
        text="x",
    )
    digest = sha256(text).digest()
    path = blob_path(tmp_path / "documents", DOCUMENT, digest)
    path.parent.mkdir(parents=True, mode=0o700)
    path.write_bytes(text)
    with pytest.raises(BlobDamaged):
        await blobs.content(CASE, DOCUMENT, digest)


async def test_with_the_key_of_its_case_the_document_is_gone_for_good(blobs: Blobs, connect: Connect) -> None:
    stored = await kept(blobs)
    await (await connect()).execute("UPDATE vault.key SET wrapped = NULL WHERE subject = $1", CASE)
    with pytest.raises(Erased):
        await blobs.content(CASE, DOCUMENT, stored.digest)
    with pytest.raises(Erased):
        await kept(blobs)


async def test_two_who_store_one_document_at_once_do_not_disturb_each_other(blobs: Blobs) -> None:
    many = await asyncio.gather(*(kept(blobs) for _ in range(8)))
    for stored in many:
        assert await blobs.content(CASE, DOCUMENT, stored.digest) == CONTENT


async def test_what_other_attempts_left_is_removed_and_nothing_else(blobs: Blobs, tmp_path: Path) -> None:
    left, named, neighbour = await kept(blobs), await kept(blobs), await kept(blobs, UUID(int=9))
    await blobs.forget_others(DOCUMENT, named.digest)
    assert await blobs.content(CASE, DOCUMENT, named.digest) == CONTENT
    assert await blobs.content(CASE, UUID(int=9), neighbour.digest) == CONTENT
    assert not blob_path(tmp_path / "documents", DOCUMENT, left.digest).exists()


async def test_a_folder_that_cannot_be_used_is_told_and_leaves_nothing(
    vault: LocalVault, tmp_path: Path
) -> None:
    (tmp_path / "documents").write_text("a file in the folder's place")
    with pytest.raises(BlobsUnavailable):
        await kept(Blobs(vault, tmp_path / "documents"))
    with pytest.raises(BlobsUnavailable):
        await Blobs(vault, tmp_path / "documents").content(CASE, DOCUMENT, bytes(32))
