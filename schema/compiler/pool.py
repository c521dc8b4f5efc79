"""Statements under row-level security, in one round trip.

A row policy may compare a column with `current_setting(…)`. Setting it in a transaction around each statement costs
more than the statement. So the claim sticks to its connection; connections are picked by the claim they hold; every
statement carries the claims as parameters too, and returns the settings it ran under. Where the two differ, the policy
and the parameters agree on no row, the answer is thrown away, the claim is set, and the statement runs once more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from schema.compiler.plan import Answer, Request


class ClaimsNotHeld(Exception):
    """A connection would not keep the claims it was given, so no answer can be trusted."""


@dataclass(slots=True, eq=False)
class _Held:
    connection: Any
    claims: tuple[tuple[str, str], ...] | None = None


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
        """The request's answer for whoever the claims say. Raises RequestError for values that cannot be used."""
        sql, parameters = request.statement(claims)
        wanted = tuple((setting, _text(claims[claim])) for claim, setting in request.ready().settings)
        async with self._connection(wanted) as held:
            if held.claims != wanted:
                await self._set(held, wanted)
            for _ in range(2):
                record = await held.connection.fetchrow(sql, *parameters)
                if _ran_under(record, wanted):
                    return request.answer(record)
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

    @asynccontextmanager
    async def _connection(self, wanted: tuple[tuple[str, str], ...]) -> AsyncIterator[_Held]:
        async with self._places:
            held = await self._pick(wanted) or await self._open()
            try:
                yield held
            except BaseException:
                held.claims = None
                raise
            finally:
                if held.connection.is_closed():
                    await self._pool.release(held.connection)
                else:
                    self._idle.append(held)

    async def _pick(self, wanted: tuple[tuple[str, str], ...]) -> _Held | None:
        """An idle connection that holds the claims, or else the one longest unused."""
        while self._idle:
            at = next((i for i in reversed(range(len(self._idle))) if self._idle[i].claims == wanted), 0)
            held = self._idle.pop(at)
            if not held.connection.is_closed():
                return held
            await self._pool.release(held.connection)
        return None

    async def _open(self) -> _Held:
        connection = await self._pool.acquire()
        await connection.execute("SET default_transaction_read_only = on")
        return _Held(connection)

    async def _set(self, held: _Held, wanted: tuple[tuple[str, str], ...]) -> None:
        self.set_anew += 1
        held.claims = None
        if wanted:
            calls = ", ".join(f"set_config(${2 * i + 1}, ${2 * i + 2}, false)" for i in range(len(wanted)))
            await held.connection.fetchrow(f"SELECT {calls}", *(part for pair in wanted for part in pair))
        held.claims = wanted


def _ran_under(record: Sequence[Any], wanted: tuple[tuple[str, str], ...]) -> bool:
    found = [record[index] or "" for index in range(len(record) - len(wanted), len(record))]
    return found == [value for _, value in wanted]


def _text(value: object) -> str:
    return "" if value is None else str(value)
