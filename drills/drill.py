"""What a drill is: a fault, what must hold, a loop of some length, and what was seen."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import asyncpg

from drills.auditor import auditor
from drills.checker import Examination, examine
from drills.site import Grounds, Site
from drills.writers import TROUBLES, Writers

SETTLE_SECONDS = 60.0
ASK_SECONDS = 0.02
WHOLE = """
SELECT (SELECT count(*) FROM ledger.event WHERE log_id = $1) = next_position
       AND next_position = coalesce((SELECT max(size) FROM ledger.checkpoint WHERE log_id = $1), 0)
  FROM ledger.seq_state WHERE log_id = $1
"""


@dataclass(slots=True)
class Seen:
    """What came of one drill. `wrong` is empty where everything held."""

    times: str = ""  # how often the fault was brought about
    what: str = ""
    checks: list[str] = field(default_factory=list)  # that looked
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # a change, the triggers, who caught it
    wrong: list[str] = field(default_factory=list)

    def require(self, holds: bool, sentence: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.wrong.append(sentence)

    def take(self, found: Examination) -> None:
        """Take over what the checker found."""
        self.checks.append("journal, sightings, verify" + (", auditor in Go" if auditor() else ""))
        self.wrong += found.lines()


class Length(Enum):
    """How long the loops of a drill are: for the tests, for `make faults`, for `make drill`."""

    TINY = "tiny loops"
    SHORT = "short loops"
    LONG = "long loops"


Run = Callable[["Effort"], Coroutine[Any, Any, Seen]]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is asked of a drill, and the dice, which can be thrown again."""

    grounds: Grounds
    length: Length
    seed: int

    def dice(self, name: str) -> random.Random:
        """The dice of one drill."""
        return random.Random(f"{self.seed} {name}")

    def often(self, short: int, long: int) -> int:
        """How often the fault is brought about."""
        match self.length:
            case Length.TINY:
                return -(-short // 5)
            case Length.SHORT:
                return short
            case Length.LONG:
                return long


@dataclass(frozen=True, slots=True)
class Drill:
    """One row of the table."""

    fault: str
    what: str
    must_hold: str
    run: Run
    needs: tuple[str, ...] = ()  # programs that are not Python
    measures: bool = False  # how long something takes: not for a machine that others keep busy


@asynccontextmanager
async def at_work(
    site: Site,
    *,
    many: int = 8,
    seed: int = 0,
    signer_interval: float = 0.02,
    seconds: float = SETTLE_SECONDS,
) -> AsyncIterator[Writers]:
    """Clients, a sequencer, a signer and a watcher, all at once. Afterwards everything is numbered and signed.

    `seconds`: how long that may take; the checker judges what is left undone.
    """
    site.sequencer()
    site.signer(interval=signer_interval)
    async with site.watched():
        async with site.writers(many=many, seed=seed).running() as writers:
            yield writers
        await settled(site, seconds)


async def settled(site: Site, seconds: float = SETTLE_SECONDS) -> None:
    """Until every event has a position and the newest checkpoint covers it, within bounds; the checker judges.

    The server may be recovering from what was done to it last.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not await _whole(site):  # noqa: ASYNC110  (the server is asked, nobody tells)
                await asyncio.sleep(ASK_SECONDS)


async def _whole(site: Site) -> bool:
    with suppress(*TROUBLES):
        async with site.connected() as conn:
            async for whole in asked_again(conn, WHOLE, site.log_id):
                if whole:
                    return True
    return False


async def asked_again(conn: asyncpg.Connection, question: str, *arguments: object) -> AsyncIterator[Any]:
    """The answer to a question, again and again; the caller ends it."""
    while True:
        yield await conn.fetchval(question, *arguments)
        await asyncio.sleep(ASK_SECONDS)


def summary(found: Examination) -> str:
    """The figures of an examination, for the table."""
    return (
        f"{found.acknowledged:,} commands acknowledged ({found.sendings - found.commands:,} sent again), "
        f"{found.events:,} events, {found.checkpoints:,} checkpoints seen"
    )


async def examined(site: Site, seen: Seen, *, others: bool = False) -> Examination:
    """The checker's judgement, taken over into what was seen."""
    found = await examine(site, others=others)
    seen.take(found)
    seen.what = summary(found)
    return found
