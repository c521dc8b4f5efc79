"""A request that is sent again is answered again and does nothing again, whoever sends it and however often."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple
from uuid import UUID, uuid4

import pytest

from api.application.names import unit_of
from api.devtools import operations
from api.devtools.demo.client import Client
from domain.people import Role
from eventstore.records import Answer
from eventstore.sealing import seal_text
from tests.support.journey import (
    COPIED,
    COUNTY,
    UNIT,
    answered,
    disposed,
    filed,
    filing,
    findings,
    reviewed_nationally,
)
from tests.support.stories import stories
from tests.support.system import System


class Stored(NamedTuple):
    """How much the database holds: none of it may grow by a repeat."""

    events: int
    records: int
    keys: int


async def stored(system: System) -> Stored:
    [row] = await system.fetch(
        "SELECT (SELECT count(*) FROM ledger.event), (SELECT count(*) FROM ledger.sealed),"
        " (SELECT count(*) FROM vault.key)"
    )
    return Stored(*row)


class Sent(NamedTuple):
    """A mutation that was sent, and what it came to."""

    client: Client
    operation: str
    given: Mapping[str, object]
    request: UUID
    answer: dict[str, Any]


class Twice(Client):
    """A client that sends each mutation twice, and sees to it that the second time does nothing."""

    system: ClassVar[System]
    sent: ClassVar[list[Sent]]

    async def try_to(
        self, operation: str, given: Mapping[str, object], *, request: UUID | None = None
    ) -> dict[str, Any]:
        request = request or uuid4()
        answer = await super().try_to(operation, given, request=request)
        before = await stored(self.system)
        assert await super().try_to(operation, given, request=request) == answer
        assert await stored(self.system) == before
        self.sent.append(Sent(self, operation, given, request, answer))
        return answer

    async def again(self, sent: Sent) -> dict[str, Any]:
        return await super().try_to(sent.operation, sent.given, request=sent.request)


async def test_every_mutation_sent_again_is_answered_again_and_appends_nothing(system: System) -> None:
    """At once word for word; when all is over the same, but for the complaint, which is shown as it is by then."""
    Twice.system, Twice.sent = system, []
    public = Twice(system.http, "http://jejak.test")
    async with stories(system, public) as told:
        for story in (told.first, told.returned, told.parked):
            await story.tell()
    await _what_the_stories_leave_out(system, public)
    kinds = {next(iter(sent.operation.split("{")[1].split("("))).strip() for sent in Twice.sent}
    assert len(kinds) == 21  # those of the procedure's ordinary ways
    assert {"Refused"} < {sent.answer["__typename"] for sent in Twice.sent}

    before = await stored(system)
    for sent in Twice.sent:
        assert isinstance(sent.client, Twice)
        again = await sent.client.again(sent)
        assert _apart_from_the_complaint(again) == _apart_from_the_complaint(sent.answer)
    assert await stored(system) == before


async def _what_the_stories_leave_out(system: System, public: Twice) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)

    def officer(role: Role, unit: str | None = None) -> Twice:
        return public.officer(system.bearer(role, unit).removeprefix("Bearer "))

    county, liaison = officer(Role.INSTITUTION_ADMIN), officer(Role.LIAISON_OFFICER, UNIT)
    await county.do(operations.ADD_CC, case.given(unit=str(unit_of(COPIED))))
    await liaison.do(operations.VIEW_INBOX, {"unit": str(unit_of(UNIT))})
    await liaison.do(RETURN, case.given(reason="Di luar kewenangan."))
    onward = case.given(category="SOSIAL", unit=str(unit_of(UNIT)), reason="Tetap di sini.")
    await county.do(operations.DISPOSE, onward)
    await answered(case)
    await county.do(operations.COMPLETE, case.given())


RETURN = """mutation Return($input: ReturnToInstitutionAdminInput!) {
  returnToInstitutionAdmin(input: $input) {
    __typename
    ... on Acted { position receipts { eventId leafHash } }
    ... on Refused { rule }
  }
}
"""


def _apart_from_the_complaint(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "complaint"}


async def test_a_request_id_stands_for_one_content_whatever_else_is_sent_with_it(system: System) -> None:
    case, other = await filed(system), await filed(system)
    national = system.officer(Role.NATIONAL_ADMIN)
    request = uuid4()
    done = await national.do(operations.VERIFY, case.given(**findings()), request=request)
    before = await stored(system)

    onward = case.given(category="SOSIAL", institution=str(unit_of(COUNTY)))
    refused = [
        await national.try_to(operations.VERIFY, case.given(**findings(headline="Lain")), request=request),
        await national.try_to(operations.VERIFY, case.given(**findings(nature="NEITHER")), request=request),
        await national.try_to(operations.VERIFY, other.given(**findings()), request=request),
        await national.try_to(operations.FORWARD, onward, request=request),
        await national.try_to(operations.OPEN_CONTENT, case.given(purpose="AUDIT"), request=request),
        await national.try_to(operations.VIEW_INBOX, {"unit": str(unit_of(COUNTY))}, request=request),
    ]

    assert [each["rule"] for each in refused] == ["REQUEST_ID_ONCE"] * 6
    assert await stored(system) == before
    assert await national.do(operations.VERIFY, case.given(**findings()), request=request) == done


async def test_two_people_may_use_the_same_request_id(system: System) -> None:
    request = uuid4()
    case = await filed(system, request=request)

    opened = [
        await client.do(operations.OPEN_CONTENT, case.given(purpose=purpose), request=request)
        for client, purpose in (
            (case.complainant, "OWN_CASE"),
            (system.officer(Role.NATIONAL_ADMIN), "VERIFICATION"),
        )
    ]

    looked = [
        await system.officer(role, unit).do(
            operations.VIEW_INBOX, {"unit": str(unit_of(unit))}, request=request
        )
        for role, unit in ((Role.LIAISON_OFFICER, UNIT), (Role.INSTITUTION_ADMIN, COUNTY))
    ]

    assert opened[0]["position"] != opened[1]["position"]
    assert looked[0]["receipts"] != looked[1]["receipts"]


async def test_somebody_elses_submission_is_not_told_to_whoever_knows_its_request_id(system: System) -> None:
    request = uuid4()
    case = await filed(system, request=request)
    before = await stored(system)

    for given in (filing(narrative="Lain."), filing(anonymous=True), filing(identity={"name": "Orang Lain"})):
        answer = await system.public.try_to(operations.SUBMIT, given, request=request)
        assert answer["rule"] == "REQUEST_ID_ONCE"
        assert case.code not in json.dumps(answer)
        assert case.number not in json.dumps(answer)
    assert await stored(system) == before


async def test_a_refused_submission_stays_refused_under_its_request_id(system: System) -> None:
    request = uuid4()
    first = await system.public.try_to(operations.SUBMIT, filing(narrative=" "), request=request)
    events = await system.events()

    again = await system.public.try_to(operations.SUBMIT, filing(narrative=" "), request=request)
    mended = await system.public.try_to(operations.SUBMIT, filing(), request=request)

    assert (first["rule"], again, mended["rule"]) == ("TEXT_NEEDED", first, "REQUEST_ID_ONCE")
    assert await system.events() == events


@pytest.mark.parametrize("sealed", [0, 1], ids=["no text was sealed", "one text was sealed"])
async def test_a_key_that_was_made_for_a_failed_request_serves_its_repeat_and_nothing_else(
    system: System, monkeypatch: pytest.MonkeyPatch, sealed: int
) -> None:
    """A key is durable before any record is: where sealing fails then, it stays, and protects nothing yet."""
    request, before, texts = uuid4(), await stored(system), 0

    def fails_once(text: str, **how: Any) -> bytes:
        nonlocal texts
        texts += 1
        if texts == sealed + 1:
            raise OSError("no randomness")
        return seal_text(text, **how)

    monkeypatch.setattr("eventstore.vault.seal_text", fails_once)
    given = {"input": {**filing(), "request": str(request)}}
    failed = await system.post({"query": operations.SUBMIT, "variables": given})
    left = await stored(system)
    whole = await filed(system, request=request)
    after = await stored(system)

    assert failed.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert left == before._replace(keys=before.keys + sealed + 1)
    assert (after.events, after.keys) == (
        before.events + 1,
        before.keys + 2,
    )  # one for the person, one for the case
    opened = await whole.complainant.do(operations.OPEN_CONTENT, whole.given(purpose="OWN_CASE"))
    assert [text["words"] for text in opened["texts"]]
    unused = await system.fetch(
        "SELECT subject FROM vault.key k WHERE NOT EXISTS (SELECT FROM ledger.sealed s WHERE s.subject_ref = k.subject)"
    )
    assert unused == []


async def at_once(
    client: Client, operation: str, given: Mapping[str, object], times: int = 20
) -> list[dict[str, Any]]:
    """The same request from several places at the same time."""
    request = uuid4()
    return await asyncio.gather(*(client.try_to(operation, given, request=request) for _ in range(times)))


@pytest.mark.parametrize("kind", ["submission", "refused submission", "verification", "opening", "refusal"])
async def test_twenty_equal_requests_at_once_have_one_effect_and_one_answer(
    system: System, kind: str
) -> None:
    case = await filed(system)
    national = system.officer(Role.NATIONAL_ADMIN)
    other = system.officer(Role.LIAISON_OFFICER, UNIT)
    before = await stored(system)

    match kind:
        case "submission":
            answers, grown = await at_once(system.public, operations.SUBMIT, filing()), Stored(1, 2, 2)
        case "refused submission":
            refused = filing(narrative="")
            answers, grown = await at_once(system.public, operations.SUBMIT, refused), Stored(1, 0, 0)
        case "verification":
            answers = await at_once(
                national, operations.VERIFY, case.given(**findings(), expectedVersion="1")
            )
            grown = Stored(6, 3, 0)
        case "opening":
            answers = await at_once(national, operations.OPEN_CONTENT, case.given(purpose="VERIFICATION"))
            grown = Stored(1, 0, 0)
        case _:
            answers, grown = await at_once(other, operations.ACCEPT, case.given()), Stored(1, 0, 0)

    assert answers == [answers[0]] * 20
    assert await stored(system) == Stored(*(was + more for was, more in zip(before, grown, strict=True)))


STEPS: dict[str, tuple[Role, str, dict[str, object]]] = {
    "a verification": (Role.NATIONAL_ADMIN, operations.VERIFY, findings()),
    "a verification of a version": (
        Role.NATIONAL_ADMIN,
        operations.VERIFY,
        {**findings(), "expectedVersion": "1"},
    ),
    "a refusal": (Role.LIAISON_OFFICER, operations.ACCEPT, {}),
    "an opening": (Role.NATIONAL_ADMIN, operations.OPEN_CONTENT, {"purpose": "VERIFICATION"}),
    "a refused opening": (Role.PATRON, operations.OPEN_CONTENT, {"purpose": "VERIFICATION"}),
}


@pytest.mark.parametrize("name", STEPS)
async def test_a_request_that_its_own_repeat_overtakes_is_answered_like_the_repeat(
    system: System, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The repeat comes through another connection, just after the first was found to be new, and is done before it."""
    role, operation, more = STEPS[name]
    case, request = await filed(system), uuid4()
    client = system.officer(role)
    quicker: list[dict[str, Any]] = []
    store = system.api.store
    look_up = store.answer_of

    async def overtaken(scope: str, key: UUID, fingerprint: bytes) -> Answer | None:
        found = await look_up(scope, key, fingerprint)
        monkeypatch.setattr(store, "answer_of", look_up)
        quicker.append(await client.try_to(operation, case.given(**more), request=request))
        return found

    monkeypatch.setattr(store, "answer_of", overtaken)
    slower = await client.try_to(operation, case.given(**more), request=request)

    assert quicker == [slower]


@pytest.mark.parametrize("unit", [UNIT, COPIED])
async def test_a_look_that_its_own_repeat_overtakes_is_answered_like_the_repeat(
    system: System, monkeypatch: pytest.MonkeyPatch, unit: str
) -> None:
    """At the liaison's own inbox, and at another unit's."""
    client, request = system.officer(Role.LIAISON_OFFICER, UNIT), uuid4()
    given = {"unit": str(unit_of(unit))}
    quicker: list[dict[str, Any]] = []
    store = system.api.store
    look_up = store.answer_of

    async def overtaken(scope: str, key: UUID, fingerprint: bytes) -> Answer | None:
        found = await look_up(scope, key, fingerprint)
        monkeypatch.setattr(store, "answer_of", look_up)
        quicker.append(await client.try_to(operations.VIEW_INBOX, given, request=request))
        return found

    monkeypatch.setattr(store, "answer_of", overtaken)
    slower = await client.try_to(operations.VIEW_INBOX, given, request=request)

    assert quicker == [slower]


async def test_of_twenty_looks_at_once_one_is_noted_and_none_fails(system: System) -> None:
    client = system.officer(Role.LIAISON_OFFICER, UNIT)
    events = await system.events()

    answers = await asyncio.gather(
        *(client.do(operations.VIEW_INBOX, {"unit": str(unit_of(UNIT))}) for _ in range(20))
    )

    assert sorted(len(answer["receipts"]) for answer in answers) == [0] * 19 + [1]
    assert await system.events() == events + 1


async def test_of_twenty_different_requests_for_one_step_one_takes_it(system: System) -> None:
    case = await filed(system)
    national = system.officer(Role.NATIONAL_ADMIN)

    answers = await asyncio.gather(
        *(national.try_to(operations.VERIFY, case.given(**findings())) for _ in range(20))
    )

    kinds = [answer.get("rule", answer["__typename"]) for answer in answers]
    assert sorted(kinds) == ["ALREADY_VERIFIED"] * 19 + ["ComplaintVerified"]


async def test_a_conflict_names_what_was_missed_and_the_same_request_then_succeeds(system: System) -> None:
    case = await filed(system)
    national = system.officer(Role.NATIONAL_ADMIN)
    verified = await national.do(operations.VERIFY, case.given(**findings(), expectedVersion="1"))
    onward = case.given(category="SOSIAL", institution=str(unit_of(COUNTY)))
    request = uuid4()
    before = await stored(system)

    conflict = await national.try_to(operations.FORWARD, {**onward, "expectedVersion": "1"}, request=request)

    assert conflict == {
        "__typename": "Conflict",
        "expectedVersion": "1",
        "currentVersion": "7",
        "missed": [receipt["eventId"] for receipt in verified["receipts"]],
    }
    assert await stored(system) == before
    forwarded = await national.do(operations.FORWARD, {**onward, "expectedVersion": "7"}, request=request)
    assert forwarded["complaint"]["version"] == "8"
    assert await national.do(operations.FORWARD, onward, request=request) == forwarded


async def test_a_version_that_never_was_is_a_conflict_too(system: System) -> None:
    case = await filed(system)

    for version in ("0", "2", "9" * 18):
        answer = await system.officer(Role.NATIONAL_ADMIN).try_to(
            operations.VERIFY, case.given(**findings(), expectedVersion=version)
        )
        assert (answer["__typename"], answer["currentVersion"]) == ("Conflict", "1")
        assert len(answer["missed"]) == (1 if version == "0" else 0)


async def test_an_opening_repeated_later_shows_nothing_that_was_written_since(system: System) -> None:
    case = await filed(system)
    request = uuid4()
    own = case.given(purpose="OWN_CASE")
    first = await case.complainant.do(operations.OPEN_CONTENT, own, request=request)
    await reviewed_nationally(case)
    await disposed(case)
    await answered(case, words="Kata jawaban.")

    again = await case.complainant.do(operations.OPEN_CONTENT, own, request=request)
    anew = await case.complainant.do(operations.OPEN_CONTENT, own)

    assert again == first
    assert "Kata jawaban." not in str(again)
    assert "Kata jawaban." in str(anew)


async def test_an_opening_repeated_by_whom_it_is_closed_to_by_then_shows_nothing(system: System) -> None:
    """The rights are asked again: what was lawful to read is not so for ever."""
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    liaison = system.officer(Role.LIAISON_OFFICER, UNIT)
    request = uuid4()
    opened = await liaison.do(operations.OPEN_CONTENT, case.given(purpose="HANDLING"), request=request)
    await liaison.do(RETURN, case.given(reason="Di luar kewenangan."))
    before = await stored(system)

    again = await liaison.try_to(operations.OPEN_CONTENT, case.given(purpose="HANDLING"), request=request)

    assert opened["texts"]
    assert again["rule"] == "NO_SUCH_CASE"
    assert await stored(system) == before
