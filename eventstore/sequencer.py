"""Gives every committed event its position. The work and its proof are in the database (migration 0004)."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import structlog

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
        total, pending = 0, True
        while pending:
            sequenced, pending = await self._chunk_of_work()
            total += sequenced
        return total

    async def run(self, stop: asyncio.Event, interval: float = 0.05) -> None:
        """Step every `interval` seconds and when poked, until `stop`.

        A lost connection is logged and tried again; anything else ends the run, loudly.
        """
        confirmed = False
        while not stop.is_set():
            wait = interval
            self._poked.clear()
            try:
                if not confirmed:
                    await self._confirm()
                    confirmed = True
                if await self.step():
                    self._sequenced()
            except _CONNECTION_LOST as error:
                log.warning("sequencer_connection_lost", error=type(error).__name__)
                confirmed = False  # the next connection may lead to another server
                wait = RETRY_SECONDS
            await self._pause(stop, wait)

    async def _chunk_of_work(self) -> tuple[int, bool]:
        try:
            row = await self._pool.fetchrow(SQL["sequence"], self._log_id, self._chunk)
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
