"""From events to stored bytes: pack the facts, seal the words, name the cause, append."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import orjson

from api.application.names import person_key, scope_of
from api.application.occasions import Clock
from domain import wire
from domain.commands import Command, FetchDocument, OpenContent, OpenDocument, SendDocument
from domain.oversight_commands import OpenOfficeRecord
from domain.people import Actor, ComplaintId
from domain.texts import Filed, Named, NameKind, OfficeTextKind, Posted, Sealed, Shown, Text, TextKind
from domain.wire import AnyEvent
from eventstore.ids import event_id
from eventstore.records import Answer, AppendCommand, Cause, Guard, Item, NewEvent, SealedPart
from eventstore.sealing import open_record
from eventstore.store import Store
from eventstore.vault import LocalVault
from eventstore.vault import Purpose as KeyPurpose
from schema.context import AnyOfficeCommand, Texts

AccessCommand = OpenContent | OpenDocument | SendDocument | FetchDocument | OpenOfficeRecord
"""What somebody asks without changing a case: to look at something, or to be let in with a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One event for one stream, at the version the writer has seen."""

    stream: UUID
    expected: int
    event: AnyEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One request as the log knows it: who, under which id, with what fingerprint of its content."""

    by: Actor
    scope: str
    request: UUID
    fingerprint: bytes

    @classmethod
    def of(
        cls,
        command: Command | AnyOfficeCommand | AccessCommand,
        *,
        texts: Texts,
        by: Actor,
        request: UUID,
        vault: LocalVault,
        scope: str | None = None,
    ) -> "Letter":
        """The fingerprint covers the command's name, its fields and every text that came with it."""
        content = [type(command).__name__, _plain(command), list(texts.all())]
        return cls(
            by=by,
            scope=scope or scope_of(by),
            request=request,
            fingerprint=vault.fingerprint(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)),
        )


def _plain(command: object) -> dict[str, object]:
    assert dataclasses.is_dataclass(command)
    return {field.name: _spelled(getattr(command, field.name)) for field in dataclasses.fields(command)}


def _spelled(value: object) -> object:
    match value:
        case Sealed() | Shown() | Filed() | Posted() | Named():
            return [value.kind.value, value.part]
        case StrEnum():
            return value.value
        case tuple():
            return [_spelled(each) for each in value]
        case UUID():
            return str(value)
        case bytes():
            return value.hex()
        case _:
            return value


class Scribe:
    """Writes what was decided. Nothing is encrypted before it is decided, nothing stored before it is sealed."""

    def __init__(self, store: Store, vault: LocalVault, clock: Clock) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock

    async def append(
        self,
        letter: Letter,
        lines: Sequence[Line],
        *,
        texts: Texts,
        case: ComplaintId | None = None,
        file: UUID | None = None,
        guards: Sequence[Guard] = (),
    ) -> Answer:
        """All lines or none. Raises StreamMoved, CommandKeyReused, LogClosed, Overloaded.

        `case`: the complaint that sealed texts belong to; `file`: for what the office files, the officer or the record.
        """
        kept = Kept(case=case, file=file)
        items = [await self._item(letter, ordinal, line, texts, kept) for ordinal, line in enumerate(lines)]
        return await self._store.append_one(
            AppendCommand(
                scope=letter.scope,
                key=letter.request,
                fingerprint=letter.fingerprint,
                cause=Cause(
                    actor=letter.by.person, actor_role=letter.by.role.value, correlation=letter.request
                ),
                items=tuple(items),
                guards=tuple(guards),
            )
        )

    async def _item(self, letter: Letter, ordinal: int, line: Line, texts: Texts, kept: "Kept") -> Item:
        packed = wire.pack(line.event)
        identity = event_id(self._store.origin, letter.scope, letter.request, ordinal)
        parts = [
            await self._part(text, texts, kept, identity, packed.schema_version)
            for text in wire.texts_of(line.event)
        ]
        event = NewEvent(
            type=packed.type,
            schema_version=packed.schema_version,
            schema_hash=wire.schema_hash(packed.type, packed.schema_version),
            facts=packed.facts,
            occurred_at=self._clock(),
            sealed=tuple(parts),
        )
        return Item(stream=line.stream, expected=line.expected, event=event)

    async def _part(
        self,
        text: Text,
        texts: Texts,
        kept: "Kept",
        identity: UUID,
        schema_version: int,
    ) -> SealedPart:
        words = texts.words_of(text)
        if isinstance(text, Shown | Posted):
            return SealedPart(part=text.part, record=open_record(words), subject=None)
        belongs = kept.file if isinstance(text, Filed) else kept.case
        assert belongs is not None, "sealed text belongs to a case, an officer or a record"
        subject, purpose = key_of(text.kind, belongs)
        record = await self._vault.seal(
            subject=subject,
            purpose=purpose,
            case=belongs,
            field=text.kind.value,
            event_id=identity,
            schema_version=schema_version,
            text=words,
        )
        return SealedPart(part=text.part, record=record, subject=subject)


_OF_THE_PERSON = frozenset({TextKind.IDENTITY, TextKind.REPRESENTATIVE, TextKind.ACCESSIBILITY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the sealed texts of one append belong to."""

    case: ComplaintId | None
    file: UUID | None


def key_of(kind: TextKind | OfficeTextKind | NameKind, belongs: UUID) -> tuple[UUID, KeyPurpose]:
    """Whose key seals a text: a person's for all that leads to the person, else that of the case or the record.

    `belongs` is the complaint; for what the office files, the officer or the record.
    """
    # Two kinds of different lists may be spelt alike, and are equal then: first the list, then the kind.
    if isinstance(kind, OfficeTextKind):
        return belongs, KeyPurpose.CONTACT if kind is OfficeTextKind.CONTACT else KeyPurpose.RECORD
    if kind is TextKind.CONTACT:
        return person_key(ComplaintId(belongs)), KeyPurpose.CONTACT
    if kind in _OF_THE_PERSON:
        return person_key(ComplaintId(belongs)), KeyPurpose.PERSON
    return belongs, KeyPurpose.CASE
