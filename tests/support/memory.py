"""Where the databases of a test session live: in memory where there is plenty, since every test has one made for it."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from api.devtools.binaries import MEMORY
from api.devtools.postgres import EmbeddedPostgres

ENOUGH = 6 * 2**30  # bytes, for a server that keeps up to 4 GiB of its write-ahead log
PREFIX = "jejak-test-"


@contextmanager
def quickest_folder() -> Iterator[Path]:
    """A private folder that is removed afterwards; a database is a few hundred files, and memory makes them soonest."""
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    if roomy:
        _sweep()
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=MEMORY if roomy else None) as folder:
        yield Path(folder)


def _sweep() -> None:
    """Free what killed sessions have left behind: their servers have ended with them, their memory has not."""
    for lock in MEMORY.glob(f"{PREFIX}*/postgres/in-use-by"):
        folder = lock.parents[1]
        with suppress(OSError):  # that session is alive, is ending just now, or is somebody else's
            if folder.stat().st_uid == os.geteuid():
                with lock.open() as held:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    EmbeddedPostgres(folder).remove()
                    shutil.rmtree(folder, ignore_errors=True)
