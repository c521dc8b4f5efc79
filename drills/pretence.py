"""A database that shows a signer whatever it is told to show, and the bytes of tiles to be written.

The signer is there to distrust its database, so its drills need one that lies at will: the same sizes with other
leaves, a checkpoint that is hidden. The signer's own code runs on it unchanged.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import asyncpg

from eventstore.signer import LogSigner
from eventstore.signer_store import SignerStore, ensure_key
from eventstore.tree import HASH_SIZE, leaf_hash

ORIGIN = "jejak.drill/pretence"
SIZES = (3, 5, 8)  # as the log grows
HONEST = "honest"
TILES = 2

Tell = Callable[[str], object]


@dataclass(slots=True)
class Pretence:
    """Answers what the signer asks. `shown`: how many leaves there are to see; `newest`: the checkpoint it admits."""

    history: str
    tell: Tell
    shown: int = 0
    newest: int = 0
    published: list[str] = field(default_factory=list)

    async def fetchval(self, question: str, *_: Any) -> Any:
        """The log's name, or the size of the newest checkpoint."""
        return self.newest if "max(size)" in question else ORIGIN

    async def fetch(self, _: str, __: int, start: int, end: int, most: int) -> Sequence[dict[str, Any]]:
        """Leaves from `start` to before `end`."""
        reach = min(end, self.shown, start + most)
        return [
            {"position": number, "leaf_hash": leaf_of(self.history, number)} for number in range(start, reach)
        ]

    async def execute(self, _: str, __: int, size: int, ___: bytes, note: str) -> None:
        """Publishing: here the note leaves the signer."""
        self.tell(note)
        self.published.append(note)
        self.newest = max(self.newest, size)


def leaf_of(history: str, number: int) -> bytes:
    """The leaf at a position in one of the histories, which part ways after the second."""
    return leaf_hash(b"%d of %s" % (number, HONEST.encode() if number < 2 else history.encode()))


def sign_history(folder: Path, history: str, *, tell: Tell, newest: int = 0) -> None:
    """Start a signer on a log that grows to 3, 5 and 8 entries. Raises SignerRefused, and OSError of the disk."""
    asyncio.run(_signed(folder, history, tell, newest))


async def _signed(folder: Path, history: str, tell: Tell, newest: int) -> None:
    ensure_key(folder, ORIGIN)
    with SignerStore.opened(folder, ORIGIN) as store:
        database = Pretence(history, tell, shown=max(store.state.size, SIZES[0]), newest=newest)
        signer = LogSigner(cast(asyncpg.Connection, database), store, 1)
        await signer.confirm()
        for size in SIZES:
            database.shown = max(size, database.shown)
            await signer.step()


def tile_bytes(index: int) -> bytes:
    """The content of a full tile."""
    return b"".join(sha256(b"%d %d" % (index, number)).digest() for number in range(8192 // HASH_SIZE))
