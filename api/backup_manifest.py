"""Compare a base backup with the list of files that PostgreSQL made with it (`backup_manifest`).

The list itself ends in a SHA-256 over what stands before. It tells damage, not intent: whoever changes the backup can
change the list too. What a backup holds of the log is proved by the signed checkpoint.
"""

import json
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any, Final

from eventstore.errors import EventStoreError

MANIFEST: Final = "backup_manifest"
_LAST_LINE: Final = b'"Manifest-Checksum"'
_NOT_LISTED: Final = frozenset((MANIFEST, "postgresql.auto.conf"))  # the second may be edited after a backup


class BackupDamaged(EventStoreError):
    """A base backup is not what was written; one sentence that names the first file."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The backup is damaged: {reason}. Use another one.")


def verify_manifest(cluster: Path) -> int:
    """Every listed file has its listed bytes, and no other file is there; answers how many. Raises BackupDamaged.

    Write-ahead log is not listed: the server checks that by itself when it starts.
    """
    listed = _listed(cluster / MANIFEST)
    for name, (size, digest) in listed.items():
        path = cluster / name
        try:
            with path.open("rb") as file:
                same = path.stat().st_size == size and file_digest(file, "sha256").hexdigest() == digest
        except OSError as error:
            raise BackupDamaged(f"{name}: {error.strerror}") from None
        if not same:
            raise BackupDamaged(f"{name} has other contents than when it was written")
    for path in cluster.rglob("*"):
        name = path.relative_to(cluster).as_posix()
        if (
            path.is_file()
            and name not in listed
            and name not in _NOT_LISTED
            and not name.startswith("pg_wal/")
        ):
            raise BackupDamaged(f"{name} was not there when it was written")
    return len(listed)


def _listed(manifest: Path) -> dict[str, tuple[int, str]]:
    """Path to size and SHA-256, from a list that is whole."""
    try:
        raw = manifest.read_bytes()
        content: Any = json.loads(raw)
        before = raw[: raw.rindex(_LAST_LINE)]
        if sha256(before).hexdigest() != content["Manifest-Checksum"]:
            raise BackupDamaged(f"{MANIFEST} has other contents than when it was written")
        return {_path(each): (each["Size"], each["Checksum"]) for each in content["Files"]}
    except OSError as error:
        raise BackupDamaged(f"{MANIFEST}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise BackupDamaged(f"{MANIFEST} is not what PostgreSQL writes") from None


def _path(each: Any) -> str:
    """A file's path, which must stay inside the backup."""
    name = each["Path"] if "Path" in each else bytes.fromhex(each["Encoded-Path"]).decode()
    if Path(name).is_absolute() or ".." in Path(name).parts or each["Checksum-Algorithm"] != "SHA256":
        raise ValueError(name)
    return str(name)
