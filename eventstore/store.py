"""Append and read, as a role that has nothing but functions (the application's). One round trip each, as a rule."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, assert_never
from uuid import UUID

import asyncpg

from eventstore import ids
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
        answer = await self._append_short(command) if _is_usual(command) else None
        if answer is not None:
            return answer
        [outcome] = await self._append([command])
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
        found = defaultdict(list)
        async with self._connection() as conn:
            try:
                rows = await conn.fetch(SQL["append"], self.log_id, [as_composite(each) for each in commands])
            except asyncpg.PostgresError as error:
                raise self._typed(error) from error
            for row in rows:
                found[row["command"]].append(row)
            await self._watch(conn, [row["seq"] for row in rows if row["outcome"] == "appended"])
        return [_outcome(command, found[number]) for number, command in enumerate(commands, 1)]

    async def _append_short(self, command: AppendCommand) -> Answer | None:
        """What the function for the usual command wrote; None where it leaves it to the one for all commands."""
        async with self._connection() as conn:
            try:
                row = await conn.fetchval(SQL["append_one"], self.log_id, *as_arguments(command, self.origin))
            except asyncpg.UniqueViolationError:
                return None
            except asyncpg.PostgresError as error:
                raise self._typed(error) from error
            if row["outcome"] is None:
                return None
            await self._watch(conn, [row["seq"]])
        return Answer(events=(_appended(row),), repeated=False)

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
            case "JJK05":
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


def _is_usual(command: AppendCommand) -> bool:
    """Whether ledger.append_one takes it: one event with nothing beside it or open in it, one guard at most."""
    event = command.items[0].event
    return len(command.items) == 1 and len(command.guards) <= 1 and not event.sealed and event.content is None


def as_arguments(command: AppendCommand, origin: str) -> tuple[Any, ...]:
    """The usual command in the order of ledger.append_one, from its second argument on."""
    cause, [item] = command.cause, command.items
    event = item.event
    guard = command.guards[0] if command.guards else None
    return (
        command.key,
        ids.event_id(origin, command.scope, command.key, 0),
        command.fingerprint,
        cause.actor,
        cause.actor_role,
        cause.correlation,
        cause.causation,
        item.stream,
        item.expected,
        event.type,
        event.schema_version,
        event.schema_hash,
        event.occurred_at,
        event.facts,
        guard.stream if guard else None,
        guard.expected if guard else None,
    )


def as_composite(command: AppendCommand) -> tuple[Any, ...]:
    """The command in the order of the database type ledger.new_command."""
    cause = command.cause
    items = [
        (
            item.stream,
            item.expected,
            item.event.type,
            item.event.schema_version,
            item.event.schema_hash,
            item.event.occurred_at,
            item.event.facts,
            item.event.content,
            [(part.part, part.record, part.subject) for part in item.event.sealed],
        )
        for item in command.items
    ]
    guards = [(guard.stream, guard.expected) for guard in command.guards]
    return (
        command.scope,
        command.key,
        command.fingerprint,
        cause.actor,
        cause.actor_role,
        cause.correlation,
        cause.causation,
        items,
        guards,
    )


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


def _appended(row: asyncpg.Record) -> Appended:
    return Appended(
        stream=row["stream_id"],
        version=row["version"],
        event_id=row["event_id"],
        seq=row["seq"],
        leaf_hash=row["leaf_hash"],
        type=row["type"],
    )
