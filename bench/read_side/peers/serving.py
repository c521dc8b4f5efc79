"""How every Python server of the bench is served: as ours is, by uvicorn on uvloop with httptools, on loopback.

Only the standard library, asyncpg and uvicorn, because peers run in environments of their own.
"""

import os
from typing import Any

import asyncpg
import uvicorn

CONNECTIONS = 8
"""To the database: one for each client, so nobody waits for one."""


def address() -> str:
    """The database, as somebody whom no policy binds."""
    return os.environ["BENCH_DATABASE"]


def open_pool(address: str) -> Any:
    """A pool of connections, as the driver's documentation shows it."""
    return asyncpg.create_pool(address, min_size=CONNECTIONS, max_size=CONNECTIONS)


async def serve(app: Any) -> None:
    """Answer on the port of BENCH_PORT until SIGTERM."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=int(os.environ["BENCH_PORT"]),
        log_level="error",
        access_log=False,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    await uvicorn.Server(config).serve()
