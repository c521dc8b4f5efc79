"""Append and read, as a role that has nothing but functions (the application's). One round trip each, as a rule."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, assert_never
from uuid import UUID

import asyncpg

from eventstore.arguments import apart, as_arguments, as_composite, as_single, is_single, is_usual, salts
from eventstore.entries import recorded
from eventstore.errors import (
    AppendRefused,
    CommandKeyReused,
    EntryTooLarge,
    LogClosed,
    LogMissing,
    Overloaded,
    StreamMoved,
    WaitedTooLong,
)
from eventstore.records import (
    Answer,
    AppendCommand,
    Appended,
    KeyReused,
    Moved,
    Outcome,
    RecordedEvent,
    SealedPart,
)
from eventstore.sql import Statements

SQL = Statements.load(Path(__file__).parent / "queries.sql")

MOST_COMMANDS = 64  # in one call: each holds locks in a table that all sessions share
WAIT_SECONDS = 5.0  # for a free connection
RACES = 3  # how often a call may lose against one that does not wait for its key
WATCH_EVERY = 64  # events: how often somebody looks how many of them wait for their position


async def find_log(conn: asyncpg.Connection, origin: str) -> int:
    """The number of the log with this origin. Raises LogMissing."""
    log_id: int | None = await conn.fetchval(SQL["find_log"], origin)
    if log_id is None:
        raise LogMissing(log=origin)
    return log_id


class Store:
    """One log, as the application sees it. Safe to share between tasks."""

    def __init__(self, pool: asyncpg.Pool, log_id: int, origin: str) -> None:
        self._pool = pool
        self.log_id = log_id
        self.origin = origin

    async def append(self, commands: Sequence[AppendCommand]) -> list[Outcome]:
        """Append each command as a whole, or say why not; one outcome a command, in order.

        Commands are independent: a conflict of one does not touch the others. When this returns, what was
        appended is on disk. Raises LogClosed, LogMissing, Overloaded, EntryTooLarge, AppendRefused: then nothing
        of the last call to the database was written, and the same commands may be sent again.
        """
        outcomes: list[Outcome] = []
        for start in range(0, len(commands), MOST_COMMANDS):
            outcomes += await self._append(commands[start : start + MOST_COMMANDS])
        return outcomes

    async def append_one(self, command: AppendCommand) -> Answer:
        """As append, with the other outcomes raised: StreamMoved, CommandKeyReused."""
        answer = None
        if is_usual(command):
            answer = await self._append_usual(command)
        elif is_single(command):
            answer = (await self._append_many([command]))[0]
        if answer is not None:
            return answer
        [outcome] = await self._append_any([command])
        return answer_in(outcome)

    async def answer_of(self, scope: str, key: UUID, fingerprint: bytes) -> Answer | None:
        """What the command wrote, None if it was never appended. Raises CommandKeyReused, Overloaded."""
        async with self._connection() as conn:
            rows = await conn.fetch(SQL["answer_of"], self.log_id, scope, key)
        if not rows:
            return None
        if rows[0]["command_print"] != fingerprint:
            raise CommandKeyReused(key=key)
        return Answer(events=tuple(_appended(row) for row in rows), repeated=True)

    async def read(self, stream: UUID, after_version: int = 0) -> list[RecordedEvent]:
        """The events of a stream after a version, in order; empty if there is none. Raises Overloaded."""
        async with self._connection() as conn:
            rows = await conn.fetch(SQL["read_stream"], self.log_id, stream, after_version)
        return [recorded(row) for row in rows]

    async def read_one(self, stream: UUID, version: int) -> RecordedEvent:
        """The event of a stream at a version that it has. Raises Overloaded."""
        return (await self.read(stream, after_version=version - 1))[0]

    async def read_all(self, streams: Collection[UUID]) -> dict[UUID, list[RecordedEvent]]:
        """The events of each stream that has any, in order, in one round trip. Raises Overloaded."""
        async with self._connection() as conn:
            rows = await conn.fetch(SQL["read_streams"], self.log_id, list(streams))
        histories: dict[UUID, list[RecordedEvent]] = defaultdict(list)
        for row in rows:
            histories[row["stream"]].append(recorded(row))
        for history in histories.values():
            history.sort(key=lambda event: event.version)
        return histories

    async def sealed(self, stream: UUID, version: int) -> list[SealedPart]:
        """The parts beside an event, in order; a record is empty once erased. Raises Overloaded."""
        async with self._connection() as conn:
            rows = await conn.fetch(SQL["read_sealed"], self.log_id, stream, version)
        return [
            SealedPart(part=row["part"], record=row["record"], subject=row["subject_ref"]) for row in rows
        ]

    async def position_of(self, appended: Appended) -> int | None:
        """The place of an event in the global order, None until the sequencer gave it one. Raises Overloaded."""
        async with self._connection() as conn:
            position: int | None = await conn.fetchval(SQL["position_of"], self.log_id, appended.seq)
        return position

    async def _append(self, commands: Sequence[AppendCommand]) -> list[Outcome]:
        """The short way for those that have nothing to do with each other, then the others, each in its turn."""
        short = sorted(apart(commands))
        outcomes: list[Outcome | None] = [None] * len(commands)
        if short:
            answers = await self._append_many([commands[place] for place in short])
            for place, answer in zip(short, answers, strict=True):
                outcomes[place] = answer
        left = [place for place, outcome in enumerate(outcomes) if outcome is None]
        if left:
            rest = await self._append_any([commands[place] for place in left])
            for place, outcome in zip(left, rest, strict=True):
                outcomes[place] = outcome
        return [outcome for outcome in outcomes if outcome is not None]

    async def _append_any(self, commands: Sequence[AppendCommand]) -> list[Outcome]:
        found = defaultdict(list)
        composites = [as_composite(each) for each in commands]
        async with self._connection() as conn:
            for row in await self._raced(conn, SQL["append"], self.log_id, composites):
                found[row["command"]].append(row)
            written = [row["seq"] for rows in found.values() for row in rows if row["outcome"] == "appended"]
            await self._watch(conn, written)
        return [_outcome(command, found[number]) for number, command in enumerate(commands, 1)]

    async def _raced(self, conn: Any, *question: Any) -> list[asyncpg.Record]:
        """Ask again where another call wrote the same command meanwhile: now it is there to be answered."""
        for left in reversed(range(RACES)):
            try:
                rows: list[asyncpg.Record] = await conn.fetch(*question)
            except asyncpg.UniqueViolationError as error:
                if not left:
                    raise self._typed(error) from error
            except asyncpg.PostgresError as error:
                raise self._typed(error) from error
            else:
                break
        return rows

    async def _append_usual(self, command: AppendCommand) -> Answer | None:
        """What ledger.append_one wrote; None where it leaves it to the function for all commands."""
        async with self._connection() as conn:
            [salt] = salts(1)
            arguments = as_arguments(command, self.origin, salt)
            try:
                row = await conn.fetchval(SQL["append_one"], self.log_id, *arguments)
            except asyncpg.UniqueViolationError:
                return None
            except asyncpg.PostgresError as error:
                raise self._typed(error) from error
            if row is None:
                return None
            await self._watch(conn, [row["seq"]])
        return _single_answer(command, row)

    async def _append_many(self, commands: Sequence[AppendCommand]) -> list[Answer | None]:
        """What ledger.append_many wrote; None for what it leaves to the function for all commands."""
        salted = zip(commands, salts(len(commands)), strict=True)
        singles = [as_single(each, self.origin, salt) for each, salt in salted]
        async with self._connection() as conn:
            try:
                rows = await conn.fetch(SQL["append_many"], self.log_id, singles)
            except asyncpg.UniqueViolationError:
                return [None] * len(commands)
            except asyncpg.PostgresError as error:
                raise self._typed(error) from error
            await self._watch(conn, [row["seq"] for row in rows])
        found = {row["event_id"]: row for row in rows}
        return [
            _single_answer(command, found[single[0]]) if single[0] in found else None
            for command, single in zip(commands, singles, strict=True)
        ]

    async def _watch(self, conn: Any, written: Sequence[int]) -> None:
        """Now and then, look how much waits for the sequencer; too much, and the log refuses until it is less.

        What was written is acknowledged whether or not this succeeds.
        """
        if any(seq % WATCH_EVERY == 0 for seq in written):
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await conn.execute(SQL["watch_backlog"], self.log_id)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            conn = await self._pool.acquire(timeout=WAIT_SECONDS)
        except (TimeoutError, asyncpg.TooManyConnectionsError):
            raise Overloaded from None
        try:
            yield conn
        finally:
            await self._pool.release(conn)

    def _typed(self, error: asyncpg.PostgresError) -> Exception:
        match error.sqlstate:
            case "JJK02":
                return LogMissing(log=self.log_id)
            case "JJK03":
                return LogClosed(log_id=self.log_id)
            case "23514" if error.constraint_name == "event_entry_check":
                return EntryTooLarge()
            case "53200" | "55P03" | "57014":  # no place for locks; a lock, or the statement, took too long
                return WaitedTooLong()
            case "JJK09":  # too much waits for the sequencer
                return Overloaded()
            case "JJK04" | "22P02" | "22P05" | "23502" | "23505" | "23514":
                return AppendRefused("The database refused the shape of the command.")
            case _:
                return error


def answer_in(outcome: Outcome) -> Answer:
    """The answer that an outcome is. Raises StreamMoved, CommandKeyReused for what is none."""
    match outcome:
        case Answer():
            return outcome
        case Moved():
            raise StreamMoved(outcome)
        case KeyReused():
            raise CommandKeyReused(key=outcome.key)
        case _:
            assert_never(outcome)


def _outcome(command: AppendCommand, rows: Sequence[asyncpg.Record]) -> Outcome:
    first = rows[0]
    match first["outcome"]:
        case "moved":
            return Moved(
                stream=first["stream_id"],
                expected=first["expected"],
                current=first["version"],
                missed=tuple(first["missed"]),
            )
        case "key_reused":
            return KeyReused(scope=command.scope, key=command.key)
        case outcome:
            return Answer(
                events=tuple(_appended(row) for row in rows),
                repeated=outcome == "repeated",
            )


def _single_answer(command: AppendCommand, row: asyncpg.Record) -> Answer:
    [item] = command.items
    written = Appended(
        stream=item.stream,
        version=row["version"],
        event_id=row["event_id"],
        seq=row["seq"],
        leaf_hash=row["leaf_hash"],
        type=item.event.type,
    )
    return Answer(events=(written,), repeated=False)


def _appended(row: asyncpg.Record) -> Appended:
    return Appended(
        stream=row["stream_id"],
        version=row["version"],
        event_id=row["event_id"],
        seq=row["seq"],
        leaf_hash=row["leaf_hash"],
        type=row["type"],
    )
