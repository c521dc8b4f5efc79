"""Documents on their way in and out: what is expected, received, opened and fetched (BAB IV.A.2.c).

The log says who may; the read models only lead from the id of a document or an opening to its case.
"""

from contextlib import suppress
from uuid import UUID, uuid4

import asyncpg

from api.application.access_book import AccessBook
from api.application.desk import CaseDesk
from api.application.documents import Expected, Fetchable, Stored
from api.application.names import access_stream, document_of, opening_of, step_of
from api.application.occasions import Rules
from api.application.offices import guard_of
from api.application.scribe import AccessCommand, Letter
from api.application.unsealing import unsealed
from domain import documents
from domain.commands import AnnounceDocument, FetchDocument, OpenDocument, ReceiveDocument, SendDocument
from domain.complaint import replay
from domain.errors import (
    DocumentReceivedAlready,
    NoSuchCase,
    NoSuchDocument,
    RuleBroken,
)
from domain.events import DocumentAnnounced, DocumentFetched, DocumentOpened
from domain.people import Actor, ComplaintId, DocumentId, OpeningId, PersonId
from domain.states import Submitted, Unsubmitted
from domain.texts import Named
from domain.vocabulary import About, MediaType, Purpose
from eventstore.errors import Erased, Overloaded
from eventstore.store import Store
from eventstore.vault import LocalVault
from projections.records import event_of
from schema.context import Done, Handled, Moved, Texts
from schema.document_answers import AnnouncedDocument, OpenedDocument

CASE_OF = "SELECT complaint FROM read.document WHERE document = $1"
OPENING = "SELECT complaint, version FROM read.document_opening WHERE opening = $1"


class DocumentDesk:
    """Fills in `api.application.documents.Documents`, and the two mutations that come before it."""

    def __init__(
        self, *, store: Store, vault: LocalVault, pool: asyncpg.Pool, rules: Rules, desk: CaseDesk
    ) -> None:
        self._store = store
        self._vault = vault
        self._pool = pool
        self._rules = rules
        self._desk = desk
        self._book = AccessBook(store, vault, rules)

    async def announce(
        self,
        complaint: ComplaintId,
        *,
        about: About,
        media_type: MediaType,
        size: int,
        name: Named,
        texts: Texts,
        by: Actor,
        request: UUID,
        expected_version: int | None,
    ) -> tuple[Handled, AnnouncedDocument | None]:
        """A repeated request is answered with the same document, and with the same last moment to send it."""
        command = AnnounceDocument(
            complaint=complaint,
            document=document_of(by, request),
            about=about,
            media_type=media_type,
            size=size,
            name=name,
        )
        handled = await self._desk.handle(
            command, texts=texts, by=by, request=request, expected_version=expected_version
        )
        if not isinstance(handled, Done):
            return handled, None
        try:
            case, _ = await self._case(complaint, by)
        except RuleBroken as broken:  # asked again by somebody who may know of the case no longer
            return broken, None
        upload_by = case.file.documents[command.document].upload_by
        return handled, AnnouncedDocument(document=command.document, upload_by=upload_by)

    async def expected(self, document: DocumentId, *, by: Actor) -> Expected:
        complaint: ComplaintId | None = await self._pool.fetchval(CASE_OF, document)
        try:
            await guard_of(self._store, by, self._rules.today, self._rules.zone)
            if complaint is None:
                raise NoSuchDocument
            case, _ = await self._case(complaint, by)
            found = documents.expected(case, document, by, self._rules.clock())
        except RuleBroken as broken:
            await self._refuse(SendDocument(document=document), broken, by, complaint)
            raise
        return Expected(
            complaint=complaint,
            document=document,
            media_type=found.media_type,
            size=found.size,
            digest=found.digest,
        )

    async def received(self, expected: Expected, stored: Stored, *, by: Actor) -> bytes:
        command = ReceiveDocument(
            complaint=expected.complaint,
            document=expected.document,
            media_type=stored.media_type,
            size=stored.size,
            digest=stored.digest,
        )
        request = step_of(expected.document, stored.digest.hex())
        handled = await self._desk.handle(command, texts=Texts(), by=by, request=request)
        match handled:
            case Done():
                return stored.digest
            case DocumentReceivedAlready():
                case, _ = await self._case(expected.complaint, by)
                standing = case.file.documents[expected.document].digest
                assert standing is not None, "it was received"
                return standing
            case NoSuchCase():
                raise NoSuchDocument
            case RuleBroken():
                raise handled
            case Moved():
                raise Overloaded

    async def refused(self, expected: Expected, broken: RuleBroken, *, by: Actor) -> None:
        await self._refuse(SendDocument(document=expected.document), broken, by, expected.complaint)

    async def open_document(
        self,
        complaint: ComplaintId,
        document: DocumentId,
        *,
        purpose: Purpose,
        by: Actor,
        request: UUID,
    ) -> tuple[Handled, OpenedDocument | None]:
        """A repeated request is the same opening, until the same moment; the rights are asked again."""
        command = OpenDocument(complaint=complaint, document=document, purpose=purpose)
        try:
            answer = await self._book.noted(
                self._letter(command, by, request),
                access_stream(complaint),
                lambda: self._opening(command, by, request),
                command=type(command).__name__,
                complaint=complaint,
            )
            case, _ = await self._case(complaint, by)
            found = documents.openable(case, document, by)
            opened, _ = await self._opened(complaint, answer.events[0].version)
            shown = OpenedDocument(
                opening=opened.opening,
                name=await self._name(complaint, document),
                media_type=found.media_type,
                size=found.size,
                until=opened.until,
            )
            return await self._desk.answered(answer), shown
        except RuleBroken as broken:
            return broken, None

    async def fetched(self, opening: OpeningId, *, by: Actor) -> Fetchable:
        command = FetchDocument(opening=opening)
        row = await self._pool.fetchrow(OPENING, opening)
        if row is None:
            await self._refuse(command, NoSuchDocument(), by, None)
            raise NoSuchDocument
        complaint = ComplaintId(row["complaint"])
        opened, opened_by = await self._opened(complaint, row["version"])
        await self._book.noted(
            self._letter(command, by, uuid4()),
            access_stream(complaint),
            lambda: self._fetching(opened, opened_by, by),
            command=type(command).__name__,
            complaint=complaint,
        )
        case, _ = await self._case(complaint, by)
        found = documents.openable(case, opened.document, by)
        assert found.digest is not None, "it was received"
        return Fetchable(
            complaint=complaint,
            document=opened.document,
            digest=found.digest,
            size=found.size,
            media_type=found.media_type,
            name=await self._name(complaint, opened.document),
        )

    async def _opening(self, command: OpenDocument, by: Actor, request: UUID) -> DocumentOpened:
        case, version = await self._case(command.complaint, by)
        occasion = await self._rules.occasion(self._pool, by)
        return documents.open_document(command, case, opening_of(by, request), version, occasion)

    async def _fetching(self, opened: DocumentOpened, opened_by: PersonId, by: Actor) -> DocumentFetched:
        case, _ = await self._case(opened.complaint, by)
        return documents.fetch(opened, opened_by, case, by, self._rules.clock())

    async def _case(self, complaint: ComplaintId, by: Actor) -> tuple[Submitted, int]:
        """The case and its version. Raises NoSuchDocument where this actor may not know of it."""
        try:
            events = await self._desk.load(complaint, by)
        except NoSuchCase:
            raise NoSuchDocument from None
        case = replay(events)
        assert not isinstance(case, Unsubmitted), "load refuses a complaint without events"
        return case, len(events)

    async def _opened(self, complaint: ComplaintId, version: int) -> tuple[DocumentOpened, PersonId]:
        """An opening, by its place in the stream of what was looked at, and who opened."""
        record = await self._store.read_one(access_stream(complaint), version)
        event = event_of(record, self._rules.zone)
        assert isinstance(event, DocumentOpened)
        return event, PersonId(record.actor)

    async def _name(self, complaint: ComplaintId, document: DocumentId) -> str | None:
        """What its sender called it. Whoever calls this has put on record that it is shown."""
        for record in await self._store.read(complaint):
            event = event_of(record, self._rules.zone)
            if isinstance(event, DocumentAnnounced) and event.document == document:
                parts = {
                    part.part: part.record for part in await self._store.sealed(complaint, record.version)
                }
                sealed = parts[event.name.part]
                with suppress(Erased):
                    return await unsealed(self._vault, event.name.kind, complaint, of=record, sealed=sealed)
        return None

    async def _refuse(
        self, command: AccessCommand, broken: RuleBroken, by: Actor, complaint: ComplaintId | None
    ) -> None:
        letter = self._letter(command, by, uuid4())
        await self._book.refuse(letter, broken, command=type(command).__name__, complaint=complaint)

    def _letter(self, command: AccessCommand, by: Actor, request: UUID) -> Letter:
        return Letter.of(command, texts=Texts(), by=by, request=request, vault=self._vault)
