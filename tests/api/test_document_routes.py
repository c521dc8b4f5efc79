"""The bytes of documents over HTTP: who is let through, what is taken in, how it is given out, and what is told."""

import asyncio
import json
from uuid import uuid4

import pytest

from api.adapters.blobs import blob_path, blobs_in
from domain.errors import (
    OpeningExpired,
    RoleEnded,
    TooManyDocuments,
    UploadTooLate,
)
from domain.vocabulary import MediaType
from tests.support.document_house import CASE, OTHER, House, house, rule
from tests.support.documents import drawn, encoded, pdf, photograph, with_author
from tests.support.output import Output

__all__ = ["house"]

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_document_comes_in_clean_and_goes_out_as_a_file_to_be_saved(house: House) -> None:
    opening = await house.stored(photograph(), MediaType.JPEG)
    answer = await house.get(opening)
    assert answer.status_code == 200
    assert b"SENTINEL" not in answer.content
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="dokumen.jpg"; filename*=UTF-8'
    )
    assert "x-evil" not in answer.headers
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["content-length"] == str(len(answer.content))
    assert house.desk.facts[-1] == "fetched"
    assert "received " + str(len(answer.content)) in house.desk.facts


async def test_every_fetch_is_on_record_before_a_byte_is_sent(house: House) -> None:
    opening = await house.stored(pdf(with_author), MediaType.PDF)
    for _ in range(3):
        assert (await house.get(opening)).headers["content-type"] == "application/pdf"
    assert house.desk.facts.count("fetched") == 3
    house.desk.raises = OpeningExpired()
    assert rule(await house.get(opening)) == (410, "OPENING_EXPIRED")


async def test_part_of_a_document_is_not_served(house: House) -> None:
    answer = await house.get(await house.stored(photograph(), MediaType.JPEG), range="bytes=0-9")
    assert (answer.status_code, answer.headers["accept-ranges"]) == (200, "none")


async def test_the_same_bytes_again_get_the_same_answer_and_other_bytes_a_refusal(house: House) -> None:
    content, other = photograph(), encoded(drawn(), "JPEG")
    document = house.announce(content)
    first = await house.put(document, content)
    assert (await house.put(document, content)).json() == first.json()
    padded = other + bytes(len(content) - len(other))
    assert rule(await house.put(document, padded)) == (409, "DOCUMENT_ONCE")
    assert [fact.split()[0] for fact in house.desk.facts] == ["received", "DOCUMENT_ONCE"]
    assert len(list(blobs_in(house.folder))) == 1


async def test_of_two_uploads_at_once_one_stands_and_both_are_told_of_it(house: House) -> None:
    content = photograph()
    document = house.announce(content)
    other = house.announce(content)
    quicker = await house.blobs.keep(CASE, document, b"x", MediaType.JPEG, source=bytes(32))
    house.desk.quicker = quicker
    assert rule(await house.put(document, content)) == (409, "DOCUMENT_ONCE")
    house.desk.quicker = None
    answers = await asyncio.gather(*(house.put(other, content) for _ in range(2)))
    assert {answer.status_code for answer in answers} == {200}
    standing = house.desk.announced[other][1].digest
    assert standing is not None
    assert blob_path(house.folder, other, standing).exists()


async def test_whoever_did_not_announce_it_is_told_that_there_is_nothing(house: House) -> None:
    content = photograph()
    document = house.announce(content)
    opening = await house.stored(content, MediaType.JPEG)
    stranger = house.bearer(OTHER.person)
    answers = [
        await house.put(document, content, authorization=stranger),
        await house.put(uuid4(), content),
        await house.put("no-id", content),
        await house.get(opening, authorization=stranger),
        await house.get(uuid4()),
        await house.get("no-id"),
        await house.put(document, content, authorization=house.bearer(uuid4())),
    ]
    assert len({(answer.status_code, answer.content, *answer.headers.items()) for answer in answers}) == 1
    assert rule(answers[0]) == (404, "NO_SUCH_DOCUMENT")
    house.desk.raises = RoleEnded()
    assert (await house.get(opening)).content == answers[0].content
    assert (await house.put(document, content)).content == answers[0].content


@pytest.mark.parametrize("credentials", [None, "Bearer x", "Basic eDp5", "Basic %%", "Digest x", ""])
async def test_without_credentials_that_hold_nobody_is_let_through(
    house: House, credentials: str | None
) -> None:
    document = house.announce(photograph())
    headers = {} if credentials is None else {"authorization": credentials}
    for answer in (
        await house.http.put(f"/documents/{document}", content=photograph(), headers=headers),
        await house.http.get(f"/documents/opened/{uuid4()}", headers=headers),
    ):
        assert rule(answer) == (401, "SIGN_IN")
        assert answer.headers["www-authenticate"] == "Bearer"
    assert not house.desk.facts


async def test_rights_do_not_hang_on_how_the_address_is_written(house: House) -> None:
    opening = await house.stored(photograph(), MediaType.JPEG)
    stranger = {"authorization": house.bearer(OTHER.person)}
    for path in (
        f"/documents/opened/{opening}",
        f"/documents//opened/{opening}",
        f"/documents/x/../opened/{opening}",
    ):
        for host in ("jejak.test", "127.0.0.1", "jejak.test/health/live?", "evil\\@jejak.test"):
            answer = await house.http.get(path, headers={**stranger, "host": host})
            assert answer.status_code == 404
    assert house.desk.facts.count("fetched") == 0


async def test_an_upload_too_late_is_told_what_to_do(house: House) -> None:
    document = house.announce(photograph())
    house.desk.raises = UploadTooLate()
    assert rule(await house.put(document, photograph())) == (410, "UPLOAD_IN_TIME")


async def test_what_became_impossible_meanwhile_is_a_refusal_and_an_orphan_harms_nobody(house: House) -> None:
    document = house.announce(photograph())
    monkey = house.desk.received

    async def too_many(*_: object, **__: object) -> bytes:
        raise TooManyDocuments

    house.desk.received = too_many  # type: ignore[method-assign]
    assert rule(await house.put(document, photograph())) == (422, "DOCUMENTS_ARE_BOUNDED")
    house.desk.received = monkey  # type: ignore[method-assign]
    assert (await house.put(document, photograph())).status_code == 200
    assert len(list(blobs_in(house.folder))) == 1


async def test_a_crash_between_file_and_fact_leaves_nothing_half_done(house: House) -> None:
    document = house.announce(photograph())
    received = house.desk.received

    async def crash(*_: object, **__: object) -> bytes:
        raise ConnectionResetError

    house.desk.received = crash  # type: ignore[method-assign]
    assert (await house.put(document, photograph())).status_code == 500
    house.desk.received = received  # type: ignore[method-assign]
    assert (await house.put(document, photograph())).status_code == 200
    [path] = blobs_in(house.folder)
    digest = house.desk.announced[document][1].digest
    assert digest is not None
    assert path == blob_path(house.folder, document, digest)


@pytest.mark.parametrize("damage", ["missing", "damaged"])
async def test_a_file_that_was_lost_or_changed_is_told_loudly_to_the_operator_and_served_to_nobody(
    house: House, output: Output, damage: str
) -> None:
    opening = await house.stored(photograph(), MediaType.JPEG)
    [path] = blobs_in(house.folder)
    path.unlink() if damage == "missing" else path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    answer = await house.get(opening)
    assert answer.status_code == 500
    assert f"Blob{damage.title()}" in output.text
    assert set(json.loads(answer.content)) == {"problem"}


async def test_an_erased_document_is_gone(house: House) -> None:
    opening = await house.stored(photograph(), MediaType.JPEG)
    await house.system.fetch("UPDATE vault.key SET wrapped = NULL WHERE subject = $1", CASE)
    assert (await house.get(opening)).status_code == 410


async def test_a_full_disk_is_answered_as_busy(house: House) -> None:
    house.folder.write_text("no folder")
    document = house.announce(photograph())
    assert (await house.put(document, photograph())).status_code == 503
    assert house.desk.facts == []


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE", "GET"])
async def test_documents_are_put_and_nothing_else(house: House, method: str) -> None:
    answer = await house.http.request(
        method, f"/documents/{uuid4()}", headers={"authorization": house.bearer()}
    )
    assert answer.status_code == 405


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE", "OPTIONS"])
async def test_what_was_opened_is_fetched_and_nothing_else(house: House, method: str) -> None:
    opening = await house.stored(photograph(), MediaType.JPEG)
    answer = await house.http.request(
        method, f"/documents/opened/{opening}", headers={"authorization": house.bearer()}
    )
    assert answer.status_code == 405
    assert "fetched" not in house.desk.facts
