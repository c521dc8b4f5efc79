"""What only a superuser can do to a log: switch its triggers off and change the rows."""

from typing import Any

import asyncpg

_TRIGGERS = {"event": "event_only_grows", "sealed": "sealed_only_grows", "leaf": "leaf_only_grows"} | {
    "checkpoint": "checkpoint_only_grows"
}


async def tamper(superuser: asyncpg.Connection, table: str, statement: str, *arguments: Any) -> None:
    """Run a statement on a table of the log as if nothing guarded it, and leave no other trace."""
    trigger = _TRIGGERS[table]
    async with superuser.transaction():
        await superuser.execute(f"ALTER TABLE ledger.{table} DISABLE TRIGGER {trigger}")
        done = await superuser.execute(statement, *arguments)
        await superuser.execute(f"ALTER TABLE ledger.{table} ENABLE ALWAYS TRIGGER {trigger}")
    assert not done.endswith(" 0"), "the statement changed nothing, so its test would prove nothing"
