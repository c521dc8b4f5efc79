"""Commands as the database's functions take them."""

import os
from collections import Counter
from collections.abc import Sequence
from typing import Any

from eventstore import ids
from eventstore.records import AppendCommand, SealedPart

SALT_SIZE = 32


def is_single(command: AppendCommand) -> bool:
    """Whether ledger.append_many takes it: one event, one guard at most."""
    return len(command.items) == 1 and len(command.guards) <= 1


def is_usual(command: AppendCommand) -> bool:
    """Whether ledger.append_one takes it: single, and with nothing beside its event or open in it."""
    return is_single(command) and not command.items[0].event.sealed and command.items[0].event.content is None


def apart(commands: Sequence[AppendCommand]) -> set[int]:
    """The places of the single commands that write what no other touches, and guard what no other writes."""
    # by their numbers: ids themselves are hashed in Python
    keys = Counter([command.key.int for command in commands])
    written = Counter([item.stream.int for command in commands for item in command.items])
    guarded = {guard.stream.int for command in commands for guard in command.guards}
    return {
        place
        for place, command in enumerate(commands)
        if is_single(command)
        and keys[command.key.int] == 1
        and written[command.items[0].stream.int] == 1
        and command.items[0].stream.int not in guarded
        and not any(guard.stream.int in written for guard in command.guards)
    }


def salts(number: int) -> list[bytes]:
    """New ones, which nobody can guess: what hides the facts of an event from whoever reads its entry."""
    drawn = os.urandom(number * SALT_SIZE)  # at once: the system is asked once for all
    return [drawn[start : start + SALT_SIZE] for start in range(0, len(drawn), SALT_SIZE)]


def as_arguments(command: AppendCommand, origin: str, salt: bytes) -> tuple[Any, ...]:
    """A usual command in the order of ledger.append_one, from its second argument on."""
    cause, [item] = command.cause, command.items
    event = item.event
    guard = command.guards[0] if command.guards else None
    return (
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
        salt,
        guard.stream if guard else None,
        guard.expected if guard else None,
    )


def as_single(command: AppendCommand, origin: str, salt: bytes) -> tuple[Any, ...]:
    """A single command in the order of the database type ledger.single_command."""
    event = command.items[0].event
    return (*as_arguments(command, origin, salt), command.key, event.content, _parts(event.sealed) or None)


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
            _parts(item.event.sealed),
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


def _parts(sealed: Sequence[SealedPart]) -> list[tuple[Any, ...]]:
    return [(part.part, part.record, part.subject) for part in sealed]
