"""A document's whole way: announced, sent, listed, opened, fetched, backed up, restored; and who is kept from it."""

import asyncio
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from api.adapters.blobs import blobs_in
from api.devtools import operations
from api.document_folder import compare_with_log, copy_into_backup, restore_from_backup
from domain.people import Role
from domain.vocabulary import MediaType
from tests.support.attaching import Person
from tests.support.database import Cluster, Database
from tests.support.documents import SECRETS, pdf, photograph, with_author
from tests.support.journey import UNIT, disposed, filed, reviewed_nationally
from tests.support.system import FIRST_DAY, System, started


async def types_of(system: System) -> list[str]:
    """What happened to documents, in the order of the log's writing."""
    rows = await system.fetch(
        "SELECT convert_from(entry, 'UTF8')::json->>'type' AS type FROM ledger.event ORDER BY recorded_at, seq"
    )
    return [row["type"] for row in rows if row["type"].startswith(("Document", "CommandRefused"))]


async def test_a_photograph_goes_from_the_complainant_to_whoever_holds_the_case(system: System) -> None:
    case = await filed(system)
    own, national = Person(case, case.complainant), Person(case, system.officer(Role.NATIONAL_ADMIN))
    content = photograph()
    document = await own.attach(content, MediaType.JPEG, name="SENTINEL jalan.jpg")

    [row] = await national.listed()
    assert (row["documentId"], row["about"], row["mediaType"]) == (document, "SUPPORTING", "JPEG")
    opened = await national.open(document, "HANDLING")
    assert opened["name"] == "SENTINEL jalan.jpg"
    answer = await national.fetch(opened["path"])
    assert answer.status_code == 200
    assert not any(word in answer.content for word in SECRETS)
    assert len(answer.content) == row["size"] == opened["size"]
    assert "SENTINEL%20jalan.jpg" in answer.headers["content-disposition"]
    assert await types_of(system) == [
        *("DocumentAnnounced", "DocumentReceived", "DocumentOpened", "DocumentFetched"),
    ]
    await national.fetch(opened["path"])
    assert (await types_of(system)).count("DocumentFetched") == 2


async def test_the_same_upload_again_appends_nothing_and_another_is_refused(system: System) -> None:
    case = await filed(system)
    own = Person(case, case.complainant)
    content = pdf(with_author)
    expected = await own.announce(content, MediaType.PDF)
    first = await own.send(expected["path"], content)
    before = await system.events()
    assert (await own.send(expected["path"], content)).content == first.content
    assert await system.events() == before
    other = content.replace(b"Helvetica", b"Courier  ")
    assert len(other) == len(content)
    assert (await own.send(expected["path"], other)).status_code == 409
    assert (await types_of(system))[-1] == "CommandRefused"


async def test_a_link_is_good_for_one_person_and_some_minutes(system: System) -> None:
    case = await filed(system)
    own, national = Person(case, case.complainant), Person(case, system.officer(Role.NATIONAL_ADMIN))
    document = await own.attach(photograph(), MediaType.JPEG)
    path = (await national.open(document, "HANDLING"))["path"]
    stranger = await filed(system)
    for other in (
        own,
        Person(case, stranger.complainant),
        Person(case, system.officer(Role.INSTITUTION_ADMIN)),
        Person(case, system.officer(Role.LIAISON_OFFICER, UNIT)),
    ):
        answer = await other.fetch(path)
        assert (answer.status_code, answer.json()["refused"]["rule"]) == (404, "NO_SUCH_DOCUMENT")
    assert (await system.http.get(path)).status_code == 401
    assert (await types_of(system)).count("DocumentFetched") == 0
    assert (await national.fetch(path)).status_code == 200
    system.clock.move_to(FIRST_DAY, hour=9, minute=6)
    assert (await national.fetch(path)).status_code == 410
    system.clock.move_to(FIRST_DAY + timedelta(days=1))
    assert (await national.fetch(path)).status_code == 410


async def test_a_document_announced_and_not_sent_in_time_is_announced_again(system: System) -> None:
    case = await filed(system)
    own, content = Person(case, case.complainant), photograph()
    expected = await own.announce(content, MediaType.JPEG)
    system.clock.move_to(FIRST_DAY, hour=9, minute=16)
    answer = await own.send(expected["path"], content)
    assert (answer.status_code, answer.json()["refused"]["rule"]) == (410, "UPLOAD_IN_TIME")
    assert await own.listed() == []
    assert await own.attach(content, MediaType.JPEG)


async def test_a_stranger_cannot_send_what_another_announced(system: System) -> None:
    case, other = await filed(system), await filed(system)
    content = photograph()
    expected = await Person(case, case.complainant).announce(content, MediaType.JPEG)
    for stranger in (other.complainant, system.officer(Role.NATIONAL_ADMIN)):
        assert (await Person(case, stranger).send(expected["path"], content)).status_code == 404
    assert (await types_of(system)).count("DocumentReceived") == 0


async def test_a_handler_who_declares_a_conflict_fetches_no_more(system: System) -> None:
    case = await filed(system)
    document = await Person(case, case.complainant).attach(photograph(), MediaType.JPEG)
    await reviewed_nationally(case)
    await disposed(case)
    liaison = Person(case, system.officer(Role.LIAISON_OFFICER, UNIT))
    path = (await liaison.open(document, "HANDLING"))["path"]
    assert (await liaison.fetch(path)).status_code == 200
    await liaison.client.do(operations.DECLARE_CONFLICT, case.given())
    assert (await liaison.fetch(path)).status_code == 404


async def test_a_document_that_cannot_be_opened_is_refused_and_that_is_a_fact(system: System) -> None:
    case = await filed(system)
    own, content = Person(case, case.complainant), photograph()[:-300]
    expected = await own.announce(content, MediaType.JPEG)
    answer = await own.send(expected["path"], content)
    assert (answer.status_code, answer.json()["refused"]["rule"]) == (422, "DOCUMENT_OPENS")
    assert await types_of(system) == ["DocumentAnnounced", "CommandRefused"]


@pytest.fixture
def apart(keys: Path, tmp_path: Path) -> Path:
    """The keys of the session, in a folder of this test's own, without documents."""
    shutil.copytree(keys, tmp_path / "keys", ignore=shutil.ignore_patterns("documents"))
    return tmp_path / "keys"


async def test_a_restored_system_serves_its_documents(
    regency: Database, cluster: Cluster, apart: Path, tmp_path: Path
) -> None:
    async with started(regency, apart) as before:
        case = await filed(before)
        document = await Person(case, case.complainant).attach(photograph(), MediaType.JPEG)
        assert (await compare_with_log(before.settings)).ok
    copied, _ = copy_into_backup(apart / "documents", tmp_path / "backup")
    shutil.rmtree(apart / "documents")
    copy = await asyncio.to_thread(cluster.clone, regency)
    try:
        async with started(copy, apart) as after:
            lost = await compare_with_log(after.settings)
            assert lost.missing == (UUID(document),)
            officer = Person(replace(case, system=after), after.officer(Role.NATIONAL_ADMIN))
            path = (await officer.open(document, "HANDLING"))["path"]
            assert (await officer.fetch(path)).status_code == 500
            assert restore_from_backup(tmp_path / "backup", apart / "documents", copied) == 1
            assert (await compare_with_log(after.settings)).ok
            assert (await officer.fetch(path)).headers["content-type"] == "image/jpeg"
    finally:
        await asyncio.to_thread(cluster.drop, copy)


async def test_what_lies_in_the_folder_tells_nothing(regency: Database, apart: Path) -> None:
    async with started(regency, apart) as system:
        case = await filed(system)
        await Person(case, case.complainant).attach(photograph(), MediaType.JPEG, name="SENTINEL")
        [path] = blobs_in(apart / "documents")
        assert not any(word in path.read_bytes() for word in (b"JFIF", b"\xff\xd8\xff", b"SENTINEL", b"foto"))
        assert case.number not in path.name
        assert case.complaint not in str(path)
