"""A signer at hand: signs the log of a test's database in the test's own time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import asyncpg

from eventstore.note import Checkpoint
from eventstore.signer import LogSigner
from eventstore.signer_store import SignerStore, ensure_key
from tests.support.database import Database

_PUBLISHED = "SELECT published_at FROM ledger.checkpoint WHERE log_id = $1 AND size = $2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """One log's signer, its verifier key and the folder of its own."""

    signer: LogSigner
    vkey: str
    folder: Path
    connection: asyncpg.Connection
    log_id: int

    async def sign(self) -> Checkpoint:
        """Sign what has a position by now; it must be more than was signed before."""
        checkpoint = await self.signer.step()
        assert checkpoint is not None, "nothing was added since the last checkpoint"
        return checkpoint

    async def published_at(self, checkpoint: Checkpoint) -> datetime:
        """When the database took it."""
        moment: datetime = await self.connection.fetchval(_PUBLISHED, self.log_id, checkpoint.size)
        return moment


@asynccontextmanager
async def signing(database: Database, folder: Path) -> AsyncIterator[Signing]:
    """The signer of this database's log, with a key made in `folder`."""
    vkey = ensure_key(folder, database.origin)
    connection = await asyncpg.connect(database.dsn("jejak_sign"))
    try:
        with SignerStore.opened(folder, database.origin) as store:
            signer = LogSigner(connection, store, database.log_id)
            await signer.confirm()
            yield Signing(
                signer=signer, vkey=vkey, folder=folder, connection=connection, log_id=database.log_id
            )
    finally:
        connection.terminate()
