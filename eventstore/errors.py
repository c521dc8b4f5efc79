"""What can go wrong in the log, one class each, with the data a caller needs to go on.

The texts name the cause and the remedy. They never quote facts, sealed text or command input.
"""

from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from eventstore.records import Moved


class EventStoreError(Exception):
    """The root of all that this package raises on purpose."""


class NotCanonical(EventStoreError, ValueError):
    """A value has no RFC 8785 form here, or bytes that should be in that form are not."""


class StreamMoved(EventStoreError):
    """A stream was not at the version the command was decided on; nothing of the command was written."""

    def __init__(self, moved: "Moved") -> None:
        super().__init__(
            f"The stream is at version {moved.current}, the command expected {moved.expected}. "
            "Read it again, decide again, and append with the same key."
        )
        self.moved = moved


class CommandKeyReused(EventStoreError):
    """The key was used before in this scope, for a command with another fingerprint."""

    def __init__(self, *, key: UUID) -> None:
        super().__init__("This request id already stands for a different request. Use a new one.")
        self.key = key


class LogMissing(EventStoreError):
    """No log has this number or origin."""

    def __init__(self, *, log: int | str) -> None:
        super().__init__(f"There is no log {log!r} in this database. Open it with ledger.open_log.")
        self.log = log


class LogClosed(EventStoreError):
    """The log is closing or closed and takes no more events."""

    def __init__(self, *, log_id: int) -> None:
        super().__init__(f"Log {log_id} takes no more events. Append to the log that follows it.")
        self.log_id = log_id


class EntryTooLarge(EventStoreError):
    """An entry would pass 60,000 bytes, the most that a tile bundle can carry; nothing was written."""

    def __init__(self) -> None:
        super().__init__("An entry may have 60,000 bytes at most. Put the text in a sealed part.")


class AppendRefused(EventStoreError):
    """The database refused the shape of a command or the transaction it came in."""


class Overloaded(EventStoreError):
    """No connection or lock was free in time, or too many events wait for the sequencer.

    Nothing was written; the same command may be sent again.
    """

    def __init__(self) -> None:
        super().__init__("The log is busy. Send the same request again in a moment.")


class WaitedTooLong(Overloaded):
    """As Overloaded, and it was this very call that met a lock, or took longer than its session allows."""


class LogRestored(EventStoreError):
    """Transaction numbers went back, as after a restore from a dump: the log must be anchored again."""

    def __init__(self, *, log_id: int) -> None:
        super().__init__(
            f"The transaction numbers of log {log_id} are not this server's: the database was restored from a dump "
            "and nothing is numbered in it. Run jejak anchor (docs/runbook.md, Restore from a dump)."
        )
        self.log_id = log_id


class PositionGap(EventStoreError):
    """A reader was not given the position it had to see next. It must stop: something was lost."""

    def __init__(self, *, expected: int, found: int) -> None:
        super().__init__(f"Position {expected} is missing: the log goes on with {found}. Run a verification.")
        self.expected = expected
        self.found = found


class LogForked(EventStoreError):
    """Two different logs under one origin: what is stored is not an extension of what was signed."""


class Erased(EventStoreError):
    """The key or the record of a sealed text was destroyed. The text cannot be read by anybody any more."""


class RecordDamaged(EventStoreError):
    """A sealed record is not what was sealed: wrong length, commitment, identification or tag."""


class IdentityNotDisclosable(EventStoreError):
    """An identity is sealed and no procedure to disclose it exists here."""


class MigrationRefused(EventStoreError):
    """The migrations of a database and those of this program do not fit; nothing was changed."""


class MigrationEdited(MigrationRefused):
    """A file that was applied has other contents today."""

    def __init__(self, *, schema: str, name: str) -> None:
        super().__init__(
            f"Migration {name} of schema {schema} was edited after it was applied: restore the file and put the "
            "change into a new one."
        )
        self.schema = schema
        self.name = name


class MigrationMissing(MigrationRefused):
    """A file that was applied, or a number between two files, is not there."""

    def __init__(self, *, schema: str, number: int) -> None:
        super().__init__(
            f"Migration {number:04d} of schema {schema} is missing from this program: restore the file, "
            "numbers follow each other without gaps."
        )
        self.schema = schema
        self.number = number


class DatabaseNewer(MigrationRefused):
    """The database was migrated by a later release of the program."""

    def __init__(self, *, schema: str, number: int) -> None:
        super().__init__(
            f"Schema {schema} is at migration {number:04d}, which this program does not know: run the release "
            "that migrated the database, or a later one."
        )
        self.schema = schema
        self.number = number


class MigrationFailed(MigrationRefused):
    """A file did not run. It was rolled back as a whole, with the database as it was after the file before."""

    def __init__(self, *, schema: str, name: str, cause: str) -> None:
        super().__init__(f"Migration {name} of schema {schema} failed and was rolled back: {cause}.")
        self.schema = schema
        self.name = name
