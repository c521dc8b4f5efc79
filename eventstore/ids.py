"""Event ids: derived from the command, so that the same command can only ever make the same events."""

import hashlib
from uuid import UUID


def event_id(origin: str, scope: str, key: UUID, ordinal: int) -> UUID:
    """The id of the event at place `ordinal` (from 0) of the command `key` of `scope` in the log `origin`.

    A version 8 UUID (RFC 9562, 5.8) from the first 128 bits of a SHA-256. The database's function
    ledger.event_id gives the same; neither text may contain U+0000, so the fields cannot run together.
    """
    fields = (b"jejak event id", origin.encode(), scope.encode(), key.bytes + ordinal.to_bytes(4, "big"))
    octets = bytearray(hashlib.sha256(b"\x00".join(fields)).digest()[:16])
    octets[6] = octets[6] & 0x0F | 0x80
    octets[8] = octets[8] & 0x3F | 0x80
    return UUID(bytes=bytes(octets))
