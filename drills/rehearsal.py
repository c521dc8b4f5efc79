"""The nightly drill: restore a backup elsewhere and prove it. `python -m drills.rehearsal BACKUP --vkey KEY`."""

import argparse
import asyncio
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import asyncpg
import structlog

from api.document_folder import compare, received
from api.recovery import read_backup, restore, signed_in
from drills.cluster import Cluster
from drills.drill import Seen
from eventstore.errors import EventStoreError
from eventstore.restore import confirm_signed
from eventstore.verify import verify_database
from projections.catalogue import PROJECTIONS
from projections.runner import Runner

LOG = "SELECT log_id FROM ledger.log WHERE origin = $1"
ZONE = ZoneInfo("Asia/Makassar")
TABLES = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'read' AND c.relkind = 'r' AND c.relname NOT IN ('migration', 'cursor') ORDER BY 1
"""


async def rehearse(backup: Path, vkey: str, scratch: Path) -> Seen:
    """Prove what `jejak restore` put into `scratch`: bytes, tree, order, read models, documents."""
    made = read_backup(backup)
    cluster = Cluster.restored(scratch)
    await cluster.start()
    try:
        address = cluster.superuser(await _database(cluster))
        async with asyncpg.create_pool(address, min_size=1, max_size=2) as pool:
            seen = await _proved(pool, backup, vkey, made.origin)
            await _documents_there(pool, scratch / "documents", made.origin, seen)
            return seen
    finally:
        cluster.stop()


async def _database(cluster: Cluster) -> str:
    """The database that holds the log: the one that has the schema `ledger`."""
    conn = await asyncpg.connect(cluster.superuser("postgres"))
    names = await conn.fetch("SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate")
    await conn.close()
    for row in names:
        conn = await asyncpg.connect(cluster.superuser(row["datname"]))
        there = await conn.fetchval("SELECT to_regnamespace('ledger') IS NOT NULL")
        await conn.close()
        if there:
            return str(row["datname"])
    raise EventStoreError("The backup holds no log.")


async def _proved(pool: asyncpg.Pool, backup: Path, vkey: str, origin: str) -> Seen:
    seen = Seen(checks=["list of files, verify, root of the signed checkpoint, digest of the read models"])
    log_id = await pool.fetchval(LOG, origin)
    async with pool.acquire() as held:
        conn = cast(asyncpg.Connection, held)
        report = await verify_database(conn, log_id, vkey)
        signed = signed_in(backup, vkey)
        if signed is not None:
            await confirm_signed(conn, log_id, signed)
            seen.require(
                report.proven_size >= signed.size, "The proven part is smaller than what was signed."
            )
    seen.wrong += [f"verify:{problem.check}: {problem.message}" for problem in report.problems]
    before, after = await made_again(pool, log_id)
    for table in before.keys() | after.keys():
        seen.require(before.get(table) == after.get(table), f"{table} is not what the log makes it.")
    seen.what = (
        f"{report.size:,} entries re-hashed, {report.proven_size:,} proven, {len(after)} tables made again"
    )
    return seen


async def _documents_there(pool: asyncpg.Pool, folder: Path, origin: str, seen: Seen) -> None:
    """Every document on record has its file, as it was stored."""
    async with pool.acquire() as held:
        on_record = await received(cast(asyncpg.Connection, held), await pool.fetchval(LOG, origin))
    found = await asyncio.to_thread(compare, folder, on_record)
    seen.checks.append("files of documents")
    seen.what += f", {found.received:,} documents there"
    seen.wrong += [f"document {each} is not there" for each in (*found.missing, *found.damaged)]


async def made_again(pool: asyncpg.Pool, log_id: int) -> tuple[dict[str, str], dict[str, str]]:
    """Digests of the read models: as they are at the head of the log, and made again from nothing."""
    runner = Runner(pool, log_id, PROJECTIONS, ZONE)
    await runner.catch_up()
    async with pool.acquire() as conn:
        before = await digest(cast(asyncpg.Connection, conn))
    await runner.rebuild()
    async with pool.acquire() as conn:
        return before, await digest(cast(asyncpg.Connection, conn))


async def digest(conn: asyncpg.Connection) -> dict[str, str]:
    """A digest of each read model's rows, in no order."""
    found = {}
    for row in await conn.fetch(TABLES):
        table = row[0]
        found[table] = str(
            await conn.fetchval(
                f"SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {table} t"
            )
        )
    return found


def main() -> int:
    """Restore into a folder that is removed afterwards, and prove it."""
    parser = argparse.ArgumentParser(prog="python -m drills.rehearsal", description=__doc__)
    parser.add_argument("backup", type=Path)
    parser.add_argument(
        "--vkey", required=True, help="the log's verifier key, from elsewhere than the backup"
    )
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory(prefix="jejak-rehearsal-") as folder:
        os.chmod(folder, 0o711)  # the server's account passes through to its own part
        (Path(folder) / "scratch").mkdir(mode=0o700)
        try:
            seen = asyncio.run(_restored_and_rehearsed(given.backup, given.vkey, Path(folder) / "scratch"))
        except EventStoreError as problem:
            print(f"jejak: {problem}", file=sys.stderr)
            return 1
    print(seen.what)
    for sentence in seen.wrong:
        print(sentence, file=sys.stderr)
    return 1 if seen.wrong else 0


async def _restored_and_rehearsed(backup: Path, vkey: str, scratch: Path) -> Seen:
    await restore(backup, scratch / "data", scratch / "documents")
    return await rehearse(backup, vkey, scratch)


if __name__ == "__main__":
    sys.exit(main())
