"""Serve the API of a deployment, with the workers in the same process where that is enough."""

import asyncio
import gc
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

import structlog
import uvicorn
from starlette.applications import Starlette

from api.app import create_app
from api.mailing import open_postman, sends_mail
from api.parts import open_api, open_workers
from api.settings import Settings

log = structlog.get_logger(__name__)


async def serve(settings: Settings, *, all_in_one: bool) -> None:
    """Answer requests until SIGINT or SIGTERM. A worker that fails in this process ends the process too."""
    stopping = asyncio.Event()
    async with AsyncExitStack() as open_parts:
        workers = await open_parts.enter_async_context(open_workers(settings)) if all_in_one else None
        poke = workers.poke if workers else _nobody_to_poke
        carries = all_in_one and sends_mail(settings)
        postman = await open_parts.enter_async_context(open_postman(settings)) if carries else None
        api = await open_parts.enter_async_context(open_api(settings, poke=poke))
        async with asyncio.TaskGroup() as tasks:
            if workers:
                tasks.create_task(workers.run(stopping))
            tasks.create_task(api.tiles.run(stopping))
            if postman:
                tasks.create_task(postman.run(stopping))
            tasks.create_task(api.operations.watch.run(stopping))
            log.info("serving", host=settings.host, port=settings.port, mode=settings.mode)
            server = server_of(create_app(settings, api), settings)
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, server.handle_exit, number, None)
            # Schema and compiler stay for good: a full collection would walk them while every request waits.
            gc.collect()
            gc.freeze()
            await server.serve()
            stopping.set()


class Server(uvicorn.Server):
    """Leaves signals to whoever runs it: uvicorn would raise them again before anything else is closed."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Change no handler."""
        yield


def server_of(app: Starlette, settings: Settings) -> uvicorn.Server:
    """The HTTP server, quiet: what is logged is logged by us."""
    return Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    )


def _nobody_to_poke() -> None:
    """The workers run elsewhere and look for themselves."""
