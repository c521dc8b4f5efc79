"""A log whose sequencer does not follow: the API says come again, and does it when it can."""

import asyncio
from uuid import uuid4

import asyncpg

from api.devtools import operations
from tests.support.journey import filing
from tests.support.log import until
from tests.support.system import System

HOLD_THE_SEQUENCER = "SELECT pg_advisory_lock(1784310123, log_id) FROM ledger.log"


async def test_a_request_that_a_crowded_log_refuses_is_done_when_it_is_sent_again(system: System) -> None:
    def asked() -> dict[str, object]:
        return {"query": operations.SUBMIT, "variables": {"input": {"request": str(uuid4()), **filing()}}}

    second = asked()
    superuser = await asyncpg.connect(system.database.superuser)
    try:
        await superuser.execute(HOLD_THE_SEQUENCER)
        events = await system.events()
        await superuser.execute("UPDATE ledger.log SET most_waiting = 0")
        first = asyncio.create_task(system.post(asked()))
        await until(lambda: has_more(system, events), or_done=first)
        assert await superuser.fetchval("SELECT ledger.watch_backlog(log_id) FROM ledger.log")
        refused = (await system.post(second)).json()
    finally:
        await superuser.close()
    await first
    done = (await system.post(second)).json()

    assert [error["extensions"]["code"] for error in refused["errors"]] == ["OVERLOADED"]
    assert refused["data"] is None
    assert done["data"]["submitComplaint"]["__typename"] == "ComplaintSubmitted"
    assert await system.events() == events + 2


async def has_more(system: System, events: int) -> bool:
    return await system.events() > events
