"""Files that appear whole or not at all, and are on disk when the call returns.

A draft is written beside the file and forced to disk, takes the file's name in one step, and the folder is forced to
disk after it. What a crash leaves is a draft, which nobody reads, or no file.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final

DRAFT: Final = ".draft-"


def write_durable(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put this content under this name, in place of what is there. Raises OSError if the disk fails."""
    make_folders(path.parent, mode=mode | (mode & 0o444) >> 2)
    draft = path.with_name(f"{DRAFT}{secrets.token_hex(8)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise
    _sync_folder(path.parent)


def make_folders(folder: Path, *, mode: int = 0o755) -> None:
    """Make a folder and those above it, each durable before anything is put into it."""
    if folder.is_dir():
        return
    make_folders(folder.parent, mode=mode)
    with suppress(FileExistsError):
        folder.mkdir(mode=mode)
    _sync_folder(folder.parent)


def sweep(folder: Path) -> int:
    """Remove the drafts that crashes left, while nobody writes; answers how many there were."""
    drafts = list(folder.rglob(f"{DRAFT}*"))
    for draft in drafts:
        draft.unlink(missing_ok=True)
    return len(drafts)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
