"""What the schema needs from outside: two ports, and what is known about the request.

`api` fills the ports in; nothing here knows a log, a key or a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

import strawberry
from strawberry.types import Info as StrawberryInfo

from domain.commands import Command, OfficeCommand
from domain.decree_commands import DecreeCommand
from domain.errors import RuleBroken
from domain.oversight_commands import OversightCommand
from domain.people import (
    Actor,
    AssignmentId,
    ComplaintId,
    DocumentId,
    PersonId,
    RecordId,
    Role,
    UnitId,
)
from domain.texts import Filed, Named, NameKind, OfficeTextKind, Posted, Sealed, Shown, Text, TextKind
from domain.vocabulary import About, Basis, Channel, MediaType, Purpose
from schema.compiler import Code, RequestError
from schema.document_answers import AnnouncedDocument, OpenedDocument


class Texts:
    """The words of one request, kept apart from its command until the desk has sealed them."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def seal(self, kind: TextKind, words: str) -> Sealed:
        """Take words that only an opening or a disclosure may read later."""
        return Sealed(kind=kind, part=self._take(words))

    def seal_if(self, kind: TextKind, words: str | None) -> Sealed | None:
        """As `seal`; nothing where nothing was written."""
        return None if words is None else self.seal(kind, words)

    def name(self, kind: NameKind, words: str) -> Named:
        """Take what somebody calls a thing; only an opening of the thing may read it later."""
        return Named(kind=kind, part=self._take(words))

    def show_if(self, kind: TextKind, words: str | None) -> Shown | None:
        """Take words an officer wrote to be read without opening."""
        return None if words is None else Shown(kind=kind, part=self._take(words))

    def file(self, kind: OfficeTextKind, words: str) -> Filed:
        """Take words that the office keeps; only an opening may read them later."""
        return Filed(kind=kind, part=self._take(words))

    def file_if(self, kind: OfficeTextKind, words: str | None) -> Filed | None:
        """As `file`; nothing where nothing was written."""
        return None if words is None else self.file(kind, words)

    def post(self, kind: OfficeTextKind, words: str) -> Posted:
        """Take words that the office publishes."""
        return Posted(kind=kind, part=self._take(words))

    def post_if(self, kind: OfficeTextKind, words: str | None) -> Posted | None:
        """As `post`; nothing where nothing was written."""
        return None if words is None else self.post(kind, words)

    def words_of(self, text: Text) -> str:
        """The words behind a handle that this object gave."""
        return self._words[text.part]

    def all(self) -> tuple[str, ...]:
        """Every text in the order it was taken; only for the fingerprint of the request."""
        return tuple(self._words)

    def __repr__(self) -> str:
        return f"Texts({len(self._words)} kept)"

    def _take(self, words: str) -> int:
        self._words.append(recordable(words))
        return len(self._words) - 1


def recordable(words: str) -> str:
    """The same words. Raises RequestError for U+0000, which no record can hold and nobody can have meant."""
    if "\x00" in words:
        raise RequestError.of(Code.BAD_INPUT, "A text holds a character that cannot be recorded (U+0000).")
    return words


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What everybody gets who appended: proof can be asked for by either value, for ever."""

    event_id: UUID
    leaf_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The command had its effect, now or when the same request was made before."""

    receipts: tuple[Receipt, ...]
    position: int | None
    pending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The case had changed since the version the client had seen; nothing was done."""

    expected_version: int
    current_version: int
    missed: tuple[UUID, ...]


Handled = Done | RuleBroken | Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a complainant said: who they are, how to reach them, and what happened."""

    identity: Sealed
    contact: Sealed | None
    representative: Sealed | None
    accessibility: Sealed | None
    narrative: Sealed
    channel_note: Sealed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A new complaint's numbers: the tracking number is public, the access code is the complainant's secret."""

    complaint: ComplaintId
    tracking_number: str
    access_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedText:
    """One text as it was written, with the event it belongs to."""

    kind: TextKind
    version: int
    words: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRecordText:
    """One text of a record that the office keeps, as it was written."""

    kind: OfficeTextKind
    words: str | None = field(repr=False)


AnyOfficeCommand = OfficeCommand | DecreeCommand | OversightCommand
"""Whatever is asked beside the cases."""


class Desk(Protocol):
    """Where commands go. Refusals are answers; only faults raise."""

    async def handle(
        self,
        command: Command,
        *,
        texts: Texts,
        by: Actor,
        request: UUID,
        expected_version: int | None = None,
    ) -> Handled:
        """Load, decide, append, and wait until the read models show it."""
        ...

    async def submit(
        self,
        *,
        texts: Texts,
        account: Account,
        channel: Channel,
        asked_anonymous: bool,
        asked_confidential: bool,
        request: UUID,
    ) -> tuple[Submission, Handled]:
        """Take in a complaint from somebody without an account."""
        ...

    async def enter(
        self,
        *,
        texts: Texts,
        account: Account,
        channel: Channel,
        received_on: date,
        proof: Sealed | None,
        asked_anonymous: bool,
        asked_confidential: bool,
        by: Actor,
        request: UUID,
    ) -> tuple[Submission, Handled]:
        """Take in what an officer enters that arrived by hand."""
        ...

    async def handle_office(
        self, command: AnyOfficeCommand, *, by: Actor, request: UUID, texts: Texts | None = None
    ) -> Handled:
        """Commands about units, roles, inboxes, decrees, and what the office keeps on record."""
        ...

    async def grant_role(
        self,
        *,
        texts: Texts,
        person: PersonId,
        role: Role,
        unit: UnitId,
        basis: Basis,
        valid_from: date | None,
        valid_until: date | None,
        contact: Filed | None,
        by: Actor,
        request: UUID,
    ) -> tuple[AssignmentId, Handled]:
        """Give a person a role in a unit of the actor's institution."""
        ...

    async def open_content(
        self, complaint: ComplaintId, *, purpose: Purpose, by: Actor, request: UUID
    ) -> tuple[Handled, tuple[OpenedText, ...]]:
        """Record the opening, then decrypt what this actor may open."""
        ...

    async def open_record(
        self, record: RecordId, *, by: Actor, request: UUID
    ) -> tuple[Handled, tuple[OpenedRecordText, ...]]:
        """Note the opening of a record of the office, then decrypt it for whoever may read it."""
        ...

    async def announce_document(
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
        """Let this actor send the bytes of a document; nothing but a refusal or a conflict comes without one."""
        ...

    async def open_document(
        self,
        complaint: ComplaintId,
        document: DocumentId,
        *,
        purpose: Purpose,
        by: Actor,
        request: UUID,
    ) -> tuple[Handled, OpenedDocument | None]:
        """Record the opening of a document, then tell its name and where it can be fetched."""
        ...


class Files(Protocol):
    """The read door: compiled selections, run under the viewer's claims."""

    async def select(
        self, info: StrawberryInfo[Any, Any], complaint: ComplaintId
    ) -> Mapping[str, Any] | None:
        """What a payload asks of one complaint, keyed by response key; None where the viewer may not see it."""
        ...


@dataclass(kw_only=True)
class Context:
    """One request: who asks, and the ports it may ask through. `viewer` is None for the public."""

    viewer: Actor | None
    desk: Desk
    files: Files


Info = strawberry.Info[Context, None]
