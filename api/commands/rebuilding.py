"""Commands about the read models: make them again beside those that are read, flip, and see where each stands."""

import json
from typing import Annotated

import asyncpg
import typer
from rich.table import Table

from api.commands.common import console, local_settings, owner_address, run
from api.settings import Part
from projections.faults import RebuildRefused
from projections.rebuild import Rebuild


def rebuild(
    flip: Annotated[bool, typer.Option("--flip", help="Then read the new ones.")] = False,
    flip_back: Annotated[
        bool, typer.Option("--flip-back", help="Read those again that were read before.")
    ] = False,
    expect_different: Annotated[
        bool, typer.Option("--expect-different", help="The rows may differ from those that are read.")
    ] = False,
    drop: Annotated[int | None, typer.Option(help="Remove this generation for good.")] = None,
) -> None:
    """Make the read models again from the log, beside those that are read; compare them; with --flip, read them.

    Those that were read before stay up to date until they are dropped, so that --flip-back is instant.
    """
    settings = local_settings()
    from api.rebuilding import open_rebuild

    async def work() -> None:
        async with open_rebuild(settings, owner_address(settings)) as (owner, rebuilding):
            if drop is not None:
                await _drop(owner, drop)
            elif flip_back:
                await _flip_back(owner, rebuilding)
            else:
                await _build(rebuilding, flip=flip, expect_different=expect_different)

    run(work())


def projections(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Every generation of the read models: its state, and how far each projection is behind the log."""
    settings = local_settings()
    from api.parts import log_of, pool_for, real_time
    from projections.lag import read_standing

    async def work() -> None:
        async with pool_for(settings, Part.PROJECTOR, size=1) as pool:
            log_id = await log_of(settings, pool)
            async with pool.acquire() as conn:
                standing = await read_standing(conn, log_id, real_time())  # type: ignore[arg-type]
        if as_json:
            print(json.dumps([each.told() for each in standing]))
            return
        table = Table(
            "generation", "state", "projection", "version", "position", "behind", "oldest (s)", "stopped by"
        )
        for each in standing:
            table.add_row(*["" if value is None else str(value) for value in each.told().values()])
        console.print(table)

    run(work())


async def _build(rebuilding: Rebuild, *, flip: bool, expect_different: bool) -> None:
    made, events = await rebuilding.build()
    console.print(f"Generation {made.number} is rebuilt from {events} events.", highlight=False)
    if not expect_different:
        if different := await rebuilding.differing(made):
            raise RebuildRefused(
                f"Generation {made.number} differs from what is read in {', '.join(different)}: look why, then "
                "flip with --expect-different, or drop it."
            )
        console.print("It equals what is read, row for row.")
    if flip:
        await rebuilding.flip(made.number)
        console.print(f"Generation {made.number} is read now.", highlight=False)


async def _flip_back(owner: asyncpg.Connection, rebuilding: Rebuild) -> None:
    from projections.generations import before

    number = await before(owner)
    await rebuilding.flip(number)
    console.print(f"Generation {number} is read again.", highlight=False)


async def _drop(owner: asyncpg.Connection, number: int) -> None:
    from projections.generations import drop

    await drop(owner, number)
    console.print(f"Generation {number} is gone.", highlight=False)
