"""What goes into the log and what comes out of it. Plain values; nothing here reads or writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from eventstore import canonical

ANY = -1  # the stream may be at any version, or not exist
EXISTS = -2  # the stream must have an event
NONE = 0  # the stream must have no event
# any number above 0: the stream must be at exactly that version

MOST_CONTENT = 48 * 1024  # bytes; with the limits below, an entry stays under its 60,000 bytes
MOST_PARTS = 32
LONGEST_NAME = 128  # characters of a type, a role or a scope

HASH_SIZE = 32
RECORD_HEADER = 70  # bytes: version 1, suite 1, generation 4, message id 32, commitment 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPart:
    """A record that stands beside an event and can be destroyed; the entry carries its commitment and hash.

    `part` is unique within its event (0 to 32767). `record` is in the layout of eventstore/sealing.py, and
    empty once erased. `subject` is the person or case whose erasure takes the record with it.
    """

    part: int
    record: bytes
    subject: UUID | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.part <= 32767:
            raise ValueError("A part number lies between 0 and 32767.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event to be appended.

    `facts` are canonical JSON without personal data: kept for ever, committed to in the entry. `content` is
    canonical JSON that stands openly in the entry: for log-level events only (keys, schemas, closing).
    `schema_hash` is the SHA-256 of the JSON Schema that `type` and `schema_version` name. `occurred_at` has a
    time zone. Raises NotCanonical or ValueError for anything else.
    """

    type: str
    schema_version: int
    schema_hash: bytes
    facts: bytes
    occurred_at: datetime
    sealed: tuple[SealedPart, ...] = ()
    content: bytes | None = None

    def __post_init__(self) -> None:
        _check_name(self.type, "type")
        canonical.decode(self.facts)
        if self.content is not None:
            canonical.decode(self.content)
            if len(self.content) > MOST_CONTENT:
                raise ValueError(f"The open content of an event may have {MOST_CONTENT} bytes at most.")
        if not 1 <= self.schema_version <= 2**31 - 1:
            raise ValueError("Schema versions are counted from 1.")
        if len(self.schema_hash) != HASH_SIZE:
            raise ValueError("The schema hash is a SHA-256 hash: 32 bytes.")
        if self.occurred_at.utcoffset() is None or not 1 < self.occurred_at.year < 9999:
            raise ValueError("The time an event occurred needs a time zone and a year of four digits.")
        if len(self.sealed) > MOST_PARTS or len({part.part for part in self.sealed}) < len(self.sealed):
            raise ValueError(f"An event has at most {MOST_PARTS} parts, each with a number of its own.")
        if any(len(part.record) < RECORD_HEADER for part in self.sealed):
            raise ValueError("A new sealed record has at least its header of 70 bytes.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An event and its stream. `expected` is the version of the stream before the command, or a marker.

    Several items of one command on one stream state the same `expected`: it is looked at once, before the
    first of them is written.
    """

    stream: UUID
    expected: int
    event: NewEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A stream that the command does not write to, but whose version it was decided on."""

    stream: UUID
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Who acted in which role, within which request (`correlation`), and after which event (`causation`)."""

    actor: UUID
    actor_role: str
    correlation: UUID
    causation: UUID | None = None

    def __post_init__(self) -> None:
        _check_name(self.actor_role, "role")


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendCommand:
    """Events that are written together or not at all.

    `scope` and `key` identify the command for ever: sent again with the same `fingerprint` (32 bytes, an HMAC
    over what was asked) it is answered as before; with another one it is refused.
    """

    scope: str
    key: UUID
    fingerprint: bytes
    cause: Cause
    items: tuple[Item, ...]
    guards: tuple[Guard, ...] = ()

    def __post_init__(self) -> None:
        _check_name(self.scope, "scope")
        if len(self.fingerprint) != HASH_SIZE:
            raise ValueError("The fingerprint of a command has 32 bytes.")
        if not self.items:
            raise ValueError("A command writes at least one event.")
        if len({(item.stream, item.expected) for item in self.items}) > len({i.stream for i in self.items}):
            raise ValueError("Items on one stream expect the same version: the one before the command.")
        expected = [item.expected for item in self.items] + [guard.expected for guard in self.guards]
        if min(expected) < EXISTS:
            raise ValueError("An expected version is a number from 0, ANY or EXISTS.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """Where an event went. `leaf_hash` is SHA-256(0x00 || entry); `seq` orders, `position` comes later."""

    stream: UUID
    version: int
    event_id: UUID
    seq: int
    leaf_hash: bytes
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command wrote, in the order of its items; `repeated` if an earlier call wrote it."""

    events: tuple[Appended, ...]
    repeated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A conflict: the stream is at `current`, and `missed` are the first events after `expected`, 100 at most."""

    stream: UUID
    expected: int
    current: int
    missed: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReused:
    """The scope and key were used before with another fingerprint."""

    scope: str
    key: UUID


Outcome = Answer | Moved | KeyReused


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEvent:
    """An event as it stands in the log, read from the bytes that are hashed.

    `position` is its place in the global order, None until the sequencer gave it one. `open_parts` holds the
    text (UTF-8) of the parts that are not encrypted; None stands for any part that was erased.
    """

    position: int | None
    stream: UUID
    version: int
    event_id: UUID
    type: str
    schema_version: int
    facts: bytes
    occurred_at: datetime
    recorded_at: datetime
    actor: UUID
    actor_role: str
    correlation: UUID
    leaf_hash: bytes
    open_parts: Mapping[int, bytes | None]


def _check_name(text: str, what: str) -> None:
    canonical.check_text(text)
    if not 0 < len(text) <= LONGEST_NAME:
        raise ValueError(f"A {what} has 1 to {LONGEST_NAME} characters.")
