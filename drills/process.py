"""The processes of a drill, each there to be killed: `python -m drills.process sequencer ...`.

They run the product's own code. `sequencer` is the part of `jejak worker` that numbers events, alone, because the
drills' events mean nothing to the read models; `signer` says on its output what it published.
"""

import asyncio
import json
import sys
from pathlib import Path

import asyncpg

from eventstore.note import Checkpoint
from eventstore.sequencer import Sequencer
from eventstore.signer import run_signer


async def sequencer(dsn: str, log_id: str) -> None:
    """Number until killed; poked by nobody."""
    async with asyncpg.create_pool(dsn, min_size=0, max_size=2, timeout=10, command_timeout=60) as pool:
        await Sequencer(pool, int(log_id)).run(asyncio.Event(), 0.005)


async def signer(dsn: str, log_id: str, origin: str, folder: str, interval: str) -> None:
    """Sign until killed."""

    def tell(checkpoint: Checkpoint) -> None:
        print(json.dumps({"size": checkpoint.size, "root": checkpoint.root.hex()}), flush=True)

    await run_signer(dsn, int(log_id), origin, Path(folder), asyncio.Event(), float(interval), tell)


def main(part: str, *arguments: str) -> None:
    """Run one part until it is killed, or ends by itself."""
    match part, arguments:
        case "sequencer", (dsn, log_id):
            asyncio.run(sequencer(dsn, log_id))
        case "signer", (dsn, log_id, origin, folder, interval):
            asyncio.run(signer(dsn, log_id, origin, folder, interval))
        case _:
            raise SystemExit(f"there is no part {part} with {len(arguments)} arguments")


if __name__ == "__main__":
    main(*sys.argv[1:])
