"""Acts of the system itself: without words, so without a key, and under a request id that follows from their cause."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.application.names import SYSTEM, scope_of
from domain import wire
from domain.wire import AnyEvent
from eventstore.records import AppendCommand, Cause, Item, NewEvent


def system_act(
    stream: UUID, expected: int, events: Sequence[AnyEvent], *, request: UUID, cause: UUID, at: datetime
) -> AppendCommand:
    """What the system appends to a stream. The events hold no person's data, so their own hash tells repeats apart."""
    packed = [wire.pack(event) for event in events]
    return AppendCommand(
        scope=scope_of(SYSTEM),
        key=request,
        fingerprint=hashlib.sha256(b"".join(each.facts for each in packed)).digest(),
        cause=Cause(actor=SYSTEM.person, actor_role=SYSTEM.role.value, correlation=cause),
        items=tuple(
            Item(
                stream=stream,
                expected=expected,
                event=NewEvent(
                    type=each.type,
                    schema_version=each.schema_version,
                    schema_hash=wire.schema_hash(each.type),
                    facts=each.facts,
                    occurred_at=at,
                ),
            )
            for each in packed
        ),
    )
