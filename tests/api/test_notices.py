"""Who is told what: the tracking inbox always, and mail where there is an address, at most once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

from api.adapters.mail import MailNotTaken, MailUncertain
from api.application.names import unit_of
from api.application.occasions import Rules
from api.application.postman import MOST_ATTEMPTS, Letterhead, Postman
from api.parts import pool_for
from api.settings import Part
from domain.notice_events import MailFault
from domain.notices import WORDS, NoticeKind
from domain.people import Role
from eventstore.store import Store
from eventstore.vault import LocalVault
from eventstore.vault_keys import VaultKeys
from tests.support.journey import UNIT, Case, answered, disposed, filed, reviewed_nationally
from tests.support.system import System

ADDRESS = "pengadu.contoh@mail.test"
LINK = "https://jejak.test/"
GRANT = """mutation Grant($input: GrantRoleInput!) { grantRole(input: $input) { __typename } }"""
NOTICES = """query Notices($trackingNumber: String!) {
  complaint(trackingNumber: $trackingNumber) { notices { kind occurredAt indonesian english sentAt } }
}"""


class Box:
    """A mail server that keeps what it takes, and takes it as the test says."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.troubles: list[Exception] = []

    def send(self, message: EmailMessage) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        self.taken.append(message)

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.taken if message["To"] == address]


@asynccontextmanager
async def postman(system: System, box: Box) -> AsyncIterator[Postman]:
    async with pool_for(system.settings, Part.VAULT, size=1) as vault_pool:
        store = Store(system.api.pool, system.api.store.log_id, system.settings.origin)
        keys = VaultKeys.load(system.settings.vault_keys)
        yield Postman(
            store=store,
            vault=LocalVault(vault_pool, keys, system.settings.origin),
            pool=system.api.pool,
            rules=Rules(store=store, clock=system.clock, zone=system.settings.zone),
            mailer=box,
            letterhead=Letterhead(sender="jejak@jejak.test", link=LINK),
        )


async def rounds(system: System, carrier: Postman) -> int:
    """A round once every notice is there, and what it says of itself is read."""
    await system.caught_up()
    sent = await carrier.step()
    await system.caught_up()
    return sent


async def inbox(case: Case) -> list[dict[str, Any]]:
    answer = await case.complainant.ask(NOTICES, {"trackingNumber": case.number})
    notices: list[dict[str, Any]] = answer["complaint"]["notices"]
    return notices


async def test_the_tracking_inbox_tells_every_step_without_any_address(system: System) -> None:
    case = await filed(system)
    await reviewed_nationally(case)
    await disposed(case)
    await answered(case)

    told = [notice["kind"] for notice in await inbox(case)]

    assert told == ["ANSWERED", "INITIAL_RESPONSE", "WITH_UNIT", "FORWARDED", "VERIFIED", "RECEIVED"]
    async with postman(system, box := Box()) as carrier:
        assert await rounds(system, carrier) == 0
    assert box.taken == []


async def test_a_message_names_the_number_and_nothing_else(system: System) -> None:
    case = await filed(system, contact=ADDRESS, confidential=True)
    async with postman(system, box := Box()) as carrier:
        assert await rounds(system, carrier) == 1

    [message] = box.to(ADDRESS)
    words = WORDS[NoticeKind.RECEIVED]
    link = f"{LINK}{case.number}"
    assert message["Subject"] == f"SP4N-LAPOR! {case.number}"
    assert message.get_content() == f"{case.number}\n\n{words.id}\n{link}\n\n{words.en}\n{link}\n"
    [notice] = await inbox(case)
    assert notice["sentAt"] is not None


async def test_a_message_goes_out_once_however_many_carry(system: System) -> None:
    await filed(system, contact=ADDRESS)
    await system.caught_up()
    box = Box()
    async with postman(system, box) as one, postman(system, box) as other:
        await asyncio.gather(one.step(), other.step(), one.step(), other.step())
        assert await rounds(system, one) == 0

    assert len(box.to(ADDRESS)) == 1


async def test_what_the_server_did_not_take_is_tried_again_later_and_not_for_ever(system: System) -> None:
    await filed(system, contact=ADDRESS)
    box = Box()
    box.troubles = [MailNotTaken(MailFault.UNREACHABLE)] * (MOST_ATTEMPTS - 1)
    async with postman(system, box) as carrier:
        for hour in range(9, 9 + MOST_ATTEMPTS - 1):
            system.clock.move_to(system.clock().date(), hour)
            assert await rounds(system, carrier) == 0
            assert await rounds(system, carrier) == 0  # within the minute nobody tries again
            assert len(box.troubles) == MOST_ATTEMPTS - 2 - (hour - 9)
        system.clock.move_to(system.clock().date(), 20)
        assert await rounds(system, carrier) == 1
    assert len(box.to(ADDRESS)) == 1


async def test_a_message_that_may_have_gone_is_never_sent_a_second_time(system: System) -> None:
    case = await filed(system, contact=ADDRESS)
    box = Box()
    box.troubles = [MailUncertain()]
    async with postman(system, box) as carrier:
        assert await rounds(system, carrier) == 0
        system.clock.move_to(system.clock().date(), 22)
        assert await rounds(system, carrier) == 0

    assert box.taken == []
    assert [notice["sentAt"] for notice in await inbox(case)] == [None]


async def test_that_a_message_was_sent_is_a_fact_and_was_recorded_before_the_address_was_read(
    system: System,
) -> None:
    await filed(system, contact=ADDRESS)
    recorded: list[list[str]] = []

    class Looking(Box):
        def send(self, message: EmailMessage) -> None:
            recorded.append(asyncio.run_coroutine_threadsafe(kinds(), loop).result(timeout=30))
            super().send(message)

    async def kinds() -> list[str]:
        rows = await system.fetch(
            "SELECT convert_from(entry, 'UTF8')::json ->> 'type' AS type FROM ledger.event ORDER BY seq DESC LIMIT 1"
        )
        return [row["type"] for row in rows]

    loop = asyncio.get_running_loop()
    async with postman(system, Looking()) as carrier:
        assert await rounds(system, carrier) == 1
    assert recorded == [["NoticeDispatched"]]
    assert await kinds() == ["NoticeSent"]


async def test_an_address_that_is_none_is_not_written_to(system: System) -> None:
    for contact in ("0811 2233 4455", "a@b.test\nBcc: c@d.test"):
        await filed(system, contact=contact)
    async with postman(system, box := Box()) as carrier:
        assert await rounds(system, carrier) == 0
        assert await rounds(system, carrier) == 0
    assert box.taken == []
    rows = await system.fetch("SELECT state, fault FROM read.message")
    assert {(row["state"], row["fault"]) for row in rows} == {("FAILED", "NO_ADDRESS")}


async def test_an_officer_is_told_that_a_case_waits_and_one_whom_it_concerns_is_not(system: System) -> None:
    told, concerned = uuid4(), uuid4()
    for person, contact in ((told, "petugas@kantor.test"), (concerned, "terlapor@kantor.test")):
        given = {
            "person": str(person),
            "role": "LIAISON_OFFICER",
            "unit": str(unit_of(UNIT)),
            "basis": "CONTRACT",
        }
        await system.officer(Role.RESPONSIBLE_HEAD).do(GRANT, {**given, "contact": contact})
    case = await filed(system)
    await reviewed_nationally(case)
    parties = {"object": "Pengangkutan sampah pasar", "officers": [str(concerned)]}
    await disposed(case, parties=parties)

    async with postman(system, box := Box()) as carrier:
        assert await rounds(system, carrier) == 1

    [message] = box.to("petugas@kantor.test")
    assert case.number in message.get_content()
    assert WORDS[NoticeKind.ARRIVED].id in message.get_content()
    assert box.to("terlapor@kantor.test") == []
