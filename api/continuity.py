"""What the database is compared with before anything in it is numbered: whatever remembers more than it does."""

from pathlib import Path

import asyncpg
import structlog

from api.log_client import HttpSource
from api.settings import Settings
from api.verifying import verifier_key
from eventstore.log_source import SourceMissing
from eventstore.note import Checkpoint
from eventstore.restore import (
    TrustUnusable,
    confirm_signed,
    confirm_transactions,
    signers_checkpoint,
    trusted_checkpoint,
)

log = structlog.get_logger(__name__)


async def confirm_log(settings: Settings, pool: asyncpg.Pool, log_id: int) -> None:
    """That the database holds what was signed. `pool` reads events and leaf hashes (the projector's).

    Raises NotTheSignedLog or LogRestored where it does not, and TrustUnusable where nobody can say.
    """
    known = await known_checkpoints(settings)
    async with pool.acquire() as conn:
        await confirm_transactions(conn, log_id)  # type: ignore[arg-type]
        for signed in known:
            await confirm_signed(conn, log_id, signed)  # type: ignore[arg-type]
    if known:
        log.info("log_confirmed", size=max(signed.size for signed in known))
    else:
        log.warning("log_not_compared", remedy="set JEJAK_TRUSTED_CHECKPOINT and JEJAK_LOG_VKEY")


async def known_checkpoints(settings: Settings) -> list[Checkpoint]:
    """The signer's last tree where its folder is at hand, and the checkpoint that JEJAK_TRUSTED_CHECKPOINT names.

    Raises TrustUnusable.
    """
    known = []
    folder = signer_folder(settings)
    if folder is not None and folder.exists():
        known.append(signers_checkpoint(folder))
    if settings.trusted_checkpoint is not None:
        vkey = known_key(settings)
        if vkey is None:
            raise TrustUnusable("JEJAK_LOG_VKEY is not set, so its signature cannot be checked")
        place = settings.trusted_checkpoint
        remote = place.startswith(("http://", "https://"))
        known.append(trusted_checkpoint(await _fetched(place) if remote else _read(place), vkey))
    return known


def known_key(settings: Settings) -> str | None:
    """The key that checkpoints are checked by: the one that is set, else that of the signer's folder at hand."""
    return settings.log_vkey or (verifier_key(settings) if signer_folder(settings) is not None else None)


def signer_folder(settings: Settings) -> Path | None:
    """The signer's folder, if this process knows of one; in production it should not."""
    return settings.signer_folder if settings.signer_dir is not None or settings.development else None


def _read(place: str) -> bytes:
    try:
        return Path(place).read_bytes()
    except OSError as error:
        raise TrustUnusable(f"{place}: {error.strerror}") from None


async def _fetched(place: str) -> bytes:
    address, _, name = place.rpartition("/")
    try:
        async with HttpSource(address) as source:
            return await source.fetch(name)
    except SourceMissing as missing:
        raise TrustUnusable(f"{place}: {missing.reason}") from None
