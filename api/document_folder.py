"""The folder of documents as a whole: whether it holds what the log says was received, and its way into a backup.

A file is never changed and its name says what it holds, so copies can be made while documents come in, and two copies
can be put together. Nothing here opens a document.
"""

import json
from asyncio import to_thread
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from api.adapters.blobs import blob_path, blobs_in
from api.backup_manifest import BackupDamaged
from api.settings import Part, Settings
from eventstore.durable_files import write_durable
from eventstore.store import find_log

LIST: Final = "list.json"
_MODE: Final = 0o600
_RECEIVED: Final = """
SELECT facts FROM ledger.event
 WHERE log_id = $1 AND position('"type":"DocumentReceived"'::bytea IN entry) > 0
   AND convert_from(entry, 'UTF8')::json->>'type' = 'DocumentReceived'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Documents on record whose file is not there, or is another. strays: files that no event names."""

    received: int
    missing: tuple[UUID, ...]
    damaged: tuple[UUID, ...]
    strays: int

    @property
    def ok(self) -> bool:
        """Whether every document on record is there."""
        return not self.missing and not self.damaged


async def received(conn: asyncpg.Connection, log_id: int) -> frozenset[tuple[UUID, bytes]]:
    """Every document on record with the digest of its file, as jejak_audit reads it."""
    facts: list[dict[str, Any]] = [json.loads(row["facts"]) for row in await conn.fetch(_RECEIVED, log_id)]
    return frozenset((UUID(each["document"]), bytes.fromhex(each["digest"])) for each in facts)


async def compare_with_log(settings: Settings) -> Compared:
    """The folder of this deployment against its log."""
    conn = await asyncpg.connect(settings.address(Part.AUDIT))
    try:
        on_record = await received(conn, await find_log(conn, settings.origin))
    finally:
        await conn.close()
    return await to_thread(compare, settings.documents_folder, on_record)


def compare(folder: Path, on_record: Iterable[tuple[UUID, bytes]]) -> Compared:
    """Look at every file."""
    named = {blob_path(folder, document, digest): document for document, digest in on_record}
    there = frozenset(blobs_in(folder))
    return Compared(
        received=len(named),
        missing=tuple(document for path, document in named.items() if path not in there),
        damaged=tuple(document for path, document in named.items() if path in there and not _whole(path)),
        strays=len(there - named.keys()),
    )


def copy_into_backup(folder: Path, target: Path) -> tuple[int, tuple[str, ...]]:
    """Copy every file and list them; answers how many were copied, and the names of damaged ones, which were not."""
    names, damaged = [], []
    for path in blobs_in(folder):
        name = f"{path.parent.name}/{path.name}"
        if _copied(path, target / name):
            names.append(name)
        else:
            damaged.append(path.name)
    write_durable(target / LIST, json.dumps(names, indent=0).encode(), mode=_MODE)
    return len(names), tuple(damaged)


def check_backup(source: Path, count: int) -> None:
    """Every listed file is there and whole, and no other. Raises BackupDamaged."""
    names = frozenset(_listed(source, count))
    for name in sorted(names):
        if not _whole(source / name):
            raise BackupDamaged(
                f"{source.name}/{name} is missing or has other contents than when it was written"
            )
    for path in blobs_in(source):
        if f"{path.parent.name}/{path.name}" not in names:
            raise BackupDamaged(f"{source.name}/{path.name} was not there when it was written")


def restore_from_backup(source: Path, folder: Path, count: int) -> int:
    """Put what is not there into the folder; what is there and whole stays. Answers how many were put there."""
    check_backup(source, count)
    return sum(
        _copied(source / name, folder / name) for name in _listed(source, count) if not _whole(folder / name)
    )


def _listed(source: Path, count: int) -> Iterator[str]:
    try:
        names = json.loads((source / LIST).read_bytes())
    except (OSError, ValueError):
        raise BackupDamaged(f"{source.name}/{LIST} is missing or of another form") from None
    if len(names) != count:
        raise BackupDamaged(f"{source.name}/{LIST} lists {len(names)} documents of {count}")
    for name in names:
        if ".." in name or Path(name).is_absolute():
            raise BackupDamaged(f"{source.name}/{LIST} leads out of the backup")
        yield name


def _copied(path: Path, target: Path) -> bool:
    """Copy a file that is what its name says; answers whether it is."""
    content = path.read_bytes()
    if sha256(content).hexdigest() != _digest(path):
        return False
    write_durable(target, content, mode=_MODE)
    return True


def _whole(path: Path) -> bool:
    try:
        return sha256(path.read_bytes()).hexdigest() == _digest(path)
    except OSError:
        return False


def _digest(path: Path) -> str:
    return path.name.partition(".")[2]
