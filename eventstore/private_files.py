"""Files that hold secrets or must survive a crash: ours alone, and whole at every moment.

Reading judges the open file and not its path, so that nothing can be swapped in between. Writing prepares a draft
beside the file, forces it to disk, and puts it in place in one step.
"""

import os
import secrets
import stat
from pathlib import Path

from eventstore.durable_files import make_folders
from eventstore.errors import EventStoreError

_PRIVATE = 0o600
_OTHERS = 0o077


class FileRefused(EventStoreError):
    """A file or folder that is missing, open to others or of another form. The message holds no content."""


def private_folder(folder: Path) -> None:
    """Make the folder with mode 0700, durable on return, if it is missing.

    `FileRefused` if others may enter it or own it.
    """
    try:
        make_folders(folder, mode=0o700)
        status = os.stat(folder, follow_symlinks=False)
    except OSError as error:
        raise FileRefused(f"The folder {folder} cannot be used: {error.strerror}.") from None
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        raise FileRefused(f"{folder} must be a folder of the user who runs this process.")
    if stat.S_IMODE(status.st_mode) & _OTHERS:
        raise FileRefused(
            f"Others may enter {folder}. Run `chmod 700 {folder}`, and change its keys if others did."
        )


def read_private(path: Path) -> bytes:
    """The bytes of a regular file of ours that nobody else may read or write; `FileRefused` otherwise."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise FileRefused(f"There is no file {path}.") from None
    except OSError as error:
        raise FileRefused(f"{path} cannot be opened: {error.strerror}.") from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            raise FileRefused(f"{path} must be a regular file of the user who runs this process.")
        if stat.S_IMODE(status.st_mode) & _OTHERS:
            raise FileRefused(
                f"Others may read {path}. Run `chmod 600 {path}`, and change its keys if others did."
            )
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(handle)


def create_private(path: Path, content: bytes) -> None:
    """Write a new file, mode 0600, durable on return; `FileRefused` if something is there already."""
    draft = _draft(path, content)
    try:
        os.link(draft, path)  # unlike a rename, this never replaces what is there
    except FileExistsError:
        raise FileRefused(f"{path} exists and is not replaced.") from None
    except OSError as error:
        raise FileRefused(f"{path} cannot be made: {error.strerror}.") from None
    finally:
        os.unlink(draft)
    _sync_folder(path.parent)


def replace_private(path: Path, content: bytes) -> None:
    """Put new content in the file's place, mode 0600, durable on return; a crash leaves the old or the new whole."""
    draft = _draft(path, content)
    try:
        os.replace(draft, path)
    except OSError as error:
        os.unlink(draft)
        raise FileRefused(f"{path} cannot be replaced: {error.strerror}.") from None
    _sync_folder(path.parent)


def _draft(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE)
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        os.unlink(draft)
        raise FileRefused(f"{path} cannot be written: {error.strerror}.") from None
    return draft


def _sync_folder(folder: Path) -> None:
    """Make a new name durable. If this fails, nobody can say what a crash would leave, so the error is not caught."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
