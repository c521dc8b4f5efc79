"""Statements under row-level security, in one round trip.

A row policy may compare a column with `current_setting(…)`. Setting it in a transaction around each statement costs
more than the statement. So the claim sticks to its connection; connections are picked by the claim they hold; every
statement carries the claims as parameters too, and returns the settings it ran under. Where the two differ, the policy
and the parameters agree on no row, the answer is thrown away, the claim is set, and the statement runs once more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import asyncpg

from .plan import Answer, Request

_Claims = tuple[tuple[str, str], ...]
_READ_ONLY = "default_transaction_read_only"
_BROKEN = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
)


class ClaimsNotHeld(Exception):
    """A connection would not keep the claims it was given, so no answer can be trusted."""


@dataclass(slots=True, eq=False)
class _Held:
    connection: Any
    claims: _Claims | None = None


class ClaimedPool:
    """Runs requests on connections taken from an asyncpg pool, and keeps up to `size` of them.

    Whatever else uses the pool must leave it that many to spare. Kept connections are read-only.
    """

    def __init__(self, pool: asyncpg.Pool[Any], *, size: int = 4) -> None:
        self._pool = pool
        self._places = asyncio.Semaphore(size)
        self._idle: list[_Held] = []
        self.set_anew = 0

    async def run(self, request: Request, claims: Mapping[str, Any]) -> Answer:
        """The request's answer for whoever the claims say. Raises RequestError for values that cannot be used.

        A connection that broke is replaced and the statement sent again, once: it only reads.
        """
        sql, parameters = request.statement(claims)
        wanted = tuple((setting, _text(claims[claim])) for claim, setting in request.ready().settings)
        try:
            record = await self._fetch(wanted, sql, parameters)
        except _BROKEN:
            await self.close()
            record = await self._fetch(wanted, sql, parameters)
        return request.answer(record)

    async def _fetch(self, wanted: _Claims, sql: str, parameters: Sequence[Any]) -> Sequence[Any]:
        """On a connection of ours; whatever goes wrong with it, the pool gets it back and makes it new."""
        async with self._places:
            held = self._pick(wanted) or _Held(await self._pool.acquire())
            try:
                record = await self._fetch_on(held, wanted, sql, parameters)
            except BaseException:
                await self._pool.release(held.connection)
                raise
            self._idle.append(held)
            return record

    async def _fetch_on(
        self, held: _Held, wanted: _Claims, sql: str, parameters: Sequence[Any]
    ) -> Sequence[Any]:
        if held.claims != wanted:
            await self._set(held, wanted)
        for _ in range(2):
            record: Sequence[Any] = await held.connection.fetchrow(sql, *parameters)
            if _ran_under(record, wanted):
                return record
            await self._set(held, wanted)
        raise ClaimsNotHeld("the connection does not keep its settings; is there a pooler that resets them?")

    @property
    def idle(self) -> list[Any]:
        """The connections that are kept and not in use."""
        return [held.connection for held in self._idle]

    async def close(self) -> None:
        """Give idle connections back to the pool."""
        while self._idle:
            await self._pool.release(self._idle.pop().connection)

    def _pick(self, wanted: _Claims) -> _Held | None:
        """An idle connection that holds the claims, or else the one longest unused."""
        if not self._idle:
            return None
        at = next((i for i in reversed(range(len(self._idle))) if self._idle[i].claims == wanted), 0)
        return self._idle.pop(at)

    async def _set(self, held: _Held, wanted: _Claims) -> None:
        self.set_anew += 1
        held.claims = None
        values = [_READ_ONLY, "on", *(part for pair in wanted for part in pair)]
        await held.connection.fetchrow(_setting(len(values) // 2), *values)
        held.claims = wanted


@lru_cache
def _setting(count: int) -> str:
    """The statement that sets so many settings to so many values."""
    return "SELECT " + ", ".join(f"set_config(${2 * at + 1}, ${2 * at + 2}, false)" for at in range(count))


def _ran_under(record: Sequence[Any], wanted: _Claims) -> bool:
    found = [record[index] or "" for index in range(len(record) - len(wanted), len(record))]
    return found == [value for _, value in wanted]


def _text(value: object) -> str:
    return "" if value is None else str(value)
