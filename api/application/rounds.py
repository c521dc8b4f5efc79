"""Work that comes round again, for as long as its process runs."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from eventstore.errors import Overloaded, WaitedTooLong
from projections.faults import is_passing

log = structlog.get_logger(__name__)

_CROWDED = (Overloaded, WaitedTooLong)


async def stopped(stop: asyncio.Event, seconds: float) -> bool:
    """Wait so long, or until told to stop, and say which it was."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()


async def one_round(step: Callable[[], Awaitable[object]], *, postponed: str) -> None:
    """Do it once. A lost connection or a crowded log is logged under this name and left to the next round.

    Anything else is raised.
    """
    try:
        await step()
    except Exception as error:
        if not (is_passing(error) or isinstance(error, _CROWDED)):
            raise
        log.warning(postponed, error=type(error).__name__)
