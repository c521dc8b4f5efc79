"""Sealed words made readable. Whoever calls this has put on record that it happens (BAB IV.A.1.e)."""

from uuid import UUID

from api.application.scribe import key_of
from domain.texts import NameKind, OfficeTextKind, TextKind
from eventstore.records import RecordedEvent
from eventstore.vault import LocalVault


async def unsealed(
    vault: LocalVault,
    kind: TextKind | OfficeTextKind | NameKind,
    belongs: UUID,
    *,
    of: RecordedEvent,
    sealed: bytes,
) -> str:
    """The words that were sealed beside an event; `belongs` as for `key_of`. Raises Erased, and what the vault does."""
    subject, purpose = key_of(kind, belongs)
    return await vault.open(
        subject=subject,
        purpose=purpose,
        case=belongs,
        field=kind.value,
        event_id=of.event_id,
        schema_version=of.schema_version,
        record=sealed,
    )
