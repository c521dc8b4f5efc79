"""Send what the notices say has to go out: each message at most once, and that it was sent is a fact.

The order makes it so. An attempt is in the log before the address is decrypted, and nobody makes an attempt of that
number again; then the message goes; then what became of it is in the log. A sender that dies in between leaves a
message that may have gone, and it is not sent again: the complainant finds every notice in the tracking inbox.
"""

import asyncio
from dataclasses import dataclass
from email.message import EmailMessage
from uuid import UUID, uuid5

import asyncpg
import structlog

from api.adapters.mail import Mailer, MailNotTaken, MailUncertain
from api.application.names import notices_stream
from api.application.occasions import Rules
from api.application.rounds import one_round, stopped
from api.application.system_acts import system_act
from api.application.unsealing import unsealed
from domain import cases, confidentiality
from domain.notice_events import MailFault, NoticeDispatched, NoticeEvent, NoticeFailed, NoticeSent
from domain.notices import WORDS, NoticeKind
from domain.people import ComplaintId
from domain.texts import OfficeTextKind, TextKind
from eventstore.errors import Erased
from eventstore.records import ANY
from eventstore.store import Store
from eventstore.vault import LocalVault
from projections.records import case_events

log = structlog.get_logger(__name__)

# The next attempt waits four times as long as the one before: a minute, four, a quarter of an hour, an hour.
DUE = """
SELECT m.event_id, m.recipient, m.kind, m.complaint, m.attempts, a.audience, a.person, a.stream, a.version, a.part,
       c.tracking_number
FROM read.message AS m
JOIN read.address AS a ON a.recipient = m.recipient
JOIN read.case_file AS c ON c.complaint = m.complaint
WHERE m.state = 'WAITING'
   OR (m.state = 'FAILED' AND m.fault IN ('REFUSED', 'UNREACHABLE') AND m.attempts < $2
       AND m.changed_at + interval '15 seconds' * 4 ^ m.attempts <= $1)
ORDER BY m.position LIMIT 100
"""
MOST_ATTEMPTS = 5
INTERVAL = 5.0  # seconds between two rounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What every message has in common: who it is from, and where a case is looked at."""

    sender: str
    link: str


class Postman:
    """Carries notices to those who have an address."""

    def __init__(
        self,
        *,
        store: Store,
        vault: LocalVault,
        pool: asyncpg.Pool,
        rules: Rules,
        mailer: Mailer,
        letterhead: Letterhead,
        interval: float = INTERVAL,
    ) -> None:
        self._store = store
        self._vault = vault
        self._pool = pool
        self._rules = rules
        self._mailer = mailer
        self._letterhead = letterhead
        self._interval = interval

    async def step(self) -> int:
        """One round; answers how many messages the mail server took."""
        due = await self._pool.fetch(DUE, self._rules.clock(), MOST_ATTEMPTS)
        return sum([await self._carry(row) for row in due])

    async def run(self, stop: asyncio.Event) -> None:
        """A round every few seconds until `stop`. A lost connection or a crowded log is tried again later."""
        done = stop.is_set()
        while not done:
            await one_round(self.step, postponed="mail_postponed")
            done = await stopped(stop, self._interval)

    async def _carry(self, row: asyncpg.Record) -> bool:
        attempt = row["attempts"] + 1
        about = {
            "complaint": ComplaintId(row["complaint"]),
            "notice": row["event_id"],
            "recipient": row["recipient"],
            "attempt": attempt,
        }
        if not await self._append(NoticeDispatched(**about)):
            return False  # somebody else makes this attempt, or made it
        try:
            address = await self._address(row) if await self._entitled(row) else None
            if address is None:
                raise MailNotTaken(MailFault.NOT_ENTITLED)
            await asyncio.to_thread(self._mailer.send, self._message(row, address))
        except MailNotTaken as error:
            log.warning("mail_not_taken", complaint=str(row["complaint"]), attempt=attempt)
            await self._append(NoticeFailed(**about, fault=error.fault))
            return False
        except MailUncertain:
            log.error("mail_outcome_unknown", complaint=str(row["complaint"]), attempt=attempt)
            return False
        return await self._append(NoticeSent(**about))

    async def _entitled(self, row: asyncpg.Record) -> bool:
        """Whether the recipient may know of the case now: a conflict may have come between."""
        case = cases.folded(case_events(await self._store.read(row["complaint"]), self._rules.zone))
        assert case is not None, "a message is about a complaint"
        return row["audience"] in confidentiality.grants(case) and row[
            "person"
        ] not in confidentiality.barred(case)

    async def _address(self, row: asyncpg.Record) -> str:
        """The recipient's address. Raises MailNotTaken where it is erased, or is none."""
        [record] = (await self._store.read(row["stream"], after_version=row["version"] - 1))[:1]
        parts = {part.part: part for part in await self._store.sealed(row["stream"], row["version"])}
        kind: TextKind | OfficeTextKind = OfficeTextKind.CONTACT if row["person"] else TextKind.CONTACT
        belongs: UUID = row["person"] or row["complaint"]
        try:
            sealed = parts[row["part"]].record
            address = await unsealed(self._vault, kind, belongs, of=record, sealed=sealed)
        except Erased:
            raise MailNotTaken(MailFault.NO_ADDRESS) from None
        if "@" not in address or any(character.isspace() for character in address.strip()):
            raise MailNotTaken(MailFault.NO_ADDRESS)
        return address.strip()

    def _message(self, row: asyncpg.Record, address: str) -> EmailMessage:
        """The number, a fixed sentence and a link: nothing anybody wrote (BAB IV.A.2.b, X.A.5)."""
        number, words = row["tracking_number"], WORDS[NoticeKind(row["kind"])]
        message = EmailMessage()
        message["From"] = self._letterhead.sender
        message["To"] = address
        message["Subject"] = f"SP4N-LAPOR! {number}"
        message["Auto-Submitted"] = "auto-generated"
        domain = self._letterhead.sender.rpartition("@")[2].strip(">")
        message["Message-ID"] = f"<{uuid5(row['event_id'], str(row['recipient']))}@{domain}>"
        link = f"{self._letterhead.link}{number}"
        message.set_content(f"{number}\n\n{words.id}\n{link}\n\n{words.en}\n{link}\n")
        return message

    async def _append(self, event: NoticeEvent) -> bool:
        """Whether this was the first time; the same step of the same attempt is taken once, whoever takes it."""
        begins = isinstance(event, NoticeDispatched)
        name = f"{event.recipient}:{event.attempt}:{'begin' if begins else 'end'}"
        act = system_act(
            notices_stream(event.complaint),
            ANY,
            [event],
            request=uuid5(event.notice, name),
            cause=event.notice,
            at=self._rules.clock(),
        )
        return not (await self._store.append_one(act)).repeated
