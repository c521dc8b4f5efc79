"""Wait until what was appended has a position and the read models have passed it."""

import asyncio
from collections.abc import Callable

import asyncpg

POSITION_OF = "SELECT ledger.position_of($1::smallint, $2::bigint)"
PASSED = """
SELECT coalesce(min(position), -1) >= $1 AS passed, coalesce(bool_or(stopped_at <= $1), false) AS stopped
FROM read.cursor
"""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.004, 0.05


class Waiter:
    """Polls the database: the sequencer and the projector may be other processes."""

    def __init__(self, pool: asyncpg.Pool, log_id: int, poke: Callable[[], None], *, patience: float) -> None:
        self._pool = pool
        self._log_id = log_id
        self._poke = poke
        self._patience = patience

    async def until_shown(self, seq: int) -> tuple[int | None, bool]:
        """The position of the event drawn as `seq`, and whether every read model has passed it.

        Never a failure: after `patience` seconds, or where a read model is stopped, it answers what is known by then.
        """
        self._poke()
        position: int | None = None
        deadline = asyncio.get_running_loop().time() + self._patience
        pause = _FIRST_PAUSE
        while True:
            if position is None:
                position = await self._pool.fetchval(POSITION_OF, self._log_id, seq)
            if position is not None:
                [cursors] = await self._pool.fetch(PASSED, position)
                if cursors["passed"] or cursors["stopped"]:
                    return position, cursors["passed"]
            if asyncio.get_running_loop().time() >= deadline:
                return position, False
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
