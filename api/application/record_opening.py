"""Open the text of a record that the office keeps: note it first, then decrypt, and only for whoever may read it."""

from uuid import UUID

from api.application.access_book import AccessBook
from api.application.desk import CaseDesk
from api.application.names import access_stream, record_stream
from api.application.occasions import Rules
from api.application.oversight import Folder, read_folder
from api.application.scribe import Letter
from api.application.unsealing import unsealed
from domain import wire
from domain.errors import RuleBroken
from domain.oversight import OnFile, open_record
from domain.oversight_commands import OpenOfficeRecord
from domain.oversight_events import OfficeRecordOpened
from domain.people import Actor, RecordId
from domain.texts import Filed
from eventstore.errors import Erased
from eventstore.records import RecordedEvent
from eventstore.store import Store
from eventstore.vault import LocalVault
from schema.context import Handled, OpenedRecordText, Texts


class RecordReading:
    """The one place where the office's own sealed words become readable again. A contact is none of them."""

    def __init__(self, *, store: Store, vault: LocalVault, rules: Rules, desk: CaseDesk) -> None:
        self._store = store
        self._vault = vault
        self._rules = rules
        self._desk = desk
        self._book = AccessBook(store, vault, rules)

    async def open_record(
        self, command: OpenOfficeRecord, *, by: Actor, request: UUID
    ) -> tuple[Handled, tuple[OpenedRecordText, ...]]:
        """A repeated request notes nothing again, and asks the rights again."""
        letter = Letter.of(command, texts=Texts(), by=by, request=request, vault=self._vault)
        try:
            answer = await self._book.noted(
                letter,
                access_stream(command.record),
                lambda: self._opening(command, by),
                command=type(command).__name__,
            )
            folder, _ = await self._allowed(command, by)
            return await self._desk.answered(answer), await self._read(command.record, folder)
        except RuleBroken as broken:
            return broken, ()

    async def _opening(self, command: OpenOfficeRecord, by: Actor) -> OfficeRecordOpened:
        _, opened = await self._allowed(command, by)
        return opened

    async def _allowed(self, command: OpenOfficeRecord, by: Actor) -> tuple[Folder, OfficeRecordOpened]:
        """The record, and the opening that may be noted. Raises NoSuchRecord."""
        folder = await read_folder(self._store, record_stream(command.record), self._rules.zone)
        file = OnFile(record=command.record, history=folder.history, author=folder.author)
        return folder, open_record(command, file, by)

    async def _read(self, record: RecordId, folder: Folder) -> tuple[OpenedRecordText, ...]:
        opened: list[OpenedRecordText] = []
        for event, recorded in zip(folder.history, folder.records, strict=True):
            handles = [text for text in wire.texts_of(event) if isinstance(text, Filed)]
            parts = {
                part.part: part.record
                for part in await self._store.sealed(recorded.stream, recorded.version)
                if handles
            }
            for text in handles:
                words = await self._words(record, text, recorded, parts[text.part])
                opened.append(OpenedRecordText(kind=text.kind, words=words))
        return tuple(opened)

    async def _words(
        self, record: RecordId, text: Filed, recorded: RecordedEvent, sealed: bytes
    ) -> str | None:
        try:
            return await unsealed(self._vault, text.kind, record, of=recorded, sealed=sealed)
        except Erased:
            return None
