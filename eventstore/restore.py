"""Before anything is numbered: is this the log that was signed, or an older copy of it?

A database that was restored from a backup lacks what came after, and would give those positions away a second time.
The database itself cannot tell; whoever remembers more than it does can: the signer's own store, or any checkpoint
that was kept outside. So the sequencer compares at its start, and again after each lost connection, which may have
led it to another server.

Reads as a role that may see events and leaf hashes (the projector's).
"""

from pathlib import Path
from typing import Final

import asyncpg

from eventstore.errors import EventStoreError, LogMissing, LogRestored
from eventstore.log_source import open_checkpoint
from eventstore.note import Checkpoint, NoteError, VerifyingKey
from eventstore.private_files import read_private
from eventstore.signer_store import STATE_FILE, SignedTree
from eventstore.sql import Statements
from eventstore.tree import Frontier

CHUNK: Final = 10_000  # leaf hashes in one answer

_SQL = Statements.load(Path(__file__).parent / "restore.sql")


class NotTheSignedLog(EventStoreError):
    """The database holds less than what was signed, or something else. It must not be numbered."""


class LogBehind(NotTheSignedLog):
    """The database was restored from an older state."""

    def __init__(self, *, size: int, signed: int) -> None:
        super().__init__(
            f"The database holds {size} of the {signed} entries that were signed: it was restored from an older state "
            "and nothing is numbered in it. Bring back a state that holds all of them (docs/runbook.md, Restore)."
        )
        self.size = size
        self.signed = signed


class LogDiffers(NotTheSignedLog):
    """The database holds as many entries as were signed, but not the same ones."""

    def __init__(self, *, signed: int) -> None:
        super().__init__(
            f"The first {signed} entries of the database are not those that were signed: it was changed, or holds "
            "another history, and nothing is numbered in it. Keep it as it is, and run jejak verify."
        )
        self.signed = signed


class TrustUnusable(EventStoreError):
    """What the database should be compared with cannot be read or does not hold."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The checkpoint that the database is compared with cannot be used: {reason}. Nothing is numbered before "
            "it can be; correct JEJAK_TRUSTED_CHECKPOINT and JEJAK_LOG_VKEY, or the signer's folder."
        )


def trusted_checkpoint(note: bytes, vkey: str) -> Checkpoint:
    """What a checkpoint that was kept outside says. Raises TrustUnusable if the key did not sign it."""
    try:
        return open_checkpoint(note, [VerifyingKey.parse(vkey)])
    except NoteError as error:
        raise TrustUnusable(str(error)) from None


def signers_checkpoint(folder: Path) -> Checkpoint:
    """What the signer's own store says it committed to last. Raises TrustUnusable if the store is not whole."""
    try:
        state = SignedTree.decode(read_private(folder / STATE_FILE))
    except (EventStoreError, ValueError):
        raise TrustUnusable(f"{folder / STATE_FILE} is not what a signer writes") from None
    return Checkpoint(state.origin, state.size, state.root)


async def confirm_signed(conn: asyncpg.Connection, log_id: int, signed: Checkpoint) -> None:
    """That the first entries of the log are those of a checkpoint. Raises LogBehind, LogDiffers, LogMissing.

    Reads every leaf hash below the checkpoint's size once.
    """
    if await conn.fetchval(_SQL["origin"], log_id) != signed.origin:
        raise LogMissing(log=signed.origin)
    tree = Frontier()
    while tree.size < signed.size:
        rows = await conn.fetch(_SQL["leaves"], log_id, tree.size, min(tree.size + CHUNK, signed.size))
        if not rows:
            raise LogBehind(size=tree.size, signed=signed.size)
        for row in rows:
            tree.append(row["leaf_hash"])
    if tree.root() != signed.root:
        raise LogDiffers(signed=signed.size)


async def confirm_transactions(conn: asyncpg.Connection, log_id: int) -> None:
    """That every event without a position was written by a transaction of this server's past. Raises LogRestored.

    After a restore from a dump it need not be: then a later event could be taken for an earlier one.
    """
    if await conn.fetchval(_SQL["from_the_future"], log_id):
        raise LogRestored(log_id=log_id)
