"""Documents through the API (BAB IV.A.2.c): announced, received, listed, opened and fetched, each step a fact."""

import json
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from api.application.names import SYSTEM, assignment_of, unit_of
from api.devtools import operations
from api.devtools.demo.client import Client
from api.devtools.officers import find_officer
from domain.commands import RevokeRole
from domain.errors import (
    DocumentNameTooLong,
    DocumentTooLarge,
    DocumentUnreadable,
    NoSuchDocument,
    OpeningExpired,
    PurposeNotAllowed,
    RoleEnded,
    RuleBroken,
    TextNeeded,
    UploadTooLate,
)
from domain.people import Actor, DocumentId, OpeningId, Role
from schema.context import Done
from tests.support.document_steps import (
    NAME,
    SIZE,
    announcing,
    attached,
    complainant_actor,
    listed,
    opened_document,
    stored,
)
from tests.support.journey import COPIED, UNIT, Case, disposed, filed, reviewed_nationally
from tests.support.procedure import refused
from tests.support.system import FIRST_DAY, System
from tests.support.viewers import actor_of

LIAISON = find_officer(Role.LIAISON_OFFICER, UNIT)
LATER = date(2026, 3, 5)


def liaison_actor() -> Actor:
    return actor_of(LIAISON.person, Role.LIAISON_OFFICER, UNIT)


async def with_its_unit(system: System, **verification: Any) -> Case:
    case = await filed(system)
    await reviewed_nationally(case, **verification)
    await disposed(case, **verification)
    return case


async def appended(system: System, since: int) -> list[tuple[str, dict[str, Any]]]:
    """The types and facts of what was appended after so many events."""
    rows = await system.fetch(
        "SELECT convert_from(entry, 'UTF8')::json ->> 'type' AS type, convert_from(facts, 'UTF8')::json AS facts"
        " FROM ledger.event ORDER BY seq OFFSET $1",
        since,
    )

    return [(row["type"], json.loads(row["facts"])) for row in rows]


async def refused_fetch(
    system: System, opening: OpeningId, by: Actor, broken: type[RuleBroken]
) -> dict[str, Any]:
    """It is refused by this rule, and one fact more says so."""
    before = await system.events()
    with pytest.raises(broken):
        await system.api.desk.documents.fetched(opening, by=by)
    [(kind, facts)] = await appended(system, before)
    assert (kind, facts["command"], facts["rule"]) == ("CommandRefused", "FetchDocument", broken.rule.value)
    return facts


async def test_a_complainants_photo_goes_in_and_a_liaison_looks_at_it(system: System) -> None:
    case = await with_its_unit(system)
    before = await system.events()
    document = await attached(case.complainant, case, complainant_actor(case))
    liaison = system.as_officer(LIAISON)
    [row] = await listed(liaison, case)
    assert (row["documentId"], row["about"], row["mediaType"], row["size"]) == (
        str(document),
        "SUPPORTING",
        "JPEG",
        SIZE // 2,
    )
    opening = await opened_document(liaison, case, document, "HANDLING")
    for _ in range(2):
        found = await system.api.desk.documents.fetched(opening, by=liaison_actor())
        assert (found.document, found.name, found.digest.hex()) == (document, NAME, row["digest"])

    told = await appended(system, before)
    assert [kind for kind, _ in told] == [
        "DocumentAnnounced",
        "DocumentReceived",
        "DocumentOpened",
        "DocumentFetched",
        "DocumentFetched",
    ]
    assert told[1][1]["digest"] == row["digest"]
    auditor = system.officer(Role.INTERNAL_AUDITOR)
    await system.caught_up()
    history = (await auditor.ask(operations.HISTORY, {"trackingNumber": case.number}))["complaint"]["history"]
    assert [entry["type"] for entry in history][-5:] == [kind for kind, _ in told]
    assert history[-1]["actorId"] == str(LIAISON.person)


async def test_nothing_is_listed_or_opened_before_its_bytes_have_come(system: System) -> None:
    case = await filed(system)
    answer = await case.complainant.do(operations.ANNOUNCE_DOCUMENT, announcing(case))
    assert await listed(case.complainant, case) == []
    given = case.given(document=answer["documentId"], purpose="OWN_CASE")
    await refused(case.complainant, operations.OPEN_DOCUMENT, given, NoSuchDocument)


async def test_an_announcement_repeated_is_the_same_document_until_the_same_moment(system: System) -> None:
    case, request = await filed(system), uuid4()
    first = await case.complainant.do(operations.ANNOUNCE_DOCUMENT, announcing(case), request=request)
    before = await system.events()
    system.clock.move_to(FIRST_DAY, 9, 10)
    again = await case.complainant.do(operations.ANNOUNCE_DOCUMENT, announcing(case), request=request)
    assert again == first
    assert first["path"] == f"/documents/{first['documentId']}"
    other = await case.complainant.try_to(
        operations.ANNOUNCE_DOCUMENT, announcing(case, size=SIZE + 1), request=request
    )
    assert other["rule"] == "REQUEST_ID_ONCE"
    assert await system.events() == before


@pytest.mark.parametrize(
    ("given", "broken"),
    [
        ({"size": 10 * 1024 * 1024 + 1}, DocumentTooLarge),
        ({"size": 0}, DocumentTooLarge),
        ({"name": "n" * 201}, DocumentNameTooLong),
        ({"name": "terbalik\u202egpj.exe"}, DocumentNameTooLong),
        ({"name": " "}, TextNeeded),
    ],
)
async def test_what_cannot_be_taken_is_refused_before_a_byte_is_sent(
    system: System, given: dict[str, object], broken: type[RuleBroken]
) -> None:
    case = await filed(system)
    await refused(case.complainant, operations.ANNOUNCE_DOCUMENT, announcing(case, **given), broken)


class TestSending:
    async def test_the_same_upload_twice_is_received_once_and_another_finds_what_stands(
        self, system: System
    ) -> None:
        case, documents = await filed(system), system.api.desk.documents
        by = complainant_actor(case)
        answer = await case.complainant.do(operations.ANNOUNCE_DOCUMENT, announcing(case))
        document = DocumentId(UUID(answer["documentId"]))
        expected = await documents.expected(document, by=by)
        assert expected.digest is None
        before = await system.events()
        first = stored(expected)
        assert await documents.received(expected, first, by=by) == first.digest
        assert await documents.received(expected, first, by=by) == first.digest
        assert await system.events() == before + 1
        assert await documents.received(expected, stored(expected, "other"), by=by) == first.digest
        assert [kind for kind, _ in await appended(system, before)] == ["DocumentReceived", "CommandRefused"]
        system.clock.move_to(LATER)
        assert (await documents.expected(document, by=by)).digest == first.digest

    async def test_nobody_else_can_send_it_and_nobody_after_its_time(self, system: System) -> None:
        case, documents = await with_its_unit(system), system.api.desk.documents
        answer = await case.complainant.do(operations.ANNOUNCE_DOCUMENT, announcing(case))
        document = DocumentId(UUID(answer["documentId"]))
        expected = await documents.expected(document, by=complainant_actor(case))
        other = await filed(system)
        before = await system.events()
        for by in (liaison_actor(), complainant_actor(other)):
            with pytest.raises(NoSuchDocument):
                await documents.expected(document, by=by)
        with pytest.raises(NoSuchDocument):
            await documents.expected(DocumentId(uuid4()), by=complainant_actor(case))
        with pytest.raises(NoSuchDocument):
            await documents.received(expected, stored(expected), by=complainant_actor(other))
        system.clock.move_to(FIRST_DAY, 9, 16)
        with pytest.raises(UploadTooLate):
            await documents.expected(document, by=complainant_actor(case))
        with pytest.raises(UploadTooLate):
            await documents.received(expected, stored(expected), by=complainant_actor(case))
        told = await appended(system, before)
        assert {kind for kind, _ in told} == {"CommandRefused"}
        assert len(told) == 6

    async def test_what_only_the_bytes_can_tell_is_a_fact_as_well(self, system: System) -> None:
        case, documents = await filed(system), system.api.desk.documents
        by = complainant_actor(case)
        answer = await case.complainant.do(operations.ANNOUNCE_DOCUMENT, announcing(case))
        expected = await documents.expected(DocumentId(UUID(answer["documentId"])), by=by)
        before = await system.events()
        await documents.refused(expected, DocumentUnreadable(), by=by)
        [(kind, facts)] = await appended(system, before)
        assert (kind, facts["command"], facts["rule"]) == ("CommandRefused", "SendDocument", "DOCUMENT_OPENS")
        assert facts["complaint"] == case.complaint

    async def test_a_photo_alone_brings_a_case_that_waited_for_it_on(self, system: System) -> None:
        case = await filed(system)
        national = system.officer(Role.NATIONAL_ADMIN)
        await national.do(operations.REQUEST_COMPLETION, case.given(what="Foto lokasi."))
        await attached(case.complainant, case, complainant_actor(case))
        answer = await national.ask(operations.COMPLAINT, {"trackingNumber": case.number})
        assert answer["complaint"]["status"] == "UNVERIFIED"


@pytest.mark.clause("IV-2-c")
class TestFetching:
    async def test_a_second_person_finds_nothing_whatever_their_right(self, system: System) -> None:
        case = await with_its_unit(system)
        document = await attached(case.complainant, case, complainant_actor(case))
        opening = await opened_document(system.as_officer(LIAISON), case, document, "HANDLING")
        county = find_officer(Role.INSTITUTION_ADMIN)
        for by in (actor_of(county.person, county.role, county.unit), complainant_actor(case)):
            facts = await refused_fetch(system, opening, by, NoSuchDocument)
            assert facts["complaint"] == case.complaint
        facts = await refused_fetch(system, OpeningId(uuid4()), liaison_actor(), NoSuchDocument)
        assert facts["complaint"] is None

    async def test_after_its_minutes_an_opening_serves_nobody(self, system: System) -> None:
        case = await with_its_unit(system)
        document = await attached(case.complainant, case, complainant_actor(case))
        opening = await opened_document(system.as_officer(LIAISON), case, document, "HANDLING")
        system.clock.move_to(FIRST_DAY, 9, 5)
        await system.api.desk.documents.fetched(opening, by=liaison_actor())
        system.clock.move_to(FIRST_DAY, 9, 6)
        await refused_fetch(system, opening, liaison_actor(), OpeningExpired)

    async def test_whose_role_has_ended_fetches_nothing(self, system: System) -> None:
        case = await with_its_unit(system)
        document = await attached(case.complainant, case, complainant_actor(case))
        opening = await opened_document(system.as_officer(LIAISON), case, document, "HANDLING")
        ended = RevokeRole(
            assignment=assignment_of(LIAISON.person, LIAISON.role, unit_of(UNIT)), person=LIAISON.person
        )
        assert isinstance(await system.api.desk.handle_office(ended, by=SYSTEM, request=uuid4()), Done)
        await refused_fetch(system, opening, liaison_actor(), RoleEnded)

    async def test_whom_a_conflict_excludes_since_fetches_nothing_and_had_seen_it(
        self, system: System
    ) -> None:
        case = await with_its_unit(system)
        document = await attached(case.complainant, case, complainant_actor(case))
        liaison, request = system.as_officer(LIAISON), uuid4()
        given = case.given(document=str(document), purpose="HANDLING")
        answer = await liaison.do(operations.OPEN_DOCUMENT, given, request=request)
        assert (answer["name"], answer["mediaType"], answer["size"]) == (NAME, "JPEG", SIZE // 2)
        await liaison.do(operations.DECLARE_CONFLICT, case.given())
        opening = OpeningId(UUID(answer["path"].rpartition("/")[2]))
        await refused_fetch(system, opening, liaison_actor(), NoSuchDocument)
        again = await liaison.try_to(operations.OPEN_DOCUMENT, given, request=request)
        assert again["rule"] == "NO_SUCH_DOCUMENT"
        assert await listed(liaison, case) == []
        county = system.officer(Role.INSTITUTION_ADMIN)
        told = await county.ask(operations.SEEN_BY_EXCLUDED, {"trackingNumber": case.number})
        [row] = told["complaint"]["seenByExcluded"]
        assert (row["documentId"], row["kinds"], row["purpose"]) == (str(document), [], "HANDLING")

    async def test_an_opening_repeated_is_the_same_until_the_same_moment(self, system: System) -> None:
        case, request = await with_its_unit(system), uuid4()
        document = await attached(case.complainant, case, complainant_actor(case))
        given = case.given(document=str(document), purpose="HANDLING")
        liaison = system.as_officer(LIAISON)
        first = await liaison.do(operations.OPEN_DOCUMENT, given, request=request)
        before = await system.events()
        system.clock.move_to(FIRST_DAY, 9, 3)
        assert await liaison.do(operations.OPEN_DOCUMENT, given, request=request) == first
        assert await system.events() == before
        await refused(liaison, operations.OPEN_DOCUMENT, {**given, "purpose": "AUDIT"}, PurposeNotAllowed)


@pytest.mark.clause("IV-2-c", "IV-2-b")
async def test_an_anonymous_complainants_own_is_kept_from_the_unit(system: System) -> None:
    """What the unit adds for the complainant is there for both; a unit with a copy has nothing of the complainant's."""
    case = await with_its_unit(system, anonymous=True)
    county, liaison = system.officer(Role.INSTITUTION_ADMIN), system.as_officer(LIAISON)
    await county.do(operations.ADD_CC, case.given(unit=str(unit_of(COPIED))))
    photo = await attached(case.complainant, case, complainant_actor(case))
    answer = await attached(liaison, case, liaison_actor(), about="ANSWER")
    note = await attached(liaison, case, liaison_actor(), about="OFFICE")

    async def ids(client: Client) -> set[UUID]:
        return {UUID(row["documentId"]) for row in await listed(client, case)}

    assert await ids(case.complainant) == {photo, answer}
    assert await ids(liaison) == {answer, note}
    assert await ids(system.officer(Role.LIAISON_OFFICER, COPIED)) == {answer}
    for all_of_it in (county, system.officer(Role.NATIONAL_ADMIN), system.officer(Role.INTERNAL_AUDITOR)):
        assert await ids(all_of_it) == {photo, answer, note}
    for nothing in (system.public, system.officer(Role.PATRON), system.officer(Role.RESPONSIBLE_HEAD)):
        assert await ids(nothing) == set()
    given = case.given(document=str(photo), purpose="HANDLING")
    await refused(liaison, operations.OPEN_DOCUMENT, given, NoSuchDocument)
