"""Some streams of the log with everything that proves them, as files for somebody who has neither database nor trust.

A bundle holds the exact entries, the facts with the salts that bind them to their entries, the texts that were written
to be shown, a proof for each entry under one signed checkpoint, and the schemas that say what the facts mean. It holds
no sealed record: what is encrypted stays where it is. How it is checked: bundle_verify.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from eventstore import canonical
from eventstore.errors import EventStoreError
from eventstore.log_events import LOG_EVENTS, SCHEMA_REGISTERED, shape_of
from eventstore.log_source import CHECKPOINT
from eventstore.proofs import SUFFIX
from eventstore.sql import Statements
from eventstore.tile_source import Published, TileSource

FORMAT: Final = 1
MANIFEST: Final = "bundle.json"
SUMS: Final = "SHA256SUMS"
VKEY: Final = "vkey"

_SQL = Statements.load(Path(__file__).parent / "bundle.sql")


class NotSigned(EventStoreError):
    """An event has no signed checkpoint over it yet, so nothing can be proven of it."""

    def __init__(self) -> None:
        super().__init__(
            "The newest events are not signed yet. Ask again in a moment; if this stays so, look after the "
            "sequencer (jejak worker) and the signer (jejak signer)."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """One event as it is stored, without what is sealed beside it."""

    position: int
    stream: UUID
    version: int
    event_id: UUID
    entry: bytes
    leaf_hash: bytes
    facts: bytes
    salt: bytes
    open_records: Mapping[int, bytes]

    @property
    def members(self) -> dict[str, Any]:
        """The entry's members."""
        members: dict[str, Any] = orjson.loads(self.entry)
        return members

    @property
    def stem(self) -> str:
        """What its files are called: the position, so that they sort in the log's order."""
        return f"{self.position:09d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Events that belong together. `whole`: the streams that are there from their first version to their last."""

    name: str
    whole: tuple[UUID, ...]
    events: tuple[Excerpt, ...]


async def read_streams(conn: asyncpg.Connection, log_id: int, streams: Sequence[UUID]) -> tuple[Excerpt, ...]:
    """Every event of these streams in the order of the log. Raises NotSigned where one has no position yet."""
    return tuple(_excerpt(row) for row in await conn.fetch(_SQL["of_streams"], log_id, streams))


async def read_mentions(
    conn: asyncpg.Connection, log_id: int, needle: bytes, types: Sequence[str]
) -> tuple[Excerpt, ...]:
    """The events of these types, in any stream, whose facts hold these bytes. Reads the whole log."""
    return tuple(_excerpt(row) for row in await conn.fetch(_SQL["mentioning"], log_id, needle, types))


async def place_of(conn: asyncpg.Connection, log_id: int, event_id: UUID) -> tuple[int | None, bytes] | None:
    """Position and leaf hash of an event; None if there is no such event."""
    row = await conn.fetchrow(_SQL["event"], log_id, event_id)
    return None if row is None else (row["position"], row["leaf_hash"])


async def registered_schemas(conn: asyncpg.Connection, log_id: int) -> dict[str, bytes]:
    """Schema hash (hex) to canonical JSON: what the log says of itself, and the shapes of its own events."""
    schemas = {sha256(shape_of(name)).hexdigest(): shape_of(name) for name in LOG_EVENTS}
    for row in await conn.fetch(_SQL["schemas"], log_id, SCHEMA_REGISTERED):
        content = orjson.loads(row["entry"])["content"]
        schemas[content["schema_hash"]] = canonical.encode(content["schema"])
    return schemas


async def bundle_files(
    *,
    origin: str,
    vkey: str,
    sections: Sequence[Section],
    checkpoint: Published,
    tiles: TileSource,
    schemas: Mapping[str, bytes],
) -> dict[str, bytes]:
    """Path to content, without the index page and the sums (see `with_sums`).

    Raises NotSigned if an event lies beyond the checkpoint, TileMissing if the log lacks what it covers.
    """
    files = {CHECKPOINT: checkpoint.note.encode(), VKEY: f"{vkey}\n".encode()}
    described = []
    for section in sections:
        events = []
        for event in section.events:
            if event.position >= checkpoint.size:
                raise NotSigned
            proof = await tiles.proof_under(checkpoint, event.position, event.leaf_hash)
            files |= _files_of(event) | {f"proofs/{event.stem}{SUFFIX}": proof.encode().encode()}
            events.append(_described(event))
            if schema := schemas.get(event.members["schema_hash"]):
                files[f"schemas/{event.members['schema_hash']}.json"] = schema
        described.append(
            {"name": section.name, "whole": [str(stream) for stream in section.whole], "events": events}
        )
    manifest = {"format": FORMAT, "log": origin, "size": checkpoint.size, "sections": described}
    files[MANIFEST] = canonical.encode(manifest)
    return files


def with_sums(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same files and their SHA-256 list, in the form that `sha256sum --check` reads."""
    lines = (f"{sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))
    return {**files, SUMS: "".join(lines).encode()}


def _files_of(event: Excerpt) -> dict[str, bytes]:
    files = {f"entries/{event.stem}.json": event.entry, f"facts/{event.stem}.json": event.facts}
    return files | {
        f"parts/{event.stem}-{part}.record": record for part, record in event.open_records.items()
    }


def _described(event: Excerpt) -> dict[str, Any]:
    return {
        "event_id": str(event.event_id),
        "position": event.position,
        "salt": event.salt.hex(),
        "stream": str(event.stream),
        "type": event.members["type"],
        "version": event.version,
    }


def _excerpt(row: asyncpg.Record) -> Excerpt:
    if row["position"] is None:
        raise NotSigned
    return Excerpt(
        position=row["position"],
        stream=row["stream_id"],
        version=row["version"],
        event_id=row["event_id"],
        entry=row["entry"],
        leaf_hash=row["leaf_hash"],
        facts=row["facts"],
        salt=row["salt"],
        open_records=dict(zip(row["parts"] or (), row["records"] or (), strict=True)),
    )
