"""The whole log recomputed from its stored bytes, and what was found in plain words."""

from collections.abc import Callable, Sequence

import asyncpg

from api.settings import Part, Settings
from api.verdicts import of_database
from eventstore.earlier import Kept
from eventstore.signer_store import ensure_key
from eventstore.store import find_log
from eventstore.verify import Report, verify_database

EVERY = 500  # events between two movements of a progress bar

Progress = Callable[[int, int], None]


async def verify_log(
    settings: Settings, vkey: str | None, progress: Progress | None = None, earlier: Sequence[Kept] = ()
) -> Report:
    """Recompute the log in the auditor's role; `progress` is told the entries done and the entries there are."""
    conn = await asyncpg.connect(settings.address(Part.AUDIT))
    try:
        log_id = await find_log(conn, settings.origin)

        def show(done: int, size: int) -> None:
            if progress and (done % EVERY == 0 or done == size):
                progress(done, size)

        return await verify_database(conn, log_id, vkey, show, earlier)
    finally:
        await conn.close()


def verifier_key(settings: Settings) -> str | None:
    """The key to check signatures by, where the signer's folder is at hand."""
    if not settings.signer_folder.exists():
        return None
    return str(ensure_key(settings.signer_folder, settings.origin))


def described(report: Report) -> list[str]:
    """The report as lines for people."""
    return of_database(report).lines()
