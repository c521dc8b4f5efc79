"""Open sealed text: record it first, then decrypt, and only what this viewer may open."""

from uuid import UUID

from api.application.access_book import AccessBook
from api.application.desk import CaseDesk
from api.application.names import access_stream
from api.application.occasions import Rules
from api.application.scribe import Letter
from api.application.unsealing import unsealed
from domain import cases, confidentiality, wire
from domain.commands import OpenContent
from domain.errors import PurposeNotAllowed, RuleBroken
from domain.events import ContentViewed
from domain.people import Actor, ComplaintId
from domain.texts import Sealed, TextKind
from eventstore.errors import Erased
from eventstore.records import Answer, RecordedEvent
from eventstore.store import Store
from eventstore.vault import LocalVault
from projections.records import event_of
from schema.context import Handled, OpenedText, Texts


class Reading:
    """The one place where stored words become readable again."""

    def __init__(self, *, store: Store, vault: LocalVault, rules: Rules, desk: CaseDesk) -> None:
        self._store = store
        self._vault = vault
        self._rules = rules
        self._desk = desk
        self._book = AccessBook(store, vault, rules)

    async def open_content(
        self, command: OpenContent, *, by: Actor, request: UUID
    ) -> tuple[Handled, tuple[OpenedText, ...]]:
        """A repeated request shows what it was recorded for and nothing written since; the rights are asked again."""
        letter = Letter.of(command, texts=Texts(), by=by, request=request, vault=self._vault)
        try:
            answer = await self._book.noted(
                letter,
                access_stream(command.complaint),
                lambda: self._viewing(command, by),
                command=type(command).__name__,
                complaint=command.complaint,
            )
            viewed = await self._viewed(answer)
            allowed, _ = await self._rights(command, by) if answer.repeated else (frozenset(viewed.kinds), 0)
            texts = await self._read(viewed, allowed)
            return await self._desk.answered(answer), texts
        except RuleBroken as broken:
            return broken, ()

    async def _viewing(self, command: OpenContent, by: Actor) -> ContentViewed:
        kinds, version = await self._rights(command, by)
        return ContentViewed(
            complaint=command.complaint,
            purpose=command.purpose,
            kinds=tuple(sorted(kinds)),
            version=version,
        )

    async def _rights(self, command: OpenContent, by: Actor) -> tuple[frozenset[TextKind], int]:
        """What this viewer may open of the case now, and its version. Raises NoSuchCase, PurposeNotAllowed."""
        events = await self._desk.load(command.complaint, by)
        case = cases.folded(events)
        assert case is not None, "load refuses a complaint without events"
        if not confidentiality.purpose_allowed(by, command.purpose):
            raise PurposeNotAllowed
        return confidentiality.openable(case, by), len(events)

    async def _viewed(self, answer: Answer) -> ContentViewed:
        first = answer.events[0]
        record = await self._store.read_one(first.stream, first.version)
        event = event_of(record, self._rules.zone)
        assert isinstance(event, ContentViewed)
        return event

    async def _read(self, viewed: ContentViewed, allowed: frozenset[TextKind]) -> tuple[OpenedText, ...]:
        kinds = allowed.intersection(viewed.kinds)
        opened: list[OpenedText] = []
        for record in await self._store.read(viewed.complaint):
            if record.version > viewed.version:
                break
            event = event_of(record, self._rules.zone)
            for text in wire.texts_of(event):
                if isinstance(text, Sealed) and text.kind in kinds:
                    words = await self._words(viewed.complaint, record, text)
                    opened.append(OpenedText(kind=text.kind, version=record.version, words=words))
        return tuple(opened)

    async def _words(self, complaint: ComplaintId, record: RecordedEvent, text: Sealed) -> str | None:
        parts = {part.part: part for part in await self._store.sealed(record.stream, record.version)}
        try:
            sealed = parts[text.part].record
            return await unsealed(self._vault, text.kind, complaint, of=record, sealed=sealed)
        except Erased:
            return None
