"""Backup, restore, and going on after a restore from a dump. What they are for, step by step: docs/runbook.md.

A backup holds the cluster, what was signed when it was made, and the sealed documents. It never holds the vault's key
file or the signer's folder: who finds the backup must be able neither to read sealed texts nor to sign.
"""

import asyncio
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import asyncpg

from api.backup_manifest import MANIFEST, verify_manifest
from api.continuity import known_checkpoints
from api.document_folder import copy_into_backup, restore_from_backup
from api.settings import Part, Settings
from eventstore.errors import EventStoreError
from eventstore.note import Checkpoint
from eventstore.private_files import create_private, private_folder
from eventstore.restore import confirm_signed, trusted_checkpoint
from eventstore.store import find_log
from eventstore.verify import verify_database

CLUSTER: Final = "cluster"
CHECKPOINT: Final = "checkpoint"
DOCUMENTS: Final = "documents"
ABOUT: Final = "backup.json"
FORMAT: Final = 1
NEWEST: Final = "SELECT note, size FROM ledger.checkpoint WHERE log_id = $1 ORDER BY size DESC LIMIT 1"

Program = Callable[[str], str]
"""From the name of one of PostgreSQL's programs to its path."""


class CannotRecover(EventStoreError):
    """Something stands in the way of a backup or a restore; one sentence with the way out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup says about itself. `signed` is the size of its checkpoint, 0 if nothing was signed yet.

    documents: how many files of documents it holds. damaged: those that were found damaged and are not in it.
    """

    origin: str
    signed: int
    made_at: str
    vkey: str | None
    documents: int = 0
    damaged: tuple[str, ...] = ()


def programs_on_path(name: str) -> str:
    """PostgreSQL's client programs as this machine has them. Raises CannotRecover."""
    found = shutil.which(name)
    if found is None:
        raise CannotRecover(f"{name} is not on this machine: install the client programs of PostgreSQL 18.")
    return found


async def backup(
    settings: Settings, folder: Path, *, administrator: str, vkey: str | None, program: Program, at: datetime
) -> Backup:
    """Copy the running cluster into an empty folder, and the newest checkpoint beside it; then compare with its list.

    The checkpoint is read before the copy begins, so the copy holds everything that it says. Documents are copied
    after the cluster: a file is there before the event that names it. Raises CannotRecover.
    """
    documents = settings.documents_folder
    _unused(folder)
    _apart(folder, settings)
    private_folder(folder)
    conn = await asyncpg.connect(settings.address(Part.AUDIT))
    try:
        newest = await conn.fetchrow(NEWEST, await find_log(conn, settings.origin))
    finally:
        await conn.close()
    target = folder / CLUSTER
    words = [
        "--pgdata",
        str(target),
        "--checkpoint=fast",
        "--wal-method=stream",
        "--manifest-checksums=SHA256",
    ]
    await _postgres(program("pg_basebackup"), [*words, "--no-password"], administrator)
    await asyncio.to_thread(verify_manifest, target)
    copied, damaged = await asyncio.to_thread(copy_into_backup, documents, folder / DOCUMENTS)
    made = Backup(
        origin=settings.origin,
        signed=newest["size"] if newest else 0,
        made_at=at.isoformat(),
        vkey=vkey,
        documents=copied,
        damaged=damaged,
    )
    if newest:
        create_private(folder / CHECKPOINT, newest["note"].encode())
    about = {
        "format": FORMAT,
        "origin": made.origin,
        "signed": made.signed,
        "made_at": made.made_at,
        "documents": copied,
        "damaged": damaged,
        **({"vkey": vkey} if vkey else {}),
    }
    create_private(folder / ABOUT, json.dumps(about, indent=2).encode() + b"\n")
    return made


def read_backup(folder: Path) -> Backup:
    """What a backup says about itself. Raises CannotRecover if it is none, or was not finished."""
    try:
        about: dict[str, Any] = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        if about["format"] != FORMAT:
            raise ValueError(about["format"])
        return Backup(
            origin=about["origin"],
            signed=about["signed"],
            made_at=about["made_at"],
            vkey=about.get("vkey"),
            documents=about.get("documents", 0),
            damaged=tuple(about.get("damaged", ())),
        )
    except (OSError, ValueError, KeyError, TypeError):
        raise CannotRecover(
            f"{folder} holds no finished backup: {ABOUT} is missing or of another form."
        ) from None


def signed_in(folder: Path, vkey: str) -> Checkpoint | None:
    """The checkpoint of a backup, checked by the log's key. Raises CannotRecover and TrustUnusable."""
    if not read_backup(folder).signed:
        return None
    try:
        note = (folder / CHECKPOINT).read_bytes()
    except OSError as error:
        raise CannotRecover(f"The checkpoint of the backup cannot be read: {error.strerror}.") from None
    return trusted_checkpoint(note, vkey)


async def restore(folder: Path, target: Path, documents: Path | None) -> Backup:
    """Put the cluster of a backup into an empty folder, after comparing every file with the backup's own list.

    documents: where their files go; what is there and whole stays. Raises CannotRecover and BackupDamaged. The server
    is not started. Whether it holds what was signed is asked when it is about to be numbered.
    """
    made = read_backup(folder)
    _unused(target)
    if made.documents and documents is None:
        raise CannotRecover(
            f"The backup holds {made.documents} documents: say with --documents where they go (JEJAK_DOCUMENTS_DIR)."
        )
    await asyncio.to_thread(verify_manifest, folder / CLUSTER)
    if documents is not None and made.documents:
        await asyncio.to_thread(restore_from_backup, folder / DOCUMENTS, documents, made.documents)
    await asyncio.to_thread(_copy, folder / CLUSTER, target)
    return made


async def anchor(settings: Settings, *, administrator: str, vkey: str | None) -> int:
    """After a restore from a dump: verify everything, compare with what was signed, and let the log go on.

    Answers the log's new epoch. Raises CannotRecover, NotTheSignedLog, TrustUnusable.
    """
    known = await known_checkpoints(settings)
    if not known or vkey is None:
        raise CannotRecover(
            "Nothing outside the database says what was signed: set JEJAK_TRUSTED_CHECKPOINT and JEJAK_LOG_VKEY."
        )
    conn = await asyncpg.connect(settings.address(Part.AUDIT))
    try:
        log_id = await find_log(conn, settings.origin)
        for signed in known:
            await confirm_signed(conn, log_id, signed)
        report = await verify_database(conn, log_id, vkey)
    finally:
        await conn.close()
    if not report.ok:
        raise CannotRecover(
            f"The verification found {len(report.problems) + report.further} problems, so the log is not anchored: "
            "run jejak verify to see each of them."
        )
    return await _anchored(administrator, log_id)


async def _anchored(administrator: str, log_id: int) -> int:
    conn = await asyncpg.connect(administrator)
    try:
        async with conn.transaction():
            await conn.execute("SET LOCAL ROLE jejak_owner; SET LOCAL lock_timeout = '60s'")
            epoch: int = await conn.fetchval("SELECT ledger.anchor($1)", log_id)
            return epoch
    finally:
        await conn.close()


async def _postgres(path: str, words: list[str], address: str) -> None:
    """Run one of PostgreSQL's programs; the password goes through its environment, where no list of processes is."""
    parts = urlsplit(address)
    environment = {
        "PATH": os.defpath,
        "LC_ALL": "C",
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or 5432),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
    }
    process = await asyncio.create_subprocess_exec(
        path,
        *words,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    if process.returncode:
        last = said.decode(errors="replace").strip().splitlines()
        raise CannotRecover(f"{Path(path).name} failed: {last[-1] if last else process.returncode}")


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
    (target / MANIFEST).unlink(missing_ok=True)
    target.chmod(0o700)


def _unused(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotRecover(f"{folder} is not an empty folder: choose another one.")


def _apart(folder: Path, settings: Settings) -> None:
    """Keys never lie beside a backup: not in the folder that is backed up into, nor around it."""
    homes = [settings.signer_dir, settings.vault_key_file and settings.vault_key_file.parent]
    if settings.development:
        homes.append(settings.data_dir)
    for home in homes:
        if home is not None and folder.resolve().is_relative_to(home.resolve()):
            raise CannotRecover(f"{folder} lies among the keys in {home}: a backup is kept apart from them.")
