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
from api.application.scribe import key_of
from api.application.system_acts import system_act
from domain import cases, confidentiality
from domain.cases import Case
from domain.events import Event
from domain.notice_events import MailFault, NoticeDispatched, NoticeEvent, NoticeFailed, NoticeSent
from domain.notices import WORDS, NoticeKind
from domain.people import ComplaintId
from domain.texts import OfficeTextKind, TextKind
from eventstore.errors import Erased, Overloaded, WaitedTooLong
from eventstore.log_events import LOG_EVENTS
from eventstore.records import ANY
from eventstore.store import Store
from eventstore.vault import LocalVault
from projections.faults import is_passing
from projections.records import event_of

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
_CROWDED = (Overloaded, WaitedTooLong)


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
        while not stop.is_set():
            try:
                await self.step()
            except Exception as error:
                if not (is_passing(error) or isinstance(error, _CROWDED)):
                    raise
                log.warning("mail_postponed", error=type(error).__name__)
            try:
                await asyncio.wait_for(stop.wait(), self._interval)
            except TimeoutError:
                continue

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
        case: Case | None = None
        for record in await self._store.read(row["complaint"]):
            if record.type not in LOG_EVENTS:
                event = event_of(record, self._rules.zone)
                assert isinstance(event, Event)
                case = cases.after(case, event)
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
        subject, purpose = key_of(kind, belongs)
        try:
            address = await self._vault.open(
                subject=subject,
                purpose=purpose,
                case=belongs,
                field=kind.value,
                event_id=record.event_id,
                schema_version=record.schema_version,
                record=parts[row["part"]].record,
            )
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
