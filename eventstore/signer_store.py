"""The signer's own memory: a folder with its key and the last tree it committed itself to.

The database is what the signer is there to distrust, so what was signed is remembered here and nowhere else. The
state only ever moves to a larger tree, is on disk before a signature leaves the process, and belongs to one process
at a time. Whatever does not fit is refused with the cause and the remedy: a signer that starts over could sign a
second history.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from eventstore import canonical
from eventstore.errors import EventStoreError, NotCanonical
from eventstore.note import NoteError, SigningKey
from eventstore.private_files import (
    FileRefused,
    create_private,
    private_folder,
    read_private,
    replace_private,
)
from eventstore.tree import Frontier

FORMAT: Final = 1
KEY_FILE: Final = "signing-key"
STATE_FILE: Final = "signed-tree.json"
LOCK_FILE: Final = "lock"


class SignerRefused(EventStoreError):
    """The signer will not sign: `cause` says what it found, `remedy` what a person has to do."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__(f"{cause} {remedy}")
        self.cause = cause
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class SignedTree:
    """The last tree the signer committed itself to: its size, its root and its right edge."""

    origin: str
    size: int
    root: bytes
    edge: tuple[bytes, ...]

    @classmethod
    def of(cls, origin: str, frontier: Frontier) -> "SignedTree":
        return cls(origin, frontier.size, frontier.root(), frontier.edge)

    def frontier(self) -> Frontier:
        """The right edge to go on from; `ValueError` if it is not the edge of a tree with this size and root."""
        frontier = Frontier(self.size, self.edge)
        if frontier.root() != self.root:
            raise ValueError("the right edge leads to another root")
        return frontier

    def encode(self) -> bytes:
        edge = [digest.hex() for digest in self.edge]
        content = {
            "edge": edge,
            "format": FORMAT,
            "origin": self.origin,
            "root": self.root.hex(),
            "size": self.size,
        }
        return canonical.encode(content)

    @classmethod
    def decode(cls, raw: bytes) -> "SignedTree":
        """`ValueError` for anything that `encode` did not write."""
        content: Any = canonical.decode(raw)
        try:
            edge = tuple(bytes.fromhex(digest) for digest in content["edge"])
            state = cls(content["origin"], content["size"], bytes.fromhex(content["root"]), edge)
            state.frontier()
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("a field is missing or of another kind") from error
        if state.encode() != raw:
            raise ValueError("it has another form")
        return state


class SignerStore:
    """The opened folder of a running signer. Use `SignerStore.opened`, which holds the folder for this process."""

    __slots__ = ("_folder", "_state", "key")

    def __init__(self, folder: Path, key: SigningKey, state: SignedTree) -> None:
        self._folder = folder
        self._state = state
        self.key = key

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, origin: str) -> Iterator["SignerStore"]:
        """The store of the log `origin`, for this process alone; `SignerRefused` if it is not whole or in use."""
        with _held(folder):
            yield cls(folder, _read_key(folder, origin), _read_state(folder, origin))

    @property
    def state(self) -> SignedTree:
        """The last tree that `advance` made durable."""
        return self._state

    def advance(self, frontier: Frontier) -> SignedTree:
        """Commit to a larger tree; durable on return. Nothing may be signed for `frontier` before.

        The file must still say what this process last wrote or read, and the size must grow: otherwise
        `SignerRefused`, and the file stays as it is.
        """
        if frontier.size <= self._state.size:
            raise SignerRefused(
                f"A tree of {frontier.size} leaves was to replace one of {self._state.size}.",
                "This is a fault of the program: keep the folder and report it.",
            )
        if _read_file(self._folder / STATE_FILE) != self._state.encode():
            raise SignerRefused(
                f"{self._folder / STATE_FILE} was changed by somebody else while the signer ran.",
                "Find out who runs a second signer or restored the folder, then start the signer again.",
            )
        after = SignedTree.of(self._state.origin, frontier)
        _guarded(replace_private, self._folder / STATE_FILE, after.encode())
        self._state = after
        return after


def ensure_key(folder: Path, origin: str) -> str:
    """The vkey of the log's signer; key and empty state are made in `folder` (mode 0700) when nothing is there yet.

    Order matters: the state is written before the key, so that a key without a state is a lost state, never a
    start. `SignerRefused` if part of the folder is lost or it belongs to another log.
    """
    if (folder / KEY_FILE).exists():
        _guarded(private_folder, folder)
        return str(_read_key(folder, origin).verifying)
    with _held(folder):
        if (folder / KEY_FILE).exists():  # made while we waited for nobody: another process was quicker
            return str(_read_key(folder, origin).verifying)
        if not (folder / STATE_FILE).exists():
            _guarded(create_private, folder / STATE_FILE, SignedTree.of(origin, Frontier()).encode())
        if _read_state(folder, origin).size:
            raise SignerRefused(
                f"The key of the signer is missing from {folder}, but it has signed before.",
                f"Restore {KEY_FILE} from its backup; a new key would need the log to be closed first.",
            )
        try:
            key = SigningKey.generate(origin)
        except NoteError as error:
            raise SignerRefused(
                f"The origin cannot name a key: {error}.", "Choose an origin without spaces and plus signs."
            ) from None
        _guarded(create_private, folder / KEY_FILE, f"{key.reveal()}\n".encode())
        return str(key.verifying)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder, private and held by this process until the block ends or the process dies."""
    _guarded(private_folder, folder)
    handle = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SignerRefused(
                f"Another signer holds {folder}.", "Stop it first; one log has one signer."
            ) from None
        yield
    finally:
        os.close(handle)


def _read_key(folder: Path, origin: str) -> SigningKey:
    try:
        key = SigningKey.parse(_read_file(folder / KEY_FILE).decode().removesuffix("\n"))
    except (NoteError, UnicodeDecodeError):
        raise SignerRefused(
            f"{folder / KEY_FILE} holds no signing key.", "Restore it from its backup."
        ) from None
    if key.verifying.name != origin:
        raise SignerRefused(
            f"The key in {folder} signs for another log.", "Give the signer the folder of its own log."
        )
    return key


def _read_state(folder: Path, origin: str) -> SignedTree:
    try:
        state = SignedTree.decode(_read_file(folder / STATE_FILE))
    except (ValueError, NotCanonical):
        raise SignerRefused(
            f"{folder / STATE_FILE} is not what a signer writes.",
            "Restore the newest copy of the folder. If there is none, close the log and open the next one.",
        ) from None
    if state.origin != origin:
        raise SignerRefused(
            f"The state in {folder} belongs to another log.", "Give the signer the folder of its own log."
        )
    return state


def _read_file(path: Path) -> bytes:
    try:
        return read_private(path)
    except FileRefused as refused:
        raise SignerRefused(
            str(refused), "Without its folder a signer could sign a second history."
        ) from None


def _guarded(act: Any, *arguments: Any) -> None:
    """Do something with the folder; what it refuses, the signer refuses."""
    try:
        act(*arguments)
    except FileRefused as refused:
        raise SignerRefused(str(refused), "The signer needs its folder, and for itself alone.") from None
