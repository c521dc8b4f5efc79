"""Open sealed text: record it first, then decrypt, and only what this viewer may open."""

from uuid import UUID

from api.application.desk import CaseDesk, Rules
from api.application.names import access_stream
from api.application.offices import guard_of
from api.application.refusals import Refusals
from api.application.scribe import Letter, Line, Scribe, key_of
from domain import confidentiality, wire
from domain.commands import OpenContent
from domain.confidentiality import Case
from domain.errors import PurposeNotAllowed, RequestIdReused, RuleBroken
from domain.events import ContentViewed, Event
from domain.people import Actor, ComplaintId
from domain.texts import Sealed, TextKind
from eventstore.errors import CommandKeyReused, Erased
from eventstore.records import ANY, Answer, RecordedEvent
from eventstore.store import Store
from eventstore.vault import LocalVault
from schema.context import Handled, OpenedText, Texts


class Reading:
    """The one place where stored words become readable again."""

    def __init__(self, *, store: Store, vault: LocalVault, rules: Rules, desk: CaseDesk) -> None:
        self._store = store
        self._vault = vault
        self._rules = rules
        self._desk = desk
        self._scribe = Scribe(store, vault, rules.clock)
        self._refusals = Refusals(store, self._scribe)

    async def open_content(
        self, command: OpenContent, *, by: Actor, request: UUID
    ) -> tuple[Handled, tuple[OpenedText, ...]]:
        """The rights are asked again at every try, also when the request was answered before."""
        letter = Letter.of(command, texts=Texts(), by=by, request=request, vault=self._vault)
        answer: Answer | None = None
        try:
            answer = await self._store.answer_of(letter.scope, request, letter.fingerprint)
            if answer and (refused := await self._refusals.recall(answer)):
                return refused, ()
            kinds = await self._openable(command, by)
            if answer is None:
                event = ContentViewed(
                    complaint=command.complaint, purpose=command.purpose, kinds=tuple(sorted(kinds))
                )
                answer = await self._scribe.append(
                    letter,
                    [Line(stream=access_stream(command.complaint), expected=ANY, event=event)],
                    texts=Texts(),
                    case=None,
                    guards=await guard_of(self._store, by, self._rules.today),
                )
            return await self._desk.answered(answer), await self._read(command.complaint, kinds)
        except RuleBroken as broken:
            if answer is None:
                await self._refusals.record(
                    letter, broken, command=type(command).__name__, complaint=command.complaint
                )
            return broken, ()
        except CommandKeyReused:
            return RequestIdReused(), ()

    async def _openable(self, command: OpenContent, by: Actor) -> frozenset[TextKind]:
        await guard_of(self._store, by, self._rules.today)
        case: Case | None = None
        for event in await self._desk.load(command.complaint, by):
            case = confidentiality.after(case, event)
        assert case is not None, "load refuses a complaint without events"
        if not confidentiality.purpose_allowed(by, command.purpose):
            raise PurposeNotAllowed
        return confidentiality.openable(case, by)

    async def _read(self, complaint: ComplaintId, kinds: frozenset[TextKind]) -> tuple[OpenedText, ...]:
        opened: list[OpenedText] = []
        for record in await self._store.read(complaint):
            event = wire.unpack(record.type, record.schema_version, record.facts)
            assert isinstance(event, Event)
            for text in wire.texts_of(event):
                if isinstance(text, Sealed) and text.kind in kinds:
                    words = await self._words(complaint, record, text)
                    opened.append(OpenedText(kind=text.kind, version=record.version, words=words))
        return tuple(opened)

    async def _words(self, complaint: ComplaintId, record: RecordedEvent, text: Sealed) -> str | None:
        parts = {part.part: part for part in await self._store.sealed(record.stream, record.version)}
        subject, purpose = key_of(text.kind, complaint)
        try:
            return await self._vault.open(
                subject=subject,
                purpose=purpose,
                case=complaint,
                field=text.kind.value,
                event_id=record.event_id,
                schema_version=record.schema_version,
                record=parts[text.part].record,
            )
        except Erased:
            return None
