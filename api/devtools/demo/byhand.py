"""What a system does by itself, done at the moment a story says, and waited for until it can be read."""

from dataclasses import dataclass

import asyncpg

from api.application.postman import Postman
from api.application.waiting import Waiter
from api.devtools.demo.client import UnexpectedAnswer
from api.parts import Api, Workers

NEVER = 86_400.0  # seconds between two rounds of its own accord: longer than any demonstration
_PATIENCE = 30.0
_LAST = "SELECT max(seq) FROM ledger.event WHERE log_id = $1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """The rounds of a running system. The log's end is looked up as a superuser, since no role may ask for it."""

    api: Api
    workers: Workers
    postman: Postman
    superuser: str

    async def sweep(self) -> None:
        """Let time do to the cases what it does by the moment the clock shows."""
        await self._shown()
        await self.workers.sweep.step()
        await self._shown()

    async def post(self) -> None:
        """Send what waits to be sent."""
        await self._shown()
        await self.postman.step()
        await self._shown()

    async def _shown(self) -> None:
        log_id = self.api.store.log_id
        conn = await asyncpg.connect(self.superuser)
        try:
            last = await conn.fetchval(_LAST, log_id)
        finally:
            await conn.close()
        waiter = Waiter(self.api.pool, log_id, self.workers.poke, patience=_PATIENCE)
        _, shown = await waiter.until_shown(last)
        if not shown:
            raise UnexpectedAnswer(
                "the read models do not follow: if the code is newer than they are, remove the demonstration's folder"
            )
