"""Who complained is found nowhere, and what they wrote only where it was opened: not in the database, not in a log."""

import base64
import json
from collections.abc import Mapping
from uuid import UUID, uuid4

import pytest

from api.application.names import unit_of
from api.devtools import operations
from api.devtools.postgres import EmbeddedPostgres
from domain.people import Role
from tests.support.crawl import everything, filled, in_parts, mutation, mutations, on_complaints
from tests.support.journey import COPIED, COUNTY, OTHER, UNIT, Case, answered, disposed, filed, findings
from tests.support.output import Output
from tests.support.sentinels import (
    IDENTITY,
    IDENTITY_MARKS,
    NARRATIVE,
    NARRATIVE_MARK,
    REDACTED,
    dump,
    found,
)
from tests.support.system import System
from tests.support.viewers import Viewer, all_viewers
from tests.support.whole_procedure import Words, walked
from tests.support.wire import Wire

SENTINELS = (*IDENTITY_MARKS, NARRATIVE_MARK)
ALL_MARKS = (*SENTINELS, "samarsentinel")
CONTROL = "sampah pasar tidak diangkut"  # the headline, which everybody may read


@pytest.fixture
def wire(system: System) -> Wire:
    wire = Wire()
    system.http.event_hooks = {"request": [], "response": [wire.hear]}
    return wire


async def carried(system: System, *, anonymous: bool, confidential: bool) -> Case:
    """From filing to rating, with the refusals, conflicts and repeats that happen on the way."""
    request = uuid4()
    given = {
        "identity": IDENTITY,
        "narrative": NARRATIVE,
        "anonymous": anonymous,
        "confidential": confidential,
    }
    case = await filed(system, request=request, **given)
    assert await filed(system, request=request, **given) == case
    await system.public.try_to(operations.SUBMIT, {**given, "channel": "LETTER"}, request=request)
    verification = findings(
        anonymous=anonymous,
        confidential=confidential,
        **({"redactedNarrative": REDACTED} if anonymous else {}),
    )
    national, county = system.officer(Role.NATIONAL_ADMIN), system.officer(Role.INSTITUTION_ADMIN)
    liaison = system.officer(Role.LIAISON_OFFICER, UNIT)
    await national.do(operations.OPEN_CONTENT, case.given(purpose="VERIFICATION"))
    for slip in ({"headline": IDENTITY["email"]}, {"shownText": f"Telepon {IDENTITY['phone']}"}):
        await national.try_to(operations.VERIFY, case.given(**{**verification, **slip}))
    await national.do(operations.VERIFY, case.given(**verification))
    onward = case.given(category="SOSIAL", institution=str(unit_of(COUNTY)))
    await national.try_to(operations.FORWARD, {**onward, "expectedVersion": "1"})
    await national.do(operations.FORWARD, onward)
    if confidential:
        await county.do(operations.VERIFY, case.given(**verification))
        downward = case.given(category="SOSIAL", unit=str(unit_of(UNIT)), reason="Sesuai kewenangan.")
        await county.do(operations.DISPOSE, downward)
    else:
        await disposed(case, anonymous=anonymous)
        await county.do(operations.ADD_CC, case.given(unit=str(unit_of(COPIED))))
    await liaison.try_to(operations.COMPLETE, case.given())
    await answered(case)
    await case.complainant.do(operations.OPEN_CONTENT, case.given(purpose="OWN_CASE"))
    await case.complainant.do(operations.CONFIRM, case.given())
    await case.complainant.do(operations.RATE, case.given(stars=4))
    return case


async def look_everywhere(viewers: Mapping[str, Viewer], cases: list[Case]) -> None:
    """Everybody asks for every field there is, by every way that leads to a case."""
    queries = [
        "{ viewer " + everything("Viewer") + " units " + everything("Unit") + " }",
        "{ complaints(first: 2) { totalCount edges { cursor node " + everything("Complaint", 2) + " } } }",
        "{ inbox(first: 5) { totalCount edges { cursor node " + everything("InboxItem", 2) + " } } }",
        operations.INBOX,
    ]
    period = {
        "institution": str(unit_of(COUNTY)),
        "receivedFrom": "2023-01-01",
        "receivedUntil": "2027-12-31",
    }
    for viewer in viewers.values():
        for query in queries:
            await viewer.client.ask(query)
        await viewer.client.ask(operations.STATISTICS, period)
        for case in cases:
            node = base64.urlsafe_b64encode(f"Complaint:{case.complaint}".encode()).decode().rstrip("=")
            for part in in_parts("Complaint"):
                by_number = f"query ($n: String!) {{ complaint(trackingNumber: $n) {part} }}"
                await viewer.client.ask(by_number, {"n": case.number})
                by_id = f"query ($n: ID!) {{ node(id: $n) {{ ... on Complaint {part} }} }}"
                await viewer.client.ask(by_id, {"n": node})


async def act_wrongly(system: System, viewers: Mapping[str, Viewer], cases: list[Case]) -> None:
    """Everybody tries every mutation on every case, and whatever text there is to give is a sentinel."""
    texts = {"text": NARRATIVE, "reason": NARRATIVE, "category": IDENTITY["name"]}
    for who in ("the public", "another liaison", "Pembina", "the inspectorate", "a liaison with a copy"):
        for case in cases:
            for name in mutations():
                given = _input(name, case.complaint, texts)
                body = {"query": mutation(name), "variables": {"input": given}}
                signed_in = viewers[who].authorization
                await system.post(body, **({} if signed_in is None else {"authorization": signed_in}))


def _input(name: str, complaint: str, texts: Mapping[str, str]) -> dict[str, object]:
    given: dict[str, object] = {"complaint": complaint, "request": str(uuid4())}
    match name:
        case "submitComplaint":  # too long, and so refused
            return {"request": str(uuid4()), "identity": IDENTITY, "narrative": NARRATIVE * 400}
        case "verifyComplaint":
            return given | findings(
                headline=IDENTITY["email"], parties={"object": NARRATIVE, "name": IDENTITY["name"]}
            )
        case "forwardToInstitution":
            return given | {"category": texts["category"], "institution": str(unit_of(COUNTY))}
        case "disposeToLiaison":
            return given | {"category": texts["category"], "unit": str(unit_of(OTHER)), "reason": NARRATIVE}
        case "addCc" | "viewInbox":
            unit = {"unit": str(unit_of(UNIT))}
            return {"request": str(uuid4()), **unit} if name == "viewInbox" else given | unit
        case "rateHandling":
            return given | {"stars": 9}
        case "openContent":  # nobody who tries has this purpose but the complainant
            return given | {"purpose": "OWN_CASE"}
        case "declareConflict":  # to step back is anybody's right, and would take the case from their sight
            return given | {"expectedVersion": "1"}
        case _ if name in on_complaints():
            return filled(name, text=NARRATIVE, identifier=complaint) | given
        case _:
            return given


async def send_nonsense(system: System) -> None:
    """The sentinels where a request has no place for them."""
    name, nik = IDENTITY["name"], IDENTITY["nik"]
    word = name.split()[0]
    wrong_inputs: list[object] = [
        NARRATIVE,
        [IDENTITY],
        {"request": nik, "identity": IDENTITY, "narrative": NARRATIVE},
        {"request": str(uuid4()), "identity": NARRATIVE, "narrative": IDENTITY},
        {"request": str(uuid4()), "identity": {**IDENTITY, "nik": int(nik)}, "narrative": NARRATIVE},
        {"request": str(uuid4()), "identity": {**IDENTITY, word: name}, "narrative": NARRATIVE},
        {"request": str(uuid4()), "identity": IDENTITY, "narrative": NARRATIVE, "channel": word},
        {"request": str(uuid4()), "identity": IDENTITY, "narrative": NARRATIVE, "anonymous": name},
        {"request": str(uuid4()), "identity": IDENTITY, "narrative": f"\x00{NARRATIVE}"},
        {"request": str(uuid4()), "identity": IDENTITY},
    ]
    bodies: list[object] = [
        *({"query": operations.SUBMIT, "variables": {"input": given}} for given in wrong_inputs),
        *({"query": query} for query in _nonsense_documents(word)),
        {"query": "{ asOf }", "operationName": name},
        {"query": "{ asOf }", "variables": name},
        {"query": operations.INBOX, "variables": {"after": name, "first": 2}},
        {"query": operations.COMPLAINT, "variables": {"trackingNumber": nik}},
        {"query": "query ($id: ID!) { node(id: $id) { id } }", "variables": {"id": name}},
        {"query": "query ($d: Date!) { statistics(institution: $d, receivedFrom: $d, receivedUntil: $d) { unit } }",
         "variables": {"d": name}},
        NARRATIVE.encode(),
        json.dumps([{"query": name}]).encode(),
        json.dumps({"query": {"name": name}}).encode(),
        b'{"query": "' + NARRATIVE.encode(),
    ]  # fmt: skip
    for body in bodies:
        await system.post(body)
    for authorization in (f"Bearer {nik}", f"Basic {name}", f"{word} {nik}"):
        await system.post({"query": "{ asOf }"}, authorization=authorization)
    basic = base64.b64encode(f"{nik}:{name}".encode()).decode()
    await system.post({"query": "{ asOf }"}, authorization=f"Basic {basic}")
    national = system.bearer(Role.NATIONAL_ADMIN)
    await system.post(
        {"query": "{ asOf }"}, authorization=national, jejak_assignment=name, user_agent=NARRATIVE
    )
    await system.post(NARRATIVE.encode(), content_type=f"text/{word}")
    for path in (
        f"/{word}",
        f"/graphql?q={nik}",
        f"/graphql/{nik}",
        f"/log/tile/{word}",
        f"/log/proof/{nik}",
    ):
        await system.http.get(path)
        await system.http.post(path, content=NARRATIVE.encode(), headers={"content-type": "application/json"})


def _nonsense_documents(word: str) -> list[str]:
    literal = json.dumps(NARRATIVE)
    return [
        f"{{ {word} }}",
        f"{{ complaint({word}: {literal}) {{ id }} }}",
        f"{{ complaint(trackingNumber: {literal}) {{ id }} }}",
        f"{{ complaints(status: {word}) {{ totalCount }} }}",
        f"{{ asOf @{word}(if: true) }}",
        f"{{ ...{word} }} fragment {word} on {word} {{ id }}",
        f"query ${word} {{ asOf }}",
        f"query (${word}: {word}) {{ asOf }}",
        f"query {word} {{ asOf }} query {word} {{ asOf }}",
        f"subscription {word} {{ {word} }}",
        f"# {NARRATIVE}\n{{ asOf",
        f'mutation {{ submitComplaint(input: {{narrative: {literal}, {word}: "{word}"}}) {{ {word} }} }}',
        f"{{ inbox(first: {literal}) {{ totalCount }} }}",
        f"{{ node(id: {literal}) {{ id }} }}",
        literal,
    ]


async def test_who_complained_is_found_nowhere_and_what_they_wrote_only_where_it_was_opened(
    system: System, wire: Wire, output: Output, server: EmbeddedPostgres
) -> None:
    hidden = await carried(system, anonymous=True, confidential=True)
    plain = await carried(system, anonymous=False, confidential=False)
    cases = {"hidden": hidden, "plain": plain}
    viewers = await all_viewers(system, cases)
    await look_everywhere(viewers, list(cases.values()))
    await act_wrongly(system, viewers, list(cases.values()))
    await send_nonsense(system)
    for viewer in viewers.values():
        for case in cases.values():
            for purpose in ("VERIFICATION", "HANDLING", "SUPERVISION", "AUDIT", "OWN_CASE"):
                await viewer.client.try_to(operations.OPEN_CONTENT, case.given(purpose=purpose))
    stored = dump(system.database.superuser)
    said_by_the_server = found(ALL_MARKS, server_log(server))

    assert found((CONTROL,), stored)  # what is there to be found is found
    assert len(wire.heard) > 500
    assert len(output.lines) > 100
    for heard in wire.heard:
        marks = found(ALL_MARKS, heard.answered)
        assert marks <= ({NARRATIVE_MARK, "samarsentinel"} if heard.opening else set()), heard
    assert found(ALL_MARKS, stored) == set()
    assert found(ALL_MARKS, output.text.encode()) == set()
    assert said_by_the_server == set()
    assert_opened_by_those_who_may(wire, viewers, cases)


async def test_whatever_anybody_writes_in_the_whole_procedure_is_found_nowhere_but_where_it_was_opened(
    system: System, wire: Wire, output: Output, server: EmbeddedPostgres
) -> None:
    """Every mutation of the procedure, with words of complainants and of officers in every text that is sealed."""
    officers_mark = "tulisansentinel"
    words = Words(identity=dict(IDENTITY), complainant=NARRATIVE, officer="Tulisansentinel: catatan petugas.")
    cases = await walked(system, words)
    viewers = await all_viewers(system, cases)
    await look_everywhere(viewers, list(cases.values()))
    for viewer in viewers.values():
        for case in cases.values():
            for purpose in ("VERIFICATION", "HANDLING", "SUPERVISION", "AUDIT", "OWN_CASE"):
                await viewer.client.try_to(operations.OPEN_CONTENT, case.given(purpose=purpose))
    marks = (*SENTINELS, officers_mark)
    asked = b"".join(heard.asked for heard in wire.heard)

    assert {name for name in on_complaints() if f"{name}(input".encode() not in asked} == set()
    opened = [heard for heard in wire.heard if heard.opening]
    assert found((NARRATIVE_MARK, officers_mark), b"".join(heard.answered for heard in opened)) == {
        NARRATIVE_MARK,
        officers_mark,
    }
    for heard in wire.heard:
        shown = {NARRATIVE_MARK, officers_mark} if heard.opening else set()
        assert found(marks, heard.answered) <= shown, heard
    assert found(marks, dump(system.database.superuser)) == set()
    assert found(marks, output.text.encode()) == set()
    assert found(marks, server_log(server)) == set()


def server_log(server: EmbeddedPostgres) -> bytes:
    """What the database server wrote about itself, in this test and in every one before it."""
    return server.log_file.read_bytes()


def credentials(authorization: str | None) -> str | None:
    """Whose they are: the person a token names, or the number and code of a complainant."""
    if authorization is None or authorization.startswith("Basic "):
        return authorization
    payload = authorization.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["sub"])


def assert_opened_by_those_who_may(
    wire: Wire, viewers: Mapping[str, Viewer], cases: Mapping[str, Case]
) -> None:
    """In so many words, and not from the rights that the system itself asks."""
    names = {credentials(viewer.authorization): name for name, viewer in viewers.items()}
    readers: dict[str, set[str]] = {name: set() for name in cases}
    redacted: dict[str, set[str]] = {name: set() for name in cases}
    for heard in wire.heard:
        if not heard.opening:
            continue
        given = json.loads(heard.asked)["variables"]["input"]
        for which, case in cases.items():
            if UUID(given["complaint"]) == UUID(case.complaint):
                who = names.get(credentials(heard.authorization), "somebody else")
                readers[which] |= {who} if found((NARRATIVE_MARK,), heard.answered) else set()
                redacted[which] |= {who} if found(("samarsentinel",), heard.answered) else set()
    chain = {"Admin Nasional", "Admin Instansi", "the inspectorate"}
    assert readers == {
        "hidden": {*chain, "who complained: hidden"},
        "plain": {*chain, "the liaison who holds it", "who complained: plain"},
    }
    assert redacted == {"hidden": {*chain, "the liaison who holds it"}, "plain": set()}
