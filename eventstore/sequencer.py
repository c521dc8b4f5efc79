"""Gives every committed event its position. The work and its proof are in the database (migration 0004)."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from eventstore.errors import LogMissing, LogRestored
from eventstore.sql import Statements

log = structlog.get_logger(__name__)

SQL = Statements.load(Path(__file__).parent / "queries.sql")

CHUNK = 5_000  # events in one transaction
RETRY_SECONDS = 0.5

_CONNECTION_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that ended in the very moment it was used
    asyncpg.CannotConnectNowError,
    asyncpg.OperatorInterventionError,
    OSError,  # also a timeout
)
_Connection = asyncpg.Connection | PoolConnectionProxy


class Sequencer:
    """Numbers one log. Any number of them may run: a database lock lets one work, the others find nothing to do."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        log_id: int,
        *,
        chunk: int = CHUNK,
        sequenced: Callable[[], None] | None = None,
        confirm: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """`sequenced` is called by `run` whenever events got positions, so that followers need not wait.

        `confirm` is called by `run` before its first step and after each lost connection: it raises if this is not
        the database to be numbered (eventstore/restore.py).
        """
        self._pool = pool
        self._log_id = log_id
        self._chunk = chunk
        self._sequenced = sequenced or _nobody
        self._confirm = confirm or _trusting
        self._poked = asyncio.Event()

    def poke(self) -> None:
        """Say that something was appended: `run` looks at once instead of at the end of its interval."""
        self._poked.set()

    async def step(self) -> int:
        """Number what has committed by now, in bounded transactions, and answer how many events that were.

        Answers less, perhaps 0, while another sequencer is at work. Raises LogMissing, LogRestored.
        """
        async with self._pool.acquire() as conn:
            return await self._numbered(conn)

    async def run(self, stop: asyncio.Event, interval: float = 0.05) -> None:
        """Step every `interval` seconds and when poked, until `stop`.

        A lost connection is logged and tried again; anything else ends the run, loudly.
        """
        while not stop.is_set():
            self._poked.clear()
            try:
                async with self._pool.acquire() as conn:
                    await self._confirm()
                    await self._follow(conn, stop, interval)
            except _CONNECTION_LOST as error:
                log.warning("sequencer_connection_lost", error=type(error).__name__)
                await self._pause(stop, RETRY_SECONDS)

    async def _follow(self, conn: _Connection, stop: asyncio.Event, interval: float) -> None:
        """Step on the one connection that was there when the log was confirmed.

        A pool would replace it without a word once it is lost, and the next one may lead to another server.
        """
        while not stop.is_set():
            self._poked.clear()
            if await self._numbered(conn):
                self._sequenced()
            await self._pause(stop, interval)

    async def _numbered(self, conn: _Connection) -> int:
        total, pending = 0, True
        while pending:
            sequenced, pending = await self._chunk_of_work(conn)
            total += sequenced
        return total

    async def _chunk_of_work(self, conn: _Connection) -> tuple[int, bool]:
        try:
            row = await conn.fetchrow(SQL["sequence"], self._log_id, self._chunk)
        except asyncpg.PostgresError as error:
            match error.sqlstate:
                case "JJK02":
                    raise LogMissing(log=self._log_id) from error
                case "JJK06":
                    raise LogRestored(log_id=self._log_id) from error
                case _:
                    raise
        assert row is not None, "a function with OUT parameters answers one row"
        return row["sequenced"], row["pending"]

    async def _pause(self, stop: asyncio.Event, seconds: float) -> None:
        waits = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(self._poked.wait())]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()


def _nobody() -> None:
    """Nobody asked to be told."""


async def _trusting() -> None:
    """Nothing is compared."""
