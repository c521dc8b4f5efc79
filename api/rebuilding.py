"""A rebuild of the read models, opened for whoever may make schemas: the command, and a development start."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import structlog

from api.parts import log_of, pool_for
from api.settings import Part, Settings
from projections.catalogue import PROJECTIONS
from projections.generations import before, drop
from projections.rebuild import Rebuild

log = structlog.get_logger(__name__)


@asynccontextmanager
async def open_rebuild(
    settings: Settings, owner_address: str
) -> AsyncIterator[tuple[asyncpg.Connection, Rebuild]]:
    """The owner's connection, and a rebuild of every projection of this release."""
    owner = await asyncpg.connect(owner_address)
    try:
        async with pool_for(settings, Part.PROJECTOR, size=4) as pool:
            yield owner, Rebuild(owner, pool, await log_of(settings, pool), PROJECTIONS, settings.zone)
    finally:
        await owner.close()


async def renew(settings: Settings, owner_address: str) -> None:
    """Read only rows that this release's logic made: where others are read, make them again and drop those.

    For development, where a log outlives many releases; an operator decides it for himself (`jejak rebuild`).
    Raises ProjectionStopped, RebuildRefused.
    """
    async with open_rebuild(settings, owner_address) as (owner, rebuilding):
        outdated = await rebuilding.outdated()
        if not outdated:
            return
        made, events = await rebuilding.build()
        await rebuilding.flip(made.number)
        await drop(owner, await before(owner))
        log.info("read_models_renewed", projections=sorted(outdated), events=events)
