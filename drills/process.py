"""The processes of a drill, each there to be killed: `python -m drills.process sequencer ...`.

They run the product's own code. `sequencer` is the part of `jejak worker` that numbers events, alone, because the
drills' events mean nothing to the read models; `signer` says on its output what it published.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import asyncpg
import structlog

from api.devtools.children import dying_with_parent
from drills.pretence import HONEST, TILES, sign_history, tile_bytes
from eventstore.note import Checkpoint
from eventstore.sequencer import Sequencer
from eventstore.signer import run_signer
from eventstore.tile_folder import TileFolder
from eventstore.tiles import Tile


async def sequencer(dsn: str, log_id: str) -> None:
    """Number until killed; poked by nobody."""
    async with asyncpg.create_pool(dsn, min_size=0, max_size=2, timeout=10, command_timeout=60) as pool:
        await Sequencer(pool, int(log_id)).run(asyncio.Event(), 0.005)


async def signing(dsn: str, log_id: str, origin: str, folder: str, interval: str) -> None:
    """Sign until killed."""

    def tell(checkpoint: Checkpoint) -> None:
        print(json.dumps({"size": checkpoint.size, "root": checkpoint.root.hex()}), flush=True)

    await run_signer(dsn, int(log_id), origin, Path(folder), asyncio.Event(), float(interval), tell)


def stage() -> None:
    """Fork a process for each line `part folder output`, say its number, and how it ended.

    Everything is imported by then, so that what is traced is the work and not the start of an interpreter.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    bound = dying_with_parent(signal.SIGKILL)
    for line in sys.stdin:
        part, folder, output = line.split()
        child = os.fork()
        if child == 0:
            bound()
            play(part, Path(folder), Path(output))
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def play(part: str, folder: Path, output: Path) -> NoReturn:
    """Wait for SIGUSR1, do the part's work, and end without another call. What is handed out goes to descriptor 1."""
    os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 1)
    written = TileFolder(folder)
    signal.sigwait({signal.SIGUSR1})
    try:
        if part == "store":
            sign_history(folder, HONEST, tell=lambda note: os.write(1, f"{json.dumps(note)}\n".encode()))
        else:
            for index in range(TILES):
                written.write(Tile(0, index), tile_bytes(index))
    except BaseException:
        os._exit(1)
    os._exit(0)


def main(part: str, *arguments: str) -> None:
    """Run one part until it is killed, or ends by itself."""
    match part, arguments:
        case "sequencer", (dsn, log_id):
            asyncio.run(sequencer(dsn, log_id))
        case "signer", (dsn, log_id, origin, folder, interval):
            asyncio.run(signing(dsn, log_id, origin, folder, interval))
        case "stage", ():
            stage()
        case _:
            raise SystemExit(f"there is no part {part} with {len(arguments)} arguments")


if __name__ == "__main__":
    main(*sys.argv[1:])
