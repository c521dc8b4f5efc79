"""Clients that append without pause and never give up: what was not acknowledged is sent again, with its key."""

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg

from drills.journal import Journal, Told
from eventstore.errors import EventStoreError
from eventstore.records import ANY, Answer, AppendCommand, Cause, Guard, Item, NewEvent, SealedPart
from eventstore.sealing import open_record
from eventstore.store import Store, answer_in

SCOPE = "drill"
SCHEMA = hashlib.sha256(b"a schema of the drills").digest()
PAUSE_SECONDS = 0.02
TROUBLES = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    EventStoreError,
)


def command(streams: Sequence[UUID], dice: random.Random, *, at: datetime | None = None) -> AppendCommand:
    """One to three events on some of the streams or on a new one; now and then a guard, or an open text beside one."""
    chosen = dice.sample(list(streams), k=min(dice.choice((1, 1, 1, 2, 3)), len(streams)))
    if dice.random() < 0.2:
        chosen[0] = UUID(int=dice.getrandbits(128), version=4)
    guarded = [stream for stream in dice.sample(list(streams), k=1) if stream not in chosen]
    key = uuid4()
    return AppendCommand(
        scope=SCOPE,
        key=key,
        fingerprint=hashlib.sha256(key.bytes).digest(),
        cause=Cause(actor=uuid4(), actor_role="DRILL", correlation=key),
        items=tuple(Item(stream=stream, expected=ANY, event=event(dice, at)) for stream in chosen),
        guards=tuple(Guard(stream=stream, expected=ANY) for stream in guarded),
    )


def event(dice: random.Random, at: datetime | None = None) -> NewEvent:
    """Something that happened; a third of them with a text."""
    sealed = (
        (SealedPart(part=1, record=open_record("drill " * dice.randint(1, 50))),)
        if dice.random() < 0.3
        else ()
    )
    return NewEvent(
        type="DrillHeld",
        schema_version=1,
        schema_hash=SCHEMA,
        facts=b'{"drill":%d}' % dice.randint(0, 10**6),
        occurred_at=at or datetime.now(UTC),
        sealed=sealed,
    )


class Writers:
    """`many` clients over one pool, sharing a few streams so that they meet. Counts what was acknowledged.

    `batch`: how many commands a client sends in one call.
    """

    def __init__(
        self,
        dsn: str,
        log_id: int,
        origin: str,
        journal: Journal,
        *,
        many: int = 8,
        streams: int = 12,
        batch: int = 1,
        seed: int = 0,
    ) -> None:
        self._dsn, self._log_id, self._origin, self._journal = dsn, log_id, origin, journal
        self._streams = [UUID(int=random.Random(seed).getrandbits(128), version=4) for _ in range(streams)]
        self._store: Store | None = None
        self._many = many
        self._batch = batch
        self._seed = seed
        self._stop = asyncio.Event()
        self._one_more = asyncio.Event()
        self.acknowledged = 0
        self.events = 0  # of the commands that were acknowledged
        self.troubles = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Writers"]:
        """Write in the background; at the end of the block everything that was sent gets its answer."""
        pool = await asyncpg.create_pool(
            self._dsn, min_size=0, max_size=self._many, timeout=10, command_timeout=60
        )
        store = self._store = Store(pool, self._log_id, self._origin)
        tasks = [asyncio.create_task(self._client(store, number)) for number in range(self._many)]
        try:
            yield self
        finally:
            self._stop.set()
            try:
                async with asyncio.timeout(120):
                    await asyncio.gather(*tasks)
            finally:
                for task in tasks:
                    task.cancel()
                pool.terminate()

    async def append(self, asked: AppendCommand) -> Answer:
        """Append something in particular, beside what the clients do."""
        assert self._store is not None, "the clients are not at work"
        [answer] = await self._insist(self._store, [asked])
        return answer

    async def until_acknowledged(self, count: int) -> None:
        """Wait until so many more commands were acknowledged."""
        goal = self.acknowledged + count
        await self._until(lambda: self.acknowledged >= goal)

    async def until_events(self, count: int) -> None:
        """Wait until commands with so many more events were acknowledged."""
        goal = self.events + count
        await self._until(lambda: self.events >= goal)

    async def _until(self, reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(180):
            while not reached():
                self._one_more.clear()
                await self._one_more.wait()

    async def _client(self, store: Store, number: int) -> None:
        dice = random.Random(f"{self._seed} {number}")
        while not self._stop.is_set():
            asked = [command(self._streams, dice) for _ in range(self._batch)]
            answers = await self._insist(store, asked)
            self.acknowledged += len(asked)
            self.events += sum(len(answer.events) for answer in answers)
            self._one_more.set()
            if dice.random() < 0.02:  # somebody whose acknowledgement was lost asks again, much later
                await self._insist(store, asked)

    async def _insist(self, store: Store, asked: Sequence[AppendCommand]) -> list[Answer]:
        """Send commands in one call until they are answered."""
        while True:
            for each in asked:
                self._journal.sent(SCOPE, each.key, len(each.items))
            try:
                if len(asked) == 1:
                    answers = [await store.append_one(asked[0])]
                else:
                    answers = [answer_in(outcome) for outcome in await store.append(asked)]
            except TROUBLES as trouble:
                self.troubles += 1
                for each in asked:
                    self._journal.failed(SCOPE, each.key, type(trouble).__name__)
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            for each, answer in zip(asked, answers, strict=True):
                self._journal.acknowledged(SCOPE, each.key, told(answer))
            return answers


def told(answer: Answer) -> tuple[Told, ...]:
    """An answer as the journal keeps it."""
    return tuple(
        Told(event=each.event_id, stream=each.stream, version=each.version, leaf_hash=each.leaf_hash)
        for each in answer.events
    )
