"""Where a log can be read from besides its database: anything that gives bytes for the paths of tlog-tiles."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

from eventstore.errors import EventStoreError
from eventstore.note import Checkpoint, NoteError, VerifyingKey, open_note

CHECKPOINT: Final = "checkpoint"


class SourceMissing(EventStoreError):
    """The source does not have something that a log of its size has. `reason` says how it answered."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}.")
        self.path = path
        self.reason = reason


class Source(Protocol):
    """A served log, or a folder in the same form."""

    async def fetch(self, path: str) -> bytes:
        """The bytes under a path such as `tile/0/000`. Raises SourceMissing."""
        ...


class FolderSource:
    """A mirror: the served paths as files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def fetch(self, path: str) -> bytes:
        """The file's bytes. Raises SourceMissing."""
        try:
            return (self._folder / path).read_bytes()
        except OSError as error:
            raise SourceMissing(path, error.strerror or "it cannot be read") from None


def open_checkpoint(note: bytes | str, keys: Sequence[VerifyingKey]) -> Checkpoint:
    """What a signed checkpoint says. Raises NoteError if no key holds, or if it is of another log than the key's."""
    try:
        text = note if isinstance(note, str) else note.decode()
    except UnicodeDecodeError:
        raise NoteError("the note is not UTF-8") from None
    opened = open_note(text, keys)
    checkpoint = Checkpoint.decode(opened.text)
    if checkpoint.origin not in opened.signers:
        raise NoteError("the checkpoint is of another log than the key's")
    return checkpoint
