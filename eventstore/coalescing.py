"""Independent commands that wait in one process at the same moment go to the database in one call.

A call costs its locks, its planning and its commit once, however many commands it carries, so the busier the process
is, the less each command costs. Nobody waits for company: a command that comes alone goes alone and at once.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from eventstore.arguments import apart
from eventstore.errors import AppendRefused, EntryTooLarge, Overloaded, WaitedTooLong
from eventstore.records import Answer, AppendCommand
from eventstore.store import MOST_COMMANDS, Store, answer_in

MOST_CALLS = 2  # at the same time: while one waits for its commit, the next one gathers and goes
MOST_WAITING = 2_000  # commands; whoever comes after them is told at once

_OF_ONE_COMMAND = (AppendRefused, EntryTooLarge, WaitedTooLong)  # what one command can do to those beside it


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A command, and where whoever sent it waits. Whoever stops waiting cancels nothing but that."""

    command: AppendCommand
    answer: "asyncio.Future[Answer]"

    def settle(self, outcome: Answer | Exception) -> None:
        if self.answer.done():
            return
        if isinstance(outcome, Exception):
            self.answer.set_exception(outcome)
        else:
            self.answer.set_result(outcome)


class Coalescer:
    """Gathers what is to be appended. Of one event loop; commands of one caller keep the order it awaits them in."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: deque[_Waiting] = deque()
        self._calling = 0
        self._calls: set[asyncio.Task[None]] = set()

    async def append_one(self, command: AppendCommand) -> Answer:
        """As Store.append_one, with its outcomes and errors for this command alone.

        A lost connection is raised to all whose commands were on it: whether they were written is not known, and the
        same command sent again is answered. Cancelling does not take back what is on its way.
        """
        if len(self._waiting) >= MOST_WAITING:
            raise Overloaded
        waiting = _Waiting(command, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._call()
        return await waiting.answer

    async def close(self) -> None:
        """Returns when everything that was waiting has its outcome."""
        while self._calls:
            await asyncio.wait(self._calls)

    def _call(self) -> None:
        if self._calling < MOST_CALLS:
            # Here and not when the task begins: whoever comes between must count it.
            self._calling += 1
            call = asyncio.create_task(self._work_off())
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                taken = [self._waiting.popleft() for _ in range(min(MOST_COMMANDS, len(self._waiting)))]
                batch = [each for each in taken if not each.answer.done()]
                for group in _grouped(batch):
                    await (self._together(group) if len(group) > 1 else self._alone(group[0]))
        finally:
            self._calling -= 1

    async def _together(self, batch: Sequence[_Waiting]) -> None:
        try:
            outcomes = await self._store.append([each.command for each in batch])
        except _OF_ONE_COMMAND:  # nothing was written; alone, each meets only what is its own
            await asyncio.gather(*[self._alone(each) for each in batch])
        except Exception as error:
            for each in batch:
                each.settle(error)
        else:
            for each, outcome in zip(batch, outcomes, strict=True):
                try:
                    each.settle(answer_in(outcome))
                except Exception as error:
                    each.settle(error)

    async def _alone(self, waiting: _Waiting) -> None:
        try:
            waiting.settle(await self._store.append_one(waiting.command))
        except Exception as error:
            waiting.settle(error)


def _grouped(batch: Sequence[_Waiting]) -> list[list[_Waiting]]:
    """Those that have nothing to do with each other, then the others: a call of one kind fails or is written whole."""
    short = apart([each.command for each in batch])
    groups = [
        [each for place, each in enumerate(batch) if (place in short) is wanted] for wanted in (True, False)
    ]
    return [group for group in groups if group]


class CoalescingStore(Store):
    """A store whose single commands are gathered. Close it before its pool."""

    def __init__(self, pool: asyncpg.Pool, log_id: int, origin: str) -> None:
        super().__init__(pool, log_id, origin)
        self._coalescer = Coalescer(Store(pool, log_id, origin))

    async def append_one(self, command: AppendCommand) -> Answer:
        """As Store.append_one, together with what others append at this moment."""
        return await self._coalescer.append_one(command)

    async def close(self) -> None:
        """Returns when everything that was waiting has its outcome."""
        await self._coalescer.close()
