"""Everybody who could notice that a database was changed, asked about a copy of it."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from drills.auditor import audited
from drills.site import DATABASE, ORIGIN, Site
from eventstore.note import Checkpoint
from eventstore.restore import NotTheSignedLog, confirm_signed, signers_checkpoint
from eventstore.signer import LogSigner
from eventstore.signer_store import SignerRefused, SignerStore
from eventstore.verify import verify_database

# Words by which a sentence of the auditor, or of the signer, is told from the others.
AUDITORS_CHECKS = {
    "root": "do not lead to the signed root",
    "earlier checkpoint": "kept-",
    "tile": "does not hold the hashes",
    "not served": "cannot be served",
    "bundle": "the bundle",
    "checkpoint": "checkpoint:",
}
SIGNERS_CHECKS = {
    "fewer leaves": "fewer than",
    "other leaves": "not those that were signed",
    "gap": "is missing from the database",
    "another checkpoint": "another checkpoint",
    "unknown checkpoint": "is published",
}


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a site's database, for one change."""

    site: Site
    name: str

    def address(self, role: str | None = None) -> str:
        """Its address for a role, or the superuser's."""
        there = self.site.dsn(role) if role else self.site.superuser
        return urlunsplit(urlsplit(there)._replace(path=f"/{self.name}"))


async def looked_at(copy: Copy, kept: Checkpoint) -> set[str]:
    """Who finds something, by name."""
    site = copy.site
    found: set[str] = set()
    auditor = await asyncpg.connect(copy.address("jejak_audit"))
    report = await verify_database(auditor, site.log_id, site.vkey)
    found |= {f"verify:{problem.check}" for problem in report.problems}
    await auditor.close()
    projector = await asyncpg.connect(copy.address("jejak_proj"))
    for name, known in (
        ("signer's store", signers_checkpoint(site.signer_folder)),
        ("kept checkpoint", kept),
    ):
        try:
            await confirm_signed(projector, site.log_id, known)
        except NotTheSignedLog as refused:
            found.add(f"start-up:{type(refused).__name__} ({name})")
    await projector.close()
    served = site.folder / f"served-{copy.name}"
    lines = await audited(copy.address(), site.log_id, site.vkey, served, site.sightings.notes)
    found |= {f"auditor:{kind_of(line)}" for line in lines}
    if why := await signer_refuses(copy):
        found.add(f"signer:{why}")
    return found


def kind_of(line: str) -> str:
    """Which check of the auditor a line of it is from."""
    return next((kind for kind, mark in AUDITORS_CHECKS.items() if mark in line), "entry")


async def signer_refuses(copy: Copy) -> str | None:
    """Why the signer, with a copy of its folder, will not go on with this database; None if it does."""
    folder = Path(f"{copy.site.signer_folder}-{copy.name}")
    shutil.copytree(copy.site.signer_folder, folder)
    conn = await asyncpg.connect(copy.address("jejak_sign"))
    try:
        with SignerStore.opened(folder, ORIGIN) as store:
            signer = LogSigner(conn, store, copy.site.log_id)
            await signer.confirm()
            await signer.step()
        return None
    except SignerRefused as refused:
        return next((kind for kind, mark in SIGNERS_CHECKS.items() if mark in str(refused)), "refuses")
    finally:
        await conn.close()
        shutil.rmtree(folder)


@asynccontextmanager
async def copied(copy: Copy) -> AsyncIterator[None]:
    """The copy of the site's database, for the time of the block."""
    admin = await asyncpg.connect(Copy(copy.site, "postgres").address())
    try:
        await admin.execute(f"DROP DATABASE IF EXISTS {copy.name}")
        await admin.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", DATABASE
        )
        await admin.execute(f"CREATE DATABASE {copy.name} TEMPLATE {DATABASE}")
        yield
        await admin.execute(f"DROP DATABASE {copy.name} WITH (FORCE)")
    finally:
        await admin.close()


def tables(site: Site) -> tuple[str, ...]:
    """Where the log is, under the schema `ledger`."""
    return ("event", f"event_{site.log_id}", "sealed", "leaf", "checkpoint", "seq_state")
