"""The signer: a process of its own that signs only what extends what it signed.

It reads new leaf hashes from the database, extends its own right edge, makes the larger tree durable in its own
folder, signs, and only then publishes (the order of Sunlight). A crash at any point is harmless: the same tree gives
the same signature, so what was not published is published at the next start. It never signs a smaller size or a
second root for a size, and rather than guess it stops with `SignerRefused`.

The role jejak_sign reads hashes and no entries. So the signer does not hash entries again; whoever changes an entry
without its hash is found by the verification, whoever changes a hash is found here.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import asyncpg
import structlog

from eventstore.note import MAX_TREE_SIZE, Checkpoint, sign_note
from eventstore.signer_store import SignedTree, SignerRefused, SignerStore
from eventstore.sql import Statements
from eventstore.tree import Frontier

CHUNK: Final = 10_000  # leaf hashes in one answer
CONNECT_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 60.0

_SQL = Statements.load(Path(__file__).parent / "signer.sql")
_DOES_NOT_EXTEND: Final = "JJK08"
_DATABASE_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # it shuts down or starts, or somebody cancelled
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that ended in the very moment it was used
    OSError,  # also a timeout
)
_RESTORED: Final = (
    "The database was restored from an older state or changed by hand. Keep it as it is, compare it with its "
    "backups and the published checkpoints, and restore what was signed."
)

log = structlog.get_logger(__name__)

Published = Callable[[Checkpoint], None]


class LogSigner:
    """Signs one log over one database connection. Call `confirm` once, then `step` as often as you like."""

    def __init__(self, connection: asyncpg.Connection, store: SignerStore, log_id: int) -> None:
        self._connection = connection
        self._store = store
        self._log_id = log_id
        self._last_leaf: bytes | None = None

    async def confirm(self) -> Checkpoint | None:
        """Recompute the signed tree from the database's leaves, then publish its checkpoint again.

        None if nothing was ever signed. `SignerRefused` if the database does not hold what was signed, or shows a
        checkpoint that this folder does not know.
        """
        state = self._store.state
        if await self._connection.fetchval(_SQL["origin"], self._log_id) != state.origin:
            raise SignerRefused(
                f"Log {self._log_id} of this database is not {state.origin}.", "Check address and number."
            )
        frontier = Frontier()
        async for leaf in self._leaves(0, state.size):
            frontier.append(leaf)
            self._last_leaf = leaf
        if frontier.size < state.size:
            raise _behind(state.size)
        if frontier.root() != state.root:
            raise SignerRefused(f"The first {state.size} leaves are not those that were signed.", _RESTORED)
        newest = await self._connection.fetchval(_SQL["newest_published"], self._log_id)
        if newest > state.size:
            raise SignerRefused(
                f"A checkpoint of size {newest} is published, but this folder signed {state.size} leaves at most.",
                "Restore the newest copy of the signer's folder. If there is none, close the log and open the next.",
            )
        return await self._publish(state) if state.size else None

    async def step(self) -> Checkpoint | None:
        """Sign and publish the tree over all leaves, if it grew since; None if it did not."""
        state = self._store.state
        frontier = state.frontier()
        start = max(state.size - 1, 0)  # the last signed leaf is looked at again: it must still be there
        position = start - 1
        async for leaf in self._leaves(start, MAX_TREE_SIZE):
            position += 1
            if position < state.size:
                if leaf != self._last_leaf:
                    raise SignerRefused(
                        f"The leaf at position {position} is not the one that was signed.", _RESTORED
                    )
                continue
            frontier.append(leaf)
            last_leaf = leaf
        if position < state.size - 1:
            raise _behind(state.size)
        if frontier.size == state.size:
            return None
        self._last_leaf = last_leaf
        return await self._publish(self._store.advance(frontier))

    async def _publish(self, state: SignedTree) -> Checkpoint:
        """Sign a tree that is durable in the store, and hand the note out."""
        checkpoint = Checkpoint(state.origin, state.size, state.root)
        note = sign_note(checkpoint.encode(), self._store.key)
        try:
            await self._connection.execute(_SQL["publish"], self._log_id, state.size, state.root, note)
        except asyncpg.PostgresError as error:
            if error.sqlstate != _DOES_NOT_EXTEND:
                raise
            raise SignerRefused(
                f"The database shows another checkpoint in place of the one of size {state.size}.", _RESTORED
            ) from None
        log.info("checkpoint_published", size=state.size)
        return checkpoint

    async def _leaves(self, start: int, end: int) -> AsyncIterator[bytes]:
        """Leaf hashes from `start` to before `end`, as far as there are any; a gap is refused."""
        position = start
        while position < end:
            rows = await self._connection.fetch(_SQL["leaves"], self._log_id, position, end, CHUNK)
            for row in rows:
                if row["position"] != position:
                    raise SignerRefused(
                        f"Position {position} is missing from the database, position {row['position']} is not.",
                        _RESTORED,
                    )
                yield row["leaf_hash"]
                position += 1
            if len(rows) < CHUNK:
                return


async def run_signer(
    dsn: str,
    log_id: int,
    origin: str,
    folder: Path,
    stop: asyncio.Event,
    interval: float = 1.0,
    published: Published | None = None,
) -> None:
    """Sign the log `log_id` of the database at `dsn` every `interval` seconds if it grew, until `stop` is set.

    `dsn` logs in as jejak_sign. `folder` is the signer's own (see `ensure_key`). `published` is told of each
    checkpoint that went out. A lost database is waited for; `SignerRefused` ends the run, and should end the
    process with a status that is not zero.
    """
    with SignerStore.opened(folder, origin) as store:
        log.info(
            "signer_started", origin=origin, size=store.state.size, verifier_key=str(store.key.verifying)
        )
        while not stop.is_set():
            try:
                await _sign_while_connected(dsn, log_id, store, stop, interval, published or _nobody)
            except asyncpg.exceptions.ClientConfigurationError:
                raise  # an address that cannot be read does not get better by waiting
            except _DATABASE_LOST as lost:
                log.warning("signer_lost_database", error=type(lost).__name__)
                await _pause(stop, interval)
            except SignerRefused as refused:
                log.error("signer_refused", cause=refused.cause, remedy=refused.remedy)
                raise


async def _sign_while_connected(
    dsn: str, log_id: int, store: SignerStore, stop: asyncio.Event, interval: float, published: Published
) -> None:
    """After each new connection everything is confirmed anew: it may lead to another database."""
    connection = await asyncpg.connect(dsn, timeout=CONNECT_SECONDS, command_timeout=ANSWER_SECONDS)
    try:
        signer = LogSigner(connection, store, log_id)
        if checkpoint := await signer.confirm():
            published(checkpoint)
        while not stop.is_set():
            if checkpoint := await signer.step():
                published(checkpoint)
            await _pause(stop, interval)
    finally:
        connection.terminate()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


def _behind(signed: int) -> SignerRefused:
    return SignerRefused(f"The database has fewer than the {signed} leaves that were signed.", _RESTORED)


def _nobody(_: Checkpoint) -> None:
    """Nobody asked to be told."""
